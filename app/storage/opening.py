"""Creating and opening a register. Opening never creates, and nothing is written before it is checked."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app import clock
from app.errors import NotARegister, RegisterDamaged, RegisterError, RegisterExists, WrongPassphrase
from app.model.code_lists import CodeList
from app.security import keys
from app.storage import anchor, audit, connection, schema, tables
from app.storage import folder as folder_files
from app.storage.folder import Attempts, FolderLock, RegisterFile
from app.storage.register import Register

COORDINATOR = "coördinator"
FREE_FAILURES = 2
LONGEST_WAIT = 30.0


def create(
    folder: Path,
    passphrase: str,
    lists: Mapping[str, CodeList],
    *,
    is_demo: bool = False,
    work: keys.WorkFactor | None = None,
) -> Register:
    """Make a new register in ``folder`` and return it open.

    Refuses a folder that holds anything. ``register.json`` is written last: without it there is no
    register, so a creation that failed half-way is nothing but files to remove.
    """
    folder_files.prepare_new(folder)
    lock = FolderLock(folder)
    lock.take()
    try:
        file = RegisterFile(str(uuid.uuid4()), folder_files.FORMAT, 1, is_demo)
        master = keys.new_master_key()
        slot = keys.seal(master, passphrase, file.id, label=COORDINATOR, work=work)
        folder_files.write_keys(folder, {"register": file.id, "epoch": 1, "slots": [slot.to_json()]})
        return _create_database(folder, file, keys.expand(master, file.id), lists, lock)
    except BaseException:
        lock.release()
        for name in (folder_files.KEYS_FILE, folder_files.KEYS_COPY, "data.1.db", "data.1.db-journal"):
            if not (folder / folder_files.REGISTER_FILE).exists():
                (folder / name).unlink(missing_ok=True)
        raise


def _create_database(
    folder: Path, file: RegisterFile, derived: keys.Keys, lists: Mapping[str, CodeList], lock: FolderLock
) -> Register:
    path = folder / file.database_name
    if path.exists():
        raise RegisterExists
    connection.create_file(path)
    raw = connection.connect(path, derived.database, is_new=True)
    schema.create(raw)
    file = replace(file, mac=keys.mac(derived.register_file, file.signed_bytes()))
    register = Register(folder, file, derived, raw, lock, actor=COORDINATOR)
    with register.working_copy() as conn:
        schema.fill_code_tables(conn, lists)
        schema.stamp(conn, file.id, is_demo=file.is_demo, at=clock.now())
    folder_files.write_register_file(folder, file)
    return register


def open_register(folder: Path, passphrase: str, *, wait: Callable[[float], None] = time.sleep) -> Register:
    """Open the register with a passphrase.

    Raises :class:`WrongPassphrase` (slot does not open; the next try waits a little longer),
    :class:`RegisterDamaged`, :class:`NotARegister`, :class:`RegisterTooNew`, :class:`RegisterInUse`,
    :class:`ReadOnlyPlace`, :class:`RegisterMissing`; nothing is changed by any of them.
    """
    file = folder_files.read_register_file(folder)
    lock = FolderLock(folder)
    lock.take()
    try:
        attempts = folder_files.read_attempts(folder)
        wait(_delay(attempts.failed))
        try:
            master, label, epoch = _unseal_any(folder, file, passphrase)
        except WrongPassphrase:
            folder_files.write_attempts(folder, Attempts(attempts.failed + 1, clock.now()))
            raise
        register = _open_database(folder, file, keys.expand(master, file.id, epoch), lock, label)
    except BaseException:
        lock.release()
        raise
    with register.transaction("register.unlocked") as act:
        act.about("register", file.id, ground=f"failed_before:{attempts.failed}" if attempts.failed else None)
    if attempts.failed:
        folder_files.write_attempts(folder, Attempts())
    return register


def _delay(failed: int) -> float:
    """0, 0, 1, 2, 4 … seconds, at most half a minute; never for ever, never a wipe."""
    return 0.0 if failed < FREE_FAILURES else min(LONGEST_WAIT, 2.0 ** (failed - FREE_FAILURES))


def _unseal_any(folder: Path, file: RegisterFile, passphrase: str) -> tuple[bytearray, str, int]:
    stored: dict[str, Any] = folder_files.read_keys(folder)
    try:
        slots = [keys.slot_from_json(value) for value in stored["slots"]]
        epoch = int(stored["epoch"])
    except (KeyError, TypeError, ValueError):
        raise RegisterDamaged(file=folder_files.KEYS_FILE) from None
    for slot in slots:
        try:
            return keys.unseal(slot, passphrase, file.id), slot.label, epoch
        except WrongPassphrase:
            continue
    raise WrongPassphrase


def _open_database(folder: Path, file: RegisterFile, derived: keys.Keys, lock: FolderLock, label: str) -> Register:
    if not keys.same(keys.mac(derived.register_file, file.signed_bytes()), file.mac):
        raise RegisterDamaged(file=folder_files.REGISTER_FILE)
    path = folder / file.database_name
    connection.check_file(path)
    raw = connection.connect(path, derived.database)
    if connection.cipher_integrity(raw):
        raw.close()
        raise RegisterDamaged(file=file.database_name)
    register = Register(folder, file, derived, raw, lock, actor=label)
    try:
        _check_contents(register)
    except BaseException as error:
        register.abandon()
        if isinstance(error, RegisterError):
            raise
        raise RegisterDamaged(file=file.database_name) from None
    return register


def _check_contents(register: Register) -> None:
    """The file belongs to this register, is no older than the anchor, and its chain holds since then."""
    anchored = anchor.read(register.folder, register.keys.anchor)
    with register.reading() as read:
        identity = read.raw_row(tables.meta, "key", "register_id")
        if identity is None or identity["value"] != register.file.id:
            raise NotARegister(kind="other")
        since = None
        if anchored is not None:
            generation, since = anchored
            if generation > register.file.generation:
                raise RegisterDamaged(file=folder_files.ANCHOR_FILE)
        if audit.first_broken(read.connection, register.keys.audit, since=since) is not None:
            raise RegisterDamaged(file=register.file.database_name)
