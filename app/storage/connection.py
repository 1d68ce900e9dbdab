"""The one connection to the database file, and the only module that names a PRAGMA or a key.

Order and reasons: ``security.md`` §2.2. Never creates on open; never re-keys; no Python callback is
ever put on this connection (with two threads that deadlocked).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, exc
from sqlcipher3 import dbapi2 as driver

from app.errors import (
    Cancelled,
    DiskFailed,
    DiskFull,
    NotARegister,
    ReadOnlyPlace,
    RegisterDamaged,
    RegisterInUse,
    RegisterTooNew,
)
from app.security import files
from app.security.pages import PageKey

DriverError = driver.Error

APPLICATION_ID = 1515341569
SCHEMA_VERSION = 2
PAGE = 4096
SALT_BYTES = 16
_FIRST_PAGES = 5
OLDEST_SQLITE = (3, 51, 3)
OLDEST_CIPHER = (4, 19)

SETTINGS = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("mmap_size", "0", 0),
    ("cache_size", "-65536", -65536),
)
"""Name, value set, value that must be read back."""


def create_file(path: Path) -> None:
    """Make the empty private file of a new database; it must not exist yet."""
    files.write_new(path, b"")


def check_file(path: Path, key: bytearray) -> bool:
    """Refuse what is surely no database of ours, before any key is tried and without changing a byte.

    SQLCipher keeps the salt in the first 16 bytes, and ours follows from the master key: what starts
    otherwise, goes on otherwise and does not read is something else, all other that does not read is
    damaged. Returns whether it is ours.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotARegister(kind="other")  # a pipe would never end, and a link leads out of the folder
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(SALT_BYTES)
    except FileNotFoundError:
        raise RegisterDamaged(file=path.name) from None
    except OSError as error:
        raise files.problem_of(error) from None
    if head.startswith(b"SQLite format 3"):
        raise NotARegister(kind="plain")
    is_ours = head == bytes(key[-SALT_BYTES:])[: len(head)] or _has_our_page(path, key)
    if size == 0 or (size % PAGE and not _is_rolled_back_at_open(path)):
        raise RegisterDamaged(file=path.name) if is_ours else NotARegister(kind="other")
    return is_ours


def _has_our_page(path: Path, key: bytearray) -> bool:
    """Only the first page is something else: what follows carries our seal."""
    sealed = PageKey(key)
    try:
        with path.open("rb") as file:
            data = file.read(_FIRST_PAGES * PAGE)
    except OSError as error:
        raise files.problem_of(error) from None
    numbers = range(2, _FIRST_PAGES + 1)
    return any(sealed.is_sealed(number, data[(number - 1) * PAGE : number * PAGE]) for number in numbers)


def _is_rolled_back_at_open(path: Path) -> bool:
    """A journal lies there: a power cut tore the last write, and SQLite is about to give the file its size back."""
    try:
        return path.with_name(path.name + "-journal").stat().st_size > 0
    except OSError:
        return False


def open_file(path: Path, key: bytearray) -> Any:
    """:func:`check_file`, then :func:`connect`: the connection to an existing database of ours."""
    is_ours = check_file(path, key)
    try:
        raw = connect(path, key, is_current=False)
    except RegisterDamaged:
        if is_ours:
            raise
        raise NotARegister(kind="other") from None
    if path.stat().st_size != size_in_bytes(raw):
        raw.close()
        raise RegisterDamaged(file=path.name)
    return raw


def connect(
    path: Path, key: bytearray, *, is_new: bool = False, is_current: bool = True, exclusive: bool = True
) -> Any:
    """The driver's connection, keyed and set; ``key`` is 48 bytes (key and salt).

    ``is_current`` False admits an older schema, which is about to be raised.

    Raises :class:`RegisterDamaged` when the file does not read under this key (the key was proved by
    its slot before), :class:`RegisterInUse` when another process holds it, or what the disk says.
    """
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    raw = _as_literal(key)
    try:
        connection = driver.connect(uri, uri=True, isolation_level=None, timeout=0, check_same_thread=False)
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute("PRAGMA cipher_memory_security = ON")
            connection.set_key(raw)
            _configure(connection, exclusive=exclusive)
            if not is_new:
                _identify(connection, is_current=is_current)
        except BaseException:
            connection.close()
            raise
    except driver.Error as error:
        raise problem_of(error) from None
    finally:
        raw[:] = bytes(len(raw))
    return connection


def _as_literal(key: bytearray) -> bytearray:
    """``x'…'`` with the key in hexadecimal, without a copy that cannot be wiped."""
    digits = b"0123456789abcdef"
    raw = bytearray(b"x'")
    for byte in key:
        raw.append(digits[byte >> 4])
        raw.append(digits[byte & 15])
    raw.extend(b"'")
    return raw


def _configure(connection: Any, *, exclusive: bool) -> None:
    for name, value, _ in SETTINGS:
        connection.execute(f"PRAGMA {name} = {value}")
    if exclusive:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    for name, _, wanted in SETTINGS:
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise RegisterDamaged(setting=name)
    cipher = tuple(
        int(part) for part in connection.execute("PRAGMA cipher_version").fetchone()[0].split(" ")[0].split(".")
    )
    (status,) = connection.execute("PRAGMA cipher_status").fetchone()
    if int(status) != 1 or cipher[:2] < OLDEST_CIPHER or driver.sqlite_version_info < OLDEST_SQLITE:
        raise RegisterDamaged(setting="cipher")


def shell_recipe(database_name: str, key: bytearray) -> tuple[str, ...]:
    """What to type into the stock SQLCipher shell to read the database without this program."""
    return (f"sqlcipher {database_name}", f"PRAGMA key = \"x'{key.hex()}'\";", ".dump")


def _identify(connection: Any, *, is_current: bool) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise NotARegister(kind="other")
    if version(connection) > SCHEMA_VERSION:
        raise RegisterTooNew(version=version(connection))
    if is_current and version(connection) < SCHEMA_VERSION:
        raise RegisterDamaged(setting="version")


def engine_for(connection: Any) -> Engine:
    """An engine around the one connection. ``BEGIN IMMEDIATE`` at each begin: without it rollback is a no-op."""
    engine = create_engine(
        "sqlite://", module=driver, creator=lambda: connection, poolclass=StaticPool, hide_parameters=True, echo=False
    )

    @event.listens_for(engine, "connect")
    def _autocommit(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def integrity(connection: Any) -> tuple[list[str], list[str]]:
    """All rows of ``cipher_integrity_check`` and of ``integrity_check`` (the latter without its "ok")."""
    cipher = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
    plain = [str(row[0]) for row in connection.execute("PRAGMA integrity_check").fetchall()]
    return cipher, [row for row in plain if row != "ok"]


def live_settings(connection: Any) -> dict[str, str]:
    """What the open connection answers: engine and cipher versions, algorithms, every setting."""
    names = ("cipher_version", "cipher_provider", "cipher_provider_version", "cipher_hmac_algorithm",
             "cipher_page_size", "cipher_memory_security", "secure_delete", "locking_mode", "user_version")  # fmt: skip
    found = {name: connection.execute(f"PRAGMA {name}").fetchone() for name in (*names, *(s[0] for s in SETTINGS))}
    return {"sqlite_version": driver.sqlite_version, **{name: str(row[0]) for name, row in found.items() if row}}


def empty_model() -> Any:
    """An empty database in memory, to see what ``schema.sql`` makes; nothing about anybody ever goes into it."""
    return driver.connect(":memory:", isolation_level=None)


def version(connection: Any) -> int:
    """Schema version of the file."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def set_version(connection: Any, number: int) -> None:
    """Mark the file with a schema version, inside the migration's transaction."""
    connection.execute(f"PRAGMA user_version = {number:d}")


def enforce_foreign_keys(connection: Any, *, on: bool) -> None:
    """Switch them off around a migration; no effect inside a transaction."""
    connection.execute("PRAGMA foreign_keys = " + ("ON" if on else "OFF"))


def broken_references(connection: Any) -> int:
    """Rows of ``foreign_key_check``."""
    return len(connection.execute("PRAGMA foreign_key_check").fetchall())


def size_in_bytes(connection: Any) -> int:
    """Pages × page size: what the file must measure, so that a cut-off page is noticed."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    return int(pages) * PAGE


def copy_into(connection: Any, target: Path, key: bytearray | None = None) -> None:
    """``VACUUM INTO`` an empty file, under the same key or another; free pages and damage in them stay behind."""
    place = target.absolute().as_uri()  # percent-encoded: a folder's name need not be text
    if key is not None:
        place += f"?key=x%27{key.hex()}%27"
    try:
        connection.execute("VACUUM INTO ?", (place,))
    except driver.Error as error:
        raise problem_of(error) from None


def cipher_integrity(connection: Any) -> list[str]:
    """All rows of ``cipher_integrity_check``: page MACs that fail. Reads no page through the pager."""
    return [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]


@contextmanager
def told() -> Iterator[None]:
    """Turn what the driver or SQLAlchemy raises into the refusal that can be told."""
    try:
        yield
    except exc.DBAPIError as error:
        raise problem_of(error.orig or error) from None
    except driver.Error as error:
        raise problem_of(error) from None


def problem_of(error: BaseException) -> Exception:
    """The refusal that belongs to a driver error; the driver's text never leaves this function."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    text = str(error)
    if primary == 13 or "is full" in text:
        return DiskFull()
    if primary in {5, 6} or "is locked" in text:
        return RegisterInUse(host=None, pid=None, since=None)
    if primary == 9 or "interrupted" in text:
        return Cancelled()
    if primary in {8, 14} or "readonly" in text or "unable to open" in text:
        return ReadOnlyPlace()
    if primary == 10 or "disk I/O" in text:
        return DiskFailed()
    return RegisterDamaged()
