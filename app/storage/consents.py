"""Consent events and their retractions; whose they are after a merge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select

from app.errors import RecordMissing
from app.model.consent import ConsentEvent, ConsentFields
from app.model.records import new_id
from app.storage import clients
from app.storage.register import Reader, Transaction, column_values
from app.storage.tables import client, consent_event, retraction

_AT_ONCE = 5000
"""Below the driver's limit of bound values."""


def _events() -> Select[Any]:
    taken_back = and_(retraction.c.table_name == "consent_event", retraction.c.row_id == consent_event.c.id)
    return select(consent_event, retraction.c.reason.label("retracted_reason")).outerjoin(retraction, taken_back)


def events_of(read: Reader, client_id: str) -> tuple[ConsentEvent, ...]:
    """Every event of this person in the order of recording, those taken back too."""
    query = _events().where(consent_event.c.client_id.in_(clients.root_ids(read, client_id)))
    return read.all(ConsentEvent, query.order_by(consent_event.c.recorded_at, consent_event.c.id))


def events_by_client(read: Reader, client_ids: Sequence[str]) -> Mapping[str, tuple[ConsentEvent, ...]]:
    """The events of many root clients at once, each in the order of recording; only who has any is named."""
    root = func.coalesce(client.c.merged_into_id, client.c.id)
    found: dict[str, list[ConsentEvent]] = defaultdict(list)
    for start in range(0, len(client_ids), _AT_ONCE):
        part = client_ids[start : start + _AT_ONCE]
        own = _events().join(client, client.c.id == consent_event.c.client_id).where(root.in_(part))
        roots = select(client.c.id, root).where(root.in_(part))
        root_of = {row[0]: row[1] for row in read.connection.execute(roots)}
        for stored in read.all(ConsentEvent, own.order_by(consent_event.c.recorded_at, consent_event.c.id)):
            found[root_of[stored.client_id]].append(stored)
    return {root_id: tuple(events) for root_id, events in found.items()}


def event(read: Reader, event_id: str) -> ConsentEvent:
    """One event; :class:`~app.errors.RecordMissing` when there is none."""
    found = read.first(ConsentEvent, _events().where(consent_event.c.id == event_id))
    if found is None:
        raise RecordMissing(table="consent_event")
    return found


def insert_event(act: Transaction, event_id: str, client_id: str, fields: ConsentFields) -> None:
    """Add one event; the triggers refuse it without a birth date or with unknown scopes."""
    values = column_values(consent_event, fields)
    act.insert(consent_event, {"id": event_id, "client_id": client_id, **values, "recorded_at": act.at})


def retract(act: Transaction, table_name: str, row_id: str, reason: str) -> None:
    """Take back an append-only row of ``consent_event``, ``handover`` or ``referral_state``."""
    values = {"id": new_id(), "table_name": table_name, "row_id": row_id, "reason": reason, "recorded_at": act.at}
    act.insert(retraction, values)
