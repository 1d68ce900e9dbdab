"""Tab *Aanmeldingen*: which bodies reported this person, and what each of them says."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.codes import ComenshaState
from app.model.notifications import Notification
from app.services.clients import ClientFile
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.notification import NotificationDialog
from ui.models.client_words import label, labels
from ui.views.record_buttons import RecordButtons
from ui.widgets.basics import Button, Card, Plain, Text
from ui.widgets.fact_list import FactList
from ui.widgets.panels import Chip, clear


class NotificationsTab(QWidget):
    """A card per aanmelding, and the three units that are never added up."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file: ClientFile | None = None
        self._cards: dict[str, NotificationCard] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.LARGE)
        layout.setSpacing(look.MEDIUM)
        head = Plain(vertical=False)
        self.counts = Text("", "facts")
        head.box.addWidget(self.counts, 1)
        self.add_button = Button(self.tr("Aanmelding toevoegen"), "plus")
        self.add_button.clicked.connect(lambda _=False: self.add())
        head.box.addWidget(self.add_button)
        layout.addWidget(head)
        self._list = Plain(spacing=look.MEDIUM)
        layout.addWidget(self._list)
        layout.addStretch(1)

    def show_file(self, file: ClientFile) -> None:
        """Show every aanmelding, newest on top."""
        self._file = file
        valid = [row for row in file.notifications if not row.is_voided]
        self.counts.setText(
            self.tr("Personen: 1 · aanmeldingen: {aanmeldingen} · sectorvermeldingen: {vermeldingen}").format(
                aanmeldingen=len(valid), vermeldingen=len(file.sectors)
            )
        )
        clear(self._list)
        self._cards = {}
        for row in reversed(file.notifications):
            card = NotificationCard(self._desk, file, row, self)
            self._cards[row.id] = card
            self._list.box.addWidget(card)

    def focus_object(self, object_id: str) -> None:
        """Put the focus on the first button of this aanmelding."""
        card = self._cards.get(object_id)
        if card is not None:
            card.focus_first()

    def add(self) -> None:
        """Another body reports the same person."""
        if self._file is not None:
            dialog = NotificationDialog(self._desk, self._file.client.id, None, self.window())
            dialog.saved.connect(self._desk.saved)
            dialog.open()


class NotificationCard(Card):
    """One aanmelding with all its fields; struck through with its reason when void."""

    def __init__(self, desk: Desk, file: ClientFile, row: Notification, parent: QWidget) -> None:
        day = formatting.date_text(row.received_on)
        who = desk.organisation_name(row.organisation_id) if row.organisation_id else ""
        super().__init__(who or label("notifier_type", row.notifier_type), parent)
        self._desk, self._row = desk, row
        self._client_id = file.client.id
        self.add_to_head(Text(day, "facts", wrap=False))
        if row.is_urgent:
            self.add_to_head(Chip(self.tr("spoed"), "bad"))
        if row.is_voided:
            font = self.title.font()
            font.setStrikeOut(True)
            self.title.setFont(font)
            self.add_to_head(Chip(self.tr("ongeldig"), "neutral"))
            self.add(Text(self.tr("Ongeldig: {reden}").format(reden=row.void_reason or "–"), "problem"))
        code = next((c.code for c in file.merged if c.id == row.client_id), "")
        if code:
            self.add(Text(self.tr("Ingevoerd bij {code}, later samengevoegd.").format(code=code), "help"))
        facts = FactList()
        facts.set_facts(self._facts())
        self.add(facts)
        if row.story:
            self.add(Text(self.tr("Wat vertelt de aanmelder?"), "label"))
            self.add(Text(row.story))
        what = self.tr("aanmelding van {datum}").format(datum=day)
        self._acts = RecordButtons(desk, self._client_id, "notification", row, what, self._edit)
        self.add(self._acts)

    def focus_first(self) -> None:
        """Put the focus in this card."""
        buttons = self._acts.findChildren(Button)
        if buttons:
            buttons[0].setFocus()

    def _facts(self) -> list[tuple[str, str]]:
        row = self._row
        facts = [
            (self.tr("Aanmelder"), label("notifier_type", row.notifier_type)),
            (self.tr("Contactpersoon"), row.contact_person or ""),
            (self.tr("Wat wordt gevraagd"), labels("request_kind", row.request_kinds)),
            (self.tr("Vormen van uitbuiting"), labels("sector", row.sectors)),
            (self.tr("CoMensha"), label("comensha_state", row.comensha_state)),
        ]
        if row.comensha_state is ComenshaState.REPORTED:
            parts = (row.comensha_by or "", formatting.date_text(row.comensha_on), row.comensha_number or "")
            facts.append((self.tr("Gemeld door, op, nummer"), ", ".join(part for part in parts if part)))
        if row.comensha_state is ComenshaState.OTHER_REASON:
            facts.append((self.tr("Waarom niet gemeld"), row.comensha_reason or ""))
        return facts

    def _edit(self) -> None:
        dialog = NotificationDialog(self._desk, self._client_id, self._row, self.window())
        dialog.saved.connect(self._desk.saved)
        dialog.open()
