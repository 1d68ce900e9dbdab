"""What a lock does to the windows: takes the half-typed text, blanks the screen, forgets what was on it."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication, QWidget

from app import logs

if TYPE_CHECKING:
    from ui.views.locking import State


def half_typed_forms() -> list[State]:
    """Every form with unsaved text that keeps drafts, in open dialogs too; a broken form never stops a lock."""
    from ui.widgets.form import Form

    found: list[State] = []
    for widget in QApplication.allWidgets():
        if not isinstance(widget, Form):
            continue
        drafts: Any = widget.drafts
        try:
            if drafts is not None and widget.is_dirty():
                found.append((drafts.form, drafts.subject, widget.raw_state()))
        except Exception as error:  # noqa: BLE001 (locking goes before everything)
            logs.mistake(error)
    return found


def hide_everything_but(blank: QWidget) -> None:
    """Menus, lists, dialogs and windows go off the screen."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.hide()
    for window in QApplication.topLevelWidgets():
        if window is not blank:
            window.hide()


def begin_forgetting() -> None:
    """Just before the window is taken down."""
    from app.services import session

    session.begin_forgetting()


def end_forgetting() -> None:
    """It is gone and the register closed."""
    from app.services import session

    QPixmapCache.clear()
    gc.collect()  # the window is gone, but Python may still hold its parts in circles
    session.end_forgetting()
