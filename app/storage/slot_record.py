"""Which key slots count, kept inside the register, so that an older keys file put back is noticed.

The keys file lies outside the database and can be exchanged by anybody who reaches the folder. The seal
of a slot proves that it is ours, not that it still counts: without this record a passphrase that was
changed, or a substitute who was revoked, would come back with a copy of yesterday's file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.security.keys import Slot

Execute = Callable[..., Any]
"""``execute`` of a driver connection, or ``exec_driver_sql`` of a transaction's."""

KEY = "slots"
"""In ``meta``."""


@dataclass(frozen=True)
class Record:
    """The marks of the slots that count now, and of those that are being written (:data:`coming`).

    Files and database cannot change at one moment: while a keys file is written both sets may open.
    """

    now: frozenset[str]
    coming: frozenset[str] = frozenset()

    def allows(self, slot: Slot) -> bool:
        """Whether this very slot may open the register."""
        return mark(slot) in self.now | self.coming


def mark(slot: Slot) -> str:
    """What tells this slot, as sealed, from every other."""
    text = json.dumps(slot.to_json(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def marks(slots: Iterable[Slot]) -> frozenset[str]:
    """Of several."""
    return frozenset(mark(slot) for slot in slots)


def read(execute: Execute) -> Record | None:
    """The record, or None in a register that was made before there was one."""
    row = execute("SELECT value FROM meta WHERE key = ?", (KEY,)).fetchone()
    if row is None:
        return None
    value = json.loads(row[0])
    return Record(frozenset(value["now"]), frozenset(value["coming"]))


def write(execute: Execute, record: Record) -> None:
    """Put it in place of the one before."""
    text = json.dumps({"now": sorted(record.now), "coming": sorted(record.coming)})
    execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (KEY, text))  # fmt: skip
