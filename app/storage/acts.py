"""What an act can do inside the register: read rows as dataclasses, insert, change, void.

Every changed row is noted for the act's audit entry; a change keeps the row before it in ``history``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Select, Table, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from app import clock
from app.errors import AlreadyVoided, ChangedElsewhere, HeadMoved, InvalidInput, Problem, RecordMissing
from app.model.records import Saved
from app.storage import audit, tables
from app.storage.audit import Head
from app.storage.columns import json_text

if TYPE_CHECKING:
    from app.storage.register import Register

T = TypeVar("T")


class Reader:
    """Reads of one transaction; rows become frozen dataclasses by field name."""

    def __init__(self, register: Register, conn: Connection) -> None:
        self.register = register
        self.connection = conn

    def all(self, kind: type[T], query: Select[Any]) -> tuple[T, ...]:
        """Every row as ``kind``; the query yields a column for each field."""
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
        return tuple(kind(**{name: row[name] for name in names}) for row in self.connection.execute(query).mappings())

    def first(self, kind: type[T], query: Select[Any]) -> T | None:
        """The first row, or None."""
        found = self.all(kind, query.limit(1))
        return found[0] if found else None

    def get(self, kind: type[T], table: Table, row_id: str) -> T:
        """The row with this id; :class:`RecordMissing` when there is none."""
        found = self.first(kind, select(table).where(table.c.id == row_id))
        if found is None:
            raise RecordMissing(table=table.name)
        return found

    def value(self, query: Select[Any]) -> Any:
        """First column of the first row, or None."""
        return self.connection.execute(query).scalar()

    def exists(self, table: Table, *where: ColumnElement[bool]) -> bool:
        """Whether any row answers."""
        return self.connection.execute(select(1).select_from(table).where(*where).limit(1)).first() is not None

    def raw_row(self, table: Table, key: str, value: object) -> Mapping[str, Any] | None:
        """A row exactly as stored, for history and digests."""
        row = (
            self.connection.exec_driver_sql(f"SELECT * FROM {table.name} WHERE {key} = ?", (value,)).mappings().first()
        )
        return dict(row) if row is not None else None


class Transaction(Reader):
    """One act: inserts, changes, voidings; everything it does is named in its audit entry."""

    def __init__(self, register: Register, conn: Connection, action: str) -> None:
        super().__init__(register, conn)
        self.at = clock.now()
        self.action = action
        self.object_type: str | None = None
        self.object_id: str | None = None
        self.client_id: str | None = None
        self.ground: str | None = None
        self.outcome = "ok"
        self.anchors = False
        self.is_logged = False
        """An act that changes no row and is logged all the same."""
        self.changes: list[tuple[str, str, int, str]] = []
        self._touched: set[str] = set()

    @property
    def head(self) -> Head:
        """The chain's head before this act."""
        return self.register.head(self.connection)

    def expect_head(self, control_code: str) -> None:
        """Refuse with :class:`HeadMoved` when anything was saved since a page was rendered with this code."""
        if self.head.control_code != control_code:
            raise HeadMoved

    def about(self, kind: str, object_id: str, client_id: str | None = None, ground: str | None = None) -> None:
        """Name what the act is about, for its audit entry."""
        self.object_type, self.object_id, self.client_id, self.ground = kind, object_id, client_id, ground

    def insert(self, table: Table, values: Mapping[str, Any]) -> None:
        """Add a row; record tables get revision 1 and their instants."""
        _refuse_unstorable(values)
        row = dict(values)
        if "revision" in table.c:
            row |= {"revision": 1, "created_at": self.at, "changed_at": self.at, "voided_at": None, "void_reason": None}
        self.connection.execute(insert(table), row)
        self._note(table, row)

    def change(self, table: Table, row_id: str, revision: int, values: Mapping[str, Any]) -> None:
        """Change a record that stands at ``revision``; history keeps the row as it was.

        Raises :class:`ChangedElsewhere` for a stale revision. Values equal to what stands there change
        nothing and leave no trace.
        """
        _refuse_unstorable(values)
        before = self._before(table, row_id, revision)
        if not self._differs(table, row_id, values):
            return
        self._keep(table, row_id, before)
        changed = {**values, "revision": revision + 1, "changed_at": self.at}
        self.connection.execute(update(table).where(table.c.id == row_id).values(changed))
        self._note(table, {"id": row_id, "revision": revision + 1})

    def void(self, table: Table, row_id: str, revision: int, reason: str) -> None:
        """Mark a wrong entry; it stays, is shown struck through and is not counted."""
        before = self._before(table, row_id, revision)
        if before["voided_at"] is not None:
            raise AlreadyVoided
        self._keep(table, row_id, before)
        changed = {"voided_at": self.at, "void_reason": reason, "revision": revision + 1, "changed_at": self.at}
        self.connection.execute(update(table).where(table.c.id == row_id).values(changed))
        self._note(table, {"id": row_id, "revision": revision + 1})

    def name_row(self, table: Table, key: str) -> None:
        """Name a row that was written by other means, as it stands now."""
        self._note(table, {next(iter(table.primary_key.columns)).name: key})

    def saved(self, row_id: str) -> Saved:
        """What the act tells the window."""
        return Saved(row_id, frozenset(self._touched))

    def _before(self, table: Table, row_id: str, revision: int) -> Mapping[str, Any]:
        before = self.raw_row(table, "id", row_id)
        if before is None:
            raise RecordMissing(table=table.name)
        if before["revision"] != revision:
            raise ChangedElsewhere(table=table.name)
        return before

    def _differs(self, table: Table, row_id: str, values: Mapping[str, Any]) -> bool:
        present = self.connection.execute(select(table).where(table.c.id == row_id)).mappings().one()
        return any(present[name] != value for name, value in values.items())

    def _keep(self, table: Table, row_id: str, before: Mapping[str, Any]) -> None:
        self.connection.execute(
            insert(tables.history).values(
                table_name=table.name,
                row_id=row_id,
                revision=before["revision"],
                row=json_text(dict(before)),
                changed_at=self.at,
                audit_seq=self.head.seq + 1,
            )
        )

    def _note(self, table: Table, row: Mapping[str, Any]) -> None:
        key = next(iter(table.primary_key.columns)).name
        stored = self.raw_row(table, key, row[key])
        digest = audit.row_digest(self.register.keys.audit, table.name, stored or {})
        self.changes.append((table.name, str(row[key]), int(row.get("revision", 1)), digest))
        self._touched.add(table.name)

    def entry(self) -> audit.Entry:
        """The audit entry of this act."""
        return audit.Entry(
            at=self.at,
            actor=self.register.actor,
            action=self.action,
            object_type=self.object_type,
            object_id=self.object_id,
            client_id=self.client_id,
            outcome=self.outcome,
            ground=self.ground,
            changes=self.changes,
            actor_id=self.register.slot_id or None,
        )


def _refuse_unstorable(values: Mapping[str, Any]) -> None:
    """SQLite's own functions stop at a NUL, and half a surrogate pair cannot be written at all."""
    for name, value in values.items():
        if isinstance(value, str) and ("\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value)):
            raise InvalidInput(Problem(name, "character"))


def column_values(table: Table, source: object, names: Sequence[str] = ()) -> dict[str, Any]:
    """The attributes of a fields dataclass that are columns of ``table``."""
    wanted = names or [field.name for field in fields(source)]  # type: ignore[arg-type]
    return {name: getattr(source, name) for name in wanted if name in table.c}
