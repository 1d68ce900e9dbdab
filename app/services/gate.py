"""The gate: nothing about a client leaves but through here (DESIGN §5.4).

``ask`` only looks. ``release`` and ``disclose_without_paper`` ask again inside the transaction that
records the disclosure; ``Released``, which saving and printing need, is made nowhere else.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from app import clock
from app.errors import (
    AlreadyVoided,
    BasisIncomplete,
    ConsentMissing,
    HeadMoved,
    InvalidInput,
    Problem,
    RecipientBlocked,
    StepNotAllowed,
    WrittenConsentNeeded,
)
from app.model import checks
from app.model.codes import HandedOver, Purpose, ReferralStatus, Route, Scope
from app.model.consent import COMENSHA, COMENSHA_PURPOSES, ConsentState, answers_for
from app.model.disclosures import ON_CONSENT, Coverage, DisclosureRow, Ground, Paper, Released, ReleaseRequest
from app.model.records import Saved, new_id
from app.model.referrals import AFFECTED_BY_WITHDRAWAL, SUPPLEMENT_STATES, current, may_follow
from app.services import trail
from app.storage import clients, consents, organisations, referrals
from app.storage import disclosures as stored
from app.storage.register import Reader, Register, Transaction


def ask(
    register: Register,
    client_id: str,
    recipient_id: str,
    purpose: Purpose,
    scopes: tuple[Scope, ...],
    day: date,
    ground: Ground = ON_CONSENT,
) -> Coverage:
    """What may leave on ``day`` and what consent says per scope, also on another route; records nothing."""
    request = ReleaseRequest(
        client_id=client_id, recipient_id=recipient_id, purpose=purpose, scopes=scopes, ground=ground
    )
    with register.reading() as read:
        return coverage(read, request, day)


def coverage(read: Reader, request: ReleaseRequest, day: date) -> Coverage:
    """The gate's answer inside a transaction that is open already."""
    person = clients.with_blocked(read, request.client_id)
    recipient = organisations.get(read, request.recipient_id)
    scopes = tuple(dict.fromkeys(request.scopes))
    events = consents.events_of(read, request.client_id)
    answers = answers_for(events, person, request.purpose, request.recipient_id, scopes, day)
    is_blocked = recipient.relative is not None and recipient.relative in person.blocked_parents
    if is_blocked or not request.ground.is_complete:
        covered: tuple[Scope, ...] = ()
    elif request.ground.route is Route.CONSENT:
        covered = tuple(s for s in scopes if answers[s].state is ConsentState.GIVEN)
    else:
        covered = scopes
    return Coverage(
        client_id=request.client_id,
        recipient_id=request.recipient_id,
        purpose=request.purpose,
        day=day,
        ground=request.ground,
        answers=answers,
        covered=covered,
        missing=tuple(s for s in scopes if s not in covered),
        is_blocked=is_blocked,
    )


def release(register: Register, request: ReleaseRequest, paper: Paper, *, id: str) -> Released:
    """Record that ``paper`` leaves and give the token that lets it go; all or nothing.

    Raises :class:`ConsentMissing`, :class:`WrittenConsentNeeded`, :class:`RecipientBlocked` or
    :class:`BasisIncomplete` (what is missing), :class:`HeadMoved` (something was saved, or midnight
    passed, since the page was rendered: render again), :class:`StepNotAllowed` (the referral).
    """
    with (
        trail.refusals(register, "disclosure.recorded", request.client_id),
        register.transaction("disclosure.recorded") as act,
    ):
        act.expect_head(paper.control_code)
        if paper.day != clock.today() or paper.number != stored.next_number(act, request.client_id):
            raise HeadMoved
        _record(act, request, id, {"document_sha256": hashlib.sha256(paper.pdf).hexdigest()})
        saved = act.saved(id)
    stem = f"samenvatting-{paper.day.isoformat()}-{paper.number}"
    return Released(id, paper.pdf, stem, saved.tables)


def disclose_without_paper(register: Register, request: ReleaseRequest, *, id: str) -> Saved:
    """Record something told by telephone or filled in at their portal, before it is told.

    Same checks as :func:`release`; no document, and no hand-over is asked afterwards.
    """
    with (
        trail.refusals(register, "disclosure.recorded", request.client_id),
        register.transaction("disclosure.recorded") as act,
    ):
        _record(act, request, id, {"document_sha256": None})
        return act.saved(id)


def require(read: Reader, answer: Coverage) -> None:
    """Refuse what is not wholly covered, saying what is missing."""
    if answer.is_blocked:
        raise RecipientBlocked
    if not answer.ground.is_complete:
        raise BasisIncomplete
    if not answer.answers:
        raise InvalidInput(Problem("scopes", "choose_one"))
    if answer.purpose in COMENSHA_PURPOSES and answer.recipient_id != COMENSHA:
        raise InvalidInput(Problem("recipient_id", "comensha_only"))
    if not answer.missing:
        return
    if any(answer.answers[s].state is ConsentState.ORAL_ONLY for s in answer.missing):
        raise WrittenConsentNeeded(scopes=answer.missing)
    raise ConsentMissing(scopes=answer.missing, recipient=organisations.get(read, answer.recipient_id).name)


def disclosures(register: Register, client_id: str) -> tuple[DisclosureRow, ...]:
    """Everything shared about this person (tab *Gedeeld*), newest on top."""
    with register.reading() as read:
        return stored.of_client(read, client_id)


def awaiting_handover(register: Register) -> tuple[DisclosureRow, ...]:
    """Papers of which *Hoe is dit verstrekt?* is not answered yet, oldest first."""
    with register.reading() as read:
        return stored.awaiting_handover(read)


def record_handover(
    register: Register, disclosure_id: str, how: HandedOver, on: date, note: str | None = None, *, id: str
) -> Saved:
    """Answer *Hoe is dit verstrekt?*.

    *Niet verstrekt en vernietigd* turns the referral that stood on this paper to *Opnieuw bekijken*:
    it was not sent after all. Raises :class:`InvalidInput` (date, or answered before).
    """
    with register.transaction("handover.recorded") as act:
        row = stored.row(act, disclosure_id)
        if (problem := checks.text_problem("note", note)) is not None:
            raise InvalidInput(problem)
        if row.handover is not None:
            raise InvalidInput(Problem("handed_over", "duplicate"))
        if on > clock.today():
            raise InvalidInput(Problem("handed_over_on", "date_future"))
        if on < row.disclosure.disclosed_on:
            raise InvalidInput(Problem("handed_over_on", "date_too_early", {"earliest": row.disclosure.disclosed_on}))
        values = {"id": id, "disclosure_id": disclosure_id, "handed_over": how, "handed_over_on": on, "note": note}
        stored.insert_handover(act, values)
        act.about("handover", id, row.disclosure.client_id)
        if how is HandedOver.DESTROYED:
            _unsend(act, row, on)
        return act.saved(id)


def retract_handover(register: Register, handover_id: str, reason: str) -> Saved:
    """Take back a wrong answer with a reason; the question stands on *Vandaag* again."""
    if not reason.strip():
        raise InvalidInput(Problem("reason", "reason"))
    with register.transaction("handover.retracted") as act:
        found = stored.handover_of(act, handover_id)
        if found.retracted_reason is not None:
            raise AlreadyVoided
        consents.retract(act, "handover", handover_id, reason.strip())
        act.about("handover", handover_id, stored.row(act, found.disclosure_id).disclosure.client_id)
        return act.saved(handover_id)


# -- inside the transaction ------------------------------------------------------------------


def _record(act: Transaction, request: ReleaseRequest, id: str, document: dict[str, Any]) -> None:
    today = clock.today()
    if request.referral_id is not None:
        _check_referral(act, request, request.referral_id)
    problems = list(checks.text_problems(request.ground))
    if not set(request.leaving) <= set(request.scopes):
        problems.append(Problem("scopes", "unknown_code"))
    checks.refuse(problems)
    answer = coverage(act, request, today)
    require(act, answer)
    on_consent = request.ground.route is Route.CONSENT
    events = {scope: answer.answers[scope].event for scope in request.leaving} if on_consent else {}
    considered = request.ground.route is Route.CONFLICT_OF_DUTIES
    values: dict[str, Any] = {
        "id": id,
        "client_id": request.client_id,
        "number": stored.next_number(act, request.client_id),
        "recipient_id": request.recipient_id,
        "purpose": request.purpose,
        "scopes": tuple(dict.fromkeys(request.leaving)),
        "route": request.ground.route,
        "consents": {scope.value: event.id for scope, event in events.items() if event is not None},
        "article": request.ground.article if request.ground.route is Route.LEGAL_POWER else None,
        "considerations": tuple(c.strip() for c in request.ground.considerations) if considered else (),
        "document_kind": "samenvatting" if document["document_sha256"] else "zonder_papier",
        "control_code": act.head.control_code,
        "disclosed_on": today,
        "recorded_at": act.at,
    }
    stored.insert(act, values | document)
    act.about("disclosure", id, request.client_id, ground=request.ground.route.value)
    act.anchors = True
    if request.referral_id is not None:
        _mark_sent(act, request.referral_id, id, today)


def _check_referral(act: Transaction, request: ReleaseRequest, referral_id: str) -> None:
    referral = referrals.get(act, referral_id)
    states = referrals.states(act, [referral_id])[referral_id]
    now = current(states)
    sendable = now is not None and (now.status in SUPPLEMENT_STATES or may_follow(states, ReferralStatus.SENT))
    if referral.is_voided or not sendable:
        raise StepNotAllowed(current=now.status if now else None, wanted=ReferralStatus.SENT)
    same_person = referral.client_id in clients.root_ids(act, request.client_id)
    if not same_person or referral.recipient_id != request.recipient_id or referral.purpose is not request.purpose:
        raise InvalidInput(Problem("recipient_id", "choose"))


def _mark_sent(act: Transaction, referral_id: str, disclosure_id: str, today: date) -> None:
    now = current(referrals.states(act, [referral_id])[referral_id])
    if now is not None and now.status in SUPPLEMENT_STATES:
        return
    sent = {"id": new_id(), "status": ReferralStatus.SENT, "happened_on": today}
    referrals.insert_state(act, referral_id, sent | {"disclosure_id": disclosure_id})


def _unsend(act: Transaction, row: DisclosureRow, on: date) -> None:
    for referral in referrals.of_client(act, row.disclosure.client_id):
        states = referrals.states(act, [referral.id])[referral.id]
        now = current(states)
        sent = next((s for s in reversed(states) if s.status is ReferralStatus.SENT), None)
        if now is None or sent is None or sent.disclosure_id != row.disclosure.id:
            continue
        if now.status in AFFECTED_BY_WITHDRAWAL:
            review = {"id": new_id(), "status": ReferralStatus.REVIEW}
            referrals.insert_state(act, referral.id, review | {"happened_on": max(on, now.happened_on)})
