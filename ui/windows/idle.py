"""Locks after minutes without input, and says so half a minute before."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

WARN_SECONDS = 30
_INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TabletPress,
    QEvent.Type.InputMethod,
}


def steady_seconds() -> float:
    """Seconds that run on while the laptop sleeps and do not move with the wall clock."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


class LockKey(QObject):
    """Ctrl+L wherever the keyboard is: in a dialog, a menu or a print preview, where no shortcut of the window works.

    Signals: ``pressed()``.
    """

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key; everything else goes on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _is_lock(event):
            self.pressed.emit()
            return True
        return False


def _is_lock(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier


class IdleWatch(QObject):
    """Counts from the last input anywhere in the program.

    Signals: ``nearly(seconds)`` each second of the last half minute; ``active()`` when input ended that;
    ``expired()`` once.
    """

    nearly = Signal(int)
    active = Signal()
    expired = Signal()

    def __init__(
        self, minutes: int, seconds: Callable[[], float] = steady_seconds, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._limit = minutes * 60
        self._last = seconds()
        self._is_warning = self._has_expired = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.check)
        self._timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def idle_seconds(self) -> float:
        """How long ago the last input was."""
        return self._seconds() - self._last

    def set_minutes(self, minutes: int) -> None:
        """Another limit, counted from the last input."""
        self._limit = minutes * 60

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note input; nothing is ever held back."""
        if event.type() in _INPUT:
            self._note()
        return False

    def check(self) -> None:
        """Warn or expire; called every second."""
        left = self._limit - (self._seconds() - self._last)
        if self._has_expired:
            return
        if left <= 0:
            self._has_expired = True
            self._timer.stop()
            self.expired.emit()
        elif left <= WARN_SECONDS:
            self._is_warning = True
            self.nearly.emit(int(left) or 1)

    def _note(self) -> None:
        now = self._seconds()
        if now - self._last >= self._limit and not self._has_expired:
            self.check()  # the laptop slept: the first key after it does not keep the register open
            return
        self._last = now
        if self._is_warning:
            self._is_warning = False
            self.active.emit()
