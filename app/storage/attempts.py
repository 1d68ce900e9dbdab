"""``attempts.json``: failed unlocks, and when a back-up was last proved. In clear; nothing in it is trusted.

The start screen reads it before any key is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app import clock
from app.errors import RegisterError, SlotExpired, WrongPassphrase
from app.security import files
from app.storage.folder import ATTEMPTS_FILE, NOT_OURS

FREE_FAILURES = 2
LONGEST_WAIT = 30.0
UNREADABLE_COUNTS_AS = 4
"""Failures; she waits four seconds once, and whoever wipes the count gains nothing by it."""
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
    is_unreadable: bool = False
    """What stood there was nothing of ours: disk damage, or somebody who wanted the count gone."""


def read(folder: Path) -> Attempts:
    """Failed unlocks so far; without the file none. One that cannot be read says so: it was there for something."""
    try:
        value = json.loads(files.read(folder / ATTEMPTS_FILE))
        failed = max(0, min(MOST, int(value["failed"])))
        moments = {name: _instant(value.get(name)) for name in _INSTANTS}
        return Attempts(failed, is_unreadable=value.get("is_unreadable") is True, **moments)
    except FileNotFoundError:
        return Attempts()
    except (OSError, RegisterError, AttributeError, *NOT_OURS):
        return Attempts(is_unreadable=True)


_INSTANTS = ("last_at", "proved_at", "proved_outside_at", "rehearsed_at")


def _instant(text: object) -> datetime | None:
    found = datetime.fromisoformat(str(text)) if text else None
    return found if found is not None and found.tzinfo and FIRST_YEAR <= found.year <= LAST_YEAR else None


def write(folder: Path, attempts: Attempts) -> None:
    """Keep the count over restarts; a folder that cannot be written keeps none."""
    instants = {name: getattr(attempts, name) for name in _INSTANTS}
    value: dict[str, object] = {"failed": attempts.failed}
    value |= {name: at.isoformat() for name, at in instants.items() if at is not None}
    if attempts.is_unreadable:
        value["is_unreadable"] = True
    with suppress(RegisterError):
        files.replace(folder / ATTEMPTS_FILE, json.dumps(value).encode())


def note(folder: Path, **moments: datetime) -> None:
    """Set the named moments, keep the rest."""
    write(folder, replace(read(folder), **moments))  # type: ignore[arg-type]


# -- slowing ---------------------------------------------------------------------------------


@contextmanager
def counted(folder: Path, wait: Callable[[float], None]) -> Iterator[Attempts]:
    """Around every try of a passphrase: waits out the delay of earlier failures, and counts one that fails."""
    attempts = read(folder)
    wait(_delay(folder, attempts))
    try:
        yield attempts
    except (WrongPassphrase, SlotExpired):
        count_failure(folder, attempts)
        raise


def count_failure(folder: Path, before: Attempts) -> None:
    """One more than ``before``."""
    _last_failure[folder] = clock.steady()
    write(folder, replace(before, failed=before.failed + 1, last_at=clock.now()))


def settle(folder: Path, before: Attempts, settled: Attempts) -> None:
    """After an unlock: what the register itself knows; the failures stand in its own log now.

    The file lies in the open: anybody could have written a back-up into it.
    """
    _last_failure.pop(folder, None)
    if settled != before:
        write(folder, settled)


def _delay(folder: Path, attempts: Attempts) -> float:
    """0, 0, 1, 2, 4 … seconds, at most half a minute, less what has passed; never for ever, never a wipe.

    What has passed is measured by the clock on the wall, which a restart does not stop, and within one run
    also by one that nobody can set; the least of the two counts. A wall clock set back gives nothing off.
    """
    failed = max(attempts.failed, UNREADABLE_COUNTS_AS) if attempts.is_unreadable else attempts.failed
    if failed < FREE_FAILURES:
        return 0.0
    delay = min(LONGEST_WAIT, 2.0 ** min(10, failed - FREE_FAILURES))
    passed = (clock.now() - attempts.last_at).total_seconds() if attempts.last_at is not None else 0.0
    if folder in _last_failure:
        passed = min(passed, clock.steady() - _last_failure[folder])
    return max(0.0, delay - max(0.0, passed))


_last_failure: dict[Path, float] = {}
"""By :func:`app.clock.steady`, in this run of the program."""
