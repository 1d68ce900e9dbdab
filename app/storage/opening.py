"""Creating and opening a register. Opening never creates, and nothing is written before it is checked."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import clock
from app.errors import (
    KeysDamaged,
    KeySettingsRefused,
    NotARegister,
    ReadOnlyPlace,
    RegisterDamaged,
    RegisterError,
    RegisterExists,
    RegisterRolledBack,
    WrongPassphrase,
)
from app.model.code_lists import CodeList
from app.security import keys
from app.storage import anchor, audit, connection, schema, tables
from app.storage import folder as folder_files
from app.storage.folder import Attempts, FolderLock, RegisterFile
from app.storage.register import Register

COORDINATOR = "coördinator"
FREE_FAILURES = 2
LONGEST_WAIT = 30.0
MOST_SLOTS = 8
"""A hostile keys file must not make her wait for a thousand derivations."""


def create(
    folder: Path,
    passphrase: str,
    lists: Mapping[str, CodeList],
    *,
    is_demo: bool = False,
    work: keys.WorkFactor | None = None,
) -> Register:
    """Make a new register in ``folder`` and return it open.

    Refuses a folder that holds anything. The folder is marked unfinished until ``register.json``, the
    last file, is there: a creation that failed or was killed half-way is nothing but files to remove.
    """
    keys.wipe(keys.passphrase_bytes(passphrase))
    lock = folder_files.prepare_new(folder)
    register: Register | None = None
    try:
        file = RegisterFile(str(uuid.uuid4()), folder_files.FORMAT, 1, is_demo)
        master = keys.new_master_key()
        slot = keys.seal(master, passphrase, file.id, label=COORDINATOR, work=work)
        folder_files.write_keys(folder, {"register": file.id, "epoch": 1, "slots": [slot.to_json()]})
        register = _create_database(folder, file, keys.expand(master, file.id), lock)
        with register.working_copy() as conn:
            schema.fill_code_tables(conn, lists)
            schema.stamp(conn, file.id, is_demo=is_demo, at=clock.now())
        anchor.write(folder, register.keys.anchor, file.generation, audit.Head(0, audit.START))
        folder_files.write_register_file(folder, register.file)
        folder_files.finish_new(folder)
    except BaseException:
        if register is not None:
            register.abandon()
        with suppress(RegisterError):
            folder_files.clear_unfinished(folder)
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
    signed = replace(file, mac=keys.mac(derived.register_file, file.signed_bytes()))
    return Register(folder, signed, derived, raw, lock, actor=COORDINATOR)


def open_register(folder: Path, passphrase: str, *, wait: Callable[[float], None] = time.sleep) -> Register:
    """Open the register with a passphrase.

    Raises :class:`WrongPassphrase` (no slot opens; the next try waits a little longer),
    :class:`RegisterDamaged` and what stands under it, :class:`NotARegister`, :class:`RegisterTooNew`,
    :class:`RegisterInUse`, :class:`ReadOnlyPlace`, :class:`RegisterMissing`,
    :class:`KeySettingsRefused`; nothing in the database is changed by any of them.
    """
    folder_files.read_register_file(folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ReadOnlyPlace
    lock = FolderLock(folder)
    lock.take()
    try:
        file = folder_files.read_register_file(folder)
        folder_files.clear_temporary(folder)
        attempts = folder_files.read_attempts(folder)
        wait(_delay(attempts))
        try:
            master, label, epoch = _unseal_any(folder, file, passphrase)
        except WrongPassphrase:
            folder_files.write_attempts(folder, Attempts(attempts.failed + 1, clock.now()))
            raise
        register = open_with_key(folder, file, keys.expand(master, file.id, epoch), lock, actor=label)
    except BaseException:
        lock.release()
        raise
    _log_unlock(register, attempts)
    return register


def _log_unlock(register: Register, attempts: Attempts) -> None:
    try:
        with register.transaction("register.unlocked") as act:
            ground = f"failed_before:{attempts.failed}" if attempts.failed else None
            act.about("register", register.file.id, ground=ground)
    except BaseException:
        register.close()
        raise
    if attempts.failed:
        folder_files.write_attempts(register.folder, Attempts())


def _delay(attempts: Attempts) -> float:
    """0, 0, 1, 2, 4 … seconds, at most half a minute, less what has passed; never for ever, never a wipe."""
    if attempts.failed < FREE_FAILURES:
        return 0.0
    delay = min(LONGEST_WAIT, 2.0 ** min(10, attempts.failed - FREE_FAILURES))
    passed = clock.now() - attempts.last_at if attempts.last_at is not None else timedelta(0)
    return delay if passed < timedelta(0) else max(0.0, delay - passed.total_seconds())


def _unseal_any(folder: Path, file: RegisterFile, passphrase: str) -> tuple[bytearray, str, int]:
    stored: dict[str, Any] = folder_files.read_keys(folder)
    try:
        slots = [keys.slot_from_json(value) for value in stored["slots"]]
        epoch = int(stored["epoch"])
        belongs = str(stored["register"]) == file.id
    except folder_files.NOT_OURS:
        raise KeysDamaged(file=folder_files.KEYS_FILE) from None
    if not belongs or not slots:
        raise KeysDamaged(file=folder_files.KEYS_FILE)
    if len(slots) > MOST_SLOTS:
        raise KeySettingsRefused
    for slot in slots:
        slot.work.check()
    for slot in slots:
        with suppress(WrongPassphrase):
            return keys.unseal(slot, passphrase, file.id), slot.label, epoch
    raise WrongPassphrase


def open_with_key(folder: Path, file: RegisterFile, derived: keys.Keys, lock: FolderLock, *, actor: str) -> Register:
    """Open and check the current generation with the working keys; they are wiped when that fails.

    The lock stays with the caller until this returns.
    """
    raw, register = None, None
    try:
        if not keys.same(keys.mac(derived.register_file, file.signed_bytes()), file.mac):
            raise RegisterDamaged(file=folder_files.REGISTER_FILE)
        anchored = anchor.read(folder, derived.anchor)
        raw = connection.open_file(folder / file.database_name, derived.database)
        if connection.cipher_integrity(raw):
            raise RegisterDamaged(file=file.database_name)
        register = Register(folder, file, derived, raw, lock, actor=actor)
        _check_contents(register, anchored)
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


def _check_contents(register: Register, anchored: tuple[int, audit.Head] | None) -> None:
    """The file belongs to this register, is no older than the anchor, and its chain holds since then."""
    if anchored is None:
        raise RegisterDamaged(file=folder_files.ANCHOR_FILE)
    generation, since = anchored
    if generation > register.file.generation:
        raise RegisterRolledBack(file=folder_files.REGISTER_FILE)
    with register.reading() as read:
        identity = read.raw_row(tables.meta, "key", "register_id")
        if identity is None or identity["value"] != register.file.id:
            raise NotARegister(kind="other")
        if audit.read_head(read.connection).seq < since.seq:
            raise RegisterRolledBack(file=register.file.database_name)
        if audit.first_broken(read.connection, register.keys.audit, since=since) is not None:
            raise RegisterDamaged(file=register.file.database_name)
