"""The types of counting that rooms share: facts, frozen base counts, requests, tables, ledger entries.

Definitions: ``counts.md`` §10; codes and roll-ups: ``texts.md`` §1. Row labels stand here because they
are data of a table (a published file is read back by them); sentences stand in the exporter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from app.model.periods import HalfYear, Period

SECTORS = ("SD", "GA", "GC", "GB", "OH", "NNG")
UNKNOWN_SECTOR = "Onb"
AGE_CODES = ("0_11", "12_17", "minderjarig", "18_23", "24_29", "30_plus", "24_plus", "onbekend")
SUBREGIONS: Mapping[str, tuple[str, ...]] = {
    "walcheren": ("middelburg", "veere", "vlissingen"),
    "bevelanden": ("borsele", "goes", "kapelle", "noord_beveland", "reimerswaal"),
    "zeeuws_vlaanderen": ("hulst", "sluis", "terneuzen"),
    "oosterschelde": ("schouwen_duiveland", "tholen"),
    "buiten_zeeland_of_onbekend": ("nederland_buiten_zeeland", "buitenland", "onbekend"),
}
MUNICIPALITIES = tuple(code for codes in SUBREGIONS.values() for code in codes)
NOTIFIER_GROUPS: Mapping[str, tuple[str, ...]] = {
    "politie": ("politie",),
    "opvanginstelling": ("opvanginstelling", "coa"),
    "ambulante_hulpverlening": ("ambulant", "jeugdhulp", "zorg", "rups"),
    "overige_instantie": (
        "kmar", "nla", "fairwork", "zc_elders", "comensha", "nidos", "gemeente", "veilig_thuis", "zvh",
        "jsog", "onderwijs", "advocaat", "client", "naaste", "burger", "anders", "onbekend",
    ),
}  # fmt: skip
NOTIFIER_TYPES = tuple(code for codes in NOTIFIER_GROUPS.values() for code in codes)


def age_code(born_from: date | None, born_to: date | None, on: date) -> str:
    """The finest age group that holds for every birth date between both ends, on a given day.

    ``onbekend`` when nothing is known or the estimate straddles 18 or 24; ``minderjarig`` and
    ``24_plus`` when it straddles another border (counts.md §10, Freezing).
    """
    if born_from is None or born_to is None:
        return "onbekend"
    youngest, oldest = sorted((_years(born_to, on), _years(born_from, on)))
    low, high = _age_group(youngest), _age_group(oldest)
    if low == high:
        return low
    if oldest < 18:
        return "minderjarig"
    return "24_plus" if youngest >= 24 else "onbekend"


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _age_group(years: int) -> str:
    for border, code in ((12, "0_11"), (18, "12_17"), (24, "18_23"), (30, "24_29")):
        if years < border:
            return code
    return "30_plus"


@dataclass(frozen=True)
class PersonFact:
    """One person in the half-year in which she counts: known sectors (never ``Onb``), age, gemeente."""

    sectors: frozenset[str]
    age_code: str
    municipality: str


@dataclass(frozen=True)
class NotificationFact:
    """One aanmelding in the half-year in which it counts; each person has exactly one first one."""

    notifier_type: str
    is_first: bool


@dataclass(frozen=True)
class BaseCounts:
    """The counts of one half-year in the finest codes: what the first publication freezes.

    Keys with a count of 0 may be absent. Persons add up alike by sector set, by age, by gemeente
    and by first aanmelding; anything else, or an unknown code, is refused (ValueError).
    """

    sector_sets: Mapping[frozenset[str], int] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=dict)
    municipalities: Mapping[str, int] = field(default_factory=dict)
    first: Mapping[str, int] = field(default_factory=dict)
    further: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = (
            ({code for codes in self.sector_sets for code in codes}, SECTORS),
            (set(self.ages), AGE_CODES),
            (set(self.municipalities), MUNICIPALITIES),
            ({*self.first, *self.further}, NOTIFIER_TYPES),
        )
        tables = (self.sector_sets, self.ages, self.municipalities, self.first)
        if any(not codes <= set(allowed) for codes, allowed in known):
            raise ValueError("unknown code in base counts")
        if any(n < 0 for table in (*tables, self.further) for n in table.values()):
            raise ValueError("negative base count")
        if len({sum(table.values()) for table in tables}) != 1:
            raise ValueError("base counts do not add up to the same persons")

    @property
    def persons(self) -> int:
        """How many persons count in this half-year."""
        return sum(self.ages.values())

    def to_json(self) -> str:
        """A canonical text: equal counts give equal text."""
        tables: dict[str, Mapping[str, int]] = {
            "sector_sets": {"+".join(sorted(codes)): n for codes, n in self.sector_sets.items()},
            "ages": self.ages,
            "municipalities": self.municipalities,
            "first": self.first,
            "further": self.further,
        }
        slim = {name: {code: n for code, n in table.items() if n} for name, table in tables.items()}
        return json.dumps(slim, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> BaseCounts:
        """Read :meth:`to_json`; ValueError for anything else."""
        data = json.loads(text)
        if not isinstance(data, dict) or set(data) != {
            "sector_sets", "ages", "municipalities", "first", "further"
        }:  # fmt: skip
            raise ValueError("not base counts")
        tables = {name: _whole_numbers(table) for name, table in data.items()}
        sets = {frozenset(filter(None, key.split("+"))): n for key, n in tables.pop("sector_sets").items()}
        return cls(sector_sets=sets, **tables)


def _whole_numbers(table: Any) -> dict[str, int]:
    if not isinstance(table, dict) or any(type(n) is not int for n in table.values()):
        raise ValueError("not base counts")
    return dict(table)


def base_counts(persons: list[PersonFact], notifications: list[NotificationFact]) -> BaseCounts:
    """Count the facts of one half-year. ValueError when persons and first aanmeldingen differ in number."""
    return BaseCounts(
        sector_sets=Counter(fact.sectors - {UNKNOWN_SECTOR} for fact in persons),
        ages=Counter(fact.age_code for fact in persons),
        municipalities=Counter(fact.municipality for fact in persons),
        first=Counter(fact.notifier_type for fact in notifications if fact.is_first),
        further=Counter(fact.notifier_type for fact in notifications if not fact.is_first),
    )


class Unit(Enum):
    """The counting units; they are never added up or compared."""

    PERSONS = "personen"
    NOTIFICATIONS = "aanmeldingen"
    MENTIONS = "sectorvermeldingen"


class TableKind(Enum):
    """The four ready-made tables."""

    YEARS = "jaaroverzicht"
    HALF_YEAR = "halfjaar"
    ANNEX_4 = "bijlage4"
    MUNICIPALITY = "gemeente"


@dataclass(frozen=True)
class Row:
    """One row of a table; ``code`` says what is counted, ``level`` how far the label is set in."""

    code: str
    label: str
    unit: Unit
    level: int = 0


def _rows(unit: Unit, level: int, **labels: str) -> tuple[Row, ...]:
    return tuple(Row(code.lstrip("_"), label, unit, level) for code, label in labels.items())


_TOTALS = (Row("personen", "personen", Unit.PERSONS), Row("aanmeldingen", "aanmeldingen", Unit.NOTIFICATIONS))
_PLACE_LABELS = {
    "noord_beveland": "Noord-Beveland",
    "schouwen_duiveland": "Schouwen-Duiveland",
    "nederland_buiten_zeeland": "Nederland buiten Zeeland",
    "buitenland": "buitenland",
    "onbekend": "gemeente onbekend",
}
ROWS: Mapping[TableKind, tuple[Row, ...]] = {
    TableKind.YEARS: (
        *_TOTALS,
        *_rows(Unit.NOTIFICATIONS, 1, politie="politie", anderen="anderen"),
        *_rows(
            Unit.PERSONS, 1, seksueel="seksueel", arbeid="arbeid", crimineel="crimineel en bedelarij",
            anders="anders of onbekend", minderjarig="minderjarig", _18_23="18 tot en met 23 jaar",
            _24_plus_of_onbekend="24 jaar en ouder of onbekend", walcheren="Walcheren", bevelanden="Bevelanden",
            zeeuws_vlaanderen="Zeeuws-Vlaanderen", oosterschelde="Oosterschelde",
            buiten_zeeland_of_onbekend="buiten Zeeland of onbekend",
        ),
    ),
    TableKind.HALF_YEAR: _TOTALS,
    TableKind.ANNEX_4: (
        *_TOTALS,
        *_rows(
            Unit.NOTIFICATIONS, 1, politie="politie", opvanginstelling="opvanginstelling",
            ambulante_hulpverlening="ambulante hulpverlening", overige_instantie="overige instantie",
        ),
        *(Row(code, code, Unit.MENTIONS, 1) for code in (*SECTORS, UNKNOWN_SECTOR)),
    ),
    TableKind.MUNICIPALITY: (
        _TOTALS[0],
        *(
            Row(f"gemeente_{code}", _PLACE_LABELS.get(code, code.capitalize()), Unit.PERSONS, 1)
            for code in MUNICIPALITIES
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class CountRequest:
    """Which table, over which periods (columns). Equal requests are answered with equal bytes.

    Refused (ValueError): no or repeated periods, another order than time, periods that do not
    belong to the kind (years; half-years; exactly one fixed block of three years).
    """

    kind: TableKind
    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        fits = {
            TableKind.YEARS: all(period.is_year for period in self.periods),
            TableKind.ANNEX_4: all(period.is_year for period in self.periods),
            TableKind.HALF_YEAR: all(period.is_half_year for period in self.periods),
            TableKind.MUNICIPALITY: len(self.periods) == 1 and self.periods[0].is_block,
        }
        if not self.periods or not fits[self.kind] or list(self.periods) != sorted(set(self.periods)):
            raise ValueError("these periods do not fit this table")

    @property
    def key(self) -> str:
        """The canonical text of the request, ``jaaroverzicht:2024,2025``."""
        return f"{self.kind.value}:{','.join(period.code for period in self.periods)}"

    @classmethod
    def from_key(cls, key: str) -> CountRequest:
        """Read :attr:`key`; ValueError for anything else."""
        kind, _, codes = key.partition(":")
        return cls(TableKind(kind), tuple(Period.from_code(code) for code in codes.split(",")))

    @property
    def half_years(self) -> tuple[HalfYear, ...]:
        """Every half-year the table touches, in time order."""
        return tuple(sorted({half for period in self.periods for half in period.half_years}))


class MarkKind(Enum):
    """How a count stands in a table."""

    SHOWN = "shown"
    SMALL = "<5"
    HIDDEN = "x"


@dataclass(frozen=True)
class Mark:
    """One published cell: a value of 5 or more, ``<5`` (0 to 4) or ``x`` (any number)."""

    kind: MarkKind
    value: int | None = None

    def __post_init__(self) -> None:
        if (self.kind is MarkKind.SHOWN) != (self.value is not None) or (self.value or 5) < 5:
            raise ValueError("a shown count is 5 or more")

    @classmethod
    def shown(cls, value: int) -> Mark:
        """The mark of a count that is shown; ValueError below 5."""
        if value < 5:
            raise ValueError("a shown count is 5 or more")
        return cls(MarkKind.SHOWN, value)

    @classmethod
    def parse(cls, text: str) -> Mark:
        """Read :attr:`text`; ValueError for anything else."""
        if text == MarkKind.SMALL.value:
            return SMALL
        if text == MarkKind.HIDDEN.value:
            return HIDDEN
        if not text.isascii() or not text.isdigit() or text.startswith("0"):
            raise ValueError("not a published count")
        return cls.shown(int(text))

    @property
    def text(self) -> str:
        """The cell as it is written: ``12``, ``<5`` or ``x``."""
        return str(self.value) if self.kind is MarkKind.SHOWN else self.kind.value


SMALL = Mark(MarkKind.SMALL)
HIDDEN = Mark(MarkKind.HIDDEN)


@dataclass(frozen=True)
class CountTable:
    """A protected table: ``marks[row][column]``, rows as :data:`ROWS` has them for the kind."""

    request: CountRequest
    marks: tuple[tuple[Mark, ...], ...]

    def __post_init__(self) -> None:
        shape = (len(self.rows), len(self.columns))
        if len(self.marks) != shape[0] or any(len(line) != shape[1] for line in self.marks):
            raise ValueError("marks do not fit the table")

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in the order in which they are printed."""
        return ROWS[self.request.kind]

    @property
    def columns(self) -> tuple[Period, ...]:
        """The periods, in time order."""
        return self.request.periods

    def mark(self, row_code: str, period: Period) -> Mark:
        """One cell; KeyError or ValueError when it does not stand in this table."""
        lines = {row.code: line for row, line in zip(self.rows, self.marks, strict=True)}
        return lines[row_code][self.columns.index(period)]


@dataclass(frozen=True)
class LedgerEntry:
    """One earlier publication as it was stored: its number, request, and the exact text of its file."""

    number: int
    request: CountRequest
    csv_text: str


@dataclass(frozen=True)
class Certificate:
    """What was proved about a publication; holds nothing that the published files do not tell.

    ``earlier``: numbers of the publications it was proved together with. ``accepted``: codes of
    what may be derived and is accepted. Digests are SHA-256, hexadecimal.
    """

    csv_sha256: str
    ledger_sha256: str
    earlier: tuple[int, ...]
    small_cells: int
    hidden_cells: int
    unknowns: int
    equations: int
    solver: str
    accepted: tuple[str, ...] = ("further_notifications",)

    def to_json(self) -> str:
        """A canonical text for the ledger."""
        return json.dumps(self.__dict__, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """Read :meth:`to_json`; ValueError or TypeError for anything else."""
        data = json.loads(text)
        data["earlier"], data["accepted"] = tuple(data["earlier"]), tuple(data["accepted"])
        return cls(**data)


@dataclass(frozen=True)
class Protected:
    """The answer to a request. ``number`` is set when it repeats an earlier publication byte for byte."""

    table: CountTable
    csv_text: str
    certificate: Certificate | None
    number: int | None = None


@dataclass(frozen=True)
class CountFormat:
    """How a table becomes text and text a table again; ``read`` raises ValueError for any other text."""

    write: Callable[[CountTable], str]
    read: Callable[[str], CountTable]
