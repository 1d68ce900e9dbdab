"""Tab goes through a window as it is read, whenever its parts were made."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLayout, QWidget


class InReadingOrder:
    """Mixed into a window, before the class of Qt: Tab and Shift+Tab follow the layout.

    Qt would follow the order in which widgets came to the window: rows of a form after its buttons,
    and what appears later (problems, offers) at the very end.
    """

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 (Qt calls it)
        """Move the focus one stop; round at the ends."""
        window = cast(QWidget, self)
        stops = tab_stops(window)
        focused = window.focusWidget()
        if not stops:
            return False
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        step = 1 if forward else -1
        place = stops.index(focused) + step if focused in stops else min(0, step)
        stops[place % len(stops)].setFocus(reason)
        return True


def tab_stops(root: QWidget) -> list[QWidget]:
    """What Tab stops at inside ``root``, as it is read."""
    found: list[QWidget] = []
    for child in _children(root):
        if child.isHidden() or not child.isEnabled():
            continue
        if _is_stop(child):
            found.append(child)
        found += tab_stops(child)
    return found


def _is_stop(widget: QWidget) -> bool:
    """Of buttons of which one is chosen only that one: the arrow keys go to its neighbours."""
    if _is_viewport(widget) or widget.focusProxy() is not None or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and group.checkedButton() is not None:
        return group.checkedButton() is widget
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _is_viewport(widget: QWidget) -> bool:
    """Its focus proxy is the scroll area around it, and that must not be asked for.

    PySide takes what ``focusProxy()`` returns for a child of whom it asked. The area then hangs on its own viewport
    alone, and at the next collection of cycles it is destroyed with the whole page inside (seen).
    """
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget


def _children(widget: QWidget) -> list[QWidget]:
    """Those in the layout first, in its order; then the others, from top to bottom."""
    laid_out = _in_layout(widget.layout())
    known = set(laid_out)
    others = [
        child
        for child in widget.children()
        if isinstance(child, QWidget) and not child.isWindow() and child not in known
    ]
    return laid_out + sorted(others, key=lambda child: (child.y(), child.x()))


def _in_layout(layout: QLayout | None) -> list[QWidget]:
    if layout is None:
        return []
    found: list[QWidget] = []
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        inner = item.widget()
        found += [inner] if inner is not None else _in_layout(item.layout())
    return found
