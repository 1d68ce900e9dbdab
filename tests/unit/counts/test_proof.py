"""The proof refuses every unsafe table, whoever made it: the mutants of counts.md C9, one by one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.counts.proof import Proof
from app.counts.solver import Line, near_many, proved_minimum, whole_numbers
from app.counts.watch import Watch
from app.errors import NotProved
from app.model.count_tables import (
    HIDDEN,
    ROWS,
    SMALL,
    BaseCounts,
    CountRequest,
    CountTable,
    Mark,
    NotificationFact,
    PersonFact,
    TableKind,
    base_counts,
)
from app.model.periods import HalfYear, Period

FIRST, SECOND = HalfYear(2025, 1), HalfYear(2025, 2)
HALVES = frozenset({FIRST, SECOND})


def register(persons: int, **groups: int) -> BaseCounts:
    """Persons of sector SD from Goes, 18 to 23, reported by the police; except as many as the groups say."""
    ages = ["12_17"] * groups.get("minors", 0) + ["24_29"] * groups.get("older", 0)
    places = ["hulst"] * groups.get("hulst", 0)
    sets = [frozenset({"SD"})] * groups.get("sexual", persons) + [frozenset({"GA"})] * groups.get("labour", 0)
    people = [
        PersonFact(
            sets[n] if n < len(sets) else frozenset({"GC"}),
            ages[n] if n < len(ages) else "18_23",
            places[n] if n < len(places) else "goes",
        )
        for n in range(persons)
    ]
    return base_counts(people, [NotificationFact("politie", True) for _ in people])


def table(kind: TableKind, period: Period, **shown: int | str) -> CountTable:
    """A table in which every row is ``x`` except those given."""
    marks = tuple((Mark.parse(str(shown.get(f"_{row.code}", shown.get(row.code, "x")))),) for row in ROWS[kind])
    return CountTable(CountRequest(kind, (period,)), marks)


def year(**shown: int | str) -> CountTable:
    return table(TableKind.YEARS, Period.of_year(2025), **shown)


def half(which: HalfYear, **shown: int | str) -> CountTable:
    return table(TableKind.HALF_YEAR, Period.half(which), **shown)


def prove(first: BaseCounts, second: BaseCounts, new: CountTable, *earlier: CountTable, seconds: float = 60) -> None:
    halves = HALVES if earlier or new.columns[0].is_year else frozenset(new.request.half_years)
    Proof(earlier, new, halves, {FIRST: first, SECOND: second}, Watch(seconds)).run()


def test_a_safe_table_is_proved():
    prove(register(20, minors=3, older=2), BaseCounts(), year(personen=20, minderjarig="<5", _24_plus_of_onbekend="<5"))


def test_totals_are_in_the_system():
    shown = {"minderjarig": "<5", "_18_23": 11, "_24_plus_of_onbekend": 6}
    first = register(20, minors=3, older=6)
    prove(first, BaseCounts(), year(**shown))
    with pytest.raises(NotProved):
        prove(first, BaseCounts(), year(personen=20, **shown))


def test_the_ledger_is_not_ignored():
    first, second = register(20), register(2)
    prove(first, second, half(FIRST, personen=20))
    with pytest.raises(NotProved):
        prove(first, second, half(FIRST, personen=20), year(personen=22))
    prove(first, second, half(FIRST), year(personen=22))


def test_a_year_does_not_narrow_its_half():
    first, second = register(4), register(9)
    with pytest.raises(NotProved):
        prove(first, second, year(personen=13), half(FIRST, personen="<5"), half(SECOND, personen=9))
    prove(first, second, year(), half(FIRST, personen="<5"), half(SECOND, personen=9))


def test_an_unwritten_count_is_protected_where_periods_single_it_out():
    """12 of 13 in the year, at most 11 in the first half: someone in the second is derived."""
    first, second = register(11, sexual=9), register(3, sexual=3)
    with pytest.raises(NotProved):
        prove(first, second, half(FIRST, personen=11), year(seksueel=12))
    prove(first, second, half(FIRST), year(seksueel=12))


def test_marks_are_known_to_the_reader():
    """Two times <5 under a remainder of 8 are both 4."""
    first = register(20, minors=4, older=4)
    shown = {"_18_23": 12, "minderjarig": "<5", "_24_plus_of_onbekend": "<5"}
    with pytest.raises(NotProved):
        prove(first, BaseCounts(), year(personen=20, **shown))
    prove(first, BaseCounts(), year(**shown))


def test_small_parts_together_may_not_stay_small():
    """Police 26 of 28: the two others are each 0 to 2 and together 2, a small count."""
    people = register(28)
    more = BaseCounts(people.sector_sets, people.ages, people.municipalities, {"politie": 28}, {"coa": 2, "nidos": 2})
    shown = {"politie": 28, "opvanginstelling": "<5", "ambulante_hulpverlening": "<5", "overige_instantie": "<5"}
    period = Period.of_year(2025)
    with pytest.raises(NotProved):
        prove(more, BaseCounts(), table(TableKind.ANNEX_4, period, aanmeldingen=32, **shown))
    prove(more, BaseCounts(), table(TableKind.ANNEX_4, period, **shown))


def test_persons_with_more_than_one_form_may_be_five():
    """20 persons, 8 + 6 + 6 and one <5: at most 4 can have a second form. With x it can be any number."""
    first = register(20, sexual=8, labour=6)
    shown = {"personen": 20, "seksueel": 8, "arbeid": 6, "crimineel": 6}
    with pytest.raises(NotProved):
        prove(first, BaseCounts(), year(anders="<5", **shown))
    prove(first, BaseCounts(), year(anders="x", **shown))


def test_an_x_that_could_be_small_keeps_all_small_values():
    """7 are left for two groups, one of them <5: the other is 3 to 7, so 3 and 4 but never 0."""
    first = register(20, minors=1, older=6)
    shown = {"personen": 20, "_18_23": 13, "minderjarig": "<5"}
    with pytest.raises(NotProved):
        prove(first, BaseCounts(), year(_24_plus_of_onbekend="x", **shown))


def test_a_shown_zero_cannot_be_made():
    with pytest.raises(ValueError):
        Mark.shown(0)


def test_a_written_count_that_is_not_true():
    with pytest.raises(NotProved):
        prove(register(20), BaseCounts(), year(personen=21))


def test_a_time_out_is_unsafe():
    with pytest.raises(NotProved):
        prove(register(20, minors=3), BaseCounts(), year(personen=20, minderjarig="<5"), seconds=0)


# -- the solver's word is never taken -------------------------------------------------------


def test_halves_of_people_are_no_witness():
    """A triangle that only fractions satisfy: a linear program would call it possible."""
    triangle = [Line((0, 1), 1, 1), Line((1, 2), 1, 1), Line((0, 2), 1, 1)]
    assert whole_numbers(3, triangle, 5) is None


def test_a_bound_is_proved_in_fractions():
    lines = [Line((0, 1, 2), 7, 7), Line((0,), 0, 4)]
    assert proved_minimum(3, lines, (1, 2), 5) == Fraction(3)
    assert proved_minimum(3, lines, (0,), 5, sign=-1) == Fraction(-4)
    assert proved_minimum(3, lines, (0,), 5) == 0


def test_one_witness_for_many_values():
    lines = [Line((0, 1, 2), 12, 12), Line((0,), 0, 4), Line((1,), 0, 4)]
    wanted = [Line((0,), 3, 3), Line((1,), 3, 3)]
    assert near_many(3, lines, wanted, 5) == [3, 3, 6]


def test_an_unused_mark_says_nothing():
    assert HIDDEN.value is SMALL.value is None
