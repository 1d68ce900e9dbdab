"""Steps 2 to 4 of a new register: her data, the passphrase, the place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app import logs
from app.errors import FolderNotEmpty, InvalidInput, Problem, ReadOnlyPlace, RegisterError, RegisterExists
from app.model.organisations import ProfileFields
from app.services import start
from ui import messages
from ui.dialogs.profile_rows import add_profile_rows, profile_fields
from ui.messages import Message
from ui.tasks import TaskRunner
from ui.views.start import FolderChooser
from ui.widgets.basics import Button, Text
from ui.widgets.center_card import CenterCard
from ui.widgets.field import LineField
from ui.widgets.flow import Flow
from ui.widgets.form import Form
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import StepHeader
from ui.widgets.passphrase_field import PassphraseField

STEPS = 4


def create_register(folder: Path, passphrase: str, profile: ProfileFields) -> Any:
    """Make the register on the worker; what is heavy is loaded here."""
    from app.services import session

    return session.create_register(folder, passphrase, profile)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Assistant", text)


def hint_texts() -> dict[str, str]:
    """What would make a passphrase stronger, by the codes of the policy."""
    return {
        "empty": "",
        "more_words": _tr("Gebruik minstens vijf losse woorden."),
        "known_word": _tr("Dit is een bekend woord of een bekende naam. Voeg woorden toe."),
        "keyboard_row": _tr("Toetsen naast elkaar zijn makkelijk te raden."),
        "repeats": _tr("Herhalen helpt niet. Kies andere woorden."),
        "row": _tr("Een reeks zoals abc of 123 is makkelijk te raden."),
        "date": _tr("Een datum is makkelijk te raden."),
        "outer_space": _tr("Let op: uw zin begint of eindigt met een spatie."),
    }


def measure(text: str) -> tuple[int, str]:
    """Score and advice for the strength meter."""
    strength = start.strength(text)
    hints = [hint_texts()[code] for code in strength.hints[:1] if code in hint_texts()]
    words = (_tr("Heel zwak."), _tr("Zwak."), _tr("Matig."), _tr("Bijna sterk genoeg."), _tr("Sterk."))
    return max(1, strength.score), " ".join([words[strength.score], *hints])


class Step(QWidget):
    """One step: a head, a form, a bar for refusals, and the two buttons."""

    next_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, number: int, title: str, intro: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = CenterCard(600)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)
        self.card.add(StepHeader(title, number, STEPS))
        self.card.add(Text(intro))
        self.form = Form()
        self.card.add(self.form)
        self.bar = MessageBar()
        self.card.add(self.bar)
        self.button = Button(verb, role="primary")
        self.button.clicked.connect(self.next_wanted)
        self.back = Button(self.tr("Vorige"))
        self.back.clicked.connect(self.back_wanted)
        self.buttons = Flow()
        self.buttons.add(self.button)
        self.buttons.add(self.back)
        self.card.add(self.buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def check(self, more: Callable[[], list[Problem]] = list) -> bool:
        """Show what is wrong; True when nothing is."""
        problems = self.form.check()
        known = {problem.field for problem in problems}
        problems += [problem for problem in more() if problem.field not in known]
        self.form.show_problems(problems)
        return not problems


class Assistant(QWidget):
    """The way to a new register. Signals: ``opened(register)``, ``cancelled()`` back to the welcome."""

    opened = Signal(object)
    cancelled = Signal()

    def __init__(self, folder: Path, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._passphrase, self._is_busy = runner, "", False
        self._stack = QStackedLayout(self)
        self.steps = (self._own_data(), self._secret(), self._place(folder))
        for number, step in enumerate(self.steps):
            self._stack.addWidget(step)
            step.back_wanted.connect(lambda number=number: self._go(number - 1))
        self.steps[0].next_wanted.connect(self._own_data_done)
        self.steps[1].next_wanted.connect(self._secret_done)
        self.steps[2].next_wanted.connect(self._create)

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands in the first field."""
        super().showEvent(event)
        self._go(0)

    def _own_data(self) -> Step:
        step = Step(2, self.tr("Uw gegevens"), self.tr("Deze staan op brieven en samenvattingen."), self.tr("Volgende"))
        add_profile_rows(step.form)
        return step

    def _secret(self) -> Step:
        step = Step(
            3,
            self.tr("Wachtwoordzin"),
            self.tr("Kies een zin van minstens vijf woorden. Niemand kan die voor u opzoeken."),
            self.tr("Volgende"),
        )
        step.form.add_row(
            self.tr("Wachtwoordzin"),
            PassphraseField(measure),
            self.tr("Bijvoorbeeld vijf losse woorden met spaties ertussen. Hoofdletters en spaties tellen mee."),
            name="passphrase",
            required=True,
        )
        step.form.add_row(self.tr("Nog een keer"), PassphraseField(), name="again", required=True)
        make = Button(self.tr("Maak een zin voor mij"), "key-round")
        make.clicked.connect(self._make_passphrase)
        step.buttons.add(make)
        return step

    def _place(self, folder: Path) -> Step:
        step = Step(
            4,
            self.tr("Plaats van het register"),
            self.tr("Het register is één versleutelde map. Kies een lege map, of laat deze plaats staan."),
            self.tr("Register openen"),
        )
        field = LineField(1000)
        field.set_value(str(folder))
        step.form.add_row(self.tr("Map"), field, name="folder", required=True)
        choose = Button(self.tr("Andere map kiezen…"), "folder-open")
        choose.clicked.connect(self._choose_folder)
        step.buttons.add(choose)
        return step

    # -- steps ------------------------------------------------------------------------------

    def _go(self, number: int) -> None:
        if self._is_busy:
            return
        if number < 0:
            self.cancelled.emit()
            return
        step = self.steps[number]
        self._stack.setCurrentWidget(step)
        if number == 1 and self._passphrase:
            step.form.field("passphrase").set_value(self._passphrase)
            step.form.field("again").set_value(self._passphrase)
        first = step.form.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _own_data_done(self) -> None:
        if self.steps[0].check():
            self._go(1)

    def _secret_done(self) -> None:
        form = self.steps[1].form
        if self.steps[1].check(lambda: passphrase_problems(form.value("passphrase"), form.value("again"))):
            self._passphrase = form.value("passphrase")
            self._go(2)

    def _make_passphrase(self) -> None:
        made = start.make_passphrase()
        for name in ("passphrase", "again"):
            field = self.steps[1].form.field(name)
            field.set_value(made)
            if isinstance(field, PassphraseField) and field.edit.echoMode() == field.edit.EchoMode.Password:
                field.button.click()
        self.steps[1].form.clear_problems()
        self.steps[1].bar.show_message(
            Message(
                self.tr("Schrijf deze zin nu over op papier."),
                self.tr("Bewaar dat op een veilige plek, niet bij de laptop. Zonder deze zin kan niemand erbij."),
                "info",
            ),
            closable=False,
        )

    def _choose_folder(self) -> None:
        chosen = Path(self.steps[2].form.value("folder") or Path.home())
        dialog = FolderChooser(self.tr("Map voor het register"), self.tr("Deze map kiezen"), chosen, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.steps[2].form.field("folder").set_value)
        dialog.open()

    def _create(self) -> None:
        step = self.steps[2]
        if self._is_busy or not step.check():
            return
        profile = profile_fields(self.steps[0].form)
        folder = Path(step.form.value("folder")).expanduser()
        self._set_busy(True)
        task = self._runner.run(create_register, folder, self._passphrase, profile, owner=self, is_register_task=True)
        task.succeeded.connect(self._created)
        task.failed.connect(self._failed)
        task.finished.connect(lambda: self._set_busy(False))

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.steps[2].button.set_words(self.tr("Register wordt gemaakt…") if busy else self.tr("Register openen"))

    def _created(self, register: object) -> None:
        self._passphrase = ""
        self.opened.emit(register)

    def _failed(self, error: Exception) -> None:
        step = self.steps[2]
        if isinstance(error, InvalidInput):
            self._is_busy = False
            self._go(0)
            self.steps[0].form.show_problems(error.problems)
        elif isinstance(error, RegisterError):
            step.bar.show_message(place_message(error))
        else:
            step.bar.show_message(messages.unexpected(logs.mistake(error)))


def passphrase_problems(passphrase: str | None, again: str | None) -> list[Problem]:
    """Too weak, or the two differ."""
    problems = []
    if passphrase and not start.strength(passphrase).is_enough:
        problems.append(Problem("passphrase", "passphrase_weak"))
    elif passphrase and again and passphrase != again:
        problems.append(Problem("again", "passphrase_different"))
    return problems


def place_message(error: RegisterError) -> Message:
    """What to say when no register can be made there."""
    if isinstance(error, ReadOnlyPlace):
        why = _tr("Er is niets gemaakt. Kies een andere map, of vraag uw beheerder om toegang.")
        return Message(_tr("Op deze plek mag het programma niet schrijven."), why, "bad")
    if isinstance(error, FolderNotEmpty | RegisterExists):
        return messages.message_for(error)
    return messages.message_for(error)
