"""The register: one connection, one door.

``Register.transaction()`` is the only way to write and ``reading()`` the only way to read. Both hold
one plain lock: the main thread never waits for it (:class:`RegisterBusy`, also when nested), the
worker may. An act writes one audit entry naming every changed row, in its own transaction.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, exc, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from app import clock
from app.errors import (
    AlreadyVoided,
    BasisIncomplete,
    BirthDateNeeded,
    ChangedElsewhere,
    ConsentMissing,
    HeadMoved,
    RecipientBlocked,
    RecordMissing,
    RegisterBusy,
    RegisterClosed,
    RegisterError,
    RuleBroken,
    StepNotAllowed,
)
from app.model.records import Saved
from app.security.keys import Keys
from app.storage import anchor, audit, connection, tables
from app.storage.audit import Head
from app.storage.columns import json_text
from app.storage.folder import FolderLock, RegisterFile

ANCHOR_SECONDS = 60

T = TypeVar("T")

_RULES: Mapping[str, type[RegisterError]] = {
    "consent_missing": ConsentMissing,
    "birth_date_needed": BirthDateNeeded,
    "recipient_blocked": RecipientBlocked,
    "basis_incomplete": BasisIncomplete,
    "not_sent": StepNotAllowed,
    "sent_stays": StepNotAllowed,
}


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
        self.anchors = False
        self._changes: list[tuple[str, str, int, str]] = []
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
        row = dict(values)
        if "revision" in table.c:
            row |= {"revision": 1, "created_at": self.at, "changed_at": self.at, "voided_at": None, "void_reason": None}
        self.connection.execute(insert(table).values(row))
        self._note(table, row)

    def change(self, table: Table, row_id: str, revision: int, values: Mapping[str, Any]) -> None:
        """Change a record that stands at ``revision``; history keeps the row as it was.

        Raises :class:`ChangedElsewhere` for a stale revision. Values equal to what stands there change
        nothing and leave no trace.
        """
        before = self._before(table, row_id, revision)
        statement = (
            update(table)
            .where(table.c.id == row_id, table.c.revision == revision)
            .values({**values, "revision": revision + 1, "changed_at": self.at})
        )
        if not self._differs(table, row_id, values):
            return
        self._keep(table, row_id, before)
        self.connection.execute(statement)
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
        self._changes.append((table.name, str(row[key]), int(row.get("revision", 1)), digest))
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
            ground=self.ground,
            changes=self._changes,
        )


class Register:
    """An open register. Made by :mod:`app.storage.opening`; closed by :meth:`close`."""

    def __init__(self, folder: Path, file: RegisterFile, keys: Keys, raw: Any, lock: FolderLock, *, actor: str) -> None:
        self.folder = folder
        self.file = file
        self.keys = keys
        self.actor = actor
        self._raw = raw
        self._folder_lock = lock
        self._engine = connection.engine_for(raw)
        self._connection: Connection | None = self._engine.connect()
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._head: Head | None = None
        self._pending: Head | None = None
        self._anchored = Head(-1, "")
        self._anchored_at = time.monotonic()

    @property
    def is_demo(self) -> bool:
        """A throw-away register with invented people: everything that leaves it is marked."""
        return self.file.is_demo

    @property
    def is_open(self) -> bool:
        """False once locked."""
        return self._connection is not None

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Read in one consistent view; nothing can be written."""
        with self._held() as conn:
            yield Reader(self, conn)

    @contextmanager
    def transaction(self, action: str) -> Iterator[Transaction]:
        """One writing act: commits on normal exit, rolls back on any exception.

        Raises what the body raises; a trigger's refusal as the error it stands for; what the disk says.
        """
        with self._held(commits=True) as conn:
            act = Transaction(self, conn, action)
            yield act
            if act._changes or action in _BARE_ACTIONS:
                self._pending = audit.append(conn, self.keys.audit, self.head(conn), act.entry())
        if act.anchors or time.monotonic() - self._anchored_at > ANCHOR_SECONDS:
            self.write_anchor()

    @contextmanager
    def working_copy(self) -> Iterator[Connection]:
        """Write drafts, search rows and recent clients: working copies without history or audit entry."""
        with self._held(commits=True) as conn:
            yield conn

    @contextmanager
    def alone(self) -> Iterator[Any]:
        """The driver's connection under the lock and outside a transaction (``VACUUM INTO``, checks)."""
        self._acquire()
        try:
            if self._connection is None:
                raise RegisterClosed
            yield self._raw
        finally:
            self._release()

    def head(self, conn: Connection) -> Head:
        """The chain's head (cached: nobody else can write)."""
        if self._head is None:
            self._head = audit.read_head(conn)
        return self._head

    def write_anchor(self) -> None:
        """Bring ``anchor.json`` up to the head; a full disk must not undo what was saved."""
        head = self._head
        if head is None or head == self._anchored:
            return
        with suppress(RegisterError):
            anchor.write(self.folder, self.keys.anchor, self.file.generation, head)
            self._anchored, self._anchored_at = head, time.monotonic()

    def interrupt(self) -> None:
        """Stop a running statement (a long copy); its transaction is rolled back."""
        self._raw.interrupt()

    def close(self) -> None:
        """Anchor, let go of the file and the lock, drop the keys. Waits for a running act."""
        with self._lock:
            if self._connection is None:
                return
            self.write_anchor()
        self.abandon()
        self._folder_lock.release()

    def abandon(self) -> None:
        """Let go of file and keys without writing anything; the folder's lock stays with the caller."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
                self._engine.dispose()
                with suppress(Exception):
                    self._raw.close()
        self.keys.wipe()

    def _acquire(self) -> None:
        on_main = threading.current_thread() is threading.main_thread()
        if self._owner == threading.get_ident() or not self._lock.acquire(blocking=not on_main):
            raise RegisterBusy
        self._owner = threading.get_ident()

    def _release(self) -> None:
        self._owner = None
        self._lock.release()

    @contextmanager
    def _held(self, *, commits: bool = False) -> Iterator[Connection]:
        self._acquire()
        try:
            if self._connection is None:
                raise RegisterClosed
            self._pending = self._head
            with _told(self._connection):
                try:
                    self._connection.begin()
                    yield self._connection
                    if commits:
                        self._connection.commit()
                        self._head = self._pending
                    else:
                        self._connection.rollback()
                except BaseException:
                    self._head = None
                    with suppress(Exception):
                        self._connection.rollback()
                    raise
        finally:
            self._release()


_BARE_ACTIONS = frozenset(
    {"register.unlocked", "register.locked", "register.unlock_failed", "client.viewed", "search.used"}
)
"""Acts that change no row and are logged all the same."""


@contextmanager
def _told(conn: Connection) -> Iterator[None]:
    try:
        yield
    except exc.IntegrityError as error:
        raise _refusal(str(error.orig)) from None
    except exc.DBAPIError as error:
        raise connection.problem_of(error.orig or error) from None


def _refusal(text: str) -> RegisterError:
    """The domain error behind a trigger's ``rule:…`` or a constraint's name; values never travel."""
    if text.startswith("rule:"):
        rule = text.removeprefix("rule:")
        return _RULES.get(rule, RuleBroken)(rule=rule)
    kind, _, detail = text.partition(" constraint failed")
    name = detail.removeprefix(": ") if kind in {"CHECK", "UNIQUE", "NOT NULL", "FOREIGN KEY"} else ""
    return RuleBroken(
        rule=f"{kind.lower()}:{name}" if name.replace("_", "").replace(".", "").isalnum() else kind.lower()
    )


def column_values(table: Table, source: object, names: Sequence[str] = ()) -> dict[str, Any]:
    """The attributes of a fields dataclass that are columns of ``table``."""
    wanted = names or [field.name for field in fields(source)]  # type: ignore[arg-type]
    return {name: getattr(source, name) for name in wanted if name in table.c}
