"""Disclosures and how they were handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Select, Table, and_, func, select

from app.errors import RecordMissing
from app.model.disclosures import Disclosure, DisclosureRow, Handover
from app.storage import clients
from app.storage.register import Reader, Transaction
from app.storage.tables import client, disclosure, handover, organisation, retraction

_TAKEN_BACK = and_(retraction.c.table_name == "handover", retraction.c.row_id == handover.c.id)


def of_client(read: Reader, client_id: str) -> tuple[DisclosureRow, ...]:
    """Everything shared about this person, newest on top."""
    query = select(disclosure).where(disclosure.c.client_id.in_(clients.root_ids(read, client_id)))
    query = query.order_by(
        disclosure.c.disclosed_on.desc(), disclosure.c.recorded_at.desc(), disclosure.c.number.desc()
    )
    return _rows(read, read.all(Disclosure, query))


def awaiting_handover(read: Reader) -> tuple[DisclosureRow, ...]:
    """Papers of which it is not yet told how they were handed over, oldest first."""
    told = select(handover.c.disclosure_id).outerjoin(retraction, _TAKEN_BACK).where(retraction.c.id.is_(None))
    query = select(disclosure).where(disclosure.c.document_kind == "samenvatting", disclosure.c.id.not_in(told))
    return _rows(read, read.all(Disclosure, query.order_by(disclosure.c.recorded_at)))


def row(read: Reader, disclosure_id: str) -> DisclosureRow:
    """One disclosure; :class:`~app.errors.RecordMissing` when there is none."""
    return _rows(read, (read.get(Disclosure, disclosure, disclosure_id),))[0]


def next_number(read: Reader, client_id: str) -> int:
    """The number that the next paper about this person gets."""
    last = select(func.max(disclosure.c.number)).where(disclosure.c.client_id.in_(clients.root_ids(read, client_id)))
    return int(read.value(last) or 0) + 1


def control_code(read: Reader) -> str:
    """The code that a page rendered now carries: the head of the chain before its own entry."""
    return read.register.head(read.connection).control_code


def insert(act: Transaction, values: Mapping[str, Any]) -> None:
    """Add a disclosure; for ``services/gate.py`` alone."""
    act.insert(disclosure, values)


def insert_handover(act: Transaction, values: Mapping[str, Any]) -> None:
    """Add how a disclosure was handed over."""
    act.insert(handover, {**values, "recorded_at": act.at})


def handover_of(read: Reader, handover_id: str) -> Handover:
    """One hand-over; :class:`~app.errors.RecordMissing` when there is none."""
    found = read.first(Handover, _handovers().where(handover.c.id == handover_id))
    if found is None:
        raise RecordMissing(table="handover")
    return found


def _handovers() -> Select[Any]:
    return select(handover, retraction.c.reason.label("retracted_reason")).outerjoin(retraction, _TAKEN_BACK)


def _rows(read: Reader, found: Sequence[Disclosure]) -> tuple[DisclosureRow, ...]:
    if not found:
        return ()
    ids = [d.id for d in found]
    told = read.all(Handover, _handovers().where(handover.c.disclosure_id.in_(ids)).order_by(handover.c.recorded_at))
    how = {h.disclosure_id: h for h in told if h.retracted_reason is None}
    codes = _words(read, client, client.c.code, {d.client_id for d in found})
    names = _words(read, organisation, organisation.c.name, {d.recipient_id for d in found})
    return tuple(DisclosureRow(d, codes[d.client_id], names[d.recipient_id], how.get(d.id)) for d in found)


def _words(read: Reader, table: Table, column: Column[Any], ids: set[str]) -> Mapping[str, str]:
    found = read.connection.execute(select(table.c.id, column).where(table.c.id.in_(ids)))
    return {row[0]: row[1] for row in found}
