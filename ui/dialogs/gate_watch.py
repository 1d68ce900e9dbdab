"""The gate inside a form: asked again at each change, with the ways out as buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import ConsentMissing, RecipientBlocked, RegisterError, WrittenConsentNeeded
from app.model.codes import Purpose, Route, Scope
from app.model.consent import ConsentState
from app.model.disclosures import ON_CONSENT, Coverage, Ground
from app.services import consent, gate
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.consent import ConsentDialog, ConsentPreset
from ui.dialogs.ground import GroundDialog
from ui.widgets.field import Json
from ui.widgets.form import Form
from ui.widgets.message_bar import BarAction
from ui.widgets.panels import GatePanel

USUAL: dict[Purpose, tuple[Scope, ...]] = {
    Purpose.SHELTER: (Scope.NAME, Scope.AGE_GENDER, Scope.CONTACT, Scope.LANGUAGE, Scope.SAFETY, Scope.URGENT_CARE,
                      Scope.CARE_PLAN),
    Purpose.COMENSHA_SHELTER: (Scope.NAME, Scope.AGE_GENDER, Scope.CONTACT, Scope.LANGUAGE, Scope.SAFETY,
                               Scope.URGENT_CARE, Scope.CARE_PLAN),
    Purpose.COMENSHA_REGISTRATION: (Scope.AGE_GENDER, Scope.EXPLOITATION, Scope.RESIDENCE),
    Purpose.CARE: (Scope.NAME, Scope.AGE_GENDER, Scope.CONTACT, Scope.LANGUAGE, Scope.CARE_PLAN),
    Purpose.PAYMENT: (Scope.NAME, Scope.PAYMENT, Scope.CARE_PLAN),
}  # fmt: skip
"""What such a request usually needs; she ticks more or less."""
_FEW = (Scope.NAME, Scope.CONTACT)


@dataclass(frozen=True)
class Asked:
    """Where the watch finds things: the client, who would receive, and what sends the form."""

    client_id: str
    recipient_id: Callable[[], str | None]
    submit: Callable[[], None]
    owner: QWidget


class GateWatch(QObject):
    """Keeps ``panel`` true to the form; holds the ground, which goes into the draft of the form.

    The form has the rows ``purpose`` and ``scopes``; the watch adds the kept row ``ground``. The owner
    calls :meth:`refresh` when the recipient changes.
    """

    def __init__(self, desk: Desk, form: Form, asked: Asked) -> None:
        super().__init__(asked.owner)
        self._desk, self._form, self._asked = desk, form, asked
        self.panel = GatePanel()
        form.add_widget(self.panel)
        form.keep("ground")
        self._proposed: tuple[str, ...] | None = None
        for name in ("purpose", "scopes", "ground"):  # not each key in the other fields
            form.field(name).changed.connect(self.refresh)

    # -- what is asked ----------------------------------------------------------------------

    @property
    def ground(self) -> Ground:
        """On which route it would leave."""
        return ground_of(self._form.value("ground"))

    def scopes(self) -> tuple[Scope, ...]:
        """The kinds of data now ticked."""
        return tuple(Scope(code) for code in self._form.value("scopes"))

    def coverage(self) -> Coverage | None:
        """The gate's answer today; None while recipient, purpose or data are not chosen."""
        recipient, purpose, scopes = self._asked.recipient_id(), self._form.value("purpose"), self.scopes()
        if recipient is None or purpose is None or not scopes:
            return None
        return gate.ask(
            self._desk.register, self._asked.client_id, recipient, Purpose(purpose), scopes, clock.today(), self.ground
        )

    def require(self) -> Coverage:
        """The complete answer, or the refusal that says what is missing."""
        answer = self.coverage()
        if answer is None:
            raise RegisterError
        if answer.is_blocked:
            raise RecipientBlocked
        if answer.missing:
            if any(answer.answers[s].state is ConsentState.ORAL_ONLY for s in answer.missing):
                raise WrittenConsentNeeded(scopes=answer.missing)
            name = self._desk.organisation_name(answer.recipient_id)
            raise ConsentMissing(scopes=answer.missing, recipient=name)
        return answer

    def propose_scopes(self) -> None:
        """Tick what was consented to for this recipient, else what is usual; never over her own ticks."""
        field = self._form.field("scopes")
        now = field.value()
        if now and now != self._proposed:
            return
        recipient, purpose = self._asked.recipient_id(), self._form.value("purpose")
        if recipient is None or purpose is None:
            return
        cells = consent.overview(self._desk.register, self._asked.client_id, clock.today())
        given = next((c.given for c in cells if c.purpose == purpose and c.recipient_id == recipient), ())
        wanted = given or USUAL.get(Purpose(purpose), _FEW)
        order = [code for code, _ in self._desk.choices("scope")]
        self._proposed = tuple(sorted((scope.value for scope in wanted), key=order.index))
        if now != self._proposed:
            field.set_value(self._proposed)

    # -- what is shown ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask again and show the answer."""
        answer = self.coverage()
        if answer is None:
            self.panel.hide()
            return
        lines = sharing_texts.gate_lines(self._desk, answer)
        self.panel.show_answer(sharing_texts.gate_title(answer), lines, self.ways_out(answer))

    def ways_out(self, answer: Coverage | None = None) -> Sequence[BarAction]:
        """What she can do when not everything may go; also beside a refusal."""
        answer = answer or self.coverage()
        if answer is None or answer.is_blocked:
            return []
        if answer.ground.route is not Route.CONSENT:
            change = BarAction(self.tr("Grond wijzigen…"), self._ask_ground)
            return [change, BarAction(self.tr("Toch met toestemming"), self._on_consent, "quiet")]
        if not answer.missing:
            return []
        ways = [BarAction(self.tr("Toestemming vastleggen…"), self._record)]
        if answer.covered:
            ways.append(BarAction(self._without_words(answer), self._send_without))
        return [*ways, BarAction(self.tr("Andere grond…"), self._ask_ground, "quiet")]

    def _without_words(self, answer: Coverage) -> str:
        if len(answer.missing) == 1:
            what = sharing_texts.lower_first(self._desk.label("scope", answer.missing[0])).split(",")[0]
            return self.tr("Zonder {gegeven} versturen").format(gegeven=what)
        return self.tr("Zonder deze {aantal} versturen").format(aantal=len(answer.missing))

    # -- the ways out -----------------------------------------------------------------------

    def _record(self) -> None:
        answer = self.coverage()
        if answer is None:
            return
        preset = ConsentPreset(answer.purpose, answer.recipient_id, answer.missing)
        dialog = ConsentDialog(self._desk, self._asked.client_id, preset, self._asked.owner)
        dialog.saved.connect(self.refresh)
        dialog.open()

    def _send_without(self) -> None:
        answer = self.coverage()
        if answer is None:
            return
        self._form.field("scopes").set_value(tuple(scope.value for scope in answer.covered))
        self._asked.submit()

    def _ask_ground(self) -> None:
        dialog = GroundDialog(self._desk, self._asked.client_id, self.ground, self._asked.owner)
        dialog.saved.connect(lambda ground: self._form.field("ground").set_value(kept_ground(ground)))
        dialog.open()

    def _on_consent(self) -> None:
        self._form.field("ground").set_value(None)


def kept_ground(ground: Ground) -> Json:
    """A ground as plain JSON for the draft; None for consent."""
    if ground.route is Route.CONSENT:
        return None
    return {
        "route": ground.route.value,
        "article": ground.article,
        "considerations": list(ground.considerations),
    }


def ground_of(kept: object) -> Ground:
    """What :func:`kept_ground` gave; anything strange is consent, the route that asks most."""
    if not isinstance(kept, dict) or kept.get("route") not in set(Route):
        return ON_CONSENT
    texts = kept.get("considerations")
    considerations = tuple(str(text) for text in texts) if isinstance(texts, list) else ()
    return Ground(Route(kept["route"]), kept.get("article"), considerations)
