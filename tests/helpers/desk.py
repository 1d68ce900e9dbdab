"""A desk on an open register without the main window, and the dialogs that are open over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import shiboken6
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from app.storage.register import Register
from ui.desk import Desk
from ui.tasks import TaskRunner
from ui.theme import theme
from ui.windows.main_window import MainWindow

D = TypeVar("D", bound=QDialog)


@contextmanager
def desk_on(register: Register, qapp: QApplication) -> Iterator[Desk]:
    """The desk, in the light theme; the worker and the register are closed afterwards."""
    if theme().scheme != "light" or theme().text_size != 100 or not qapp.styleSheet():
        theme().apply(qapp, "light", 100)
    runner = TaskRunner()
    desk = Desk(register, runner)
    try:
        yield desk
    finally:
        runner.close()
        register.close()


def window_with(widget: QWidget) -> QWidget:
    """A window of the size of the pictures with one page or tab in it, shown and active."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(widget)
    window.resize(1154, 768)
    window.show()
    window.activateWindow()
    widget.kept_window = window  # type: ignore[attr-defined]  # nothing else keeps it alive
    return window


def opened(kind: type[D]) -> D:
    """The one visible dialog of this kind."""
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert len(found) == 1, [type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()]
    return found[0]


@contextmanager
def main_window_on(register: Register, qapp: QApplication) -> Iterator[MainWindow]:
    """The main window as it is after unlocking."""
    if theme().scheme != "light" or theme().text_size != 100 or not qapp.styleSheet():
        theme().apply(qapp, "light", 100)
    runner = TaskRunner()
    window = MainWindow(register, runner)
    window.resize(1366, 768)
    window.show()
    QApplication.processEvents()  # the look at the first page is logged once it is shown
    try:
        yield window
    finally:
        for dialog in window.findChildren(QDialog):
            dialog.hide()
        window.hide()
        shiboken6.delete(window)  # now, not when some later test comes to its event loop
        runner.close()
        register.close()
