"""A new generation of the database: built beside, proved, then pointed to. Nothing is written over.

For healing, migration, restoring and a renewed master key. The switch is the replacement of
``register.json``; before it the old generation counts, after it the new one, whenever the power goes.
The old file stays until a back-up of the new one was proved. A switch ends the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app import clock, paths
from app.errors import EnvironmentProblem, OutcomeUnknown, RegisterDamaged
from app.security import files
from app.security.keys import Keys
from app.storage import anchor, audit, connection, migrate, slots, verification
from app.storage import folder as folder_files
from app.storage.audit import Entry, Head
from app.storage.folder import RegisterFile


@dataclass(frozen=True)
class Reason:
    """Why a generation is made: the action as logged in it, who did it, what more there is to say of which rows.

    An empty action: for the newer schema alone, which has an entry of its own.
    """

    action: str
    actor: str
    ground: str | None = None
    changes: Sequence[tuple[str, str, int, str]] = ()


@contextmanager
def borrowed(raw: Any) -> Iterator[Connection]:
    """A transaction on a driver connection that stays the caller's."""
    engine = connection.engine_for(raw)
    conn = engine.connect()
    try:
        with conn.begin():
            yield conn
    finally:
        conn.close()
        engine.dispose(close=False)


def next_number(folder: Path, file: RegisterFile) -> int:
    """One above every generation that lies there, so that nothing is ever written over."""
    with files.told():
        names = [path.name for path in folder.iterdir()]
    found = [int(match[1]) for name in names if (match := folder_files.DATABASE_NAME.match(name))]
    highest = max([file.generation, *found])
    if highest < folder_files.LAST_GENERATION:
        return highest + 1
    return min(set(range(1, len(found) + 3)) - {file.generation, *found})  # a name that somebody made up


def build(
    folder: Path, file: RegisterFile, derived: Keys, fill: Callable[[Path], None], reason: Reason,
    change: Callable[[Any], None] | None = None,
) -> tuple[RegisterFile, Head]:  # fmt: skip
    """Make and prove the next generation; ``fill`` writes the file, ``change`` works on it before its entry.

    Returns what ``register.json`` is to say, and the new head. Raises :class:`RegisterDamaged` when the
    result does not hold; then nothing of it is left.
    """
    coming = slots.signed(replace(file, generation=next_number(folder, file)), derived)
    target = folder / coming.database_name
    beside = target.with_name(target.name + ".tmp")
    try:
        with files.told():
            beside.unlink(missing_ok=True)
        connection.create_file(beside)
        fill(beside)
        head, report = _finished(beside, coming, derived, reason, change)
        if not report.is_intact or report.head != head:
            raise RegisterDamaged(file=coming.database_name, findings=report.findings)
        files.sync(beside)
        files.rename(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    finally:
        with suppress(OSError):
            beside.with_name(beside.name + "-journal").unlink(missing_ok=True)
    return coming, head


def _finished(
    path: Path, coming: RegisterFile, derived: Keys, reason: Reason, change: Callable[[Any], None] | None
) -> tuple[Head, verification.Report]:
    """Work on the new file: the change, its entry in the log, and the critical reading of the result."""
    raw = connection.connect(path, derived.database, is_current=False)
    try:
        with connection.told():
            _raise_schema(raw, derived, coming, reason)
            if change is not None:
                change(raw)
            adopt_audit_key(raw, derived)
            head = _log(raw, derived, coming, reason) if reason.action else verification.read_head(raw)
            return head, verification.examine(raw, derived.audit)
    finally:
        raw.close()


def _raise_schema(raw: Any, derived: Keys, coming: RegisterFile, reason: Reason) -> None:
    """A copy in an older schema is brought to this program's first, with an entry of its own."""
    before = connection.version(raw)
    if before == connection.SCHEMA_VERSION:
        return
    migrate.raise_to(raw, migrate.pending(paths.database_scripts() / "migrations", before))
    adopt_audit_key(raw, derived)
    named = tuple(verification.unnamed_before_2(raw, derived.audit)) if before < 2 else ()
    ground = f"schema:{before}-{connection.SCHEMA_VERSION}"
    _log(raw, derived, coming, Reason("register.migrated", reason.actor, ground, named))


def _log(raw: Any, derived: Keys, coming: RegisterFile, reason: Reason) -> Head:
    entry = Entry(
        at=clock.now(), actor=reason.actor, action=reason.action, object_type="register", object_id=coming.id,
        ground=reason.ground, changes=reason.changes,
    )  # fmt: skip
    with borrowed(raw) as conn:
        return audit.append(conn, derived.audit, audit.read_head(conn), entry)


def point_to(folder: Path, coming: RegisterFile, derived: Keys, head: Head) -> None:
    """The switch. The new generation's anchor is there before it, and takes its place after it.

    Raises what the disk says, and then the old generation counts; :class:`OutcomeUnknown` when that
    cannot be read.
    """
    anchor.write(folder, derived.anchor, coming.generation, head, name=folder_files.NEXT_ANCHOR)
    try:
        folder_files.write_register_file(folder, coming)
    except EnvironmentProblem:
        if not _counts(folder, coming):
            raise
    with suppress(EnvironmentProblem):
        anchor.settle(folder)  # opening does it otherwise


def _counts(folder: Path, coming: RegisterFile) -> bool:
    """After a disk error: whether ``register.json`` points to the new generation; never guessed."""
    try:
        return folder_files.read_register_file(folder) == coming
    except EnvironmentProblem:
        raise OutcomeUnknown from None


AUDIT_KEY = "audit_key"
"""In ``meta``: the chain's own key, once the master key was renewed."""


def keep_audit_key(raw: Any, key: bytearray) -> None:
    """Under a renewed master key the chain goes on under the key it began with: codes on paper stay right."""
    raw.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING", (AUDIT_KEY, key.hex()))


def adopt_audit_key(raw: Any, derived: Keys) -> None:
    """Take the chain's own key from the file, if the master key was ever renewed."""
    row = raw.execute("SELECT value FROM meta WHERE key = ?", (AUDIT_KEY,)).fetchone()
    if row is not None:
        derived.audit[:] = bytearray.fromhex(row[0])


def heal(folder: Path, file: RegisterFile, derived: Keys, raw: Any, actor: str) -> RegisterFile:
    """Leave torn free pages behind in a new generation (they come with a power cut and hold nothing).

    Raises :class:`RegisterDamaged` when more than that is wrong; then nothing is written.
    """
    report = verification.examine(raw, derived.audit)
    if not report.is_healable:
        raise RegisterDamaged(file=file.database_name, findings=report.findings)
    reason = Reason("register.healed", actor, f"generation:{file.generation}")
    coming, head = build(folder, file, derived, lambda target: connection.copy_into(raw, target), reason)
    point_to(folder, coming, derived, head)
    return coming


def migrated(folder: Path, file: RegisterFile, derived: Keys, raw: Any, actor: str) -> RegisterFile:
    """Raise an older schema in a new generation; the old one stays as it was, and is the way back."""
    raised = Reason("", actor)
    coming, head = build(folder, file, derived, lambda target: connection.copy_into(raw, target), raised)
    point_to(folder, coming, derived, head)
    return coming


def older(folder: Path, file: RegisterFile) -> tuple[Path, ...]:
    """Files of generations that do not count any more."""
    return tuple(
        path
        for path in sorted(folder.iterdir())
        if (match := folder_files.DATABASE_NAME.match(path.name)) and int(match[1]) != file.generation
    )


def remove_older(folder: Path, file: RegisterFile) -> None:
    """After a proved back-up of the present one; a file that will not go is left for the next time."""
    for path in older(folder, file):
        with suppress(OSError, EnvironmentProblem):
            path.unlink()
