"""Nothing typed is lost: the encrypted working copy of every form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.storage import drafts
from app.storage.register import Register


def keep(register: Register, form: str, subject: str, state: dict[str, Any]) -> None:
    """Keep the raw state of a form (2 s after the last key, and at lock)."""
    with register.working_copy() as conn:
        drafts.put(conn, form, subject, state)


def keep_all(register: Register, states: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    """Keep several at once, all or none; used at lock."""
    with register.working_copy() as conn:
        for form, subject, state in states:
            drafts.put(conn, form, subject, state)


def load(register: Register, form: str, subject: str) -> tuple[dict[str, Any], datetime] | None:
    """What was typed before, and when."""
    with register.reading() as read:
        return drafts.get(read, form, subject)


def discard(register: Register, form: str, subject: str) -> None:
    """The form was saved, or she threw the draft away."""
    with register.working_copy() as conn:
        drafts.drop(conn, form, subject)


def all_of_them(register: Register) -> tuple[tuple[str, str, datetime], ...]:
    """Form, subject and moment of every draft, newest first."""
    with register.reading() as read:
        return drafts.all_of_them(read)
