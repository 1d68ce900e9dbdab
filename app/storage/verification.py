"""Reading a whole register critically: engine, chain, and every row against the entry that last named it.

Works on a driver connection of its own (a copy) or on the open register's under its lock. Findings
are codes; the words stand in the window. What each check catches: ``security.md`` §0.5, §2.5.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.security import keys
from app.storage import audit, connection, tables
from app.storage.audit import Head

UNLOGGED = frozenset(
    {"meta", "audit_entry", "history", "draft", "client_search_row", "recent_client", *tables.CODE_TABLES}
)
"""Tables whose rows no audit entry names."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written.

    ``code``: ``cipher`` (page seals; harmless alone), ``pages``, ``references``, ``size``, ``chain``
    (first bad ``seq``), ``rolled_back`` (head before the anchored one), ``row_altered``, ``row_revision``,
    ``row_missing``, ``row_unnamed``, ``history_altered`` (``table`` and ``row_id``).
    """

    code: str
    seq: int | None = None
    table: str | None = None
    row_id: str | None = None


@dataclass(frozen=True)
class Report:
    """What a check of a whole register found; empty ``findings`` means all is as it was written."""

    findings: tuple[Finding, ...]
    head: Head
    counts: Mapping[str, int]

    @property
    def is_intact(self) -> bool:
        """Nothing found."""
        return not self.findings

    @property
    def is_healable(self) -> bool:
        """Only page seals of free pages are torn: a new generation leaves them behind."""
        return bool(self.findings) and {finding.code for finding in self.findings} == {"cipher"}


def examine(raw: Any, audit_key: bytearray, *, anchored: Head | None = None, size: int | None = None) -> Report:
    """All checks. ``size`` is the file's length, ``anchored`` the head that must be in the chain.

    Reads of a damaged page end the connection's use; the caller closes it after a finding.
    """
    findings: list[Finding] = []
    try:
        cipher, pages = connection.integrity(raw)
        findings += [Finding("cipher")] if cipher else []
        findings += [Finding("pages")] if pages else []
        if size is not None and connection.size_in_bytes(raw) != size:
            findings.append(Finding("size"))
        if connection.broken_references(raw):
            findings.append(Finding("references"))
        head = read_head(raw)
        findings += _chain(raw, audit_key, head, anchored)
        findings += _rows(raw, audit_key)
        return Report(tuple(findings), head, counts(raw))
    except (connection.DriverError, ValueError, TypeError, KeyError):
        return Report((*findings, Finding("pages")), Head(0, audit.START), {})


def counts(raw: Any) -> dict[str, int]:
    """Rows per table."""
    return {
        name: int(raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in sorted(tables.metadata.tables)
    }


def read_head(raw: Any) -> Head:
    """The chain's last entry."""
    row = raw.execute("SELECT seq, mac FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(row[0], row[1]) if row else Head(0, audit.START)


def _records(raw: Any, query: str) -> Any:
    cursor = raw.execute(query)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _chain(raw: Any, audit_key: bytearray, head: Head, anchored: Head | None) -> list[Finding]:
    entries = _records(raw, "SELECT * FROM audit_entry ORDER BY seq")
    broken = audit.first_broken_of(entries, audit_key, Head(0, audit.START))
    if broken is not None:
        return [Finding("chain", seq=broken)]
    if anchored is None or anchored.seq == 0:
        return []
    if head.seq < anchored.seq:
        return [Finding("rolled_back", seq=head.seq)]
    row = raw.execute("SELECT mac FROM audit_entry WHERE seq = ?", (anchored.seq,)).fetchone()
    return [] if row and keys.same(row[0], anchored.mac) else [Finding("chain", seq=anchored.seq)]


class Named:
    """What the log says of each row: the digest per revision, the last revision, and since which entry.

    ``entries``: action and ``changes`` of each, in order. What an act of salvage calls gone (revision 0)
    is looked for no more.
    """

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self.digests: dict[tuple[str, str, int], str] = {}
        self.last: dict[tuple[str, str], int] = {}
        self.migrated: set[tuple[str, str]] = set()
        self.gone: set[tuple[str, str, int]] = set()
        """Kept versions that are gone; a whole row that is gone has none in ``last``."""
        for action, text in entries:
            if action == "register.migrated":
                self.migrated = set(self.last)
            for table, row_id, revision, digest in json.loads(text):
                if revision == 0:
                    self._forget(table, row_id)
                    continue
                self.digests[table, row_id, revision] = digest
                self.last[table, row_id] = revision
                self.migrated.discard((table, row_id))

    def _forget(self, table: str, row_id: str) -> None:
        if table != "history":
            self.last.pop((table, row_id), None)
            return
        name, key, revision = row_id.split(":")
        self.gone.add((name, key, int(revision)))


def _rows(raw: Any, audit_key: bytearray) -> list[Finding]:
    named = Named(raw.execute("SELECT action, changes FROM audit_entry ORDER BY seq"))
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for name in sorted(set(tables.metadata.tables) - UNLOGGED):
        table = tables.metadata.tables[name]
        key = next(iter(table.primary_key.columns)).name
        for row in _records(raw, f"SELECT * FROM {name}"):
            place = (name, str(row[key]))
            seen.add(place)
            code = _row_problem(named, place, row, audit_key)
            if code is not None:
                findings.append(Finding(code, table=name, row_id=place[1]))
    findings += [Finding("row_missing", table=name, row_id=row_id) for name, row_id in sorted(set(named.last) - seen)]
    return findings + _history(raw, named, audit_key)


def _row_problem(named: Named, place: tuple[str, str], row: Mapping[str, Any], audit_key: bytearray) -> str | None:
    last = named.last.get(place)
    if last is None:
        return "row_unnamed"
    if int(row.get("revision", 1)) != last:
        return "row_revision"
    digest = audit.row_digest(audit_key, place[0], row)
    if place not in named.migrated and not keys.same(digest, named.digests[(*place, last)]):
        return "row_altered"
    return None


def _history(raw: Any, named: Named, audit_key: bytearray) -> list[Finding]:
    """Each kept row is the one that an entry named when it was written, and none is lacking."""
    findings = []
    lacking = {(table, row_id, n) for (table, row_id), last in named.last.items() for n in range(1, last)} - named.gone
    for table, row_id, revision, text in raw.execute("SELECT table_name, row_id, revision, row FROM history"):
        lacking.discard((table, row_id, revision))
        digest = keys.mac(audit_key, table.encode(), text.encode())[: audit.DIGEST_LENGTH]
        if not keys.same(digest, named.digests.get((table, row_id, revision), "")):
            findings.append(Finding("history_altered", table=table, row_id=row_id))
    return findings + [Finding("history_altered", table=table, row_id=row_id) for table, row_id, _ in sorted(lacking)]
