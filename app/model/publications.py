"""Uitgifte: one set of counts that left, with everything needed to check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.model.count_tables import BaseCounts, Certificate, CountRequest, CountTable, LedgerEntry
from app.model.periods import HalfYear


@dataclass(frozen=True)
class Publication:
    """A stored publication. The file is ``csv_text`` and nothing else, byte for byte."""

    id: str
    number: int
    request: CountRequest
    table: CountTable
    certificate: Certificate
    csv_text: str
    csv_sha256: str
    published_at: datetime


@dataclass(frozen=True)
class CountInputs:
    """What the pure task needs: the request, base counts (frozen and to be frozen), the ledger."""

    request: CountRequest
    base: Mapping[HalfYear, BaseCounts]
    already_frozen: frozenset[HalfYear]
    ledger: tuple[LedgerEntry, ...]
