"""A whole working day in the real window, with a canary in every field; run as a program of its own.

``python -m tests.helpers.whole_day PLACE END``: END is how it stops: ``quit``, ``mistake`` (an exception
in a slot, then quit) or the name of a step after which the process kills itself.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer, qInstallMessageHandler
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QWidget

from app import clock, logs, paths
from tests.helpers import everywhere, gui
from tests.helpers.sharing import agree, organisation_id
from ui.application import Application, Options
from ui.dialogs.palette import SearchField
from ui.views.assistant_last import SheetLines
from ui.views.unlock import UnlockView
from ui.widgets.birth_field import range_of_parts
from ui.widgets.choice_fields import CodeCombo, MultiCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, NumberField, TextArea
from ui.widgets.form import Form
from ui.widgets.form_dialog import FormDialog
from ui.widgets.tag_field import TagField

CANARY = "Zwartkeelkanarie Wéstkapelle"
PASSPHRASE = "roodstaart kwikzilver hunebed pannenlap zoutkorrel"
DOCTOR, POLICE = "Fier", "politie"


def until(done: Callable[[], Any], what: str, seconds: float = 240) -> None:
    """Let the program go on until ``done``."""
    for _ in range(round(seconds / 0.01)):
        if done():
            return
        QTest.qWait(10)
    raise AssertionError(f"never: {what}; on screen: {on_screen()}")


def on_screen() -> list[str]:
    """What the visible windows say."""
    return [text for w in QApplication.topLevelWidgets() if w.isVisible() for text in gui.texts(w)][:80]


def fill(form: Form) -> None:
    """The canary in every text of the form; of a list its first choice, for a day today."""
    for name in form.rows:
        field = form.field(name)
        if isinstance(field, NumberField):
            field.set_value(2)
        elif isinstance(field, LineField | TextArea):
            field.set_value("10.30" if name.endswith("time") else f"{CANARY} {name}")
        elif isinstance(field, TagField) and field.line is not None:
            field.set_value((f"{CANARY} {name}",))
        elif isinstance(field, CodeCombo) and field.value() is None:
            field.combo.setCurrentIndex(1)
        elif isinstance(field, DateField) and field.value() is None:
            field.set_value(clock.today())
        elif isinstance(field, MultiCheck) and not field.value():
            field.set_value(tuple(field.boxes)[:1])


def opened(kind: type[QWidget]) -> Any:
    """The visible top-level dialog of this kind."""
    found: list[QWidget] = []

    def look() -> bool:
        found[:] = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        return bool(found)

    until(look, kind.__name__)
    return found[-1]


def press(inside: QWidget, text: str) -> None:
    """Press a button once it is there."""
    until(lambda: text in gui.texts(inside), text)
    gui.button(inside, text).click()
    QTest.qWait(20)


class Day:
    """The steps of the day, each by name."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.app = Application(Options(register=None))
        self.client = ""
        self.sheet: list[str] = []

    @property
    def window(self) -> Any:
        """The main window."""
        assert self.app.main_window is not None
        return self.app.main_window

    def first_start(self) -> None:
        self.app.show_start()
        start = self.app.start_window
        press(start, "Nieuw register")
        assistant = start.view
        fill(assistant.steps[0].form)
        press(assistant.steps[0], "Volgende")
        for name in ("passphrase", "again"):
            assistant.steps[1].form.field(name).set_value(PASSPHRASE)
        press(assistant.steps[1], "Volgende")
        press(assistant.steps[2], "Andere map kiezen…")
        chooser = opened(QFileDialog)
        (self.place / "gekozen").mkdir()
        chooser.setDirectory(str(self.place / "gekozen"))
        chooser.reject()
        press(assistant.steps[2], "Register maken")
        until(lambda: "Regel 7" in gui.texts(start), "the recovery sheet")
        (shown,) = [w for w in start.findChildren(SheetLines) if w.isVisible()]
        self.sheet = [t.text() for t in shown.findChildren(QLabel) if not t.text().startswith("Regel")]
        press(assistant.sheet_step, "Ik heb het blad")
        for number in assistant.sheet_step.asked:
            assistant.sheet_step.form.field(f"line_{number}").set_value(self.sheet[number - 1])
        press(assistant.sheet_step, "Volgende")
        press(assistant.backup_step, "Plek kiezen…")
        chooser = opened(QFileDialog)
        (self.place / "stick").mkdir()
        chooser.setDirectory(str(self.place / "stick"))
        chooser.accept()
        until(lambda: list((self.place / "stick").glob("*.kluis")), "the first copy")
        press(start, "Register openen")
        until(lambda: self.app.main_window is not None, "the register open")

    def intake(self) -> None:
        from ui.views.new_client import NewClientPage

        self.window.perform("new_client")
        page = self.window.findChildren(NewClientPage)[-1]
        fill(page.form)
        page.form.field("aliases").set_value((f"{CANARY} alias",))
        page.form.field("born").set_value(range_of_parts(3, 2, 2000))
        page.form.field("parental_authority").set_value(None)
        press(page, "Opslaan en naar cliënt")
        QTest.qWait(100)
        until(lambda: self.window.place().page == "client", "the client's page")
        self.client = self.window.place().client_id

    def dialogs(self) -> None:
        for act in ("new_contact", "new_step", "edit"):
            self.window.perform(act)
            dialog = opened(FormDialog)
            fill(dialog.form)
            QTest.qWait(2300)  # the draft is kept on the way
            dialog.flow.submit()
            until(lambda dialog=dialog: not dialog.isVisible(), act, 3)

    def search(self) -> None:
        self.window.perform("search")
        field = self.window.findChild(SearchField)
        QTest.keyClicks(field, "zwartkeel")
        QTest.qWait(300)
        self.window.setFocus()

    def summary(self) -> None:
        from ui.dialogs.print_preview import PrintPreview
        from ui.dialogs.summary_request import SummaryRequestDialog

        register = self.window.desk.register
        agree(register, self.client, DOCTOR, given_on=clock.today(), valid_until=date(clock.today().year + 1, 1, 1))
        for number, act in enumerate((self._save, self._print)):
            self.window.desk.show_client(self.client)
            self.window.perform("summary")
            asked = opened(SummaryRequestDialog)
            asked.form.field("recipient_id").set_value(organisation_id(register, DOCTOR))
            asked.form.field("purpose").set_value("opvang")
            asked.form.field("question").set_value(f"{CANARY} {number}")
            press(asked, "Voorbeeld bekijken")
            act(opened(PrintPreview))
            from ui.dialogs.handover import HandoverDialog

            press(opened(HandoverDialog), "Later invullen")

    def _save(self, preview: Any) -> None:
        from ui.dialogs.save_pdf import SavePdfDialog

        press(preview, "Opslaan als pdf…")
        dialog = opened(SavePdfDialog)
        folder = self.place / f"map van {CANARY}"
        folder.mkdir()
        dialog.setDirectory(str(folder))
        dialog.accept()
        until(lambda: list(folder.glob("*.pdf")), "the file")
        preview.close()

    def _print(self, preview: Any) -> None:
        press(preview, "Afdrukken…")
        dialog = opened(QPrintDialog)
        dialog.findChild(QLineEdit, "filename").setText(str(self.place / "afdruk.pdf"))
        dialog.accept()
        until((self.place / "afdruk.pdf").exists, "the print")

    def referral(self) -> None:
        self.window.desk.show_client(self.client)
        self.window.perform("new_referral")
        step = self.window.pages.page.step_one
        step.form.field("destination_id").set_value(organisation_id(self.window.desk.register, "Sterk Huis"))
        fill(step.form)
        QTest.qWait(2500)

    def counts(self) -> None:
        self.window.perform("counts")
        QTest.qWait(500)

    def everywhere(self) -> None:
        register = self.window.desk.register
        everywhere.fill(register, self.client, CANARY)
        assert everywhere.lacking(register, CANARY) == []

    def lock(self) -> None:
        self.app.lock()
        until(lambda: isinstance(self.app.start_window.view, UnlockView), "locked")
        held = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if n.isdigit()
                and os.path.islink(f"/proc/self/fd/{n}")]  # fmt: skip
        assert not [name for name in held if ".db" in name or "deleted" in name], held

    def unlock(self) -> None:
        view = self.app.start_window.view
        view.field.edit.setText(PASSPHRASE)
        gui.button(view, "Ontgrendelen").click()
        until(lambda: self.app.main_window is not None, "open again")

    def mistake(self) -> None:
        QTimer.singleShot(0, _wrong)
        loop = QEventLoop()  # in the loop of QTest the error would come out here
        QTimer.singleShot(500, loop.quit)
        loop.exec()
        assert self.app._box is not None, "she is told"
        for wrong in (threading.Thread(target=_wrong), threading.Thread(target=_build_wrong)):
            wrong.start()
            wrong.join()
        _Last()  # an error while something is thrown away
        QTest.qWait(100)

    def quit(self) -> None:
        self.app.lock(then_quit=True)
        until(lambda: self.app.start_window is None, "ended")
        self.app.end()
        qInstallMessageHandler(None)


def _wrong() -> None:
    raise ValueError(CANARY)


def _build_wrong() -> None:
    """A paper that cannot be made: libraries put the words of the page in their errors."""
    from reportlab.platypus import Paragraph

    Paragraph(f"<b>{CANARY}<i>")


class _Last:
    """Raises where nobody can catch it."""

    def __del__(self) -> None:
        raise KeyError(CANARY)


STEPS = ("first_start", "intake", "dialogs", "search", "summary", "referral", "counts", "everywhere", "lock", "unlock", "mistake")


def main(place: Path, end: str) -> None:
    """Go through the day and stop as asked."""
    from ui.application import _qt_message

    logs.start(paths.log_file())
    day = Day(place)
    logs.watch(day.app._trouble.emit)
    qInstallMessageHandler(_qt_message)
    for step in STEPS:
        if end == f"in:{step}":
            wait = secrets.SystemRandom().uniform(0.05, 1.5)
            threading.Timer(wait, os.kill, (os.getpid(), signal.SIGKILL)).start()
        try:
            getattr(day, step)()
        except BaseException:
            (place / "went-wrong.txt").write_text(traceback.format_exc())  # the test reads it; the sweep does not
            raise
        sys.stdout.write(f"done {step}\n")
        sys.stdout.flush()
        if end in (step, f"in:{step}"):
            os.kill(os.getpid(), signal.SIGKILL)
    day.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
