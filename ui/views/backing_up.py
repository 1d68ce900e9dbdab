"""Making a back-up from the window: the work, the progress, and what came of it in words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from app import clock, logs
from app.errors import Cancelled, RegisterError
from ui import formatting, messages
from ui.messages import Message
from ui.places import Found, Places, found
from ui.tasks import Progress, TaskRunner
from ui.views.start import shown_path

STEPS = ("copy", "check", "pack", "read_back", "done")
REMINDER_DAYS = 7


def _tr(text: str) -> str:
    return QCoreApplication.translate("back_up", text)


def make_backup(register: Any, folders: Sequence[Path], progress: Progress) -> Any:
    """On the worker: one proved copy to each place. What was packed is never left half read back."""
    from app.services import vault

    def told(code: str) -> None:
        place = STEPS.index(code) + 1
        if code in ("read_back", "done"):
            with suppress(Cancelled):
                progress(place, len(STEPS))
        else:
            progress(place, len(STEPS))

    return vault.back_up(register, folders, told)


class BackingUp(QObject):
    """One run at a time. Signals: ``told(message, is_done)`` when it ended; nothing after [Stoppen]."""

    told = Signal(object, bool)

    def __init__(self, register: Any, runner: TaskRunner, places: Places, owner: QWidget) -> None:
        super().__init__(owner)
        self._register, self._runner, self._places, self._owner = register, runner, places, owner
        self._found = Found()
        self.is_busy = False

    def start(self, is_quiet: bool = False) -> None:
        """Make one to the places that are there.

        ``is_quiet`` in an idle moment: no window, nothing held, and not a word when no place is there.
        """
        if self.is_busy:
            return
        self.is_busy = True
        look = self._places.look(self._runner, self._owner)
        look.seen.connect(lambda seen: self._begin(found(seen), is_quiet))

    def _begin(self, places: Found, is_quiet: bool) -> None:
        self._found = places
        if not places.present or not self._register.is_open:
            self.is_busy = False
            if not is_quiet:
                self.told.emit(missing_message(places), False)
            return
        task = self._runner.run(
            make_backup,
            self._register,
            places.present,
            owner=self._owner,
            text="" if is_quiet else self.tr("De reservekopie wordt gemaakt en gecontroleerd…"),
            with_progress=True,
            is_register_task=not is_quiet,
        )
        task.stopped.connect(self._register.interrupt)
        task.succeeded.connect(self._succeeded)
        task.failed.connect(self._failed)
        task.finished.connect(self._finished)

    def _succeeded(self, outcomes: Any) -> None:
        self._places.proved.emit()
        message = result_message(outcomes, self._found)
        self.told.emit(message, any(outcome.backup for outcome in outcomes))

    def _failed(self, error: Exception) -> None:
        self._places.proved.emit()
        if isinstance(error, RegisterError):
            self.told.emit(messages.message_for(error), False)
        else:
            self.told.emit(messages.unexpected(logs.mistake(error)), False)

    def _finished(self) -> None:
        self.is_busy = False


def missing_message(places: Found) -> Message:
    """No place is there: none was chosen, the stick is not in the laptop, or it does not answer."""
    if places.silent:
        what = _tr("Haal de stick eruit en sluit die opnieuw aan, of vraag uw beheerder naar de netwerkschijf. "
                   "De gekozen plek is {map}.").format(map=_paths(places.silent))  # fmt: skip
        return Message(_tr("De reservekopie is niet gelukt: de plek antwoordt niet."), what, "warn")
    if not places.missing:
        why = _tr("Kies een plek buiten deze laptop, bijvoorbeeld een usb-stick.")
        return Message(_tr("U heeft nog geen plek voor reservekopieën gekozen."), why, "warn")
    what = _tr("Sluit de stick aan en kies Opnieuw. De gekozen plek is {map}.").format(map=_paths(places.missing))
    return Message(_tr("De reservekopie is niet gelukt: de usb-stick ontbreekt."), what, "warn")


def result_message(outcomes: Sequence[Any], places: Found) -> Message:
    """Which places hold a proved copy now, and which do not."""
    done = [outcome.place for outcome in outcomes if outcome.backup]
    failed = [outcome for outcome in outcomes if not outcome.backup]
    lacking = [_failure(outcome.place, outcome.problem) for outcome in failed]
    lacking += [_tr("{map} is er nu niet.").format(map=shown_path(place)) for place in places.missing]
    if not done:
        return Message(_tr("De reservekopie is niet gelukt."), " ".join(lacking), "bad")
    held = _tr("Wij hebben de kopie teruggelezen en vergeleken met het register. Alles klopt.")
    where = _tr("De kopie staat in {map}.").format(map=_paths(done))
    if not lacking:
        return Message(_tr("De reservekopie is gemaakt en gecontroleerd."), f"{where} {held}", "ok")
    title = _tr("De reservekopie is gemaakt en gecontroleerd, maar niet op elke plek.")
    return Message(title, " ".join([where, *lacking]), "warn")


def _failure(place: Path, problem: RegisterError | None) -> str:
    reasons = {
        "DiskFull": _tr("In {map} is geen ruimte meer. Maak ruimte en kies Opnieuw."),
        "ReadOnlyPlace": _tr("In {map} mag het programma niet schrijven. Kies een andere plek."),
        "PlaceInRegister": _tr("{map} is de map van het register zelf. Kies een andere plek, zoals een usb-stick."),
        "BackupNotProved": _tr("De kopie in {map} was bij het teruglezen niet goed. Gebruik een andere stick."),
        "RegisterRolledBack": _tr("In {map} staat een kopie die verder is dan dit register. Die blijft staan. "
                                  "Vergrendel en kies op het startscherm Reservekopie terugzetten."),
    }  # fmt: skip
    text = reasons.get(type(problem).__name__, _tr("{map} geeft een fout. Sluit de stick opnieuw aan en kies Opnieuw."))
    return text.format(map=shown_path(place))


def _paths(folders: Sequence[Path]) -> str:
    return formatting.list_text(shown_path(folder) for folder in folders)


# -- what is said about the last one ---------------------------------------------------------


def last_text(proved_at: datetime | None) -> str:
    """The line of the unlock screen."""
    if proved_at is None:
        return _tr("Nog geen reservekopie.")
    moment = formatting.relative_moment(proved_at, clock.today())
    return _tr("Laatste gecontroleerde reservekopie: {moment}").format(moment=moment)


def footer_text(proved_at: datetime | None) -> str:
    """The line at the bottom of the window."""
    if proved_at is None:
        return _tr("Nog geen reservekopie")
    moment = formatting.relative_moment(proved_at, clock.today())
    return _tr("Reservekopie gecontroleerd: {moment}").format(moment=moment)


def reminder_text(outside_at: datetime | None) -> str:
    """What *Vandaag* asks; "" when a proved copy outside the laptop is fresh enough."""
    if outside_at is None:
        return _tr("Er is nog geen gecontroleerde reservekopie buiten deze laptop.")
    days = (clock.now() - outside_at).days
    if days < REMINDER_DAYS:
        return ""
    since = formatting.count_text(days, _tr("dag"), _tr("dagen"))
    return _tr("De laatste reservekopie buiten deze laptop is {dagen} oud.").format(dagen=since)


