"""Writing the saved rows into a new database file: all of them in one transaction, every rule behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.storage import clients, connection, generations, schema, tables
from app.storage.row_checks import KEPT_KEY, SLOTS

Row = dict[str, Any]
Rows = Mapping[str, Iterable[Row]]


def write(path: Path, key: bytearray, rows: Rows, step: Callable[[int, int], None]) -> None:
    """Fill the empty file: the schema without its triggers, the rows, the triggers, the words to search for.

    The triggers judged each row when it was first written; constraints and references are checked here
    and once more by the proof of the new generation.
    """
    raw = connection.connect(path, key, is_new=True)
    try:
        with connection.told():
            schema.create(raw)
            connection.enforce_foreign_keys(raw, on=False)
            with generations.borrowed(raw) as conn, schema.without_triggers(conn):
                for done, table in enumerate(tables.metadata.sorted_tables):
                    _insert(conn, table.name, list(rows.get(table.name, ())))
                    step(done, len(tables.metadata.sorted_tables))
                clients.reindex(conn)
    finally:
        raw.close()


def unlogged_rows(damaged: Rows, spare: Rows, people: Iterable[Row]) -> dict[str, list[Row]]:
    """What no log names: half-typed forms, last opened, which slots count, the chain's own key.

    The damaged register's own rule. Which slots count is never taken from a back-up: it knows other ones,
    and the next unlock makes the record anew.
    """
    there = {row["id"] for row in people}
    both = {name: [*spare.get(name, ()), *damaged[name]] for name in ("meta", "draft", "recent_client")}
    slots = [row for row in damaged["meta"] if row["key"] == SLOTS[1]]
    own_key = [row for row in both["meta"] if row["key"] == KEPT_KEY[1]]
    return {
        "meta": [*slots[-1:], *own_key[-1:]],
        "draft": list({(row["form"], row["subject"]): row for row in both["draft"]}.values()),
        "recent_client": list({r["client_id"]: r for r in both["recent_client"] if r["client_id"] in there}.values()),
    }


def numbered(history: Iterable[Row]) -> list[Row]:
    """Each kept version under its own number; one that has none, or another's, comes behind."""
    taken: set[int] = set()
    without: list[Row] = []
    kept: list[Row] = []
    for row in history:
        is_free = row["seq"] is not None and row["seq"] not in taken
        (kept if is_free else without).append(row)
        taken |= {row["seq"]} if is_free else set()
    first = max(taken, default=0) + 1
    return kept + [{**row, "seq": number} for number, row in enumerate(without, start=first)]


def _insert(conn: Connection, name: str, rows: list[Row]) -> None:
    if rows:
        columns = [column.name for column in tables.metadata.tables[name].columns]
        marks = ", ".join("?" * len(columns))
        query = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"
        conn.exec_driver_sql(query, [tuple(row[column] for column in columns) for row in rows])
