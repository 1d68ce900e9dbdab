"""``anchor.json``: the head of the chain outside the database, so that an older file is noticed.

Anchor behind the database is normal after a crash; database behind the anchor is a roll-back.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from app.errors import EnvironmentProblem, RegisterDamaged, RegisterRolledBack
from app.security import files, keys
from app.storage import folder as folder_files
from app.storage.audit import Head


def write(
    folder: Path, key: bytearray, generation: int, head: Head, *, name: str = folder_files.ANCHOR_FILE
) -> None:
    """Write the head, signed."""
    plain = {"generation": generation, "seq": head.seq, "mac": head.mac}
    signature = keys.mac(key, json.dumps(plain, sort_keys=True).encode())
    files.replace(folder / name, json.dumps({**plain, "signature": signature}).encode())


def settle(folder: Path) -> None:
    """The coming generation counts now: its anchor takes its place."""
    files.rename(folder / folder_files.NEXT_ANCHOR, folder / folder_files.ANCHOR_FILE)


def current(folder: Path, key: bytearray, generation: int) -> Head:
    """The anchored head of this generation; ends a switch that was cut short.

    Raises :class:`RegisterRolledBack` when a later generation was anchored, :class:`RegisterDamaged`
    when there is no anchor of this one.
    """
    found, problem = None, RegisterDamaged(file=folder_files.ANCHOR_FILE)
    with suppress(RegisterDamaged):
        found = read(folder, key)
    if found is not None and found[0] == generation:
        return found[1]
    with suppress(RegisterDamaged):
        coming = read(folder, key, name=folder_files.NEXT_ANCHOR)
        if coming is not None and coming[0] == generation:
            with suppress(EnvironmentProblem):
                settle(folder)  # the next anchor that is written takes its place otherwise
            return coming[1]
    if found is not None and found[0] > generation:
        raise RegisterRolledBack(file=folder_files.REGISTER_FILE)
    raise problem


def read(folder: Path, key: bytearray, *, name: str = folder_files.ANCHOR_FILE) -> tuple[int, Head] | None:
    """Generation and head as anchored, or None when there is no anchor; refuses one that is not ours."""
    try:
        value = json.loads(files.read(folder / name))
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
