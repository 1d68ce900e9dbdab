"""A birth date of which parts may be unknown, or only an estimated age."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app import clock
from ui import formatting
from ui.theme import theme
from ui.widgets.basics import Plain, Text
from ui.widgets.field import Fault, Field, Json
from ui.widgets.flow import Flow


@dataclass(frozen=True)
class BirthRange:
    """Born between these two days, both included; ``is_estimated`` when told as “about … years”."""

    born_from: date
    born_to: date
    is_estimated: bool = False


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def range_of_age(age: int, today: date) -> BirthRange:
    """All birth dates of somebody who is ``age`` today."""
    return BirthRange(
        years_before(today, age + 1) + timedelta(days=1), years_before(today, age), is_estimated=True
    )


def range_of_parts(day: int | None, month: int | None, year: int) -> BirthRange:
    """The days that fit; a day without a month or an impossible date is a ValueError."""
    if month is None:
        if day is not None:
            raise ValueError
        return BirthRange(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return BirthRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return BirthRange(date(year, month, day), date(year, month, day))


class BirthField(Field):
    """Dag, maand, jaar (any but the year may be empty), or “of ongeveer … jaar oud”.

    ``value`` is a :class:`BirthRange` or None when nothing is known. A stored estimate is given
    back unchanged as long as she does not touch it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stored: tuple[tuple[str, ...], BirthRange] | None = None
        self._widths: dict[QLineEdit, int] = {}
        self.day = self._part(self.tr("Dag van geboorte"), self.tr("dd"), 2, 56)
        self.month = self._part(self.tr("Maand van geboorte"), self.tr("mm"), 2, 56)
        self.year = self._part(self.tr("Jaar van geboorte"), self.tr("jjjj"), 4, 76)
        self.age = self._part(self.tr("Geschatte leeftijd in jaren"), "", 3, 60)
        flow = Flow(12)
        for caption, edit in (
            (self.tr("dag"), self.day),
            (self.tr("maand"), self.month),
            (self.tr("jaar"), self.year),
            (self.tr("of ongeveer"), self.age),
        ):
            pair = Plain(vertical=False, spacing=6)
            pair.box.addWidget(Text(caption, "facts", wrap=False))
            pair.box.addWidget(edit)
            if edit is self.age:
                pair.box.addWidget(Text(self.tr("jaar oud"), "facts", wrap=False))
            flow.add(pair)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(flow)
        self.setFocusProxy(self.day)
        theme().changed.connect(self._scale)
        self._scale()

    def _scale(self) -> None:
        for edit, width in self._widths.items():
            edit.setFixedWidth(theme().px(width))

    def _part(self, name: str, placeholder: str, length: int, width: int) -> QLineEdit:
        edit = QLineEdit()
        edit.setMaxLength(length + 2)
        edit.setPlaceholderText(placeholder)
        edit.setAccessibleName(name)
        self._widths[edit] = width
        edit.textChanged.connect(self.changed)
        self.watch(edit)
        return edit

    def _edits(self) -> tuple[QLineEdit, ...]:
        return self.day, self.month, self.year, self.age

    def _texts(self) -> tuple[str, ...]:
        return tuple(edit.text().strip() for edit in self._edits())

    def value(self) -> BirthRange | None:
        """The range, or None when empty or wrong."""
        if self._stored is not None and self._stored[0] == self._texts():
            return self._stored[1]
        if self.fault() is not None or self.is_empty():
            return None
        return self._read()

    def _read(self) -> BirthRange:
        day, month, year, age = self._texts()
        if age:
            return range_of_age(int(age), clock.today())
        return range_of_parts(int(day) if day else None, int(month) if month else None, int(year))

    def set_value(self, value: Any) -> None:
        """Show a :class:`BirthRange` or nothing."""
        texts = ["", "", "", ""]
        if isinstance(value, BirthRange):
            first, last = value.born_from, value.born_to
            if value.is_estimated or first.year != last.year:
                texts[3] = str(formatting.age_on(last, clock.today()))
            else:
                texts[2] = str(first.year)
                texts[1] = str(first.month) if first.month == last.month else ""
                texts[0] = str(first.day) if first == last else ""
        for edit, text in zip(self._edits(), texts, strict=True):
            edit.setText(text)
        self._stored = (self._texts(), value) if isinstance(value, BirthRange) else None

    def raw(self) -> Json:
        """The four texts as typed."""
        return [edit.text() for edit in self._edits()]

    def restore(self, raw: Json) -> None:
        """Put the four texts back."""
        if isinstance(raw, list) and len(raw) == 4 and all(isinstance(item, str) for item in raw):
            for edit, text in zip(self._edits(), raw, strict=True):
                edit.setText(text)

    def is_empty(self) -> bool:
        """Whether all four are empty."""
        return not any(self._texts())

    def fault(self) -> Fault | None:
        """An impossible, future or incomplete date, or an age that nobody has."""
        day, month, year, age = self._texts()
        if not any((day, month, year, age)):
            return None
        if not all(text.isascii() and text.isdigit() for text in (day, month, year, age) if text):
            return "birth_invalid", {}
        if age:
            return self._age_fault(bool(day or month or year), int(age))
        return self._date_fault() if len(year) == 4 else ("birth_year", {})

    def _date_fault(self) -> Fault | None:
        try:
            born = self._read()
        except ValueError:
            return "birth_invalid", {}
        if born.born_from > clock.today():
            return "date_future", {}
        return None if born.born_from.year >= 1900 else ("birth_invalid", {})

    def _age_fault(self, has_date: bool, age: int) -> Fault | None:
        if has_date:
            return "birth_both", {}
        return None if age <= 120 else ("age_invalid", {})

    def focus_widget(self) -> QWidget:
        """The first part."""
        return self.day

    def bordered(self) -> list[QWidget]:
        """All four parts."""
        return list(self._edits())

    def name(self, label: str, description: str) -> None:
        """Each part keeps its own name; the group gets the label."""
        self.setAccessibleName(label)
        for edit in self._edits():
            edit.setAccessibleDescription(description)
