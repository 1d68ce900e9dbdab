"""The blank screen of a lock: it writes what was half typed, closes the register, and says when that fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import logs
from app.errors import Cancelled, RegisterError
from ui import messages
from ui.messages import Message
from ui.places import Found, Places, found
from ui.tasks import TaskRunner
from ui.views.backing_up import make_backup, missing_message, result_message
from ui.widgets.basics import Text
from ui.widgets.center_card import CenterCard
from ui.widgets.message_bar import BarAction, MessageBar

State = tuple[str, str, dict[str, Any]]
"""Form, subject and what stood in its fields."""

WORDS_AFTER_MS = 800
PATIENCE_MS = 60_000
"""How long closing waits for the stick before it closes without."""


STUCK_MS = 60_000
"""After this a disk may have stopped answering; a back-up to a slow stick may take as long."""


class Haste:
    """Tells the worker from the window's thread that there is no time for a back-up any more."""

    def __init__(self) -> None:
        self.is_on = False
        self.is_copying = False


def keep_and_lock(
    register: Any, states: Sequence[State], places: Found, may_ask: bool, haste: Haste
) -> Message | None:
    """On the worker, which may wait for a running act: the drafts, the back-up when one is due, then the lock.

    What went wrong with the back-up is returned; it holds the lock up only when ``may_ask``
    (:class:`BackupLacking`): a register she walks away from never stays open for the sake of a copy.
    """
    from app.services import drafts, session

    if states:
        drafts.keep_all(register, states)
    trouble = None
    if (places.present or places.missing) and not haste.is_on:
        trouble = _back_up(register, places, haste)
    if trouble is not None and may_ask:
        raise BackupLacking(trouble)
    session.lock(register)
    return trouble


class BackupLacking(Exception):
    """Closing waits for her answer; ``message`` says what is lacking."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


def _back_up(register: Any, places: Found, haste: Haste) -> Message | None:
    from app.services import vault

    def progress(done: int, total: int) -> None:
        if haste.is_on:
            raise Cancelled

    haste.is_copying = True
    try:
        if not register.is_open or not vault.is_due(register, is_ending=True):
            return None
        if not places.present:
            return missing_message(places)
        outcomes = make_backup(register, places.present, progress)
    except Cancelled:
        return None
    except RegisterError as error:
        return messages.message_for(error)
    finally:
        haste.is_copying = False
    done = any(outcome.backup for outcome in outcomes)
    return None if done else result_message(outcomes, places)


def lock_without_text(register: Any) -> None:
    """She threw the text away: lock, and close even if the log takes no line any more."""
    from app.services import session

    session.lock(register, even_unlogged=True)


class LockingView(QWidget):
    """Blank. Keeps the half-typed text and the open register until both are safe, or she says otherwise.

    Signals: ``locked(has_kept)``; False when she threw the text away. ``given_up()``: a disk no longer answers
    and she stops the program as it is.
    """

    locked = Signal(bool)
    given_up = Signal()

    def __init__(
        self,
        register: Any,
        states: Sequence[State],
        runner: TaskRunner,
        places: Places | None = None,
        may_ask: bool = False,
    ) -> None:
        super().__init__()
        places = places or Places(parent=self)
        self._register, self._states, self._runner = register, list(states), runner
        self._is_thrown = False
        self._haste = Haste()
        self._places, self._may_ask = places, may_ask
        self.trouble: Message | None = None
        self._card = CenterCard(520)
        self._card.add_title("lock", self.tr("Vergrendelen"))
        wait = self.tr("Even geduld. Het register wordt afgesloten.")
        copy = self.tr("Even geduld. Er wordt een reservekopie gemaakt, en dan wordt het register afgesloten.")
        self._words = Text(copy if places.folders else wait)
        self._card.add(self._words)
        self.bar = MessageBar()
        self._card.add(self.bar)
        self._card.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._card)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WORDS_AFTER_MS)
        self._timer.timeout.connect(self._card.show)
        self._patience, self._stuck = QTimer(self), QTimer(self)
        for timer, wait_ms, call in (
            (self._patience, PATIENCE_MS, self._without),
            (self._stuck, STUCK_MS, self._say_stuck),
        ):
            timer.setSingleShot(True)
            timer.setInterval(wait_ms)
            timer.timeout.connect(call)

    def begin(self) -> None:
        """Write and lock; the screen stays blank unless this takes long or fails."""
        self.bar.dismiss()
        self._patience.stop()
        self._words.show()
        self._timer.start()
        self._stuck.start()
        if self._haste.is_on or not self._places.folders:
            self._lock(Found())
        else:
            self._places.look(self._runner, self).seen.connect(lambda seen: self._lock(found(seen)))

    def hurry(self) -> None:
        """The laptop goes to sleep or the session ends: lock without a back-up, also when one is being made."""
        self._haste.is_on = True
        if self._haste.is_copying and self._register is not None:
            self._register.interrupt()

    def _lock(self, places: Found) -> None:
        work = (keep_and_lock, self._register, self._states, places, self._may_ask, self._haste)
        task = self._runner.run(*work, owner=self)
        task.succeeded.connect(self._done)
        task.failed.connect(self._failed)

    def _done(self, trouble: object) -> None:
        self._timer.stop()
        self._stuck.stop()
        self.trouble = trouble if isinstance(trouble, Message) else None
        self._states.clear()
        self._register = None
        self.locked.emit(not self._is_thrown)

    def _say_stuck(self) -> None:
        self._words.hide()
        self._card.show()
        message = Message(
            self.tr("Het afsluiten duurt lang."),
            self.tr(
                "Een schijf of een plek voor reservekopieën antwoordt misschien niet. Wat u opsloeg, is veilig. "
                "Niemand kan uw gegevens zien. Stopt u het programma, dan is wat u net nog typte misschien weg."
            ),
            "warn",
        )
        wait = BarAction(self.tr("Blijven wachten"), self._wait_on, "primary")
        self.bar.show_message(message, (wait, BarAction(self.tr("Programma stoppen"), self.given_up.emit)), False)
        self.bar.buttons()[0].setFocus()

    def _wait_on(self) -> None:
        self.bar.dismiss()
        self._words.show()
        self._stuck.start()

    def _failed(self, error: Exception) -> None:
        self._timer.stop()
        self._stuck.stop()
        if isinstance(error, BackupLacking):
            self._states.clear()
            self._ask_place(error.message)
            return
        if isinstance(error, RegisterError):
            reason = messages.message_for(error)
        else:
            reason = messages.unexpected(logs.mistake(error))
        self._words.hide()
        self._card.show()
        text = self.tr(
            "De tekst die u aan het typen was, is nog niet bewaard. Niemand kan die zien. "
            "Los het op en kies Opnieuw."
        )
        if not self._states:
            text = self.tr("Uw opgeslagen gegevens zijn veilig. Los het op en kies Opnieuw.")
        again = BarAction(self.tr("Opnieuw"), self.begin, "primary")
        throw = BarAction(self.tr("Tekst weggooien…") if self._states else self.tr("Toch sluiten…"), self._ask)
        self.bar.show_message(Message(reason.title, text, "bad"), (again, throw), closable=False)
        self.bar.buttons()[0].setFocus()

    def _ask_place(self, message: Message) -> None:
        self._words.hide()
        self._card.show()
        again = BarAction(self.tr("Opnieuw"), self.begin, "primary")
        without = BarAction(self.tr("Sluiten zonder reservekopie"), self._without)
        self.bar.show_message(message, (again, without), closable=False)
        self.bar.buttons()[0].setFocus()
        self._patience.start()

    def _without(self) -> None:
        self._places = Places()
        self.begin()

    def _ask(self) -> None:
        message = Message(
            self.tr("Weet u het zeker?"),
            self.tr("Wat u als laatste typte en nog niet had opgeslagen, is dan weg. De rest blijft bewaard."),
            "warn",
        )
        keep = BarAction(self.tr("Niet weggooien"), self._keep)
        self.bar.show_message(message, (keep, BarAction(self.tr("Weggooien en sluiten"), self._throw, "danger")), False)
        self.bar.buttons()[0].setFocus()

    def _keep(self) -> None:
        self.begin()

    def _throw(self) -> None:
        self._is_thrown = True
        self._states.clear()
        self.bar.dismiss()
        task = self._runner.run(lock_without_text, self._register, owner=self)
        task.succeeded.connect(self._done)
        task.failed.connect(self._failed)
