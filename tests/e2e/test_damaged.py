"""The register is damaged: said in plain words, with the ways back, each walked to its end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app import clock
from app.services import session, vault
from tests.e2e.conftest import PROFILE
from tests.helpers import gui
from tests.helpers.register import PASSPHRASE, new_register
from tests.helpers.salvage import PAGE, harmed
from tests.helpers.sharing import agree, take_in
from tests.helpers.vault import add, contents, database, direct, organisation_names
from ui.dialogs.print_preview import PrintPreview
from ui.views.salvage import SalvageView
from ui.views.unlock import UnlockView

LONG = 30_000
SAVED = "Dit geredde register gebruiken"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed register with two clients, a back-up, one act after it, and a page of its data broken."""
    place, stick = tmp_path / "register", tmp_path / "stick"
    stick.mkdir()
    with clock.frozen(datetime(2026, 5, 20, 10, tzinfo=UTC)):
        register = new_register(place)
        session.furnish(register, PROFILE)
        for _ in range(2):
            agree(register, take_in(register), "Fier")
    assert vault.back_up(register, [stick], lambda code: None)[0].backup
    add(register, "Later gekomen")
    with register.reading() as read:
        pages = read.connection.exec_driver_sql("PRAGMA page_count").scalar()
    session.lock(register)
    path = database(place)
    path.write_bytes(harmed(path.read_bytes(), range(pages // 2, pages // 2 + 8)))
    return place


def to_the_ways_back(program):
    program.try_passphrase(PASSPHRASE)
    program.bot.waitUntil(lambda: isinstance(program.start.view, SalvageView), timeout=LONG)
    view = program.start.view
    program.bot.waitUntil(lambda: any("niet te lezen" in text for text in gui.texts(program.start)), timeout=LONG)
    return view


def test_what_is_wrong_is_said_and_nothing_was_changed(start, folder):
    before = contents(folder)
    program = start(register=folder)
    program.application.places.add(folder.parent / "stick")
    view = to_the_ways_back(program)
    assert QApplication.focusWidget() is view.restore_button
    said = gui.texts(program.start)
    assert "Het register is beschadigd." in said
    assert any(text.startswith("Er is niets gewijzigd.") for text in said)
    order = [text for text in said if text[:2] in {"1.", "2.", "3."}]
    assert order == ["1. Een reservekopie terugzetten", "2. Redden wat nog te lezen is", "3. Bewaren voor een specialist"]
    assert any("2 cliënten" in text and "handeling" in text for text in said)
    assert any("Gaten vult het met de reservekopie." in text for text in said)
    assert gui.nameless(program.start) == []
    program.press("Terug")
    assert isinstance(program.start.view, UnlockView)
    assert contents(folder) == before


def test_a_file_that_is_gone_leaves_nothing_looked_for(start, folder):
    database(folder).unlink()
    program = start(register=folder)
    program.application.places.add(folder.parent / "stick")
    program.try_passphrase(PASSPHRASE)
    program.bot.waitUntil(lambda: isinstance(program.start.view, SalvageView), timeout=LONG)
    gone = "Van het bestand met uw gegevens is niets te lezen, of het is er niet meer."
    program.bot.waitUntil(lambda: gone in gui.texts(program.start), timeout=LONG)
    assert not [text for text in gui.texts(program.start) if text.endswith("…") and text.startswith("Wij ")]
    assert program.start.view.save_button.isHidden()


def test_saving_by_keyboard_shows_what_was_saved_before_it_is_used(start, folder):
    program = start(register=folder)
    view = to_the_ways_back(program)
    before = contents(folder)
    for _ in range(20):
        if QApplication.focusWidget() is view.save_button:
            break
        program.keys(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is view.save_button
    program.keys(view.save_button, Qt.Key.Key_Space)
    program.bot.waitUntil(lambda: SAVED in gui.texts(program.start), timeout=LONG)
    said = gui.texts(program.start)
    assert {"Gered", "Verloren", "Nakijken", "Cliënten"} <= set(said)
    assert {name: value for name, value in contents(folder).items() if name in before} == before  # not switched yet
    assert program.start.focusWidget() is view.use_button
    program.keys(view.use_button, Qt.Key.Key_Space)
    program.bot.waitUntil(lambda: isinstance(program.start.view, UnlockView), timeout=LONG)
    assert any("De leesbare gegevens zijn gered." in text for text in gui.texts(program.start))
    program.unlock(PASSPHRASE)
    assert any("De leesbare gegevens zijn gered." in text for text in gui.texts(program.window))
    program.window.desk.show_page("management", "check")
    program.bot.waitUntil(lambda: "Gered na schade op" in " ".join(gui.texts(program.window)))
    program.press("Lijst afdrukken…")
    preview = program.dialog(PrintPreview)
    assert any("codes van cliënten, geen namen" in text for text in gui.texts(preview))
    preview.reject()
    assert database(folder).name == "data.2.db"
    assert (folder / "damaged.1" / "data.1.db").exists()
    program.press("Beschadigde bestanden weggooien…")
    program.press("Bewaren")
    assert (folder / "damaged.1" / "data.1.db").exists()
    program.press("Beschadigde bestanden weggooien…")
    program.press("Weggooien")
    assert not (folder / "damaged.1").exists()
    program.bot.waitUntil(lambda: "De beschadigde bestanden zijn weg." in gui.texts(program.window))


def test_with_the_stick_in_nothing_of_the_old_day_is_lost_nor_of_the_new(start, folder):
    program = start(register=folder)
    program.application.places.add(folder.parent / "stick")
    to_the_ways_back(program)
    program.press("Leesbare gegevens redden")
    program.bot.waitUntil(lambda: SAVED in gui.texts(program.start), timeout=LONG)
    program.press(SAVED)
    program.bot.waitUntil(lambda: isinstance(program.start.view, UnlockView), timeout=LONG)
    program.unlock(PASSPHRASE)
    register = program.window.desk.register
    assert "Later gekomen" in organisation_names(register)
    with register.reading() as read:
        assert read.connection.exec_driver_sql("SELECT count(*) FROM client").scalar() == 2


def test_not_using_what_was_saved_leaves_all_as_it_was(start, folder):
    program = start(register=folder)
    before = contents(folder)
    to_the_ways_back(program)
    program.press("Leesbare gegevens redden")
    program.bot.waitUntil(lambda: SAVED in gui.texts(program.start), timeout=LONG)
    program.press("Niet gebruiken")
    assert isinstance(program.start.view, UnlockView)
    assert contents(folder) == before


def test_closing_the_window_lets_go_of_what_was_saved(start, folder):
    program = start(register=folder)
    before = contents(folder)
    to_the_ways_back(program)
    program.press("Leesbare gegevens redden")
    program.bot.waitUntil(lambda: SAVED in gui.texts(program.start), timeout=LONG)
    program.start.close()
    assert contents(folder) == before


def test_a_register_with_nothing_left_in_it_says_so(start, folder):
    path = database(folder)
    path.write_bytes(path.read_bytes()[:16] + bytes(PAGE * 20 - 16))
    program = start(register=folder)
    program.try_passphrase(PASSPHRASE)
    program.press("Leesbare gegevens redden")
    program.bot.waitUntil(lambda: "In dit register is niets meer te lezen." in gui.texts(program.start), timeout=LONG)


def test_the_way_to_a_back_up_goes_on_from_here(start, folder):
    program = start(register=folder)
    program.application.places.add(folder.parent / "stick")
    to_the_ways_back(program)
    program.press("Reservekopie terugzetten…")
    program.bot.waitUntil(lambda: "Kopie bekijken" in gui.texts(program.start), timeout=LONG)


def test_a_register_of_an_older_day_is_told_at_once(start, tmp_path):
    import shutil

    place, stick, old = tmp_path / "register", tmp_path / "stick", tmp_path / "old"
    stick.mkdir()
    register = new_register(place)
    session.furnish(register, PROFILE)
    session.lock(register)
    shutil.copytree(place, old)
    register = session.unlock(place, PASSPHRASE)
    add(register, "Na die dag")
    assert vault.back_up(register, [stick], lambda code: None)[0].backup
    session.lock(register)
    shutil.rmtree(place)
    shutil.copytree(old, place)
    program = start(register=place)
    program.application.places.add(stick)
    program.bot.waitUntil(lambda: program.start.view.present == (stick,))
    program.unlock(PASSPHRASE)
    said = " ".join(gui.texts(program.window))
    assert "Dit register is ouder dan uw reservekopie van" in said
    assert "Werk niet verder." in said


def test_what_the_check_found_can_be_saved_too_though_the_register_opens(start, tmp_path):
    place, stick = tmp_path / "register", tmp_path / "stick"
    stick.mkdir()
    register = new_register(place)
    session.furnish(register, PROFILE)
    row_id = add(register, "Zoals het was")
    assert vault.back_up(register, [stick], lambda code: None)[0].backup
    session.lock(register)
    with direct(place) as raw:
        raw.execute("UPDATE organisation SET name = 'Veranderd' WHERE id = ?", (row_id,))
    program = start(register=place)
    program.application.places.add(stick)
    program.press("Reservekopie terugzetten…")
    program.press("Leesbare gegevens redden…")
    assert "Vul dit in." in gui.texts(program.start)
    program.bot.keyClicks(gui.field(program.start, "Wachtwoordzin", QLineEdit), PASSPHRASE)
    program.press("Leesbare gegevens redden…")
    program.bot.waitUntil(lambda: any("zijn te lezen" in text for text in gui.texts(program.start)), timeout=LONG)
    program.press("Leesbare gegevens redden")
    program.bot.waitUntil(lambda: SAVED in gui.texts(program.start), timeout=LONG)
    program.press(SAVED)
    program.bot.waitUntil(lambda: isinstance(program.start.view, UnlockView), timeout=LONG)
    program.unlock(PASSPHRASE)
    names = organisation_names(program.window.desk.register)
    assert "Zoals het was" in names
    assert "Veranderd" not in names
