"""The client's timeline: everything that happened, newest on top."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app import clock
from app.model.codes import Phase
from app.model.trajectories import TimelineItem, newest_first
from app.storage import clients, consents, disclosures, notifications, organisations, referrals, trajectories
from app.storage.register import Reader, Register


def timeline(register: Register, client_id: str) -> tuple[TimelineItem, ...]:
    """Contact, referrals, consent, decisions (phases, closing) and aanmeldingen of one person."""
    with register.reading() as read:
        names = organisations.names(read)
        client = clients.get(read, client_id)
        items = [
            *_notifications(read, client.id, names),
            *_contacts(read, client.id, names),
            *_consents(read, client.id, names),
            *_referrals(read, client.id, names),
            *_decisions(read, client.id),
            *_disclosures(read, client.id, names),
        ]
    return newest_first(items)


def _notifications(read: Reader, client_id: str, names: dict[str, str]) -> Iterator[TimelineItem]:
    for row in notifications.of_client(read, client_id):
        yield TimelineItem(
            kind="notification",
            happened_on=row.received_on,
            recorded_at=row.created_at,
            subject="notification",
            id=row.id,
            code=row.notifier_type,
            names=tuple(n for n in (names.get(row.organisation_id or ""), row.contact_person) if n),
            text=row.story,
            is_voided=row.is_voided,
            void_reason=row.void_reason,
        )


def _contacts(read: Reader, client_id: str, names: dict[str, str]) -> Iterator[TimelineItem]:
    for row in trajectories.contact_moments(read, client_id):
        yield TimelineItem(
            kind="contact",
            happened_on=row.happened_on,
            recorded_at=row.created_at,
            subject="contact_moment",
            id=row.id,
            code=row.kind,
            names=tuple(n for n in (row.with_whom, names.get(row.organisation_id or "")) if n),
            text=row.note,
            minutes=row.minutes,
            origin=row.origin,
            corrects_id=row.corrects_id,
            is_voided=row.is_voided,
            void_reason=row.void_reason,
        )


def _consents(read: Reader, client_id: str, names: dict[str, str]) -> Iterator[TimelineItem]:
    for event in consents.events_of(read, client_id):
        yield TimelineItem(
            kind="consent",
            happened_on=event.given_on,
            recorded_at=event.recorded_at,
            subject="consent_event",
            id=event.id,
            code=event.kind.value,
            detail=event.purpose.value,
            names=(names.get(event.recipient_id, ""),),
            text=event.note,
            dates=(event.valid_until,) if event.valid_until else (),
            scopes=tuple(scope.value for scope in event.scopes),
            form=event.form.value,
            giver=event.given_by.value,
            is_voided=event.retracted_reason is not None,
            void_reason=event.retracted_reason,
        )


def _referrals(read: Reader, client_id: str, names: dict[str, str]) -> Iterator[TimelineItem]:
    own = referrals.of_client(read, client_id)
    states = referrals.states(read, [row.id for row in own])
    for row in own:
        for state in states.get(row.id, ()):
            yield TimelineItem(
                kind="referral",
                happened_on=state.happened_on,
                recorded_at=state.recorded_at,
                subject="referral",
                id=row.id,
                code=state.status.value,
                detail=state.reason or state.placed_by,
                names=(names.get(row.destination_id, ""),),
                text=state.note or (row.question if state.number == 1 else None),
                scopes=tuple(scope.value for scope in row.scopes),
                is_voided=row.is_voided or state.retracted_reason is not None,
                void_reason=row.void_reason or state.retracted_reason,
            )


def _decisions(read: Reader, client_id: str) -> Iterator[TimelineItem]:
    for trajectory in trajectories.of_client(read, client_id):
        for phase in trajectories.phases(read, trajectory.id):
            yield TimelineItem(
                kind="decision",
                happened_on=phase.started_on,
                recorded_at=phase.created_at,
                subject="phase_start",
                id=phase.id,
                code=phase.phase.value,
                is_voided=phase.is_voided or trajectory.is_voided,
                void_reason=phase.void_reason or trajectory.void_reason,
            )
        if trajectory.closed_on is not None:
            yield TimelineItem(
                kind="decision",
                happened_on=trajectory.closed_on,
                recorded_at=trajectory.changed_at,
                subject="trajectory",
                id=trajectory.id,
                code=Phase.CLOSED.value,
                detail=trajectory.closure_reason,
                text=trajectory.closure_note,
                is_voided=trajectory.is_voided,
                void_reason=trajectory.void_reason,
            )


def _disclosures(read: Reader, client_id: str, names: dict[str, str]) -> Iterator[TimelineItem]:
    for row in disclosures.of_client(read, client_id):
        gone = row.disclosure
        yield TimelineItem(
            kind="referral",
            happened_on=gone.disclosed_on,
            recorded_at=gone.recorded_at,
            subject="disclosure",
            id=gone.id,
            code="verstrekt",
            detail=gone.route.value,
            names=(names.get(gone.recipient_id, ""),),
            scopes=tuple(scope.value for scope in gone.scopes),
        )


def line_events(items: tuple[TimelineItem, ...], since: date) -> tuple[TimelineItem, ...]:
    """The few events that the drawn trajectory shows as dots: first of each kind of news, oldest first."""
    shown = [
        item
        for item in items
        if not item.is_voided
        and item.happened_on >= since
        and item.happened_on <= clock.today()
        and (
            item.kind == "notification"
            or (item.kind == "consent" and item.code == "gegeven")
            or (item.kind == "referral" and item.code in {"verstuurd", "geplaatst", "geaccepteerd", "geweigerd"})
        )
    ]
    return tuple(reversed(shown))
