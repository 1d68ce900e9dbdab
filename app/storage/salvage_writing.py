"""Writing the saved rows into a new database file: all of them in one transaction, every rule behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app import clock
from app.model.clients import ClientFields, search_words
from app.model.code_lists import CodeList
from app.storage import carving, clients, connection, generations, schema, slot_record, tables
from app.storage.folder import RegisterFile

Row = dict[str, Any]
Rows = Mapping[str, Iterable[Row]]


def write(
    path: Path, key: bytearray, rows: Rows, lists: Mapping[str, CodeList], step: Callable[[int, int], None]
) -> None:
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
                schema.update_code_tables(conn, lists)
                _index_clients(conn)
    finally:
        raw.close()


def working_rows(damaged: Rows, spare: Rows, people: Iterable[Row], file: RegisterFile) -> dict[str, list[Row]]:
    """What no log names: identity, half-typed forms, last opened. The damaged register's own rule."""
    there = {row["id"] for row in people}
    both = {name: [*spare.get(name, ()), *damaged[name]] for name in ("meta", "draft", "recent_client")}
    kept = {row["key"]: row["value"] for row in both["meta"]}
    if slot_record.KEY not in {row["key"] for row in damaged["meta"]}:
        kept.pop(slot_record.KEY, None)  # an older back-up knows other slots; the next unlock makes it anew
    kept.setdefault("created_at", clock.now().isoformat())
    kept |= {carving.IDENTITY: file.id, "is_demo": "1" if file.is_demo else "0"}
    return {
        "meta": [{"key": key, "value": value} for key, value in sorted(kept.items())],
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


def _index_clients(conn: Connection) -> None:
    names = ClientFields.__dataclass_fields__
    for row in conn.execute(select(tables.client)).mappings().all():
        fields = ClientFields(**{name: row[name] for name in names})
        clients.index(conn, row["id"], search_words(row["code"], fields))
