"""The blank screen of a lock: it writes what was half typed, closes the register, and says when that fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import logs
from app.errors import RegisterError
from ui import messages
from ui.messages import Message
from ui.tasks import TaskRunner
from ui.widgets.basics import Text
from ui.widgets.center_card import CenterCard
from ui.widgets.message_bar import BarAction, MessageBar

State = tuple[str, str, dict[str, Any]]
"""Form, subject and what stood in its fields."""

WORDS_AFTER_MS = 800


def keep_and_lock(register: Any, states: Sequence[State]) -> None:
    """On the worker, which may wait for a running act: the drafts first, then the lock."""
    from app.services import drafts, session

    if states:
        drafts.keep_all(register, states)
    session.lock(register)


def lock_without_text(register: Any) -> None:
    """She threw the text away: lock, and close even if the log takes no line any more."""
    from app.services import session

    session.lock(register, even_unlogged=True)


class LockingView(QWidget):
    """Blank. Keeps the half-typed text and the open register until both are safe, or she says otherwise.

    Signals: ``locked(has_kept)``; False when she threw the text away.
    """

    locked = Signal(bool)

    def __init__(self, register: Any, states: Sequence[State], runner: TaskRunner, parent: QWidget | None = None):
        super().__init__(parent)
        self._register, self._states, self._runner = register, list(states), runner
        self._is_thrown = False
        self._card = CenterCard(520)
        self._card.add_title("lock", self.tr("Vergrendelen"))
        self._words = Text(self.tr("Even geduld. Het register wordt afgesloten."))
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

    def begin(self) -> None:
        """Write and lock; the screen stays blank unless this takes long or fails."""
        self.bar.dismiss()
        self._timer.start()
        task = self._runner.run(keep_and_lock, self._register, self._states, owner=self)
        task.succeeded.connect(self._done)
        task.failed.connect(self._failed)

    def _done(self, _: object) -> None:
        self._timer.stop()
        self._states.clear()
        self._register = None
        self.locked.emit(not self._is_thrown)

    def _failed(self, error: Exception) -> None:
        self._timer.stop()
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
