"""The vault for the window: ways in, recovery sheet, back-up, restore, check, status.

Everything here may take long (key derivation, copying): call it from the worker, never from the main
thread, except where a function says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app import clock
from app.errors import BackupNotProved, CoordinatorOnly, PassphraseRefused
from app.security import keys, process
from app.security import passphrase as policy
from app.security import recovery as sheets
from app.security.keys import WorkFactor
from app.security.process import Hardening
from app.services import trail
from app.services.status import REMINDER_DAYS, Status, status
from app.storage import attempts, backup, check, clients, connection, places, proofs
from app.storage import outside as outside_copies
from app.storage import recovery as ways_back
from app.storage import slots as key_slots
from app.storage.backup import Backup, Outcome
from app.storage.outside import CodePlace
from app.storage.places import PlaceKind
from app.storage.recovery import Comparison, Recovery, Rehearsal
from app.storage.register import Register
from app.storage.slots import SlotInfo
from app.storage.verification import Report

__all__ = [
    "REMINDER_DAYS",
    "Backup",
    "CodePlace",
    "Comparison",
    "Hardening",
    "Outcome",
    "PlaceKind",
    "Recovery",
    "RecoverySheet",
    "Rehearsal",
    "Report",
    "SlotInfo",
    "Status",
    "status",
]

LEAST_MINUTES = 60
_WAYS_IN_CHANGED = (
    "action IN ('slot.added', 'slot.changed', 'slot.revoked', 'register.recovered', 'register.renewed',"
    " 'register.salvaged')"
)


def harden() -> Hardening:
    """Core dumps off, memory closed to others, new files private; the first thing at start (main thread)."""
    return process.harden()


# -- ways in ---------------------------------------------------------------------------------


def slots(register: Register) -> tuple[SlotInfo, ...]:
    """Every way in: whose, until when, how much work."""
    return key_slots.listed(register)


def add_substitute(register: Register, passphrase: str, until: date | None) -> SlotInfo:
    """A waarnemer's own passphrase, with an end date. Refuses a weak one (:class:`PassphraseRefused`).

    As everything that decides who gets in: :class:`CoordinatorOnly` for a session of a waarnemer.
    """
    refuse_substitute(register, "slot.added")
    _refuse_weak(passphrase)
    return key_slots.add(register, passphrase, until=until, work=_work(register))


def revoke(register: Register, slot_id: str) -> None:
    """Take a way in back; :class:`LastSlot` for the one that is in use. Copies made before keep it."""
    refuse_substitute(register, "slot.revoked")
    key_slots.revoke(register, slot_id)


def change_passphrase(register: Register, old: str, new: str) -> None:
    """Another passphrase for whoever opened this session; the database is not touched.

    Raises :class:`WrongPassphrase` for ``old``, :class:`PassphraseRefused` for a weak ``new``. Back-ups
    made before open with the old one.
    """
    _refuse_weak(new)
    with _tried(register, "slot.changed"):
        key_slots.change_passphrase(register, old, new, work=_work(register))


def raise_work(register: Register, passphrase: str) -> None:
    """After an unlock, in an idle moment: more work for the key if this machine allows it now."""
    with _tried(register, "slot.raised"):
        key_slots.raise_work(register, passphrase, calibrated())


def renew_master_key(register: Register, passphrase: str, progress: Callable[[str], None]) -> None:
    """A new master key (laptop lost, substitute left in conflict). The session ends: unlock again.

    Then print a new recovery sheet and make a back-up; the old sheet and the other ways in are void.
    """
    refuse_substitute(register, "register.renewed")
    with _tried(register, "register.renewed"):
        ways_back.renew_master_key(register, passphrase, _work(register), progress)


def calibrated() -> WorkFactor:
    """The work factor for this machine (about half a second)."""
    return keys.calibrated(memory_limit_kib=key_slots.memory_limit_kib())


def _work(register: Register) -> WorkFactor:
    """As much as this machine bears, and never less than what opened this session: a busy minute says nothing."""
    return key_slots.at_least_present(register, calibrated())


def is_coordinator(register: Register) -> bool:
    """Whether this session may decide about keys (quick); a waarnemer's may not, or revoking would mean nothing."""
    return register.actor in {key_slots.COORDINATOR, ways_back.SHEET_ACTOR}


def has_ended(register: Register) -> bool:
    """Whether the last day of whoever opened this session is over (quick): a session does not outlive its end."""
    ends = [slot.until for slot in register.slots if slot.id == register.slot_id and slot.until is not None]
    return any(clock.today() > until for until in ends)


def refuse_substitute(register: Register, action: str) -> None:
    """For what only the coordinator decides: raises :class:`CoordinatorOnly`, and logs that it was refused."""
    with trail.refusals(register, action):
        if not is_coordinator(register):
            raise CoordinatorOnly


@contextmanager
def _tried(register: Register, action: str) -> Iterator[None]:
    """A passphrase typed while the register is open: slowed and counted as at the door, and logged when wrong."""
    with trail.refusals(register, action), attempts.counted(register.folder, register.pause):
        yield


def _refuse_weak(passphrase: str) -> None:
    if not policy.strength(passphrase).is_enough:
        raise PassphraseRefused(reason="weak")


# -- recovery sheet --------------------------------------------------------------------------


@dataclass(frozen=True)
class RecoverySheet:
    """What is printed and sealed: seven lines, whose they are, and how to read the data without us."""

    register_id: str
    made_on: date
    lines: tuple[str, ...]
    recipe: tuple[str, ...]
    """To type in a stock SQLCipher shell, in the register's folder."""


def recovery_sheet(register: Register) -> RecoverySheet:
    """The sheet; making it is logged. Nothing of it may be kept after printing."""
    refuse_substitute(register, "sheet.made")
    with register.transaction("sheet.made") as act:
        act.about("register", register.file.id)
        act.is_logged = act.anchors = True
    file = register.file
    return RecoverySheet(
        register_id=file.id,
        made_on=clock.today(),
        lines=sheets.sheet_lines(register.keys.master, file.id),
        recipe=connection.shell_recipe(file.database_name, register.keys.database),
    )


def sheet_line_is_right(text: str, line: int) -> bool:
    """Whether line ``line`` (the first is 1) can be right as typed; for checking while she types (quick)."""
    return sheets.line_is_right(text, line)


def typed_back(register: Register, line: int, text: str) -> bool:
    """The assistant's proof that the sheet was printed and reads well: this line as it stands on it (quick)."""
    wanted = sheets.sheet_lines(register.keys.master, register.file.id)[line - 1]
    return sheets.same_line(wanted, text)


def begin_recovery(folder: Path, lines: Sequence[str]) -> Recovery:
    """Open with the sheet. ``counts`` shows what is in it; nothing was changed yet.

    Then :func:`finish_recovery`, or ``cancel()``. Raises :class:`SheetRefused` (params: line),
    :class:`SheetOfAnotherRegister`, or what opening raises.
    """
    return ways_back.open_with_sheet(folder, lines)


def finish_recovery(found: Recovery, passphrase: str) -> Register:
    """The coordinator's new passphrase; the register is open. Advise a new sheet in a new envelope."""
    _refuse_weak(passphrase)
    return found.finish(passphrase, calibrated())


# -- back-up ---------------------------------------------------------------------------------


def back_up(register: Register, targets: Sequence[Path], progress: Callable[[str], None]) -> tuple[Outcome, ...]:
    """One copy, proved, to each place; thins old ones there. ``progress`` gets copy, check, pack, read_back, done.

    A place that fails (stick gone, full) stands in its :class:`Outcome`; :class:`BackupNotProved` when
    the register's own copy fails its checks: nothing is thinned then. Stop with ``register.interrupt()``.
    """
    try:
        outcomes = backup.make(register, tuple(targets), progress)
    except BackupNotProved:
        proofs.note(register, (), outside=False)
        raise
    outside = any(
        outcome.backup and places.kind_of(outcome.place, register.folder) is PlaceKind.OUTSIDE for outcome in outcomes
    )
    proofs.note(register, outcomes, outside=outside)
    return outcomes


def is_own_folder(register: Register, folder: Path) -> bool:
    """Whether a place is the register's own folder or lies in it, also through a link (quick): no place for copies."""
    return places.is_inside(folder, register.folder)


def is_due(register: Register, *, is_ending: bool = False) -> bool:
    """Whether something changed since the last proved back-up and an hour has passed (quick).

    Without that hour when the session ends (lock, close), and once somebody's way in changed: the last
    copy opens with the words of before only.
    """
    last = attempts.read(register.folder).proved_at
    if register.disk_failed or last is None:
        return True
    passed = (clock.now() - last).total_seconds() / 60
    is_soon = not is_ending and 0 <= passed < LEAST_MINUTES
    with register.reading() as read:
        since = proofs.proved_head(read.connection)
        changed = read.connection.exec_driver_sql(
            f"SELECT 1 FROM audit_entry WHERE seq > ? AND outcome = 'ok' AND ({_WAYS_IN_CHANGED}"
            " OR (changes <> '[]' AND NOT ?)) LIMIT 1", (since, is_soon)
        ).first()  # fmt: skip
    return changed is not None


def restore_candidates(folders: Sequence[Path]) -> tuple[Backup, ...]:
    """Every readable back-up in these places, newest first; what it says of itself, not yet proved."""
    found = [item for folder in folders for item in backup.found_in(folder)]
    return tuple(sorted(found, key=lambda item: item.manifest.made(item.path.name), reverse=True))


def compare(register: Register | None, path: Path, passphrase: str, folder: Path) -> Comparison:
    """Prove a back-up and put its counts beside the present ones, before she decides. Changes nothing."""
    if register is None:
        return ways_back.compare(None, path, passphrase, folder)
    with trail.refusals(register, "backup.compared"):
        return note_compared(register, ways_back.compare(register, path, passphrase, folder))


def note_compared(register: Register, found: Comparison) -> Comparison:
    """Somebody looked into a back-up beside this register; given on as it is."""
    with register.transaction("backup.compared") as act:
        act.about("register", register.file.id, ground=f"seq:{found.rehearsal.manifest.head.seq}")
        act.is_logged = True
    return found


def restore(folder: Path, path: Path, passphrase: str) -> None:
    """Put a back-up in place as a new generation; the register must be locked. The present set stays.

    Afterwards unlock as always. Raises :class:`WrongPassphrase` (of the back-up), :class:`BackupRefused`,
    :class:`RegisterInUse`, or what the disk says; then nothing has changed.
    """
    ways_back.restore(folder, path, passphrase)


def restore_with_sheet(folder: Path, path: Path, lines: Sequence[str], passphrase: str) -> None:
    """As :func:`restore`, when laptop and passphrase are both gone: with the recovery sheet and a new passphrase.

    Raises :class:`SheetRefused` (params: line), :class:`SheetOfAnotherRegister`, :class:`PassphraseRefused`.
    """
    _refuse_weak(passphrase)
    ways_back.restore_with_sheet(folder, path, lines, passphrase, calibrated())


def rehearse(register: Register, path: Path, passphrase: str) -> Rehearsal:
    """A full restore from the file and the passphrase alone, checked and cleared; logged with its date."""
    with _tried(register, "backup.rehearsed"):
        rehearsal = ways_back.rehearse(path, passphrase, register.folder)
    with register.transaction("backup.rehearsed") as act:
        act.about("register", register.file.id, ground=f"seq:{rehearsal.manifest.head.seq}")
        act.is_logged = True
    attempts.note(register.folder, rehearsed_at=act.at)
    return rehearsal


def place_kind(folder: Path, register_folder: Path | None = None) -> PlaceKind:
    """Another disk, this disk, a network drive or a folder that a cloud copies (quick)."""
    return places.kind_of(folder, register_folder)


# -- check and status ------------------------------------------------------------------------


def verify(
    register: Register, outside: Sequence[Path] = (), progress: Callable[[int, int], None] | None = None
) -> Report:
    """Engine, shape, chain, anchor and every row; ``findings`` is empty when all is intact.

    The register is held only while its pages are read and copied; the long reading is of the copy, and
    stops when ``progress`` raises ``Cancelled``. Back-ups in the folders ``outside`` are held against the
    log. The outcome is logged.
    """
    report = check.examine(register, outside, progress)
    with register.transaction("register.verified") as act:
        act.about("register", register.file.id, ground=f"findings:{len(report.findings)}")
        act.is_logged = act.anchors = True
        act.outcome = "ok" if report.is_intact else "failed"
    return report


def rebuild_search(register: Register) -> None:
    """Make the search index anew from the clients: nothing of what was entered is touched."""
    with register.transaction("search.rebuilt") as act:
        act.about("register", register.file.id)
        act.is_logged = True
        clients.reindex(act.connection)


def code_is_readable(text: str) -> bool:
    """Whether this can be a controlecode, for checking while she types (quick)."""
    return outside_copies.code_is_readable(text)


def look_up_code(register: Register, code: str) -> CodePlace | None:
    """The entry that a controlecode from paper or a back-up belongs to; None: the log holds no such entry."""
    with register.alone() as raw:
        found = outside_copies.place_of_code(raw, register.keys.audit, code)
    with register.transaction("code.compared") as act:
        act.about("register", register.file.id, ground=f"seq:{found.seq}" if found else None)
        act.is_logged = True
        act.outcome = "ok" if found and found.is_whole else "failed"
    return found
