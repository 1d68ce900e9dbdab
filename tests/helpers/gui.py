"""Finds things in a window the way she does: by what stands on them."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

W = TypeVar("W", bound=QWidget)


def button(inside: QWidget, text: str) -> QAbstractButton:
    """The one visible button that says ``text`` (mnemonic and spaces aside)."""
    found = [b for b in inside.findChildren(QAbstractButton) if b.isVisible() and _plain(b.text()) == text]
    if len(found) != 1:
        says = sorted({_plain(b.text()) for b in inside.findChildren(QAbstractButton) if b.isVisible()})
        raise AssertionError(f"{len(found)} buttons say {text!r}; on screen: {says}")
    return found[0]


def field(inside: QWidget, label: str, kind: type[W]) -> W:
    """The visible field of ``kind`` that belongs to ``label``, by buddy or accessible name."""
    for found in inside.findChildren(QLabel):
        buddy = found.buddy()
        if _plain(found.text()) == label and isinstance(buddy, kind) and buddy.isVisible():
            return buddy
    for widget in inside.findChildren(kind):
        if widget.isVisible() and widget.accessibleName() == label:
            return widget
    raise AssertionError(f"no field {label!r} on screen")


def texts(inside: QWidget) -> list[str]:
    """Every text on visible labels and buttons, in no particular order."""
    visible = [w for w in inside.findChildren(QWidget) if w.isVisible()]
    return [_plain(w.text()) for w in visible if isinstance(w, QLabel | QAbstractButton) and w.text()]


def nameless(inside: QWidget) -> list[str]:
    """Visible widgets that take the keyboard but that a screen reader cannot name."""
    wrong = []
    for widget in inside.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or not widget.focusPolicy().value & 1:
            continue
        seen = QAccessible.queryAccessibleInterface(widget)
        if seen is None or not seen.text(QAccessible.Text.Name):
            wrong.append(f"{type(widget).__name__} {widget.objectName()!r}")
    return wrong


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").strip()
