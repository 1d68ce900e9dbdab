"""What stands on the recovery sheet besides the seven lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class RecoveryPaper:
    """The sheet that the organisation keeps sealed; ``lines`` and ``recipe`` are as good as the key itself."""

    register_id: str
    made_on: date
    controller: str
    lines: tuple[str, ...] = field(repr=False)
    recipe: tuple[str, ...] = field(repr=False)
    is_example: bool = False
