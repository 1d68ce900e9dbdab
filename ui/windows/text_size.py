"""Ctrl + plus, minus and 0 in every window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.theme import theme

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)


SETTLE_MS = 150
"""Dressing everything anew takes longer than a key stroke: pressed five times, it is done once."""


class TextSize(QObject):
    """The size that is wanted, applied when the keys have been quiet for a moment."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._wanted = theme().text_size
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(lambda: theme().set_text_size(self._wanted))

    def larger(self) -> None:
        """The next larger text size."""
        self._ask(next((size for size in SIZES if size > self._now()), SIZES[-1]))

    def smaller(self) -> None:
        """The next smaller text size."""
        self._ask(next((size for size in reversed(SIZES) if size < self._now()), SIZES[0]))

    def normal(self) -> None:
        """100 %."""
        self._ask(100)

    def _now(self) -> int:
        return self._wanted if self._timer.isActive() else theme().text_size

    def _ask(self, size: int) -> None:
        self._wanted = size
        self._timer.start()


def add_text_size_keys(window: QWidget) -> None:
    """Let ``window`` answer to Ctrl++, Ctrl+=, Ctrl+- and Ctrl+0."""
    size = TextSize(window)
    keys = {"Ctrl++": size.larger, "Ctrl+=": size.larger, "Ctrl+-": size.smaller, "Ctrl+0": size.normal}
    for key, call in keys.items():
        QShortcut(QKeySequence(key), window).activated.connect(call)
