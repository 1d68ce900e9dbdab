"""The laptop is gone: what can be said of the register without opening it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.errors import RegisterError
from app.security import disk
from app.storage import attempts, slots
from app.storage import folder as folder_files
from app.storage.slots import SlotInfo


@dataclass(frozen=True)
class Known:
    """What lies in clear beside the register; ``register_id`` is empty where none stands. Not proved by any key."""

    register_id: str
    ways_in: tuple[SlotInfo, ...]
    proved_at: datetime | None
    proved_outside_at: datetime | None
    is_disk_encrypted: bool | None


def known(folder: Path) -> Known:
    """Read it; a folder without a register, or with a damaged one, gives what there is."""
    register_id, ways_in = "", tuple[SlotInfo, ...]()
    with suppress(RegisterError):
        register_id = folder_files.read_register_file(folder).id
        ways_in = tuple(
            SlotInfo(slot.id, slot.label, slot.until, slot.work, is_current=False)
            for slot in slots.copies(folder, register_id)[0]
        )
    kept = attempts.read(folder)
    encrypted = disk.is_encrypted(folder) if register_id else None
    return Known(register_id, ways_in, kept.proved_at, kept.proved_outside_at, encrypted)
