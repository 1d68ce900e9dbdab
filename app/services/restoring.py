"""Looking into a back-up before it is put back, from the start screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import (
    KeySettingsRefused,
    NotARegister,
    RegisterDamaged,
    RegisterError,
    RegisterMissing,
    RegisterTooNew,
    SheetOfAnotherRegister,
    SheetRefused,
    SlotExpired,
    SlotRevoked,
    WrongPassphrase,
)
from app.security import files
from app.services import session, vault
from app.services.vault import Comparison
from app.storage import recovery
from app.storage.recovery import Recovery
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
    with _scratch(folder):
        register: Register | None = None
        try:
            with suppress(*_UNREADABLE):
                register = session.unlock(folder, passphrase)
            return vault.compare(register, path, passphrase, folder)
        finally:
            if register is not None:
                with suppress(RegisterError):
                    session.lock(register, even_unlogged=True)


def look_into_with_sheet(folder: Path, path: Path, lines: Sequence[str]) -> Comparison:
    """The same with the recovery sheet: laptop and passphrase are gone, back-up and sheet are there.

    Raises :class:`SheetRefused` (params: line), :class:`SheetOfAnotherRegister`, or as :func:`look_into`.
    """
    with _scratch(folder):
        rehearsal = recovery.rehearse_with_sheet(path, lines, folder)
        present: Recovery | None = None
        try:
            with suppress(*_UNREADABLE, SheetRefused, SheetOfAnotherRegister):
                present = recovery.open_with_sheet(folder, lines)
            if present is None:
                return recovery.beside(None, rehearsal)
            return vault.note_compared(present.register, recovery.beside(present.register, rehearsal))
        finally:
            if present is not None:
                present.cancel()


@contextmanager
def _scratch(folder: Path) -> Iterator[None]:
    """The folder, made for the while where there is none yet."""
    is_new = not folder.exists()
    if is_new:
        files.make_private_folder(folder)
    try:
        yield
    finally:
        if is_new:
            with suppress(OSError):
                folder.rmdir()
