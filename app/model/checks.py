"""Checks on what is typed, shared by all services: texts that can be stored, dates that can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from app.errors import InvalidInput, Problem

LONGEST_LINE = 300
LONGEST_TEXT = 100_000
EARLIEST = date(1900, 1, 1)

LONG_TEXTS = frozenset({
    "note", "story", "question", "sentence", "urgent_care", "situation", "wish", "closure_note", "payment_note",
    "authority_reason", "blocked_reason", "not_informed_reason", "children_note", "interpreter_note", "admission",
    "functions", "description", "void_reason", "considerations",
})  # fmt: skip
"""Attributes that hold more than one line."""


def text_problems(source: object) -> tuple[Problem, ...]:
    """Every text attribute that cannot be stored: NUL, half a character, or too long to be meant.

    A NUL makes SQLite's own functions stop half-way; a lone surrogate cannot be written as UTF-8.
    """
    problems = []
    for field in fields(source):  # type: ignore[arg-type]
        value = getattr(source, field.name)
        parts = value if isinstance(value, tuple) else (value,)
        texts = [part for item in parts for part in (item if isinstance(item, tuple) else (item,))]
        for text in texts:
            problem = text_problem(field.name, text) if isinstance(text, str) else None
            if problem is not None:
                problems.append(problem)
                break
    return tuple(problems)


def text_problem(name: str, text: str | None) -> Problem | None:
    """Why this text cannot be stored under this attribute, or None."""
    if text is None:
        return None
    limit = LONGEST_TEXT if name in LONG_TEXTS else LONGEST_LINE
    if len(text) > limit:
        return Problem(name, "too_long", {"limit": limit, "length": len(text)})
    if "\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
        return Problem(name, "character")
    return None


def past_problem(name: str, day: date | None, today: date) -> Problem | None:
    """A day on which something happened: not in the future, not before 1900."""
    if day is None:
        return None
    if day > today:
        return Problem(name, "date_future")
    return Problem(name, "date_too_early", {"earliest": EARLIEST}) if day < EARLIEST else None


def plan_problem(name: str, day: date | None, today: date) -> Problem | None:
    """A day for which something is planned: within ten years of today."""
    if day is None:
        return None
    if day < EARLIEST:
        return Problem(name, "date_too_early", {"earliest": EARLIEST})
    latest = date(today.year + 10, 12, 31)
    return Problem(name, "date_too_late", {"latest": latest}) if day > latest else None


def clean(text: str | None) -> str | None:
    """Outer white space off; nothing left is nothing."""
    return (text or "").strip() or None


def refuse(problems: Sequence[Problem]) -> None:
    """Raise :class:`InvalidInput` when there is anything to say; then nothing is saved."""
    if problems:
        raise InvalidInput(*problems)
