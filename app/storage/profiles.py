"""The one row about the coordinator and the controller."""

from __future__ import annotations

from sqlalchemy import select

from app.errors import RecordMissing
from app.model.organisations import Profile, ProfileFields
from app.storage import tables
from app.storage.register import Reader, Transaction, column_values


def only(read: Reader) -> Profile:
    """The profile; :class:`RecordMissing` in a register that was never furnished."""
    found = read.first(Profile, select(tables.profile))
    if found is None:
        raise RecordMissing(table="profile")
    return found


def insert(act: Transaction, row_id: str, fields: ProfileFields) -> None:
    """The first and only profile."""
    act.insert(tables.profile, {"id": row_id, **column_values(tables.profile, fields)})


def change(act: Transaction, row_id: str, revision: int, fields: ProfileFields) -> None:
    """Change it."""
    act.change(tables.profile, row_id, revision, column_values(tables.profile, fields))
