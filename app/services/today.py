"""*Vandaag*: too late, today, this week; each line opens the place where it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from app import clock
from app.model import consent
from app.model.ages import add_years
from app.model.codes import Phase
from app.model.today import BIRTHDAY_DAYS, CONSENT_DAYS, CONTACT_DAYS, TodayItem, TodayKind, TodayPage
from app.storage import clients, consents, today
from app.storage.register import Reader, Register


def page(register: Register) -> TodayPage:
    """What asks for attention up to two weeks ahead (birthdays further), soonest first."""
    day = clock.today()
    until = day + timedelta(days=CONSENT_DAYS)
    with register.reading() as read:
        items = [
            *(_item(TodayKind.STEP, row) for row in today.steps(read, until)),
            *(_item(TodayKind.TRACK, row) for row in today.tracks(read, until)),
            *(_item(TodayKind.REFERRAL, row) for row in today.referrals(read, until)),
            *(_item(TodayKind.HANDOVER, row) for row in today.handovers(read)),
            *_contacts(today.contacts(read), day),
            *_birthdays(today.birthdays(read, day), day),
            *_consents(read, day),
        ]
        counted = {row["phase"]: row["many"] for row in today.phases(read, day)}
    per_phase = tuple((phase, counted.get(phase.value, 0)) for phase in Phase if phase is not Phase.CLOSED)
    ordered = sorted(items, key=lambda item: (item.due_on, item.due_time or "~", item.client_code, item.kind))
    return TodayPage(day, tuple(ordered), sum(counted.values()), per_phase)


def _item(kind: TodayKind, row: Any, **values: Any) -> TodayItem:
    given = {**row, **values}
    due_on = given["due_on"]
    return TodayItem(
        kind=kind,
        due_on=due_on if isinstance(due_on, date) else date.fromisoformat(due_on),
        client_id=given["client_id"],
        client_code=given["client_code"],
        given_name=given["given_name"],
        infix=given["infix"],
        family_name=given["family_name"],
        object_id=given["object_id"],
        text=given.get("text"),
        detail=given.get("detail"),
        due_time=given.get("due_time"),
        revision=given["revision"],
    )


def _contacts(rows: Iterable[Any], day: date) -> Iterator[TodayItem]:
    for row in rows:
        due_on = date.fromisoformat(row["last_on"]) + timedelta(days=CONTACT_DAYS)
        if due_on <= day:
            yield _item(TodayKind.CONTACT, row, due_on=due_on, detail=row["last_on"])


def _birthdays(rows: Iterable[Any], day: date) -> Iterator[TodayItem]:
    """A partial birth date counts from its earliest reading: rather too early than too late."""
    for row in rows:
        for age, ahead in BIRTHDAY_DAYS.items():
            earliest = add_years(date.fromisoformat(row["born_from"]), age)
            if day <= earliest <= day + timedelta(days=ahead):
                yield _item(TodayKind.BIRTHDAY, row, due_on=earliest, detail=str(age))


def _consents(read: Reader, day: date) -> Iterator[TodayItem]:
    """Consent that ends within 14 days, or ended in the last 14, and was not renewed."""
    for row in today.clients_with_ending_consent(read, day, CONSENT_DAYS):
        person = clients.get(read, row["client_id"])
        events = consents.events_of(read, row["client_id"])
        for cell in consent.overview(events, person, day):
            ends = {
                answer.event.valid_until: answer.event.id
                for answer in cell.answers.values()
                if answer.event is not None
                and answer.event.valid_until is not None
                and answer.state in {consent.ConsentState.GIVEN, consent.ConsentState.EXPIRED}
            }
            near = [end for end in ends if abs((end - day).days) <= CONSENT_DAYS]
            if near:
                first = min(near)
                detail = f"{cell.purpose.value}|{cell.recipient_id}"
                yield _item(TodayKind.CONSENT, row, due_on=first, object_id=ends[first], revision=0, detail=detail)
