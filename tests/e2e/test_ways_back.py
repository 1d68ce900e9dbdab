"""Putting a back-up back, and the recovery sheet when nobody knows the passphrase any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.services import session, vault
from tests.e2e.conftest import PROFILE
from tests.helpers import gui
from tests.helpers.register import PASSPHRASE, furnished_register
from tests.helpers.vault import add, database, organisation_names

LONG = 30_000
NEW = "regen fiets molen banaan kasteel"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed register with one organisation after its only back-up; the sheet's lines beside it."""
    place, stick = tmp_path / "register", tmp_path / "stick"
    stick.mkdir()
    register = furnished_register(place, PROFILE)
    (outcome,) = vault.back_up(register, [stick], lambda code: None)
    assert outcome.backup
    add(register, "Later gekomen")
    (tmp_path / "lines").write_text("\n".join(vault.recovery_sheet(register).lines))
    session.lock(register)
    return place


def type_in(program, label, text):
    program.bot.keyClicks(gui.field(program.start, label, QLineEdit), text)


def test_a_copy_is_shown_before_it_is_put_back_and_the_present_set_stays(start, folder):
    program = start(register=folder)
    program.application.places.add(folder.parent / "stick")
    program.press("Reservekopie terugzetten…")
    view = program.start.view
    program.bot.waitUntil(lambda: bool(view.copies.value()))
    type_in(program, "Wachtwoordzin", PASSPHRASE)
    program.press("Kopie bekijken")
    program.bot.waitUntil(lambda: "Deze kopie terugzetten" in gui.texts(program.start), timeout=LONG)
    shown = gui.texts(program.start)
    assert any(text.startswith("De kopie van ") and "is heel" in text for text in shown)
    assert any("Wat u toen opsloeg, staat niet in de kopie." in text for text in shown)
    register = session.unlock(folder, PASSPHRASE)  # looking changed nothing
    assert "Later gekomen" in organisation_names(register)
    session.lock(register)
    before = {path.name for path in folder.glob("data.*.db")}
    program.press("Deze kopie terugzetten")
    program.bot.waitUntil(lambda: "Register ontgrendelen" in gui.texts(program.start), timeout=LONG)
    assert any("is teruggezet" in text for text in gui.texts(program.start))
    assert before < {path.name for path in folder.glob("data.*.db")}
    program.unlock(PASSPHRASE)
    assert "Later gekomen" not in organisation_names(program.window.desk.register)


def test_a_wrong_passphrase_or_a_strange_file_puts_nothing_back(start, folder, tmp_path):
    strange = tmp_path / "vreemd.kluis"
    strange.write_bytes(b"geen zip")
    program = start(register=folder)
    program.press("Reservekopie terugzetten…")
    program.press("Ander bestand kiezen…")
    chooser = program.dialog(QFileDialog)
    chooser.setDirectory(str(tmp_path))
    chooser.selectFile("vreemd.kluis")
    chooser.accept()
    type_in(program, "Wachtwoordzin", PASSPHRASE)
    program.press("Kopie bekijken")
    refused = "Deze reservekopie is niet te gebruiken."
    program.bot.waitUntil(lambda: refused in gui.texts(program.start), timeout=LONG)
    (copy,) = (tmp_path / "stick").glob("*.kluis")
    program.start.view.use_file(str(copy))
    gui.field(program.start, "Wachtwoordzin", QLineEdit).setText("een heel andere zin van woorden")
    program.press("Kopie bekijken")
    wrong = "De wachtwoordzin klopt niet."
    program.bot.waitUntil(lambda: wrong in gui.texts(program.start), timeout=LONG)
    assert "Deze kopie terugzetten" not in gui.texts(program.start)


def test_a_copy_is_put_back_on_an_empty_laptop(start, folder, tmp_path):
    place = tmp_path / "nieuwe laptop"
    (copy,) = (tmp_path / "stick").glob("*.kluis")
    program = start()
    program.start.show_restore(place, lambda: None)
    program.start.view.use_file(str(copy))
    type_in(program, "Wachtwoordzin", PASSPHRASE)
    program.press("Kopie bekijken")
    program.bot.waitUntil(lambda: "Deze kopie terugzetten" in gui.texts(program.start), timeout=LONG)
    assert not place.exists()
    program.press("Deze kopie terugzetten")
    program.bot.waitUntil(lambda: "Register ontgrendelen" in gui.texts(program.start), timeout=LONG)
    program.unlock(PASSPHRASE)


def test_the_sheet_opens_names_a_wrong_line_and_gives_a_new_passphrase(start, folder, tmp_path):
    lines = (tmp_path / "lines").read_text().splitlines()
    program = start(register=folder)
    program.press("Wachtwoordzin vergeten?")
    assert any("Niemand kan uw wachtwoordzin opzoeken" in text for text in gui.texts(program.start))
    for number, line in enumerate(lines, start=1):
        wrong = number == 4
        typed = ("Z" if line[0] != "Z" else "Y") + line[1:] if wrong else line.lower().replace("-", " ")
        type_in(program, f"Regel {number}", typed)
    program.press("Openen met het herstelblad")
    assert any(text.startswith("Regel 4: ") for text in link_texts(program))
    gui.field(program.start, "Regel 4", QLineEdit).setText(lines[3])
    program.press("Openen met het herstelblad")
    program.bot.waitUntil(lambda: "Het register is open en heel." in gui.texts(program.start), timeout=LONG)
    type_in(program, "Nieuwe wachtwoordzin", NEW)
    type_in(program, "Nog een keer", NEW)
    program.press("Nieuwe wachtwoordzin opslaan")
    program.bot.waitUntil(lambda: program.is_open, timeout=LONG)
    assert "Uw nieuwe wachtwoordzin geldt vanaf nu." in gui.texts(program.window)
    program.lock()
    program.unlock(NEW)


def link_texts(program):
    return [link.accessibleName() for link in program.start.view.sheet.summary.links()]


def test_a_damaged_register_shows_the_way_back(start, folder):
    database(folder).write_bytes(b"weg" * 4096)
    program = start(register=folder)
    program.application.places.add(folder.parent / "stick")
    program.try_passphrase(PASSPHRASE)
    bar = program.start.view.bar
    program.bot.waitUntil(lambda: bool(bar.buttons()), timeout=LONG)
    bar.buttons()[0].click()
    view = program.start.view
    program.bot.waitUntil(lambda: bool(view.copies.value()), timeout=LONG)
    type_in(program, "Wachtwoordzin", PASSPHRASE)
    program.press("Kopie bekijken")
    program.bot.waitUntil(lambda: "Deze kopie terugzetten" in gui.texts(program.start), timeout=LONG)
    assert any("kan met deze wachtwoordzin niet worden gelezen" in text for text in gui.texts(program.start))
    program.press("Deze kopie terugzetten")
    program.bot.waitUntil(lambda: "Register ontgrendelen" in gui.texts(program.start), timeout=LONG)
    program.unlock(PASSPHRASE)


def test_a_register_opened_with_the_sheet_closes_when_nobody_goes_on(start, folder, tmp_path):
    program = start(register=folder)
    program.press("Wachtwoordzin vergeten?")
    for number, line in enumerate((tmp_path / "lines").read_text().splitlines(), start=1):
        type_in(program, f"Regel {number}", line)
    program.press("Openen met het herstelblad")
    view = program.start.view
    program.bot.waitUntil(lambda: view._found is not None, timeout=LONG)
    register = view._found.register
    view._patience.timeout.emit()
    assert not register.is_open
    assert "Register ontgrendelen" in gui.texts(program.start)
    program.unlock(PASSPHRASE)  # nothing was changed


def test_failed_attempts_are_told_after_the_next_unlock(start, folder):
    program = start(register=folder)
    program.try_passphrase("een heel andere zin van woorden")
    program.unlock(PASSPHRASE)
    told = "Sinds uw vorige keer is er 1 keer een verkeerde wachtwoordzin getypt."
    assert told in gui.texts(program.window)


def test_laptop_and_passphrase_are_gone_and_copy_and_sheet_open_everything(start, folder, tmp_path):
    (copy,) = (folder.parent / "stick").glob("*.kluis")
    lines = (tmp_path / "lines").read_text().split("\n")
    program = start(register=None)
    program.press("Reservekopie terugzetten…")
    program.start.view.use_file(str(copy))
    program.press("Met het herstelblad…")
    view = program.start.view
    program.bot.waitUntil(lambda: view.copies.value() == str(copy))
    for number, line in enumerate(lines, start=1):
        type_in(program, f"Regel {number}", line.lower())
    type_in(program, "Nieuwe wachtwoordzin", NEW)
    type_in(program, "Nog een keer", NEW)
    program.press("Kopie bekijken")
    program.bot.waitUntil(lambda: "Deze kopie terugzetten" in gui.texts(program.start), timeout=LONG)
    assert any("hoort bij dit herstelblad" in text for text in gui.texts(program.start))
    program.press("Deze kopie terugzetten")
    program.bot.waitUntil(lambda: "Register ontgrendelen" in gui.texts(program.start), timeout=LONG)
    program.unlock(NEW)
    assert "Later gekomen" not in organisation_names(program.window.desk.register)
    assert vault.verify(program.window.desk.register).is_intact
