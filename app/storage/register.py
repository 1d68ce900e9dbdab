"""The register: one connection, one door.

``Register.transaction()`` is the only way to write and ``reading()`` the only way to read. Both hold
one plain lock: the main thread never waits for it (:class:`RegisterBusy`, also when nested), the
worker may. An act writes one audit entry naming every changed row, in its own transaction.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exc

from app.errors import (
    AlreadySaved,
    BasisIncomplete,
    BirthDateNeeded,
    Cancelled,
    ConsentMissing,
    DiskFailed,
    OutcomeUnknown,
    RecipientBlocked,
    RegisterBusy,
    RegisterClosed,
    RegisterError,
    RuleBroken,
    StepNotAllowed,
)
from app.security.keys import Keys, Slot
from app.storage import anchor, audit, connection
from app.storage.acts import Reader, Transaction, column_values
from app.storage.audit import Head
from app.storage.folder import FolderLock, RegisterFile

__all__ = ["Reader", "Register", "Transaction", "column_values"]

ANCHOR_SECONDS = 60

_RULES: Mapping[str, type[RegisterError]] = {
    "consent_missing": ConsentMissing,
    "birth_date_needed": BirthDateNeeded,
    "recipient_blocked": RecipientBlocked,
    "basis_incomplete": BasisIncomplete,
    "not_sent": StepNotAllowed,
    "sent_stays": StepNotAllowed,
}


class Register:
    """An open register. Made by :mod:`app.storage.opening`; closed by :meth:`close`."""

    def __init__(self, folder: Path, file: RegisterFile, keys: Keys, raw: Any, lock: FolderLock, *, actor: str) -> None:
        self.folder = folder
        self.file = file
        self.keys = keys
        self.actor = actor
        self.slot_id = ""
        self.slots: tuple[Slot, ...] = ()
        """The slots that count, as known since the unlock: keys files that vanish meanwhile are made again."""
        self.disk_failed = False
        """The disk reported an error in this session: a back-up is due at once."""
        self._folder_lock = lock
        self._connection: Connection | None = None
        self._is_lost = False
        """After a disk error the file could not be opened again: each act tries anew."""
        self._connect(raw)
        self._lock = threading.Lock()
        self._owner: int | None = None
        self._head: Head | None = None
        self._pending: Head | None = None
        self._anchored = Head(-1, "")
        self._anchored_at = time.monotonic()
        self._leaving = threading.Event()

    @property
    def is_demo(self) -> bool:
        """A throw-away register with invented people: everything that leaves it is marked."""
        return self.file.is_demo

    @property
    def is_open(self) -> bool:
        """False once locked."""
        return self._connection is not None or self._is_lost

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Read in one consistent view; nothing can be written."""
        with self._held() as conn:
            yield Reader(self, conn)

    @contextmanager
    def transaction(self, action: str) -> Iterator[Transaction]:
        """One writing act: commits on normal exit, rolls back on any exception.

        Raises what the body raises; a trigger's refusal as the error it stands for; :class:`AlreadySaved`
        for a record that an earlier try saved; what the disk says. After a disk error it is looked up
        whether the act is there, and it is told as it is; :class:`OutcomeUnknown` when that cannot be.
        """
        with self._held(commits=True) as conn:
            act = Transaction(self, conn, action)
            yield act
            if act.changes or act.is_logged or action in _BARE_ACTIONS or act.outcome != "ok":
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
            self._usable()
            yield self._raw
        finally:
            self._release()

    @contextmanager
    def replacing(self) -> Iterator[Any]:
        """As :meth:`alone`, around a switch to another generation: on normal exit the session has ended.

        Nothing can slip into the old generation between the copy and the end.
        """
        self._acquire()
        try:
            self._usable()
            try:
                yield self._raw
            except OutcomeUnknown:
                self._end()  # the other generation may count now: nothing may be written in this one
                raise
            self._end()
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
        if self._connection is not None:
            self._raw.interrupt()

    def pause(self, seconds: float) -> None:
        """Wait on the worker; :class:`Cancelled` at once when she leaves (:meth:`leave`)."""
        if seconds > 0 and self._leaving.wait(seconds):
            raise Cancelled

    def leave(self) -> None:
        """The window is locking: what only waits ends now."""
        self._leaving.set()

    def close(self) -> None:
        """Anchor, let go of the file and the lock, drop the keys. Waits for a running act."""
        with self._lock:
            if not self.is_open:
                return
            self.write_anchor()
        self.abandon()
        self._folder_lock.release()

    def abandon(self) -> None:
        """Let go of file and keys without writing anything; the folder's lock stays with the caller."""
        with self._lock:
            self._disconnect()
            self._is_lost = False
        self.keys.wipe()

    def _end(self) -> None:
        self._disconnect()
        self.keys.wipe()
        self._folder_lock.release()

    def _connect(self, raw: Any) -> Connection:
        self._raw = raw
        self._engine = connection.engine_for(raw)
        self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(exc.SQLAlchemyError):
                self._connection.close()
            self._connection = None
            self._engine.dispose()
            with suppress(connection.DriverError):
                self._raw.close()

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
            conn = self._usable()
            self._pending = None
            committing = False
            try:
                with _told():
                    conn.begin()
                    yield conn
                    committing = commits
                    if commits:
                        conn.commit()
                    else:
                        conn.rollback()
                self._head = self._pending or self._head
            except BaseException as error:
                self._head = None
                is_undone = _undone(conn)
                if is_undone and not isinstance(error, DiskFailed):
                    raise
                if not self._was_saved(self._pending if committing else None):
                    raise
        finally:
            self._release()

    def _usable(self) -> Connection:
        """The connection; made anew when a disk error took it away. Raises what the disk says now."""
        if self._connection is not None:
            return self._connection
        if not self._is_lost:
            raise RegisterClosed
        return self._reconnect()

    def _was_saved(self, pending: Head | None) -> bool:
        """After a disk error: connect again and look whether the act's own audit entry is there.

        A commit that failed may have been written all the same (a failing sync was seen to do so);
        telling her "not saved" would make her enter it twice. Raises :class:`OutcomeUnknown` when the
        disk does not answer either; an act that did not come to its commit was surely not saved.
        """
        self.disk_failed = True
        self._disconnect()
        self._is_lost = True
        try:
            self._reconnect()
        except RegisterError:
            if pending is None:
                return False
            raise OutcomeUnknown from None
        return pending is not None and self._head == pending

    def _reconnect(self) -> Connection:
        """Open the file again and read the head; what a cut commit left is rolled back by that."""
        conn = self._connect(connection.connect(self.folder / self.file.database_name, self.keys.database))
        try:
            with _told(), conn.begin():
                self._head = audit.read_head(conn)
        except BaseException:
            self._disconnect()
            raise
        self._is_lost = False
        return conn


_BARE_ACTIONS = frozenset(
    {"register.unlocked", "register.locked", "register.unlock_failed", "client.viewed", "search.used"}
)
"""Acts that change no row and are logged all the same."""


def _undone(conn: Connection) -> bool:
    """Roll back; False when that failed too."""
    try:
        conn.rollback()
    except (exc.SQLAlchemyError, connection.DriverError):
        return False
    return True


@contextmanager
def _told() -> Iterator[None]:
    with connection.told():
        try:
            yield
        except exc.IntegrityError as error:
            raise _refusal(str(error.orig)) from None


def _refusal(text: str) -> RegisterError:
    """The domain error behind a trigger's ``rule:…`` or a constraint's name; values never travel."""
    if text.startswith("rule:"):
        rule = text.removeprefix("rule:")
        return _RULES.get(rule, RuleBroken)(rule=rule)
    kind, _, detail = text.partition(" constraint failed")
    name = detail.removeprefix(": ") if kind in {"CHECK", "UNIQUE", "NOT NULL", "FOREIGN KEY"} else ""
    if kind == "UNIQUE" and name.endswith(".id"):
        return AlreadySaved(table=name.removesuffix(".id"))
    return RuleBroken(
        rule=f"{kind.lower()}:{name}" if name.replace("_", "").replace(".", "").isalnum() else kind.lower()
    )
