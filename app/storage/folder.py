"""The register's private folder: what lies in it and who holds it. Knows no key and no SQL.

``register.json`` (id, format, generation, MAC) · ``keys.json`` + ``keys.bak.json`` · ``data.<gen>.db`` ·
``anchor.json`` · ``attempts.json`` · ``register.lock`` (DESIGN §4). Loads nothing of SQLAlchemy: the
start screen asks here before anything heavy is imported.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from app import clock
from app.errors import (
    EnvironmentProblem,
    FolderNotEmpty,
    KeysDamaged,
    RegisterDamaged,
    RegisterExists,
    RegisterInUse,
    RegisterMissing,
    RegisterTooNew,
)
from app.security import files

FORMAT = 1
REGISTER_FILE = "register.json"
REGISTER_COPY = "register.bak.json"
KEYS_FILE = "keys.json"
KEYS_COPY = "keys.bak.json"
ANCHOR_FILE = "anchor.json"
DATABASE_NAME = re.compile(r"data\.(\d{1,9})\.db")
LAST_GENERATION = 999_999_999
LONGEST_ID = 64
NEXT_ANCHOR = "anchor.next.json"
"""The anchor of the coming generation, until ``register.json`` points to it."""
ATTEMPTS_FILE = "attempts.json"
COPY_FILE = "copy.db"
"""A copy in the making (back-up, rehearsal); only ever with ``.tmp`` behind it."""
LOCK_FILE = "register.lock"
UNFINISHED_FILE = "unfinished"
"""Stands in the folder from the first file of a new register until its last; see :func:`prepare_new`."""

NOT_OURS = (KeyError, TypeError, ValueError, OverflowError, RecursionError)
"""What reading a file that is not one of ours raises, ``Infinity`` and deep nesting included."""

_LOCK_TRIES, _LOCK_PAUSE = 4, 0.02
"""A probe of another window holds the lock for a moment; that is not "in use"."""


class FolderState(Enum):
    """What the start screen finds, before any passphrase."""

    MISSING = "missing"
    PRESENT = "present"
    OTHER_FILES = "other_files"


@dataclass(frozen=True)
class RegisterFile:
    """``register.json``: identity and pointer to the current generation. The MAC is checked once a slot is open."""

    id: str
    format: int
    generation: int
    is_demo: bool
    epoch: int = 1
    mac: str = ""

    def plain(self) -> dict[str, Any]:
        """Everything but the MAC."""
        return {
            "id": self.id, "format": self.format, "generation": self.generation, "is_demo": self.is_demo,
            "epoch": self.epoch,
        }  # fmt: skip

    def signed_bytes(self) -> bytes:
        """What the MAC covers."""
        return json.dumps(self.plain(), sort_keys=True).encode()

    @property
    def database_name(self) -> str:
        """File name of the current generation."""
        return f"data.{self.generation}.db"


def state(folder: Path) -> FolderState:
    """What lies in ``folder``; raises nothing for a folder that is not there.

    A register that lost one of its own files is present all the same. One whose making was cut short
    is not: nobody ever saw it open.
    """
    with files.told():
        if not folder.exists():
            return FolderState.MISSING
        if not folder.is_dir():
            return FolderState.OTHER_FILES
        names = {path.name for path in folder.iterdir()}
    if names & {REGISTER_FILE, REGISTER_COPY}:
        return FolderState.PRESENT
    if UNFINISHED_FILE in names:
        names = {name for name in names if not _is_ours(name)}
    elif any(_is_ours(name) for name in names - {LOCK_FILE}):
        return FolderState.PRESENT
    return FolderState.OTHER_FILES if names - {LOCK_FILE} else FolderState.MISSING


def _is_ours(name: str) -> bool:
    fixed = {REGISTER_FILE, KEYS_FILE, KEYS_COPY, ANCHOR_FILE, NEXT_ANCHOR, ATTEMPTS_FILE, LOCK_FILE}
    fixed |= {UNFINISHED_FILE, COPY_FILE, REGISTER_COPY}
    bare = name.removesuffix("-journal").removesuffix(".tmp")
    return bare in fixed or DATABASE_NAME.fullmatch(bare) is not None


def prepare_new(folder: Path) -> FolderLock:
    """Make the private folder for a new register and hold it; refuses one that holds anything.

    What an earlier making left that was cut short is removed first. From here on the folder is marked
    unfinished; :func:`finish_new` takes the mark away.
    """
    _refuse_taken(folder)
    files.make_private_folder(folder)
    lock = FolderLock(folder)
    lock.take()
    try:
        _refuse_taken(folder)
        clear_unfinished(folder)
        files.write_new(folder / UNFINISHED_FILE, b"")
    except BaseException:
        lock.release()
        raise
    return lock


def _refuse_taken(folder: Path) -> None:
    match state(folder):
        case FolderState.PRESENT:
            raise RegisterExists
        case FolderState.OTHER_FILES:
            raise FolderNotEmpty
        case FolderState.MISSING:
            return


def clear_unfinished(folder: Path, *, is_told: bool = False) -> None:
    """Remove what a making left that was cut short; a finished register is never touched.

    ``is_told``: the making failed and she is told so; then nothing stays, not even its last files.
    """
    last = [folder / name for name in (REGISTER_COPY, REGISTER_FILE)]
    with files.told():
        marked = (folder / UNFINISHED_FILE).exists()
        for path in last if marked and is_told else ():
            path.unlink(missing_ok=True)
        if any(path.exists() for path in last):
            return
        for path in [p for p in folder.iterdir() if marked and _is_ours(p.name) and p.name != LOCK_FILE]:
            if path.name != UNFINISHED_FILE:
                path.unlink()
        (folder / UNFINISHED_FILE).unlink(missing_ok=True)


def clear_temporary(folder: Path) -> None:
    """Remove what a write left that was cut short: names of ours that end in ``.tmp``.

    And the mark of a making when the register stands: it would give a later one leave to clear the folder.
    """
    with suppress(OSError):
        (folder / UNFINISHED_FILE).unlink(missing_ok=True)
        for path in folder.iterdir():
            if path.name.removesuffix("-journal").endswith(".tmp") and _is_ours(path.name):
                path.unlink()


def finish_new(folder: Path) -> None:
    """The register stands: take the mark away. Where that fails the next opening does it."""
    with suppress(OSError, EnvironmentProblem):
        (folder / UNFINISHED_FILE).unlink(missing_ok=True)
        files.sync_folder(folder)


def _load(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(files.read(path))
    except FileNotFoundError:
        raise RegisterMissing(file=path.name) from None
    except (ValueError, RecursionError):
        raise RegisterDamaged(file=path.name) from None
    if not isinstance(value, dict):
        raise RegisterDamaged(file=path.name)
    return value


def read_register_file(folder: Path) -> RegisterFile:
    """``register.json`` as written, from its copy if it does not read; refuses a newer one.

    :class:`RegisterMissing` only where nothing of a register lies.
    """
    try:
        return _register_from(folder / REGISTER_FILE)
    except (RegisterMissing, RegisterDamaged) as error:
        with suppress(RegisterMissing, RegisterDamaged):
            return _register_from(folder / REGISTER_COPY)
        if state(folder) is FolderState.PRESENT:
            raise RegisterDamaged(file=REGISTER_FILE) from None
        raise error from None


def _register_from(path: Path) -> RegisterFile:
    value = _load(path)
    try:
        form, generation, epoch = (value[name] for name in ("format", "generation", "epoch"))
        register_id, is_demo, mac = value["id"], value["is_demo"], value["mac"]
        kinds = [type(part) for part in (form, generation, epoch, register_id, is_demo, mac)]
        if kinds != [int, int, int, str, bool, str]:
            raise TypeError
    except NOT_OURS:
        raise RegisterDamaged(file=REGISTER_FILE) from None
    if form > FORMAT:
        raise RegisterTooNew
    if not (1 <= generation <= LAST_GENERATION and 1 <= epoch <= LAST_GENERATION and len(register_id) <= LONGEST_ID):
        raise RegisterDamaged(file=REGISTER_FILE)
    return RegisterFile(register_id, form, generation, is_demo, epoch, mac)


def write_register_file(folder: Path, register: RegisterFile) -> None:
    """Replace ``register.json`` durably, then its copy; the first is the switch to another generation."""
    value = {**register.plain(), "mac": register.mac}
    data = json.dumps(value, indent=1).encode()
    files.replace(folder / REGISTER_FILE, data)
    with suppress(EnvironmentProblem):
        files.replace(folder / REGISTER_COPY, data)


def key_copies(folder: Path) -> tuple[dict[str, Any], ...]:
    """The whole copies of the keys file, the first before the second; one when they are the same.

    Each carries a plain SHA-256 over itself, so that damage is not reported as a wrong passphrase. Which
    of the two counts is known only once the register is open, so nothing is repaired here.
    """
    found: list[dict[str, Any]] = []
    problem: EnvironmentProblem | None = None
    for name in (KEYS_FILE, KEYS_COPY):
        try:
            value = _load(folder / name)
            if not is_whole(value):
                raise RegisterDamaged(file=name)
        except EnvironmentProblem as error:
            problem = problem or error
        else:
            found += [] if value in found else [value]
    if not found and isinstance(problem, RegisterDamaged | RegisterMissing):
        raise KeysDamaged(file=KEYS_FILE)
    if not found and problem is not None:
        raise problem
    return tuple(found)


def read_keys(folder: Path) -> dict[str, Any]:
    """The first whole copy of the keys file."""
    return key_copies(folder)[0]


def write_keys(folder: Path, value: dict[str, Any]) -> None:
    """Write both copies, one after the other, each durable before the next."""
    data = json.dumps(with_digest(value), indent=1).encode()
    files.replace(folder / KEYS_FILE, data)
    files.replace(folder / KEYS_COPY, data)


def with_digest(value: dict[str, Any]) -> dict[str, Any]:
    """A keys file's values with the digest over them."""
    return {**value, "sha256": _digest(value)}


def is_whole(value: dict[str, Any]) -> bool:
    """Whether a keys file is as it was written, by its own digest."""
    try:
        return value.get("sha256") == _digest(value)
    except NOT_OURS:
        return False


def _digest(value: dict[str, Any]) -> str:
    plain = {key: part for key, part in value.items() if key != "sha256"}
    import hashlib  # with platform, a tenth of the start: not before the start screen

    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


class FolderLock:
    """Held while a register is open: ``flock`` on an open file, with host, PID and since-when as text.

    The operating system drops it when the process ends, so a lock without a holder is never stale.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock or raise :class:`RegisterInUse` with who holds it and since when.

        The text is for people: on a full disk it is missing and the lock holds all the same.
        """
        handle = files.own_handle(self._path)
        for attempt in range(_LOCK_TRIES):
            if _try_lock(handle):
                break
            if attempt < _LOCK_TRIES - 1:
                time.sleep(_LOCK_PAUSE)
        else:
            holder = _holder(handle)
            os.close(handle)
            raise RegisterInUse(**holder)
        self._handle = handle
        import platform

        text = json.dumps({"host": platform.node(), "pid": os.getpid(), "since": clock.now().isoformat()})
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, text.encode())

    def release(self) -> None:
        """Let go; closing the file does it."""
        if self._handle is not None:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None


def holder(folder: Path) -> dict[str, Any] | None:
    """Who holds the register now (host, pid, since), or None; for the start screen. Writes nothing."""
    path = folder / LOCK_FILE
    try:
        if not files.is_own(path.lstat()):
            return None
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _try_lock(handle) else _holder(handle)
    finally:
        os.close(handle)


def call(folder: Path) -> None:
    """Touch the lock file: whoever holds the register on this machine watches it and comes to the front.

    Nothing is written into it, and who may not touch it is not heard.
    """
    with suppress(OSError):
        os.utime(folder / LOCK_FILE)


def _holder(handle: int) -> dict[str, Any]:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        value = json.loads(os.read(handle, 1000))
        since = datetime.fromisoformat(value["since"]).astimezone(UTC)
        return {"host": str(value["host"]), "pid": int(value["pid"]), "since": since}
    except (OSError, *NOT_OURS):
        return {"host": None, "pid": None, "since": None}


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        """Lock one byte far beyond the text, so that others can still read who holds it."""
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        """An exclusive ``flock`` that does not wait."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
