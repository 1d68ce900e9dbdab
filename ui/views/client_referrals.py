"""Tab *Verwijzingen*: each referral as a card with its life as dated states."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.model.codes import ReferralStatus
from app.model.referrals import AWAITING_ANSWER, ReferralState
from app.services import referrals
from app.services.clients import ClientFile
from app.services.referrals import ReferralView
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.referral_state import ReferralStateDialog
from ui.dialogs.retraction import RetractionDialog
from ui.views.referral_words import LATE_AFTER_DAYS, chip_kind, state_text, state_title, waits_text
from ui.widgets.basics import Button, Card, EmptyState, Plain, Text
from ui.widgets.flow import Flow
from ui.widgets.panels import Chip, clear
from ui.widgets.timeline import TimelineItem, TimelineRow

_ICONS = {
    ReferralStatus.CONCEPT: "pencil",
    ReferralStatus.ENQUIRY: "message-circle",
    ReferralStatus.SENT: "send",
    ReferralStatus.RECEIVED: "mail",
    ReferralStatus.WAITING_LIST: "clock",
    ReferralStatus.ACCEPTED: "check",
    ReferralStatus.PLACED: "house",
    ReferralStatus.REJECTED: "ban",
    ReferralStatus.REVIEW: "rotate-ccw",
}


class ReferralsTab(QWidget):
    """The tab. New ones and concepts open as the page ``referral_form`` (``new_referral``)."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._client_id = ""
        self.cards: dict[str, ReferralCard] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.MEDIUM)
        self._list = Plain(spacing=look.MEDIUM)
        layout.addWidget(self._list)
        words = self.tr("Nog geen verwijzingen. Begin met een navraag zonder naam; daarvoor is geen toestemming nodig.")
        self._empty = EmptyState("send", words, self.tr("Verwijzing maken"))
        if self._empty.button is not None:
            self._empty.button.clicked.connect(lambda _=False: self._new())
        layout.addWidget(self._empty)
        layout.addStretch(1)

    def show_file(self, file: ClientFile) -> None:
        """Show this client's referrals, newest on top."""
        self._client_id = file.client.id
        views = referrals.of_client(self._desk.register, self._client_id)
        clear(self._list)
        self.cards = {}
        for view in views:
            card = ReferralCard(self._desk, view, self)
            self.cards[view.referral.id] = card
            self._list.box.addWidget(card)
        self._list.setVisible(bool(views))
        self._empty.setVisible(not views)

    def focus_object(self, object_id: str) -> None:
        """Put the focus on one referral."""
        card = self.cards.get(object_id)
        if card is not None:
            card.first_button().setFocus(Qt.FocusReason.OtherFocusReason)

    def _new(self) -> None:
        self._desk.show_page("referral_form", self._client_id)


class ReferralCard(Card):
    """One referral: destination, state, question, what may be done, and its states newest on top."""

    def __init__(self, desk: Desk, view: ReferralView, parent: QWidget | None = None) -> None:
        super().__init__(view.destination, parent)
        self._desk, self.view = desk, view
        status = view.now.status if view.now else ReferralStatus.CONCEPT
        if view.referral.is_voided:
            font = self.title.font()
            font.setStrikeOut(True)
            self.title.setFont(font)
            self.chip = Chip(self.tr("ongeldig"), "neutral")
        else:
            self.chip = Chip(desk.label("referral_status", status), chip_kind(status))
        self.head.insertWidget(1, self.chip)
        self._add_waiting(status)
        self.add(Text(self._facts(), "facts"))
        if view.referral.question:
            self.add(Text(view.referral.question))
        if view.referral.note:
            self.add(Text(view.referral.note, "facts"))
        self._buttons = Flow()
        self._add_buttons()
        self.add(self._buttons)
        self._add_states()

    def first_button(self) -> QWidget:
        """Where the focus goes."""
        buttons = self._buttons.findChildren(Button)
        return buttons[0] if buttons else self.findChildren(TimelineRow)[0]

    # -- what is shown ----------------------------------------------------------------------

    def _add_waiting(self, status: ReferralStatus) -> None:
        if status not in AWAITING_ANSWER or self.view.referral.is_voided:
            return
        sent = [s.happened_on for s in self.view.states if s.status is ReferralStatus.SENT and not s.retracted_reason]
        if sent:
            days = (clock.today() - max(sent)).days
            words = self.tr("wacht {dagen}").format(dagen=waits_text(days)) if days else waits_text(days)
            self.head.insertWidget(2, Chip(words, "bad" if days >= LATE_AFTER_DAYS else "neutral"))

    def _facts(self) -> str:
        referral, desk = self.view.referral, self._desk
        parts = [
            desk.label("consent_purpose", referral.purpose),
            self.tr("gevraagd op {dag}").format(dag=formatting.date_text(referral.asked_on)),
        ]
        if self.view.recipient != self.view.destination:
            parts.append(self.tr("ontvanger: {naam}").format(naam=self.view.recipient))
        if referral.needed_by:
            parts.append(self.tr("nodig vóór {dag}").format(dag=formatting.date_text(referral.needed_by)))
        if referral.paying_municipality:
            label = desk.label("municipality", referral.paying_municipality)
            parts.append(self.tr("betaalt: {gemeente}").format(gemeente=label))
        if referral.scopes:
            parts.append(sharing_texts.scope_text(desk, referral.scopes))
        if referral.void_reason:
            parts.append(self.tr("ongeldig: {reden}").format(reden=referral.void_reason))
        return " · ".join(parts)

    def _add_states(self) -> None:
        states = list(reversed(self.view.states))
        box = Plain(spacing=0)
        for number, state in enumerate(states, start=1):
            item = TimelineItem(
                key=state.id,
                on=state.happened_on,
                icon=_ICONS.get(state.status, "flag"),
                title=state_title(self._desk, state),
                text=state_text(state),
                is_void=state.retracted_reason is not None,
            )
            row = TimelineRow(item, is_last=number == len(states))
            row.opened.connect(self._open_state)
            line = Plain(vertical=False)
            line.box.addWidget(row, 1)
            if self._may_take_back(state):
                button = Button(self.tr("Terugnemen…"), role="quiet")
                spoken = self.tr("Stand terugnemen: {stand}").format(stand=item.title)
                button.setAccessibleName(spoken)
                button.clicked.connect(lambda _=False, state=state: self._take_back(state))
                line.box.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            box.box.addWidget(line)
        self.add(box)

    def _may_take_back(self, state: ReferralState) -> bool:
        now = self.view.now
        latest = now is not None and now.id == state.id and state.number > 1
        return latest and state.status is not ReferralStatus.SENT and not self.view.referral.is_voided

    # -- acts -------------------------------------------------------------------------------

    def _add_buttons(self) -> None:
        view = self.view
        if view.referral.is_voided:
            return
        is_sent = any(s.status is ReferralStatus.SENT for s in view.states)
        if view.next_states:
            self._add_button(self.tr("Stand bijwerken…"), self._update)
        if view.can_send:
            words = self.tr("Aanvulling versturen…") if is_sent else self.tr("Wijzigen of versturen…")
            self._add_button(words, self._edit)
        elif view.next_states:
            self._add_button(self.tr("Wijzigen…"), self._edit)
        if not is_sent:
            self._add_button(self.tr("Ongeldig maken…"), self._void, quiet=True)

    def _add_button(self, words: str, call: object, quiet: bool = False) -> None:
        button = Button(words, role="quiet" if quiet else "outlined")
        spoken = self.tr("{daad} Verwijzing naar {naam}").format(daad=words, naam=self.view.destination)
        button.setAccessibleName(spoken)
        button.clicked.connect(lambda _=False: call())  # type: ignore[operator]
        self._buttons.add(button)

    def _open_state(self, state_id: str) -> None:
        state = next((s for s in self.view.states if s.id == state_id), None)
        if state is not None and state.disclosure_id is not None:
            self._desk.show_client(self.view.referral.client_id, "shared", state.disclosure_id)

    def _update(self) -> None:
        ReferralStateDialog(self._desk, self.view, self.window()).open()

    def _edit(self) -> None:
        self._desk.show_page("referral_form", f"{self.view.referral.client_id}:{self.view.referral.id}")

    def _take_back(self, state: ReferralState) -> None:
        RetractionDialog(
            self._desk,
            self.tr("Stand terugnemen"),
            self.tr("Stand terugnemen"),
            self.tr("{stand}, bij de verwijzing naar {naam}").format(
                stand=state_title(self._desk, state), naam=self.view.destination
            ),
            f"{self.view.referral.client_id}:{state.id}",
            lambda reason: referrals.retract_state(self._desk.register, state.id, reason),
            self.window(),
        ).open()

    def _void(self) -> None:
        referral = self.view.referral
        RetractionDialog(
            self._desk,
            self.tr("Verwijzing ongeldig maken"),
            self.tr("Ongeldig maken"),
            self.tr("De verwijzing naar {naam}").format(naam=self.view.destination),
            f"{referral.client_id}:{referral.id}",
            lambda reason: referrals.void(self._desk.register, referral.id, referral.revision, reason),
            self.window(),
        ).open()
