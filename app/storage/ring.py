"""Which back-ups stay: 14 daily, 8 weekly, 12 monthly. Pure; never by file date, never by the clock alone."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

DAILY, WEEKLY, MONTHLY = 14, 8, 12


@dataclass(frozen=True, order=True)
class Made:
    """A back-up in the order of making (generation, then head of the chain), and the day it was made on."""

    generation: int
    seq: int
    on: date
    name: str


def kept(backups: Iterable[Made]) -> frozenset[Made]:
    """Those that stay. The newest by order always does.

    One dated after the newest was made with a clock that was wrong: such ones are thinned by the same
    rule apart, so that they neither push out the others nor stay for ever.
    """
    newest_first = sorted(backups, reverse=True)
    if not newest_first:
        return frozenset()
    today = newest_first[0].on
    right = [backup for backup in newest_first if backup.on <= today]
    wrong = [backup for backup in newest_first if backup.on > today]
    return frozenset({newest_first[0]} | _thinned(right) | _thinned(wrong))


def _thinned(newest_first: Sequence[Made]) -> set[Made]:
    stays: set[Made] = set()
    for limit, bucket in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        seen: set[Hashable] = set()
        for backup in newest_first:
            if bucket(backup.on) not in seen and len(seen) < limit:
                seen.add(bucket(backup.on))
                stays.add(backup)
    return stays


def _day(on: date) -> Hashable:
    return on


def _week(on: date) -> Hashable:
    return tuple(on.isocalendar())[:2]


def _month(on: date) -> Hashable:
    return on.year, on.month
