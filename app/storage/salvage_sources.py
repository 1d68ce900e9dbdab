"""Where salvage reads from: which generation, under which key, and a proved back-up beside it. Read only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app import clock
from app.errors import RegisterDamaged, RegisterError, RegisterMissing, SlotExpired, WrongPassphrase
from app.security import keys
from app.security.keys import Keys, Slot
from app.storage import anchor, backup, carving, connection, generations, slots
from app.storage import folder as folder_files
from app.storage.audit import Head
from app.storage.backup import Backup, Manifest
from app.storage.carving import Carved, PageFile, Row
from app.storage.folder import RegisterFile

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outlook:
    """What there is to go back to: pages that do not read, the newest signed back-up, acts after it (if known)."""

    bad_pages: int
    pages: int
    spare: Backup | None
    later_acts: int | None


def outlook(folder: Path, passphrase: str, places: Iterable[Path]) -> Outlook:
    """Look, and change nothing. Raises :class:`WrongPassphrase`, :class:`KeysDamaged` or what the disk says."""
    file, derived, _ = identified(folder, passphrase)
    try:
        present = damaged(folder, file, derived)
        source = PageFile(folder / present.database_name, derived.database)
        source.close()
        head = anchored(folder, derived, present.generation)
        spare = backup.newest_of(places, derived)
    finally:
        derived.wipe()
    later = head.seq - spare.manifest.head.seq if head is not None and spare is not None else None
    return Outlook(len(source.bad), source.count, spare, later if later is None or later >= 0 else 0)


def identified(folder: Path, passphrase: str) -> tuple[RegisterFile, Keys, str]:
    """``register.json`` if it is signed under a key that the passphrase gives, else what can be said without it.

    With the keys, and the label of the slot. Whether that slot still counts the next unlock asks.
    """
    told: RegisterFile | None = None
    with suppress(RegisterDamaged, RegisterMissing):
        told = folder_files.read_register_file(folder)
    opened = _opened(folder, passphrase)
    if not opened:
        raise WrongPassphrase
    signed = [found for found in opened if told is not None and slots.is_signed(told, found[2])]
    register_id, slot, best = max(signed or opened, key=lambda found: found[1].epoch)
    for _, _, derived in opened:
        if derived is not best:
            derived.wipe()
    if slot.until is not None and clock.today() > slot.until:
        best.wipe()
        raise SlotExpired(until=slot.until)
    if told is not None and signed:
        return told, best, slot.label
    is_demo = told is not None and told.is_demo
    return RegisterFile(register_id, folder_files.FORMAT, 0, is_demo, slot.epoch), best, slot.label


def _opened(folder: Path, passphrase: str) -> list[tuple[str, Slot, Keys]]:
    """What the passphrase opens, of either copy of the keys file, with the register it belongs to."""
    lying: list[tuple[str, Slot]] = []
    problem: RegisterError | None = None
    for stored in folder_files.key_copies(folder):
        register_id = str(stored.get("register", ""))
        try:
            lying += [(register_id, slot) for slot in slots.from_stored(stored, register_id)]
        except RegisterError as error:
            problem = error
    if not lying and problem is not None:
        raise problem
    opened = []
    for register_id, slot in {(s.id, s.salt): (register_id, s) for register_id, s in lying}.values():
        with suppress(WrongPassphrase):
            master = keys.unseal(slot, passphrase, register_id)
            opened.append((register_id, slot, keys.expand(master, register_id, slot.epoch)))
    return opened


def damaged(folder: Path, file: RegisterFile, derived: Keys) -> RegisterFile:
    """Which generation counted: the signed one, a later one that was anchored, else the last that is there."""
    wanted = file.generation
    with suppress(RegisterError):
        found = anchor.read(folder, derived.anchor)
        wanted = max(wanted, found[0] if found else 0)
    there = sorted(
        int(match[1]) for path in folder.iterdir() if (match := folder_files.DATABASE_NAME.fullmatch(path.name))
    )
    if not there:
        raise RegisterDamaged(file=file.database_name)
    generation = wanted if wanted in there else there[-1]
    return RegisterFile(file.id, file.format, generation, file.is_demo, file.epoch, file.mac)


def anchored(folder: Path, derived: Keys, generation: int) -> Head | None:
    """The head that was anchored of this generation, if that reads."""
    with suppress(RegisterError):
        found = anchor.read(folder, derived.anchor)
        return found[1] if found is not None and found[0] == generation else None
    return None


def read(path: Path, key: bytearray, step: Progress) -> Carved:
    """Everything that the file gives; it is opened for reading only."""
    source = PageFile(path, key, lambda done, total: step(done, 2 * total))
    try:
        return carving.carve(source, lambda done, total: step(total + done, 2 * total))
    finally:
        source.close()


def spare_rows(
    folder: Path, path: Path | None, file: RegisterFile, derived: Keys, step: Progress
) -> tuple[dict[str, list[Row]], Manifest | None]:
    """The rows of a proved back-up of this register under the same key; nothing of any other."""
    if path is None:
        return {}, None
    manifest = backup.proved(path, derived)
    if manifest.register != file.id:
        return {}, None
    copy = folder / (folder_files.COPY_FILE + ".tmp")
    try:
        copy.unlink(missing_ok=True)
        connection.create_file(copy)
        backup.unpack(path, copy, manifest)
        return read(copy, derived.database, step).rows, manifest
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def adopt_audit_key(meta: list[Row], derived: Keys) -> None:
    """Take the chain's own key, if the master key was ever renewed."""
    own = next((row["value"] for row in meta if row["key"] == generations.AUDIT_KEY), None)
    if own is not None:
        derived.audit[:] = bytearray.fromhex(own)
