"""*Beheer → Veiligheid* in one reading: what the live register, its log and its folder say now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.security import files, process
from app.security.process import Hardening
from app.services.start import REHEARSAL_DAYS, is_overdue
from app.storage import attempts, connection, generations, places, proofs
from app.storage import slots as key_slots
from app.storage.places import PlaceKind
from app.storage.register import Register
from app.storage.slots import SlotInfo

REMINDER_DAYS = 7


@dataclass(frozen=True)
class Status:
    """*Beheer → Veiligheid* in one reading; live settings, not promises."""

    slots: tuple[SlotInfo, ...]
    actor: str
    settings: Mapping[str, str]
    control_code: str
    entries: int
    failed_before: int
    count_was_unreadable: bool
    clock_ran_back: bool
    old_keys: bool
    """An older keys file lay there at the last unlock; it was put right."""
    sheet_is_void: bool
    """The master key was renewed, and no recovery sheet made since."""
    unlocked_at: datetime | None
    verified_at: datetime | None
    verified_intact: bool
    proved_at: datetime | None
    proved_outside_at: datetime | None
    rehearsed_at: datetime | None
    wants_outside_backup: bool
    wants_rehearsal: bool
    place: PlaceKind
    is_private: bool
    hardening: Hardening
    older_generations: int
    disk_failed: bool


def status(register: Register) -> Status:
    """How things stand (quick: no check is run)."""
    kept = attempts.read(register.folder)
    with register.reading() as read:
        head = register.head(read.connection)
        unlocked_at, grounds = proofs.last_unlock(read.connection)
        verified_at, verified_intact = proofs.last_check(read.connection)
        sheet_is_void = proofs.sheet_is_void(read.connection)
    with register.alone() as raw:
        settings = connection.live_settings(raw)
    return Status(
        slots=key_slots.listed(register),
        actor=register.actor,
        settings=settings,
        control_code=head.control_code,
        entries=head.seq,
        failed_before=_number_after("failed_before:", grounds),
        count_was_unreadable="attempts_unreadable" in grounds,
        clock_ran_back="clock_back" in grounds,
        old_keys="old_keys" in grounds,
        sheet_is_void=sheet_is_void,
        unlocked_at=unlocked_at,
        verified_at=verified_at,
        verified_intact=verified_intact,
        proved_at=kept.proved_at,
        proved_outside_at=kept.proved_outside_at,
        rehearsed_at=kept.rehearsed_at,
        wants_outside_backup=is_overdue(kept.proved_outside_at, REMINDER_DAYS),
        wants_rehearsal=is_overdue(kept.rehearsed_at, REHEARSAL_DAYS),
        place=places.kind_of(register.folder),
        is_private=files.is_private(register.folder),
        hardening=process.holds(),
        older_generations=sum(path.suffix == ".db" for path in generations.older(register.folder, register.file)),
        disk_failed=register.disk_failed,
    )


def _number_after(word: str, parts: Iterable[str]) -> int:
    return next((int(part.removeprefix(word)) for part in parts if part.startswith(word)), 0)
