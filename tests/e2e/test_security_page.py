"""Beheer → Veiligheid and Controle, by hand: slots, passphrase, rehearsal, new master key, findings in words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from app import clock
from app.services import session, vault
from app.storage.row_checks import Finding
from tests.e2e.conftest import PROFILE
from tests.helpers import gui
from tests.helpers.register import PASSPHRASE, furnished_register
from tests.helpers.vault import add, direct, without_guards
from ui.views.check_words import finding_text
from ui.views.key_dialogs import AddSubstitute, ChangePassphrase, RaiseWork, Rehearse, RenewKey
from ui.widgets.message_bar import MessageBar
from ui.windows.pages import Place

LONG = 30_000
NEW = "regen fiets molen banaan kasteel"
HERS = "stoel appel regenboog kikker trein"


@pytest.fixture
def program(start, tmp_path):
    place = tmp_path / "register"
    made = furnished_register(place, PROFILE)
    session.lock(made)
    opened = start(register=place)
    opened.unlock(PASSPHRASE)
    opened.window.go(Place("management", object_id="security"))
    return opened


def type_in(program, dialog, label, text):
    program.bot.keyClicks(gui.field(dialog, label, QLineEdit), text)


def wait_for(program, words):
    program.bot.waitUntil(lambda: words in gui.texts(program.window), timeout=LONG)


def test_she_changes_her_passphrase(program):
    program.press("Wachtwoordzin wijzigen…")
    dialog = program.dialog(ChangePassphrase)
    type_in(program, dialog, "Uw wachtwoordzin", "een heel andere zin van woorden")
    type_in(program, dialog, "Nieuwe wachtwoordzin", NEW)
    type_in(program, dialog, "Nog een keer", NEW)
    program.press("Wachtwoordzin wijzigen", dialog)
    program.bot.waitUntil(lambda: "De wachtwoordzin klopt niet." in gui.texts(dialog), timeout=LONG)
    gui.field(dialog, "Uw wachtwoordzin", QLineEdit).setText(PASSPHRASE)
    program.press("Wachtwoordzin wijzigen", dialog)
    wait_for(program, "Uw nieuwe wachtwoordzin geldt vanaf nu.")
    assert "Maak nu een reservekopie: de kopieën van eerder openen alleen met de oude zin." in gui.texts(program.window)
    program.lock()
    program.unlock(NEW)


def test_she_makes_guessing_harder_and_her_words_stay(program):
    (before,) = vault.slots(program.window.desk.register)
    program.press("Raden moeilijker maken…")
    dialog = program.dialog(RaiseWork)
    type_in(program, dialog, "Uw wachtwoordzin", PASSPHRASE)
    program.press("Moeilijker maken", dialog)
    wait_for(program, "De sleutel kost nu zoveel rekenwerk als deze laptop aankan.")
    (after,) = vault.slots(program.window.desk.register)
    assert after.work.memory_kib * after.work.passes > before.work.memory_kib * before.work.passes
    program.lock()
    program.unlock(PASSPHRASE)


def test_a_substitute_gets_in_until_a_date_and_is_revoked(program):
    program.press("Waarnemer toevoegen…")
    dialog = program.dialog(AddSubstitute)
    type_in(program, dialog, "Nieuwe wachtwoordzin", HERS)
    type_in(program, dialog, "Nog een keer", HERS)
    program.press("Toegang geven", dialog)
    wait_for(program, "De waarnemer heeft nu een eigen toegang.")
    program.lock()
    program.unlock(HERS)
    assert program.window.desk.register.actor == "waarnemer"
    program.lock()
    program.unlock(PASSPHRASE)
    program.window.go(Place("management", object_id="security"))
    program.press("Intrekken…")
    program.press("Toegang intrekken")
    wait_for(program, "De toegang is ingetrokken.")
    (left,) = vault.slots(program.window.desk.register)
    assert left.is_current


def test_she_rehearses_from_the_newest_copy(program, tmp_path):
    program.press("Terugzetten oefenen…")
    wait_for(program, "Er is nu geen reservekopie om mee te oefenen.")
    stick = tmp_path / "stick"
    stick.mkdir()
    program.application.places.add(stick)
    vault.back_up(program.window.desk.register, [stick], lambda code: None)
    program.press("Terugzetten oefenen…")
    program.bot.waitUntil(lambda: [w for w in QApplication.topLevelWidgets() if isinstance(w, Rehearse)] != [])
    dialog = program.dialog(Rehearse)
    assert "De zin die gold toen de kopie werd gemaakt." in gui.texts(dialog)
    assert any("de nieuwste reservekopie, van vandaag " in text for text in gui.texts(dialog))
    type_in(program, dialog, "Uw wachtwoordzin", PASSPHRASE)
    program.press("Oefenen", dialog)
    wait_for(program, "De oefening is gelukt: de reservekopie is heel en gaat open met uw wachtwoordzin.")
    assert clock.now() - vault.status(program.window.desk.register).rehearsed_at < timedelta(minutes=5)
    bar = next(bar for bar in program.window.findChildren(MessageBar) if bar.title.text().startswith("De oefening"))
    program.bot.waitUntil(lambda: not bar.visibleRegion().isEmpty())


def test_a_new_master_key_voids_the_old_sheet_and_locks(program, tmp_path):
    register = program.window.desk.register
    lines = vault.recovery_sheet(register).lines
    program.press("Hoofdsleutel vernieuwen…")
    dialog = program.dialog(RenewKey)
    said, show = [], dialog.bar.show_message
    dialog.bar.show_message = lambda message, *rest, **more: (said.append(message.text), show(message, *rest, **more))
    type_in(program, dialog, "Uw wachtwoordzin", PASSPHRASE)
    program.press("Vernieuwen en vergrendelen", dialog)
    program.until_locked()
    assert said[1:] == ["Stap 1 van 3", "Stap 2 van 3", "Stap 3 van 3"]
    program.unlock(PASSPHRASE)
    program.window.go(Place("management", object_id="security"))
    wait_for(program, "Er is nog geen nieuw herstelblad.")
    assert vault.recovery_sheet(program.window.desk.register).lines != lines
    assert not vault.status(program.window.desk.register).sheet_is_void
    assert vault.verify(program.window.desk.register).is_intact


def test_the_check_says_that_all_is_intact(program):
    program.window.go(Place("management", object_id="check"))
    program.press("Register controleren")
    wait_for(program, "Alles is zoals het is opgeslagen.")
    wait_for(program, "Elke regel is zoals die het laatst is opgeslagen.")
    code = vault.status(program.window.desk.register).control_code
    assert code in gui.texts(program.window)
    assert not gui.nameless(program.window.pages.page)


def test_the_check_names_the_row_that_was_changed_past_the_program(start, tmp_path):
    place = tmp_path / "register"
    made = furnished_register(place, PROFILE)
    row_id = add(made, "Eerlijke naam")
    session.lock(made)
    with direct(place) as raw:
        without_guards(raw, "organisation")
        raw.execute("UPDATE organisation SET name = 'Valse naam' WHERE id = ?", (row_id,))
    program = start(register=place)
    program.unlock(PASSPHRASE)
    program.window.go(Place("management", object_id="check"))
    program.press("Register controleren")
    wait_for(program, "Op 1 plek is het register niet zoals het is opgeslagen.")
    found = f"– Organisatie {row_id[:8]}: buiten het programma om veranderd, na handeling "
    program.bot.waitUntil(lambda: any(text.startswith(found) for text in gui.texts(program.window)), timeout=LONG)
    program.press("Naar Reservekopie")
    assert "Plekken" in gui.texts(program.window)


def test_every_finding_has_a_sentence():
    codes = set(re.findall(r"``(\w+)``", Finding.__doc__.partition("``seq`` and")[0])) - {"code", "seq", "table", "row_id"}
    assert {"schema", "chain", "no_anchor", "backup_ahead", "search"} <= codes
    for code in codes:
        for at in (None, "2026-11-24T11:00:00.000Z"):
            assert finding_text(Finding(code, 7, "client", "0123456789", at)).endswith(".")
