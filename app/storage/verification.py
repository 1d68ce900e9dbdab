"""Reading a whole register critically: engine, shape, chain, and every row against the entry that last named it.

Works on a driver connection of its own (a copy) or on the open register's under its lock. Findings
are codes; the words stand in the window. What each check catches: ``security.md`` §0.5, §2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.errors import Cancelled
from app.security import keys
from app.storage import audit, connection, row_checks, schema, tables
from app.storage.audit import Head
from app.storage.row_checks import UNLOGGED, Finding, Named

__all__ = ["UNLOGGED", "Finding", "Named", "Progress", "Report", "counts", "engine", "examine", "read_head"]

Progress = Callable[[int, int], None]
"""Told how many of how many entries and rows were read; may raise ``Cancelled``."""
STEP = 2000
_SEARCH_INDEX = "fts5"
_UNNAMED_BEFORE_2 = frozenset({"meta", *tables.code_tables})


@dataclass(frozen=True)
class Report:
    """What a check of a whole register found; empty ``findings`` means all is as it was written."""

    findings: tuple[Finding, ...]
    head: Head
    counts: Mapping[str, int]
    backups: int = 0
    """How many back-ups were held against the log."""

    @property
    def is_intact(self) -> bool:
        """Nothing found."""
        return not self.findings

    @property
    def is_healable(self) -> bool:
        """Only page seals of free pages are torn: a new generation leaves them behind."""
        return bool(self.findings) and {finding.code for finding in self.findings} == {"cipher"}


class _Reading:
    """Counts what was read, and says so now and then."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def rows(self, raw: Any, query: str) -> Iterator[dict[str, Any]]:
        """The rows of a query as stored (a typed reading would stumble over what was altered)."""
        cursor = raw.execute(query)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            self._done += 1
            if self._progress is not None and self._done % STEP == 0:
                self._progress(min(self._done, self._total), self._total)
            yield dict(zip(names, row, strict=True))


def examine(raw: Any, audit_key: bytearray, *, anchored: Head | None = None, size: int | None = None) -> Report:
    """All checks. ``size`` is the file's length, ``anchored`` the head that must be in the chain.

    Reads of a damaged page end the connection's use; the caller closes it after a finding. Raises
    ``Cancelled`` when the connection is interrupted.
    """
    findings: list[Finding] = []
    try:
        findings += engine(raw, size)
        told = contents(raw, audit_key, anchored=anchored)
        return replace(told, findings=(*findings, *told.findings))
    except _UNREADABLE as error:
        return _unread(findings, error)


def contents(
    raw: Any, audit_key: bytearray, *, anchored: Head | None = None, progress: Progress | None = None
) -> Report:
    """All but what the engine itself can tell; stops when ``progress`` raises ``Cancelled``."""
    findings: list[Finding] = []
    try:
        findings += [Finding("schema", table=name) for name in schema.differences(raw)]
        if not _has(raw, "audit_entry"):
            return Report((*findings, Finding("chain", seq=1)), Head(0, audit.START), counts(raw))
        held = counts(raw)
        head = read_head(raw)
        reading = _Reading(progress, held["audit_entry"] + sum(held.values()))
        findings += _chain(reading, raw, audit_key, head, anchored)
        findings += _rows(reading, raw, audit_key)
        return Report(tuple(findings), head, held)
    except _UNREADABLE as error:
        return _unread(findings, error)


_UNREADABLE = (connection.DriverError, ValueError, TypeError, KeyError)


def _unread(findings: list[Finding], error: Exception) -> Report:
    """What cannot be read is a finding too, except when somebody asked to stop."""
    if isinstance(error, connection.DriverError) and isinstance(connection.problem_of(error), Cancelled):
        raise Cancelled from None
    return Report((*findings, Finding("pages")), Head(0, audit.START), {})


def engine(raw: Any, size: int | None = None) -> list[Finding]:
    """What the engine itself can tell: page seals, pages, length, references, the search index."""
    cipher, pages = connection.integrity(raw)
    is_search = [_SEARCH_INDEX in row.lower() for row in pages]
    found = {
        "cipher": bool(cipher),
        "pages": not all(is_search),
        "search": any(is_search),
        "size": size is not None and connection.size_in_bytes(raw) != size,
        "references": bool(connection.broken_references(raw)),
    }
    return [Finding(code) for code, is_found in found.items() if is_found]


def _has(raw: Any, table: str) -> bool:
    return raw.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone() is not None


def counts(raw: Any) -> dict[str, int]:
    """Rows per table; a table that is not there is left out."""
    return {
        name: int(raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
        for name in sorted(tables.metadata.tables)
        if _has(raw, name)
    }


def read_head(raw: Any) -> Head:
    """The chain's last entry."""
    row = raw.execute("SELECT seq, mac FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(row[0], row[1]) if row else Head(0, audit.START)


def _chain(reading: _Reading, raw: Any, audit_key: bytearray, head: Head, anchored: Head | None) -> list[Finding]:
    entries = reading.rows(raw, "SELECT * FROM audit_entry ORDER BY seq")
    broken = audit.first_broken_of(entries, audit_key, Head(0, audit.START))
    if broken is not None:
        return [Finding("chain", seq=broken, at=_moment(raw, broken - 1))]
    if anchored is None or anchored.seq == 0:
        return []
    if head.seq < anchored.seq:
        return [Finding("rolled_back", seq=head.seq, at=_moment(raw, head.seq))]
    row = raw.execute("SELECT mac FROM audit_entry WHERE seq = ?", (anchored.seq,)).fetchone()
    if row and keys.same(row[0], anchored.mac):
        return []
    return [Finding("chain", seq=anchored.seq, at=_moment(raw, anchored.seq - 1))]


def _moment(raw: Any, seq: int) -> str | None:
    """When the entry before the trouble was written: up to there all is whole."""
    row = raw.execute("SELECT at FROM audit_entry WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None


def unnamed_before_2(raw: Any, audit_key: bytearray) -> Iterator[tuple[str, str, int, str]]:
    """What the first schema's log did not name, as changes of the entry that takes it over: lists and identity."""
    for name in sorted(_UNNAMED_BEFORE_2):
        key = next(iter(tables.metadata.tables[name].primary_key.columns)).name
        for row in _Reading(None, 0).rows(raw, f"SELECT * FROM {name}"):
            yield name, str(row[key]), 1, audit.row_digest(audit_key, name, row)


def _rows(reading: _Reading, raw: Any, audit_key: bytearray) -> list[Finding]:
    named = Named()
    for entry in reading.rows(raw, "SELECT seq, at, action, changes FROM audit_entry ORDER BY seq"):
        named.read(entry["action"], entry["changes"], (entry["seq"], entry["at"]))
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    unlogged = UNLOGGED | _UNNAMED_BEFORE_2 if connection.version(raw) < 2 else UNLOGGED
    for name in sorted(set(tables.metadata.tables) - unlogged):
        if not _has(raw, name):
            continue
        key = next(iter(tables.metadata.tables[name].primary_key.columns)).name
        for row in reading.rows(raw, f"SELECT * FROM {name}"):
            place = (name, str(row[key]))
            seen.add(place)
            findings += row_checks.of_row(named, place, row, audit_key)
    findings += row_checks.missing(named, seen)
    if _has(raw, "history"):
        findings += row_checks.of_history(named, reading.rows(raw, "SELECT * FROM history"), audit_key)
    if _has(raw, "client") and _has(raw, "client_search_row") and _has(raw, "client_search"):
        findings += row_checks.of_search(reading.rows(raw, row_checks.SEARCH_WORDS))
    return findings
