"""Numbered migrations: ``db/migrations/NNNN_words.sql`` raises the schema to version NNNN.

Per file one transaction: the script, ``foreign_key_check``, the version. A bare ``executescript`` is
not atomic and ``execute("BEGIN")`` before it is committed by it, so the script itself begins
(``style.md`` §3.10); a script that commits by itself is refused. A released file is never edited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.errors import RegisterDamaged
from app.storage import connection

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def pending(folder: Path, version: int) -> Sequence[tuple[int, Path]]:
    """The files above ``version``, in order; refuses a gap or a foreign name in the folder."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise RegisterDamaged(file=path.name)
        found.append((int(match[1]), path))
    above = [(number, path) for number, path in found if number > version]
    if [number for number, _ in above] != list(range(version + 1, version + 1 + len(above))):
        raise RegisterDamaged(file="migrations")
    return above


def raise_to(driver_connection: Any, files: Sequence[tuple[int, Path]]) -> None:
    """Apply each file; when one fails, file and version are as before it and the error is raised.

    The caller made and proved a back-up first.
    """
    connection.enforce_foreign_keys(driver_connection, on=False)
    try:
        for number, path in files:
            _apply(driver_connection, number, path.read_text(encoding="utf-8"))
    finally:
        connection.enforce_foreign_keys(driver_connection, on=True)


def _apply(driver_connection: Any, number: int, script: str) -> None:
    try:
        driver_connection.executescript("BEGIN IMMEDIATE;\n" + script)
        if not driver_connection.in_transaction or connection.broken_references(driver_connection):
            raise RegisterDamaged(migration=number)
        connection.set_version(driver_connection, number)
        driver_connection.execute("COMMIT")
    except BaseException:
        if driver_connection.in_transaction:
            driver_connection.execute("ROLLBACK")
        raise
