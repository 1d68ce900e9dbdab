"""What the log tells about one person: who saw or did what, when (NEN 7513, the readable view)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TrailLine:
    """One entry. ``actor`` is a role, never a name; ``parts`` are the kinds of rows that were changed."""

    seq: int
    at: datetime
    actor: str
    action: str
    outcome: str
    parts: tuple[str, ...] = ()
