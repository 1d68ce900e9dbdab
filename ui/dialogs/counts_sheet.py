"""The frame of the three windows of Cijfers: a heading, cards that scroll, buttons below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Button, Card, Picture, Plain, Rule, ScrollPane, Text
from ui.widgets.reading_order import InReadingOrder


class CountsSheet(InReadingOrder, QDialog):
    """Base: ``pane`` takes cards, ``buttons`` takes buttons; Esc closes. Shown with ``open()``."""

    def __init__(self, title: str, facts: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._scroll = ScrollPane((look.PAGE - 4, look.PAGE - 8, look.PAGE - 4, look.MEDIUM))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that the arrow keys scroll the text
        self._scroll.setAccessibleName(title)
        self.pane = self._scroll.pane.box
        self.pane.addWidget(Text(title, "heading"))
        if facts:
            self.pane.addWidget(Text(facts, "facts"))
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(look.PAGE - 4, look.MEDIUM, look.PAGE - 4, look.MEDIUM)
        self.buttons.setSpacing(look.SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(Rule())
        layout.addLayout(self.buttons)

    def add_button(self, button: Button) -> Button:
        """Put a button at the right of the others."""
        self.buttons.addWidget(button)
        return button

    def finish(self) -> None:
        """Call last: what is above stays above, buttons stay at the left."""
        self.pane.addStretch(1)
        self.buttons.addStretch(1)

    def sizeHint(self) -> QSize:
        """As high as its content, never larger than the screen."""
        room = self.screen().availableGeometry()
        width = min(theme().px(720), room.width() - 60)
        content = self._scroll.pane
        height = content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()
        height += self.buttons.sizeHint().height() + look.LARGE
        return QSize(width, min(height, room.height() - 80))


def pair(label: str, text: str, selectable: bool = False) -> Plain:
    """A small label above its text."""
    box = Plain(spacing=2)
    box.box.addWidget(Text(label, "label"))
    words = Text(text)
    if selectable:
        words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        words.setAccessibleName(f"{label}: {text}")
    box.box.addWidget(words)
    return box


def point(text: str, icon: str = "check", tint: str = "ok") -> Plain:
    """One line of a list, with its picture."""
    row = Plain(vertical=False)
    row.box.addWidget(Picture(icon, tint, 15), 0, Qt.AlignmentFlag.AlignTop)
    row.box.addWidget(Text(text), 1)
    return row


def card(title: str, *widgets: QWidget) -> Card:
    """A card with these below its title."""
    made = Card(title)
    for widget in widgets:
        made.add(widget)
    return made
