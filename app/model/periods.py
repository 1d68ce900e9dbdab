"""Half-years, years and fixed blocks of three years: the only periods that counts are given for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 9999
_BLOCK_START = 2023  # 2023–2025, 2026–2028, …; blocks before it are counted back in threes


@dataclass(frozen=True, order=True)
class HalfYear:
    """Half a calendar year (1 = January to June); ordered in time. ValueError when impossible."""

    year: int
    half: int

    def __post_init__(self) -> None:
        if self.half not in (1, 2) or not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError("no such half-year")

    @classmethod
    def of(cls, day: date) -> HalfYear:
        """The half-year in which a day falls."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def from_code(cls, code: str) -> HalfYear:
        """Read ``2026-1``; ValueError for anything else."""
        match = re.fullmatch(r"(\d{4})-([12])", code, re.ASCII)
        if match is None:
            raise ValueError("not a half-year code")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The stored form, ``2026-1``."""
        return f"{self.year:04d}-{self.half}"

    @property
    def label(self) -> str:
        """The form on screen and in files, never one that Excel takes for a date."""
        return f"{self.half}e halfjaar {self.year}"

    @property
    def first_day(self) -> date:
        """1 January or 1 July."""
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        """30 June or 31 December."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def next(self) -> HalfYear:
        """The half-year after this one."""
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> HalfYear:
        """The half-year before this one."""
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)

    def is_closed(self, today: date) -> bool:
        """Whether the last day lies in the past (the last day itself is still open)."""
        return today > self.last_day


@dataclass(frozen=True, order=True)
class Period:
    """What one column of a table covers: a half-year, a calendar year, or a block of three years.

    ``first`` and ``last`` are the half-years at both ends; other spans are refused (ValueError).
    """

    first: HalfYear
    last: HalfYear

    def __post_init__(self) -> None:
        whole_years = self.first.half == 1 and self.last.half == 2
        length = self.last.year - self.first.year + 1
        block = length == 3 and (self.first.year - _BLOCK_START) % 3 == 0
        if not (self.first == self.last or (whole_years and (length == 1 or block))):
            raise ValueError("no such period")

    @classmethod
    def half(cls, half_year: HalfYear) -> Period:
        """The period of one half-year."""
        return cls(half_year, half_year)

    @classmethod
    def of_year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(HalfYear(year, 1), HalfYear(year, 2))

    @classmethod
    def block(cls, year: int) -> Period:
        """The fixed block of three years in which a year falls."""
        start = year - (year - _BLOCK_START) % 3
        return cls(HalfYear(start, 1), HalfYear(start + 2, 2))

    @classmethod
    def from_code(cls, code: str) -> Period:
        """Read ``2026-1``, ``2026`` or ``2023_2025``; ValueError for anything else."""
        if re.fullmatch(r"\d{4}-[12]", code, re.ASCII):
            return cls.half(HalfYear.from_code(code))
        match = re.fullmatch(r"(\d{4})(?:_(\d{4}))?", code, re.ASCII)
        if match is None:
            raise ValueError("not a period code")
        return cls(HalfYear(int(match[1]), 1), HalfYear(int(match[2] or match[1]), 2))

    @classmethod
    def from_label(cls, label: str) -> Period:
        """Read a label as :attr:`label` writes it; ValueError for anything else."""
        match = re.fullmatch(r"([12])e halfjaar (\d{4})", label, re.ASCII)
        if match is not None:
            return cls.half(HalfYear(int(match[2]), int(match[1])))
        return cls.from_code(label.replace(" tot en met ", "_"))

    @property
    def is_half_year(self) -> bool:
        """Whether this is one half-year."""
        return self.first == self.last

    @property
    def is_year(self) -> bool:
        """Whether this is one calendar year."""
        return not self.is_half_year and self.first.year == self.last.year

    @property
    def is_block(self) -> bool:
        """Whether this is a fixed block of three years."""
        return self.first.year != self.last.year

    @property
    def code(self) -> str:
        """The stored form: ``2026-1``, ``2026`` or ``2023_2025``."""
        if self.is_half_year:
            return self.first.code
        return str(self.first.year) if self.is_year else f"{self.first.year}_{self.last.year}"

    @property
    def label(self) -> str:
        """``1e halfjaar 2026``, ``2026`` or ``2023 tot en met 2025``."""
        if self.is_half_year:
            return self.first.label
        return self.code.replace("_", " tot en met ")

    @property
    def half_years(self) -> tuple[HalfYear, ...]:
        """All half-years in it, in time order."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(found[-1].next)
        return tuple(found)

    def is_closed(self, today: date) -> bool:
        """Whether its last half-year is closed."""
        return self.last.is_closed(today)


def closed_half_years(first: HalfYear, today: date) -> tuple[HalfYear, ...]:
    """All closed half-years from ``first`` on, in time order."""
    found: list[HalfYear] = []
    while first.is_closed(today):
        found.append(first)
        first = first.next
    return tuple(found)


def half_years_of(periods: Iterable[Period]) -> frozenset[HalfYear]:
    """Every half-year that lies in one of the periods."""
    return frozenset(half for period in periods for half in period.half_years)
