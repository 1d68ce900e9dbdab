"""Aanmelding: one body reporting one person on one date; many per client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.model.codes import ComenshaState, Sector
from app.model.records import Record


@dataclass(frozen=True, kw_only=True)
class NotificationFields:
    """What the notifier reports."""

    received_on: date
    notifier_type: str
    organisation_id: str | None = None
    contact_person: str | None = None
    request_kinds: tuple[str, ...] = ()
    is_urgent: bool = False
    sectors: tuple[Sector, ...] = ()
    story: str | None = None
    comensha_state: ComenshaState = ComenshaState.NOT_ASKED
    comensha_by: str | None = None
    comensha_on: date | None = None
    comensha_number: str | None = None
    comensha_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Notification(NotificationFields, Record):
    """A stored aanmelding."""

    client_id: str
    counts_in: str


@dataclass(frozen=True, kw_only=True)
class ExploitationFields:
    """A sector that the coordinator adds herself."""

    sector: Sector
    period: str | None = None
    route: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exploitation(ExploitationFields, Record):
    """A stored exploitation."""

    client_id: str


def sectors_of(notifications: Iterable[Notification], exploitations: Iterable[Exploitation]) -> frozenset[Sector]:
    """The client's sectors: the union of what is reported and added, voided entries left out.

    ``Onb`` exactly when no other sector is known (``counts.md`` §10).
    """
    known = {s for n in notifications if not n.is_voided for s in n.sectors}
    known |= {e.sector for e in exploitations if not e.is_voided}
    known.discard(Sector.UNKNOWN)
    return frozenset(known) or frozenset({Sector.UNKNOWN})
