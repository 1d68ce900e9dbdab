"""The chain of the log put together again from what reads, of the damaged file and of a back-up.

Each entry carries its own MAC and that of the one before it: an entry that reads is proved by itself,
and a gap between two of them by its two ends. A place is held for what is lost, so that every number
and every controlecode on paper stays right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import clock
from app.security import keys
from app.storage import audit
from app.storage.audit import Head
from app.storage.columns import instant_text
from app.storage.row_checks import Named

Row = dict[str, Any]


@dataclass(frozen=True)
class Log:
    """Entries 1 to the last, as stored, with a place held for each of ``lost``."""

    entries: Sequence[Row]
    lost: tuple[int, ...]

    @property
    def head(self) -> Head:
        """The end of it."""
        return Head(self.entries[-1]["seq"], self.entries[-1]["mac"]) if self.entries else Head(0, audit.START)

    def named(self) -> Named:
        """What the entries that read say of each row."""
        named = Named()
        for entry in self.entries:
            named.read(entry["action"], entry["changes"], (entry["seq"], entry["at"]))
        return named

    def clients(self) -> Mapping[tuple[str, str], str]:
        """Table and id → the client whom the acts on that row were about."""
        found: dict[tuple[str, str], str] = {}
        for entry in self.entries:
            if entry["client_id"]:
                found |= {(table, key): entry["client_id"] for table, key, _, _ in json.loads(entry["changes"])}
        return found


def assembled(sources: Sequence[Iterable[Row]], key: bytearray, anchored: Head | None) -> Log:
    """The longest log that holds; where two sources differ the first rules, unless the chain says otherwise."""
    anchored = anchored or Head(0, audit.START)
    proved = [[row for row in rows if row["action"] != audit.LOST and audit.is_own(key, row)] for rows in sources]
    candidates: dict[int, list[Row]] = {}
    for row in (row for rows in proved for row in rows):
        candidates.setdefault(row["seq"], []).append(row)
    top = _top(proved, anchored)
    chosen, macs = _chosen(candidates, top, anchored)
    entries: list[Row] = []
    mac, at = audit.START, instant_text(clock.now())
    for seq in range(1, top + 1):
        row = chosen[seq] if seq in chosen else _place_held(key, seq, mac, macs.get(seq), at)
        entries.append(row)
        mac, at = row["mac"], row["at"]
    return Log(entries, tuple(seq for seq in range(1, top + 1) if seq not in chosen))


def _top(proved: Sequence[Sequence[Row]], anchored: Head) -> int:
    """The end of the damaged register's own log; a back-up's when that goes on from it.

    One that parted from it before (the register was put back, or worked on elsewhere) may fill no end.
    """
    own = max([anchored.seq, *(row["seq"] for row in proved[0])])
    macs = {anchored.mac} if anchored.seq == own else {row["mac"] for row in proved[0] if row["seq"] == own}
    ends = [
        max(row["seq"] for row in rows)
        for rows in proved[1:]
        if rows and (own == 0 or any(row["seq"] == own and row["mac"] in macs for row in rows))
    ]
    return int(max([own, *ends]))


def _chosen(candidates: Mapping[int, list[Row]], top: int, anchored: Head) -> tuple[dict[int, Row], dict[int, str]]:
    """From the end back: what stands behind an entry says which one belongs before it."""
    chosen: dict[int, Row] = {}
    macs = {anchored.seq: anchored.mac} if anchored.seq == top else {}
    for seq in range(top, 0, -1):
        wanted = macs.get(seq)
        row = next((row for row in candidates.get(seq, ()) if wanted in {None, row["mac"]}), None)
        if row is not None and (seq > 1 or row["previous"] == audit.START):
            chosen[seq] = row
            macs[seq - 1] = row["previous"]
    return chosen, macs


def _place_held(key: bytearray, seq: int, previous: str, mac: str | None, at: str) -> Row:
    return {
        "seq": seq, "at": at, "utc_offset": "+00:00", "actor": "", "actor_id": None,
        "responsible": audit.RESPONSIBLE, "action": audit.LOST, "object_type": None, "object_id": None,
        "client_id": None, "outcome": "failed", "ground": None, "changes": "[]", "previous": previous,
        "mac": mac or keys.mac(key, audit.LOST.encode(), str(seq).encode()),
    }  # fmt: skip


def ranges(numbers: Sequence[int]) -> str:
    """``3-5,9``, as :func:`app.storage.audit.declared_lost` reads it."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
