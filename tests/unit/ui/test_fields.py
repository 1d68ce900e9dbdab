from datetime import date

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from app import clock
from ui.widgets.birth_field import BirthField, BirthRange
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo
from ui.widgets.date_field import DateField, parse_date
from ui.widgets.field import LineField, NumberField, TextArea
from ui.widgets.passphrase_field import PassphraseField
from ui.widgets.tag_field import TagField

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(("typed", "meant"), [
    ("4-3-26", date(2026, 3, 4)), ("04032026", date(2026, 3, 4)), ("040326", date(2026, 3, 4)), ("4/3/2026", date(2026, 3, 4)),
    ("4.3.2026", date(2026, 3, 4)), ("2026-03-04", date(2026, 3, 4)), ("4 maart 2026", date(2026, 3, 4)), ("4 mrt 26", date(2026, 3, 4)),
    ("vandaag", TODAY), ("Gisteren", date(2026, 11, 23)), ("+14", date(2026, 12, 8)), ("-3", date(2026, 11, 21)), (" ", None),
    ("4-3", date(2026, 3, 4)), ("29-2-2024", date(2024, 2, 29)), ("1-1-99", date(1999, 1, 1)),
])
def test_dates_as_people_write_them(typed: str, meant: date | None) -> None:
    assert parse_date(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["31-02-2026", "29-2-2025", "x", "1-2-3-4", "0-0-0", "00000000", "1-13-2026", "٤-٣-٢٠٢٦", "4-3-1026", "+99999", "1e3", "4--", "²-3-26"])
def test_what_is_no_date(typed: str) -> None:
    with pytest.raises(ValueError):
        parse_date(typed, TODAY)


def test_date_field_rewrites_on_leaving_and_says_what_is_wrong(qtbot: QtBot, noon: None) -> None:
    field, other = DateField(latest=clock.today), LineField()
    for widget in (field, other):
        qtbot.addWidget(widget)
    qtbot.keyClicks(field.edit, "4-3-26")
    assert field.value() == date(2026, 3, 4)
    assert field.edit.text() == "4-3-26"
    field.left.emit()
    assert field.edit.text() == "04-03-2026"
    field.edit.setText("31-02-2026")
    assert field.fault() == ("date_invalid", {})
    assert field.value() is None
    assert not field.is_empty()
    field.edit.setText("morgen")
    assert field.fault() == ("date_future", {})
    field.edit.setText("")
    assert field.fault() is None


def test_calendar_opens_by_keyboard_and_chooses(qtbot: QtBot, noon: None) -> None:
    field = DateField()
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    popup = field.findChild(type(field).open_calendar.__globals__["CalendarPopup"])
    assert popup is not None
    assert popup.chosen.firstDayOfWeek() == Qt.DayOfWeek.Monday
    popup.chosen.activated.emit(popup.chosen.selectedDate())
    assert field.value() == TODAY


@pytest.mark.parametrize(("parts", "born"), [
    (("3", "2", "2007", ""), BirthRange(date(2007, 2, 3), date(2007, 2, 3))),
    (("", "2", "2007", ""), BirthRange(date(2007, 2, 1), date(2007, 2, 28))),
    (("", "", "2007", ""), BirthRange(date(2007, 1, 1), date(2007, 12, 31))),
    (("", "", "", "19"), BirthRange(date(2006, 11, 25), date(2007, 11, 24), True)),
    (("", "", "", ""), None),
])
def test_birth_date_in_parts(qtbot: QtBot, noon: None, parts: tuple[str, ...], born: BirthRange | None) -> None:
    field = BirthField()
    qtbot.addWidget(field)
    field.restore(list(parts))
    assert field.fault() is None
    assert field.value() == born
    again = BirthField()
    qtbot.addWidget(again)
    again.set_value(born)
    assert again.value() == born


@pytest.mark.parametrize(("parts", "code"), [
    (("31", "2", "2007", ""), "birth_invalid"), (("3", "", "2007", ""), "birth_invalid"), (("", "2", "07", ""), "birth_year"),
    (("", "", "2030", ""), "date_future"), (("", "", "2007", "19"), "birth_both"), (("", "", "", "130"), "age_invalid"), (("a", "", "", ""), "birth_invalid"),
])
def test_birth_dates_that_cannot_be(qtbot: QtBot, noon: None, parts: tuple[str, ...], code: str) -> None:
    field = BirthField()
    qtbot.addWidget(field)
    field.restore(list(parts))
    assert field.fault() == (code, {})
    assert field.value() is None


def test_a_stored_estimate_stays_as_it_was_until_touched(qtbot: QtBot, noon: None) -> None:
    stored = BirthRange(date(1993, 1, 1), date(1995, 12, 31), True)
    field = BirthField()
    qtbot.addWidget(field)
    field.set_value(stored)
    assert field.value() == stored
    field.age.setText("40")
    assert field.value() != stored


def test_code_combo_starts_empty_and_keeps_an_old_code(qtbot: QtBot) -> None:
    field = CodeCombo([("a", "Een"), ("b", "Twee")])
    qtbot.addWidget(field)
    assert field.value() is None
    assert field.combo.currentText() == "Kies …"
    field.set_value("oud")
    assert field.value() == "oud"
    field.set_value(None)
    assert field.is_empty()


def test_long_list_is_searched_without_accents(qtbot: QtBot) -> None:
    field = CodeCombo([(str(n), f"Gemeente {n}") for n in range(13)] + [("ti", "Țîrlea-dorp")])
    qtbot.addWidget(field)
    assert field.combo.isEditable()
    line = field.combo.lineEdit()
    qtbot.keyClicks(line, "tirl")
    assert field.combo.completer().completionCount() == 1
    field.combo.completer().popup().hide()
    assert field.value() == "ti"  # the only label with a word that begins so
    line.setText("gemeente")
    assert field.fault() == ("from_list", {})
    line.setText("tirlea dorp")
    assert field.value() == "ti"
    field.left.emit()
    assert line.text() == "Țîrlea-dorp"


def test_organisation_is_found_by_its_hint(qtbot: QtBot) -> None:
    field = OrganisationCombo([("1", "Fier", "Leeuwarden"), ("2", "Sterk Huis", "Goirle")])
    qtbot.addWidget(field)
    qtbot.keyClicks(field.combo.lineEdit(), "goir")
    assert field.combo.completer().completionCount() == 1
    field.combo.completer().popup().hide()
    field.set_value("1")
    assert field.label() == "Fier – Leeuwarden"


def test_multi_check_folds_and_keeps_codes_it_does_not_know(qtbot: QtBot) -> None:
    field = MultiCheck([(c, c) for c in "abcd"], shown=2)
    qtbot.addWidget(field)
    field.show()
    assert not field.boxes["d"].isVisible()
    field.more.click()
    assert field.boxes["d"].isVisible()
    field.set_value(("a", "zz"))
    assert field.value() == ("a", "zz")


def test_tags_by_keyboard_and_what_is_not_yet_added_counts(qtbot: QtBot) -> None:
    field = TagField()
    qtbot.addWidget(field)
    edit = field.line.edit
    qtbot.keyClicks(edit, "Ana")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    edit.insert("Ștefi")  # QTest types ASCII only
    assert field.value() == ("Ana", "Ștefi")
    raw = field.raw()
    other = TagField()
    qtbot.addWidget(other)
    other.restore(raw)
    assert other.value() == ("Ana", "Ștefi")


def test_languages_from_a_list(qtbot: QtBot) -> None:
    field = TagField([("ro", "Roemeens"), ("pl", "Pools")])
    qtbot.addWidget(field)
    field.list.set_value("ro")
    field.list.combo.activated.emit(1)
    assert field.value() == ("ro",)
    assert field.list.value() is None


@pytest.mark.parametrize("text", ["<b>vet</b>", "=1+1", "'; DROP TABLE client;--", "👩‍👧", "\u202eomgekeerd", "محمد"])
def test_strange_text_is_kept_as_it_is(qtbot: QtBot, text: str) -> None:
    line, area = LineField(), TextArea()
    for field in (line, area):
        qtbot.addWidget(field)
        field.set_value(text)
        assert field.value() == text
        assert field.fault() is None


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
def test_characters_that_no_file_can_hold_are_refused(qtbot: QtBot, bad: str) -> None:
    from ui.widgets.field import text_fault

    assert text_fault(bad, 100) == ("character", {})


def test_a_paste_that_is_too_long_is_refused_whole_and_said(qtbot: QtBot) -> None:
    field = TextArea()
    qtbot.addWidget(field)
    field.set_value("eerst")
    data = QMimeData()
    data.setText("x" * 10_000_000)
    with qtbot.waitSignal(field.refused) as said:
        field.edit.insertFromMimeData(data)
    assert said.args == ["too_long", {"limit": 100_000}]
    assert field.value() == "eerst"


def test_number_field(qtbot: QtBot) -> None:
    field = NumberField(0, 20)
    qtbot.addWidget(field)
    field.edit.setText("3")
    assert field.value() == 3
    field.edit.setText("21")
    assert field.fault() == ("number_invalid", {"low": 0, "high": 20})


def test_passphrase_shows_hides_clears_and_keeps_no_draft(qtbot: QtBot) -> None:
    seen = []
    field = PassphraseField(lambda text: (seen.append(text), (2, "Langer"))[1])
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field.edit, "een zin ")
    assert field.value() == "een zin "
    assert field.raw() is None
    assert not field.keeps_draft
    assert seen[-1] == "een zin "
    field.button.click()
    assert field.edit.echoMode() == field.edit.EchoMode.Normal
    field.hide()
    assert field.value() is None
    assert field.edit.echoMode() == field.edit.EchoMode.Password


def test_caps_lock_is_noticed_from_what_is_typed(qtbot: QtBot) -> None:
    field = PassphraseField()
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClick(field.edit, "A")
    assert field._caps.isVisible()
    qtbot.keyClick(field.edit, "a")
    assert not field._caps.isVisible()


def test_names_of_parts_for_a_screen_reader(qtbot: QtBot) -> None:
    field = BirthField()
    qtbot.addWidget(field)
    names = [QAccessible.queryAccessibleInterface(edit).text(QAccessible.Text.Name) for edit in (field.day, field.year, field.age)]
    assert names == ["Dag van geboorte", "Jaar van geboorte", "Geschatte leeftijd in jaren"]
