"""The only reader of the clock. Tests set it with :func:`frozen`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, UTC, to the millisecond (as it is stored)."""
    instant = _frozen or datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def today() -> date:
    """The date in Amsterdam, whatever the laptop's own zone."""
    return on_day(now())


def on_day(instant: datetime) -> date:
    """The Amsterdam date of an aware instant."""
    return instant.astimezone(AMSTERDAM).date()


def start_of(day: date) -> datetime:
    """The instant at which a day begins in Amsterdam."""
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM).astimezone(UTC)


def offset(instant: datetime) -> str:
    """How far Amsterdam was from UTC at an aware instant: ``+01:00`` in winter."""
    written = instant.astimezone(AMSTERDAM).strftime("%z")
    return f"{written[:3]}:{written[3:]}"


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the clock at an aware instant; for tests and for making the demo register."""
    global _frozen
    before, _frozen = _frozen, instant.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before


def steady() -> float:
    """Seconds since the laptop started, also those it slept where that is counted; nobody can set it.

    Linux counts sleep in CLOCK_BOOTTIME only, macOS in CLOCK_MONOTONIC, Windows in what Python calls monotonic.
    """
    counts_sleep = getattr(time, "CLOCK_BOOTTIME", None)
    if sys.platform == "darwin":
        counts_sleep = time.CLOCK_MONOTONIC
    return time.monotonic() if counts_sleep is None else time.clock_gettime(counts_sleep)
