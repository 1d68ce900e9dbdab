"""What the start screen asks before anything heavy is loaded (no SQLAlchemy below here)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app import clock, paths
from app.errors import RegisterError
from app.security import passphrase
from app.security.passphrase import Strength
from app.storage import attempts, places
from app.storage import folder as folder_files
from app.storage.folder import FolderState
from app.storage.places import PlaceKind as PlaceKind

REHEARSAL_DAYS = 31


@dataclass(frozen=True)
class StartState:
    """Whether a register stands in the folder, and who holds it now (host, pid, since)."""

    folder: Path
    has_register: bool
    holds_other_files: bool
    holder: Mapping[str, Any] | None


def look(folder: Path) -> StartState:
    """What lies in ``folder``; changes nothing."""
    state = folder_files.state(folder)
    holder = None
    if state is FolderState.PRESENT:
        try:
            holder = folder_files.holder(folder)
        except RegisterError:
            holder = None
    return StartState(folder, state is FolderState.PRESENT, state is FolderState.OTHER_FILES, holder)


def call_holder(folder: Path, holder: Mapping[str, Any]) -> None:
    """Ask the window that has the register open on this machine to come to the front; another one cannot."""
    import platform  # a tenth of the start; only who starts twice waits for it

    if holder.get("host") == platform.node():
        folder_files.call(folder)


def called_file(folder: Path) -> Path:
    """The file that a second start touches; to be watched, never read."""
    return folder / folder_files.LOCK_FILE


def wants_rehearsal(folder: Path) -> bool:
    """Whether a proved back-up is there to practise with, and that was not done for a month. Not trusted."""
    kept = attempts.read(folder)
    return kept.proved_at is not None and is_overdue(kept.rehearsed_at, REHEARSAL_DAYS)


def is_overdue(last: datetime | None, days: int) -> bool:
    """Whether it was never done, or so many days ago."""
    return last is None or (clock.now() - last).days >= days


def last_proved(folder: Path) -> tuple[datetime | None, datetime | None]:
    """When a back-up was last proved: anywhere, and outside the laptop. Not trusted: anybody could write it."""
    kept = attempts.read(folder)
    return kept.proved_at, kept.proved_outside_at


def place_kind(folder: Path) -> PlaceKind:
    """Whether a new register would lie in a cloud folder or on a network drive (may wait for a drive)."""
    return places.kind_of(folder)


def default_folder() -> Path:
    """Where a new register is proposed."""
    return paths.default_register()


def strength(text: str) -> Strength:
    """How hard a passphrase is to guess, with the codes of what would help."""
    return passphrase.strength(text)


def make_passphrase() -> str:
    """Five random Dutch words."""
    return passphrase.make_passphrase()


def remove_demo(folder: Path) -> None:
    """Take a throw-away register away; a folder whose own mark does not say so stays as it is."""
    try:
        is_demo = folder_files.read_register_file(folder).is_demo
    except RegisterError:
        return
    if is_demo:
        import shutil  # loads three packers; not before the start screen

        shutil.rmtree(folder, ignore_errors=True)
