"""Looking into a back-up before it is put back, from the start screen."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from app.errors import (
    KeySettingsRefused,
    NotARegister,
    RegisterDamaged,
    RegisterError,
    RegisterMissing,
    RegisterTooNew,
    SlotExpired,
    SlotRevoked,
    WrongPassphrase,
)
from app.security import files
from app.services import session, vault
from app.services.vault import Comparison
from app.storage.register import Register

_UNREADABLE = (
    WrongPassphrase, SlotExpired, SlotRevoked, KeySettingsRefused, RegisterDamaged, RegisterMissing, RegisterTooNew,
    NotARegister,
)  # fmt: skip
"""Why the present register cannot be set beside the back-up; that is no reason not to look into it."""


def look_into(folder: Path, path: Path, passphrase: str) -> Comparison:
    """Prove a back-up with its passphrase and set its counts beside what stands in ``folder`` now.

    The present register is opened with the same passphrase and locked again; ``present`` is None when
    that does not go. Raises :class:`WrongPassphrase` (of the back-up), :class:`BackupRefused`,
    :class:`RegisterInUse`, or what the disk says. Nothing is changed.
    """
    is_new = not folder.exists()
    if is_new:
        files.make_private_folder(folder)
    register: Register | None = None
    try:
        with suppress(*_UNREADABLE):
            register = session.unlock(folder, passphrase)
        return vault.compare(register, path, passphrase, folder)
    finally:
        if register is not None:
            with suppress(RegisterError):
                session.lock(register, even_unlogged=True)
        if is_new:
            with suppress(OSError):
                folder.rmdir()
