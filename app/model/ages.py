"""Birth dates that may be partial, and the ages that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


def add_years(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 1 March (as SQLite's ``date()`` does)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Completed years on ``day``; negative before birth."""
    years = day.year - born.year
    return years if add_years(born, years) <= day else years - 1


@dataclass(frozen=True)
class BirthRange:
    """First and last day on which someone may have been born; equal when the date is known."""

    born_from: date
    born_to: date

    def ages(self, day: date) -> tuple[int, int]:
        """Youngest and oldest age on ``day``."""
        return age_on(self.born_to, day), age_on(self.born_from, day)

    def youngest_age(self, day: date) -> int:
        """The reading that protects most: authority and consent use it."""
        return age_on(self.born_to, day)


def year_range(year: int) -> BirthRange:
    """Only the year of birth is known."""
    return BirthRange(date(year, 1, 1), date(year, 12, 31))


def about_age(age: int, on: date) -> BirthRange:
    """Estimated age in completed years on a day."""
    first_too_old = add_years(on, -(age + 1))
    return BirthRange(date.fromordinal(first_too_old.toordinal() + 1), add_years(on, -age))
