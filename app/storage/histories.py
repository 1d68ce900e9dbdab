"""What stood in a record before each change, and what the log tells about one person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select

from app.model.records import Change
from app.model.trail import TrailLine
from app.storage import clients, tables
from app.storage.register import Reader

_NOT_SHOWN = frozenset({"revision", "changed_at", "created_at", "sort_text", "search_text", "counts_in"})


def of_record(read: Reader, table: Table, row_id: str) -> tuple[Change, ...]:
    """Every change of one record, newest first: field, before, after (as stored text)."""
    history, audit = tables.history, tables.audit_entry
    query = (
        select(history.c.row, history.c.revision, history.c.changed_at, audit.c.actor)
        .join(audit, audit.c.seq == history.c.audit_seq)
        .where(history.c.table_name == table.name, history.c.row_id == row_id)
        .order_by(history.c.revision)
    )
    rows = list(read.connection.execute(query))
    present = read.raw_row(table, "id", row_id)
    versions: list[Mapping[str, Any]] = [json.loads(row.row) for row in rows] + ([present] if present else [])
    changes = []
    for row, before, after in zip(rows, versions, versions[1:], strict=False):
        differing = tuple(
            (name, _text(before[name]), _text(after.get(name)))
            for name in before
            if name not in _NOT_SHOWN and before[name] != after.get(name)
        )
        if differing:
            changes.append(Change(row.changed_at, row.actor, row.revision + 1, differing))
    return tuple(reversed(changes))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def of_person(read: Reader, client_id: str, since: datetime | None, until: datetime | None) -> tuple[TrailLine, ...]:
    """Every entry about a person under any of her registrations, newest first; ``until`` itself is left out."""
    entries = tables.audit_entry
    query = select(
        entries.c.seq, entries.c.at, entries.c.actor, entries.c.action, entries.c.outcome, entries.c.changes
    ).where(entries.c.client_id.in_(clients.root_ids(read, client_id)))
    if since is not None:
        query = query.where(entries.c.at >= since)
    if until is not None:
        query = query.where(entries.c.at < until)
    return tuple(
        TrailLine(
            row.seq, row.at, row.actor, row.action, row.outcome,
            tuple(dict.fromkeys(change[0] for change in json.loads(row.changes))),
        )
        for row in read.connection.execute(query.order_by(entries.c.seq.desc()))
    )  # fmt: skip


def numbers(read: Reader, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """How many entries of each action and outcome there are; ``until`` itself is left out."""
    entries = tables.audit_entry
    query = (
        select(entries.c.action, entries.c.outcome, func.count().label("number"))
        .where(entries.c.at >= since, entries.c.at < until)
        .group_by(entries.c.action, entries.c.outcome)
    )
    return {(row.action, row.outcome): row.number for row in read.connection.execute(query)}
