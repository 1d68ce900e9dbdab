"""From an empty laptop to an open register, and every way in which that can go wrong."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit

from app.services import session
from tests.helpers import gui
from tests.helpers.register import PASSPHRASE, fresh_register
from tests.helpers.trail import trail_of
from ui.views.assistant import Assistant
from ui.views.assistant_last import SheetLines
from ui.views.start import WelcomeView
from ui.views.unlock import UnlockView

ROOT = Path(__file__).resolve().parents[2]
LONG = 30_000

PAINTED = """
import sys
from PySide6.QtCore import QEvent, QObject
from ui.application import Application, Options
application = Application(Options())
heavy = ("sqlalchemy", "sqlcipher3", "reportlab", "numpy", "pikepdf", "highspy", "pypdfium2")
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is application.start_window:
            print(",".join(name for name in heavy if name in sys.modules) or "nothing", flush=True)
            watched.removeEventFilter(self)
            application.qt.quit()
        return False
watch = Watch()
show = application.show_start
def show_and_watch():
    show()
    application.start_window.installEventFilter(watch)
application.show_start = show_and_watch
application.run()
"""


def test_the_start_screen_is_painted_before_anything_heavy_is_loaded():
    done = subprocess.run([sys.executable, "-c", PAINTED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "nothing", done.stderr


def fill_own_data(program):
    for label, text in {
        "Uw naam": "Sanne Proef",
        "Functie": "maatschappelijk werker",
        "Telefoon": "0118-000000",
        "Verantwoordelijke organisatie": "Gemeente Voorbeeld",
    }.items():
        program.bot.keyClicks(gui.field(program.start, label, QLineEdit), text)


def sheet_lines(program):
    """The seven lines as they stand on the screen."""
    program.bot.waitUntil(lambda: "Regel 7" in gui.texts(program.start), timeout=LONG)
    (shown,) = [w for w in program.start.findChildren(SheetLines) if w.isVisible()]
    return [label.text() for label in shown.findChildren(QLabel) if not label.text().startswith("Regel")]


def copy_sheet(program):
    """Write the lines over, and type the two that are asked for; the first time with one sign wrong."""
    lines = sheet_lines(program)
    assert len(lines) == 7
    program.press("Ik heb het blad")
    assert not [text for text in gui.texts(program.start) if text in lines]
    asked = [number for number in range(1, 8) if f"Typ regel {number} over van het blad" in gui.texts(program.start)]
    assert len(asked) == 2
    for number in asked:
        wrong = ("1" if lines[number - 1][0] != "1" else "2") + lines[number - 1][1:].lower()
        program.bot.keyClicks(gui.field(program.start, f"Typ regel {number} over van het blad", QLineEdit), wrong)
    program.press("Volgende")
    assert "Deze regel is anders dan op het blad. Kijk elk teken na." in gui.texts(program.start)
    for number in asked:
        field = gui.field(program.start, f"Typ regel {number} over van het blad", QLineEdit)
        field.clear()
        program.bot.keyClicks(field, lines[number - 1].lower().replace(" ", ""))
    program.press("Volgende")


def first_copy(program, stick):
    """Choose a folder; the copy is made and proved at once."""
    stick.mkdir(exist_ok=True)
    program.press("Plek kiezen…")
    chooser = program.dialog(QFileDialog)
    chooser.setDirectory(str(stick))
    chooser.accept()
    done = "De reservekopie is gemaakt en gecontroleerd."
    program.bot.waitUntil(lambda: done in gui.texts(program.start), timeout=LONG)
    assert len(list(stick.glob("*.kluis"))) == 1


def to_passphrase(program):
    program.press("Nieuw register")
    fill_own_data(program)
    program.press("Volgende")


def test_a_fresh_register_is_made_opened_and_found_again(start, tmp_path):
    program = start()
    assert isinstance(program.start.view, WelcomeView)
    to_passphrase(program)
    words = "regen fiets molen banaan kasteel"
    program.bot.keyClicks(gui.field(program.start, "Wachtwoordzin", QLineEdit), words)
    program.bot.keyClicks(gui.field(program.start, "Nog een keer", QLineEdit), words)
    program.press("Volgende")
    place = tmp_path / "hier"
    field = gui.field(program.start, "Map", QLineEdit)
    field.setText(str(place))
    program.press("Register maken")
    sheet_lines(program)
    program.start.view.sheet_step._flow.printed.emit(True)  # as the printer says
    copy_sheet(program)
    first_copy(program, tmp_path / "stick")
    program.press("Register openen")
    program.bot.waitUntil(lambda: program.is_open, timeout=LONG)
    assert program.window.place().page == "today"
    noted = trail_of(program.window.desk.register, "form.printed", "settings.changed")
    assert [(row[0], row[1], row[4]) for row in noted] == [
        ("form.printed", "recovery_sheet", None), ("settings.changed", "settings", "backup_places:1"),
    ]  # fmt: skip
    assert program.window.footer.backup.text().startswith("Reservekopie gecontroleerd: vandaag")
    assert program.window.windowTitle() == "Zorgregister"
    assert oct(place.stat().st_mode)[-3:] == "700"
    program.lock()
    again = start()
    assert isinstance(again.start.view, UnlockView)
    again.unlock(words)


def test_closing_the_assistant_halfway_keeps_the_register_closed_and_whole(start, tmp_path):
    program = start()
    to_passphrase(program)
    words = "regen fiets molen banaan kasteel"
    program.bot.keyClicks(gui.field(program.start, "Wachtwoordzin", QLineEdit), words)
    program.bot.keyClicks(gui.field(program.start, "Nog een keer", QLineEdit), words)
    program.press("Volgende")
    place = tmp_path / "half"
    gui.field(program.start, "Map", QLineEdit).setText(str(place))
    program.press("Register maken")
    sheet_lines(program)
    register = program.start.view.register
    window = program.start
    with program.bot.waitSignal(window.closed, timeout=LONG):
        window.close()
    assert not register.is_open
    session.unlock(place, words).close()


def test_own_data_is_asked_for_before_going_on(start):
    program = start()
    program.press("Nieuw register")
    program.press("Volgende")
    assert any("4 punten" in text for text in gui.texts(program.start))
    assert isinstance(program.start.view, Assistant)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("welkom123", "welkom123", "Deze zin is te makkelijk te raden. Kies een zin van minstens vijf woorden."),
        ("regen fiets molen banaan kasteel", "regen fiets", "De twee wachtwoordzinnen zijn niet gelijk. Typ ze opnieuw."),
    ],
)
def test_a_weak_or_mistyped_passphrase_goes_no_further(start, first, second, says):
    program = start()
    to_passphrase(program)
    program.bot.keyClicks(gui.field(program.start, "Wachtwoordzin", QLineEdit), first)
    program.bot.keyClicks(gui.field(program.start, "Nog een keer", QLineEdit), second)
    program.press("Volgende")
    assert says in gui.texts(program.start)


def test_a_made_passphrase_is_strong_and_shown_in_both_fields(start):
    program = start()
    to_passphrase(program)
    program.press("Maak een zin voor mij")
    first = gui.field(program.start, "Wachtwoordzin", QLineEdit)
    assert len(first.text().split()) == 5
    assert first.echoMode() == QLineEdit.EchoMode.Normal
    assert gui.field(program.start, "Nog een keer", QLineEdit).text() == first.text()
    program.press("Volgende")
    program.press("Vorige")
    assert len(gui.field(program.start, "Wachtwoordzin", QLineEdit).text().split()) == 5  # the way back loses nothing


def test_a_cloud_folder_is_warned_about_and_made_there_only_at_a_second_press(start, tmp_path):
    program = start()
    to_passphrase(program)
    words = "regen fiets molen banaan kasteel"
    for label in ("Wachtwoordzin", "Nog een keer"):
        gui.field(program.start, label, QLineEdit).setText(words)
    program.press("Volgende")
    place = tmp_path / "Dropbox" / "register"
    gui.field(program.start, "Map", QLineEdit).setText(str(place))
    program.press("Register maken")
    program.bot.waitUntil(lambda: "Toch hier maken" in gui.texts(program.start), timeout=LONG)
    assert "Deze map wordt naar internet gekopieerd." in " ".join(gui.texts(program.start))
    assert not place.exists()
    program.press("Toch hier maken")
    copy_sheet(program)
    assert place.is_dir()


def test_a_folder_with_other_files_is_left_alone(start, tmp_path):
    place = tmp_path / "vol"
    place.mkdir()
    (place / "brief.txt").write_text("van haar")
    program = start()
    to_passphrase(program)
    program.press("Maak een zin voor mij")
    program.press("Volgende")
    gui.field(program.start, "Map", QLineEdit).setText(str(place))
    program.press("Register maken")
    program.bot.waitUntil(lambda: "In deze map staan al andere bestanden." in gui.texts(program.start), timeout=LONG)
    assert sorted(p.name for p in place.iterdir()) == ["brief.txt"]


def test_a_wrong_passphrase_says_so_and_stays_selected(start, folder):
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.name.startswith(("data", "keys", "register.json"))}
    program = start(folder)
    program.try_passphrase("dit is niet de goede zin")
    assert "De wachtwoordzin klopt niet." in gui.texts(program.start)
    edit = program.start.view.field.edit
    assert edit.selectedText() == edit.text() == "dit is niet de goede zin"
    assert edit.hasFocus()
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.name in before} == before
    program.bot.keyClicks(edit, PASSPHRASE)  # typing replaces the selected text
    assert edit.text() == PASSPHRASE


def as_text(data: Path) -> None:
    data.write_text("dit is een brief")


def as_empty(data: Path) -> None:
    data.write_bytes(b"")


def cut_off(data: Path) -> None:
    data.write_bytes(data.read_bytes()[: data.stat().st_size // 2 + 7])


def scratched(data: Path) -> None:
    content = bytearray(data.read_bytes())
    content[5000:5100] = b"\0" * 100
    data.write_bytes(content)


def as_plain_sqlite(data: Path) -> None:
    data.unlink()
    with sqlite3.connect(data) as plain:
        plain.execute("CREATE TABLE t (a)")
    plain.close()


@pytest.mark.parametrize("harm", [as_text, as_empty, cut_off, scratched, as_plain_sqlite])
def test_a_file_that_is_no_sound_register_is_told_apart_from_a_wrong_passphrase(start, folder, harm):
    data = folder / "data.1.db"
    harm(data)
    before = data.read_bytes()
    names = sorted(p.name for p in folder.iterdir())
    program = start(folder)
    program.try_passphrase(PASSPHRASE)
    said = " ".join(gui.texts(program.start))
    assert "Het register is beschadigd." in said or "Dit is geen register." in said
    assert "Er is niets gewijzigd" in said
    assert data.read_bytes() == before
    assert sorted(p.name for p in folder.iterdir()) == names


def test_a_register_of_a_newer_version_says_so(start, folder):
    file = folder / "register.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": 99}))
    program = start(folder)
    program.try_passphrase(PASSPHRASE)
    assert any("nieuwere versie" in text for text in gui.texts(program.start))


HOLD = """
import sys
from pathlib import Path
from app.storage.folder import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_register_that_is_open_elsewhere_says_who_and_since_when(start, folder):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    program = start(folder)
    program.bot.waitUntil(lambda: "Het register is al open." in gui.texts(program.start))
    assert any("sinds vandaag" in text for text in gui.texts(program.start))
    program.try_passphrase(PASSPHRASE)
    assert "Het register is al open." in gui.texts(program.start)
    holder.stdin.close()
    holder.wait()
    holder.stdout.close()
    program.unlock(PASSPHRASE)


def test_a_register_that_is_gone_offers_what_helps(start, folder):
    program = start(folder)
    program.unlock(PASSPHRASE)
    program.lock()
    shutil.rmtree(folder)
    again = start()
    again.bot.waitUntil(lambda: "In deze map staat geen register." in gui.texts(again.start))
    said = gui.texts(again.start)
    assert {"Ander register…", "Nieuw register…", "Opnieuw kijken"} <= set(said)
    assert not folder.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_says_so(start, folder):
    for path in (*folder.iterdir(), folder):
        path.chmod(0o500 if path.is_dir() else 0o400)
    program = start(folder)
    program.try_passphrase(PASSPHRASE)
    assert any("mag het programma niet schrijven" in text for text in gui.texts(program.start))
    folder.chmod(0o700)


def test_examples_open_without_a_passphrase_and_are_marked(start):
    def make_demo(folder, progress):
        progress(1, 2)
        register = fresh_register(folder, is_demo=True)
        from app.services import session
        from tests.e2e.conftest import PROFILE

        session.furnish(register, PROFILE)
        return register

    program = start(make_demo=make_demo)
    program.press("Voorbeelden")
    program.bot.waitUntil(lambda: program.is_open, timeout=LONG)
    assert any("alle mensen zijn verzonnen" in text for text in gui.texts(program.window))
    place = Path(program.window.desk.register.folder)
    program.lock()
    assert any("hier staan alleen verzonnen mensen" in text for text in gui.texts(program.start))
    program.end()
    assert not place.exists()
    assert program.application.settings.register_folder == ""


def test_every_part_of_the_start_screens_has_a_name(start, folder):
    program = start()
    assert gui.nameless(program.start) == []
    to_passphrase(program)
    assert gui.nameless(program.start) == []
    assert gui.nameless(start(folder).start) == []
