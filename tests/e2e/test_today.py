"""Vandaag: what asks for attention, settled where it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app import clock
from app.model.clients import ClientFields
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.model.trajectories import StepFields
from app.services import clients, contact_moments, drafts
from tests.helpers import gui
from ui.dialogs.put_off import PutOffDialog
from ui.windows.pages import Place


def take_in(register, given="Tessa", family="Voorbeeld"):
    client_id = new_id()
    report = NotificationFields(received_on=clock.today(), notifier_type="politie")
    fields = ClientFields(given_name=given, family_name=family)
    clients.register_client(register, report, client_id=client_id, notification_id=new_id(), fields=fields)
    return client_id


def plan(register, client_id, description, days):
    step_id = new_id()
    due_on = clock.today() + timedelta(days=days)
    contact_moments.add_step(register, client_id, StepFields(description=description, due_on=due_on), id=step_id)
    return step_id


@pytest.fixture
def window(opened):
    return opened.window


@pytest.fixture
def register(window):
    return window.desk.register


def shown(window):
    return [text for text in gui.texts(window.pages.page) if text]


def until_shown(opened, text):
    opened.bot.waitUntil(lambda: text in shown(opened.window))


def until_gone(opened, text):
    opened.bot.waitUntil(lambda: text not in shown(opened.window))


def test_an_empty_register_says_that_nothing_is_open(opened, window):
    until_shown(opened, "Er staat niets open.")
    opened.press("Contactmoment vastleggen")
    assert window.palette_list.isVisible()
    assert window.search.hasFocus()


def test_steps_stand_under_late_today_this_week_and_soon(opened, window, register):
    person = take_in(register)
    for text, days in (("Bellen met Fier", 0), ("Intake", 3), ("Evaluatie", 12), ("Ver weg", 40)):
        plan(register, person, text, days)
    window.pages.page.load()
    until_shown(opened, "Bellen met Fier")
    said = shown(window)
    assert said.index("Vandaag", 1) < said.index("Deze week") < said.index("Binnenkort")
    assert "Ver weg" not in said
    assert any(text.startswith("ZLD-26-") and text.endswith("T. Voorbeeld") for text in said) or any(
        text.endswith("T. Voorbeeld") for text in said
    )
    assert window.side.buttons["today"].accessibleName() == "Vandaag, 1"


def test_done_takes_a_step_away_and_can_be_taken_back(opened, window, register):
    step_id = plan(register, take_in(register), "Bellen met Fier", 0)
    window.pages.page.load()
    until_shown(opened, "Bellen met Fier")
    opened.press("Gedaan", window.pages.page)
    until_gone(opened, "Bellen met Fier")
    assert contact_moments.step(register, step_id).done_on == clock.today()
    assert window.side.buttons["today"].accessibleName() == "Vandaag"
    opened.press("Ongedaan maken", window)
    until_shown(opened, "Bellen met Fier")
    assert contact_moments.step(register, step_id).done_on is None
    assert window.bars.notice.isHidden()


def test_later_asks_for_a_date_and_moves_the_step(opened, window, register):
    step_id = plan(register, take_in(register), "Bellen met Fier", 0)
    window.pages.page.load()
    opened.press("Later", window.pages.page)
    dialog = opened.dialog(PutOffDialog)
    field = gui.field(dialog, "Nieuwe datum (dd-mm-jjjj)", QLineEdit)
    field.setText("+5")
    opened.press("Datum opslaan", dialog)
    assert contact_moments.step(register, step_id).due_on == clock.today() + timedelta(days=5)
    until_shown(opened, "Deze week")


def test_a_line_opens_the_place_where_it_is_settled(opened, window, register):
    person = take_in(register)
    plan(register, person, "Bellen met Fier", 0)
    window.pages.page.load()
    opened.press("Openen", window.pages.page)
    place = window.place()
    assert (place.page, place.client_id, place.tab) == ("client", person, "plan")
    opened.keys(window, Qt.Key.Key_K, control=True)
    assert window.palette_list.entries()[0].text == "Tessa Voorbeeld"  # opened last


def test_the_bars_are_also_a_table(opened, window, register):
    take_in(register)
    window.pages.page.load()
    opened.press("Toon als tabel", window.pages.page)
    until_shown(opened, "Samen")
    assert "Toon als staafjes" in shown(window)


def test_a_kept_draft_is_listed_and_thrown_away_only_after_asking(opened, window, register):
    person = take_in(register)
    drafts.keep(register, "contact_moment", f"{person}:new", {"text": "Zij belde"})
    window.pages.page.load()
    until_shown(opened, "Niet afgemaakt")
    assert "Een contactmoment" in shown(window)
    opened.press("Weggooien…", window.pages.page)
    opened.press("Bewaren", window.pages.page)
    assert len(drafts.all_of_them(register)) == 1
    opened.press("Weggooien…", window.pages.page)
    opened.press("Weggooien", window.pages.page)
    assert drafts.all_of_them(register) == ()
    until_gone(opened, "Niet afgemaakt")


def test_search_finds_without_accents_from_the_second_letter(opened, window, register):
    person = take_in(register, "Ștefania", "Țîrlea")
    opened.keys(window, Qt.Key.Key_K, control=True)
    opened.bot.keyClicks(window.search, "tirl")
    entries = window.palette_list.entries()
    assert entries[0].text == "Ștefania Țîrlea"
    assert entries[-1].text == "Nieuwe cliënt “tirl”"
    opened.keys(window.search, Qt.Key.Key_Return)
    assert window.place().client_id == person
    assert window.palette_list.isHidden()


def test_search_finds_organisations_and_acts_and_walks_by_arrows(opened, window):
    opened.keys(window, Qt.Key.Key_K, control=True)
    opened.bot.keyClicks(window.search, "comen")
    assert window.palette_list.entries()[0].text == "CoMensha"
    opened.keys(window.search, Qt.Key.Key_Return)
    assert window.place().page == "network"
    assert window.pages.page.table.current_row().name == "CoMensha"
    opened.keys(window, Qt.Key.Key_K, control=True)
    opened.bot.keyClicks(window.search, "naar")
    opened.keys(window.search, Qt.Key.Key_Down)
    chosen = window.palette_list.list.currentItem().text()
    assert chosen.startswith("Naar ")
    opened.keys(window.search, Qt.Key.Key_Escape)
    assert window.palette_list.isHidden()
    assert window.search.text() == ""


def test_back_leads_to_where_she_was(opened, window):
    window.go(Place("network"))
    window.go(Place("management"))
    opened.bot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.place().page == "network"
    opened.bot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.place().page == "today"


def test_every_part_of_the_window_has_a_name(opened, window, register):
    plan(register, take_in(register), "Bellen met Fier", 0)
    for page in ("today", "network", "management"):
        window.go(Place(page))
        window.pages.page.load()
        assert gui.nameless(window) == []
