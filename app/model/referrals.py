"""Verwijzing: a request for a place or care, its states and which may follow which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.model.codes import Purpose, ReferralStatus, Scope
from app.model.records import Record

S = ReferralStatus

_UNSENT = frozenset({S.ENQUIRY, S.SENT, S.REJECTED, S.CLIENT_DECLINES, S.WITHDRAWN, S.LAPSED, S.PLACED})
_WAITING = frozenset({S.REJECTED, S.CLIENT_DECLINES, S.WITHDRAWN, S.LAPSED, S.REVIEW})

FOLLOWING: dict[ReferralStatus, frozenset[ReferralStatus]] = {
    S.CONCEPT: _UNSENT,
    S.ENQUIRY: _UNSENT - {S.ENQUIRY},
    S.SENT: _WAITING | {S.RECEIVED, S.WAITING_LIST, S.ACCEPTED, S.PLACED},
    S.RECEIVED: _WAITING | {S.WAITING_LIST, S.ACCEPTED, S.PLACED},
    S.WAITING_LIST: _WAITING | {S.ACCEPTED, S.PLACED},
    S.ACCEPTED: _WAITING | {S.WAITING_LIST, S.PLACED},
    S.PLACED: frozenset({S.ENDED, S.REVIEW}),
    S.REVIEW: _WAITING - {S.REVIEW} | {S.SENT, S.RECEIVED, S.WAITING_LIST, S.ACCEPTED, S.PLACED, S.ENDED},
    S.ENDED: frozenset(),
    S.REJECTED: frozenset({S.REVIEW}),
    S.CLIENT_DECLINES: frozenset({S.REVIEW}),
    S.WITHDRAWN: frozenset(),
    S.LAPSED: frozenset(),
}
"""Which state may follow which (``texts.md`` §1, DESIGN §3). Placed out of *concept* or *navraag* only
as the fact "geplaatst door politie of CoMensha"; what follows sending needs an earlier *verstuurd*."""

OPEN_STATES = frozenset({S.CONCEPT, S.ENQUIRY, S.SENT, S.RECEIVED, S.WAITING_LIST, S.ACCEPTED, S.REVIEW})
AWAITING_ANSWER = frozenset({S.SENT, S.RECEIVED})
"""An answer is expected: these count for "7 dagen zonder antwoord"."""
SUPPLEMENT_STATES = frozenset({S.SENT, S.RECEIVED, S.WAITING_LIST, S.ACCEPTED, S.PLACED})
"""Already sent: a further paper for the same request is a disclosure, and no new state."""
AFFECTED_BY_WITHDRAWAL = frozenset({S.SENT, S.RECEIVED, S.WAITING_LIST, S.ACCEPTED})
"""Sent and still running: a withdrawn consent turns these to *Opnieuw bekijken*."""


@dataclass(frozen=True, kw_only=True)
class ReferralFields:
    """What is asked, of whom, and what would be shared."""

    destination_id: str
    asked_on: date
    purpose: Purpose = Purpose.SHELTER
    question: str | None = None
    needed_by: date | None = None
    paying_municipality: str | None = None
    scopes: tuple[Scope, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Referral(ReferralFields, Record):
    """A stored referral; recipient ≠ destination for places reached through another body."""

    client_id: str
    recipient_id: str


@dataclass(frozen=True, kw_only=True)
class ReferralState:
    """One dated state; append-only."""

    id: str
    referral_id: str
    number: int
    status: ReferralStatus
    happened_on: date
    reason: str | None
    placed_by: str | None
    note: str | None
    disclosure_id: str | None
    recorded_at: datetime
    retracted_reason: str | None = None


@dataclass(frozen=True)
class ReferralRow:
    """One line of the list of referrals."""

    id: str
    client_id: str
    client_code: str
    given_name: str | None
    infix: str | None
    family_name: str | None
    destination: str
    recipient: str
    status: ReferralStatus
    status_on: date
    asked_on: date
    needed_by: date | None
    waits_days: int | None
    """Days since it was sent, while an answer is expected."""


def current(states: Sequence[ReferralState]) -> ReferralState | None:
    """The latest state that is not taken back (states come in order of recording)."""
    return next((s for s in reversed(states) if s.retracted_reason is None), None)


def may_follow(states: Sequence[ReferralState], wanted: ReferralStatus, *, placed_by: str | None = None) -> bool:
    """Whether ``wanted`` may be recorded now.

    ``placed_by`` (politie, comensha) records the fact of a placement that is no verstrekking.
    """
    now = current(states)
    if now is None:
        return wanted in {S.CONCEPT, S.ENQUIRY}
    if wanted not in FOLLOWING[now.status]:
        return False
    if placed_by is not None:
        return wanted is S.PLACED
    after_sending = {S.RECEIVED, S.WAITING_LIST, S.ACCEPTED, S.PLACED, S.ENDED}
    if wanted in after_sending:
        return any(s.retracted_reason is None and (s.status is S.SENT or s.placed_by is not None) for s in states)
    return True


def next_states(states: Sequence[ReferralState]) -> tuple[ReferralStatus, ...]:
    """What may be recorded now, in the order of the list; *verstuurd* is not among them: the gate writes it.

    Placed by police or CoMensha is a fact of its own: ask :func:`may_follow` with ``placed_by``.
    """
    return tuple(s for s in ReferralStatus if s is not S.SENT and may_follow(states, s))


def can_send(states: Sequence[ReferralState]) -> bool:
    """Whether a paper for this request may leave now: as *verstuurd*, or as a supplement to it."""
    now = current(states)
    return now is not None and (now.status in SUPPLEMENT_STATES or may_follow(states, S.SENT))
