"""The whole program in a test: start it, type, press, lock, unlock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests.helpers import gui
from ui.application import Application, Options
from ui.views.unlock import UnlockView
from ui.windows.main_window import MainWindow
from ui.windows.start_window import StartWindow

LONG = 30_000


class Program:
    """One running program and the person before it."""

    def __init__(self, qtbot: Any, register: Path | None = None, **options: Any) -> None:
        self.bot = qtbot
        self._has_ended = False
        self.application = Application(Options(register=register, **options))
        self.application.show_start()
        qtbot.waitExposed(self.start)

    @property
    def start(self) -> StartWindow:
        """The window while no register is open."""
        window = self.application.start_window
        assert window is not None
        return window

    @property
    def window(self) -> MainWindow:
        """The window while the register is open."""
        window = self.application.main_window
        assert window is not None, "the register is not open"
        return window

    @property
    def is_open(self) -> bool:
        """Whether the register is open."""
        return self.application.main_window is not None

    def press(self, text: str, inside: QWidget | None = None) -> None:
        """Press the button that says ``text``, once it is on the screen."""
        where = inside or self.application.main_window or self.start
        self.bot.waitUntil(lambda: text in gui.texts(where))
        self.bot.mouseClick(gui.button(where, text), Qt.MouseButton.LeftButton)

    def keys(self, widget: QWidget, key: Qt.Key, control: bool = False) -> None:
        """Press a key, perhaps with Ctrl."""
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        self.bot.keyClick(widget, key, modifier)

    def try_passphrase(self, passphrase: str) -> None:
        """Type it, press Enter, and wait for the answer."""
        view = self.start.view
        assert isinstance(view, UnlockView)
        view.field.edit.setText("")
        self.bot.keyClicks(view.field.edit, passphrase)
        self.keys(view.field.edit, Qt.Key.Key_Return)
        self.bot.waitUntil(lambda: self.is_open or not view._is_busy, timeout=LONG)

    def unlock(self, passphrase: str) -> None:
        """Unlock for good."""
        self.try_passphrase(passphrase)
        assert self.is_open, gui.texts(self.start)
        self.bot.waitExposed(self.window)

    def lock(self) -> None:
        """Ctrl+L where the keyboard is, and wait for the unlock screen."""
        self.press_lock()
        self.until_locked()

    def press_lock(self) -> None:
        """Ctrl+L in the menu, dialog or window that has the keyboard."""
        window = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        self.keys(window, Qt.Key.Key_L, control=True)

    def until_locked(self) -> None:
        """Wait for the unlock screen."""
        self.bot.waitUntil(lambda: isinstance(self.start.view, UnlockView), timeout=LONG)

    def dialog(self, kind: type[QDialog] = QDialog) -> Any:
        """The one open dialog."""
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        assert len(found) == 1, found
        return found[0]

    def end(self) -> None:
        """Leave nothing behind; twice does no harm."""
        if self._has_ended:
            return
        self._has_ended = True
        app = self.application
        if app.main_window is not None:
            app.lock()
        if app.start_window is not None:
            window = app.start_window
            self.bot.waitUntil(lambda: not window._is_locking, timeout=LONG)
            app._drop_start_window()
        app.end()
