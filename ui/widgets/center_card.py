"""One card in the middle of an empty window: unlocking, the assistant, locking."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Card, Picture, Plain, ScrollPane, Text


class CenterCard(QWidget):
    """A card of ``width`` pixels at 100 %, never wider than the window; scrolls when it does not fit.

    ``add(widget)`` puts something at the bottom of the card.
    """

    def __init__(self, width: int = 480, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self.card = Card()
        self.card.body.setContentsMargins(look.PAGE + 4, look.PAGE, look.PAGE + 4, look.PAGE)
        self.card.body.setSpacing(look.SMALL + 2)
        self._pane = ScrollPane((look.LARGE, look.LARGE, look.LARGE, look.LARGE))
        line = Plain(vertical=False)
        line.box.addStretch(1)
        line.box.addWidget(self.card)
        line.box.addStretch(1)
        self._pane.pane.box.addStretch(1)
        self._pane.pane.box.addWidget(line)
        self._pane.pane.box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pane)
        theme().changed.connect(self._fit)
        self._fit()

    def add(self, widget: QWidget) -> None:
        """Put a widget at the bottom of the card."""
        self.card.add(widget)

    def add_title(self, icon: str, title: str) -> Text:
        """The head of the card: a picture and large words."""
        line = Plain(vertical=False, spacing=look.MEDIUM - 2)
        line.box.addWidget(Picture(icon, "accent", 24))
        words = Text(title, "title")
        line.box.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        self.card.add(line)
        return words

    def show_top(self) -> None:
        """What is to be read first stands at the top, also when the first button is further down."""
        QTimer.singleShot(0, self, lambda: self._pane.verticalScrollBar().setValue(0))  # after the focus was followed

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never wider than the window."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Room enough for the card."""
        return QSize(theme().px(self._width) + 2 * look.PAGE, theme().px(560))

    def _fit(self) -> None:
        room = self.width() - 2 * look.LARGE - 16
        self.card.setFixedWidth(max(240, min(theme().px(self._width), room)))
