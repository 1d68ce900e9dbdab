"""Making a new database from ``db/schema.sql``, and filling the lists that come with the program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app import paths
from app.model.code_lists import CodeList
from app.storage import connection, tables
from app.storage.acts import Transaction
from app.storage.columns import json_text

Objects = Mapping[tuple[str, str], str]
"""Kind and name of each table, index, view and trigger → how it is made, in one spelling."""


def create(driver_connection: Any) -> None:
    """Run ``schema.sql`` in one transaction on an empty database."""
    script = (paths.database_scripts() / "schema.sql").read_text(encoding="utf-8")
    try:
        driver_connection.executescript("BEGIN IMMEDIATE;\n" + script + "\nCOMMIT;")
    except BaseException:
        if driver_connection.in_transaction:
            driver_connection.execute("ROLLBACK")
        raise


@contextmanager
def without_triggers(connection: Connection) -> Iterator[None]:
    """For rows that were judged when they were first written; afterwards every trigger stands as before."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    triggers = [(str(row[0]), str(row[1])) for row in connection.exec_driver_sql(query)]
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, script in triggers:
        connection.exec_driver_sql(script)


def take_over_lists(act: Transaction, lists: Mapping[str, CodeList]) -> int:
    """Take over new codes, labels, order and endings from the program's lists; returns how many rows changed.

    A code that the program no longer knows stays: rows may point to it. Each changed row is named in the
    act's entry, so that the check notices one that was changed otherwise.
    """
    changed = 0
    for name, table in tables.code_tables.items():
        stored = {row["code"]: dict(row) for row in act.connection.execute(select(table)).mappings()}
        coming = [row for row in _rows(lists[name]) if row != stored.get(row["code"])]
        new = [row for row in coming if row["code"] not in stored]
        if new:
            act.connection.execute(insert(table), new)
        for row in coming:
            if row["code"] in stored:
                act.connection.execute(update(table).where(table.c.code == row["code"]).values(row))
            act.name_row(table, row["code"])
        changed += len(coming)
    return changed


def code_rows(lists: Mapping[str, CodeList]) -> dict[str, list[dict[str, Any]]]:
    """Table → rows of every list, as they are stored."""
    return {name: [{**row, "valid_until": _iso(row["valid_until"])} for row in _rows(lists[name])] for name in lists}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _rows(code_list: CodeList) -> list[dict[str, Any]]:
    return [
        {
            "code": item.code,
            "label": item.label,
            "position": item.position,
            "valid_until": item.valid_until,
            "attributes": json_text(dict(item.attributes)),
        }
        for item in code_list.items
    ]


def stamp(act: Transaction, register_id: str, *, is_demo: bool) -> None:
    """Write the register's identity inside the file, so that another register's data is recognised."""
    identity = {"register_id": register_id, "is_demo": "1" if is_demo else "0", "created_at": act.at.isoformat()}
    for key, value in identity.items():
        act.connection.execute(insert(tables.meta), {"key": key, "value": value})
        act.name_row(tables.meta, key)


def differences(raw: Any) -> list[str]:
    """Names of tables, rules and indexes that are lacking, were added or altered since ``schema.sql``.

    An older schema, which is about to be raised, is not compared.
    """
    wanted, version = _expected(paths.database_scripts())
    found = connection.version(raw)
    if 1 <= found < version:
        return []
    present = objects(raw)
    names = {name for kind, name in {*wanted, *present} if wanted.get((kind, name)) != present.get((kind, name))}
    return sorted(names | ({"user_version"} if found != version else set()))


def objects(raw: Any) -> Objects:
    """Everything in the file's own list of what it holds."""
    rows = raw.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return {(kind, name): _spelled(sql or "") for kind, name, sql in rows}


@cache
def _expected(_scripts: Path) -> tuple[Objects, int]:
    raw = connection.empty_model()
    try:
        create(raw)
        return objects(raw), connection.version(raw)
    finally:
        raw.close()


def _spelled(sql: str) -> str:
    """Without comments and white space, so that what a migration wrote may be laid out otherwise."""
    return re.sub(r"(?:\s|--[^\n]*)+", " ", sql).replace(" ,", ",").replace("( ", "(").replace(" )", ")").strip()
