"""Dates, names, ages and counts as she reads them. Pure functions; no locale of the laptop."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from app import clock

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_FOLDED = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "Æ": "ae",
     "œ": "oe", "Œ": "oe", "ı": "i", "þ": "th", "Þ": "th"}
)  # fmt: skip


def _tr(text: str) -> str:
    return QCoreApplication.translate("formatting", text)


def date_text(day: date | None) -> str:
    """04-03-2026; nothing for nothing."""
    return "" if day is None else f"{day.day:02d}-{day.month:02d}-{day.year:04d}"


def long_date(day: date, weekday: bool = True) -> str:
    """Woensdag 4 maart 2026 (in lower case), or without the weekday."""
    text = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {text}" if weekday else text


def month_text(day: date) -> str:
    """“november 2026”."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """Wo 25 nov (in lower case), for the list of this week."""
    return f"{_DAYS[day.weekday()][:2]} {day.day} {_MONTHS[day.month - 1][:3]}"


def moment_text(instant: datetime) -> str:
    """04-03-2026 17.05, Amsterdam time."""
    local = instant.astimezone(clock.AMSTERDAM)
    return f"{date_text(local.date())} {local:%H.%M}"


def relative_moment(instant: datetime, today: date) -> str:
    """Vandaag 17.05, gisteren 17.05 (in lower case), otherwise the date and time."""
    local = instant.astimezone(clock.AMSTERDAM)
    words = {0: _tr("vandaag"), 1: _tr("gisteren")}.get((today - local.date()).days)
    return f"{words} {local:%H.%M}" if words else moment_text(instant)


def days_left(due: date, today: date) -> str:
    """“3 dagen te laat”, “vandaag”, “morgen”, “over 6 dagen”."""
    days = (due - today).days
    if days == 0:
        return _tr("vandaag")
    if days == 1:
        return _tr("morgen")
    if days > 0:
        return _tr("over {dagen}").format(dagen=count_text(days, "dag", "dagen"))
    return _tr("{dagen} te laat").format(dagen=count_text(-days, "dag", "dagen"))


def count_text(number: int, one: str, many: str) -> str:
    """“1 cliënt”, “2 cliënten”, “0 cliënten”, with a point per thousand."""
    return f"{number_text(number)} {one if number == 1 else many}"


def number_text(number: int) -> str:
    """12.345."""
    return f"{number:,}".replace(",", ".")


def list_text(items: Iterable[str], word: str = "en") -> str:
    """“a, b en c”."""
    parts = [item for item in items if item]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def sorted_name(family: str, prefix: str = "", given: str = "") -> str:
    """“Berg, Sanne van den”: for lists, sorted by the main name."""
    tail = " ".join(part for part in (given, prefix) if part)
    return ", ".join(part for part in (family, tail) if part) or _tr("Naam nog niet bekend")


def full_name(family: str, prefix: str = "", given: str = "") -> str:
    """“Sanne van den Berg”: for heads and letters."""
    return " ".join(part for part in (given, prefix, family) if part) or _tr("Naam nog niet bekend")


def initial_name(family: str, prefix: str = "", given: str = "") -> str:
    """“S. van den Berg”: for narrow places."""
    initial = f"{given[0].upper()}." if given else ""
    return full_name(family, prefix, initial)


def age_on(born: date, day: date) -> int:
    """Full years on ``day``; born on 29 February counts a year on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_text(born_from: date | None, born_to: date | None, day: date) -> str:
    """“19”, “31–33” when only a range is known, “onbekend” when nothing is."""
    if born_from is None or born_to is None:
        return _tr("onbekend")
    oldest, youngest = age_on(born_from, day), age_on(born_to, day)
    return str(oldest) if oldest == youngest else f"{youngest}–{oldest}"


def birth_text(born_from: date | None, born_to: date | None, is_estimated: bool) -> str:
    """“03-02-2007”, “februari 2007”, “2007”, “tussen 1993 en 1995 (geschat)”, “onbekend”."""
    if born_from is None or born_to is None:
        return _tr("onbekend")
    if born_from == born_to:
        text = date_text(born_from)
    elif (born_from.year, born_from.month) == (born_to.year, born_to.month):
        text = f"{_MONTHS[born_from.month - 1]} {born_from.year}"
    elif born_from.year == born_to.year:
        text = str(born_from.year)
    else:
        text = _tr("tussen {eerste} en {laatste}").format(eerste=born_from.year, laatste=born_to.year)
    return _tr("{datum} (geschat)").format(datum=text) if is_estimated else text


def folded(text: str) -> str:
    """For matching: no accents, no capitals, no punctuation, single spaces (tirlea finds Țîrlea)."""
    plain = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    kept = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return re.sub(r"[\W_]+", " ", kept).strip()
