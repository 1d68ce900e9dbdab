"""Attack many publications on demand: growing registers, shuffled requests, an attacker with only the files.

``python -m tests.benchmarks.attack_counts [publications] [seed]``. After each publication the attacker
lays all files of that register side by side. Prints one line per register and the totals; a finding is
printed in full. Refusals are counted apart.
"""

from __future__ import annotations

import random
import sys
import time

from app.counts.publication import publish
from app.errors import RegisterError
from app.exporters.counts_csv import FORMAT
from app.model.count_tables import CountRequest, LedgerEntry, TableKind
from app.model.periods import HalfYear, Period
from tests.unit.counts.attacker import Attacker
from tests.unit.counts.registers import attackers_truth, invented_years


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def requests(rng: random.Random) -> list[CountRequest]:
    """A shuffled mix of the four tables over 2023-2025."""
    years = [Period.of_year(year) for year in (2023, 2024, 2025)]
    halves = [Period.half(HalfYear(year, half)) for year in (2023, 2024, 2025) for half in (1, 2)]
    found = [CountRequest(TableKind.YEARS, tuple(sorted(rng.sample(years, rng.randint(1, 3))))) for _ in range(2)]
    found += [CountRequest(TableKind.HALF_YEAR, (half,)) for half in rng.sample(halves, 3)]
    if rng.random() < 0.6:
        found.append(CountRequest(TableKind.ANNEX_4, tuple(sorted(rng.sample(years, rng.randint(1, 2))))))
    if rng.random() < 0.35:
        found.append(CountRequest(TableKind.MUNICIPALITY, (Period.block(2023),)))
    rng.shuffle(found)
    return found


def attack_register(seed: int) -> tuple[int, int, int, float, float]:
    """(publications, refusals, findings, slowest publication, share of counts of 5 or more shown)."""
    rng = random.Random(seed)
    frozen = invented_years(seed, 2023, 2025, rng.choice((8, 15, 25, 25, 40, 80, 200)))
    truth = attackers_truth(frozen)
    ledger: list[LedgerEntry] = []
    refused = findings = shown = large = 0
    slowest = 0.0
    for request in requests(rng):
        start = time.perf_counter()
        try:
            answer = publish(request, frozen, ledger, FORMAT, seconds=120)
        except RegisterError as error:
            refused += 1
            say(f"  seed {seed}: {request.key}: {error} {error.params}")
            continue
        slowest = max(slowest, time.perf_counter() - start)
        if answer.number is not None:
            continue
        ledger.append(LedgerEntry(len(ledger) + 1, request, answer.csv_text))
        attacker = Attacker(entry.csv_text for entry in ledger)
        for line in (*attacker.findings(), *attacker.findings_knowing(truth)):
            findings += 1
            say(f"  seed {seed}: after {request.key}: {line}")
        shown += sum(mark.isdigit() for cell, mark in attacker.cells.items() if truth(cell) >= 5)
        large += sum(truth(cell) >= 5 for cell in attacker.cells)
    return len(ledger), refused, findings, slowest, shown / large if large else 1.0


def main() -> None:
    """Attack until the wanted number of publications has been reached."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    totals = [0, 0, 0]
    slowest = 0.0
    while totals[0] < wanted:
        *counts, slow, share = attack_register(seed)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        slowest = max(slowest, slow)
        say(f"seed {seed}: {counts[0]} publications, {counts[1]} refused, {counts[2]} findings, "
              f"slowest {slow:.1f} s, {share:.0%} of counts of 5 or more shown")  # fmt: skip
        seed += 1
    say(f"total: {totals[0]} publications attacked, {totals[1]} refused, {totals[2]} findings, slowest {slowest:.1f} s")


if __name__ == "__main__":
    main()
