"""Facts as label and value, in as many columns as fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Plain, Text, discard


class FactList(QWidget):
    """Pairs of a small label and what is known, side by side while there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "plain")
        self._pairs: tuple[tuple[str, str], ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.LARGE)
        self._grid.setVerticalSpacing(look.SMALL + 2)
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)

    def set_facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these; an empty value is shown as a dash."""
        self._pairs = tuple((label, value or "–") for label, value in pairs)
        self._columns = 0
        self._place()

    def facts(self) -> dict[str, str]:
        """What is shown, by label."""
        return dict(self._pairs)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One to four columns."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = min(4, max(1, self.width() // theme().px(235)))
        if columns == self._columns:
            return
        self._columns = columns
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                discard(widget)
        for number in range(4):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
        for number, (label, value) in enumerate(self._pairs):
            cell = Plain(spacing=1)
            cell.box.addWidget(Text(label, "label"))
            words = Text(value)
            words.setAccessibleName(f"{label}: {value}")
            cell.box.addWidget(words)
            cell.box.addStretch(1)
            self._grid.addWidget(cell, number // columns, number % columns)
