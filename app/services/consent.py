"""Consent: recording, withdrawing, taking back, and the state of any day.

An event is recorded as it was said. Whether it counts on a day follows from :mod:`app.model.consent`;
the gate and the trigger of ``schema.sql`` ask the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from app import clock
from app.errors import AlreadyVoided, AuthorityUnclear, BirthDateNeeded, InvalidInput, Problem, RecipientBlocked
from app.model import checks
from app.model.clients import Client
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, ParentalAuthority, ReferralStatus, Route
from app.model.consent import (
    AGE_ALONE,
    COMENSHA,
    COMENSHA_PURPOSES,
    ConsentCell,
    ConsentEvent,
    ConsentFields,
    ConsentState,
    Withdrawal,
    answer_for,
    default_end,
    expected_giver,
    has_authority,
    may_give,
)
from app.model.consent import overview as overview_of
from app.model.disclosures import AffectedReferral, ConsentSaved, DisclosureRow, WithdrawalEffect
from app.model.records import new_id
from app.model.referrals import AFFECTED_BY_WITHDRAWAL, current
from app.storage import clients, consents, disclosures, organisations, referrals
from app.storage.register import Reader, Register, Transaction

__all__ = [
    "default_end",
    "events",
    "giver_for",
    "overview",
    "preview_withdrawal",
    "record_consent",
    "retract_consent",
    "withdraw",
]


def events(register: Register, client_id: str) -> tuple[ConsentEvent, ...]:
    """Every event of this person, newest on top (by *gegeven op*, then *vastgelegd op*), taken-back ones too."""
    with register.reading() as read:
        found = consents.events_of(read, client_id)
    return tuple(sorted(found, key=lambda e: (e.given_on, e.recorded_at), reverse=True))


def overview(register: Register, client_id: str, day: date) -> tuple[ConsentCell, ...]:
    """*Wie mag wat weten?* on ``day``: one cell per purpose and recipient that any event names."""
    with register.reading() as read:
        return overview_of(consents.events_of(read, client_id), clients.with_blocked(read, client_id), day)


def giver_for(register: Register, client_id: str, day: date) -> ConsentGiver | None:
    """Who is asked at the age on ``day`` (the youngest reading); None while no birth date is known."""
    with register.reading() as read:
        birth = clients.get(read, client_id).birth
    return expected_giver(birth, day) if birth is not None else None


def record_consent(register: Register, client_id: str, fields: ConsentFields, *, id: str) -> ConsentSaved:
    """Record one event.

    Raises :class:`BirthDateNeeded`; :class:`AuthorityUnclear` when under 16 nobody known and unblocked
    has authority to give it; :class:`RecipientBlocked`; :class:`InvalidInput`. Anything but *gegeven*
    turns open referrals that rest on it to *Opnieuw bekijken*, in the same transaction.
    """
    with register.transaction("consent.recorded") as act:
        person = clients.with_blocked(act, client_id)
        _check(act, person, fields)
        consents.insert_event(act, id, client_id, fields)
        act.about("consent_event", id, client_id, ground=fields.kind.value)
        effect = WithdrawalEffect()
        if fields.kind is not ConsentKind.GIVEN:
            effect = _review(act, consents.event(act, id), fields.given_on)
        saved = act.saved(id)
    return ConsentSaved(saved.id, saved.tables, effect)


def withdraw(register: Register, event_id: str, withdrawal: Withdrawal, *, id: str) -> ConsentSaved:
    """Withdraw what the event ``event_id`` gave, whole or for some scopes; see :func:`record_consent`.

    Other purposes, recipients and scopes stay as they are, and so does what was lawfully shared before.
    """
    with register.reading() as read:
        given = consents.event(read, event_id)
    fields = ConsentFields(
        purpose=given.purpose,
        recipient_id=given.recipient_id,
        scopes=given.scopes if withdrawal.scopes is None else withdrawal.scopes,
        kind=ConsentKind.WITHDRAWN,
        form=withdrawal.form,
        given_by=withdrawal.given_by,
        giver_name=withdrawal.giver_name,
        given_on=withdrawal.given_on,
        note=withdrawal.note,
    )
    return record_consent(register, given.client_id, fields, id=id)


def retract_consent(register: Register, event_id: str, reason: str) -> ConsentSaved:
    """Take back a mistaken event with a reason; it stays visible and no longer counts.

    What relied on it stays; open referrals that now lack their basis turn to *Opnieuw bekijken*.
    Raises :class:`AlreadyVoided`, :class:`InvalidInput`.
    """
    if not reason.strip():
        raise InvalidInput(Problem("reason", "reason"))
    with register.transaction("consent.retracted") as act:
        event = consents.event(act, event_id)
        if event.retracted_reason is not None:
            raise AlreadyVoided
        consents.retract(act, "consent_event", event_id, reason.strip())
        act.about("consent_event", event_id, event.client_id)
        effect = _review(act, event, clock.today())
        saved = act.saved(event_id)
    return ConsentSaved(saved.id, saved.tables, effect)


def preview_withdrawal(register: Register, event_id: str, scopes: Iterable[str] | None = None) -> WithdrawalEffect:
    """What withdrawing this event would touch today, to be shown before she confirms; changes nothing."""
    with register.reading() as read:
        given = consents.event(read, event_id)
        wanted = given.scopes if scopes is None else tuple(s for s in given.scopes if s in set(scopes))
        assumed = replace(
            given, id="", scopes=wanted, kind=ConsentKind.WITHDRAWN, given_on=clock.today(), recorded_at=clock.now()
        )
        events_then = (*consents.events_of(read, given.client_id), assumed)
        return _effect(read, assumed, events_then)


# -- what may be recorded --------------------------------------------------------------------


def _check(read: Reader, person: Client, fields: ConsentFields) -> None:
    if person.birth is None:
        raise BirthDateNeeded
    problems = [*checks.text_problems(fields), *_date_problems(person, fields), *_content_problems(fields)]
    if not problems and fields.kind is ConsentKind.GIVEN:
        recipient = organisations.get(read, fields.recipient_id)
        if recipient.relative is not None and recipient.relative in person.blocked_parents:
            raise RecipientBlocked
        problems += _giver_problems(person, fields)
    checks.refuse(problems)


def _date_problems(person: Client, fields: ConsentFields) -> Iterable[Problem]:
    if fields.given_on > clock.today():
        yield Problem("given_on", "date_future")
    if person.born_from is not None and fields.given_on < person.born_from:
        yield Problem("given_on", "date_too_early", {"earliest": person.born_from})
    if fields.kind is ConsentKind.GIVEN and fields.valid_until is None:
        yield Problem("valid_until", "date_required")
    elif fields.valid_until is not None and fields.valid_until < fields.given_on:
        yield Problem("valid_until", "date_order")


def _content_problems(fields: ConsentFields) -> Iterable[Problem]:
    if not fields.scopes:
        yield Problem("scopes", "choose_one")
    if len(set(fields.scopes)) != len(fields.scopes):
        yield Problem("scopes", "duplicate")
    oral = fields.form is ConsentForm.ORAL and fields.kind is ConsentKind.GIVEN
    if oral and not (fields.witness or "").strip():
        yield Problem("witness", "required")
    if fields.purpose in COMENSHA_PURPOSES and fields.recipient_id != COMENSHA:
        yield Problem("recipient_id", "comensha_only")


def _giver_problems(person: Client, fields: ConsentFields) -> Iterable[Problem]:
    """Under 16 the giver must have authority; with a reason not to ask, what the child says is recorded alone."""
    if person.birth is None or may_give(fields.given_by, person, fields.given_on):
        return
    age = person.birth.youngest_age(fields.given_on)
    if age < AGE_ALONE and not has_authority(person):
        gives_reason = person.parental_authority is ParentalAuthority.NOT_APPROACHED or bool(person.blocked_parents)
        if fields.given_by is not ConsentGiver.CLIENT or not gives_reason:
            raise AuthorityUnclear
        return
    expected = expected_giver(person.birth, fields.given_on)
    yield Problem("given_by", "giver_age", {"expected": expected})


# -- what a withdrawal touches ---------------------------------------------------------------


def _review(act: Transaction, event: ConsentEvent, day: date) -> WithdrawalEffect:
    effect = _effect(act, event, consents.events_of(act, event.client_id))
    for touched in effect.referrals:
        latest = current(referrals.states(act, [touched.referral_id])[touched.referral_id])
        on = max(day, latest.happened_on) if latest else day
        values = {"id": new_id(), "status": ReferralStatus.REVIEW, "happened_on": on}
        referrals.insert_state(act, touched.referral_id, values)
    return effect


def _effect(read: Reader, event: ConsentEvent, all_events: tuple[ConsentEvent, ...]) -> WithdrawalEffect:
    """Referrals sent on consent that is no longer in force for a scope of ``event``, and what was shared of these."""
    person, today = clients.with_blocked(read, event.client_id), clock.today()
    lost = {
        scope
        for scope in event.scopes
        if answer_for(all_events, person, event.purpose, event.recipient_id, scope, today).state
        is not ConsentState.GIVEN
    }
    shared = {
        row.disclosure.id: row
        for row in disclosures.of_client(read, event.client_id)
        if row.disclosure.purpose is event.purpose
        and row.disclosure.recipient_id == event.recipient_id
        and lost & set(row.disclosure.scopes)
        and not row.was_destroyed
    }
    return WithdrawalEffect(tuple(_resting_on(read, event, shared)), tuple(shared.values()))


def _resting_on(read: Reader, event: ConsentEvent, shared: dict[str, DisclosureRow]) -> Iterable[AffectedReferral]:
    candidates = [
        r
        for r in referrals.of_client(read, event.client_id)
        if not r.is_voided and r.recipient_id == event.recipient_id and r.purpose is event.purpose
    ]
    states = referrals.states(read, [r.id for r in candidates])
    on_consent = {key for key, row in shared.items() if row.disclosure.route is Route.CONSENT}
    for referral in candidates:
        now = current(states[referral.id])
        sent_with = {s.disclosure_id for s in states[referral.id] if s.disclosure_id is not None}
        if now is not None and now.status in AFFECTED_BY_WITHDRAWAL and sent_with & on_consent:
            yield AffectedReferral(
                referral.id,
                organisations.get(read, referral.destination_id).name,
                organisations.get(read, referral.recipient_id).name,
                now.status,
            )
