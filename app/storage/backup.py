"""Back-ups that prove themselves: a copy, all checks on it, packed, read back, and only then named.

A back-up is one file, ``register-<UTC>-<generation>-<seq>.kluis``: a zip without compression of
``manifest.json`` (signed), ``keys.json`` and ``data.db`` as it is encrypted on disk. The copy is made
in the register's own folder, so that one proof serves several places and a stick that is pulled out
holds nothing up. Reasons: ``security.md`` §2.5.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from app import clock
from app.errors import (
    BackupNotProved,
    BackupRefused,
    EnvironmentProblem,
    PlaceInRegister,
    RegisterDamaged,
    RegisterRolledBack,
)
from app.security import files, keys
from app.security.keys import Keys
from app.storage import connection, generations, places, ring, slots, tables, verification
from app.storage import folder as folder_files
from app.storage.audit import Head
from app.storage.register import Register
from app.storage.ring import Made

SUFFIX = ".kluis"
FORMAT = 1
MANIFEST, KEYS, DATA = "manifest.json", "keys.json", "data.db"
LARGEST_TEXT = 1_000_000
FIRST_YEAR, LAST_YEAR = 2000, 2999
BLOCK = 1 << 20

Progress = Callable[[str], None]
"""Told each step by its code: copy, check, pack, read_back, done."""


@dataclass(frozen=True)
class Manifest:
    """What a back-up says of itself; trusted only once its MAC was checked."""

    register: str
    generation: int
    epoch: int
    is_demo: bool
    made_at: datetime
    head: Head
    counts: Mapping[str, int]
    sha256: str
    size: int
    schema: int
    mac: str = ""

    def plain(self) -> dict[str, Any]:
        """Everything but the MAC."""
        return {
            "format": FORMAT, "register": self.register, "generation": self.generation, "epoch": self.epoch,
            "is_demo": self.is_demo, "made_at": self.made_at.isoformat(), "seq": self.head.seq, "head": self.head.mac,
            "counts": dict(self.counts), "sha256": self.sha256, "size": self.size, "schema": self.schema,
        }  # fmt: skip

    def signed_bytes(self) -> bytes:
        """What the MAC covers."""
        return json.dumps(self.plain(), sort_keys=True).encode()

    def made(self, name: str) -> Made:
        """Its place in the ring."""
        return Made(self.generation, self.head.seq, clock.on_day(self.made_at), name)


@dataclass(frozen=True)
class Backup:
    """A back-up file as it lies there."""

    path: Path
    manifest: Manifest


@dataclass(frozen=True)
class Outcome:
    """What became of one place: the back-up, or the problem that stopped it; how many old ones went."""

    place: Path
    backup: Backup | None
    problem: EnvironmentProblem | None
    thinned: int = 0


def make(register: Register, targets: tuple[Path, ...], progress: Progress) -> tuple[Outcome, ...]:
    """One proved copy, packed to each place; a place that fails does not stop the others.

    A place with a back-up that is ahead of the register gets none (:class:`RegisterRolledBack` in its
    outcome): the newer ones there are the way back.

    Raises :class:`BackupNotProved` when the register's own copy does not hold (then nothing is packed
    and nothing thinned), or what the disk says. ``interrupt`` of the register raises ``Cancelled``.
    """
    copy = register.folder / (folder_files.COPY_FILE + ".tmp")
    manifest = None
    try:
        manifest = _copied(register, copy, progress)
        outcomes = tuple(_packed(register, copy, manifest, place, progress) for place in targets)
    finally:
        for path in (copy, copy.with_name(copy.name + "-journal")):
            with suppress(OSError):
                path.unlink(missing_ok=True)
    if any(outcome.backup for outcome in outcomes):
        register.disk_failed = False
        generations.remove_older(register.folder, register.file)
    progress("done")
    return outcomes


def _copied(register: Register, copy: Path, progress: Progress) -> Manifest:
    progress("copy")
    with files.told():
        copy.unlink(missing_ok=True)
    connection.create_file(copy)
    with register.alone() as raw, connection.told():  # [Stoppen] may interrupt the counting too
        counts, head = verification.counts(raw), verification.read_head(raw)
        connection.copy_into(raw, copy)
    progress("check")
    files.sync(copy)
    with files.told():
        size = copy.stat().st_size
    try:
        own = connection.connect(copy, register.keys.database)
    except RegisterDamaged:
        raise BackupNotProved(reason="checks") from None
    try:
        report = verification.examine(own, register.keys.audit, anchored=head, size=size)
        schema = connection.version(own)
    finally:
        own.close()
    if not report.is_intact:
        raise BackupNotProved(reason="checks", findings=report.findings)
    if report.head != head or report.counts != counts:
        raise BackupNotProved(reason="differs")
    file = register.file
    manifest = Manifest(
        file.id, file.generation, file.epoch, file.is_demo, clock.now(), head, counts, _sha256(copy), size, schema
    )
    return replace(manifest, mac=keys.mac(register.keys.manifest, manifest.signed_bytes()))


def _packed(register: Register, copy: Path, manifest: Manifest, place: Path, progress: Progress) -> Outcome:
    try:
        if places.is_inside(place, register.folder):
            raise PlaceInRegister
        if ahead_of(register, (place,)) is not None:
            raise RegisterRolledBack
        backup = _pack(register, copy, manifest, place, progress)
    except EnvironmentProblem as problem:
        return Outcome(place, None, problem)
    return Outcome(place, backup, None, thin(place, register.keys, backup.path))


def _pack(register: Register, copy: Path, manifest: Manifest, place: Path, progress: Progress) -> Backup:
    progress("pack")
    stamp = manifest.made_at.strftime("%Y%m%dT%H%M%SZ")
    target = place / f"register-{stamp}-{manifest.generation}-{manifest.head.seq}{SUFFIX}"
    beside = target.with_name(target.name + ".tmp")
    with files.told():
        if target.exists():
            return Backup(target, proved(target, register.keys))
        for left in place.glob(f"register-*{SUFFIX}.tmp"):  # a kill or a pulled stick cut it short
            left.unlink()
    own_keys = slots.as_stored(register.file.id, slots.counting(register))
    with files.creating(beside) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MANIFEST, json.dumps({**manifest.plain(), "mac": manifest.mac}, sort_keys=True))
        archive.writestr(KEYS, json.dumps(folder_files.with_digest(own_keys), sort_keys=True))
        archive.write(copy, DATA)
    progress("read_back")
    try:
        read = proved(beside, register.keys)
        if read != manifest:
            raise BackupNotProved(reason="read_back")
        files.rename(beside, target)
    except BackupRefused as error:
        raise BackupNotProved(reason="read_back") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return Backup(target, manifest)


def proved(path: Path, derived: Keys) -> Manifest:
    """Read the whole file: signature, hash, and that the manifest is that of the data in it.

    Raises :class:`BackupRefused`, or what the disk says.
    """
    with reading(path) as archive:
        manifest = _manifest(archive)
        _check_signature(manifest, derived)
        digest = hashlib.sha256()
        size = 0
        with archive.open(DATA) as data:
            while block := data.read(BLOCK):
                digest.update(block)
                size += len(block)
    if (digest.hexdigest(), size) != (manifest.sha256, manifest.size):
        raise BackupRefused(reason="hash")
    return manifest


def _check_signature(manifest: Manifest, derived: Keys) -> None:
    if not keys.same(keys.mac(derived.manifest, manifest.signed_bytes()), manifest.mac):
        raise BackupRefused(reason="signature")


@contextmanager
def reading(path: Path) -> Iterator[zipfile.ZipFile]:
    """The back-up as an archive of exactly our three parts, stored as they are; else :class:`BackupRefused`.

    Whatever lies there under this name is looked at before it is read: a pipe would never end, and the
    list of a swollen archive would fill the memory.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BackupRefused(reason="parts")
        with path.open("rb") as file:
            _check_end(file)
            with zipfile.ZipFile(file) as archive:
                _check_parts(archive)
                yield archive
    except FileNotFoundError:
        raise BackupRefused(reason="missing") from None
    except OSError as error:
        raise files.problem_of(error) from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error):
        raise BackupRefused(reason="parts") from None


_END = struct.Struct("<4s4H2LH")
_LONGEST_LIST = 1000


def _check_end(file: BinaryIO) -> None:
    """The last 22 bytes say how many parts there are, and nothing comes after them."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size))
    mark, disk, other, here, parts, length, _, comment = _END.unpack(file.read(_END.size))
    if mark != b"PK\5\6" or (disk, other, here, parts, comment) != (0, 0, 3, 3, 0) or length > _LONGEST_LIST:
        raise BackupRefused(reason="parts")


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    stored = all(part.compress_type == zipfile.ZIP_STORED and part.file_size == part.compress_size for part in parts)
    small = all(part.file_size <= LARGEST_TEXT for part in parts if part.filename != DATA)
    if sorted(part.filename for part in parts) != sorted((MANIFEST, KEYS, DATA)) or not stored or not small:
        raise BackupRefused(reason="parts")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        value = json.loads(archive.read(MANIFEST))
        if int(value["format"]) > FORMAT:
            raise BackupRefused(reason="newer")
        made_at = datetime.fromisoformat(value["made_at"])
        counts = {str(name): int(number) for name, number in value["counts"].items()}
        if made_at.tzinfo is None or not FIRST_YEAR <= made_at.year <= LAST_YEAR:
            raise BackupRefused(reason="manifest")
        return Manifest(
            str(value["register"]), int(value["generation"]), int(value["epoch"]), bool(value["is_demo"]), made_at,
            Head(int(value["seq"]), str(value["head"])), counts, str(value["sha256"]), int(value["size"]),
            int(value["schema"]), str(value["mac"]),
        )  # fmt: skip
    except (AttributeError, *folder_files.NOT_OURS):
        raise BackupRefused(reason="manifest") from None


def look(path: Path) -> Backup:
    """What a back-up says of itself, without a key and so without trust."""
    with reading(path) as archive:
        return Backup(path, _manifest(archive))


def stored_keys(path: Path) -> dict[str, Any]:
    """The keys file inside a back-up, as plain values; a damaged one is refused."""
    with reading(path) as archive:
        try:
            value = json.loads(archive.read(KEYS))
        except folder_files.NOT_OURS:
            raise BackupRefused(reason="keys") from None
    if not isinstance(value, dict) or not folder_files.is_whole(value):
        raise BackupRefused(reason="keys")
    return value


def unpack(path: Path, target: Path, manifest: Manifest) -> None:
    """The database of a back-up, written into an empty private file and made durable.

    Raises :class:`BackupRefused` when it is not what ``manifest``, which was proved, says: a file on a
    stick can be exchanged after it was looked at.
    """
    digest = hashlib.sha256()
    with reading(path) as archive, archive.open(DATA) as data:
        files.fill(target, _blocks(data, digest.update))
    if digest.hexdigest() != manifest.sha256:
        raise BackupRefused(reason="hash")


def _blocks(data: Any, seen: Callable[[bytes], None]) -> Iterator[bytes]:
    while block := data.read(BLOCK):
        seen(block)
        yield block


def found_in(place: Path) -> tuple[Backup, ...]:
    """Every readable back-up of a place, newest by order first; a place that is gone holds none."""
    found = []
    try:
        paths = [path for path in place.iterdir() if path.name.endswith(SUFFIX)]
    except OSError:
        return ()
    for path in paths:
        with suppress(EnvironmentProblem):
            found.append(look(path))
    return tuple(sorted(found, key=lambda backup: backup.manifest.made(backup.path.name), reverse=True))


def ours_in(place: Path, derived: Keys) -> Iterator[Backup]:
    """The back-ups of a place that this register signed."""
    for backup in found_in(place):
        with suppress(BackupRefused):
            _check_signature(backup.manifest, derived)
            yield backup


def newest_of(folders: Iterable[Path], derived: Keys) -> Backup | None:
    """The newest that this register signed, in these places."""
    found = [backup for folder in folders for backup in ours_in(folder, derived)]
    return max(found, key=lambda backup: backup.manifest.made(backup.path.name), default=None)


def ahead_of(register: Register, folders: Iterable[Path]) -> Backup | None:
    """A back-up that holds acts which this register does not know: the whole of it was put back to an older day.

    A restored or saved register is a later generation than every back-up before it, and so is not meant.
    """
    newest = newest_of(folders, register.keys)
    if newest is None or newest.manifest.generation < register.file.generation:
        return None
    head = newest.manifest.head
    with register.reading() as read:
        entry = read.raw_row(tables.audit_entry, "seq", head.seq)
    is_known = head.seq == 0 or (entry is not None and keys.same(entry["mac"], head.mac))
    return newest if newest.manifest.generation > register.file.generation or not is_known else None


def last_generation(path: Path, derived: Keys) -> int:
    """The highest generation of this register among the back-ups beside ``path``: what comes, comes after it."""
    return max((backup.manifest.generation for backup in ours_in(path.parent, derived)), default=0)


def thin(place: Path, derived: Keys, proved: Path) -> int:
    """Remove what the ring does not keep of this register's own back-ups; returns how many went.

    Called only after ``proved`` was written there, which stays. What is not ours is never touched.
    """
    ours = {backup.manifest.made(backup.path.name): backup.path for backup in ours_in(place, derived)}
    gone = 0
    for made in {made for made, path in ours.items() if path != proved} - ring.kept(ours):
        with suppress(OSError):
            ours[made].unlink()
            gone += 1
    if gone:
        with suppress(EnvironmentProblem):
            files.sync_folder(place)
    return gone


def _sha256(path: Path) -> str:
    with files.told(), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
