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
    control_code: str
    """The end of the log when it was made: whoever keeps the sheet can later prove that the log was not rewritten."""
    lines: tuple[str, ...] = field(repr=False)
    recipe: tuple[str, ...] = field(repr=False)
    is_example: bool = False
