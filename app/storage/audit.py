"""The chained log: one entry per act, in the act's own transaction, naming every changed row.

``mac = HMAC(audit key, previous ‖ canonical entry)``. No names, no free text: identifiers, codes,
revisions and keyed digests. The head's first ten characters are the *controlecode* on paper.

The fields are those of NEN 7513: what (``action``, ``object``, ``outcome``, ``ground``), when (``at`` in
UTC, ``utc_offset`` of the time she saw), about whom (``client_id``), by whom (``actor``, the role of the
slot, and ``actor_id``, the slot), under whose responsibility (``responsible``: the coordinator, whose
name at that time stands in the profile and its history).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app import clock
from app.security import keys
from app.storage import tables
from app.storage.columns import instant_text, json_text

START = "0" * 64
DIGEST_LENGTH = 32
RESPONSIBLE = "coördinator"
SINCE_VERSION_2 = ("utc_offset", "actor_id", "responsible")
"""Fields that entries of the first schema do not have and were not signed with."""
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

SALVAGED = "register.salvaged"
"""The act that saved what could be read. Its ``changes`` rule from then on; revision 0 is a row that is gone."""
LOST = "entry.lost"
"""Holds the place of an entry that no longer reads; it counts only when a later :data:`SALVAGED` names it."""


@dataclass(frozen=True)
class Head:
    """The last entry of the chain."""

    seq: int
    mac: str

    @property
    def control_code(self) -> str:
        """Ten characters of the head in Crockford's base 32, in two groups: ``7K4M1-Q2XD9``."""
        number = int(self.mac[:13], 16) >> 2
        letters = "".join(CODE_ALPHABET[number >> shift & 31] for shift in range(45, -5, -5))
        return f"{letters[:5]}-{letters[5:]}"


@dataclass(frozen=True)
class Entry:
    """One act, before it is chained."""

    at: datetime
    actor: str
    action: str
    object_type: str | None = None
    object_id: str | None = None
    client_id: str | None = None
    outcome: str = "ok"
    ground: str | None = None
    changes: Sequence[tuple[str, str, int, str]] = ()
    actor_id: str | None = None


def read_head(connection: Connection) -> Head:
    """The last entry, or the start of an empty chain."""
    row = connection.execute(
        select(tables.audit_entry.c.seq, tables.audit_entry.c.mac).order_by(tables.audit_entry.c.seq.desc()).limit(1)
    ).first()
    return Head(row.seq, row.mac) if row else Head(0, START)


def _values(entry: Mapping[str, Any]) -> bytes:
    left_out = {"previous", "mac"} if entry.get("utc_offset") is not None else {"previous", "mac", *SINCE_VERSION_2}
    plain = {key: value for key, value in entry.items() if key not in left_out}
    return json_text(plain).encode()


def append(connection: Connection, key: bytearray, head: Head, entry: Entry) -> Head:
    """Chain one entry behind ``head`` and return the new head; the caller's transaction carries it."""
    plain = {
        "seq": head.seq + 1,
        "at": instant_text(entry.at),
        "utc_offset": clock.offset(entry.at),
        "actor": entry.actor,
        "actor_id": entry.actor_id,
        "responsible": RESPONSIBLE,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "client_id": entry.client_id,
        "outcome": entry.outcome,
        "ground": entry.ground,
        "changes": json_text([list(change) for change in entry.changes]),
    }
    code = keys.mac(key, head.mac.encode(), _values(plain))
    connection.execute(insert(tables.audit_entry), {**plain, "at": entry.at, "previous": head.mac, "mac": code})
    return Head(head.seq + 1, code)


def first_broken(connection: Connection, key: bytearray, *, since: Head | None = None) -> int | None:
    """Sequence number of the first entry that does not verify, or None when the chain is whole.

    With ``since`` only what follows that head is read (and the head itself must be there).
    """
    expected = since if since is not None and since.seq > 0 else Head(0, START)
    rows = connection.exec_driver_sql("SELECT * FROM audit_entry WHERE seq >= ? ORDER BY seq", (expected.seq,))
    stored = (dict(row) for row in rows.mappings())  # a typed reading would stumble over what was altered
    return first_broken_of(stored, key, expected)


def first_broken_of(entries: Iterable[Mapping[str, Any]], key: bytearray, expected: Head) -> int | None:
    """The same over entries as stored, in order, from ``expected`` on (that one included, if it is one).

    A place held for a lost entry is no break when an act of salvage after it says so.
    """
    rows = iter(entries)
    if expected.seq > 0:
        first = next(rows, None)
        if first is None or first["seq"] != expected.seq or not keys.same(first["mac"], expected.mac):
            return expected.seq
    lost: set[int] = set()
    for row in rows:
        if row["seq"] != expected.seq + 1 or row["previous"] != expected.mac:
            return expected.seq + 1
        if row["action"] == LOST:
            lost.add(row["seq"])
        elif not is_own(key, row):
            return expected.seq + 1
        if row["action"] == SALVAGED:
            lost -= declared_lost(row["ground"] or "")
        expected = Head(row["seq"], row["mac"])
    return min(lost, default=None)


def is_own(key: bytearray, row: Mapping[str, Any]) -> bool:
    """Whether an entry as stored carries its own MAC: true of each by itself, wherever it stands."""
    return keys.same(keys.mac(key, str(row["previous"]).encode(), _values(row)), row["mac"])


def declared_lost(ground: str) -> set[int]:
    """The entries that an act of salvage says it could not read: ``lost:3-5,9`` among its ground."""
    spoken = next((part.removeprefix("lost:") for part in ground.split() if part.startswith("lost:")), "")
    found: set[int] = set()
    for part in filter(None, spoken.split(",")):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def row_digest(key: bytearray, table: str, row: Mapping[str, Any]) -> str:
    """A keyed digest of a whole row, for the entry that changed it."""
    return text_digest(key, table, json_text(row))


def text_digest(key: bytearray, table: str, text: str) -> str:
    """The same of a row as ``history`` keeps it, in JSON."""
    return keys.mac(key, table.encode(), text.encode())[:DIGEST_LENGTH]
