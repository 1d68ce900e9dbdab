"""Locks after minutes without input, and says so half a minute before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from app import clock
from ui.windows.system_idle import SystemIdle

WARN_SECONDS = 30
ASK_EVERY = 10
"""Seconds between questions to the system; each second once it matters."""
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
    """Counts from the last input in the program, and from the last touch of the computer where that is known.

    The longer of the two counts: somebody who works in another program leaves the register open on the
    screen, and a window that keeps getting events of its own is not somebody who is there
    (docs/decisions/0017).

    Signals: ``nearly(seconds)`` each second of the last half minute; ``active()`` when input ended that;
    ``expired()`` once.
    """

    nearly = Signal(int)
    active = Signal()
    expired = Signal()

    def __init__(
        self,
        minutes: int,
        seconds: Callable[[], float] = clock.steady,
        parent: QObject | None = None,
        system: SystemIdle | None = None,
    ) -> None:
        super().__init__(parent)
        self._seconds = seconds
        self._limit = minutes * 60
        self._last = seconds()
        self._touched: float | None = None
        """When the computer was last touched, as the system told; None while that is not known."""
        self._pointer: QPointF | None = None
        self._is_warning = self._has_expired = False
        self._checks = 0
        self.system = system or SystemIdle(self)
        self.system.told.connect(self._take)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.check)
        self._timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def idle_seconds(self) -> float:
        """How long ago the last input was."""
        now = self._seconds()
        return max(now - self._last, 0.0 if self._touched is None else now - self._touched)

    def set_minutes(self, minutes: int) -> None:
        """Another limit, counted from the last input."""
        self._limit = minutes * 60

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note input; nothing is ever held back."""
        if event.type() in _INPUT and not self._is_phantom(event):
            self._note()
        return False

    def check(self) -> None:
        """Warn or expire; called every second."""
        if self._has_expired:
            return
        self._checks += 1
        if self._checks % ASK_EVERY == 1 or self._limit - self.idle_seconds() <= WARN_SECONDS + ASK_EVERY:
            self.system.ask()
        self._judge()

    def _judge(self) -> None:
        left = self._limit - self.idle_seconds()
        if self._has_expired:
            return
        if left <= 0:
            self._has_expired = True
            self._timer.stop()
            self.expired.emit()
        elif left <= WARN_SECONDS:
            self._is_warning = True
            self.nearly.emit(int(left) or 1)
        elif self._is_warning:
            self._is_warning = False
            self.active.emit()

    def _take(self, seconds: float) -> None:
        self._touched = self._seconds() - max(0.0, seconds)

    def _note(self) -> None:
        now = self._seconds()
        if now - self._last >= self._limit and not self._has_expired:
            self._judge()  # the laptop slept: the first key after it does not keep the register open
            return
        self._last = now
        if self._is_warning:
            self._touched = None  # what was told is old; if this was not a hand, the next answer says so
            self._judge()

    def _is_phantom(self, event: QEvent) -> bool:
        """A window that opens under a mouse that lies still gets a movement of it."""
        if event.type() != QEvent.Type.MouseMove or not isinstance(event, QMouseEvent):
            return False
        before, self._pointer = self._pointer, event.globalPosition()
        return before == self._pointer
