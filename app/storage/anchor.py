"""``anchor.json``: the head of the chain outside the database, so that an older file is noticed.

Anchor behind the database is normal after a crash; database behind the anchor is a roll-back.
"""

from __future__ import annotations

import json
from pathlib import Path

from app.errors import RegisterDamaged
from app.security import files, keys
from app.storage import folder as folder_files
from app.storage.audit import Head


def write(folder: Path, key: bytearray, generation: int, head: Head) -> None:
    """Write the head, signed."""
    plain = {"generation": generation, "seq": head.seq, "mac": head.mac}
    signature = keys.mac(key, json.dumps(plain, sort_keys=True).encode())
    files.replace(folder / folder_files.ANCHOR_FILE, json.dumps({**plain, "signature": signature}).encode())


def read(folder: Path, key: bytearray) -> tuple[int, Head] | None:
    """Generation and head as anchored, or None when there is no anchor; refuses one that is not ours."""
    try:
        value = json.loads(files.read(folder / folder_files.ANCHOR_FILE))
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError):
        raise RegisterDamaged(file=folder_files.ANCHOR_FILE) from None
    try:
        plain = {"generation": int(value["generation"]), "seq": int(value["seq"]), "mac": str(value["mac"])}
        signature = str(value["signature"])
    except folder_files.NOT_OURS:
        raise RegisterDamaged(file=folder_files.ANCHOR_FILE) from None
    if not keys.same(keys.mac(key, json.dumps(plain, sort_keys=True).encode()), signature):
        raise RegisterDamaged(file=folder_files.ANCHOR_FILE)
    return int(value["generation"]), Head(int(value["seq"]), str(value["mac"]))
