"""Referrals and their states."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from app.errors import RecordMissing
from app.model.codes import ReferralStatus
from app.model.referrals import AWAITING_ANSWER, OPEN_STATES, Referral, ReferralFields, ReferralRow, ReferralState
from app.storage import clients, organisations
from app.storage.register import Reader, Transaction, column_values
from app.storage.tables import client, organisation, referral, referral_state, retraction

_TAKEN_BACK = and_(retraction.c.table_name == "referral_state", retraction.c.row_id == referral_state.c.id)


def get(read: Reader, referral_id: str) -> Referral:
    """One referral; :class:`~app.errors.RecordMissing` when there is none."""
    return read.get(Referral, referral, referral_id)


def of_client(read: Reader, client_id: str) -> tuple[Referral, ...]:
    """Every referral of this person, newest on top, voided ones too."""
    query = select(referral).where(referral.c.client_id.in_(clients.root_ids(read, client_id)))
    return read.all(Referral, query.order_by(referral.c.asked_on.desc(), referral.c.created_at.desc()))


def states(read: Reader, referral_ids: Sequence[str]) -> Mapping[str, tuple[ReferralState, ...]]:
    """The states of each, in the order of recording, those taken back too."""
    query = select(referral_state, retraction.c.reason.label("retracted_reason")).outerjoin(retraction, _TAKEN_BACK)
    found: dict[str, list[ReferralState]] = defaultdict(list)
    query = query.where(referral_state.c.referral_id.in_(referral_ids)).order_by(referral_state.c.number)
    for state in read.all(ReferralState, query):
        found[state.referral_id].append(state)
    return {referral_id: tuple(found[referral_id]) for referral_id in referral_ids}


def state(read: Reader, state_id: str) -> ReferralState:
    """One state; :class:`~app.errors.RecordMissing` when there is none."""
    referral_id = read.value(select(referral_state.c.referral_id).where(referral_state.c.id == state_id))
    if referral_id is None:
        raise RecordMissing(table="referral_state")
    return next(s for s in states(read, [referral_id])[referral_id] if s.id == state_id)


def recipient_for(read: Reader, destination_id: str) -> str:
    """Who receives what is meant for this place: itself, or the body it is reached through."""
    return organisations.get(read, destination_id).receives_through_id or destination_id


def insert(act: Transaction, referral_id: str, client_id: str, fields: ReferralFields) -> None:
    """Add a referral; its recipient follows from its destination."""
    recipient_id = recipient_for(act, fields.destination_id)
    values = {"id": referral_id, "client_id": client_id, "recipient_id": recipient_id}
    act.insert(referral, values | column_values(referral, fields))


def change(act: Transaction, referral_id: str, revision: int, fields: ReferralFields) -> None:
    """Change a referral that stands at ``revision``."""
    values = {"recipient_id": recipient_for(act, fields.destination_id)} | column_values(referral, fields)
    act.change(referral, referral_id, revision, values)


def void(act: Transaction, referral_id: str, revision: int, reason: str) -> None:
    """Void a referral that was made by mistake."""
    act.void(referral, referral_id, revision, reason)


def insert_state(act: Transaction, referral_id: str, values: Mapping[str, Any]) -> None:
    """Add the next state; ``values`` without number and instant."""
    last = select(func.max(referral_state.c.number)).where(referral_state.c.referral_id == referral_id)
    row = {"reason": None, "placed_by": None, "note": None, "disclosure_id": None, **values}
    number = int(act.value(last) or 0) + 1
    act.insert(referral_state, {**row, "referral_id": referral_id, "number": number, "recorded_at": act.at})


def rows(read: Reader, day: date, *, open_only: bool) -> tuple[ReferralRow, ...]:
    """The list of referrals on ``day``, latest state first; voided ones and those of voided clients left out."""
    found = read.connection.execute(_list_query(open_only)).mappings()
    return tuple(
        ReferralRow(
            **{name: row[name] for name in row if name != "sent_on"},
            waits_days=(day - row["sent_on"]).days if row["status"] in AWAITING_ANSWER and row["sent_on"] else None,
        )
        for row in found
    )


def _list_query(open_only: bool) -> Select[Any]:
    valid = select(referral_state).outerjoin(retraction, _TAKEN_BACK).where(retraction.c.id.is_(None)).subquery()
    newest = func.max(valid.c.number).label("number")
    last = select(valid.c.referral_id, newest).group_by(valid.c.referral_id).subquery()
    sent = (
        select(valid.c.referral_id, func.max(valid.c.happened_on).label("sent_on"))
        .where(valid.c.status == ReferralStatus.SENT)
        .group_by(valid.c.referral_id)
        .subquery()
    )
    own = client.alias()
    destination, recipient = organisation.alias(), organisation.alias()
    query = (
        select(
            referral.c.id, client.c.id.label("client_id"), client.c.code.label("client_code"), client.c.given_name,
            client.c.infix, client.c.family_name, destination.c.name.label("destination"),
            recipient.c.name.label("recipient"), valid.c.status, valid.c.happened_on.label("status_on"),
            referral.c.asked_on, referral.c.needed_by, sent.c.sent_on,
        )
        .select_from(referral)
        .join(own, own.c.id == referral.c.client_id)
        .join(client, client.c.id == func.coalesce(own.c.merged_into_id, own.c.id))
        .join(destination, destination.c.id == referral.c.destination_id)
        .join(recipient, recipient.c.id == referral.c.recipient_id)
        .join(last, last.c.referral_id == referral.c.id)
        .join(valid, and_(valid.c.referral_id == last.c.referral_id, valid.c.number == last.c.number))
        .outerjoin(sent, sent.c.referral_id == referral.c.id)
        .where(referral.c.voided_at.is_(None), client.c.voided_at.is_(None))
        .order_by(valid.c.happened_on.desc(), referral.c.id)
    )  # fmt: skip
    return query.where(valid.c.status.in_(OPEN_STATES)) if open_only else query
