"""The unlock screen: one field, and a sentence of its own for everything that can be wrong."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock, logs
from app.errors import (
    KeysDamaged,
    KeySettingsRefused,
    NotARegister,
    RegisterDamaged,
    RegisterError,
    RegisterInUse,
    WrongPassphrase,
)
from app.services import start
from ui import formatting, messages
from ui.looks import Seen
from ui.messages import Message
from ui.places import Places, found
from ui.tasks import Progress, TaskRunner
from ui.views.backing_up import last_text
from ui.views.start import shown_path
from ui.widgets.basics import Button, Picture, Plain, Rule, Text, announce
from ui.widgets.center_card import CenterCard
from ui.widgets.flow import Flow
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.passphrase_field import PassphraseField

CALL_AFTER_MS = 400
"""A window that is still being shown would cover the one it calls."""


def open_register(folder: Path, passphrase: str, places: Sequence[Path], progress: Progress) -> Any:
    """Unlock on the worker; what is heavy is loaded here, after the screen stands.

    ``progress(left, all)`` counts down the seconds of the delay after wrong passphrases. With the register
    comes a back-up in ``places`` that knows more than it, if there is one.
    """
    from app.services import salvaging, session

    def wait(seconds: float) -> None:
        until = clock.steady() + seconds
        while (left := until - clock.steady()) > 0:
            progress(math.ceil(left), math.ceil(seconds))
            time.sleep(min(left, 0.2))

    register = session.unlock(folder, passphrase, wait)
    with suppress(RegisterError):
        return register, salvaging.behind(register, places)
    return register, None


class UnlockView(QWidget):
    """Asks for the passphrase of the register in ``folder``.

    Signals: ``opened(register)``; ``tried()`` when the worker has begun;
    ``other_wanted()`` for another folder; ``new_wanted()`` for a new register;
    ``restore_wanted()`` and ``forgotten_wanted()`` for the ways back; ``lost_wanted()`` for the sheet of a
    laptop that is gone; ``damaged(passphrase, error)`` when the register does not hold;
    ``behind(backup)`` before ``opened`` when a back-up knows more than it.
    A wrong passphrase keeps the text, selected, and costs nothing but time.
    """

    opened = Signal(object)
    tried = Signal()
    other_wanted = Signal()
    new_wanted = Signal()
    restore_wanted = Signal()
    forgotten_wanted = Signal()
    damaged = Signal(str, object)
    behind = Signal(object)
    lost_wanted = Signal()

    def __init__(
        self,
        folder: Path,
        runner: TaskRunner,
        hint: str = "",
        parent: QWidget | None = None,
        places: Places | None = None,
    ) -> None:
        super().__init__(parent)
        self.folder, self._runner, self._is_busy = folder, runner, False
        self._places = places or Places(parent=self)
        self._places.changed.connect(self._look_at_places)
        self.present: tuple[Path, ...] = ()
        """The places for back-ups that are there: one of them may know more than the register."""
        card = CenterCard(480)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        card.add_title("lock", self.tr("Register ontgrendelen"))
        place = Text(shown_path(folder), "facts")
        place.setAccessibleName(self.tr("Plaats van het register: {map}").format(map=shown_path(folder)))
        card.add(place)
        if hint:
            card.add(Text(hint))
        self.bar = MessageBar()
        card.add(self.bar)
        label = Text(self.tr("Wachtwoordzin"), "label")
        card.add(label)
        self.field = PassphraseField()
        self.field.edit.setAccessibleName(self.tr("Wachtwoordzin"))
        label.setBuddy(self.field.edit)
        card.add(self.field)
        card.add(self._buttons())
        card.add(Rule())
        card.add(self._backup_line())
        card.add(self._ways_out())

    def _buttons(self) -> Flow:
        self.button = Button(self.tr("Ontgrendelen"), role="primary")
        self.button.clicked.connect(self.submit)
        self.field.button.clicked.connect(self._name_toggle)
        self._name_toggle()
        line = Flow()
        line.add(self.button)
        line.add(self.field.button)
        return line

    def _backup_line(self) -> Plain:
        line = Plain(vertical=False, spacing=6)
        self._proved_picture = Picture("info", "text2", 15)
        self._proved = Text(self.tr("Er wordt gekeken…"), "help")
        line.box.addWidget(self._proved_picture)
        line.box.addWidget(self._proved, 1)
        return line

    def _ways_out(self) -> Flow:
        line = Flow()
        restore = Button(self.tr("Reservekopie terugzetten…"), role="quiet")
        restore.clicked.connect(self.restore_wanted)
        line.add(restore)
        other = Button(self.tr("Ander register…"), role="quiet")
        other.clicked.connect(self.other_wanted)
        line.add(other)
        forgotten = Button(self.tr("Wachtwoordzin vergeten?"), role="quiet")
        forgotten.clicked.connect(self.forgotten_wanted)
        line.add(forgotten)
        new = Button(self.tr("Nieuw register…"), role="quiet")
        new.clicked.connect(self.new_wanted)
        line.add(new)
        lost = Button(self.tr("Laptop kwijt?"), role="quiet")
        lost.clicked.connect(self.lost_wanted)
        line.add(lost)
        return line

    def showEvent(self, event: QShowEvent) -> None:
        """The cursor stands in the field; what is wrong with the folder is said before she types."""
        super().showEvent(event)
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()
        self._look_at_places()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter unlocks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
        else:
            super().keyPressEvent(event)

    def submit(self) -> None:
        """Try this passphrase on the worker."""
        passphrase = self.field.value()
        if self._is_busy:
            return
        if not passphrase:
            self._say(Message(self.tr("Vul uw wachtwoordzin in."), "", "warn"))
            self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._set_busy(True)
        arguments = (self.folder, passphrase, self.present)
        task = self._runner.run(open_register, *arguments, owner=self, with_progress=True, is_register_task=True)
        task.progressed.connect(self._say_wait)
        task.succeeded.connect(self._succeeded)
        task.failed.connect(self._failed)
        task.finished.connect(self._finished)
        self.tried.emit()

    # -- inside -----------------------------------------------------------------------------

    def _look_at_places(self) -> None:
        self._places.look(self._runner, self).seen.connect(self._places_seen)

    def _places_seen(self, seen: Seen) -> None:
        self.present = found(seen).present

    def _look(self) -> None:
        self._runner.look([self.folder], look_at_register, self).seen.connect(self._folder_seen)

    def _folder_seen(self, seen: Seen) -> None:
        if seen[self.folder] is None:
            self._proved.setText(self.tr("De map antwoordt niet."))
            if not self._is_busy:
                self._say(silent())
            return
        state, proved = seen[self.folder]
        self._proved_picture.set_picture("check" if proved else "info", "ok" if proved else "text2")
        self._proved.setText(last_text(proved))
        if self._is_busy:
            return
        if state.holder is not None:
            self._say(in_use(dict(state.holder)))
            self._call(dict(state.holder))
        elif not state.has_register:
            self._say(missing())

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.button.set_words(self.tr("Bezig met ontgrendelen…") if busy else self.tr("Ontgrendelen"))
        if busy:
            announce(self.button, self.tr("Bezig met ontgrendelen"))

    def _say_wait(self, seconds: int, _: int) -> None:
        left = formatting.count_text(seconds, self.tr("tel"), self.tr("tellen"))
        self.button.set_words(self.tr("Nog {tellen} wachten…").format(tellen=left))

    def _succeeded(self, result: Any) -> None:
        register, ahead = result
        self.field.clear()
        if ahead is not None:
            self.behind.emit(ahead)
        self.opened.emit(register)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KeysDamaged):
            sheet = BarAction(self.tr("Openen met het herstelblad"), self.forgotten_wanted.emit)
            self.bar.show_message(unlock_message(error), (sheet,), closable=False)
        elif isinstance(error, RegisterDamaged):
            self.damaged.emit(self.field.value(), error)
        elif isinstance(error, NotARegister | KeySettingsRefused):
            copy = BarAction(self.tr("Reservekopie terugzetten…"), self.restore_wanted.emit)
            self.bar.show_message(unlock_message(error), (copy,), closable=False)
        elif isinstance(error, RegisterError):
            self._say(unlock_message(error), isinstance(error, WrongPassphrase))
            if isinstance(error, RegisterInUse):
                self._call(error.params)
        else:
            self._say(messages.unexpected(logs.mistake(error)))

    def _finished(self) -> None:
        self._set_busy(False)
        if self.isVisible():  # another screen may stand here by now, with a focus of its own
            self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.field.edit.selectAll()

    def _call(self, holder: dict[str, Any]) -> None:
        """The window that has it comes to the front, once this one stands."""
        QTimer.singleShot(CALL_AFTER_MS, self, lambda: start.call_holder(self.folder, holder))

    def _say(self, message: Message, is_plain: bool = False) -> None:
        again = BarAction(self.tr("Opnieuw kijken"), self._look_again)
        self.bar.show_message(message, () if is_plain or not message.text else (again,), closable=False)

    def _look_again(self) -> None:
        self.bar.dismiss()
        self._look()
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_toggle(self) -> None:
        is_hidden = self.field.edit.echoMode() == self.field.edit.EchoMode.Password
        shown = self.tr("Toon wachtwoordzin") if is_hidden else self.tr("Verberg wachtwoordzin")
        self.field.button.set_words(shown)


def _tr(text: str) -> str:
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("UnlockView", text)


def in_use(params: dict[str, Any]) -> Message:
    """Who has the register open, and since when."""
    since = params.get("since")
    if since is None:
        return Message(_tr("Het register is al open."), _tr("Ga naar dat venster."), "warn")
    moment = formatting.relative_moment(since, clock.today())
    told = _tr("Op computer ‘{naam}’, sinds {moment}. Ga naar dat venster, of sluit het daar.")
    return Message(_tr("Het register is al open."), told.format(naam=params.get("host") or "?", moment=moment), "warn")


def look_at_register(folder: Path) -> tuple[start.StartState, datetime | None]:
    """Off the window's thread: what lies there, and when a back-up was last proved."""
    return start.look(folder), start.last_proved(folder)[0]


def silent() -> Message:
    """The folder gave no answer in time: a stick that hangs, a network drive that is gone."""
    return Message(
        _tr("De map van het register antwoordt niet."),
        _tr("Staat het op een usb-stick of een netwerkschijf? Sluit die opnieuw aan en kies Opnieuw kijken."),
        "warn",
    )


def missing() -> Message:
    """The folder of last time holds no register now."""
    return Message(
        _tr("In deze map staat geen register."),
        _tr("Staat het op een usb-stick? Sluit die aan en kies Opnieuw kijken. Of kies een ander register."),
        "warn",
    )


def unlock_message(error: RegisterError) -> Message:
    """What to say here; some sentences differ from those over a form, because nothing was typed."""
    name = type(error).__name__
    if name == "RegisterInUse":
        return in_use(error.params)
    if name == "RegisterMissing":
        return missing()
    texts = {
        "ReadOnlyPlace": _tr("Op deze plek mag het programma niet schrijven."),
        "DiskFull": _tr("Het register kan niet open: de schijf is vol."),
        "DiskFailed": _tr("Het register kan niet open: de schijf geeft een fout."),
    }
    helps = {
        "ReadOnlyPlace": _tr("Er is niets gewijzigd. Vraag uw beheerder om toegang tot deze map, of kies een ander "
                             "register."),
        "DiskFull": _tr("Er is niets gewijzigd. Maak ruimte op de schijf en probeer het opnieuw."),
        "DiskFailed": _tr("Er is niets gewijzigd. Probeer het opnieuw. Blijft dit zo? Vraag uw beheerder om hulp."),
    }  # fmt: skip
    if name in texts:
        return Message(texts[name], helps[name], "bad")
    return messages.message_for(error)
