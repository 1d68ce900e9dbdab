"""Makes a back-up in an idle moment, at most hourly, when something changed and a place is there."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import logs
from app.errors import RegisterError
from app.services import start, vault
from ui.desk import Desk
from ui.messages import Message
from ui.views.backing_up import BackingUp, footer_text
from ui.widgets.message_bar import BarAction
from ui.widgets.side_bar import Footer
from ui.windows.idle import IdleWatch

LOOK_EVERY_MS = 60_000
IDLE_SECONDS = 60


class BackupKeeper(QObject):
    """Looks every minute, and keeps the footer's words right.

    Signals: ``said(message, actions)`` for the bar above the page, when one did not go.
    """

    said = Signal(object, object)

    def __init__(self, desk: Desk, idle: IdleWatch, footer: Footer, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._idle, self._footer = desk, idle, footer
        self._is_quiet = True
        self.run = BackingUp(desk.register, desk.runner, desk.places, window)
        self.run.told.connect(self._told)
        desk.places.proved.connect(self._proved)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._say_footer()

    def look(self) -> None:
        """Start one when nobody types, nothing else runs and one is due; without a place it does nothing."""
        self._say_footer()
        desk = self._desk
        if desk.register.is_demo or desk.runner.is_busy() or not desk.places.folders:
            return
        if self._idle.idle_seconds() < IDLE_SECONDS:
            return
        try:
            if desk.register.is_open and vault.is_due(desk.register):
                self._is_quiet = True
                self.run.start(is_quiet=True)
        except RegisterError as error:
            logs.refusal(error)  # the next minute it is tried again

    def say(self, message: Message) -> None:
        """Say that the last one did not go, with [Opnieuw]."""
        self.said.emit(message, (BarAction(self.tr("Opnieuw"), self._again),))

    def _again(self) -> None:
        self.said.emit(Message(self.tr("De reservekopie wordt gemaakt…"), "", "info"), ())
        self._is_quiet = False
        self.run.start()

    def _told(self, message: Message, _: bool) -> None:
        if message.kind == "ok":
            if not self._is_quiet:
                self.said.emit(message, ())
            self._desk.told.emit(message.title)
        else:
            self.say(message)

    def _proved(self) -> None:
        self._say_footer()
        self._desk.changed.emit(frozenset({"backup"}))

    def _say_footer(self) -> None:
        self._footer.set_backup(footer_text(start.last_proved(self._desk.register.folder)[0]))
