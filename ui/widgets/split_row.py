"""Something at the left and something at the right; below each other when there is no room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui import theme as look
from ui.theme import theme


class SplitRow(QWidget):
    """``left`` takes the room that is left; ``right`` keeps its own size."""

    def __init__(self, left: QWidget, right: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "plain")
        self._left, self._right = left, right
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.SMALL)
        self._box.addWidget(left, 1)
        self._box.addWidget(right, 0)
        theme().changed.connect(self._turn)

    def minimumSizeHint(self) -> QSize:
        """The widest part alone: the row may always be turned."""
        shown = [part for part in (self._left, self._right) if not part.isHidden()]
        width = max((part.minimumSizeHint().width() for part in shown), default=0)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose beside or below."""
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        """New words need more or less room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        needed = self._left.sizeHint().width() + look.SMALL
        needed += 0 if self._right.isHidden() else self._right.sizeHint().width()
        beside = self.width() >= needed
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != wanted:
            self._box.setDirection(wanted)
            self.updateGeometry()
