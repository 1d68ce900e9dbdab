"""Publishing against an attacker who lays all files side by side (own reader, own integer programs)."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.counts import solver
from app.counts.counting import true_counts
from app.counts.publication import check_closed, needed_half_years, publish
from app.errors import Cancelled, LedgerDamaged, NotProved, PeriodOpen, SolverMissing, WouldDisclose
from app.exporters import counts_csv
from app.exporters.counts_csv import FORMAT
from app.model.count_tables import (
    HIDDEN,
    ROWS,
    SMALL,
    BaseCounts,
    Certificate,
    CountFormat,
    CountRequest,
    CountTable,
    LedgerEntry,
    Mark,
    TableKind,
)
from app.model.periods import HalfYear, Period
from tests.unit.counts.attacker import Attacker
from tests.unit.counts.registers import attackers_truth, invented, invented_years, simple

YEAR = Period.of_year
FIRST, SECOND = Period.half(HalfYear(2025, 1)), Period.half(HalfYear(2025, 2))


def years(*which: int) -> CountRequest:
    return CountRequest(TableKind.YEARS, tuple(YEAR(year) for year in which))


def halfyear(period: Period) -> CountRequest:
    return CountRequest(TableKind.HALF_YEAR, (period,))


def annex(*which: int) -> CountRequest:
    return CountRequest(TableKind.ANNEX_4, tuple(YEAR(year) for year in which))


class Desk:
    """A register whose half-years are frozen, and the list of what it gave out."""

    def __init__(self, frozen: dict[HalfYear, BaseCounts]) -> None:
        self.frozen = frozen
        self.ledger: list[LedgerEntry] = []

    def ask(self, request: CountRequest, **options):
        needed = needed_half_years(request, self.ledger)
        answer = publish(request, {half: self.frozen[half] for half in needed}, self.ledger, FORMAT, **options)
        if answer.number is None:
            self.ledger.append(LedgerEntry(len(self.ledger) + 1, request, answer.csv_text))
        return answer

    def findings(self) -> list[str]:
        attacker = Attacker(entry.csv_text for entry in self.ledger)
        return [*attacker.findings(), *attacker.findings_knowing(attackers_truth(self.frozen))]


def column(answer, place: int = 0) -> list[str]:
    return [line[place].text for line in answer.table.marks]


# -- known tables ----------------------------------------------------------------------------


def seed_years() -> dict[HalfYear, BaseCounts]:
    """Bijlage 4 of the plan of 2019: persons, sectors and notifiers of 2014 to 2018."""
    tables = {
        2014: simple({"SD": 118, "GA": 4}, {"politie": 120, "opvanginstelling": 1, "fairwork": 1}),
        2015: simple({"SD": 94, "SD+GA": 1, "GA": 1, "": 1}),
        2016: simple({"SD": 20, "": 4}, {"politie": 21, "fairwork": 3}),
        2017: simple({"SD": 14, "SD+GC": 4, "": 1}, {"politie": 18, "ambulant": 1}, {"fairwork": 1}),
        2018: simple({"SD": 15, "GC": 6, "SD+GC": 3, "GA+SD": 1, "OH+GC+SD": 1, "OH": 1, "GB": 1}),
    }
    empty = {HalfYear(year, 2): BaseCounts() for year in tables}
    return {HalfYear(year, 1): base for year, base in tables.items()} | empty


def test_annex_4_of_the_plan_reads_as_printed():
    desk = Desk(seed_years())
    answer = desk.ask(annex(2014, 2015, 2016, 2017, 2018))
    lines = {
        row.code: [m.text for m in marks] for row, marks in zip(answer.table.rows, answer.table.marks, strict=True)
    }
    assert lines["personen"] == ["122", "97", "24", "19", "28"]
    assert lines["aanmeldingen"] == ["x"] * 5
    assert lines["politie"] == ["120", "97", "21", "18", "28"]
    for code in ("opvanginstelling", "ambulante_hulpverlening", "overige_instantie", "GA", "GB", "OH", "NNG", "Onb"):
        assert lines[code] == ["<5"] * 5
    assert lines["SD"] == ["118", "x", "20", "x", "20"]
    assert lines["GC"] == ["<5"] * 4 + ["10"]
    assert desk.findings() == []


def test_the_notifications_of_others_are_not_what_the_police_leave():
    """27 persons, each reported once, 25 by the police: the two others may not be derived."""
    half = HalfYear(2025, 1)
    desk = Desk({half: simple({"SD": 20, "GA": 7}, {"politie": 25, "coa": 2}), half.next: BaseCounts()})
    assert column(desk.ask(years(2025)))[:4] == ["27", "27", "x", "<5"]
    assert desk.findings() == []


def test_a_year_after_its_halves_and_halves_after_the_year():
    rng = random.Random(3)
    frozen = {FIRST.first: invented(rng, 20), SECOND.first: invented(rng, 3)}
    first, second, whole = halfyear(FIRST), halfyear(SECOND), years(2025)
    for order in ((first, second, whole), (whole, first, second)):
        desk = Desk(frozen)
        for request in order:
            desk.ask(request)
        assert desk.findings() == []


def test_columns_published_before_are_copied():
    desk = Desk(invented_years(4, 2023, 2026, 25))
    before = desk.ask(years(2023, 2024))
    after = desk.ask(years(2023, 2024, 2025))
    assert [column(after, 0), column(after, 1)] == [column(before, 0), column(before, 1)]
    fourth = desk.ask(annex(2024))
    assert column(fourth)[:3] == column(after, 1)[:3]
    assert (column(fourth)[6], column(fourth)[7]) == (column(after, 1)[4], column(after, 1)[5])


def test_the_default_page_shows_most_figures_of_five_or_more():
    shown = large = 0
    for seed in range(3):
        desk = Desk(invented_years(seed, 2024, 2026, 25))
        desk.ask(years(2024, 2025, 2026))
        attacker = Attacker([desk.ledger[0].csv_text])
        truth = attackers_truth(desk.frozen)
        big = [mark for cell, mark in attacker.cells.items() if truth(cell) >= 5]
        shown += sum(mark != "x" for mark in big)
        large += len(big)
    assert shown / large > 0.88


# -- the promise -----------------------------------------------------------------------------

_requests = st.sampled_from(
    [
        years(2023, 2024, 2025),
        years(2024, 2025),
        years(2025),
        halfyear(FIRST),
        halfyear(SECOND),
        annex(2025),
        CountRequest(TableKind.MUNICIPALITY, (Period.block(2023),)),
    ]
)


@settings(max_examples=2, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 10_000), st.sampled_from([6, 15, 25, 60]), st.lists(_requests, min_size=2, max_size=3, unique=True)
)
def test_nothing_small_can_be_narrowed_by_all_files_together(seed, a_year, requests):
    desk = Desk(invented_years(seed, 2023, 2025, a_year))
    for request in requests:
        desk.ask(request)
    assert desk.findings() == []


def test_a_growing_register_year_after_year():
    desk = Desk(invented_years(11, 2023, 2024, 20))
    for year in (2023, 2024):
        desk.ask(halfyear(Period.half(HalfYear(year, 1))))
        desk.ask(years(*range(2023, year + 1)))
    assert desk.findings() == []


# -- same request, damaged lists, limits ------------------------------------------------------


def test_the_same_request_gives_the_same_bytes_even_after_corrections():
    desk = Desk(invented_years(5, 2024, 2026, 25))
    first = desk.ask(years(2024, 2025))
    desk.ask(years(2024, 2025, 2026))
    desk.frozen = invented_years(6, 2024, 2026, 25)
    again = desk.ask(years(2024, 2025))
    assert (again.csv_text, again.number, len(desk.ledger)) == (first.csv_text, 1, 2)


def test_the_search_gives_the_same_table_every_time():
    texts = {Desk(invented_years(7, 2024, 2026, 25)).ask(years(2024, 2025, 2026)).csv_text for _ in range(2)}
    assert len(texts) == 1


def _published() -> Desk:
    desk = Desk(invented_years(8, 2025, 2026, 25))
    desk.ask(years(2025))
    return desk


@pytest.mark.parametrize(
    "damage",
    [
        lambda e: LedgerEntry(e.number, e.request, e.csv_text[:-6]),
        lambda e: LedgerEntry(e.number, years(2026), e.csv_text),
        lambda e: LedgerEntry(e.number, e.request, ""),
    ],
)
def test_a_damaged_list_gives_no_counts(damage):
    desk = _published()
    desk.ledger = [damage(entry) for entry in desk.ledger]
    with pytest.raises(LedgerDamaged):
        desk.ask(halfyear(FIRST))


def test_an_entry_that_says_otherwise_than_the_frozen_counts():
    desk = _published()
    desk.frozen = invented_years(9, 2025, 2026, 40)
    with pytest.raises(LedgerDamaged):
        desk.ask(halfyear(FIRST))


def test_frozen_counts_that_are_gone():
    desk = _published()
    with pytest.raises(LedgerDamaged):
        publish(halfyear(FIRST), {FIRST.first: desk.frozen[FIRST.first]}, desk.ledger, FORMAT)


def test_entries_twice_or_out_of_order():
    desk = _published()
    desk.ask(years(2026))
    for entries in ([*desk.ledger, desk.ledger[0]], desk.ledger[::-1]):
        with pytest.raises(LedgerDamaged):
            publish(years(2025, 2026), desk.frozen, entries, FORMAT)


def test_an_unsafe_past_is_refused_with_what_helps():
    """Two files of before this program give the second half away; it is not written now."""
    frozen = {FIRST.first: simple({"SD": 20}), SECOND.first: simple({"SD": 2})}
    desk = Desk(frozen)
    for request, persons in ((halfyear(FIRST), 20), (CountRequest(TableKind.YEARS, (YEAR(2025),)), 22)):
        rows = ROWS[request.kind]
        marks = tuple((Mark.shown(persons) if row.code == "personen" else HIDDEN,) for row in rows)
        text = counts_csv.write(CountTable(request, marks))
        desk.ledger.append(LedgerEntry(len(desk.ledger) + 1, request, text))
    with pytest.raises(WouldDisclose) as refusal:
        desk.ask(halfyear(SECOND))
    assert refusal.value.params == {"helps": ("whole_year",), "publications": (1, 2)}


def test_no_proof_in_time_no_file():
    desk = _published()
    ticks = itertools.count(0, 20)
    with pytest.raises(NotProved) as refusal:
        desk.ask(years(2025, 2026), seconds=60, tick=lambda: next(ticks))
    assert refusal.value.params == {"seconds": 60}


def test_the_proof_is_of_the_text_and_not_of_the_search():
    """A writer with a fault: it prints the true number where ``x`` should stand."""
    desk = Desk(seed_years())
    request = annex(2018)
    truth = true_counts(request, desk.frozen)

    def loose_tongue(table: CountTable) -> str:
        pairs = zip(table.marks, truth, strict=True)
        marks = tuple((Mark.shown(n),) if mark == HIDDEN and n > 4 else (mark,) for (mark,), (n,) in pairs)
        assert marks != table.marks
        return counts_csv.write(CountTable(table.request, marks))

    with pytest.raises(NotProved):
        publish(request, desk.frozen, [], CountFormat(loose_tongue, counts_csv.read))


def test_a_hidden_count_is_shown_again_when_others_cover_it():
    """After its half-year and Bijlage 4 this page first hides ``5`` at 24 and older, then finds it can stay."""
    desk = Desk(invented_years(1, 2025, 2025, 12))
    for request in (halfyear(FIRST), annex(2025)):
        desk.ask(request)
    assert column(desk.ask(years(2025)))[10] == "5"
    assert desk.findings() == []


def test_it_can_be_cancelled():
    def stop() -> None:
        raise Cancelled

    desk = _published()
    with pytest.raises(Cancelled):
        desk.ask(years(2026), progress=stop)
    assert len(desk.ledger) == 1


def test_an_open_period_is_not_counted():
    check_closed(years(2025), date(2026, 1, 1))
    with pytest.raises(PeriodOpen) as refusal:
        check_closed(years(2025, 2026), date(2026, 12, 31))
    assert refusal.value.params == {"closes_on": date(2026, 12, 31)}


def test_without_a_solver_nothing_is_published(monkeypatch):
    desk = _published()
    monkeypatch.setitem(sys.modules, "highspy", None)
    solver._modules.cache_clear()
    with pytest.raises(SolverMissing):
        desk.ask(years(2026))
    monkeypatch.undo()
    solver._modules.cache_clear()


def test_the_solver_is_loaded_late_and_says_nothing():
    code = (
        "import sys; from app.counts.publication import publish; from app.counts import solver\n"
        "assert not {'highspy', 'numpy'} & set(sys.modules)\n"
        "assert solver.whole_numbers(1, [solver.Line((0,), 3, 3)], 5) == [3]\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_certificate_tells_nothing_beyond_the_files():
    desk = _published()
    answer = desk.ask(years(2025, 2026))
    certificate = answer.certificate
    assert certificate is not None
    assert Certificate.from_json(certificate.to_json()) == certificate
    cells = [mark for line in answer.table.marks for mark in line]
    assert (certificate.small_cells, certificate.hidden_cells) == (cells.count(SMALL), cells.count(HIDDEN))
    # Another register behind the same marks has the same size of system.
    assert certificate.unknowns == 4 * (64 + 8 + 16 + 2 * 24)
    assert certificate.earlier == (1,)
