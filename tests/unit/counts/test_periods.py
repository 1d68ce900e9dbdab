from __future__ import annotations

from datetime import date

import pytest

from app.model.periods import HalfYear, Period, closed_half_years, half_years_of


def test_half_years_have_codes_labels_days_and_order():
    first = HalfYear.of(date(2026, 6, 30))
    assert (first.code, str(first), first.label) == ("2026-1", "2026-1", "1e halfjaar 2026")
    assert (first.first_day, first.last_day) == (date(2026, 1, 1), date(2026, 6, 30))
    assert HalfYear.of(date(2026, 7, 1)) == first.next == HalfYear(2026, 2)
    assert first.previous == HalfYear(2025, 2) < first
    assert (first.next.first_day, first.next.last_day) == (date(2026, 7, 1), date(2026, 12, 31))
    assert HalfYear.from_code("2026-2") == first.next


def test_a_half_year_is_closed_the_day_after_its_last():
    assert not HalfYear(2026, 1).is_closed(date(2026, 6, 30))
    assert HalfYear(2026, 1).is_closed(date(2026, 7, 1))
    assert not Period.of_year(2026).is_closed(date(2026, 12, 31))
    assert closed_half_years(HalfYear(2025, 1), date(2026, 1, 1)) == (HalfYear(2025, 1), HalfYear(2025, 2))


@pytest.mark.parametrize("text", ["2026-3", "2026", "26-1", "2026-1 ", "", "٢٠٢٦-1", "1800-1"])
def test_no_other_half_year_codes(text):
    with pytest.raises(ValueError):
        HalfYear.from_code(text)


def test_blocks_of_three_years_are_fixed():
    assert [Period.block(year).code for year in (2023, 2025, 2026, 2022)] == [
        "2023_2025",
        "2023_2025",
        "2026_2028",
        "2020_2022",
    ]
    with pytest.raises(ValueError):
        Period(HalfYear(2024, 1), HalfYear(2026, 2))
    with pytest.raises(ValueError):
        Period(HalfYear(2024, 2), HalfYear(2025, 1))


@pytest.mark.parametrize("period", [Period.half(HalfYear(2026, 2)), Period.of_year(2026), Period.block(2026)])
def test_periods_read_back_from_code_and_label(period):
    assert Period.from_code(period.code) == Period.from_label(period.label) == period
    assert [period.is_half_year, period.is_year, period.is_block].count(True) == 1


def test_half_years_of_periods_are_counted_once():
    assert len(half_years_of([Period.of_year(2025), Period.half(HalfYear(2025, 1)), Period.block(2025)])) == 6
