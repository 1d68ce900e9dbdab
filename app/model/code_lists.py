"""Code lists: stable codes with their Dutch labels, as they stand in ``resources/codelists``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

Attribute = str | int | bool


@dataclass(frozen=True)
class CodeItem:
    """One line of a list; an ended code keeps its label and is no longer offered."""

    code: str
    label: str
    position: int
    valid_until: date | None = None
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    @property
    def inline(self) -> str:
        """The label as it stands inside a sentence."""
        return str(self.attributes.get("inline", self.label))


@dataclass(frozen=True)
class CodeList:
    """A list under the name of its code table, items in the order in which they are shown."""

    name: str
    source: str
    items: tuple[CodeItem, ...]

    def item(self, code: str) -> CodeItem:
        """The line of ``code``; an unknown code is a ``KeyError`` (codes are never deleted)."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)

    def label(self, code: str) -> str:
        """The Dutch label of ``code``."""
        return self.item(code).label

    def offered_on(self, day: date, stored: Iterable[str] = ()) -> tuple[CodeItem, ...]:
        """What a form shows: the codes valid on ``day``, and those that the record holds already."""
        kept = set(stored)
        return tuple(
            item for item in self.items if item.valid_until is None or day <= item.valid_until or item.code in kept
        )


def read_code_lists(folder: Path) -> Mapping[str, CodeList]:
    """All lists of ``folder`` by name, read from its ``*.toml`` files."""
    lists = {file.stem: _read(file) for file in sorted(folder.glob("*.toml"))}
    return MappingProxyType(lists)


def _read(file: Path) -> CodeList:
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    items = tuple(_item(line, place) for place, line in enumerate(content["item"]))
    return CodeList(file.stem, content["source"], items)


def _item(line: dict[str, Any], position: int) -> CodeItem:
    rest = dict(line)
    code, label = rest.pop("code"), rest.pop("label")
    return CodeItem(code, label, position, rest.pop("valid_until", None), MappingProxyType(rest))
