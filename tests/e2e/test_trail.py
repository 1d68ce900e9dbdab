"""What she looked at and let go of stands in the log once, without a name and without a word she typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app import clock
from app.model.clients import ClientFields
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.services import clients, vault
from tests.helpers.register import PASSPHRASE
from tests.helpers.trail import trail_of
from ui.windows.pages import Place


@pytest.fixture
def window(opened):
    return opened.window


def take_in(register, given="Tessa", family="Voorbeeld"):
    client_id = new_id()
    report = NotificationFields(received_on=clock.today(), notifier_type="politie")
    fields = ClientFields(given_name=given, family_name=family)
    clients.register_client(register, report, client_id=client_id, notification_id=new_id(), fields=fields)
    return client_id


def test_opening_a_client_is_logged_once_and_not_per_tab(window):
    register = window.desk.register
    person, other = take_in(register), take_in(register, "Ander", "Proef")
    window.desk.show_client(person)
    for tab in ("plan", "consent", "overview"):
        window.pages.page.tabs.buttons[tab].click()
    window.desk.show_client(person, "plan")
    seen = ("client.viewed", "client", person, "ok", None)
    assert trail_of(register, "client.viewed") == [seen]
    window.desk.show_client(other)
    window.go(Place("today"))
    window.desk.show_client(person)
    assert [row[2] for row in trail_of(register, "client.viewed")] == [person, other, person]
    assert vault.verify(register).is_intact


def test_a_search_is_logged_once_without_its_words(opened, window):
    register = window.desk.register
    person = take_in(register)
    opened.keys(window, Qt.Key.Key_K, control=True)
    opened.bot.keyClicks(window.search, "voorb")
    opened.keys(window.search, Qt.Key.Key_Return)
    assert trail_of(register, "search.used", "client.viewed") == [
        ("search.used", "search", person, "ok", "letters:5 opened:1"),
        ("client.viewed", "client", person, "ok", None),
    ]
    opened.keys(window, Qt.Key.Key_K, control=True)
    opened.bot.keyClicks(window.search, "tes")
    opened.keys(window.search, Qt.Key.Key_Backspace)
    opened.keys(window.search, Qt.Key.Key_Escape)
    assert trail_of(register, "search.used")[1:] == [("search.used", "search", None, "ok", "letters:3 opened:0")]
    opened.keys(window, Qt.Key.Key_K, control=True)
    opened.keys(window.search, Qt.Key.Key_Escape)
    assert len(trail_of(register, "search.used")) == 2


def test_a_search_that_a_lock_cuts_short_is_logged(opened, window):
    opened.keys(window, Qt.Key.Key_K, control=True)
    opened.bot.keyClicks(window.search, "voorb")
    opened.lock()
    opened.unlock(PASSPHRASE)
    found = trail_of(opened.window.desk.register, "search.used", "register.locked")
    assert [row[0] for row in found][-2:] == ["search.used", "register.locked"]


def test_looking_in_the_list_of_clients_is_a_search(opened, window):
    register = window.desk.register
    take_in(register)
    window.go(Place("clients"))
    opened.bot.keyClicks(window.pages.page.search, "tess")
    opened.keys(window.pages.page.search, Qt.Key.Key_Return)
    window.go(Place("today"))
    assert [row[4] for row in trail_of(register, "search.used")] == ["letters:4 opened:0"]


def test_wrong_passphrases_stand_in_the_log_after_the_next_success(start, folder):
    program = start(folder)
    program.try_passphrase("dit is hem niet")
    program.try_passphrase("en dit ook niet")
    program.unlock(PASSPHRASE)
    found = trail_of(program.window.desk.register, "register.unlock_failed")
    assert [(row[3], row[4].split()[0]) for row in found] == [("failed", "times:2")]


def test_choosing_a_place_for_backups_is_logged_without_the_place(window, tmp_path):
    window.desk.places.add(tmp_path / "geheimzinnige stick")
    assert trail_of(window.desk.register, "settings.changed")[0][4] == "backup_places:1"


def test_a_clock_that_is_set_while_she_works_is_logged(window):
    register = window.desk.register
    with clock.frozen(clock.now() - timedelta(hours=2)):
        window.clock_watch.look()
        window.clock_watch.look()
    found = trail_of(register, "clock.jumped")
    assert len(found) == 1
    assert -7300 < int(found[0][4].removeprefix("seconds:")) < -7100


def test_searching_before_a_client_is_taken_in_is_logged_once_for_each_text(opened, window):
    window.go(Place("new_client"))
    field = window.pages.page.form.field("search").focus_widget()
    other = window.pages.page.form.field("given_name").focus_widget()
    opened.bot.keyClicks(field, "tess")
    for widget in (other, field, other):
        widget.setFocus()
    opened.bot.waitUntil(lambda: len(trail_of(window.desk.register, "search.used")) > 0)
    assert [row[4] for row in trail_of(window.desk.register, "search.used")] == ["letters:4 opened:0"]
