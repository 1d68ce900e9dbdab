"""The last two steps of the assistant, on the open register: the recovery sheet and the first back-up."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout

from app import logs
from app.errors import PlaceInRegister, Problem, RegisterError
from app.services import printing, trail, vault
from app.services.vault import RecoverySheet
from ui import messages
from ui import theme as look
from ui.messages import Message
from ui.places import Places
from ui.tasks import TaskRunner
from ui.views.assistant_step import Step
from ui.views.backing_up import BackingUp
from ui.views.backup import place_warning
from ui.views.start import media_folder, shown_path
from ui.views.summary_flow import BlankFormFlow
from ui.widgets.basics import Button, Text
from ui.widgets.field import LineField
from ui.widgets.file_dialog import FolderChooser
from ui.widgets.message_bar import BarAction, MessageBar

ASKED = 2


def pick_lines(count: int, wanted: int = ASKED) -> tuple[int, ...]:
    """Which lines she types back; nobody can know them beforehand."""
    return tuple(sorted(secrets.SystemRandom().sample(range(1, count + 1), wanted)))


class SheetLines(QFrame):
    """The seven lines on the screen, to be copied by hand where there is no printer."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__()
        self.setProperty("kit", "card")
        grid = QGridLayout(self)
        grid.setContentsMargins(look.MEDIUM, look.SMALL, look.MEDIUM, look.SMALL)
        grid.setVerticalSpacing(look.TINY)
        grid.setColumnStretch(1, 1)
        for number, line in enumerate(lines, start=1):
            grid.addWidget(Text(self.tr("Regel {nummer}").format(nummer=number), "label", wrap=False), number, 0)
            signs, _, check = line.partition("-")
            words = Text(f"{signs[:4]} {signs[4:]} {check}", "strong", wrap=False)
            words.setAccessibleName(" ".join(line.replace("-", "")))
            grid.addWidget(words, number, 1)


class SheetStep(Step):
    """Print or copy the sheet, then type two lines back from it. Signals: ``proved()``."""

    proved = Signal()

    def __init__(self, register: Any) -> None:
        intro = self.tr(
            "Met dit blad komt uw organisatie nog bij de gegevens als u de wachtwoordzin kwijt bent. "
            "Druk het af en typ twee regels over. Laat uw organisatie het blad verzegeld bewaren."
        )
        super().__init__(3, self.tr("Herstelblad"), intro, self.tr("Ik heb het blad"))
        self._register = register
        self._sheet: RecoverySheet | None = None
        self.asked = pick_lines(7)
        self._shown: SheetLines | None = None
        for number in self.asked:
            label = self.tr("Typ regel {nummer} over van het blad").format(nummer=number)
            self.form.add_row(label, LineField(40), name=f"line_{number}", required=True)
        self.print_button = Button(self.tr("Herstelblad afdrukken…"), "printer")
        self.print_button.clicked.connect(self._print)
        self.buttons.add(self.print_button)
        self._flow = BlankFormFlow(self)
        self._flow.printed.connect(self._printed)
        self.next_wanted.connect(self._next)
        self.back_wanted.connect(self.begin)

    def begin(self) -> None:
        """Make the sheet and show it."""
        try:
            self._sheet = vault.recovery_sheet(self._register)
        except RegisterError as error:
            again = BarAction(self.tr("Opnieuw"), self.begin)
            self.bar.show_message(messages.message_for(error), (again,), closable=False)
            return
        self._show_lines(self._sheet.lines)
        self.form.set_values({f"line_{number}": None for number in self.asked})
        self.form.clear_problems()
        self.form.hide()
        self.back.hide()
        self.print_button.show()
        self.button.set_words(self.tr("Ik heb het blad"))
        note = self.tr("Geen printer? Schrijf de zeven regels over op papier.")
        self.bar.show_message(Message(note, "", "info"), closable=False)
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.card.show_top()

    def _print(self) -> None:
        if self._sheet is None:
            return
        help_text = self.tr(
            "Wie dit blad heeft, kan alles lezen. Gebruik een printer waar u naast staat. De laptop en de printer "
            "bewaren een afdruk soms een tijd; gebruik daarom geen printer van iemand anders."
        )
        try:
            form = printing.recovery_form(self._register, self._sheet)
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))
            return
        self._flow.show(form, help_text)

    def _printed(self, is_done: bool) -> None:
        try:
            trail.form_printed(self._register, "recovery_sheet", is_done=is_done)
        except RegisterError as error:
            logs.refusal(error)

    def _next(self) -> None:
        if self.form.isHidden():
            self._sheet = None
            self._hide_lines()
            self.bar.dismiss()
            self.form.show()
            self.back.show()
            self.print_button.hide()
            self.button.set_words(self.tr("Volgende"))
            first = self.form.first_field()
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.check(self._wrong_lines):
            self.form.set_values({f"line_{number}": None for number in self.asked})
            self.proved.emit()

    def _wrong_lines(self) -> list[Problem]:
        wrong = []
        for number in self.asked:
            typed = self.form.value(f"line_{number}")
            if typed and not vault.typed_back(self._register, number, typed):
                wrong.append(Problem(f"line_{number}", "sheet_line"))
        return wrong

    def _show_lines(self, lines: tuple[str, ...]) -> None:
        self._hide_lines()
        self._shown = SheetLines(lines)
        self.card.card.body.insertWidget(self.card.card.body.indexOf(self.form), self._shown)

    def _hide_lines(self) -> None:
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None


class BackupStep(Step):
    """Choose a place; a copy is made and proved at once. Signals: ``finished()``, now or with a copy still to make."""

    finished = Signal()

    def __init__(self, register: Any, runner: TaskRunner, places: Places) -> None:
        intro = self.tr(
            "Kies een plek buiten deze laptop, bijvoorbeeld een usb-stick. Wij maken een kopie en controleren die."
        )
        super().__init__(4, self.tr("Reservekopie"), intro, self.tr("Plek kiezen…"))
        self._register, self._places = register, places
        self._is_proved = False
        self._run = BackingUp(register, runner, places, self)
        self._run.told.connect(self._told)
        self._warning = MessageBar()
        self.card.card.body.insertWidget(self.card.card.body.indexOf(self.bar), self._warning)
        self.form.hide()
        self.back.hide()
        self.later = Button(self.tr("Later doen"), role="quiet")
        self.later.clicked.connect(self.finished)
        self.choose = Button(self.tr("Andere plek kiezen…"), "folder-open")
        self.choose.clicked.connect(self.choose_place)
        self.choose.hide()
        self.buttons.add(self.choose)
        self.buttons.add(self.later)
        self.next_wanted.connect(self._next)

    def begin(self) -> None:
        """The first button has the focus; a place of an earlier register is used again."""
        if self._places.folders:
            self.button.set_words(self.tr("Reservekopie maken"))
            self.choose.show()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_place(self) -> None:
        """Ask for a folder and make the copy there."""
        title, verb = self.tr("Plek voor reservekopieën"), self.tr("Deze plek gebruiken")
        dialog = FolderChooser(title, verb, media_folder(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.use)
        dialog.open()

    def use(self, chosen: str) -> None:
        """Keep this place for all later copies, say what is wrong with it, and make the first one."""
        folder = Path(chosen)
        if vault.is_own_folder(self._register, folder):
            self._warning.show_message(messages.message_for(PlaceInRegister()))
            return
        self._places.add(folder)
        self._note_place()
        warning = place_warning(vault.place_kind(folder, self._register.folder))
        if warning is None:
            self._warning.dismiss()
        else:
            self._warning.show_message(Message(f"{warning.title} ({shown_path(folder)})", warning.text, warning.kind))
        self._run.start()

    def _note_place(self) -> None:
        try:
            trail.places_chosen(self._register, len(self._places.folders))
        except RegisterError as error:
            logs.refusal(error)

    def _next(self) -> None:
        if self._is_proved:
            self.finished.emit()
        elif self._places.folders:
            self._run.start()
        else:
            self.choose_place()

    def _told(self, message: Message, is_done: bool) -> None:
        self._is_proved = is_done
        self.choose.show()
        self.later.setVisible(not is_done)
        self.button.set_words(self.tr("Register openen") if is_done else self.tr("Opnieuw"))
        self.bar.show_message(message, closable=False)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
