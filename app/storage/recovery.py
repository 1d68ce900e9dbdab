"""The ways back: restoring a back-up, rehearsing that, opening with the recovery sheet, a new master key.

Nothing is ever wiped first. A restored or renewed register is a new generation; the present set stays
beside it until a later back-up was proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.errors import (
    BackupRefused,
    KeysDamaged,
    NotARegister,
    RegisterDamaged,
    RegisterError,
    RegisterMissing,
    SheetOfAnotherRegister,
)
from app.security import files, keys, recovery
from app.security.keys import Keys, NewSlot, Slot, WorkFactor
from app.storage import backup, connection, generations, opening, slot_record, slots, verification
from app.storage import folder as folder_files
from app.storage.backup import Manifest
from app.storage.folder import FolderLock, FolderState, RegisterFile
from app.storage.generations import Reason
from app.storage.register import Register
from app.storage.slot_record import Record

SHEET_ACTOR = "herstelblad"


@dataclass(frozen=True)
class Rehearsal:
    """What opening a back-up from its file and a passphrase alone showed: it is whole, with these counts."""

    manifest: Manifest
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Comparison:
    """A back-up beside the present register, before anything is switched.

    ``present`` is None when the present register cannot be read; ``later_acts`` is how many acts of the
    present one the back-up does not hold. With ``has_parted`` nobody can tell: the present one does not go on
    from this back-up, it is of before it or was worked in apart from it.
    """

    rehearsal: Rehearsal
    present: Mapping[str, int] | None
    later_acts: int | None
    has_parted: bool = False


@dataclass(frozen=True)
class _Opened:
    """A back-up whose whole file was proved: its keys, who opened it, and its own slots."""

    derived: Keys
    actor: str
    slots: tuple[Slot, ...]
    manifest: Manifest


def rehearse(path: Path, passphrase: str, scratch: Path) -> Rehearsal:
    """Restore completely, from the file and the passphrase alone, into ``scratch``, check all, and clear it.

    Raises :class:`WrongPassphrase`, :class:`BackupRefused` or what the disk says.
    """
    return _rehearsed(path, _opened(path, passphrase), scratch)


def rehearse_with_sheet(path: Path, lines: Sequence[str], scratch: Path) -> Rehearsal:
    """The same from the file and the recovery sheet alone; raises as :func:`restore_with_sheet`."""
    return _rehearsed(path, _opened_with_sheet(path, lines), scratch)


def _rehearsed(path: Path, found: _Opened, scratch: Path) -> Rehearsal:
    try:
        return Rehearsal(found.manifest, _unpacked_counts(path, found.derived, found.manifest, scratch))
    finally:
        found.derived.wipe()


def _opened_with_sheet(path: Path, lines: Sequence[str]) -> _Opened:
    told = backup.look(path).manifest
    derived = keys.expand(recovery.key_of(lines, told.register), told.register, told.epoch)
    try:
        return _proved(path, derived, SHEET_ACTOR, ())
    except BackupRefused as refused:
        if refused.params.get("reason") == "signature":
            raise SheetOfAnotherRegister from None
        raise


def _opened(path: Path, passphrase: str) -> _Opened:
    """Keys from the back-up's own slots; the manifest proved against the whole file."""
    told = backup.look(path).manifest
    stored = slots.from_stored(backup.stored_keys(path), told.register)
    derived, slot = slots.any_keys(told.register, told.epoch, stored, passphrase)
    return _proved(path, derived, slot.label, [slot for slot in stored if slot.epoch == told.epoch])


def _proved(path: Path, derived: Keys, actor: str, own: Sequence[Slot]) -> _Opened:
    try:
        return _Opened(derived, actor, tuple(own), backup.proved(path, derived))
    except BaseException:
        derived.wipe()
        raise


def _unpacked_counts(path: Path, derived: Keys, manifest: Manifest, scratch: Path) -> Mapping[str, int]:
    copy = scratch / (folder_files.COPY_FILE + ".tmp")
    try:
        with files.told():
            copy.unlink(missing_ok=True)
        connection.create_file(copy)
        backup.unpack(path, copy, manifest)
        raw = connection.connect(copy, derived.database, is_current=False)
        try:
            generations.adopt_audit_key(raw, derived)
            report = verification.examine(raw, derived.audit, anchored=manifest.head, size=manifest.size)
        finally:
            raw.close()
    except (RegisterDamaged, NotARegister, KeyError) as error:
        raise BackupRefused(reason="data") from error
    finally:
        for left in (copy, copy.with_name(copy.name + "-journal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    if not report.is_intact or report.counts != manifest.counts or report.head != manifest.head:
        raise BackupRefused(reason="data", findings=report.findings)
    return report.counts


def compare(register: Register | None, path: Path, passphrase: str, scratch: Path) -> Comparison:
    """A rehearsal, with the present register's counts beside it."""
    return beside(register, rehearse(path, passphrase, scratch))


def beside(register: Register | None, rehearsal: Rehearsal) -> Comparison:
    """What a rehearsal showed, with the present register's counts beside it."""
    if register is None:
        return Comparison(rehearsal, None, None)
    with register.alone() as raw:
        counts, head = verification.counts(raw), verification.read_head(raw)
        copied = rehearsal.manifest.head
        entry = raw.execute("SELECT mac FROM audit_entry WHERE seq = ?", (copied.seq,)).fetchone()
    has_parted = copied.seq > 0 and (entry is None or not keys.same(entry[0], copied.mac))
    return Comparison(rehearsal, counts, None if has_parted else head.seq - copied.seq, has_parted)


def restore(folder: Path, path: Path, passphrase: str) -> None:
    """Make a back-up the register of ``folder``, as a new generation; the present set stays beside it.

    For a folder with a register (open nowhere), with a damaged one, or with none. The passphrase is
    that of the back-up. Afterwards the register opens with the passphrases of now, or, when keys had
    been renewed or lost since, with those of the back-up.
    """
    _restore(folder, path, _opened(path, passphrase))


def restore_with_sheet(folder: Path, path: Path, lines: Sequence[str], passphrase: str, work: WorkFactor) -> None:
    """The same without any passphrase: laptop and passphrase are gone, back-up and recovery sheet are there.

    ``passphrase`` becomes the coordinator's. Raises :class:`SheetRefused` (which line),
    :class:`SheetOfAnotherRegister`, also for a sheet of another key than the back-up's, or as :func:`restore`.
    """
    found = _opened_with_sheet(path, lines)
    manifest = found.manifest
    wanted = NewSlot(slots.COORDINATOR, work, manifest.epoch)
    new = keys.seal(found.derived.master, passphrase, manifest.register, wanted)
    _restore(folder, path, found, new)


def _restore(folder: Path, path: Path, found: _Opened, new: Slot | None = None) -> None:
    derived, manifest = found.derived, found.manifest
    lock, merged = None, _Merged(folder, manifest, found.slots, new)
    try:
        lock, present = _hold(folder, manifest, max(manifest.generation, backup.last_generation(path, derived)))
        reason = Reason("register.restored", found.actor, f"from:{manifest.generation}:{manifest.head.seq}")
        coming, head = generations.build(
            folder, present, derived, lambda to: backup.unpack(path, to, manifest), reason, merged.settle
        )
        slots.write(folder, manifest.register, merged.slots)
        generations.point_to(folder, coming, derived, head)
        folder_files.finish_new(folder)
    except NotARegister:
        raise BackupRefused(reason="data") from None
    finally:
        derived.wipe()
        if lock is not None:
            lock.release()


def _hold(folder: Path, manifest: Manifest, since: int) -> tuple[FolderLock, RegisterFile]:
    """The lock, and what ``register.json`` says or would say; refuses another register's folder.

    Its generation is at least ``since``, so that on another laptop too the coming back-ups are the newest.
    """
    bare = RegisterFile(manifest.register, folder_files.FORMAT, since, manifest.is_demo, manifest.epoch)
    if folder_files.state(folder) is FolderState.PRESENT:
        lock = FolderLock(folder)
        lock.take()
    else:
        lock = folder_files.prepare_new(folder)
    try:
        with suppress(RegisterDamaged, RegisterMissing):
            present = folder_files.read_register_file(folder)
            if present.id != manifest.register:
                raise BackupRefused(reason="other")
            bare = replace(bare, generation=max(since, present.generation))
    except BaseException:
        lock.release()
        raise
    return lock, bare


class _Merged:
    """The slots of a restored register: of the back-up's epoch those of now if there are any, else its own.

    Of its own only those that the data in it knows: the keys file in a back-up is not signed. ``new`` is
    a coordinator's, made with the sheet: it counts alone. Slots of another epoch stay until the switch is
    done; the next opening drops them.
    """

    def __init__(self, folder: Path, manifest: Manifest, own: Sequence[Slot], new: Slot | None) -> None:
        present: tuple[Slot, ...] = ()
        with suppress(RegisterError):
            present = slots.copies(folder, manifest.register)[0]
        self._same = [slot for slot in present if slot.epoch == manifest.epoch]
        self._others = [slot for slot in present if slot.epoch != manifest.epoch]
        self._own, self._new = own, new
        self.slots: list[Slot] = []

    def settle(self, raw: Any) -> None:
        """Choose, and tell the restored data which slots count from now on."""
        record = slot_record.read(raw.execute)
        own = [slot for slot in self._own if record is None or record.allows(slot)]
        counting = [self._new] if self._new is not None else self._same or own
        if not counting:
            raise BackupRefused(reason="keys")
        slot_record.write(raw.execute, Record(slot_record.marks(counting)))
        self.slots = [*counting, *self._others][: slots.MOST_SLOTS]


@dataclass
class Recovery:
    """A register opened with its sheet: what is in it is shown before any slot is written."""

    register: Register
    counts: Mapping[str, int]

    def finish(self, passphrase: str, work: WorkFactor) -> Register:
        """Write the coordinator's slot anew with this passphrase; every other slot stays as it was."""
        register = self.register
        wanted = NewSlot(slots.COORDINATOR, work, register.file.epoch)
        slot = keys.seal(register.keys.master, passphrase, register.file.id, wanted)
        present: tuple[Slot, ...] = ()
        with suppress(KeysDamaged):
            present = slots.counting(register)
        coming = [slot, *(old for old in present if old.label != slots.COORDINATOR)]
        slots.write_logged(register, "register.recovered", slot.id, present, coming)
        register.actor, register.slot_id = slots.COORDINATOR, slot.id
        return register

    def cancel(self) -> None:
        """Close again; nothing was changed."""
        self.register.close()


def open_with_sheet(folder: Path, lines: Sequence[str]) -> Recovery:
    """Open the register with its recovery sheet.

    Raises :class:`SheetRefused` (which line), :class:`SheetOfAnotherRegister`, or what opening raises.
    Works when both keys files are gone.
    """
    lock, file = opening.hold(folder)
    try:
        derived = keys.expand(recovery.key_of(lines, file.id), file.id, file.epoch)
        if not slots.is_signed(file, derived):
            derived.wipe()
            raise SheetOfAnotherRegister
        register = opening.open_with_key(folder, file, derived, lock, actor=SHEET_ACTOR)
    except BaseException:
        lock.release()
        raise
    try:
        with register.alone() as raw:
            return Recovery(register, verification.counts(raw))
    except BaseException:
        register.close()
        raise


def renew_master_key(register: Register, passphrase: str, work: WorkFactor, progress: Callable[[str], None]) -> None:
    """A new master key: a new generation under it, one slot, and the session ends.

    Every other slot, and the old recovery sheet, open only what was copied before. Raises
    :class:`WrongPassphrase` when ``passphrase`` is not this session's, and leaves all as it is.
    """
    folder, file = register.folder, register.file
    present = slots.counting(register)
    mine = next(slot for slot in present if slot.id == register.slot_id)
    keys.wipe(keys.unseal(mine, passphrase, file.id))
    renewed = replace(file, epoch=generations.next_number(folder, file))
    derived = keys.expand(keys.new_master_key(), file.id, renewed.epoch)
    derived.audit[:] = register.keys.audit
    slot = keys.seal(derived.master, passphrase, file.id, NewSlot(mine.label, work, renewed.epoch, mine.until))
    try:
        progress("copy")
        with register.replacing() as raw:
            coming, head = generations.build(
                folder, renewed, derived, lambda target: connection.copy_into(raw, target, derived.database),
                Reason("register.renewed", register.actor, f"epoch:{renewed.epoch}"),
                lambda copy: _keep(copy, derived, slot),
            )  # fmt: skip
            progress("switch")
            slots.write(folder, file.id, [slot, *present][: slots.MOST_SLOTS])
            generations.point_to(folder, coming, derived, head)
        with suppress(RegisterError):
            slots.write(folder, file.id, [slot])
    finally:
        derived.wipe()
    progress("done")


def _keep(copy: Any, derived: Keys, slot: Slot) -> None:
    """What a renewed register must know from its first moment: the chain's key, and its only slot."""
    generations.keep_audit_key(copy, derived.audit)
    slot_record.write(copy.execute, Record(slot_record.marks([slot])))
