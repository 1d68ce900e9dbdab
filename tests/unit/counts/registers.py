"""Invented base counts for the tests of counting."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from app.model.count_tables import (
    AGE_CODES,
    MUNICIPALITIES,
    NOTIFIER_GROUPS,
    NOTIFIER_TYPES,
    SECTORS,
    BaseCounts,
    NotificationFact,
    PersonFact,
    base_counts,
)
from app.model.periods import HalfYear
from tests.unit.counts.attacker import KINDS, Cell

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


def attackers_truth(frozen: Mapping[HalfYear, BaseCounts]) -> Callable[[Cell], int]:
    """The true value of a sum as the attacker names it."""
    values: dict[tuple[int, int], list[int]] = {}
    for half, base in frozen.items():
        line = []
        for family, key in KINDS:
            if family == "set":
                line.append(base.sector_sets.get(key, 0))
            elif family == "age":
                line.append(sum(base.ages.get(code, 0) for code in _AGE_ROWS[key]))
            elif family == "town":
                line.append(sum(n for code, n in base.municipalities.items() if _town(code) == key))
            else:
                counted = base.first if family == "first" else base.further
                line.append(sum(n for code, n in counted.items() if code in NOTIFIER_GROUPS[key.replace(" ", "_")]))
        values[half.year, half.half] = line
    return lambda cell: sum(values[half][i] for half in cell[1] for i in cell[0])


_AGE_ROWS = {
    "minderjarig": ("0_11", "12_17", "minderjarig"),
    "18 tot en met 23 jaar": ("18_23",),
    "24 jaar en ouder of onbekend": ("24_29", "30_plus", "24_plus", "onbekend"),
}


def _town(code: str) -> str:
    words = {
        "buitenland": "buitenland",
        "onbekend": "gemeente onbekend",
        "nederland_buiten_zeeland": "Nederland buiten Zeeland",
    }
    return words.get(code, "-".join(part.capitalize() for part in code.split("_")))
