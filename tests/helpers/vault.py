"""The vault from the outside: what an attacker, a broken disk or a second program does to the folder."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from app.errors import WrongPassphrase
from app.model.records import new_id
from app.security import keys
from app.storage import connection, slots, tables
from app.storage import folder as folder_files
from app.storage.opening import hold, open_register, open_with_key
from app.storage.register import Register
from app.storage.slots import COORDINATOR
from tests.helpers.register import PASSPHRASE, new_register

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def _template(parent: str) -> Path:
    """A closed register with three organisations in it, made once per run and copied."""
    folder = Path(parent) / "template"
    register = new_register(folder)
    for name in ("Eerste", "Tweede", "Derde"):
        add(register, name)
    register.close()
    return folder


def closed_register(folder: Path, base: Path) -> Path:
    """A copy of the template; ``base`` is a folder that outlives the test."""
    shutil.copytree(_template(str(base)), folder)
    return folder


def add(register: Register, name: str, row_id: str | None = None) -> str:
    """One act: an organisation with this name."""
    row_id = row_id or new_id()
    with register.transaction("organisation.added") as act:
        act.about("organisation", row_id)
        act.insert(
            tables.organisation,
            {"id": row_id, "name": name, "department": None, "kind": "anders", "place": None, "region": None,
             "functions": None, "admission": None, "receives_through_id": None, "is_shelter": False,
             "notifier_type": None, "relative": None, "search_text": name.lower()},
        )  # fmt: skip
    return row_id


def rename(register: Register, row_id: str, revision: int, name: str) -> None:
    """One act: another name for an organisation."""
    with register.transaction("organisation.changed") as act:
        act.change(tables.organisation, row_id, revision, {"name": name})


def organisation_names(register: Register) -> list[str]:
    """Every name, in the order of adding."""
    with register.reading() as read:
        query = "SELECT name FROM organisation ORDER BY rowid"
        return [row[0] for row in read.connection.exec_driver_sql(query)]


def reopen(folder: Path) -> Register:
    """Open without waiting for earlier failures."""
    return open_register(folder, PASSPHRASE, wait=lambda seconds: None)


def keys_of(folder: Path) -> keys.Keys:
    """The working keys, the way a person with the passphrase gets them."""
    file = folder_files.read_register_file(folder)
    master = master_of(slots.read(folder, file.id)[0], PASSPHRASE, file.id)
    assert master is not None
    return keys.expand(bytearray(master), file.id, file.epoch)


def master_of(slot: keys.Slot, passphrase: str, register_id: str) -> bytes | None:
    """The master key that the passphrase gives, or None; each slot's derivation is done once per process."""
    return _master(json.dumps(slot.to_json(), sort_keys=True), passphrase, register_id)


@cache
def _master(slot: str, passphrase: str, register_id: str) -> bytes | None:
    try:
        return bytes(keys.unseal(keys.slot_from_json(json.loads(slot)), passphrase, register_id))
    except WrongPassphrase:
        return None


def unlocked(folder: Path, *passphrases: str) -> tuple[Register, str]:
    """Open with whichever passphrase opens it, as an unlock does but without its entry; and which it was."""
    lock, file = hold(folder)
    try:
        for slot in (slot for slot in slots.read(folder, file.id) if slot.epoch == file.epoch):
            for passphrase in passphrases:
                master = master_of(slot, passphrase, file.id)
                if master is not None:
                    derived = keys.expand(bytearray(master), file.id, slot.epoch)
                    register = open_with_key(folder, file, derived, lock, actor=slot.label)
                    try:
                        slots.admit(register, slot, passphrase)
                    except BaseException:
                        register.abandon()
                        raise
                    return register, passphrase
    except BaseException:
        lock.release()
        raise
    raise AssertionError("no passphrase opens it")


def open_quickly(folder: Path) -> Register:
    """Open as after an unlock, without the derivation."""
    lock, file = hold(folder)
    try:
        register = open_with_key(folder, file, keys_of(folder), lock, actor=COORDINATOR)
    except BaseException:
        lock.release()
        raise
    register.slot_id = folder_files.read_keys(folder)["slots"][0]["id"]
    return register


@contextmanager
def direct(folder: Path) -> Iterator[Any]:
    """The database by itself, with the key, past every rule of the program; triggers may be dropped."""
    path = folder / folder_files.read_register_file(folder).database_name
    raw = connection.connect(path, keys_of(folder).database)
    try:
        yield raw
    finally:
        raw.close()


def without_guards(raw: Any, table: str = "audit_entry") -> None:
    """Drop the triggers of a table, as somebody with the key could."""
    names = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)).fetchall()
    for (name,) in names:
        raw.execute(f"DROP TRIGGER {name}")


def hot_journal(register: Register, name: str) -> bytes:
    """The journal in the middle of an act that is taken back: written out, because the memory for pages is full."""
    journal = register.folder / (register.file.database_name + "-journal")
    with register.alone() as raw:
        raw.execute("PRAGMA cache_size = 4")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE organisation SET name = ?", (name,))
        for table in ("municipality", "language", "citizenship", "sector", "scope"):
            raw.execute(f"UPDATE {table} SET label = label || 'x'")
        stale = journal.read_bytes()
        raw.execute("ROLLBACK")
        raw.execute("PRAGMA cache_size = -65536")
    assert stale[:4] == bytes.fromhex("d9d505f9")
    return stale


def database(folder: Path) -> Path:
    """The current generation's file."""
    return folder / folder_files.read_register_file(folder).database_name


def contents(folder: Path) -> dict[str, str]:
    """Name → hash of everything in the folder except the lock."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != folder_files.LOCK_FILE
    }


def python(code: str, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Another process of the program."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )
