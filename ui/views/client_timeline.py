"""Tab *Tijdlijn*: everything that happened, newest on top, by kind and by word."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.model.trajectories import TimelineItem as Happening
from app.services import timeline
from app.services.clients import ClientFile
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.contact_view import ContactViewDialog
from ui.theme import theme
from ui.views import timeline_words
from ui.widgets.basics import Card
from ui.widgets.split_row import SplitRow
from ui.widgets.timeline import Timeline, TimelineItem

PLACES = {
    "notification": "notifications",
    "consent_event": "consent",
    "referral": "referrals",
    "disclosure": "shared",
    "phase_start": "plan",
    "trajectory": "plan",
}
"""On which tab the record behind a line stands."""


class TimelineTab(QWidget):
    """Enter on a line opens it: a contact moment in a dialog, anything else on its own tab."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file: ClientFile | None = None
        self._lines: list[TimelineItem] = []
        self._texts: dict[str, str] = {}
        card = Card()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Zoek in de tijdlijn"))
        self.search.setAccessibleName(self.tr("Zoek in de tijdlijn"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        theme().changed.connect(self._scale)
        self._scale()
        self.list = Timeline(
            [
                ("contact", self.tr("Contact")),
                ("referral", self.tr("Verwijzingen")),
                ("consent", self.tr("Toestemming")),
                ("decision", self.tr("Besluiten")),
                ("notification", self.tr("Aanmeldingen")),
            ],
            self.tr("Hier staat niets. Kies een ander filter of een ander woord."),
        )
        self.list.opened.connect(self.open_line)
        card.add(SplitRow(self.list.filters, self.search))
        card.add(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.LARGE)
        layout.addWidget(card)

    def show_file(self, file: ClientFile) -> None:
        """Read the timeline anew."""
        self._file = file
        happenings = timeline.timeline(self._desk.register, file.client.id)
        self._lines = timeline_words.lines(happenings)
        self._texts = {_key(h): formatting.folded(h.text or "") for h in happenings}
        self._show()

    def focus_object(self, object_id: str) -> None:
        """Put the focus on the line of this record."""
        for row in self.list.rows():
            if row.item.key.endswith(f":{object_id}"):
                row.setFocus()
                return

    def open_line(self, key: str) -> None:
        """Go where the record behind a line can be changed or voided."""
        if self._file is None:
            return
        subject, _, object_id = key.partition(":")
        if subject == "contact_moment":
            dialog = ContactViewDialog(self._desk, self._file.client.id, object_id, self.window())
            dialog.open()
        else:
            self._desk.show_client(self._file.client.id, PLACES[subject], object_id)

    def _show(self) -> None:
        words = formatting.folded(self.search.text()).split()
        shown = [line for line in self._lines if self._holds(line, words)]
        self.list.set_items(shown)

    def _holds(self, line: TimelineItem, words: list[str]) -> bool:
        if not words:
            return True
        text = f"{formatting.folded(f'{line.title} {line.text}')} {self._texts.get(line.key, '')}"
        return all(word in text for word in words)

    def _scale(self) -> None:
        self.search.setFixedWidth(theme().px(230))


def _key(happening: Happening) -> str:
    return f"{happening.subject}:{happening.id}"
