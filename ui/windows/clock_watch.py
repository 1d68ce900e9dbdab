"""Notices that the laptop's clock was set while the register is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app import clock
from app.services import trail
from ui.desk import Desk

LOOK_EVERY_MS = 30_000
TOLERANCE = 120
"""Seconds; a clock that follows the network's time moves less."""


class ClockWatch(QObject):
    """Looks every half minute; the order of what happened follows the log's numbers, not the clock."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ahead = _ahead()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Log a jump of more than two minutes, once."""
        before, self._ahead = self._ahead, _ahead()
        jump = round(self._ahead - before)
        if abs(jump) > TOLERANCE and self._desk.register.is_open:
            self._desk.note(lambda: trail.clock_jumped(self._desk.register, jump))


def _ahead() -> float:
    """How far the clock stands from the count that nobody can set."""
    return clock.now().timestamp() - clock.steady()
