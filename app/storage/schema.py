"""Making a new database from ``db/schema.sql``, and filling the lists that come with the program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from app import paths
from app.model.code_lists import CodeList
from app.storage import tables
from app.storage.columns import json_text


def create(driver_connection: Any) -> None:
    """Run ``schema.sql`` in one transaction on an empty database."""
    script = (paths.database_scripts() / "schema.sql").read_text(encoding="utf-8")
    try:
        driver_connection.executescript("BEGIN IMMEDIATE;\n" + script + "\nCOMMIT;")
    except BaseException:
        if driver_connection.in_transaction:
            driver_connection.execute("ROLLBACK")
        raise


def update_code_tables(connection: Connection, lists: Mapping[str, CodeList]) -> int:
    """Take over new codes, labels, order and endings from the program's lists; returns how many rows changed.

    A code that the program no longer knows stays: rows may point to it.
    """
    changed = 0
    for name, table in tables.code_tables.items():
        stored = {row["code"]: dict(row) for row in connection.execute(select(table)).mappings()}
        for row in _rows(lists[name]):
            present = stored.get(row["code"])
            if present is None:
                connection.execute(insert(table).values(row))
            elif present != row:
                connection.execute(update(table).where(table.c.code == row["code"]).values(row))
            changed += present != row
    return changed


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


def fill_code_tables(connection: Connection, lists: Mapping[str, CodeList]) -> None:
    """Put every code list of the program into its table."""
    for name, table in tables.code_tables.items():
        connection.execute(insert(table), _rows(lists[name]))


def stamp(connection: Connection, register_id: str, *, is_demo: bool, at: datetime) -> None:
    """Write the register's identity inside the file, so that another register's data is recognised."""
    connection.execute(
        insert(tables.meta),
        [
            {"key": "register_id", "value": register_id},
            {"key": "is_demo", "value": "1" if is_demo else "0"},
            {"key": "created_at", "value": at.isoformat()},
        ],
    )
