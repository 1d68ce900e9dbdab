"""Verstrekking: what left, on which ground; and the gate's two values.

``Coverage`` is the gate's answer (rendering needs it); ``Released`` is its token (letting go needs it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.model.codes import HandedOver, Purpose, Route, Scope
from app.model.consent import Answer


@dataclass(frozen=True)
class Ground:
    """On which route something leaves; ``article`` for a legal power.

    For a conflict of duties ``considerations`` holds five answers, in the order of the code list
    ``consideration``, whose labels are the questions.
    """

    route: Route = Route.CONSENT
    article: str | None = None
    considerations: tuple[str, ...] = ()


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

    @property
    def is_complete(self) -> bool:
        """True when everything wanted may leave."""
        return not self.missing and bool(self.covered)


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
    pdf: bytes
    file_stem: str
    """Neutral file name without extension: code of the client never, number and date only."""
    tables: frozenset[str] = frozenset()
