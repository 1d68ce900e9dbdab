"""A paper that lets go of nothing: steps to take, facts, and lines to fill in by hand.

The sheet for a laptop that is gone, the list after a salvage, the month's overview of the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PlainPaper:
    """The words as the window shows them; nothing in it opens anything, and no client stands in it by name.

    ``is_example``: of the demo register, so marked on each page.
    """

    title: str
    made: str
    steps_title: str
    steps: Sequence[str]
    facts_title: str
    facts: Sequence[tuple[str, str]]
    blanks_title: str
    blanks: Sequence[str]
    """Labels with a line behind them, to be filled in by hand."""
    is_example: bool = False
