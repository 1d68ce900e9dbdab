"""Creating and opening a register. Opening never creates, and nothing is written before it is checked."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.errors import (
    NotARegister,
    ReadOnlyPlace,
    RegisterDamaged,
    RegisterError,
    RegisterExists,
    RegisterRolledBack,
    SlotExpired,
    SlotRevoked,
)
from app.model.code_lists import CodeList
from app.security import files, keys
from app.security.keys import NewSlot, Slot
from app.storage import anchor, audit, connection, generations, proofs, schema, slot_record, slots, tables, unclean
from app.storage import attempts as attempts_file
from app.storage import folder as folder_files
from app.storage.attempts import Attempts
from app.storage.folder import FolderLock, RegisterFile
from app.storage.register import Register
from app.storage.slot_record import Record
from app.storage.slots import COORDINATOR

CLOCK_TOLERANCE = timedelta(minutes=2)


def create(
    folder: Path,
    passphrase: str,
    lists: Mapping[str, CodeList],
    *,
    is_demo: bool = False,
    work: keys.WorkFactor | None = None,
    first_act: Callable[[Register], None] | None = None,
) -> Register:
    """Make a new register in ``folder`` and return it open; ``first_act`` furnishes it before it counts.

    Refuses a folder that holds anything. The folder is marked unfinished until ``register.json``, the
    last file, is there: a creation that failed or was killed half-way is nothing but files to remove.
    """
    keys.wipe(keys.passphrase_bytes(passphrase))
    lock = folder_files.prepare_new(folder)
    register: Register | None = None
    try:
        file = RegisterFile(str(uuid.uuid4()), folder_files.FORMAT, 1, is_demo)
        master = keys.new_master_key()
        slot = keys.seal(master, passphrase, file.id, NewSlot(COORDINATOR, work or keys.WorkFactor()))
        slots.write(folder, file.id, [slot])
        register = _create_database(folder, file, keys.expand(master, file.id), lock)
        register.slot_id, register.slots = slot.id, (slot,)
        with register.transaction("register.stamped") as act:
            act.about("register", file.id)
            schema.take_over_lists(act, lists)
            schema.stamp(act, file.id, is_demo=is_demo)
            slot_record.write(act.connection.exec_driver_sql, Record(slot_record.marks([slot])))
        anchor.write(folder, register.keys.anchor, file.generation, audit.Head(0, audit.START))
        if first_act is not None:
            first_act(register)
        folder_files.write_register_file(folder, register.file)
        folder_files.finish_new(folder)
    except BaseException:
        if register is not None:
            register.abandon()
        with suppress(RegisterError):
            folder_files.clear_unfinished(folder, is_told=True)
        lock.release()
        raise
    return register


def _create_database(folder: Path, file: RegisterFile, derived: keys.Keys, lock: FolderLock) -> Register:
    path = folder / file.database_name
    if path.exists():
        raise RegisterExists
    connection.create_file(path)
    raw = connection.connect(path, derived.database, is_new=True)
    try:
        schema.create(raw)
    except connection.DriverError as error:
        raw.close()
        raise connection.problem_of(error) from None
    return Register(folder, slots.signed(file, derived), derived, raw, lock, actor=COORDINATOR)


def open_register(
    folder: Path,
    passphrase: str,
    lists: Mapping[str, CodeList] | None = None,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> Register:
    """Open the register with a passphrase; ``lists`` brings its code tables up to the program's.

    Raises :class:`WrongPassphrase` (no slot opens; the next try waits a little longer),
    :class:`SlotExpired`, :class:`RegisterDamaged` and what stands under it, :class:`NotARegister`,
    :class:`RegisterTooNew`, :class:`RegisterInUse`, :class:`ReadOnlyPlace`, :class:`RegisterMissing`,
    :class:`KeySettingsRefused`; nothing in the database is changed by any of them. An older schema is
    raised, and torn free pages are left behind, in a new generation.
    """
    lock, file = hold(folder)
    try:
        with attempts_file.counted(folder, wait) as attempts:
            derived, slot = slots.open_keys(file, slots.read(folder, file.id), passphrase)
        register = open_with_key(folder, file, derived, lock, actor=slot.label)
    except BaseException:
        lock.release()
        raise
    grounds = _admitted(register, slot, passphrase, attempts)
    _log_unlock(register, attempts, lists, grounds)
    with suppress(RegisterError):  # the old slot opens as well; the next unlock tries again
        slots.raise_work(register, passphrase, keys.LEAST_WORK)
    return register


def _admitted(register: Register, slot: Slot, passphrase: str, attempts: Attempts) -> list[str]:
    """What is to be logged of the slot that opened; one that does not count any more is a failed try."""
    try:
        is_old = slots.admit(register, slot, passphrase)
    except BaseException as error:
        register.close()
        if isinstance(error, SlotRevoked | SlotExpired):
            attempts_file.count_failure(register.folder, attempts)
        raise
    return ["old_keys"] if is_old else []


def hold(folder: Path) -> tuple[FolderLock, RegisterFile]:
    """Take the folder's lock and read ``register.json`` under it; refuses without touching what is no register."""
    folder_files.read_register_file(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnlyPlace
    lock = FolderLock(folder)
    lock.take()
    try:
        file = folder_files.read_register_file(folder)
        files.keep_private(folder)
        folder_files.clear_temporary(folder)
    except BaseException:
        lock.release()
        raise
    return lock, file


def _log_unlock(
    register: Register, attempts: Attempts, lists: Mapping[str, CodeList] | None, grounds: list[str]
) -> None:
    """Failed tries before, and a clock that ran back, are told here: nobody could write them earlier."""
    try:
        if attempts.failed:
            with register.transaction("register.unlock_failed") as act:
                last = f" last:{attempts.last_at.isoformat()}" if attempts.last_at is not None else ""
                act.about("register", register.file.id, ground=f"times:{attempts.failed}{last}")
                act.outcome = "failed"
        with register.transaction("register.unlocked") as act:
            grounds += [f"failed_before:{attempts.failed}"] if attempts.failed else []
            grounds += ["attempts_unreadable"] if attempts.is_unreadable else []
            last = act.value(select(func.max(tables.audit_entry.c.at)))
            if last is not None and act.at < last - CLOCK_TOLERANCE:
                grounds.append("clock_back")
            act.about("register", register.file.id, ground=" ".join(grounds) or None)
            if lists is not None:
                schema.take_over_lists(act, lists)
            settled = proofs.read(act.connection)
    except BaseException:
        register.close()
        raise
    attempts_file.settle(register.folder, attempts, settled)


def open_with_key(folder: Path, file: RegisterFile, derived: keys.Keys, lock: FolderLock, *, actor: str) -> Register:
    """Open and check the current generation with the working keys; they are wiped when that fails.

    The lock stays with the caller until this returns.
    """
    raw, register = None, None
    try:
        if not slots.is_signed(file, derived):
            raise RegisterDamaged(file=folder_files.REGISTER_FILE)
        anchor.current(folder, derived.anchor, file.generation)
        unclean.try_on_copy(folder / file.database_name, derived)
        raw = connection.open_file(folder / file.database_name, derived.database)
        generations.adopt_audit_key(raw, derived)
        file, raw = _renewed_if_needed(folder, file, derived, raw, actor)
        register = Register(folder, file, derived, raw, lock, actor=actor)
        _check_contents(register, anchor.current(folder, derived.anchor, file.generation))
    except BaseException as error:
        if register is not None:
            register.abandon()
        elif raw is not None:
            raw.close()
        derived.wipe()
        if isinstance(error, RegisterError) or not isinstance(error, Exception):
            raise
        raise RegisterDamaged(file=file.database_name) from None
    return register


def _renewed_if_needed(
    folder: Path, file: RegisterFile, derived: keys.Keys, raw: Any, actor: str
) -> tuple[RegisterFile, Any]:
    """Heal torn free pages, raise an older schema: each in a new generation, to which this moves on."""
    if connection.cipher_integrity(raw):
        file = generations.heal(folder, file, derived, raw, actor)
        raw.close()
        raw = connection.open_file(folder / file.database_name, derived.database)
    if connection.version(raw) < connection.SCHEMA_VERSION:
        file = generations.migrated(folder, file, derived, raw, actor)
        raw.close()
        raw = connection.open_file(folder / file.database_name, derived.database)
    return file, raw


def _check_contents(register: Register, since: audit.Head) -> None:
    """The file belongs to this register, is no older than the anchor, and its chain holds since then."""
    with register.reading() as read:
        identity = read.raw_row(tables.meta, "key", "register_id")
        if identity is None or identity["value"] != register.file.id:
            raise NotARegister(kind="other")
        if audit.read_head(read.connection).seq < since.seq:
            raise RegisterRolledBack(file=register.file.database_name)
        if audit.first_broken(read.connection, register.keys.audit, since=since) is not None:
            raise RegisterDamaged(file=register.file.database_name)
