"""Locking: blank at once, the window gone, and nothing that was typed lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLineEdit, QMenu, QWidget

from app import clock
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.services import clients, drafts
from tests.helpers import gui
from tests.helpers.register import PASSPHRASE
from ui import looks
from ui.dialogs.organisation import OrganisationDialog
from ui.dialogs.profile import ProfileDialog
from ui.views.locking import LockingView
from ui.widgets import clipboard
from ui.widgets.panels import Chip
from ui.windows.idle import IdleWatch
from ui.windows.pages import Place

LONG = 30_000
TYPED = "Half getypt en nog niet bewaard"


def half_typed_profile(program):
    program.window.go(Place("management"))
    program.press("Gegevens wijzigen…")
    dialog = program.dialog(ProfileDialog)
    gui.field(dialog, "Functie", QLineEdit).setText(TYPED)
    return dialog


def take_in(register) -> str:
    client_id = new_id()
    report = NotificationFields(received_on=clock.today(), notifier_type="politie")
    clients.register_client(register, report, client_id=client_id, notification_id=new_id())
    return client_id


def visible_windows() -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if w.isVisible()]


def test_lock_is_blank_at_once_and_the_window_is_destroyed(opened, folder):
    window, register = opened.window, opened.window.desk.register
    dialog = half_typed_profile(opened)
    opened.press_lock()
    assert visible_windows() == [opened.start]
    assert gui.texts(opened.start) == []  # not a word on it
    opened.until_locked()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(window)
    assert not shiboken6.isValid(dialog)
    assert not register.is_open
    assert TYPED.encode() not in b"".join(p.read_bytes() for p in folder.iterdir())


def test_the_half_typed_form_comes_back_where_she_was(opened):
    half_typed_profile(opened)
    opened.lock()
    opened.unlock(PASSPHRASE)
    assert opened.window.place().page == "management"
    dialog = opened.dialog(ProfileDialog)
    assert gui.field(dialog, "Functie", QLineEdit).text() == TYPED
    opened.press("Gegevens opslaan", dialog)
    assert drafts.all_of_them(opened.window.desk.register) == ()
    opened.bot.waitUntil(lambda: TYPED in gui.texts(opened.window))


def test_a_page_comes_back_without_a_form(opened):
    opened.window.go(Place("network"))
    opened.lock()
    opened.unlock(PASSPHRASE)
    assert opened.window.place().page == "network"


def test_two_half_typed_forms_are_offered_one_by_one(opened):
    half_typed_profile(opened)
    second = OrganisationDialog(opened.window.desk, None, opened.window)
    second.open()
    gui.field(second, "Naam", QLineEdit).setText("Nieuwe opvang")
    opened.lock()
    opened.unlock(PASSPHRASE)
    assert any(text.startswith("U was bezig met") for text in gui.texts(opened.window))
    opened.press("Verder gaan", opened.window.bars.resume)
    first = opened.dialog()
    first.hide()
    opened.press("Verder gaan", opened.window.bars.resume)
    both = {type(first), type(opened.dialog())}
    assert both == {ProfileDialog, OrganisationDialog}


def test_menus_calendars_and_other_windows_are_off_the_screen(opened):
    menu = QMenu(opened.window)
    menu.addAction("Kopiëren")
    menu.popup(opened.window.mapToGlobal(opened.window.rect().center()))
    calendar = QCalendarWidget(opened.window)
    calendar.setWindowFlags(Qt.WindowType.Popup)
    calendar.show()
    opened.press_lock()
    assert visible_windows() == [opened.start]
    opened.until_locked()


def test_a_copied_secret_leaves_the_clipboard(opened):
    clipboard.put("vijf geheime woorden")
    opened.lock()
    assert QApplication.clipboard().text() == ""


def test_lock_waits_for_a_running_act_behind_a_blank_screen(opened):
    register = opened.window.desk.register
    goes_on, holds = threading.Event(), threading.Event()

    def long_act():
        with register.alone():
            holds.set()
            goes_on.wait(20)

    opened.application.runner.run(long_act, owner=opened.window, is_register_task=True)
    assert holds.wait(10)
    half_typed = register.is_open
    opened.application.lock()
    assert visible_windows() == [opened.start]
    assert half_typed
    assert register.is_open
    assert isinstance(opened.start.view, LockingView)
    goes_on.set()
    opened.until_locked()
    assert not register.is_open


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 4 MB, mounted for this test."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs Linux and root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    ballast = place / "ballast"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    room = os.statvfs(place)
    os.posix_fallocate(handle, 0, max(1, room.f_bavail * room.f_frsize))
    os.close(handle)
    return ballast


@pytest.fixture
def opened_on_small_disk(start, folder, small_disk):
    place = small_disk / "register"
    folder.rename(folder.with_name("weg"))
    subprocess.run(["cp", "-a", str(folder.with_name("weg")), str(place)], check=True)
    program = start(place)
    program.unlock(PASSPHRASE)
    return program


def test_a_full_disk_keeps_text_and_register_until_it_succeeds(opened_on_small_disk, small_disk):
    program = opened_on_small_disk
    register = program.window.desk.register
    half_typed_profile(program)
    ballast = fill(small_disk)
    program.application.lock()
    view = program.start.view
    program.bot.waitUntil(view.bar.isVisible, timeout=LONG)
    said = gui.texts(program.start)
    assert "Opslaan is niet gelukt: de schijf is vol." in said
    assert TYPED not in " ".join(said)
    assert register.is_open
    program.start.close()
    assert program.start.isVisible()  # closing does not throw the text away
    program.press("Opnieuw", program.start)
    program.bot.waitUntil(view.bar.isVisible, timeout=LONG)
    ballast.unlink()
    program.press("Opnieuw", program.start)
    program.until_locked()
    program.unlock(PASSPHRASE)
    assert gui.field(program.dialog(ProfileDialog), "Functie", QLineEdit).text() == TYPED


def test_she_may_throw_the_text_away_after_being_asked(opened_on_small_disk, small_disk):
    program = opened_on_small_disk
    half_typed_profile(program)
    ballast = fill(small_disk)
    program.application.lock()
    view = program.start.view
    program.bot.waitUntil(view.bar.isVisible, timeout=LONG)
    program.press("Tekst weggooien…", program.start)
    program.press("Weggooien en sluiten", program.start)
    program.until_locked()
    ballast.unlink()
    program.unlock(PASSPHRASE)
    assert visible_windows() == [program.window]
    assert drafts.all_of_them(program.window.desk.register) == ()


def test_closing_the_window_locks_first_and_keeps_the_text(opened, folder, start):
    half_typed_profile(opened)
    ended = []
    opened.application.qt.aboutToQuit.connect(lambda: ended.append(True))
    opened.window.close()
    opened.bot.waitUntil(lambda: opened.application.start_window is None, timeout=LONG)
    again = start(folder)
    again.unlock(PASSPHRASE)
    assert any("Niet afgemaakt" in text for text in gui.texts(again.window))
    opened.press("Verder gaan", again.window)
    assert gui.field(again.dialog(ProfileDialog), "Functie", QLineEdit).text() == TYPED


class Hours:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watched(qtbot):
    hours = Hours()
    watch = IdleWatch(5, hours)
    heard: list[object] = []
    watch.nearly.connect(heard.append)
    watch.active.connect(lambda: heard.append("active"))
    watch.expired.connect(lambda: heard.append("expired"))
    yield hours, watch, heard
    watch.deleteLater()


def test_idle_warns_half_a_minute_before_and_expires_once(watched):
    hours, watch, heard = watched
    hours.now += 269
    watch.check()
    assert heard == []
    hours.now += 2
    watch.check()
    assert heard == [29]
    hours.now += 29
    watch.check()
    watch.check()
    assert heard == [29, "expired"]


def test_any_input_ends_the_warning(watched, qtbot):
    hours, watch, heard = watched
    hours.now += 280
    watch.check()
    field = QLineEdit()
    qtbot.addWidget(field)
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert heard == [20, "active"]
    hours.now += 200
    watch.check()
    assert heard == [20, "active"]


def test_the_first_key_after_a_long_sleep_locks(watched, qtbot):
    hours, watch, heard = watched
    hours.now += 8 * 3600
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    watch.eventFilter(watch, press)
    assert heard == ["expired"]


def test_the_window_warns_and_locks_when_idle(opened):
    hours = Hours()
    idle = opened.window.idle
    idle._seconds, idle._last = hours, hours.now
    hours.now += 275
    idle.check()
    assert "Het register wordt over 25 seconden vergrendeld." in gui.texts(opened.window)
    opened.keys(opened.window, Qt.Key.Key_Shift)
    assert opened.window.bars.warning.isHidden()
    hours.now += 301
    idle.check()
    assert visible_windows() == [opened.start]
    opened.until_locked()


def test_a_half_typed_contact_moment_survives_a_lock(opened):
    from ui.dialogs.contact_moment import ContactMomentDialog
    from ui.widgets.field import TextArea

    client_id = take_in(opened.window.desk.register)
    opened.window.desk.show_client(client_id)
    assert opened.window.perform("new_contact")
    dialog = opened.dialog(ContactMomentDialog)
    dialog.findChild(TextArea).set_value(TYPED)
    opened.lock()
    opened.unlock(PASSPHRASE)
    assert opened.window.place().client_id == client_id
    assert opened.dialog(ContactMomentDialog).findChild(TextArea).value() == TYPED


@pytest.fixture
def hung(tmp_path, monkeypatch):
    """A place whose disk no longer answers: whoever asks for it waits, as on a network drive that is gone."""
    place, wakes = tmp_path / "weg" / "stick", threading.Event()
    is_dir = Path.is_dir

    def asked(self):
        return bool(wakes.wait(60)) if self == place else is_dir(self)

    monkeypatch.setattr(Path, "is_dir", asked)
    monkeypatch.setattr(looks, "LOOK_SECONDS", 0.3)
    yield place
    wakes.set()


def test_a_place_that_hangs_holds_up_neither_page_nor_lock(opened, hung):
    opened.application.places.add(hung)
    window, register = opened.window, opened.window.desk.register
    window.go(Place("management", object_id="backup"))
    tab = window.pages.page._tabs["backup"]
    assert "Er wordt gekeken…" in [chip.text() for chip in tab.findChildren(Chip)]
    window.go(Place("network"))  # she goes on meanwhile
    window.go(Place("management", object_id="backup"))
    opened.press("Reservekopie maken", window.pages.page)
    said = "De reservekopie is niet gelukt: de plek antwoordt niet."
    opened.bot.waitUntil(lambda: said in gui.texts(window))
    started = time.monotonic()
    opened.application.lock()
    opened.until_locked()
    assert time.monotonic() - started < 10
    assert not register.is_open


def test_closing_in_haste_does_not_even_look(opened, hung):
    opened.application.places.add(hung)
    register = opened.window.desk.register
    opened.application.lock(in_haste=True)
    opened.until_locked()
    assert not register.is_open
