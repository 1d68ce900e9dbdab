"""Locking while something else has the screen: file, print and preview windows, lists, calendars, boxes, tasks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QWidget

from app import clock
from app.model.codes import Scope
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.services import clients
from tests.helpers import gui
from tests.helpers.register import PASSPHRASE
from tests.helpers.sharing import TESSA, agree, organisation_id
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.contact_moment import ContactMomentDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.save_counts import SaveCountsDialog
from ui.dialogs.save_pdf import SavePdfDialog
from ui.dialogs.summary_request import SummaryRequestDialog
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import CalendarPopup, DateField
from ui.widgets.field import LineField, TextArea

NAME = "Tessa Voorbeeld"


@pytest.fixture
def client(opened) -> str:
    register, who, today = opened.window.desk.register, new_id(), clock.today()
    report = NotificationFields(received_on=today, notifier_type="politie")
    clients.register_client(register, report, client_id=who, notification_id=new_id(), fields=TESSA)
    agree(register, who, "Fier", Scope.NAME, given_on=today, valid_until=today + timedelta(days=90))
    opened.window.desk.show_client(who)
    return who


def preview(program, client) -> PrintPreview:
    program.window.perform("summary")
    asked = program.dialog(SummaryRequestDialog)
    asked.form.field("recipient_id").set_value(organisation_id(program.window.desk.register, "Fier"))
    asked.form.field("purpose").set_value("opvang")
    asked.form.field("question").set_value("Heeft u plek?")
    program.press("Voorbeeld bekijken", asked)
    return program.dialog(PrintPreview)


def file_window(program, client) -> None:
    gui.button(preview(program, client), "Opslaan als pdf…").click()
    assert program.dialog(SavePdfDialog)


def print_window(program, client) -> None:
    gui.button(preview(program, client), "Afdrukken…").click()
    assert program.dialog(QPrintDialog)


def csv_window(program, client) -> None:
    SaveCountsDialog("cijfers.csv", None, program.window).open()


def calendar(program, client) -> None:
    program.window.perform("new_contact")
    dialog = program.dialog(ContactMomentDialog)
    dialog.findChild(DateField).open_calendar()
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, CalendarPopup) and w.isVisible()]


def choices(program, client) -> None:
    program.window.perform("new_consent")
    program.dialog(ConsentDialog).findChild(CodeCombo).combo.showPopup()


def search(program, client) -> None:
    program.window.perform("search")
    program.bot.keyClicks(QApplication.focusWidget() or program.window, "tessa")


def box(program, client) -> None:
    program.application._tell(ValueError(NAME), "A1B2C3")


OPENED: dict[str, Callable[..., None]] = {
    "preview": preview, "file": file_window, "print": print_window, "csv": csv_window, "calendar": calendar,
    "choices": choices, "search": search, "box": box,
}  # fmt: skip


def said_anywhere() -> str:
    """Everything a widget, its tool tip, title or accessible text still says."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = []
    for widget in QApplication.allWidgets():
        found += [widget.windowTitle(), widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        for name in ("text", "toPlainText", "currentText", "placeholderText"):
            reads = getattr(widget, name, None)
            found.append(str(reads()) if callable(reads) else "")
    return " ".join(found)


def visible() -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if w.isVisible()]


@pytest.mark.parametrize("what", OPENED)
def test_a_lock_takes_everything_off_the_screen_and_out_of_the_widgets(opened, client, what, tmp_path):
    OPENED[what](opened, client)
    assert NAME in said_anywhere()
    window = opened.window
    opened.application.lock()
    assert visible() == [opened.start]
    opened.until_locked()
    said = said_anywhere()
    assert "Tessa" not in said
    assert not shiboken6.isValid(window)
    assert {w.windowTitle() for w in visible()} == {"Zorgregister"}
    assert "Tessa" not in QApplication.clipboard().text()
    if sys.platform.startswith("linux"):
        links = [f"/proc/self/fd/{n}" for n in os.listdir("/proc/self/fd")]
        assert not [p for p in links if os.path.islink(p) and str(tmp_path) in os.readlink(p) and ".db" in os.readlink(p)]
    opened.unlock(PASSPHRASE)
    assert opened.window.place().client_id == client


def test_half_typed_text_in_every_field_comes_back_to_the_letter(opened, client):
    opened.window.perform("edit")
    dialog = opened.dialog(PersonDialog)
    for name in dialog.form.rows:
        field = dialog.form.field(name)
        if isinstance(field, LineField | TextArea):
            field.restore(f" {name} é e\u0301 👩🏽‍🦱 <b> \u202e{{0}}%s ")
    dialog.form.field("born").restore(["31", "02", "20", "kind"])
    before = dialog.form.raw_state()
    opened.application.lock()
    opened.until_locked()
    opened.unlock(PASSPHRASE)
    assert opened.dialog(PersonDialog).form.raw_state() == before
    assert clients.open_file(opened.window.desk.register, client).client.given_name == TESSA.given_name


def test_what_she_copied_herself_stays_hers(opened, client):
    """Only our own secrets leave the clipboard: text of another program is not ours to take."""
    QApplication.clipboard().setText("van een ander programma")
    opened.application.lock()
    opened.until_locked()
    assert QApplication.clipboard().text() == "van een ander programma"


@pytest.mark.parametrize("key", [Qt.Key.Key_L])
def test_ctrl_l_works_from_inside_the_file_window(opened, client, key):
    file_window(opened, client)
    dialog = opened.dialog(SavePdfDialog)
    opened.keys(dialog, key, control=True)
    opened.until_locked()
    assert visible() == [opened.start]
