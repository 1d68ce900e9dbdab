"""What is counted: the finest groups of one half-year and the rows of the tables as sums of them.

A *group* is an unknown for whoever reads only the tables: persons per sector set (64), per age code,
per gemeente, and first and further aanmeldingen per notifier type. Every row is a set of groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations

from app.model.count_tables import (
    AGE_CODES,
    MUNICIPALITIES,
    NOTIFIER_GROUPS,
    NOTIFIER_TYPES,
    ROWS,
    SECTORS,
    SUBREGIONS,
    UNKNOWN_SECTOR,
    BaseCounts,
    CountRequest,
)
from app.model.periods import HalfYear

Groups = frozenset[int]

FORMS: Mapping[str, tuple[str, ...]] = {
    "seksueel": ("SD",),
    "arbeid": ("GA",),
    "crimineel": ("GC", "GB"),
    "anders": ("OH", "NNG", UNKNOWN_SECTOR),
}
_SECTOR_SETS = tuple(frozenset(codes) for size in range(len(SECTORS) + 1) for codes in combinations(SECTORS, size))
_FAMILIES: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("sector_sets", _SECTOR_SETS),
    ("ages", AGE_CODES),
    ("municipalities", MUNICIPALITIES),
    ("first", NOTIFIER_TYPES),
    ("further", NOTIFIER_TYPES),
)
GROUPS: tuple[tuple[str, object], ...] = tuple((name, key) for name, keys in _FAMILIES for key in keys)
FAMILY_GROUPS: Mapping[str, Groups] = {
    name: frozenset(i for i, group in enumerate(GROUPS) if group[0] == name) for name, _ in _FAMILIES
}
# Sector sets, ages, gemeenten and first aanmeldingen of a half-year add up to the same persons.
EQUAL_FAMILIES = ("ages", "municipalities", "first")


def group_values(base: BaseCounts) -> list[int]:
    """The counts of one half-year in the order of :data:`GROUPS`."""
    return [getattr(base, family).get(key, 0) for family, key in GROUPS]


@cache
def row_groups(code: str) -> Groups:
    """The groups that a row adds up. KeyError for a code that is no row of any table."""
    return _row_table()[code]


def _sector(codes: Iterable[str]) -> Groups:
    wanted = set(codes)
    return frozenset(
        i
        for i in FAMILY_GROUPS["sector_sets"]
        if wanted & (_SECTOR_SETS[i] or {UNKNOWN_SECTOR})  # the sector sets stand first in GROUPS
    )


def _picked(families: tuple[str, ...], keys: Iterable[str]) -> Groups:
    wanted = set(keys)
    return frozenset(i for i, (family, key) in enumerate(GROUPS) if family in families and key in wanted)


@cache
def _row_table() -> Mapping[str, Groups]:
    both = ("first", "further")
    everyone = FAMILY_GROUPS["sector_sets"]
    rows = {
        "personen": everyone,
        "aanmeldingen": FAMILY_GROUPS["first"] | FAMILY_GROUPS["further"],
        "anderen": _picked(both, set(NOTIFIER_TYPES) - set(NOTIFIER_GROUPS["politie"])),
        "minderjarig": _picked(("ages",), ("0_11", "12_17", "minderjarig")),
        "18_23": _picked(("ages",), ("18_23",)),
        "24_plus_of_onbekend": _picked(("ages",), ("24_29", "30_plus", "24_plus", "onbekend")),
    }
    rows |= {code: _picked(both, types) for code, types in NOTIFIER_GROUPS.items()}
    rows |= {code: _sector(sectors) for code, sectors in FORMS.items()}
    rows |= {code: _sector((code,)) for code in (*SECTORS, UNKNOWN_SECTOR)}
    rows |= {code: _picked(("municipalities",), places) for code, places in SUBREGIONS.items()}
    rows |= {f"gemeente_{code}": _picked(("municipalities",), (code,)) for code in MUNICIPALITIES}
    return rows


@cache
def more_than_one_form() -> Groups:
    """Persons to whom more than one vorm applies (kind 4 of the protected counts)."""
    forms = [row_groups(code) for code in FORMS]
    return frozenset(i for i in FAMILY_GROUPS["sector_sets"] if sum(i in form for form in forms) > 1)


# Rows that add up to a total without overlap: (total, parts).
PARTITIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("personen", ("minderjarig", "18_23", "24_plus_of_onbekend")),
    ("personen", tuple(SUBREGIONS)),
    ("personen", tuple(f"gemeente_{code}" for code in MUNICIPALITIES)),
    ("aanmeldingen", ("politie", "anderen")),
    ("aanmeldingen", tuple(NOTIFIER_GROUPS)),
)


def true_counts(request: CountRequest, frozen: Mapping[HalfYear, BaseCounts]) -> tuple[tuple[int, ...], ...]:
    """The unprotected table, ``[row][column]``; never leaves the program. KeyError: half-year not frozen."""
    values = {half: group_values(frozen[half]) for half in request.half_years}
    return tuple(
        tuple(
            sum(values[half][i] for half in period.half_years for i in row_groups(row.code))
            for period in request.periods
        )
        for row in ROWS[request.kind]
    )
