"""The register's private folder: what lies in it and who holds it. Knows no key and no SQL.

``register.json`` (id, format, generation, MAC) · ``keys.json`` + ``keys.bak.json`` · ``data.<gen>.db`` ·
``anchor.json`` · ``attempts.json`` · ``register.lock`` (DESIGN §4). Loads nothing of SQLAlchemy: the
start screen asks here before anything heavy is imported.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from app import clock
from app.errors import (
    FolderNotEmpty,
    RegisterDamaged,
    RegisterExists,
    RegisterInUse,
    RegisterMissing,
    RegisterTooNew,
)
from app.security import files

FORMAT = 1
REGISTER_FILE = "register.json"
KEYS_FILE = "keys.json"
KEYS_COPY = "keys.bak.json"
ANCHOR_FILE = "anchor.json"
ATTEMPTS_FILE = "attempts.json"
LOCK_FILE = "register.lock"


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
    mac: str = ""

    def signed_bytes(self) -> bytes:
        """What the MAC covers."""
        plain = {"id": self.id, "format": self.format, "generation": self.generation, "is_demo": self.is_demo}
        return json.dumps(plain, sort_keys=True).encode()

    @property
    def database_name(self) -> str:
        """File name of the current generation."""
        return f"data.{self.generation}.db"


@dataclass(frozen=True)
class Attempts:
    """Failed unlocks since the last success. In clear; nothing in it is trusted."""

    failed: int = 0
    last_at: datetime | None = None


def state(folder: Path) -> FolderState:
    """What lies in ``folder``; raises nothing for a folder that is not there."""
    if (folder / REGISTER_FILE).exists() or (folder / KEYS_FILE).exists() or (folder / KEYS_COPY).exists():
        return FolderState.PRESENT
    with files.told():
        if not folder.exists():
            return FolderState.MISSING
        if not folder.is_dir():
            return FolderState.OTHER_FILES
        others = [p for p in folder.iterdir() if p.name != LOCK_FILE]
    return FolderState.OTHER_FILES if others else FolderState.MISSING


def prepare_new(folder: Path) -> None:
    """Make the private folder for a new register; refuses one that holds anything."""
    match state(folder):
        case FolderState.PRESENT:
            raise RegisterExists
        case FolderState.OTHER_FILES:
            raise FolderNotEmpty
        case FolderState.MISSING:
            files.make_private_folder(folder)


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
    """``register.json`` as written; refuses a damaged or newer one."""
    value = _load(folder / REGISTER_FILE)
    try:
        found = RegisterFile(
            str(value["id"]), int(value["format"]), int(value["generation"]), bool(value["is_demo"]), str(value["mac"])
        )
    except (KeyError, TypeError, ValueError):
        raise RegisterDamaged(file=REGISTER_FILE) from None
    if found.format > FORMAT:
        raise RegisterTooNew
    return found


def write_register_file(folder: Path, register: RegisterFile) -> None:
    """Replace ``register.json`` durably; this is the switch to another generation."""
    value = {
        "id": register.id,
        "format": register.format,
        "generation": register.generation,
        "is_demo": register.is_demo,
        "mac": register.mac,
    }
    files.replace(folder / REGISTER_FILE, json.dumps(value, indent=1).encode())


def read_keys(folder: Path) -> dict[str, Any]:
    """The keys file, from its copy if the first is damaged; the damaged one is then repaired.

    The file carries a plain SHA-256 over itself, so that damage is not reported as a wrong passphrase.
    """
    problems = 0
    for name in (KEYS_FILE, KEYS_COPY):
        try:
            value = _load(folder / name)
        except (RegisterMissing, RegisterDamaged):
            problems += 1
            continue
        if value.get("sha256") == _digest(value):
            if problems or not _same_bytes(folder):
                with suppress(Exception):
                    write_keys(folder, value)
            return value
        problems += 1
    raise RegisterDamaged(file=KEYS_FILE)


def _same_bytes(folder: Path) -> bool:
    try:
        return files.read(folder / KEYS_FILE) == files.read(folder / KEYS_COPY)
    except FileNotFoundError:
        return False


def write_keys(folder: Path, value: dict[str, Any]) -> None:
    """Write both copies, one after the other, each durable before the next."""
    whole = {**value, "sha256": _digest(value)}
    data = json.dumps(whole, indent=1).encode()
    files.replace(folder / KEYS_FILE, data)
    files.replace(folder / KEYS_COPY, data)


def _digest(value: dict[str, Any]) -> str:
    plain = {key: part for key, part in value.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def read_attempts(folder: Path) -> Attempts:
    """Failed unlocks so far; anything unreadable counts as none (it is not trusted anyway)."""
    try:
        value = json.loads((folder / ATTEMPTS_FILE).read_bytes())
        last = datetime.fromisoformat(value["last_at"]) if value.get("last_at") else None
        return Attempts(max(0, int(value["failed"])), last)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Attempts()


def write_attempts(folder: Path, attempts: Attempts) -> None:
    """Keep the count over restarts; a folder that cannot be written keeps none."""
    value = {"failed": attempts.failed, "last_at": attempts.last_at.isoformat() if attempts.last_at else None}
    with suppress(Exception):
        files.replace(folder / ATTEMPTS_FILE, json.dumps(value).encode())


class FolderLock:
    """Held while a register is open: ``flock`` on an open file, with host, PID and since-when as text.

    The operating system drops it when the process ends, so a lock without a holder is never stale.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock or raise :class:`RegisterInUse` with who holds it and since when."""
        with files.told():
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _try_lock(handle):
            holder = _holder(handle)
            os.close(handle)
            raise RegisterInUse(**holder)
        self._handle = handle
        text = json.dumps({"host": platform.node(), "pid": os.getpid(), "since": clock.now().isoformat()})
        with files.told():
            os.ftruncate(handle, 0)
            os.pwrite(handle, text.encode(), 0) if hasattr(os, "pwrite") else os.write(handle, text.encode())

    def release(self) -> None:
        """Let go; closing the file does it."""
        if self._handle is not None:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None


def holder(folder: Path) -> dict[str, Any] | None:
    """Who holds the register now (host, pid, since), or None; for the start screen."""
    path = folder / LOCK_FILE
    if not path.exists():
        return None
    lock = FolderLock(folder)
    try:
        lock.take()
    except RegisterInUse as error:
        return error.params
    lock.release()
    return None


def _holder(handle: int) -> dict[str, Any]:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        value = json.loads(os.read(handle, 1000))
        since = datetime.fromisoformat(value["since"]).astimezone(UTC)
        return {"host": str(value["host"]), "pid": int(value["pid"]), "since": since}
    except (OSError, ValueError, KeyError, TypeError):
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
