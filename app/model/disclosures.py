"""Verstrekking: what left, on which ground; and the gate's two values.

``Coverage`` is the gate's answer (rendering needs it); ``Released`` is its token (letting go needs it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.model.codes import HandedOver, Purpose, ReferralStatus, Route, Scope
from app.model.consent import Answer
from app.model.records import Saved

CONSIDERATIONS = 5
"""How many considerations a conflict of duties takes (code list ``consideration``)."""


@dataclass(frozen=True)
class Ground:
    """On which route something leaves; ``article`` for a legal power.

    For a conflict of duties ``considerations`` holds five answers, in the order of the code list
    ``consideration``, whose labels are the questions.
    """

    route: Route = Route.CONSENT
    article: str | None = None
    considerations: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """False for a legal power without article, or a conflict without all five considerations."""
        match self.route:
            case Route.LEGAL_POWER:
                return bool((self.article or "").strip())
            case Route.CONFLICT_OF_DUTIES:
                return len(self.considerations) == CONSIDERATIONS and all(c.strip() for c in self.considerations)
            case _:
                return True


ON_CONSENT = Ground()
"""The usual route."""


@dataclass(frozen=True)
class Coverage:
    """What the gate says about sharing these scopes with this recipient on this day."""

    client_id: str
    recipient_id: str
    purpose: Purpose
    day: date
    ground: Ground
    answers: Mapping[Scope, Answer]
    """Per wanted scope what consent says, also on another route (she sees it there too)."""
    covered: tuple[Scope, ...]
    missing: tuple[Scope, ...]
    is_blocked: bool = False
    """The recipient is a parent or guardian who was blocked: nothing goes there on any route."""

    @property
    def is_complete(self) -> bool:
        """True when everything wanted may leave."""
        return not self.missing and bool(self.covered)


@dataclass(frozen=True, kw_only=True)
class ReleaseRequest:
    """What is to leave: of whom, to whom, what for, which data, on which ground, for which referral.

    ``printed`` are the scopes of which the paper really says something; None when all of ``scopes``.
    """

    client_id: str
    recipient_id: str
    purpose: Purpose
    scopes: tuple[Scope, ...]
    ground: Ground = ON_CONSENT
    referral_id: str | None = None
    printed: tuple[Scope, ...] | None = None

    @property
    def leaving(self) -> tuple[Scope, ...]:
        """What the disclosure records: what is said on paper, else what was asked."""
        return self.printed or self.scopes


@dataclass(frozen=True)
class Paper:
    """A rendered document that has not left yet, with what stands on it."""

    pdf: bytes = field(repr=False)
    number: int
    day: date
    control_code: str


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """A stored exit; never changed, never deleted."""

    id: str
    client_id: str
    number: int
    recipient_id: str
    purpose: Purpose
    scopes: tuple[Scope, ...]
    route: Route
    consents: Mapping[str, str]
    article: str | None
    considerations: tuple[str, ...]
    document_kind: str
    document_sha256: str | None
    control_code: str
    disclosed_on: date
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Handover:
    """How it was handed over, answered after the print or save."""

    id: str
    disclosure_id: str
    handed_over: HandedOver
    handed_over_on: date
    note: str | None
    recorded_at: datetime
    retracted_reason: str | None = None


@dataclass(frozen=True)
class Released:
    """Token that a document may be let go: only ``services/gate.py`` makes one, after recording."""

    disclosure_id: str
    pdf: bytes = field(repr=False)
    file_stem: str
    """Neutral file name without extension: code of the client never, number and date only."""
    tables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DisclosureRow:
    """One line of what was shared: the disclosure, to whom, and how it was handed over (None: not yet told)."""

    disclosure: Disclosure
    client_code: str
    recipient: str
    handover: Handover | None

    @property
    def was_destroyed(self) -> bool:
        """True when the paper never reached anyone."""
        return self.handover is not None and self.handover.handed_over is HandedOver.DESTROYED


@dataclass(frozen=True)
class AffectedReferral:
    """An open referral that a withdrawal turned to *Opnieuw bekijken*, and the state it had."""

    referral_id: str
    destination: str
    recipient: str
    status_before: ReferralStatus


@dataclass(frozen=True)
class WithdrawalEffect:
    """What a withdrawal touches: referrals to look at again, and what that recipient already has."""

    referrals: tuple[AffectedReferral, ...] = ()
    disclosures: tuple[DisclosureRow, ...] = ()


@dataclass(frozen=True)
class ConsentSaved(Saved):
    """A recorded consent event; ``effect`` is empty for consent given."""

    effect: WithdrawalEffect = WithdrawalEffect()
