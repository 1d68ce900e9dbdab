"""Consent events and their retractions; whose they are after a merge."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, select

from app.errors import RecordMissing
from app.model.consent import ConsentEvent, ConsentFields
from app.model.records import new_id
from app.storage import clients
from app.storage.register import Reader, Transaction, column_values
from app.storage.tables import consent_event, retraction


def _events() -> Select[Any]:
    taken_back = and_(retraction.c.table_name == "consent_event", retraction.c.row_id == consent_event.c.id)
    return select(consent_event, retraction.c.reason.label("retracted_reason")).outerjoin(retraction, taken_back)


def events_of(read: Reader, client_id: str) -> tuple[ConsentEvent, ...]:
    """Every event of this person in the order of recording, those taken back too."""
    query = _events().where(consent_event.c.client_id.in_(clients.root_ids(read, client_id)))
    return read.all(ConsentEvent, query.order_by(consent_event.c.recorded_at, consent_event.c.id))


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
