"""Each row, each kept version and each search row against what the log says was written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.model.clients import ClientFields, search_words
from app.security import keys
from app.storage import audit

UNLOGGED = frozenset({"audit_entry", "history", "draft", "client_search_row", "recent_client"})
"""The log itself, the kept versions (each has a check of its own), and the working copies."""
KEPT_KEY = ("meta", "audit_key")
"""Written when the master key was renewed; that it is the right one, the chain itself shows."""
SLOTS = ("meta", "slots")
"""Which key slots count; each change of them is an act, but this row is written around it too."""
Place = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written.

    ``code``: ``cipher`` (page seals; harmless alone), ``pages``, ``references``, ``size``, ``schema`` (a
    table, rule or index, named in ``table``, is lacking, was added or altered), ``chain`` (first bad
    ``seq``), ``rolled_back`` (head before the anchored one), ``no_anchor``, ``backup_ahead`` (a back-up
    knows entries that the log does not hold), ``row_altered``, ``row_revision``, ``row_missing``,
    ``row_unnamed``, ``history_altered`` (``table`` and ``row_id``), ``search`` (the search index).
    ``seq`` and ``at`` say since where: the last entry up to which it was right.
    """

    code: str
    seq: int | None = None
    table: str | None = None
    row_id: str | None = None
    at: str | None = None


class Named:
    """What the log says of each row: the digest per revision, the last revision, and since which entry.

    ``entries``: action and ``changes`` of each, in order. What an act of salvage calls gone (revision 0)
    is looked for no more.
    """

    def __init__(self, entries: Iterable[tuple[str, str]] = ()) -> None:
        self.digests: dict[tuple[str, str, int], str] = {}
        self.last: dict[Place, int] = {}
        self.written: dict[tuple[str, str, int], tuple[int, str]] = {}
        """By which entry, and when; not known of what an act of salvage named in place of a lost entry."""
        self.migrated: set[Place] = set()
        self.gone: set[tuple[str, str, int]] = set()
        """Kept versions that are gone."""
        self.left: set[Place] = set()
        """Whole rows that are gone; versions of them that are kept stay."""
        self.has_kept_key = False
        for action, changes in entries:
            self.read(action, changes)

    def read(self, action: str, changes: str, written: tuple[int, str] | None = None) -> None:
        """Take in the next entry; ``written`` is its number and moment."""
        if action == "register.migrated":
            self.migrated = set(self.last)
        self.has_kept_key |= action in ("register.renewed", audit.SALVAGED)  # a salvage may stand for a lost renewal
        for table, row_id, revision, digest in json.loads(changes):
            if revision == 0:
                self._forget(table, row_id)
                continue
            self.digests[table, row_id, revision] = digest
            self.last[table, row_id] = revision
            self.migrated.discard((table, row_id))
            if written is not None and action != audit.SALVAGED:
                self.written[table, row_id, revision] = written

    def _forget(self, table: str, row_id: str) -> None:
        if table != "history":
            self.last.pop((table, row_id), None)
            self.left.add((table, row_id))
            return
        name, key, revision = row_id.split(":")
        self.gone.add((name, key, int(revision)))

    def finding(self, code: str, place: Place, revision: int | None = None) -> Finding:
        """A finding about a row, with the entry that last wrote it (or that revision of it)."""
        latest = self.written.get((*place, self.last.get(place, 0)), (None, None))
        seq, at = self.written.get((*place, revision or 0), latest)
        return Finding(code, seq, *place, at)


def of_row(named: Named, place: Place, row: Mapping[str, Any], audit_key: bytearray) -> Iterator[Finding]:
    """Whether the row is the one that was last written."""
    last = named.last.get(place)
    if last is None:
        if place != SLOTS and (place != KEPT_KEY or not named.has_kept_key):
            yield Finding("row_unnamed", table=place[0], row_id=place[1])
    elif int(row.get("revision", 1)) != last:
        yield named.finding("row_revision", place)
    elif place not in named.migrated and not keys.same(
        audit.row_digest(audit_key, place[0], row), named.digests[(*place, last)]
    ):
        yield named.finding("row_altered", place)


def missing(named: Named, seen: set[Place]) -> list[Finding]:
    """Rows that were written and are not there."""
    return [named.finding("row_missing", place) for place in sorted(set(named.last) - seen)]


def of_history(named: Named, rows: Iterable[Mapping[str, Any]], audit_key: bytearray) -> list[Finding]:
    """Each kept row is the one that an entry named, kept by the act that changed it; and none is lacking."""
    findings = []
    lacking = {(*place, n) for place, last in named.last.items() for n in range(1, last)} - named.gone
    for row in rows:
        place, revision = (row["table_name"], row["row_id"]), row["revision"]
        digest = audit.text_digest(audit_key, place[0], row["row"])
        is_as_written = keys.same(digest, named.digests.get((*place, revision), ""))
        kept_by = (row["audit_seq"], row["changed_at"])
        is_of_its_act = named.written.get((*place, revision + 1), kept_by) == kept_by
        is_wanted = (*place, revision) in lacking or (place in named.left and place not in named.last)
        if not is_wanted or not is_as_written or not is_of_its_act:
            findings.append(named.finding("history_altered", place, revision))
        lacking.discard((*place, revision))
    return findings + [named.finding("history_altered", (table, row_id), n) for table, row_id, n in sorted(lacking)]


SEARCH_WORDS = """
    SELECT c.id, c.code, c.given_name, c.infix, c.family_name, c.aliases, c.born_from, c.born_to,
           c.birth_is_estimated, group_concat(f.words, char(10)) AS words
    FROM client c LEFT JOIN client_search_row s ON s.client_id = c.id LEFT JOIN client_search f ON f.rowid = s.number
    GROUP BY c.id
"""


def of_search(rows: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Everybody can be found by her own words; somebody who cannot would be taken in twice."""
    return [
        Finding("search", table="client", row_id=row["id"]) for row in rows if row["words"] != _words_of(row)
    ]


def _words_of(row: Mapping[str, Any]) -> str:
    fields = ClientFields(
        given_name=row["given_name"],
        infix=row["infix"],
        family_name=row["family_name"],
        aliases=tuple(json.loads(row["aliases"])),
        born_from=date.fromisoformat(row["born_from"]) if row["born_from"] else None,
        born_to=date.fromisoformat(row["born_to"]) if row["born_to"] else None,
        birth_is_estimated=bool(row["birth_is_estimated"]),
    )
    return search_words(row["code"], fields)
