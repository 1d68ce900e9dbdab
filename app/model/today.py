"""*Vandaag*: what asks for attention, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.model.codes import Phase

REFERRAL_DAYS = 7
CONSENT_DAYS = 14
CONTACT_DAYS = 14
BIRTHDAY_DAYS = {16: 30, 18: 182}
"""How long before a birthday it is told: 16 changes who consents, 18 changes help, money and places."""


class TodayKind(StrEnum):
    """What the line is about."""

    STEP = "step"
    TRACK = "track"
    REFERRAL = "referral"
    CONSENT = "consent"
    CONTACT = "contact"
    HANDOVER = "handover"
    BIRTHDAY = "birthday"


class Bucket(StrEnum):
    """Under which head it stands."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    SOON = "soon"


@dataclass(frozen=True)
class TodayItem:
    """One line. ``text`` is her own (a step), ``detail`` a code or name the sentence needs.

    ``object_id`` is the record that settles it: step, track, referral, consent event, disclosure; the
    client for contact and birthdays.
    """

    kind: TodayKind
    due_on: date
    client_id: str
    client_code: str
    given_name: str | None
    infix: str | None
    family_name: str | None
    object_id: str
    text: str | None = None
    detail: str | None = None
    due_time: str | None = None
    revision: int = 0


def bucket(due_on: date, today: date) -> Bucket:
    """Late before today; *deze week* is the coming seven days; the rest is soon."""
    if due_on < today:
        return Bucket.LATE
    if due_on == today:
        return Bucket.TODAY
    return Bucket.WEEK if due_on <= today + timedelta(days=7) else Bucket.SOON


@dataclass(frozen=True)
class TodayPage:
    """Everything on the page."""

    day: date
    items: tuple[TodayItem, ...]
    running: int
    per_phase: tuple[tuple[Phase, int], ...]

    def of(self, which: Bucket) -> tuple[TodayItem, ...]:
        """The lines under one head, soonest first."""
        return tuple(item for item in self.items if bucket(item.due_on, self.day) is which)
