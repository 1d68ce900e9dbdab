"""What others hold of the log: controlecodes on paper, and heads in back-ups. Held against the chain itself.

Whoever has the master key can build the whole chain anew, and a whole folder can be put back to an
older day with its anchor: only copies outside show that (``security.md`` §2.8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.security import keys
from app.storage import audit
from app.storage.audit import CODE_ALPHABET
from app.storage.backup import Manifest
from app.storage.folder import RegisterFile
from app.storage.row_checks import Finding

CODE_LENGTH = 10
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


@dataclass(frozen=True)
class CodePlace:
    """Where a controlecode stands in the log: entry, moment as stored, and whether all up to it is whole."""

    seq: int
    at: str
    is_whole: bool


def code_is_readable(text: str) -> bool:
    """Whether ``text`` can be a controlecode: ten signs of its alphabet, in any spelling."""
    return _number(text) is not None


def place_of_code(raw: Any, audit_key: bytearray, text: str) -> CodePlace | None:
    """The entry with this code, or None when the log holds none. Reads the chain up to there."""
    number = _number(text)
    if number is None:
        return None
    low, high = f"{number << 2:013x}", f"{(number << 2) + 4:013x}"
    above = high if len(high) == len(low) else "g"
    found = raw.execute("SELECT seq, at FROM audit_entry WHERE mac >= ? AND mac < ?", (low, above)).fetchone()
    if found is None:
        return None
    seq, at = found
    cursor = raw.execute("SELECT * FROM audit_entry ORDER BY seq")
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    broken = audit.first_broken_of(rows, audit_key, audit.Head(0, audit.START))
    return CodePlace(seq, at, broken is None or broken > seq)


def _number(text: str) -> int | None:
    signs = text.upper().translate(_READ_AS)
    if len(signs) != CODE_LENGTH or not set(signs) <= set(CODE_ALPHABET):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | CODE_ALPHABET.index(sign)
    return number


def held_against(raw: Any, file: RegisterFile, manifests: Iterable[Manifest]) -> list[Finding]:
    """Back-ups of this register (signed by it) whose head the chain does not hold, though it should.

    After a restore the later acts of an earlier generation are no part of the chain any more; that is no
    finding, for the restore itself stands in it.
    """
    restored = _restored_from(raw)
    findings = []
    for manifest in manifests:
        row = raw.execute("SELECT mac FROM audit_entry WHERE seq = ?", (manifest.head.seq,)).fetchone()
        if row is not None and keys.same(row[0], manifest.head.mac):
            continue
        is_earlier = manifest.generation < file.generation
        if is_earlier and any(manifest.head.seq > seq for seq in restored):
            continue
        findings.append(Finding("backup_ahead", seq=manifest.head.seq, at=manifest.made_at.isoformat()))
    return findings


def _restored_from(raw: Any) -> list[int]:
    """The heads from which a back-up was put in place: ``from:generation:seq``."""
    rows = raw.execute("SELECT ground FROM audit_entry WHERE action IN ('register.restored', ?)", (audit.SALVAGED,))
    found = []
    for (ground,) in rows:
        parts = [part.split(":") for part in (ground or "").split() if part.startswith("from:")]
        found += [int(part[-1]) for part in parts if part[-1].isdigit()]
    return found
