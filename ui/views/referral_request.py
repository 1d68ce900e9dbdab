"""Step 1 of a referral: what is asked of whom, and what would be shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import Problem, RegisterError
from app.model.codes import Purpose, ReferralStatus
from app.model.consent import COMENSHA, COMENSHA_PURPOSES
from app.model.disclosures import ReleaseRequest
from app.model.organisations import Organisation
from app.model.records import Saved, new_id
from app.model.referrals import ReferralFields
from app.services import referrals
from app.services.clients import ClientFile
from app.services.referrals import ReferralView, StateFields
from ui import formatting
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.gate_watch import Asked, GateWatch
from ui.models import client_words as words
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormPage
from ui.widgets.form_flow import Hooks
from ui.widgets.message_bar import BarAction
from ui.widgets.panels import FactsCard

SCOPES_AT_FIRST = 12
Way = Literal["send", "enquire", "keep"]


@dataclass(frozen=True)
class Subject:
    """Whose referral, and which one when it exists already."""

    file: ClientFile
    view: ReferralView | None

    @property
    def key(self) -> str:
        """Under which its draft is kept."""
        client_id = self.file.client.id
        return f"{client_id}:{self.view.referral.id}" if self.view else client_id

    @property
    def is_sent(self) -> bool:
        """Once sent, destination and purpose stay."""
        states = self.view.states if self.view else ()
        return any(s.status is ReferralStatus.SENT and s.retracted_reason is None for s in states)

    @property
    def may_enquire(self) -> bool:
        """*Navraag zonder naam* comes before anything else."""
        return self.view is None or ReferralStatus.ENQUIRY in self.view.next_states


class RequestStep(FormPage):
    """The form. Everything typed stays, whatever the gate says.

    Signals: ``ready_to_send(ReleaseRequest, question)`` when the request is stored and everything in
    it may leave; ``done_with(client_id, referral_id)`` when she is done here.
    """

    ready_to_send = Signal(object, str)
    done_with = Signal(str, str)

    def __init__(self, desk: Desk, subject: Subject, parent: QWidget | None = None) -> None:
        self._desk, self._subject, self._way = desk, subject, "send"
        hooks = Hooks(self._command, self._send, self._problems, self._ways_out, sharing_texts.codes_text(desk))
        super().__init__(self._title(), self._facts(), self.tr("Verwijzing versturen"), hooks, parent)
        self._request: ReleaseRequest | None = None
        self._purpose_proposed: str | None = None
        self._about: FactsCard | None = None
        self._add_rows()
        client = subject.file.client
        self.watch = GateWatch(desk, self.form, Asked(client.id, self.recipient_id, self._submit, self))
        note = TextArea(3, placeholder=self.tr("Alleen voor uzelf; dit komt niet op papier."))
        self.form.add_row(self.tr("Toelichting"), note, name="note", optional=True)
        self._add_buttons()
        self._add_side()
        self.form.set_values(self._stored())
        self.form.attach_drafts(desk.drafts("referral", subject.key))
        self.form.field("destination_id").changed.connect(self._destination_chosen)
        self.form.field("purpose").changed.connect(self.watch.propose_scopes)
        self._show_about()
        self.watch.refresh()

    def _title(self) -> str:
        return self.tr("Verwijzing wijzigen") if self._subject.view else self.tr("Nieuwe verwijzing")

    def _facts(self) -> str:
        return self.tr("Stap 1 van 2 · ontbreekt er iets, dan blijft alles wat u typte staan")

    # -- building ---------------------------------------------------------------------------

    def _add_rows(self) -> None:
        add, desk = self.form.add_row, self._desk
        self.form.keep("id", new_id())
        places = OrganisationCombo(sharing_texts.organisation_items(desk))
        add(self.tr("Naar welke organisatie?"), places, name="destination_id", required=True, stretch=3)
        add(self.tr("Datum"), DateField(latest=clock.today), name="asked_on", required=True, beside=True, stretch=2)
        add(self.tr("Wat vraagt u?"), TextArea(2), self.tr("Dit staat bovenaan de samenvatting."), name="question")
        purposes = CodeCombo(desk.choices("consent_purpose"))
        add(self.tr("Waarvoor?"), purposes, name="purpose", required=True, stretch=3)
        add(self.tr("Nodig vóór"), DateField(), name="needed_by", beside=True, stretch=2)
        payers = CodeCombo(desk.choices("municipality"))
        add(self.tr("Betalende gemeente"), payers, name="paying_municipality", beside=True, stretch=2)
        scopes = MultiCheck(desk.choices("scope"), SCOPES_AT_FIRST, self.tr("Meer soorten gegevens"))
        add(self.tr("Wat deelt u?"), scopes, name="scopes")
        for name in ("destination_id", "purpose") if self._subject.is_sent else ():
            self.form.field(name).setEnabled(False)

    def _add_buttons(self) -> None:
        if self._subject.may_enquire:
            self.flow.add_button(self.tr("Navraag zonder naam doen"), lambda: self._submit("enquire"))
        keep = self.tr("Wijzigingen opslaan") if self._subject.view else self.tr("Als concept bewaren")
        self.flow.add_button(keep, lambda: self._submit("keep"))
        if self._subject.view is not None and not self._subject.view.can_send:
            self.flow.save_button.hide()
        self.flow.saved.connect(self._go_on)
        self.flow.cancelled.connect(self._cancelled)

    def _add_side(self) -> None:
        client = self._subject.file.client
        age = formatting.age_text(client.born_from, client.born_to, clock.today())
        facts = self.tr("{code} · {leeftijd} jaar").format(code=client.code, leeftijd=age)
        card = FactsCard(words.full_name(client), facts if client.birth else client.code)
        card.add_group(self.tr("Veilig contact"), words.safe_contact_lines(client.safe_contact))
        self.add_side(card)

    def _stored(self) -> dict[str, Any]:
        if self._subject.view is None:
            trajectory = self._subject.file.trajectory
            payer = trajectory.paying_municipality if trajectory else None
            return {"asked_on": clock.today(), "paying_municipality": payer}
        names = ("destination_id", "asked_on", "question", "purpose", "needed_by", "paying_municipality", "note")
        referral = self._subject.view.referral
        scopes = tuple(scope.value for scope in referral.scopes)
        return {name: getattr(referral, name) for name in names} | {"id": referral.id, "scopes": scopes}

    # -- while she types --------------------------------------------------------------------

    def recipient_id(self) -> str | None:
        """Who really receives it: COSM and OMM are reached through CoMensha."""
        destination = self.form.value("destination_id")
        return referrals.recipient_for(self._desk.register, destination) if destination else None

    def _destination(self) -> Organisation | None:
        wanted = self.form.value("destination_id")
        return next((o for o in self._desk.organisations() if o.id == wanted), None)

    def _destination_chosen(self) -> None:
        place = self._destination()
        if place is not None and self.form.value("purpose") in {None, self._purpose_proposed}:
            self._purpose_proposed = self._usual_purpose(place)
            if self.form.value("purpose") != self._purpose_proposed:
                self.form.field("purpose").set_value(self._purpose_proposed)
        self._show_about()
        self.watch.propose_scopes()
        self.watch.refresh()

    def _usual_purpose(self, place: Organisation) -> str:
        if self.recipient_id() == COMENSHA:
            return Purpose.COMENSHA_SHELTER
        kinds = {
            "gemeente": Purpose.PAYMENT,
            "rechtshulp": Purpose.LEGAL_AID,
            "naaste": Purpose.RELATIVE,
            "politie_justitie": Purpose.POLICE,
        }
        return Purpose.SHELTER if place.is_shelter else kinds.get(place.kind, Purpose.CARE)

    def _show_about(self) -> None:
        place = self._destination()
        recipient = self.recipient_id()
        row = self.form.rows["destination_id"]
        through = place is not None and recipient not in {None, place.id}
        told = self.tr("Ontvanger: {naam}").format(naam=self._desk.organisation_name(recipient))
        row.help.setText(told if through else "")
        row.help.setVisible(through)
        if self._about is not None:
            self._about.hide()
            self._about.deleteLater()
            self._about = None
        if place is None:
            return
        self._about = FactsCard(self.tr("Over {naam}").format(naam=place.name), place.department or "")
        if place.admission:
            self._about.add_group(self.tr("Wie kan daar terecht?"), [place.admission])
        if place.functions:
            self._about.add_group(self.tr("Wat doen zij?"), place.functions.split("; "))
        self.add_side(self._about)

    # -- saving -----------------------------------------------------------------------------

    def _submit(self, way: Way = "send") -> None:
        self._way = way
        calls = {"send": self._send, "enquire": self._enquire, "keep": self._keep}
        try:
            self.flow.submit(save=calls[way])
        finally:
            self._way = "send"

    def _problems(self) -> list[Problem]:
        """A concept may lack anything but its destination; what is sent has a question and data."""
        value = self.form.value
        found = []
        if self._way != "keep" and self.form.field("question").is_empty():
            found.append(Problem("question", "required"))
        if self._way == "send" and not value("scopes"):
            found.append(Problem("scopes", "choose_one"))
        if value("needed_by") and value("asked_on") and value("needed_by") < value("asked_on"):
            found.append(Problem("needed_by", "date_from", {"earliest": value("asked_on")}))
        if value("purpose") in COMENSHA_PURPOSES and self.recipient_id() not in {None, COMENSHA}:
            found.append(Problem("purpose", "comensha_only"))
        return found

    def _command(self) -> ReferralFields:
        value = self.form.value
        return ReferralFields(
            destination_id=value("destination_id"),
            asked_on=value("asked_on"),
            purpose=Purpose(value("purpose")),
            question=value("question"),
            needed_by=value("needed_by"),
            paying_municipality=value("paying_municipality"),
            scopes=self.watch.scopes(),
            note=value("note"),
        )

    def _ways_out(self, error: RegisterError) -> Sequence[BarAction]:
        return self.watch.ways_out()

    def _send(self, fields: ReferralFields) -> Saved:
        answer = self.watch.require()
        result = self._store(fields)
        self._request = ReleaseRequest(
            client_id=self._subject.file.client.id,
            recipient_id=answer.recipient_id,
            purpose=answer.purpose,
            scopes=self.watch.scopes(),
            ground=self.watch.ground,
            referral_id=result.id,
        )
        return result

    def _enquire(self, fields: ReferralFields) -> Saved:
        view = self._subject.view
        result = self._store(fields, as_enquiry=True)
        if view is not None:
            state = StateFields(status=ReferralStatus.ENQUIRY, happened_on=clock.today())
            self._desk.saved(referrals.add_state(self._desk.register, view.referral.id, state, id=new_id()))
        return result

    def _keep(self, fields: ReferralFields) -> Saved:
        return self._store(fields)

    def _store(self, fields: ReferralFields, *, as_enquiry: bool = False) -> Saved:
        register, view = self._desk.register, self._subject.view
        if view is None:
            client_id = self._subject.file.client.id
            result = referrals.create(register, client_id, fields, id=self.form.value("id"), as_enquiry=as_enquiry)
        else:
            result = referrals.change(register, view.referral.id, view.referral.revision, fields)
        self._desk.saved(result, self.tr("Verwijzing opgeslagen"))
        return result

    def _go_on(self, result: Saved) -> None:
        if self._way == "send" and self._request is not None:
            self.ready_to_send.emit(self._request, self.form.value("question") or "")
        else:
            self.done_with.emit(self._subject.file.client.id, result.id)

    def _cancelled(self) -> None:
        view = self._subject.view
        self.done_with.emit(self._subject.file.client.id, view.referral.id if view else "")
