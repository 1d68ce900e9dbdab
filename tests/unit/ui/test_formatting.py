from datetime import UTC, date, datetime

import pytest

from ui import formatting as f


def test_dates() -> None:
    assert f.date_text(date(2026, 3, 4)) == "04-03-2026"
    assert f.date_text(None) == ""
    assert f.long_date(date(2026, 3, 4)) == "woensdag 4 maart 2026"
    assert f.long_date(date(2026, 3, 4), weekday=False) == "4 maart 2026"
    assert f.short_day(date(2026, 11, 25)) == "wo 25 nov"


def test_moments_are_in_amsterdam() -> None:
    instant = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert f.moment_text(instant) == "24-11-2026 00.30"
    assert f.relative_moment(instant, date(2026, 11, 25)) == "gisteren 00.30"
    assert f.relative_moment(instant, date(2026, 11, 30)) == "24-11-2026 00.30"


@pytest.mark.parametrize(("due", "text"), [
    (date(2026, 11, 21), "3 dagen te laat"), (date(2026, 11, 23), "1 dag te laat"), (date(2026, 11, 24), "vandaag"),
    (date(2026, 11, 25), "morgen"), (date(2026, 11, 30), "over 6 dagen"),
])
def test_days_left(due: date, text: str) -> None:
    assert f.days_left(due, date(2026, 11, 24)) == text


def test_names() -> None:
    assert f.sorted_name("Berg", "van den", "Sanne") == "Berg, Sanne van den"
    assert f.full_name("Berg", "van den", "Sanne") == "Sanne van den Berg"
    assert f.initial_name("Vries", "de", "mila") == "M. de Vries"
    assert f.sorted_name("", "", "") == "Naam nog niet bekend"
    assert f.sorted_name("", "", "Ana") == "Ana"


def test_ages() -> None:
    day = date(2026, 11, 24)
    assert f.age_text(date(2007, 2, 3), date(2007, 2, 3), day) == "19"
    assert f.age_text(date(1993, 1, 1), date(1995, 12, 31), day) == "30–33"
    assert f.age_text(None, None, day) == "onbekend"
    assert f.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert f.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_birth_dates() -> None:
    assert f.birth_text(date(2007, 2, 3), date(2007, 2, 3), False) == "03-02-2007"
    assert f.birth_text(date(2007, 2, 1), date(2007, 2, 28), False) == "februari 2007"
    assert f.birth_text(date(2007, 1, 1), date(2007, 12, 31), True) == "2007 (geschat)"
    assert f.birth_text(date(1993, 1, 1), date(1995, 1, 1), True) == "tussen 1993 en 1995 (geschat)"
    assert f.birth_text(None, None, False) == "onbekend"


def test_counts_and_lists() -> None:
    assert [f.count_text(n, "cliënt", "cliënten") for n in (0, 1, 2, 12345)] == ["0 cliënten", "1 cliënt", "2 cliënten", "12.345 cliënten"]
    assert f.list_text(["a", "b", "c"]) == "a, b en c"
    assert f.list_text([]) == ""


@pytest.mark.parametrize(("typed", "stored"), [("tirlea", "Țîrlea"), ("lukasz", "Łukasz"), ("t veld", "'t Veld"), ("sahin", "ŞAHİN")])
def test_folding(typed: str, stored: str) -> None:
    assert f.folded(typed) == f.folded(stored)
