"""The top of a page: title, chips and one line of facts at the left, buttons at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui import theme as look
from ui.theme import ChipKind, theme
from ui.widgets.basics import Button, Plain, Text
from ui.widgets.flow import Flow
from ui.widgets.panels import Chip


class PageHead(QWidget):
    """Buttons go below the title when there is no room beside it."""

    def __init__(self, title: str, facts: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.SMALL)
        left = Plain(spacing=2)
        self._line = Flow(look.SMALL, 2)
        self.title = Text(title, "title", wrap=False)
        self._line.add(self.title)
        left.box.addWidget(self._line)
        self.facts = Text(facts, "facts")
        self.facts.setVisible(bool(facts))
        left.box.addWidget(self.facts)
        self._box.addWidget(left, 1)
        self._buttons = Flow()
        self._box.addWidget(self._buttons, 0)
        theme().changed.connect(self._turn)

    def set_words(self, title: str, facts: str = "") -> None:
        """Change title and facts."""
        self.title.setText(title)
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))

    def add_chip(self, text: str, kind: ChipKind = "neutral") -> Chip:
        """A state beside the title."""
        chip = Chip(text, kind)
        self._line.add(chip)
        return chip

    def add_button(self, button: Button) -> Button:
        """A button at the right."""
        self._buttons.add(button)
        return button

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest part."""
        return QSize(self._buttons.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose beside or below."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        words = max(self._line.sizeHint().width(), theme().px(260))
        beside = self.width() >= words + self._buttons.sizeHint().width() + look.LARGE
        right, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(right if beside else below)
