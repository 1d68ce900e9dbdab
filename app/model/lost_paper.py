"""The sheet for the day on which the laptop is gone: steps to take, what is known, and what is to be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LostPaper:
    """The words as the window shows them; nothing in it opens anything, and no client stands in it by name."""

    title: str
    made: str
    steps_title: str
    steps: Sequence[str]
    facts_title: str
    facts: Sequence[tuple[str, str]]
    blanks_title: str
    blanks: Sequence[str]
    """Labels with a line behind them, to be filled in by hand."""
