"""Invented base counts for the tests of counting."""

from __future__ import annotations

import random
from collections.abc import Mapping

from app.model.count_tables import (
    AGE_CODES,
    MUNICIPALITIES,
    NOTIFIER_TYPES,
    SECTORS,
    BaseCounts,
    NotificationFact,
    PersonFact,
    base_counts,
)
from app.model.periods import HalfYear

_SECTOR_ODDS = {"SD": 0.5, "GA": 0.22, "GC": 0.28, "GB": 0.04, "OH": 0.02, "NNG": 0.04}
_AGE_ODDS = (1, 6, 1, 8, 5, 5, 1, 1)


def invented(rng: random.Random, persons: int, sexual: float = 0.5) -> BaseCounts:
    """One lifelike half-year: some sectors rare, a few further aanmeldingen, places uneven."""
    places = [rng.choice(MUNICIPALITIES) for _ in range(6)] + list(MUNICIPALITIES)
    odds = _SECTOR_ODDS | {"SD": sexual}
    people = [
        PersonFact(
            frozenset(code for code in SECTORS if rng.random() < odds[code]),
            rng.choices(AGE_CODES, _AGE_ODDS)[0],
            rng.choice(places),
        )
        for _ in range(persons)
    ]
    types = ["politie"] * 12 + list(NOTIFIER_TYPES)
    notifications = [NotificationFact(rng.choice(types), True) for _ in people]
    notifications += [NotificationFact(rng.choice(types), False) for _ in people if rng.random() < 0.25]
    return base_counts(people, notifications)


def invented_years(seed: int, first: int, last: int, a_year: int) -> dict[HalfYear, BaseCounts]:
    """Frozen half-years of a register with about ``a_year`` persons a year."""
    rng = random.Random(seed)
    return {
        HalfYear(year, half): invented(rng, max(0, round(rng.gauss(a_year / 2, a_year / 8))))
        for year in range(first, last + 1)
        for half in (1, 2)
    }


def simple(
    sets: Mapping[str, int], notifiers: Mapping[str, int] | None = None, further: Mapping[str, int] | None = None
) -> BaseCounts:
    """Base counts from sector sets written as ``SD+GC`` (empty: unknown); everyone from Goes, age unknown."""
    total = sum(sets.values())
    return BaseCounts(
        {frozenset(filter(None, key.split("+"))): n for key, n in sets.items()},
        {"onbekend": total},
        {"goes": total},
        dict(notifiers or {"politie": total}),
        dict(further or {}),
    )
