"""The key slots in ``keys.json``: reading, opening, and writing them crash-safe.

Each slot opens the master key of one epoch; ``register.json`` is signed under the epoch that counts.
While the master key is renewed slots of two epochs stand side by side, so that whenever the power
goes one of them opens (``security.md`` §2.1).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.errors import (
    EnvironmentProblem,
    KeysDamaged,
    KeySettingsRefused,
    LastSlot,
    OutcomeUnknown,
    RecordMissing,
    RegisterDamaged,
    RegisterError,
    SlotExpired,
    SlotRevoked,
    WrongPassphrase,
)
from app.security import files, keys
from app.security.keys import Keys, NewSlot, Slot, WorkFactor
from app.storage import folder as folder_files
from app.storage import slot_record, tables
from app.storage.folder import RegisterFile
from app.storage.register import Register
from app.storage.slot_record import Record

COORDINATOR = "coördinator"
SUBSTITUTE = "waarnemer"
MOST_SLOTS = 8
"""A hostile keys file must not make her wait for a thousand derivations."""

LONGEST_NAME = 64
"""Of a slot's id and label, which are shown before anything proved them."""


@dataclass(frozen=True)
class SlotInfo:
    """A slot as shown: whose, until when, how much work, and whether it opened this session."""

    id: str
    label: str
    until: date | None
    work: WorkFactor
    is_current: bool


def from_stored(stored: dict[str, Any], register_id: str) -> tuple[Slot, ...]:
    """The slots of a keys file; refuses one that is not ours or asks for too much, before anything runs."""
    try:
        slots = tuple(keys.slot_from_json(value) for value in stored["slots"])
        belongs = str(stored["register"]) == register_id
    except folder_files.NOT_OURS:
        raise KeysDamaged(file=folder_files.KEYS_FILE) from None
    is_odd = any(len(slot.id) > LONGEST_NAME or len(slot.label) > LONGEST_NAME for slot in slots)
    if not belongs or not slots or is_odd:
        raise KeysDamaged(file=folder_files.KEYS_FILE)
    if len(slots) > MOST_SLOTS:
        raise KeySettingsRefused
    for slot in slots:
        slot.work.check()
    return slots


def copies(folder: Path, register_id: str) -> tuple[tuple[Slot, ...], ...]:
    """The slots of each copy of the keys file that is this register's, the first before the second.

    A copy of another register, or one that asks for too much, does not stand in the way of the other.
    """
    found: list[tuple[Slot, ...]] = []
    problem: RegisterError = KeysDamaged(file=folder_files.KEYS_FILE)
    for stored in folder_files.key_copies(folder):
        try:
            found.append(from_stored(stored, register_id))
        except RegisterError as error:
            problem = error
    if not found:
        raise problem
    return tuple(found)


def read(folder: Path, register_id: str) -> tuple[Slot, ...]:
    """Every slot that lies there, of both copies; which of them count the register itself knows."""
    found: list[Slot] = []
    for copy in copies(folder, register_id):
        found += [slot for slot in copy if slot not in found]
    return tuple(found)


def counting(register: Register) -> tuple[Slot, ...]:
    """The slots that count: those that the register knows, whatever was put into the folder or taken out of it."""
    with register.reading() as reading:
        record = slot_record.read(reading.connection.exec_driver_sql)
    lying: tuple[Slot, ...] = ()
    try:
        if record is None:
            return copies(register.folder, register.file.id)[0]
        lying = read(register.folder, register.file.id)
    except (KeysDamaged, KeySettingsRefused):
        if not register.slots or record is None:
            raise
    found = [*lying, *(slot for slot in register.slots if slot not in lying)]
    return tuple(slot for slot in found if record.allows(slot))


def mend(register: Register) -> None:
    """Make keys files that were lost or changed since the unlock as the register knows them; quick when they are."""
    with suppress(RegisterError):
        kept = counting(register)
        if not _is_as(register.folder, register.file.id, kept):
            write(register.folder, register.file.id, kept)


def _is_as(folder: Path, register_id: str, slots: Sequence[Slot]) -> bool:
    try:
        found = copies(folder, register_id)
    except RegisterError:
        return False
    return len(found) == 1 and _is_doubled(folder) and list(found[0]) == list(slots)


def admit(register: Register, opened: Slot, passphrase: str) -> bool:
    """Let the session be that of ``opened`` if it still counts; settle copies and record on what does.

    Raises :class:`SlotRevoked` for one that was changed or taken back, :class:`SlotExpired` for one whose
    last day is before the last act in the log (a clock set back does not lengthen it). Returns whether
    slots lay there that do not count any more: somebody put an older keys file back.
    """
    folder, file = register.folder, register.file
    with register.reading() as reading:
        record = slot_record.read(reading.connection.exec_driver_sql)
        last = reading.value(select(func.max(tables.audit_entry.c.at))) if opened.until else None
    found = copies(folder, file.id)
    lying = [slot for slot in read(folder, file.id) if slot.epoch == file.epoch]
    if record is not None and not record.allows(opened):
        opened = _another(register, [slot for slot in lying if record.allows(slot)], passphrase)
    if opened.until is not None and last is not None and clock.on_day(last) > opened.until:
        raise SlotExpired(until=opened.until)
    register.slot_id, register.actor = opened.id, opened.label
    wins = _winning(record, found[0], opened, slot_record.marks(lying))
    if record is None or record.coming or record.now != wins:
        with register.working_copy() as conn:
            slot_record.write(conn.exec_driver_sql, Record(wins))
    kept = [slot for slot in lying if slot_record.mark(slot) in wins]
    register.slots = tuple(kept)
    if not _is_as(folder, file.id, kept):
        with suppress(RegisterError):  # what opened lies there still; the next unlock tries again
            write(folder, file.id, kept)
    return record is not None and any(not record.allows(slot) for slot in lying)


def _another(register: Register, slots: Sequence[Slot], passphrase: str) -> Slot:
    """A slot that counts and that the same passphrase opens, from the copy that was left alone."""
    for slot in slots:
        with suppress(WrongPassphrase):
            keys.wipe(keys.unseal(slot, passphrase, register.file.id))
            return slot
    raise SlotRevoked


def _winning(
    record: Record | None, first: Sequence[Slot], opened: Slot, lying: frozenset[str]
) -> frozenset[str]:
    """The set that counts from here on; a change that was cut short is ended the way it opened.

    A slot of both sets says nothing about which: then the coming one counts only if all of it lies there,
    lest the slot that was being changed be lost with both.
    """
    if record is None:
        return slot_record.marks(slot for slot in first if slot.epoch == opened.epoch)
    is_coming = slot_record.mark(opened) in record.coming and record.coming <= lying
    return record.coming if is_coming else record.now


def _is_doubled(folder: Path) -> bool:
    """Whether both copies are there and the same."""
    try:
        return files.read(folder / folder_files.KEYS_FILE) == files.read(folder / folder_files.KEYS_COPY)
    except (FileNotFoundError, ValueError, EnvironmentProblem):
        return False


def as_stored(register_id: str, slots: Sequence[Slot]) -> dict[str, Any]:
    """The keys file's plain values."""
    return {"register": register_id, "slots": [slot.to_json() for slot in slots]}


def write(folder: Path, register_id: str, slots: Sequence[Slot]) -> None:
    """Both copies, one after the other; refuses to leave a register without a way in."""
    if not slots:
        raise LastSlot
    folder_files.write_keys(folder, as_stored(register_id, slots))


def open_keys(file: RegisterFile, slots: Sequence[Slot], passphrase: str) -> tuple[Keys, Slot]:
    """The working keys that this passphrase gives, and the slot it opened.

    Raises :class:`WrongPassphrase`, :class:`SlotExpired`, or :class:`RegisterDamaged` when a slot opens
    but ``register.json`` is not signed under its key.
    """
    opened_any, expired = False, None
    for slot in slots:
        try:
            master = keys.unseal(slot, passphrase, file.id)
        except WrongPassphrase:
            continue
        opened_any = True
        derived = keys.expand(master, file.id, slot.epoch)
        if slot.epoch != file.epoch or not is_signed(file, derived):
            derived.wipe()
            continue
        if slot.until is not None and clock.today() > slot.until:
            derived.wipe()
            expired = slot.until
            continue
        return derived, slot
    if expired is not None:
        raise SlotExpired(until=expired)
    if opened_any:
        raise RegisterDamaged(file=folder_files.REGISTER_FILE)
    raise WrongPassphrase


def any_keys(register_id: str, epoch: int, slots: Sequence[Slot], passphrase: str) -> tuple[Keys, Slot]:
    """The working keys from a back-up's slots, ended or not (the data in it is of that time), and which slot it was."""
    for slot in (slot for slot in slots if slot.epoch == epoch):
        try:
            return keys.expand(keys.unseal(slot, passphrase, register_id), register_id, epoch), slot
        except WrongPassphrase:
            continue
    raise WrongPassphrase


def is_signed(file: RegisterFile, derived: Keys) -> bool:
    """Whether ``register.json`` is signed under these keys."""
    return keys.same(keys.mac(derived.register_file, file.signed_bytes()), file.mac)


def signed(file: RegisterFile, derived: Keys) -> RegisterFile:
    """The same with its MAC."""
    return replace(file, mac=keys.mac(derived.register_file, file.signed_bytes()))


def listed(register: Register) -> tuple[SlotInfo, ...]:
    """Every way in."""
    return tuple(
        SlotInfo(slot.id, slot.label, slot.until, slot.work, slot.id == register.slot_id)
        for slot in counting(register)
    )


def add(register: Register, passphrase: str, *, until: date | None, work: WorkFactor) -> SlotInfo:
    """A substitute's own way in, with an end date; logged."""
    present = counting(register)
    if len(present) >= MOST_SLOTS:
        raise KeySettingsRefused
    wanted = NewSlot(_free_label({slot.label for slot in present}), work, register.file.epoch, until)
    slot = keys.seal(register.keys.master, passphrase, register.file.id, wanted)
    write_logged(register, "slot.added", slot.id, present, [*present, slot])
    return SlotInfo(slot.id, slot.label, slot.until, slot.work, is_current=False)


def _free_label(taken: set[str]) -> str:
    """Two substitutes at one time are two in the log."""
    labels = [SUBSTITUTE, *(f"{SUBSTITUTE} {number}" for number in range(2, MOST_SLOTS + 1))]
    return next(label for label in labels if label not in taken)


def revoke(register: Register, slot_id: str) -> None:
    """Take a way in back; never the one that opened this session, never the last."""
    present = counting(register)
    if slot_id not in {slot.id for slot in present}:
        raise RecordMissing(table="slot")
    if slot_id == register.slot_id:
        raise LastSlot
    write_logged(register, "slot.revoked", slot_id, present, [slot for slot in present if slot.id != slot_id])


def change_passphrase(register: Register, old: str, new: str, *, work: WorkFactor) -> None:
    """Seal this session's slot anew; one small file is written, never the database.

    Raises :class:`WrongPassphrase` when ``old`` is not what opened this slot; then nothing changes.
    """
    present = counting(register)
    mine = next((slot for slot in present if slot.id == register.slot_id), None)
    if mine is None:
        raise RecordMissing(table="slot")
    keys.wipe(keys.unseal(mine, old, register.file.id))
    write_logged(register, "slot.changed", mine.id, present, _resealed(register, present, mine, new, work))


def raise_work(register: Register, passphrase: str, work: WorkFactor) -> None:
    """Seal this session's slot with more work, as machines grow faster; less is never written."""
    present = counting(register)
    for mine in [slot for slot in present if slot.id == register.slot_id]:
        if _outweighs(work, mine.work):
            raised = _resealed(register, present, mine, passphrase, work)
            write_logged(register, "slot.raised", mine.id, present, raised)


def at_least_present(register: Register, work: WorkFactor) -> WorkFactor:
    """``work``, or that of the slot that opened this session when it is more: this machine has borne it."""
    present = [slot.work for slot in counting(register) if slot.id == register.slot_id]
    return next((mine for mine in present if _outweighs(mine, work)), work)


def _outweighs(work: WorkFactor, other: WorkFactor) -> bool:
    return (work.memory_kib, work.passes) > (other.memory_kib, other.passes)


def _resealed(register: Register, present: Sequence[Slot], mine: Slot, passphrase: str, work: WorkFactor) -> list[Slot]:
    wanted = NewSlot(mine.label, work, mine.epoch, mine.until, mine.id)
    sealed = keys.seal(register.keys.master, passphrase, register.file.id, wanted)
    return [sealed if slot.id == mine.id else slot for slot in present]


def write_logged(
    register: Register, action: str, slot_id: str, before: Sequence[Slot], slots: Sequence[Slot]
) -> None:
    """The keys file inside the act that logs it: a log that cannot be written keeps the old slots.

    The register is told beforehand which set is coming, so that a power cut between the two leaves
    whichever file is there opening it. Raises what the disk says, and then the slots of ``before`` open
    it; :class:`OutcomeUnknown` when the disk does not let that be made sure: one set or the other.
    """
    announce(register, before, slots)
    try:
        with register.transaction(action) as act:
            act.about("slot", slot_id)
            act.is_logged = act.anchors = True
            write(register.folder, register.file.id, slots)
            slot_record.write(act.connection.exec_driver_sql, Record(slot_record.marks(slots)))
    except OutcomeUnknown:
        raise  # the new ones lie there, and count whether the act was written or not
    except BaseException:
        if before and not _is_put_back(register, before):
            raise OutcomeUnknown from None
        raise
    register.slots = tuple(slots)


def announce(register: Register, before: Sequence[Slot], coming: Sequence[Slot]) -> None:
    """Let both sets count until one of them is written."""
    with register.working_copy() as conn:
        slot_record.write(conn.exec_driver_sql, Record(slot_record.marks(before), slot_record.marks(coming)))


def _is_put_back(register: Register, before: Sequence[Slot]) -> bool:
    folder, register_id = register.folder, register.file.id
    try:
        write(folder, register_id, before)
    except EnvironmentProblem:
        try:
            return all(list(copy) == list(before) for copy in copies(folder, register_id))
        except EnvironmentProblem:
            return False
    return True


def memory_limit_kib() -> int:
    """A quarter of this machine's memory: the derivation must not push other programs out."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4096
    except (AttributeError, ValueError, OSError):
        return WorkFactor.memory_kib
