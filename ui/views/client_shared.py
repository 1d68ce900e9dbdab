"""Tab *Gedeeld*: everything that left, to whom, on which ground, and how it was handed over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.codes import Route
from app.model.disclosures import DisclosureRow
from app.services import consent, gate
from app.services.clients import ClientFile
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.handover import HandoverDialog
from ui.dialogs.retraction import RetractionDialog
from ui.dialogs.seen_by import SeenByDialog
from ui.widgets.basics import Button, Card, EmptyState, Plain, Text
from ui.widgets.flow import Flow
from ui.widgets.panels import Chip, clear

_SHORT_HASH = 12


class SharedTab(QWidget):
    """The tab; rows are never changed, only their hand-over is answered or taken back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file: ClientFile | None = None
        self.cards: dict[str, SharedCard] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.MEDIUM)
        self._list = Plain(spacing=look.MEDIUM)
        layout.addWidget(self._list)
        self._empty = EmptyState("upload", self.tr("Er is nog niets over deze cliënt gedeeld."))
        layout.addWidget(self._empty)
        self.seen_button = Button(self.tr("Wie heeft dit dossier gezien…"), "eye")
        self.seen_button.clicked.connect(self.show_seen_by)
        buttons = Flow()
        buttons.add(self.seen_button)
        layout.addWidget(buttons)
        layout.addStretch(1)

    def show_file(self, file: ClientFile) -> None:
        """Show what was shared about this client, newest on top."""
        self._file = file
        rows = gate.disclosures(self._desk.register, file.client.id)
        given = {event.id: event.given_on for event in consent.events(self._desk.register, file.client.id)}
        clear(self._list)
        self.cards = {}
        for row in rows:
            card = SharedCard(self._desk, row, self)
            dates = dict.fromkeys(given[key] for key in row.disclosure.consents.values() if key in given)
            card.show_ground([formatting.date_text(day) for day in dates])
            self.cards[row.disclosure.id] = card
            self._list.box.addWidget(card)
        self._list.setVisible(bool(rows))
        self._empty.setVisible(not rows)

    def show_seen_by(self) -> None:
        """Who saw or did what in this file, from the log."""
        if self._file is None:
            return
        dialog = SeenByDialog(self._desk, self._file.client.id, self._file.client.code, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def focus_object(self, object_id: str) -> None:
        """Put the focus on one disclosure."""
        card = self.cards.get(object_id)
        if card is not None:
            card.button.setFocus(Qt.FocusReason.OtherFocusReason)


class SharedCard(Card):
    """One disclosure."""

    def __init__(self, desk: Desk, row: DisclosureRow, parent: QWidget | None = None) -> None:
        gone = row.disclosure
        super().__init__(row.recipient, parent)
        self._desk, self._row = desk, row
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.head.insertWidget(1, self._chip())
        number = self.tr("nummer {nummer}").format(nummer=gone.number)
        day = formatting.date_text(gone.disclosed_on)
        purpose = desk.label("consent_purpose", gone.purpose)
        paper = self.tr("samenvatting") if gone.document_sha256 else self.tr("zonder papier doorgegeven")
        self.add(Text(" · ".join([day, number, paper, purpose]), "facts"))
        scopes = sharing_texts.scope_text(desk, gone.scopes)
        self.add(Text(self.tr("Gedeeld: {gegevens}.").format(gegevens=scopes)))
        self._ground = Plain(spacing=2)
        self.add(self._ground)
        self.add(Text(self._marks(), "help"))
        buttons = Flow()
        self.button = Button(self._verb(), role="outlined")
        self.button.setAccessibleName(f"{self.button.text()} {number}")
        self.button.clicked.connect(self._act)
        buttons.add(self.button)
        self.button.setVisible(gone.document_sha256 is not None)
        self.add(buttons)

    def show_ground(self, consent_days: list[str]) -> None:
        """On what it rested; article and considerations can be read back in full."""
        gone = self._row.disclosure
        if gone.route is Route.CONSENT:
            days = formatting.list_text(consent_days)
            self._ground.box.addWidget(Text(self.tr("Grond: toestemming van {dagen}.").format(dagen=days)))
            return
        label = self._desk.label("route", gone.route)
        self._ground.box.addWidget(Text(self.tr("Grond: {grond}").format(grond=sharing_texts.lower_first(label))))
        for title, text in sharing_texts.ground_lines(self._desk, gone):
            self._ground.box.addSpacing(look.TINY)
            self._ground.box.addWidget(Text(title, "label"))
            self._ground.box.addWidget(Text(text))

    def _chip(self) -> Chip:
        row = self._row
        if row.disclosure.document_sha256 is None:
            return Chip(self.tr("zonder papier"), "neutral")
        if row.handover is None:
            return Chip(self.tr("nog niet ingevuld hoe"), "warn")
        if row.was_destroyed:
            return Chip(self.tr("niet verstrekt, vernietigd"), "neutral")
        label = sharing_texts.lower_first(self._desk.label("handed_over", row.handover.handed_over))
        return Chip(f"{label} {formatting.date_text(row.handover.handed_over_on)}", "ok")

    def _marks(self) -> str:
        gone = self._row.disclosure
        parts = [
            self.tr("Vastgelegd op {moment}").format(moment=formatting.moment_text(gone.recorded_at)),
            self.tr("controlecode {code}").format(code=gone.control_code),
        ]
        if gone.document_sha256 is not None:
            parts.append(self.tr("SHA-256 {begin}…").format(begin=gone.document_sha256[:_SHORT_HASH]))
        if self._row.handover is not None and self._row.handover.note:
            parts.append(self._row.handover.note)
        return " · ".join(parts)

    def _verb(self) -> str:
        if self._row.handover is None:
            return self.tr("Invullen hoe dit is verstrekt…")
        return self.tr("Antwoord terugnemen…")

    def _act(self) -> None:
        handover = self._row.handover
        if handover is None:
            HandoverDialog(self._desk, self._row, parent=self.window()).open()
            return
        RetractionDialog(
            self._desk,
            self.tr("Antwoord terugnemen"),
            self.tr("Antwoord terugnemen"),
            self.tr("Daarna vraagt het programma opnieuw hoe dit is verstrekt."),
            f"{self._row.disclosure.client_id}:{handover.id}",
            lambda reason: gate.retract_handover(self._desk.register, handover.id, reason),
            self.window(),
        ).open()
