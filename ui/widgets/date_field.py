"""A date as people write it: typed, from a small calendar, or left empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app import clock
from ui import formatting
from ui.theme import theme
from ui.widgets.basics import IconButton
from ui.widgets.field import Fault, Field, Json

_WORDS = {"vandaag": 0, "gisteren": -1, "eergisteren": -2, "morgen": 1, "overmorgen": 2}
_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def parse_date(text: str, today: date) -> date | None:
    """The date that ``text`` means, None for nothing; ValueError when it means none.

    Takes 4-3-26, 04-03-2026, 4/3/2026, 4.3.2026, 04032026, 040326, 2026-03-04, 4 maart 2026, 4-3
    (this year), vandaag, gisteren, morgen, +14 and -3. Two figures for a year mean the century
    that makes it at most twenty years ahead.
    """
    plain = text.strip().lower()
    if not plain:
        return None
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    if re.fullmatch(r"[+-]\d{1,4}", plain, re.ASCII):
        return today + timedelta(days=int(plain))
    day, month, year = _parts(plain, today)
    result = date(year, month, day)
    if not EARLIEST <= result <= LATEST:
        raise ValueError
    return result


def _parts(plain: str, today: date) -> tuple[int, int, int]:
    if re.fullmatch(r"\d{8}|\d{6}", plain, re.ASCII):
        return int(plain[:2]), int(plain[2:4]), _year(plain[4:], today)
    parts = [part for part in re.split(r"[\s./,-]+", plain) if part]
    if len(parts) == 2:
        parts.append(str(today.year))
    if len(parts) != 3:
        raise ValueError
    if re.fullmatch(r"\d{4}", parts[0], re.ASCII):
        parts.reverse()
    if not re.fullmatch(r"\d{1,2}", parts[0], re.ASCII):
        raise ValueError
    return int(parts[0]), _month(parts[1]), _year(parts[2], today)


def _month(text: str) -> int:
    if re.fullmatch(r"\d{1,2}", text, re.ASCII):
        return int(text)
    return _MONTHS.index({"mrt": "maa"}.get(text[:3], text[:3])) + 1


def _year(text: str, today: date) -> int:
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return int(text)
    if not re.fullmatch(r"\d{2}", text, re.ASCII):
        raise ValueError
    century = today.year - today.year % 100
    year = century + int(text)
    return year if year <= today.year + 20 else year - 100


class DateField(Field):
    """A line edit with a calendar button; one Tab stop, empty means unknown.

    ``earliest`` and ``latest`` give the limits when checked (callables, so that “today” is the
    day on which she saves). Rewrites what was typed as dd-mm-jjjj when left. The down arrow opens
    the calendar.
    """

    required_code = "date_required"

    def __init__(
        self,
        earliest: Callable[[], date] | None = None,
        latest: Callable[[], date] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._earliest, self._latest = earliest, latest
        self.label_hint = self.tr("(dd-mm-jjjj)")
        self.edit = QLineEdit()
        self.edit.setMaxLength(60)
        self.button = IconButton(self.tr("Kalender openen"), "calendar", parent=self.edit)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        inside = QHBoxLayout(self.edit)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.addStretch(1)
        inside.addWidget(self.button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.watch(self.edit)
        self.edit.setTextMargins(0, 0, theme().px(30), 0)
        self.edit.setMinimumWidth(theme().px(140))
        self.edit.textChanged.connect(self.changed)
        self.button.clicked.connect(self.open_calendar)
        self.left.connect(self._rewrite)

    def value(self) -> date | None:
        """The date, or None when empty or not a date."""
        try:
            return parse_date(self.edit.text(), clock.today())
        except (ValueError, OverflowError):
            return None

    def set_value(self, value: Any) -> None:
        """Show a date."""
        self.edit.setText(formatting.date_text(value))

    def raw(self) -> Json:
        """The text as typed."""
        return self.edit.text()

    def restore(self, raw: Json) -> None:
        """Put the text back."""
        if isinstance(raw, str):
            self.edit.setText(raw)

    def is_empty(self) -> bool:
        """Whether nothing stands here."""
        return not self.edit.text().strip()

    def fault(self) -> Fault | None:
        """Not a date, or outside the limits."""
        if self.is_empty():
            return None
        day = self.value()
        if day is None:
            return "date_invalid", {}
        today = clock.today()
        if self._latest is not None and day > (latest := self._latest()):
            return ("date_future", {}) if latest == today else ("date_until", {"latest": latest})
        if self._earliest is not None and day < (earliest := self._earliest()):
            return ("date_past", {}) if earliest == today else ("date_from", {"earliest": earliest})
        return None

    def focus_widget(self) -> QWidget:
        """The line edit."""
        return self.edit

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Down arrow or Alt+Down opens the calendar."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def open_calendar(self) -> None:
        """Show the calendar below the field."""
        popup = CalendarPopup(self.value() or clock.today(), self)
        popup.chosen.clicked.connect(self._choose)
        popup.adjustSize()
        below = self.edit.mapToGlobal(QPoint(0, self.edit.height() + 2))
        screen = self.screen().availableGeometry()
        below.setX(max(screen.left(), min(below.x(), screen.right() - popup.width())))
        if below.y() + popup.height() > screen.bottom():
            above = self.edit.mapToGlobal(QPoint(0, 0)).y() - popup.height() - 2
            below.setY(above if above >= screen.top() else max(screen.top(), screen.bottom() - popup.height()))
        popup.move(below)
        popup.show()
        popup.chosen.setFocus()

    def _choose(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))
        self.edit.setFocus()

    def _rewrite(self) -> None:
        day = self.value()
        if day is not None and self.edit.text() != formatting.date_text(day):
            self.set_value(day)


class CalendarPopup(QFrame):
    """A month, weeks from Monday, in the colours of the theme; closes on a choice or Esc."""

    def __init__(self, shown: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("kit", "card")
        self.chosen = QCalendarWidget()
        self.chosen.setLocale(QLocale("nl_NL"))
        self.chosen.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.chosen.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.chosen.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        plain = QTextCharFormat()
        plain.setForeground(theme().color("text"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.chosen.setWeekdayTextFormat(day, plain)
        head = QTextCharFormat()
        head.setForeground(theme().color("text2"))
        head.setFont(theme().font("label"))
        self.chosen.setHeaderTextFormat(head)
        self.chosen.setMinimumSize(theme().px(300), theme().px(250))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.chosen)
        self.chosen.clicked.connect(self.close)
        self.chosen.activated.connect(self._activate)

    def _activate(self, day: QDate) -> None:
        self.chosen.clicked.emit(day)
