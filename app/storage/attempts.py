"""``attempts.json``: failed unlocks, and when a back-up was last proved. In clear; nothing in it is trusted.

The start screen reads it before any key is there.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.errors import RegisterError
from app.security import files
from app.storage.folder import ATTEMPTS_FILE, NOT_OURS

MOST = 9_999
FIRST_YEAR, LAST_YEAR = 2000, 2999
"""What lies beyond was not written by this program, and could not be shown as a day."""


@dataclass(frozen=True)
class Attempts:
    """Failed unlocks since the last success, and when a back-up was last proved. In clear; not trusted."""

    failed: int = 0
    last_at: datetime | None = None
    proved_at: datetime | None = None
    proved_outside_at: datetime | None = None
    rehearsed_at: datetime | None = None


def read(folder: Path) -> Attempts:
    """Failed unlocks so far; anything unreadable counts as none (it is not trusted anyway)."""
    try:
        value = json.loads(files.read(folder / ATTEMPTS_FILE))
        return Attempts(max(0, min(MOST, int(value["failed"]))), *(_instant(value.get(name)) for name in _INSTANTS))
    except (OSError, RegisterError, AttributeError, *NOT_OURS):
        return Attempts()


_INSTANTS = ("last_at", "proved_at", "proved_outside_at", "rehearsed_at")


def _instant(text: object) -> datetime | None:
    found = datetime.fromisoformat(str(text)) if text else None
    return found if found is not None and found.tzinfo and FIRST_YEAR <= found.year <= LAST_YEAR else None


def write(folder: Path, attempts: Attempts) -> None:
    """Keep the count over restarts; a folder that cannot be written keeps none."""
    instants = {name: getattr(attempts, name) for name in _INSTANTS}
    value = {"failed": attempts.failed, **{name: at.isoformat() for name, at in instants.items() if at is not None}}
    with suppress(RegisterError):
        files.replace(folder / ATTEMPTS_FILE, json.dumps(value).encode())




def note(folder: Path, **moments: datetime) -> None:
    """Set the named moments, keep the rest."""
    write(folder, replace(read(folder), **moments))  # type: ignore[arg-type]
