from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exporters import counts_csv
from app.model.count_tables import HIDDEN, ROWS, SMALL, CountRequest, CountTable, Mark, TableKind
from app.model.periods import HalfYear, Period

_PERIODS = {
    TableKind.YEARS: (Period.of_year(2024), Period.of_year(2025)),
    TableKind.ANNEX_4: (Period.of_year(2018),),
    TableKind.HALF_YEAR: (Period.half(HalfYear(2026, 1)),),
    TableKind.MUNICIPALITY: (Period.block(2023),),
}
_mark = st.one_of(st.just(SMALL), st.just(HIDDEN), st.integers(5, 10_000).map(Mark.shown))


@st.composite
def tables(draw):
    kind = draw(st.sampled_from(TableKind))
    request = CountRequest(kind, _PERIODS[kind])
    width, height = len(request.periods), len(ROWS[kind])
    return CountTable(request, tuple(tuple(draw(_mark) for _ in range(width)) for _ in range(height)))


def _table(kind: TableKind) -> CountTable:
    request = CountRequest(kind, _PERIODS[kind])
    return CountTable(request, ((SMALL,) * len(request.periods),) * len(ROWS[kind]))


@given(tables())
def test_what_is_written_reads_back(table):
    assert counts_csv.read(counts_csv.write(table)) == table


@pytest.mark.parametrize("kind", TableKind)
def test_a_file_that_dutch_excel_opens(kind):
    text = counts_csv.write(_table(kind))
    assert text.startswith("\ufeff")
    assert text.count("\n") == text.count("\r\n") == len(text.splitlines())
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@\t\r|%]", cell)]
    months = "jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec"
    assert not [cell for cell in cells if re.match(rf"\s*\d+\s*([-/.:]\s*\d|[-/. ]?\s*({months}))", cell)]
    assert "zorgcoördinator" in cells[0]


@pytest.mark.parametrize("kind", TableKind)
def test_unit_period_and_definition_are_named(kind):
    lines = counts_csv.write(_table(kind)).splitlines()
    units = {row.unit.value for row in ROWS[kind]}
    head = next(line for line in lines if line.startswith("rij;"))
    assert ("eenheid" in head) == (len(units) > 1)
    assert all(any(line.startswith(f"Definitie {unit};") for line in lines) for unit in units)
    assert any(line.startswith("Periode;") and _PERIODS[kind][0].label in line for line in lines)
    assert sum(line.startswith("Eenheid;") for line in lines) == 1


@pytest.mark.parametrize("change", [lambda t: t[:-4], lambda t: t.replace("<5", "4", 1), lambda t: t + "x;1\r\n"])
def test_an_altered_file_does_not_read(change):
    with pytest.raises(ValueError):
        counts_csv.read(change(counts_csv.write(_table(TableKind.YEARS))))


@pytest.mark.parametrize("text", ["", "\ufeff", "rij;2024\r\n", "a\x00b", '"'])
def test_other_files_do_not_read(text):
    with pytest.raises(ValueError):
        counts_csv.read(text)


def test_the_text_beside_the_counts():
    text = counts_csv.how_to_read()
    assert "Achter elke <5 kan nog 0 tot en met 4 zitten, ook als u alle tabellen naast elkaar legt." in text
    assert text.startswith("\ufeffHoe leest u deze cijfers?\r\n")


def test_file_names_say_nothing_but_the_request():
    request = CountRequest(TableKind.MUNICIPALITY, (Period.block(2023),))
    assert counts_csv.file_name(request) == "gemeente-2023-2025.csv"
