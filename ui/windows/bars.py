"""The bars between search field and page: examples, lock warning, messages with undo, half-typed forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import formatting
from ui import theme as look
from ui.dialogs.form_places import form_place
from ui.messages import Message
from ui.widgets.message_bar import BarAction, MessageBar

UNDO_MS = 10_000


class Bars(QWidget):
    """Each bar has one job, so that none hides another. Signals: ``form_wanted(form, subject)``."""

    form_wanted = Signal(str, str)

    def __init__(self, is_demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._half_typed: list[tuple[str, str]] = []
        self.demo, self.warning, self.notice, self.resume = (MessageBar() for _ in range(4))
        self._undo_timer = QTimer(self)
        self._undo_timer.setSingleShot(True)
        self._undo_timer.setInterval(UNDO_MS)
        self._undo_timer.timeout.connect(self.notice.dismiss)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.PAGE, 0, look.PAGE, look.MEDIUM if is_demo else look.TINY)
        layout.setSpacing(look.SMALL)
        for bar in (self.demo, self.warning, self.notice, self.resume):
            layout.addWidget(bar)
        if is_demo:
            text = self.tr("Voorbeeldgegevens: alle mensen zijn verzonnen. Dit register verdwijnt als u afsluit.")
            self.demo.show_message(Message(text, "", "warn"), closable=False)

    def say(self, message: Message, actions: Sequence[BarAction] = ()) -> None:
        """Say something until she closes it or something else is said."""
        self._undo_timer.stop()
        self.notice.show_message(message, actions)

    def offer_undo(self, text: str, call: Callable[[], None]) -> None:
        """Say what was done, with [Ongedaan maken] for ten seconds."""

        def undo() -> None:
            self.notice.dismiss()
            call()

        self.say(Message(text, "", "ok"), (BarAction(self.tr("Ongedaan maken"), undo),))
        self._undo_timer.start()

    def offer_forms(self, forms: Sequence[tuple[str, str]]) -> None:
        """Offer half-typed forms one after the other."""
        self._half_typed = list(forms)
        self._offer_next()

    def warn_of_lock(self, seconds: int) -> None:
        """Count down; the screen reader hears it once."""
        left = formatting.count_text(seconds, self.tr("seconde"), self.tr("seconden"))
        title = self.tr("Het register wordt over {tijd} vergrendeld.").format(tijd=left)
        text = self.tr("Beweeg de muis of druk op een toets om verder te werken.")
        if self.warning.isHidden():
            self.warning.show_message(Message(title, text, "warn"), closable=False)
        else:
            self.warning.title.setText(title)

    def _offer_next(self) -> None:
        if not self._half_typed:
            self.resume.dismiss()
            return
        title = self.tr("U was bezig met {wat}.").format(wat=form_place(self._half_typed[0][0]).text)
        text = self.tr("Wat u had getypt, is bewaard en staat ook op Vandaag.")
        self.resume.show_message(Message(title, text, "info"), (BarAction(self.tr("Verder gaan"), self._go_on),))

    def _go_on(self) -> None:
        form, subject = self._half_typed.pop(0)
        self.form_wanted.emit(form, subject)
        self._offer_next()
