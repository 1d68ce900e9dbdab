"""Eerdere versies: who changed what and when, and what stood there before."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.model.records import Change
from app.services import records
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.models.field_words import field_name, value_text
from ui.theme import theme
from ui.widgets.basics import Button, Card, Plain, ScrollPane, Text
from ui.widgets.reading_order import InReadingOrder


class HistoryDialog(InReadingOrder, QDialog):
    """Every change of one record, newest first. Read only."""

    def __init__(self, desk: Desk, kind: str, row_id: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = {organisation.id: organisation.name for organisation in desk.organisations()}
        self.changes = records.changes(desk.register, kind, row_id)
        self.setWindowTitle(self.tr("Eerdere versies"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._pane = ScrollPane((look.PAGE - 4, look.PAGE - 6, look.PAGE - 4, look.PAGE - 6))
        self._pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pane.setAccessibleName(self.tr("Eerdere versies"))
        box = self._pane.pane.box
        box.addWidget(Text(self.tr("Eerdere versies"), "heading"))
        box.addWidget(Text(what, "facts"))
        if not self.changes:
            box.addWidget(Text(self.tr("Dit is nog niet gewijzigd."), "text"))
        for change in self.changes:
            box.addWidget(self._card(change))
        close = Button(self.tr("Sluiten"))
        close.clicked.connect(self.close)
        box.addWidget(close)
        box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pane)

    def sizeHint(self) -> QSize:
        """As high as its content, never larger than the screen."""
        room = self.screen().availableGeometry()
        width = theme().px(680)
        height = self._pane.pane.sizeHint().height() + 20
        return QSize(min(width, room.width() - 60), min(max(height, theme().px(240)), room.height() - 80))

    def _card(self, change: Change) -> Card:
        card = Card()
        when = formatting.moment_text(change.at)
        card.add(Text(self.tr("{moment} · {wie}").format(moment=when, wie=change.actor), "strong"))
        for name, before, after in change.fields:
            line = Plain(spacing=1)
            line.box.addWidget(Text(field_name(name), "label"))
            line.box.addWidget(Text(value_text(name, after, self._names)))
            stood = self.tr("stond er eerst: {waarde}").format(waarde=value_text(name, before, self._names))
            line.box.addWidget(Text(stood, "facts"))
            card.add(line)
        return card
