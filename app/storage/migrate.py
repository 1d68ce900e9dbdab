"""Numbered migrations: ``db/migrations/NNNN_words.sql`` raises the schema to version NNNN.

Per file one transaction: the script, ``foreign_key_check``, the version. A bare ``executescript`` is
not atomic and ``execute("BEGIN")`` before it is committed by it, so the script itself begins
(``style.md`` §3.10). A released file is never edited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.errors import RegisterDamaged

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def pending(folder: Path, version: int) -> Sequence[tuple[int, Path]]:
    """The files above ``version``, in order; refuses a gap or a foreign name in the folder."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise RegisterDamaged(file=path.name)
        found.append((int(match[1]), path))
    numbers = [number for number, _ in found]
    if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise RegisterDamaged(file="migrations")
    return [(number, path) for number, path in found if number > version]


def raise_to(driver_connection: Any, files: Sequence[tuple[int, Path]]) -> None:
    """Apply each file; when one fails, file and version are as before it and the error is raised.

    The caller made and proved a back-up first.
    """
    driver_connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for number, path in files:
            _apply(driver_connection, number, path.read_text(encoding="utf-8"))
    finally:
        driver_connection.execute("PRAGMA foreign_keys = ON")


def _apply(driver_connection: Any, number: int, script: str) -> None:
    try:
        driver_connection.executescript("BEGIN IMMEDIATE;\n" + script)
        if driver_connection.execute("PRAGMA foreign_key_check").fetchall():
            raise RegisterDamaged(migration=number)
        driver_connection.execute(f"PRAGMA user_version = {number:d}")
        driver_connection.execute("COMMIT")
    except BaseException:
        if driver_connection.in_transaction:
            driver_connection.execute("ROLLBACK")
        raise
