"""The one way from a request to a table that may leave: protect, write, prove what was written."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from app.counts import solver
from app.counts.counting import true_counts
from app.counts.ledger import Ledger, check_against, digest, read_ledger
from app.counts.proof import Proof
from app.counts.protection import Cell, Protection, unwritten_rows
from app.counts.system import Count, components
from app.counts.watch import Watch
from app.errors import LedgerDamaged, NotProved, PeriodOpen, WouldDisclose
from app.model.count_tables import (
    ROWS,
    BaseCounts,
    Certificate,
    CountFormat,
    CountRequest,
    CountTable,
    LedgerEntry,
    Mark,
    MarkKind,
    Protected,
    TableKind,
)
from app.model.periods import HalfYear

_HELPS = {
    TableKind.YEARS: ("three_years",),
    TableKind.HALF_YEAR: ("whole_year",),
    TableKind.ANNEX_4: ("merge_forms", "three_years"),
    TableKind.MUNICIPALITY: ("subregion",),
}


def check_closed(request: CountRequest, today: date) -> None:
    """PeriodOpen (``closes_on``: the last day of the period) unless every period has ended."""
    for period in request.periods:
        if not period.is_closed(today):
            raise PeriodOpen(closes_on=period.last.last_day)


def needed_half_years(request: CountRequest, ledger: Sequence[LedgerEntry]) -> tuple[HalfYear, ...]:
    """The half-years whose frozen base counts :func:`publish` asks for, in time order: those of the
    request (to be frozen now when they are not yet) and those that hang together with them.
    """
    return tuple(sorted(frozenset[HalfYear]().union(*_systems(request, ledger))))


def publish(
    request: CountRequest,
    frozen: Mapping[HalfYear, BaseCounts],
    ledger: Sequence[LedgerEntry],
    form: CountFormat,
    *,
    progress: Callable[[], None] | None = None,
    seconds: float = 60,
    tick: Callable[[], float] = time.monotonic,
) -> Protected:
    """The protected and proved table for a request on closed, frozen half-years.

    An equal earlier request is answered with its stored text. ``frozen`` must hold every half-year of
    :func:`needed_half_years`; ``form`` writes and reads the text; ``progress`` may raise Cancelled.
    Raises WouldDisclose (``helps``, ``publications``), NotProved (``seconds``), LedgerDamaged,
    SolverMissing. Nothing is stored and nothing is written here.
    """
    known = read_ledger(ledger, form)
    same = known.same(request)
    if same is not None:
        entry, table = same
        return Protected(table, entry.csv_text, None, entry.number)
    watch = Watch(seconds, progress, tick)
    systems = _systems(request, known.entries)
    try:
        marks = _protect(request, frozen, known, systems, watch)
    except WouldDisclose as error:
        numbers = tuple(entry.number for entry in known.touching(frozenset().union(*systems)))
        raise WouldDisclose(helps=_HELPS[request.kind], publications=numbers) from error
    text = form.write(_table(request, marks))
    return _proved(text, frozen, known, systems, form, watch)


def _systems(request: CountRequest, entries: Sequence[LedgerEntry]) -> list[frozenset[HalfYear]]:
    spans = [
        frozenset(period.half_years)
        for each in (*(entry.request for entry in entries), request)
        for period in each.periods
    ]
    return [halves for halves in components(spans) if halves.intersection(request.half_years)]


def _protect(
    request: CountRequest,
    frozen: Mapping[HalfYear, BaseCounts],
    known: Ledger,
    systems: list[frozenset[HalfYear]],
    watch: Watch,
) -> dict[Count, Mark]:
    published = known.published()
    wanted = {
        Count.of(row.code, period): (place, column)
        for place, row in enumerate(ROWS[request.kind])
        for column, period in enumerate(request.periods)
    }
    found = dict(published)
    for halves in systems:
        earlier = {count: mark for count, mark in published.items() if count.span <= halves}
        check_against(earlier, frozen)
        cells = [Cell(count, mark) for count, mark in earlier.items()]
        new = [
            Cell(count, None, place) for count, place in wanted.items() if count.span <= halves and count not in earlier
        ]
        if new:
            rows = unwritten_rows(
                municipalities=_has(TableKind.MUNICIPALITY, request, known, halves),
                annex_4=_has(TableKind.ANNEX_4, request, known, halves),
            )
            protection = Protection([*cells, *new], frozen, watch, rows)
            found |= zip((cell.count for cell in (*cells, *new)), protection.marks(), strict=True)
    return found


def _has(kind: TableKind, request: CountRequest, known: Ledger, halves: frozenset[HalfYear]) -> bool:
    requests = [request, *(entry.request for entry in known.touching(halves))]
    return any(each.kind is kind for each in requests)


def _table(request: CountRequest, marks: Mapping[Count, Mark]) -> CountTable:
    lines = tuple(tuple(marks[Count.of(row.code, period)] for period in request.periods) for row in ROWS[request.kind])
    return CountTable(request, lines)


def _proved(
    text: str,
    frozen: Mapping[HalfYear, BaseCounts],
    known: Ledger,
    systems: list[frozenset[HalfYear]],
    form: CountFormat,
    watch: Watch,
) -> Protected:
    try:
        table = form.read(text)
    except ValueError as error:
        raise NotProved(seconds=0) from error
    halves = frozenset[HalfYear]().union(*systems)
    beside = known.touching(halves)
    earlier = [form.read(entry.csv_text) for entry in beside]
    _check_shown(table, frozen)
    proofs = [Proof(earlier, table, system, frozen, watch) for system in systems]
    for proof in proofs:
        proof.run()
    kinds = [mark.kind for line in table.marks for mark in line]
    certificate = Certificate(
        csv_sha256=hashlib.sha256(text.encode()).hexdigest(),
        ledger_sha256=digest(beside),
        earlier=tuple(entry.number for entry in beside),
        small_cells=kinds.count(MarkKind.SMALL),
        hidden_cells=kinds.count(MarkKind.HIDDEN),
        unknowns=sum(proof.unknowns for proof in proofs),
        equations=sum(proof.equations for proof in proofs),
        solver=solver.name(),
    )
    return Protected(table, text, certificate)


def _check_shown(table: CountTable, frozen: Mapping[HalfYear, BaseCounts]) -> None:
    """A written count that is not the true one is a damaged ledger or a fault of ours; it never leaves."""
    for line, values in zip(table.marks, true_counts(table.request, frozen), strict=True):
        for mark, value in zip(line, values, strict=True):
            if mark.value not in (None, value) or (mark.kind is MarkKind.SMALL and value > 4):
                raise LedgerDamaged
