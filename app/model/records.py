"""What every record carries, and what a saved act tells the window."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row that may be edited and voided; see ``db/schema.sql``."""

    id: str
    revision: int
    created_at: datetime
    changed_at: datetime
    voided_at: datetime | None
    void_reason: str | None

    @property
    def is_voided(self) -> bool:
        """True for a wrong entry: kept, shown struck through, not counted."""
        return self.voided_at is not None


@dataclass(frozen=True)
class Saved:
    """What a writing act did: the record's id, and the tables whose lists should be read again."""

    id: str
    tables: frozenset[str]


@dataclass(frozen=True)
class Change:
    """One entry of a record's history: who, when, which fields held what before and after."""

    at: datetime
    actor: str
    revision: int
    fields: tuple[tuple[str, str | None, str | None], ...]


def new_id() -> str:
    """A UUID for a record, made before the save so that a retry never doubles."""
    return str(uuid.uuid4())
