"""Dialogs that ask for a passphrase and then let the worker do something with the keys."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app import clock, logs
from app.errors import Cancelled, Problem, RegisterError
from app.services import vault
from ui import messages
from ui.desk import Desk
from ui.messages import Message
from ui.tasks import Progress
from ui.views.assistant import measure, passphrase_problems
from ui.widgets.date_field import DateField
from ui.widgets.form_dialog import FormDialog
from ui.widgets.passphrase_field import PassphraseField

Work = tuple[Any, ...]
"""A function for the worker and its arguments."""


class KeyDialog(FormDialog):
    """A form whose saving takes the worker a second; it stays open until that went well.

    A subclass gives in :meth:`command` the function and its arguments. ``saved(result)`` as every dialog.
    """

    def __init__(self, desk: Desk, title: str, verb: str, intro: str, parent: QWidget | None = None) -> None:
        self._desk = desk
        super().__init__(title, verb, self._begin, intro, parent=parent)

    def _begin(self, work: Work) -> Any:
        text = self.tr("Even geduld. Dit duurt een paar tellen.")
        task = self._desk.runner.run(*work, owner=self, is_register_task=True, with_progress=bool(self.steps()))
        self.bar.show_message(Message(text, "", "info"), closable=False)
        task.progressed.connect(self._advance)
        task.succeeded.connect(self._succeeded)
        task.failed.connect(self._failed)
        raise Cancelled  # not saved yet: the form waits, and says nothing

    def steps(self) -> tuple[str, ...]:
        """What the work is doing, step by step; nothing for work of a moment."""
        return ()

    def _advance(self, done: int, total: int) -> None:
        step = self.tr("Stap {nummer} van {aantal}").format(nummer=done, aantal=total)
        self.bar.show_message(Message(self.steps()[done - 1], step, "info"), closable=False)

    def _succeeded(self, result: Any) -> None:
        self.form.mark_clean()
        self.flow.saved.emit(result)

    def _failed(self, error: Exception) -> None:
        self.bar.dismiss()
        if isinstance(error, RegisterError):
            self.flow.show_error(error)
        else:
            self.bar.show_message(messages.unexpected(logs.mistake(error)))

    def _ask_new(self) -> None:
        self.form.add_row(
            self.tr("Nieuwe wachtwoordzin"),
            PassphraseField(measure),
            self.tr("Kies minstens vijf losse woorden. Hoofdletters en spaties tellen mee."),
            name="passphrase",
            required=True,
        )
        self.form.add_row(self.tr("Nog een keer"), PassphraseField(), name="again", required=True)

    def _ask_present(self, help_text: str = "") -> None:
        self.form.add_row(self.tr("Uw wachtwoordzin"), PassphraseField(), help_text, name="present", required=True)


class ChangePassphrase(KeyDialog):
    """Another passphrase for whoever opened this session."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        title, verb = self.tr("Wachtwoordzin wijzigen"), self.tr("Wachtwoordzin wijzigen")
        intro = self.tr("De nieuwe zin geldt meteen. Reservekopieën van vóór vandaag openen nog met de oude zin.")
        super().__init__(desk, title, verb, intro, parent)
        self._ask_present()
        self._ask_new()

    def command(self) -> Work:
        """Old and new."""
        values = self.form.values()
        return vault.change_passphrase, self._desk.register, values["present"], values["passphrase"]

    def problems(self) -> list[Problem]:
        """Too weak, or typed differently."""
        return passphrase_problems(self.form.value("passphrase"), self.form.value("again"))


class RaiseWork(KeyDialog):
    """More work for the key, when this machine can bear it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        title, verb = self.tr("Raden moeilijker maken"), self.tr("Moeilijker maken")
        intro = self.tr(
            "Deze laptop kan misschien meer rekenen dan die waarop u de zin koos. Dan kost elke poging om te raden "
            "meer tijd. Uw wachtwoordzin blijft dezelfde; ontgrendelen duurt iets langer."
        )
        super().__init__(desk, title, verb, intro, parent)
        self._ask_present()

    def command(self) -> Work:
        """The passphrase of this session."""
        return vault.raise_work, self._desk.register, self.form.value("present")


class AddSubstitute(KeyDialog):
    """A passphrase of one's own for whoever stands in, until a date."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        title, verb = self.tr("Waarnemer toevoegen"), self.tr("Toegang geven")
        intro = self.tr(
            "Laat de waarnemer zelf een zin kiezen en typen. Alles wat de waarnemer doet, staat als waarnemer in het "
            "logboek. Na de einddatum opent deze zin het register niet meer."
        )
        super().__init__(desk, title, verb, intro, parent)
        self._ask_new()
        self.form.add_row(
            self.tr("Tot en met"), DateField(earliest=clock.today, latest=_in_a_year), name="until", required=True
        )
        self.form.set_values({"until": clock.today() + timedelta(days=21)})

    def command(self) -> Work:
        """Passphrase and end date."""
        values = self.form.values()
        return vault.add_substitute, self._desk.register, values["passphrase"], values["until"]

    def problems(self) -> list[Problem]:
        """Too weak, or typed differently."""
        return passphrase_problems(self.form.value("passphrase"), self.form.value("again"))


class Rehearse(KeyDialog):
    """A full restore from a back-up file and the passphrase alone, into nothing."""

    def __init__(self, desk: Desk, path: Path, made: str, parent: QWidget | None = None) -> None:
        self._path = path
        title, verb = self.tr("Terugzetten oefenen"), self.tr("Oefenen")
        intro = self.tr(
            "Wij zetten de nieuwste reservekopie, van {moment}, helemaal terug op een aparte plek, alleen met het "
            "bestand en uw wachtwoordzin. Daarna ruimen wij dat op. Aan uw register verandert niets."
        ).format(moment=made)
        super().__init__(desk, title, verb, intro, parent)
        self._ask_present(self.tr("De zin die gold toen de kopie werd gemaakt."))

    def command(self) -> Work:
        """The newest file and the passphrase."""
        return vault.rehearse, self._desk.register, self._path, self.form.value("present")


class RenewKey(KeyDialog):
    """A new master key; afterwards the register is locked."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        title, verb = self.tr("Hoofdsleutel vernieuwen"), self.tr("Vernieuwen en vergrendelen")
        intro = self.tr(
            "Doe dit als een kopie of het herstelblad in verkeerde handen kan zijn. Het register wordt met een nieuwe "
            "sleutel opnieuw geschreven. Het oude herstelblad en de toegang van waarnemers vervallen. Maak daarna een "
            "nieuw herstelblad en een reservekopie. Kopieën die al weg zijn, blijven te openen met de oude zin."
        )
        super().__init__(desk, title, verb, intro, parent)
        self._ask_present()

    def command(self) -> Work:
        """The passphrase of this session."""
        return renew, self._desk.register, self.form.value("present")

    def steps(self) -> tuple[str, ...]:
        """As :data:`RENEWING` has them."""
        return (
            self.tr("Het register wordt met de nieuwe sleutel geschreven en gecontroleerd…"),
            self.tr("De nieuwe sleutel wordt in gebruik genomen…"),
            self.tr("Klaar. Het register wordt vergrendeld."),
        )


RENEWING = ("copy", "switch", "done")


def renew(register: Any, passphrase: str, progress: Progress) -> None:
    """On the worker: the new master key, step by step."""
    vault.renew_master_key(register, passphrase, lambda code: progress(RENEWING.index(code) + 1, len(RENEWING)))


def _in_a_year() -> date:
    return clock.today() + timedelta(days=366)
