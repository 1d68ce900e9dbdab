"""Referrals: what is asked of whom, and its dated states. Sending is the gate's act, not one of these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import clock
from app.errors import AlreadyVoided, InvalidInput, Problem, RecipientBlocked, StepNotAllowed
from app.model import checks
from app.model.codes import ReferralStatus
from app.model.consent import COMENSHA, COMENSHA_PURPOSES
from app.model.records import Saved, new_id
from app.model.referrals import (
    Referral,
    ReferralFields,
    ReferralRow,
    ReferralState,
    can_send,
    current,
    may_follow,
    next_states,
)
from app.storage import clients, consents, organisations
from app.storage import referrals as stored
from app.storage.register import Reader, Register

PLACED_BY = ("politie", "comensha")
"""Who may have placed her without this register: a fact, and no verstrekking."""


@dataclass(frozen=True)
class ReferralView:
    """A referral with its states in the order of recording, and the names it is shown with."""

    referral: Referral
    states: tuple[ReferralState, ...]
    destination: str
    recipient: str

    @property
    def now(self) -> ReferralState | None:
        """The latest state that is not taken back."""
        return current(self.states)

    @property
    def next_states(self) -> tuple[ReferralStatus, ...]:
        """What :func:`add_state` accepts now; nothing for a voided referral."""
        return () if self.referral.is_voided else next_states(self.states)

    @property
    def can_send(self) -> bool:
        """Whether a paper for it may leave, as far as its state goes."""
        return not self.referral.is_voided and can_send(self.states)


@dataclass(frozen=True, kw_only=True)
class StateFields:
    """One step: ``reason`` with *afgewezen* only, ``placed_by`` with *geplaatst* only."""

    status: ReferralStatus
    happened_on: date
    reason: str | None = None
    placed_by: str | None = None
    note: str | None = None


def create(register: Register, client_id: str, fields: ReferralFields, *, id: str, as_enquiry: bool = False) -> Saved:
    """Make a referral as *concept*, or as *navraag zonder naam*, which needs no consent.

    The recipient follows from the destination: a place reached through another body is asked there.
    Raises :class:`InvalidInput`, :class:`RecipientBlocked`.
    """
    with register.transaction("referral.created") as act:
        _check(act, client_id, fields)
        stored.insert(act, id, client_id, fields)
        first = ReferralStatus.ENQUIRY if as_enquiry else ReferralStatus.CONCEPT
        stored.insert_state(act, id, {"id": new_id(), "status": first, "happened_on": fields.asked_on})
        act.about("referral", id, client_id)
        return act.saved(id)


def change(register: Register, referral_id: str, revision: int, fields: ReferralFields) -> Saved:
    """Change what is asked. Once sent, destination and purpose stay as they were sent (:class:`StepNotAllowed`)."""
    with register.transaction("referral.changed") as act:
        referral = stored.get(act, referral_id)
        _check(act, referral.client_id, fields)
        stored.change(act, referral_id, revision, fields)
        act.about("referral", referral_id, referral.client_id)
        return act.saved(referral_id)


def void(register: Register, referral_id: str, revision: int, reason: str) -> Saved:
    """Void a referral made by mistake; one that was sent stays (:class:`StepNotAllowed`)."""
    if not reason.strip():
        raise InvalidInput(Problem("void_reason", "required"))
    with register.transaction("referral.voided") as act:
        referral = stored.get(act, referral_id)
        states = stored.states(act, [referral_id])[referral_id]
        if any(s.status is ReferralStatus.SENT for s in states):
            now = current(states)
            raise StepNotAllowed(current=now.status if now else None, wanted=None)
        stored.void(act, referral_id, revision, reason.strip())
        act.about("referral", referral_id, referral.client_id)
        return act.saved(referral_id)


def add_state(register: Register, referral_id: str, fields: StateFields, *, id: str) -> Saved:
    """Record the next state.

    Raises :class:`StepNotAllowed` for what may not follow, and always for *verstuurd*: only the gate
    writes that, with its disclosure. Raises :class:`InvalidInput` for dates, reason and placed by.
    """
    with register.transaction("referral.state") as act:
        referral = stored.get(act, referral_id)
        states = stored.states(act, [referral_id])[referral_id]
        now = current(states)
        allowed = may_follow(states, fields.status, placed_by=fields.placed_by)
        if referral.is_voided or fields.status is ReferralStatus.SENT or not allowed:
            raise StepNotAllowed(current=now.status if now else None, wanted=fields.status)
        problems = _state_problems(referral, now, fields)
        checks.refuse(problems)
        values = {name: getattr(fields, name) for name in ("status", "happened_on", "reason", "placed_by", "note")}
        stored.insert_state(act, referral_id, {"id": id, **values})
        act.about("referral_state", id, referral.client_id)
        return act.saved(id)


def retract_state(register: Register, state_id: str, reason: str) -> Saved:
    """Take back the latest state, recorded by mistake; the one before it stands again.

    *Verstuurd*, the first state, and a state with a later one on top of it cannot be taken back.
    """
    if not reason.strip():
        raise InvalidInput(Problem("reason", "reason"))
    with register.transaction("referral.state_retracted") as act:
        state = stored.state(act, state_id)
        if state.retracted_reason is not None:
            raise AlreadyVoided
        now = current(stored.states(act, [state.referral_id])[state.referral_id])
        if now is None or now.id != state_id or state.number == 1 or state.status is ReferralStatus.SENT:
            raise StepNotAllowed(current=now.status if now else None, wanted=state.status)
        consents.retract(act, "referral_state", state_id, reason.strip())
        act.about("referral_state", state_id, stored.get(act, state.referral_id).client_id)
        return act.saved(state_id)


def of_client(register: Register, client_id: str) -> tuple[ReferralView, ...]:
    """Every referral of this person with its states, newest on top, voided ones too."""
    with register.reading() as read:
        return _views(read, stored.of_client(read, client_id))


def referral(register: Register, referral_id: str) -> ReferralView:
    """One referral; :class:`~app.errors.RecordMissing` when there is none."""
    with register.reading() as read:
        return _views(read, (stored.get(read, referral_id),))[0]


def rows(register: Register, *, open_only: bool = False) -> tuple[ReferralRow, ...]:
    """The list of referrals as it stands today, latest state first."""
    with register.reading() as read:
        return stored.rows(read, clock.today(), open_only=open_only)


def recipient_for(register: Register, destination_id: str) -> str:
    """Id of who receives what is meant for this place, for the form."""
    with register.reading() as read:
        return stored.recipient_for(read, destination_id)


def _views(read: Reader, found: tuple[Referral, ...]) -> tuple[ReferralView, ...]:
    states = stored.states(read, [r.id for r in found])
    return tuple(
        ReferralView(
            r,
            states[r.id],
            organisations.get(read, r.destination_id).name,
            organisations.get(read, r.recipient_id).name,
        )
        for r in found
    )


def _check(read: Reader, client_id: str, fields: ReferralFields) -> None:
    person = clients.with_blocked(read, client_id)
    recipient = organisations.get(read, stored.recipient_for(read, fields.destination_id))
    if recipient.relative is not None and recipient.relative in person.blocked_parents:
        raise RecipientBlocked
    problems = [*checks.text_problems(fields)]
    if fields.asked_on > clock.today():
        problems.append(Problem("asked_on", "date_future"))
    if fields.needed_by is not None and fields.needed_by < fields.asked_on:
        problems.append(Problem("needed_by", "date_too_early", {"earliest": fields.asked_on}))
    if fields.purpose in COMENSHA_PURPOSES and recipient.id != COMENSHA:
        problems.append(Problem("purpose", "comensha_only"))
    checks.refuse(problems)


def _state_problems(referral: Referral, now: ReferralState | None, fields: StateFields) -> list[Problem]:
    problems = [*checks.text_problems(fields)]
    earliest = max(referral.asked_on, now.happened_on) if now else referral.asked_on
    if fields.happened_on > clock.today():
        problems.append(Problem("happened_on", "date_future"))
    elif fields.happened_on < earliest:
        problems.append(Problem("happened_on", "date_too_early", {"earliest": earliest}))
    if fields.status is ReferralStatus.REJECTED and fields.reason is None:
        problems.append(Problem("reason", "choose"))
    if fields.status is not ReferralStatus.REJECTED and fields.reason is not None:
        problems.append(Problem("reason", "unknown_code"))
    if fields.placed_by is not None and fields.placed_by not in PLACED_BY:
        problems.append(Problem("placed_by", "unknown_code"))
    return problems
