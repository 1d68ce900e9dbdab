"""The key slots in ``keys.json``: reading, opening, and writing them crash-safe.

Each slot opens the master key of one epoch; ``register.json`` is signed under the epoch that counts.
While the master key is renewed slots of two epochs stand side by side, so that whenever the power
goes one of them opens (``security.md`` §2.1).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from app import clock
from app.errors import (
    KeysDamaged,
    KeySettingsRefused,
    LastSlot,
    RecordMissing,
    RegisterDamaged,
    SlotExpired,
    WrongPassphrase,
)
from app.security import keys
from app.security.keys import Keys, NewSlot, Slot, WorkFactor
from app.storage import folder as folder_files
from app.storage.folder import RegisterFile
from app.storage.register import Register

COORDINATOR = "coördinator"
SUBSTITUTE = "waarnemer"
MOST_SLOTS = 8
"""A hostile keys file must not make her wait for a thousand derivations."""


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
    if not belongs or not slots:
        raise KeysDamaged(file=folder_files.KEYS_FILE)
    if len(slots) > MOST_SLOTS:
        raise KeySettingsRefused
    for slot in slots:
        slot.work.check()
    return slots


def read(folder: Path, register_id: str) -> tuple[Slot, ...]:
    """The slots of this register."""
    return from_stored(folder_files.read_keys(folder), register_id)


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
    opened_any = False
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
            raise SlotExpired(until=slot.until)
        return derived, slot
    if opened_any:
        raise RegisterDamaged(file=folder_files.REGISTER_FILE)
    raise WrongPassphrase


def any_keys(register_id: str, epoch: int, slots: Sequence[Slot], passphrase: str) -> Keys:
    """The working keys from a back-up's slots, ended or not: the data in it is of that time."""
    for slot in (slot for slot in slots if slot.epoch == epoch):
        try:
            return keys.expand(keys.unseal(slot, passphrase, register_id), register_id, epoch)
        except WrongPassphrase:
            continue
    raise WrongPassphrase


def is_signed(file: RegisterFile, derived: Keys) -> bool:
    """Whether ``register.json`` is signed under these keys."""
    return keys.same(keys.mac(derived.register_file, file.signed_bytes()), file.mac)


def signed(file: RegisterFile, derived: Keys) -> RegisterFile:
    """The same with its MAC."""
    return replace(file, mac=keys.mac(derived.register_file, file.signed_bytes()))


def drop_other_epochs(folder: Path, file: RegisterFile) -> None:
    """After a renewal that was cut short at its very end: only the epoch that counts stays."""
    present = read(folder, file.id)
    kept = [slot for slot in present if slot.epoch == file.epoch]
    if kept and len(kept) != len(present):
        write(folder, file.id, kept)


def listed(register: Register) -> tuple[SlotInfo, ...]:
    """Every way in."""
    return tuple(
        SlotInfo(slot.id, slot.label, slot.until, slot.work, slot.id == register.slot_id)
        for slot in read(register.folder, register.file.id)
    )


def add(register: Register, passphrase: str, *, until: date | None, work: WorkFactor) -> SlotInfo:
    """A substitute's own way in, with an end date; logged."""
    wanted = NewSlot(SUBSTITUTE, work, register.file.epoch, until)
    slot = keys.seal(register.keys.master, passphrase, register.file.id, wanted)
    present = read(register.folder, register.file.id)
    if len(present) >= MOST_SLOTS:
        raise KeySettingsRefused
    _write_logged(register, "slot.added", slot.id, [*present, slot])
    return SlotInfo(slot.id, slot.label, slot.until, slot.work, is_current=False)


def revoke(register: Register, slot_id: str) -> None:
    """Take a way in back; never the one that opened this session, never the last."""
    present = read(register.folder, register.file.id)
    if slot_id not in {slot.id for slot in present}:
        raise RecordMissing(table="slot")
    if slot_id == register.slot_id:
        raise LastSlot
    _write_logged(register, "slot.revoked", slot_id, [slot for slot in present if slot.id != slot_id])


def change_passphrase(register: Register, old: str, new: str, *, work: WorkFactor) -> None:
    """Seal this session's slot anew; one small file is written, never the database.

    Raises :class:`WrongPassphrase` when ``old`` is not what opened this slot; then nothing changes.
    """
    present = read(register.folder, register.file.id)
    mine = next((slot for slot in present if slot.id == register.slot_id), None)
    if mine is None:
        raise RecordMissing(table="slot")
    keys.wipe(keys.unseal(mine, old, register.file.id))
    _write_logged(register, "slot.changed", mine.id, _resealed(register, present, mine, new, work))


def raise_work(register: Register, passphrase: str, work: WorkFactor) -> None:
    """Seal this session's slot with more work, as machines grow faster; less is never written."""
    present = read(register.folder, register.file.id)
    for mine in [slot for slot in present if slot.id == register.slot_id]:
        if (work.memory_kib, work.passes) > (mine.work.memory_kib, mine.work.passes):
            _write_logged(register, "slot.raised", mine.id, _resealed(register, present, mine, passphrase, work))


def _resealed(register: Register, present: Sequence[Slot], mine: Slot, passphrase: str, work: WorkFactor) -> list[Slot]:
    wanted = NewSlot(mine.label, work, mine.epoch, mine.until, mine.id)
    sealed = keys.seal(register.keys.master, passphrase, register.file.id, wanted)
    return [sealed if slot.id == mine.id else slot for slot in present]


def _write_logged(register: Register, action: str, slot_id: str, slots: Sequence[Slot]) -> None:
    """The keys file inside the act that logs it: a log that cannot be written keeps the old slots."""
    before = read(register.folder, register.file.id)
    try:
        with register.transaction(action) as act:
            act.about("slot", slot_id)
            act.is_logged = act.anchors = True
            write(register.folder, register.file.id, slots)
    except BaseException:
        write(register.folder, register.file.id, before)
        raise


def memory_limit_kib() -> int:
    """A quarter of this machine's memory: the derivation must not push other programs out."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4096
    except (AttributeError, ValueError, OSError):
        return WorkFactor.memory_kib
