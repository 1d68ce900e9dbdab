"""The rules of the list of earlier publications: what it tells, and what makes it unusable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.counts.system import Count
from app.errors import LedgerDamaged
from app.model.count_tables import SMALL, BaseCounts, CountFormat, CountRequest, CountTable, LedgerEntry, Mark
from app.model.periods import HalfYear


@dataclass(frozen=True)
class Ledger:
    """Earlier publications that were read and agree with each other."""

    entries: tuple[LedgerEntry, ...]
    tables: tuple[CountTable, ...]

    def same(self, request: CountRequest) -> tuple[LedgerEntry, CountTable] | None:
        """The earlier publication of the same request, or None."""
        for entry, table in zip(self.entries, self.tables, strict=True):
            if entry.request == request:
                return entry, table
        return None

    def published(self) -> dict[Count, Mark]:
        """Every count ever written, with its one mark. LedgerDamaged when two tables contradict."""
        found: dict[Count, Mark] = {}
        for count, mark in (pair for table in self.tables for pair in written(table)):
            if found.setdefault(count, mark) != mark:
                raise LedgerDamaged
        return found

    def touching(self, halves: frozenset[HalfYear]) -> tuple[LedgerEntry, ...]:
        """The publications with a column in these half-years."""
        return tuple(entry for entry in self.entries if halves.intersection(entry.request.half_years))


def read_ledger(entries: Sequence[LedgerEntry], form: CountFormat) -> Ledger:
    """Read every stored text. LedgerDamaged: unreadable, not the table of its request, numbers out of
    order, or one request answered twice.
    """
    numbers = [entry.number for entry in entries]
    if numbers != sorted(set(numbers)) or len({entry.request for entry in entries}) != len(entries):
        raise LedgerDamaged
    try:
        tables = tuple(form.read(entry.csv_text) for entry in entries)
    except ValueError as error:
        raise LedgerDamaged from error
    if any(table.request != entry.request for entry, table in zip(entries, tables, strict=True)):
        raise LedgerDamaged
    return Ledger(tuple(entries), tables)


def written(table: CountTable) -> Iterable[tuple[Count, Mark]]:
    """The counts of a table with their marks, row by row."""
    for row, marks in zip(table.rows, table.marks, strict=True):
        for period, mark in zip(table.columns, marks, strict=True):
            yield Count.of(row.code, period), mark


def check_against(published: Mapping[Count, Mark], frozen: Mapping[HalfYear, BaseCounts]) -> None:
    """LedgerDamaged when the frozen counts are missing or say otherwise than what was published."""
    for count, mark in published.items():
        try:
            value = count.true_value(frozen)
        except KeyError as error:
            raise LedgerDamaged from error
        if mark.value not in (None, value) or (mark == SMALL and value > 4):
            raise LedgerDamaged


def digest(entries: Iterable[LedgerEntry]) -> str:
    """SHA-256 over the numbers, requests and texts of publications."""
    total = hashlib.sha256()
    for entry in entries:
        for part in (str(entry.number), entry.request.key, entry.csv_text):
            data = part.encode()
            total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()
