"""Saving what can be read of a damaged register, into a new generation of the same folder.

The damaged files are opened for reading only, and stand complete in ``damaged.<generation>`` afterwards.
The result has the same identity, ways in and chain; what was lost, older or unproved is in its log and,
as a list, in its ``meta``. Reasons: ``docs/decisions/0014-salvage.md``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import clock
from app.errors import NothingReadable, RegisterDamaged, RegisterError
from app.model.code_lists import CodeList
from app.security import files
from app.security.keys import Keys
from app.storage import (
    attempts,
    audit,
    carving,
    connection,
    generations,
    salvage_log,
    salvage_repair,
    salvage_rows,
    salvage_writing,
    schema,
    tables,
)
from app.storage import folder as folder_files
from app.storage.audit import Head
from app.storage.backup import Manifest
from app.storage.carving import Carved
from app.storage.columns import instant_text
from app.storage.folder import FolderLock, RegisterFile
from app.storage.generations import Reason
from app.storage.register import Register
from app.storage.salvage_log import Log
from app.storage.salvage_repair import Affected, Circumstances, Plan
from app.storage.salvage_rows import Choice, Rows
from app.storage.salvage_sources import (
    Progress,
    adopt_audit_key,
    anchored,
    damaged,
    identified,
    read,
    spare_rows,
)

LIST = "salvage:"
"""Before the number of the act, the key in ``meta`` of the list of what was affected."""
_PROGRAMS_OWN = frozenset({"meta", *tables.CODE_TABLES})
ASIDE = "damaged."
"""Before the number of the generation, the folder in which a damaged set is kept."""


@dataclass(frozen=True)
class Result:
    """What was saved, before it is switched to and as it is kept afterwards.

    ``rows``: records per table that stand in the new register; ``filled``: how many of them came out of the
    back-up of ``spare_at`` (as the log has them last). ``unsure``: tables that lack a page while the log has
    gaps, so that more may be gone than the list says. ``codes``: client id → code.
    """

    at: datetime
    bad_pages: int
    pages: int
    rows: Mapping[str, int]
    filled: Mapping[str, int]
    affected: tuple[Affected, ...]
    lost_entries: int
    unsure: tuple[str, ...]
    spare_at: datetime | None
    codes: Mapping[str, str]


class Salvage:
    """A saved register that stands ready, proved; nothing points to it until :meth:`adopt`."""

    def __init__(self, folder: Path, present: RegisterFile, derived: Keys, lock: FolderLock, actor: str) -> None:
        self._folder, self._present, self._derived, self._lock, self._actor = folder, present, derived, lock, actor
        self._coming: tuple[RegisterFile, Head] | None = None
        self.result: Result | None = None

    def build(self, spare: Path | None, lists: Mapping[str, CodeList], marker: str, progress: Progress) -> None:
        """Read, choose, write and prove; see :func:`prepare`."""
        derived, present = self._derived, self._present
        carved = read(self._folder / present.database_name, derived.database, _part(progress, 0, 40))
        if not any(carved.rows[name] for name in salvage_rows.logged_tables()):
            raise NothingReadable(file=present.database_name)
        rows, manifest = spare_rows(self._folder, spare, present, derived, _part(progress, 40, 60))
        adopt_audit_key(carved.rows["meta"] + rows.get("meta", []), derived)
        head = anchored(self._folder, derived, present.generation)
        log = salvage_log.assembled([carved.rows["audit_entry"], rows.get("audit_entry", [])], derived.audit, head)
        sources = (carved.rows, rows, schema.code_rows(lists))
        codes, choice, plan = _decided(carved, sources, log, self._identity(), marker, derived.audit)
        progress(65, 100)
        filled = {name: sum(k.how == salvage_rows.FILLED for k in kept.values()) for name, kept in choice.rows.items()}
        self.result = Result(
            clock.now(), carved.bad, carved.pages, {name: len(kept) for name, kept in plan.rows.items()},
            {name: number for name, number in filled.items() if name not in _PROGRAMS_OWN},
            tuple(plan.affected), len(log.lost),
            tuple(sorted(carved.broken & set(plan.rows))) if log.lost else (), manifest.made_at if manifest else None,
            codes | {row["id"]: row["code"] for row in plan.rows["client"]},
        )  # fmt: skip
        kept_list = {"key": f"{LIST}{log.head.seq + 1}", "value": json.dumps(_plain(self.result), sort_keys=True)}
        plan.changes.append(("meta", kept_list["key"], 1, audit.row_digest(derived.audit, "meta", kept_list)))
        unlogged = salvage_writing.unlogged_rows(carved.rows, rows, plan.rows["client"])
        contents = {
            **plan.rows,
            **unlogged,
            "meta": [*plan.rows["meta"], *unlogged["meta"], kept_list],
            "audit_entry": log.entries,
            "history": salvage_writing.numbered(choice.history.values()),
        }
        self._coming = generations.build(
            self._folder, present, derived,
            lambda path: salvage_writing.write(path, derived.database, contents, _part(progress, 65, 90)),
            Reason(audit.SALVAGED, self._actor, _ground(present, log, manifest), plan.changes),
        )  # fmt: skip
        progress(100, 100)

    def _identity(self) -> dict[str, str]:
        is_demo = "1" if self._present.is_demo else "0"
        return {carving.IDENTITY: self._present.id, "is_demo": is_demo, "created_at": clock.now().isoformat()}

    def adopt(self) -> None:
        """The switch: the damaged set is kept aside whole, then ``register.json`` points to the saved one."""
        if self._coming is None:
            raise RegisterDamaged
        try:
            set_aside(self._folder, self._present)
            generations.point_to(self._folder, self._coming[0], self._derived, self._coming[1])
        except BaseException:
            self.cancel()
            raise
        self._let_go()

    def cancel(self) -> None:
        """Leave everything as it was found."""
        if self._coming is not None:
            with suppress(OSError):
                (self._folder / self._coming[0].database_name).unlink(missing_ok=True)
        self._let_go()

    def _let_go(self) -> None:
        self._coming = None
        self._derived.wipe()
        self._lock.release()


def prepare(
    folder: Path, passphrase: str, spare: Path | None, lists: Mapping[str, CodeList], marker: str,
    progress: Progress, wait: Callable[[float], None] = time.sleep,
) -> Salvage:  # fmt: skip
    """Save what reads of the register in ``folder``, beside it; ``spare`` is a back-up to fill holes from.

    ``marker`` is what stands in place of words that are lost. Raises :class:`WrongPassphrase`,
    :class:`KeysDamaged`, :class:`NothingReadable`, :class:`RegisterInUse`, what the disk says, and
    :class:`Cancelled` from ``progress``; then nothing has changed.
    """
    lock = FolderLock(folder)
    lock.take()
    try:
        with attempts.counted(folder, wait):
            file, derived, label = identified(folder, passphrase)
        folder_files.clear_temporary(folder)
        found = Salvage(folder, damaged(folder, file, derived), derived, lock, label)
    except BaseException:
        lock.release()
        raise
    try:
        found.build(spare, lists, marker, progress)
    except BaseException as error:
        found.cancel()
        if isinstance(error, RegisterError) or not isinstance(error, Exception):
            raise
        raise connection.problem_of(error) from error
    return found


def _decided(
    carved: Carved, sources: Sequence[Rows], log: Log, identity: Mapping[str, str], marker: str, audit_key: bytearray
) -> tuple[dict[str, str], Choice, Plan]:
    """Codes of lost clients, which version of each row, and what goes in."""
    named = log.named()
    told, codes = carving.told_by_indexes(carved)
    choice = salvage_rows.choose(sources, named, audit_key, told)
    owners = {place: owner for place, owner in told.items() if owner} | dict(log.clients())
    about = Circumstances(owners, codes, named.written, marker, clock.now(), audit_key)
    plan = salvage_repair.repaired(choice, identity, about)
    if log.lost and "publication" in carved.broken:
        plan.changes.append(("publication", "?", 0, ""))  # one may be lost that nothing tells of: no more counts
    return codes, choice, plan


def _ground(present: RegisterFile, log: Log, manifest: Manifest | None) -> str:
    parts = [f"from:{present.generation}:{log.head.seq}"]
    parts += [f"lost:{salvage_log.ranges(log.lost)}"] if log.lost else []
    parts += [f"spare:{manifest.head.seq}"] if manifest else []
    return " ".join(parts)


def _part(progress: Progress, low: int, high: int) -> Progress:
    return lambda done, total: progress(low + (high - low) * done // max(1, total), 100)


def _plain(result: Result) -> dict[str, Any]:
    value = asdict(result)
    value["at"] = instant_text(result.at)
    value["spare_at"] = instant_text(result.spare_at) if result.spare_at else None
    value["affected"] = [[a.code, a.table, a.row_id, a.client_id] for a in result.affected]
    return value


def told(text: str) -> Result:
    """The result as kept in the register."""
    value = json.loads(text)
    value["at"] = datetime.fromisoformat(value["at"])
    value["spare_at"] = datetime.fromisoformat(value["spare_at"]) if value["spare_at"] else None
    value["unsure"] = tuple(value["unsure"])
    value["affected"] = tuple(Affected(*parts) for parts in value["affected"])
    return Result(**value)


def set_aside(folder: Path, file: RegisterFile) -> Path:
    """The damaged set under a name that nothing removes: another name of the same files, or copies of them."""
    target = folder / f"{ASIDE}{file.generation}"
    files.make_private_folder(target)
    names = (
        file.database_name, file.database_name + "-journal", folder_files.REGISTER_FILE, folder_files.KEYS_FILE,
        folder_files.ANCHOR_FILE,
    )  # fmt: skip
    for name in names:
        if (folder / name).exists() and not (target / name).exists():
            files.keep_beside(folder / name, target / name)
    return target


def kept_lists(register: Register) -> tuple[Result, ...]:
    """Of every act of salvage, the newest first."""
    query = select(tables.meta.c.key, tables.meta.c.value).where(tables.meta.c.key.startswith(LIST))
    with register.reading() as read:
        found = {int(row.key.removeprefix(LIST)): row.value for row in read.connection.execute(query)}
    return tuple(told(found[seq]) for seq in sorted(found, reverse=True))


def kept_aside(folder: Path) -> tuple[Path, ...]:
    """The damaged sets that are kept, by generation."""
    with files.told():
        return tuple(sorted(path for path in folder.glob(ASIDE + "*") if path.is_dir() and not path.is_symlink()))


def remove_aside(register: Register) -> None:
    """Take the damaged sets away: their keys file opens them with the passphrases of then. Logged first."""
    found = kept_aside(register.folder)
    with register.transaction("damage.removed") as act:
        act.about("register", register.file.id, ground=f"sets:{len(found)}")
        act.is_logged = act.anchors = True
    with files.told():
        for place in found:
            for path in place.iterdir():
                path.unlink()
            place.rmdir()
    files.sync_folder(register.folder)
