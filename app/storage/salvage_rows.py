"""Which version of each row goes into the saved register: the one that the log proves, else the newest that reads.

Sources are tables of rows as stored. Nothing is chosen by guessing:
what the log cannot prove is kept and called uncertain, what is older than the log says is called older.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.security import keys
from app.storage import audit, tables
from app.storage.row_checks import KEPT_KEY, SLOTS, UNLOGGED, Named, Place

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]

SAME, FILLED, OLDER, UNCERTAIN = "same", "filled", "older", "uncertain"
"""As the log says; the same but out of the back-up; an earlier version; not proved by the log."""


@dataclass
class Kept:
    """A row that goes in: how sure it is, and the highest revision that anything spoke of."""

    row: Row
    how: str
    top: int

    @property
    def revision(self) -> int:
        """Its own; append-only rows are always 1."""
        return revision_of(self.row)


@dataclass
class Choice:
    """What was chosen: ``rows`` per table by key, ``lost`` with the last revision known, ``history`` to keep."""

    rows: dict[str, dict[str, Kept]] = field(default_factory=dict)
    lost: dict[Place, int] = field(default_factory=dict)
    history: dict[tuple[str, str, int], Row] = field(default_factory=dict)
    unproved_history: set[tuple[str, str, int]] = field(default_factory=set)


@dataclass(frozen=True)
class _Candidate:
    row: Row
    rank: int
    """0: the damaged table, 1: its history, 2: the back-up, 3: its history; 4: what comes with the program."""

    @property
    def revision(self) -> int:
        return revision_of(self.row)


def revision_of(row: Mapping[str, Any]) -> int:
    """Of a row as stored; append-only rows have none and count as 1."""
    return int(row.get("revision", 1))


def logged_tables() -> list[str]:
    """Every table whose rows the log names, parents before children."""
    return [table.name for table in tables.metadata.sorted_tables if table.name not in UNLOGGED]


def key_of(table: str) -> str:
    """The name of a table's key column."""
    return str(next(iter(tables.metadata.tables[table].primary_key.columns)).name)


def choose(sources: Sequence[Rows], named: Named, audit_key: bytearray, also: Iterable[Place] = ()) -> Choice:
    """Go through every row that reads anywhere, or that the log names, or of which an index tells (``also``).

    ``sources``: the damaged register, a back-up, and what comes with the program.
    """
    choice = Choice()
    _choose_history(choice, sources, named, audit_key)
    pool = _pool(sources)
    expected: dict[str, set[str]] = {}
    for table, key in (*named.last, *also):
        expected.setdefault(table, set()).add(key)
    for table in logged_tables():
        rows = choice.rows[table] = {}
        candidates = pool.get(table, {})
        for key in sorted(candidates.keys() | expected.get(table, set())):
            place = (table, key)
            if place in (SLOTS, KEPT_KEY) or (place in named.left and place not in named.last):
                continue
            kept = _pick(place, candidates.get(key, []), named, audit_key)
            if isinstance(kept, Kept):
                rows[key] = kept
            else:
                choice.lost[place] = kept
    return choice


def _pool(sources: Sequence[Rows]) -> dict[str, dict[str, list[_Candidate]]]:
    pool: dict[str, dict[str, list[_Candidate]]] = {}
    for rank, source in zip((0, 2, 4), sources, strict=True):
        for table in logged_tables():
            key = key_of(table)
            for row in source.get(table, ()):
                pool.setdefault(table, {}).setdefault(str(row[key]), []).append(_Candidate(row, rank))
        for kept in source.get("history", ()):
            row = json.loads(kept["row"])
            pool.setdefault(kept["table_name"], {}).setdefault(kept["row_id"], []).append(_Candidate(row, rank + 1))
    return pool


def _pick(place: Place, candidates: Sequence[_Candidate], named: Named, audit_key: bytearray) -> Kept | int:
    """The row to keep, or the last revision known of one that is lost."""
    spoken = [c.revision + (c.rank % 2) for c in candidates]  # a kept version was followed by another
    top = max([named.last.get(place, 0), *spoken])
    ordered = sorted(candidates, key=lambda c: (-c.revision, c.rank))
    for candidate in ordered:
        if _is_proved(candidate.row, place, named, audit_key):
            how = (SAME if candidate.rank == 0 else FILLED) if candidate.revision == top else OLDER
            best = _unproved_above(ordered, candidate, place, named)
            return best if best is not None else Kept(candidate.row, how, top)
    if not ordered:
        return top
    return Kept(ordered[0].row, UNCERTAIN if ordered[0].revision == top else OLDER, top)


def _unproved_above(ordered: Sequence[_Candidate], proved: _Candidate, place: Place, named: Named) -> Kept | None:
    """A newer one of which the log is lost; one that the log contradicts does not count."""
    for candidate in ordered:
        if candidate.revision <= proved.revision:
            return None
        if (*place, candidate.revision) not in named.digests and candidate.rank in {0, 2}:
            return Kept(candidate.row, UNCERTAIN, max(candidate.revision, named.last.get(place, 0)))
    return None


def _is_proved(row: Row, place: Place, named: Named, audit_key: bytearray) -> bool:
    revision = revision_of(row)
    if place in named.migrated and named.last[place] == revision:
        return True  # the log names the row as it was before its table was changed
    wanted = named.digests.get((*place, revision))
    return wanted is not None and keys.same(audit.row_digest(audit_key, place[0], row), wanted)


def _choose_history(choice: Choice, sources: Iterable[Rows], named: Named, audit_key: bytearray) -> None:
    """Each kept version once: proved ones, and those of which the entry is lost."""
    for source in sources:
        for row in source.get("history", ()):
            place = (row["table_name"], row["row_id"], row["revision"])
            wanted = named.digests.get(place)
            if place in choice.history and place not in choice.unproved_history:
                continue
            digest = audit.text_digest(audit_key, row["table_name"], row["row"])
            if wanted is None:
                choice.unproved_history.add(place)
                choice.history.setdefault(place, row)
            elif keys.same(digest, wanted):
                choice.unproved_history.discard(place)
                choice.history[place] = row
