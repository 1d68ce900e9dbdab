"""Steps 2 to 4 of a new register: her data, passphrase and place, the recovery sheet, the first back-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from app import logs
from app.errors import FolderNotEmpty, InvalidInput, Problem, ReadOnlyPlace, RegisterError, RegisterExists
from app.model.organisations import ProfileFields
from app.services import start
from app.services.start import PlaceKind
from ui import messages
from ui.dialogs.profile_rows import add_profile_rows, profile_fields
from ui.messages import Message
from ui.places import Places
from ui.tasks import TaskRunner
from ui.views.assistant_step import Step
from ui.widgets.basics import Button
from ui.widgets.field import LineField
from ui.widgets.file_dialog import FolderChooser
from ui.widgets.passphrase_field import PassphraseField


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
        "row": _tr("Een reeks zoals abc, 123 of de dagen van de week is makkelijk te raden."),
        "date": _tr("Een datum is makkelijk te raden."),
        "outer_space": _tr("Let op: uw zin begint of eindigt met een spatie."),
    }


def measure(text: str) -> tuple[int, str]:
    """Score and advice for the strength meter."""
    strength = start.strength(text)
    hints = [hint_texts()[code] for code in strength.hints[:1] if code in hint_texts()]
    words = (_tr("Heel zwak."), _tr("Zwak."), _tr("Matig."), _tr("Bijna sterk genoeg."), _tr("Sterk."))
    return max(1, strength.score), " ".join([words[strength.score], *hints])


class Assistant(QWidget):
    """The way to a new register. Signals: ``opened(register)``, ``cancelled()`` back to the welcome.

    Once ``register`` is there it is made and open: there is no way back, only on.
    """

    opened = Signal(object)
    cancelled = Signal()

    def __init__(self, folder: Path, runner: TaskRunner, places: Places | None = None) -> None:
        super().__init__()
        self._runner, self._passphrase, self._is_busy = runner, "", False
        self._warned_of: Path | None = None
        self._stack = QStackedLayout(self)
        self._places = places or Places(parent=self)
        self.register: Any = None
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
        if self.register is None:
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
            3,
            self.tr("Plaats van het register"),
            self.tr("Het register is één versleutelde map. Kies een lege map, of laat deze plaats staan."),
            self.tr("Register maken"),
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
        folder = Path(step.form.value("folder")).expanduser()
        self._set_busy(True)
        if folder == self._warned_of:
            self._make(folder)
            return
        task = self._runner.run(start.place_kind, folder, owner=self)
        task.succeeded.connect(lambda kind: self._place_seen(folder, kind))
        task.failed.connect(self._failed)
        task.failed.connect(lambda _: self._set_busy(False))

    def _place_seen(self, folder: Path, kind: PlaceKind) -> None:
        """A cloud folder or a network drive is warned about; the second press makes it there all the same."""
        warning = place_advice(kind)
        if warning is None:
            self._make(folder)
            return
        self._set_busy(False)
        self._warned_of = folder
        self.steps[2].button.set_words(self.tr("Toch hier maken"))
        self.steps[2].bar.show_message(warning, closable=False)

    def _make(self, folder: Path) -> None:
        profile = profile_fields(self.steps[0].form)
        task = self._runner.run(create_register, folder, self._passphrase, profile, owner=self, is_register_task=True)
        task.succeeded.connect(self._created)
        task.failed.connect(self._failed)
        task.finished.connect(lambda: self._set_busy(False))

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.steps[2].button.set_words(self.tr("Register wordt gemaakt…") if busy else self.tr("Register maken"))

    def _created(self, register: object) -> None:
        from ui.views.assistant_last import BackupStep, SheetStep

        self._passphrase = ""
        self.register = register
        self.sheet_step = SheetStep(register)
        self.backup_step = BackupStep(register, self._runner, self._places)
        self.sheet_step.proved.connect(self._sheet_proved)
        self.backup_step.finished.connect(self._finished)
        for step in (self.sheet_step, self.backup_step):
            self._stack.addWidget(step)
        self._stack.setCurrentWidget(self.sheet_step)
        self.sheet_step.begin()

    def _sheet_proved(self) -> None:
        self._stack.setCurrentWidget(self.backup_step)
        self.backup_step.begin()

    def _finished(self) -> None:
        register, self.register = self.register, None
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


def place_advice(kind: PlaceKind) -> Message | None:
    """What to say before a register is made in a cloud folder or on a network drive."""
    if kind is PlaceKind.CLOUD:
        text = _tr("Een ander bedrijf krijgt dan het versleutelde register, en het kopiëren kan het opslaan storen. "
                   "Kies een gewone map, of vraag eerst uw organisatie.")  # fmt: skip
        return Message(_tr("Deze map wordt naar internet gekopieerd."), text, "bad")
    if kind is PlaceKind.NETWORK:
        text = _tr("Opslaan is daar minder zeker, en anderen kunnen het bestand wissen. Kies een map op de laptop.")
        return Message(_tr("Dit is een netwerkschijf."), text, "warn")
    return None


def place_message(error: RegisterError) -> Message:
    """What to say when no register can be made there."""
    if isinstance(error, ReadOnlyPlace):
        why = _tr("Er is niets gemaakt. Kies een andere map, of vraag uw beheerder om toegang.")
        return Message(_tr("Op deze plek mag het programma niet schrijven."), why, "bad")
    if isinstance(error, FolderNotEmpty | RegisterExists):
        return messages.message_for(error)
    return messages.message_for(error)
