"""Tab *Toestemming*: who may know what on a day, and what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.model.codes import ConsentKind, Purpose
from app.model.consent import COMENSHA, ConsentCell, ConsentEvent, ConsentState
from app.model.disclosures import ConsentSaved
from app.services import consent, printing, referrals, trail
from app.services.clients import ClientFile
from app.services.printing import ConsentChoice
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.consent import ConsentDialog, ConsentPreset
from ui.dialogs.consent_sheet import ConsentSheetDialog
from ui.dialogs.day import DayDialog
from ui.dialogs.retraction import RetractionDialog
from ui.dialogs.sharing_texts import Face
from ui.dialogs.withdrawal import WithdrawalDialog
from ui.messages import Message
from ui.views.consent_matrix import ConsentMatrix, MatrixRow
from ui.views.summary_flow import BlankFormFlow
from ui.widgets.basics import Button, Card, EmptyState, Plain, Text
from ui.widgets.flow import Flow
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.panels import GateLine, GatePanel, clear
from ui.widgets.timeline import TimelineItem, TimelineRow

ALWAYS_ASKED = (Purpose.SHELTER, Purpose.CARE, Purpose.COMENSHA_REGISTRATION)
_ICONS = {
    ConsentKind.GIVEN: "shield-check",
    ConsentKind.REFUSED: "shield-x",
    ConsentKind.WITHDRAWN: "shield-x",
    ConsentKind.UNABLE: "shield-alert",
}


class ConsentTab(QWidget):
    """The tab. ``show_file`` fills it; ``record_consent`` is what Ctrl+E does."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._client_id = ""
        self._sheet: BlankFormFlow | None = None
        self._day: date | None = None
        self._events: tuple[ConsentEvent, ...] = ()
        self._cells: dict[tuple[Purpose, str], ConsentCell] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.MEDIUM)
        self.bar = MessageBar()
        layout.addWidget(self.bar)
        layout.addWidget(self._matrix_card())
        self._agreed = Card(self.tr("Wat is er afgesproken?"))
        self._list = Plain(spacing=0)
        self._agreed.add(self._list)
        layout.addWidget(self._agreed)
        layout.addStretch(1)

    def _matrix_card(self) -> Card:
        card = Card(self.tr("Wie mag wat weten?"))
        self._on = Text("", "facts", wrap=False)
        self._other_day = Button(self.tr("Andere dag…"), role="quiet")
        self._other_day.clicked.connect(self._ask_day)
        self.record_button = Button(self.tr("Toestemming vastleggen…"), "shield-check")
        self.record_button.clicked.connect(lambda _=False: self.record_consent())
        self._print = Button(self.tr("Formulier afdrukken…"), role="quiet")
        self._print.clicked.connect(self._print_form)
        card.head.takeAt(0)
        words, acts = Flow(look.SMALL, 2), Flow(look.SMALL, 2)
        for widget in (card.title, self._on, self._other_day):
            words.add(widget)
        for button in (self.record_button, self._print):
            acts.add(button)
        card.head.insertWidget(0, words, 1000)
        card.add_to_head(acts)
        self.matrix = ConsentMatrix()
        self.matrix.opened.connect(self._show_cell)
        card.add(self.matrix)
        words_empty = self.tr("Er is nog geen toestemming gevraagd. Leg vast wat cliënt zegt, ook een nee.")
        self._empty = EmptyState("shield-check", words_empty)
        card.add(self._empty)
        self.detail = GatePanel()
        card.add(self.detail)
        return card

    # -- filling ----------------------------------------------------------------------------

    def show_file(self, file: ClientFile) -> None:
        """Show this client as of today, or as of the day that was chosen for this same client."""
        if file.client.id != self._client_id:
            self._client_id, self._day = file.client.id, None
            self.bar.dismiss()
        self.detail.hide()
        self._fill()

    def focus_object(self, object_id: str) -> None:
        """Open the cell of a consent event."""
        event = next((e for e in self._events if e.id == object_id), None)
        if event is not None:
            self._open_event(event)

    @property
    def day(self) -> date:
        """As of which day."""
        return self._day or clock.today()

    def _fill(self) -> None:
        register = self._desk.register
        self._events = consent.events(register, self._client_id)
        cells = consent.overview(register, self._client_id, self.day)
        self._cells = {(cell.purpose, cell.recipient_id): cell for cell in cells}
        self._on.setText(sharing_texts.day_text(self.day))
        has_any = bool(self._events)
        self.matrix.setVisible(has_any)
        self._empty.setVisible(not has_any)
        self._agreed.setVisible(has_any)
        if has_any:
            self.matrix.show_rows(*self._table())
        self._fill_events()

    def _table(self) -> tuple[list[tuple[str, str]], list[MatrixRow]]:
        known = {o.id: o for o in self._desk.organisations()}
        asked = [view.referral.recipient_id for view in referrals.of_client(self._desk.register, self._client_id)
                 if not view.referral.is_voided]  # fmt: skip
        named = [event.recipient_id for event in reversed(self._events) if event.retracted_reason is None]
        recipients = [key for key in dict.fromkeys([*named, *asked, COMENSHA]) if key in known]
        purposes = [p for p in Purpose if p in ALWAYS_ASKED or any(p is key[0] for key in self._cells)]
        rows = []
        for purpose in purposes:
            faces = {}
            for key in recipients:
                cell = self._cells.get((purpose, key))
                if cell is not None:
                    faces[key] = sharing_texts.cell_face(cell)
                elif sharing_texts.makes_sense(purpose, known[key]):
                    faces[key] = Face(self.tr("niet gevraagd"), "unasked")
            rows.append(MatrixRow(purpose, self._desk.label("consent_purpose", purpose), faces))
        return [(key, known[key].name) for key in recipients], rows

    def _fill_events(self) -> None:
        clear(self._list)
        for number, event in enumerate(self._events, start=1):
            self._list.box.addWidget(self._event_row(event, is_last=number == len(self._events)))

    def _event_row(self, event: ConsentEvent, is_last: bool) -> QWidget:
        taken_back = event.retracted_reason is not None
        item = TimelineItem(
            key=event.id,
            on=event.given_on,
            icon=_ICONS[event.kind],
            title=sharing_texts.event_title(self._desk, event),
            text=sharing_texts.event_text(self._desk, event),
            is_void=taken_back,
        )
        row = TimelineRow(item, is_last)
        row.opened.connect(self.focus_object)
        line = Plain(vertical=False)
        line.box.addWidget(row, 1)
        if self._may_withdraw(event):
            line.box.addWidget(self._act(self.tr("Intrekken…"), event, self._withdraw), 0, Qt.AlignmentFlag.AlignTop)
        if not taken_back:
            line.box.addWidget(self._act(self.tr("Terugnemen…"), event, self._retract), 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _act(self, words: str, event: ConsentEvent, call: object) -> Button:
        button = Button(words, role="quiet")
        spoken = self.tr("{daad} {afspraak}").format(daad=words, afspraak=sharing_texts.event_title(self._desk, event))
        button.setAccessibleName(spoken)
        button.clicked.connect(lambda _=False: call(event))  # type: ignore[operator]
        return button

    def _may_withdraw(self, event: ConsentEvent) -> bool:
        """Only what still holds can be withdrawn."""
        if event.kind is not ConsentKind.GIVEN or event.retracted_reason is not None:
            return False
        cells = consent.overview(self._desk.register, self._client_id, clock.today())
        return any(
            answer.event is not None and answer.event.id == event.id and answer.state is not ConsentState.EXPIRED
            for cell in cells
            for answer in cell.answers.values()
        )

    # -- one cell ---------------------------------------------------------------------------

    def _show_cell(self, purpose: Purpose, recipient_id: str) -> None:
        cell = self._cells.get((purpose, recipient_id))
        if cell is None:
            self.record_consent(ConsentPreset(purpose, recipient_id))
            return
        lines = self._lines(cell)
        title = self.tr("{doel}, {naam}, op {dag}").format(
            doel=self._desk.label("consent_purpose", purpose),
            naam=self._desk.organisation_name(recipient_id),
            dag=formatting.date_text(cell.day),
        )
        not_given = tuple(scope for scope in cell.answers if scope not in cell.given)
        preset = ConsentPreset(purpose, recipient_id, not_given or tuple(cell.answers))
        ways = [BarAction(self.tr("Opnieuw vragen en vastleggen…"), lambda: self.record_consent(preset))]
        resting = self._event_of(cell)
        if resting is not None and self._may_withdraw(resting):
            ways.append(BarAction(self.tr("Intrekken…"), lambda: self._withdraw(resting)))
        self.detail.show_answer(title, lines, ways)

    def _lines(self, cell: ConsentCell) -> list[GateLine]:
        lines = []
        for scope, answer in cell.answers.items():
            words = self.tr("{gegeven}: {stand}").format(
                gegeven=sharing_texts.scope_text(self._desk, [scope]), stand=sharing_texts.answer_text(answer)
            )
            lines.append(GateLine(words, answer.state is ConsentState.GIVEN))
        return lines

    def _event_of(self, cell: ConsentCell) -> ConsentEvent | None:
        events = [cell.answers[scope].event for scope in cell.given]
        return next((event for event in events if event is not None), None)

    def _open_event(self, event: ConsentEvent) -> None:
        place = (event.purpose, event.recipient_id)
        if place in self._cells:
            self.matrix.focus_cell(place)
            self._show_cell(*place)

    # -- acts -------------------------------------------------------------------------------

    def record_consent(self, preset: ConsentPreset | None = None) -> None:
        """Open the form (Ctrl+E)."""
        dialog = ConsentDialog(self._desk, self._client_id, preset, self)
        dialog.saved.connect(self._tell)
        dialog.open()

    def _withdraw(self, event: ConsentEvent) -> None:
        dialog = WithdrawalDialog(self._desk, event, self)
        dialog.saved.connect(self._tell)
        dialog.open()

    def _retract(self, event: ConsentEvent) -> None:
        dialog = RetractionDialog(
            self._desk,
            self.tr("Toestemming terugnemen"),
            self.tr("Regel terugnemen"),
            self.tr("{regel}. Alleen voor een vergissing van uzelf; wil cliënt niet meer, kies dan Intrekken.").format(
                regel=sharing_texts.event_title(self._desk, event)
            ),
            f"{event.client_id}:{event.id}",
            lambda reason: consent.retract_consent(self._desk.register, event.id, reason),
            self,
        )
        dialog.saved.connect(self._tell)
        dialog.open()

    def _tell(self, result: ConsentSaved) -> None:
        """Show the new state, and what an act touched."""
        self.detail.hide()
        self._fill()
        touched: Sequence[str] = [referral.destination for referral in result.effect.referrals]
        if not touched:
            return
        words = self.tr("Bekijk de verwijzing naar {namen} opnieuw en vertel daar wat er veranderd is.")
        message = Message(
            self.tr("Er staat een verwijzing op Opnieuw bekijken."), words.format(namen=formatting.list_text(touched))
        )
        first = result.effect.referrals[0].referral_id
        client_id = self._client_id
        ways = [
            BarAction(self.tr("Verwijzing openen"), lambda: self._desk.show_client(client_id, "referrals", first)),
            BarAction(self.tr("Nieuwe, kleinere toestemming vastleggen…"), self.record_consent),
        ]
        self.bar.show_message(message, ways)

    def _ask_day(self) -> None:
        dialog = DayDialog(self.day, self)
        dialog.saved.connect(self._show_day)
        dialog.open()

    def _show_day(self, day: date) -> None:
        self._day = None if day == clock.today() else day
        self.detail.hide()
        self._fill()

    def _print_form(self) -> None:
        dialog = ConsentSheetDialog(self._desk, self._client_id, self)
        dialog.saved.connect(self._show_form)
        dialog.open()

    def _show_form(self, choice: ConsentChoice) -> None:
        form = printing.consent_form(self._desk.register, self._client_id, choice)
        self._sheet = BlankFormFlow(self)
        desk, client_id = self._desk, self._client_id
        self._sheet.printed.connect(
            lambda is_done: desk.note(
                lambda: trail.form_printed(desk.register, "consent_form", client_id, is_done=is_done)
            )
        )
        self._sheet.show(form)
