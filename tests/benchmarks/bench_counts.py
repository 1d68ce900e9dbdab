"""Counts of a year with six earlier publications, and the other tables, in seconds (goal: 7 s a year).

Run: ``python tests/benchmarks/bench_counts.py``. Invented registers of about 25 and 300 persons a year;
the middle and the slowest of five. The floor beside it is the bare work without protection: counting
the true table and writing it as text.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.counts.counting import true_counts  # noqa: E402
from app.counts.publication import publish  # noqa: E402
from app.exporters.counts_csv import FORMAT, write  # noqa: E402
from app.model.count_tables import HIDDEN, CountRequest, CountTable, LedgerEntry, Mark, TableKind  # noqa: E402
from app.model.periods import HalfYear, Period  # noqa: E402
from tests.unit.counts.registers import invented_years  # noqa: E402

YEARS = [Period.of_year(year) for year in range(2021, 2027)]
HALVES = [Period.half(HalfYear(year, half)) for year in (2024, 2025, 2026) for half in (1, 2)]


def _request(kind: TableKind, *periods: Period) -> CountRequest:
    return CountRequest(kind, periods)


SIX_EARLIER = [
    _request(TableKind.YEARS, *YEARS[3:5]),
    _request(TableKind.ANNEX_4, YEARS[4]),
    *(_request(TableKind.HALF_YEAR, half) for half in HALVES[2:6]),
]
CASES: list[tuple[str, list[CountRequest], CountRequest]] = [
    ("year page, six earlier publications", SIX_EARLIER, _request(TableKind.YEARS, YEARS[5])),
    ("year page of three years, nothing earlier", [], _request(TableKind.YEARS, *YEARS[3:])),
    ("year page of six years, nothing earlier", [], _request(TableKind.YEARS, *YEARS)),
    ("Bijlage 4 of five years, nothing earlier", [], _request(TableKind.ANNEX_4, *YEARS[:5])),
    (
        "gemeente 2023-2025 after years and half-years",
        [*SIX_EARLIER[:4]],
        _request(TableKind.MUNICIPALITY, Period.block(2023)),
    ),
    (
        "year page, half-years and gemeente of the block earlier",
        [*SIX_EARLIER[2:4], _request(TableKind.MUNICIPALITY, Period.block(2023))],
        _request(TableKind.YEARS, *YEARS[2:5]),
    ),
]


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _measure(earlier: Sequence[CountRequest], asked: CountRequest, seed: int, persons: int) -> tuple[float, float]:
    frozen = invented_years(seed, 2021, 2026, persons)
    ledger: list[LedgerEntry] = []
    for request in earlier:
        answer = publish(request, frozen, ledger, FORMAT)
        ledger.append(LedgerEntry(len(ledger) + 1, request, answer.csv_text))

    def bare() -> None:
        values = true_counts(asked, frozen)
        marks = tuple(tuple(Mark.shown(n) if n > 4 else HIDDEN for n in line) for line in values)
        write(CountTable(asked, marks))

    return _seconds(lambda: publish(asked, frozen, ledger, FORMAT)), _seconds(bare)


def main() -> None:
    """Measure every case for small and large registers."""
    for persons in (25, 300):
        for name, earlier, asked in CASES:
            pairs = [_measure(earlier, asked, seed, persons) for seed in range(5)]
            ours, floors = zip(*pairs, strict=True)
            sys.stdout.write(
                f"{persons:4d} a year  {name:58s} {statistics.median(ours):6.2f} s, slowest {max(ours):6.2f} s"
                f"  (bare table {statistics.median(floors) * 1000:.1f} ms)\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
