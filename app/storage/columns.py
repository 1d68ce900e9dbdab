"""The three column types that do all conversion between Python and what SQLite stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Dialect, types

E = TypeVar("E", bound=StrEnum)


class Code(types.TypeDecorator[E]):
    """A code list's value as its enum member; stored as the Dutch code."""

    impl = types.String
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """Refuses anything that is no member: ``ValueError``."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        """The member."""
        return None if value is None else self.enum(value)


class Day(types.TypeDecorator[date]):
    """A day as ISO text; SQLAlchemy's own ``Date`` would accept a ``datetime`` silently."""

    impl = types.String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Refuses a ``datetime``: ``TypeError``."""
        if isinstance(value, datetime):
            raise TypeError
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """The date."""
        return None if value is None else date.fromisoformat(value)


class UtcInstant(types.TypeDecorator[datetime]):
    """An instant in UTC, milliseconds, ``Z``; refuses a naive one."""

    impl = types.String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """The text that ``strftime('%Y-%m-%dT%H:%M:%fZ')`` gives."""
        return None if value is None else instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware UTC datetime."""
        return None if value is None else datetime.fromisoformat(value)


class JsonTuple(types.TypeDecorator[tuple[Any, ...]]):
    """A tuple as a JSON array; ``item`` makes each element (an enum, or ``tuple`` for pairs)."""

    impl = types.String
    cache_ok = True

    def __init__(self, item: Callable[[Any], Any] = str) -> None:
        super().__init__()
        self.item = item

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str | None:
        """Compact JSON in the given order."""
        return None if value is None else json_text(list(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Any, ...] | None:
        """The tuple."""
        return None if value is None else tuple(self.item(part) for part in json.loads(value))


class JsonMap(types.TypeDecorator[Mapping[str, str]]):
    """A mapping of text to text as a JSON object."""

    impl = types.String
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> str | None:
        """Compact JSON, keys sorted."""
        return None if value is None else json_text(dict(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Mapping[str, str] | None:
        """The mapping."""
        return None if value is None else {str(k): str(v) for k, v in json.loads(value).items()}


def instant_text(instant: datetime) -> str:
    """``2026-11-27T15:36:14.123Z``; ``ValueError`` for a naive instant."""
    if instant.tzinfo is None:
        raise ValueError
    utc = instant.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def json_text(value: object) -> str:
    """Compact JSON, keys sorted: the same value gives the same text."""
    return _JSON.encode(value)


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
