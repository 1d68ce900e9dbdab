"""Zorgtraject: one period of care with dated phases, eleven parallel tracks, steps and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.model.codes import Phase, TrackKind, TrackStatus
from app.model.records import Record


@dataclass(frozen=True, kw_only=True)
class TrajectoryFields:
    """What she can fill in; the three sentences and the payment line are *voor samenvatting*."""

    started_on: date
    legal_regime: str = "nog_niet_bepaald"
    urgent_care: str | None = None
    situation: str | None = None
    wish: str | None = None
    paying_municipality: str | None = None
    payment_note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Trajectory(TrajectoryFields, Record):
    """A stored trajectory; open while ``closed_on`` is None."""

    client_id: str
    closed_on: date | None
    closure_reason: str | None
    closure_note: str | None
    open_ends: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Closure:
    """How a trajectory ends: day, reason, what is still open and who takes it."""

    closed_on: date
    closure_reason: str
    closure_note: str | None = None
    open_ends: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PhaseStart(Record):
    """From when a phase ran; it ends where the next begins."""

    trajectory_id: str
    phase: Phase
    started_on: date


@dataclass(frozen=True, kw_only=True)
class TrackFields:
    """One spoor as it stands."""

    status: TrackStatus = TrackStatus.OPEN
    since_on: date | None = None
    next_on: date | None = None
    organisation_id: str | None = None
    sentence: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Track(TrackFields, Record):
    """A stored track."""

    trajectory_id: str
    kind: TrackKind


@dataclass(frozen=True, kw_only=True)
class StepFields:
    """A next step: what, who does it, when."""

    description: str
    due_on: date
    due_time: str | None = None
    who: str | None = None
    done_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Step(StepFields, Record):
    """A stored step."""

    client_id: str


@dataclass(frozen=True, kw_only=True)
class ContactMomentFields:
    """What happened. ``origin`` tags police and third-party text (``eigen``, ``politie``, ``derde``)."""

    kind: str
    happened_on: date
    happened_time: str | None = None
    minutes: int | None = None
    with_whom: str | None = None
    organisation_id: str | None = None
    origin: str = "eigen"
    note: str = ""
    corrects_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContactMoment(ContactMomentFields, Record):
    """A stored contact moment; never printed."""

    client_id: str


@dataclass(frozen=True)
class PhaseSpan:
    """A phase as drawn: from, until (exclusive; None while it runs)."""

    phase: Phase
    started_on: date
    ended_on: date | None


def phase_spans(starts: Iterable[PhaseStart]) -> tuple[PhaseSpan, ...]:
    """The phases in time order; of two on one day the later recorded one wins."""
    by_day: dict[date, PhaseStart] = {}
    for start in sorted((s for s in starts if not s.is_voided), key=lambda s: (s.started_on, s.created_at)):
        by_day[start.started_on] = start
    ordered = list(by_day.values())
    ends: list[date | None] = [*(s.started_on for s in ordered[1:]), None]
    return tuple(PhaseSpan(s.phase, s.started_on, end) for s, end in zip(ordered, ends, strict=False))


def phase_on(starts: Iterable[PhaseStart], day: date) -> Phase | None:
    """The phase that ran on a day, or None before the first."""
    current = None
    for span in phase_spans(starts):
        if span.started_on <= day:
            current = span.phase
    return current


@dataclass(frozen=True)
class TimelineItem:
    """One line of the client's timeline. ``kind`` is contact, referral, consent, decision or notification."""

    kind: str
    happened_on: date
    recorded_at: datetime
    subject: str
    """Table of the record behind it."""
    id: str
    code: str
    """Code of the event: contact kind, referral status, consent kind, phase …"""
    names: tuple[str, ...] = ()
    """Organisation or person concerned, as shown."""
    detail: str | None = None
    """A second code: purpose, reason, route, who placed."""
    text: str | None = None
    dates: tuple[date, ...] = ()
    scopes: tuple[str, ...] = ()
    minutes: int | None = None
    origin: str | None = None
    corrects_id: str | None = None
    form: str | None = None
    """Of a consent: written or oral."""
    giver: str | None = None
    """Of a consent: who spoke."""
    is_voided: bool = False
    void_reason: str | None = None


def newest_first(items: Sequence[TimelineItem]) -> tuple[TimelineItem, ...]:
    """By day, then by the moment of recording, newest on top."""
    return tuple(sorted(items, key=lambda i: (i.happened_on, i.recorded_at, i.id), reverse=True))
