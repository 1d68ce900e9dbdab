"""What the machine below the register offers."""

from __future__ import annotations

from app.security import disk
from app.storage.register import Register


def disk_is_encrypted(register: Register) -> bool | None:
    """Whether the disk that holds the register is encrypted; None where that cannot be seen."""
    return disk.is_encrypted(register.folder)
