"""A lost passphrase, told honestly, and the way back with the recovery sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import logs
from app.errors import Problem, RegisterError, SheetRefused
from ui import formatting, messages
from ui.messages import Message
from ui.tasks import TaskRunner
from ui.views.assistant import measure, passphrase_problems
from ui.widgets.basics import Button, Text, bring_in_sight
from ui.widgets.center_card import CenterCard
from ui.widgets.field import Fault, LineField
from ui.widgets.flow import Flow
from ui.widgets.form import Form
from ui.widgets.message_bar import MessageBar
from ui.widgets.passphrase_field import PassphraseField

LINES = 7
PATIENCE_MS = 300_000
"""A register opened with the sheet closes again when no new passphrase comes."""


def begin_recovery(folder: Path, lines: Sequence[str]) -> Any:
    """On the worker: open with the sheet; nothing is changed yet."""
    from app.services import vault

    return vault.begin_recovery(folder, lines)


def finish_recovery(found: Any, passphrase: str) -> Any:
    """On the worker: the new passphrase."""
    from app.services import vault

    return vault.finish_recovery(found, passphrase)


class SheetLine(LineField):
    """One line of the sheet: its check sign tells a slip when she leaves it. Never kept as a draft."""

    keeps_draft = False

    def __init__(self, number: int) -> None:
        super().__init__(40)
        self._number = number

    def fault(self) -> Fault | None:
        """A line that cannot stand on any sheet at this place."""
        from app.services import vault

        text = self.value()
        if text and not vault.sheet_line_is_right(text, self._number):
            return "sheet_line", {}
        return super().fault()


class ForgottenView(QWidget):
    """Signals: ``opened(register)``, ``cancelled()``."""

    opened = Signal(object)
    cancelled = Signal()

    def __init__(self, folder: Path, runner: TaskRunner) -> None:
        super().__init__()
        self._folder, self._runner, self._is_busy = folder, runner, False
        self._found: Any = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self.cancel)
        card = CenterCard(640)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        card.add_title("key-round", self.tr("Wachtwoordzin vergeten"))
        self.words = Text(self._honest_words())
        card.add(self.words)
        self.bar = MessageBar()
        card.add(self.bar)
        self.sheet = Form()
        for number in range(1, LINES + 1):
            label = self.tr("Regel {nummer}").format(nummer=number)
            self.sheet.add_row(label, SheetLine(number), name=f"line_{number}", required=True)
        card.add(self.sheet)
        self.secret = Form()
        self.secret.add_row(
            self.tr("Nieuwe wachtwoordzin"), PassphraseField(measure), name="passphrase", required=True
        )
        self.secret.add_row(self.tr("Nog een keer"), PassphraseField(), name="again", required=True)
        self.secret.hide()
        card.add(self.secret)
        self.button = Button(self.tr("Openen met het herstelblad"), role="primary")
        self.button.clicked.connect(self.go_on)
        cancel = Button(self.tr("Annuleren"), role="quiet")
        cancel.clicked.connect(self.cancel)
        line = Flow()
        line.add(self.button)
        line.add(cancel)
        card.add(line)

    def begin(self) -> None:
        """The cursor stands in the first line."""
        first = self.sheet.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            super().keyPressEvent(event)

    def go_on(self) -> None:
        """Open with the sheet, or save the new passphrase."""
        if self._is_busy:
            return
        if self._found is None:
            self._open()
        else:
            self._save()

    def cancel(self) -> None:
        """Close again; nothing was changed."""
        if self._is_busy:
            return
        self.let_go()
        self.cancelled.emit()

    def let_go(self) -> None:
        """Close a register that was opened with the sheet and not finished."""
        found, self._found = self._found, None
        if found is not None:
            found.cancel()

    # -- inside -----------------------------------------------------------------------------

    def _honest_words(self) -> str:
        return self.tr(
            "Niemand kan uw wachtwoordzin opzoeken of opnieuw instellen, ook de makers van dit programma niet. "
            "Uw organisatie bewaart een verzegeld herstelblad. Typ de zeven regels over; daarna kiest u een nieuwe "
            "zin. Is er geen herstelblad en kent ook een waarnemer geen wachtwoordzin, dan kan niemand de gegevens "
            "nog lezen. Zoek dan eerst verder naar de zin; er gaat niets verloren."
        )

    def _open(self) -> None:
        problems = self.sheet.check()
        self.sheet.show_problems(problems)
        if problems:
            return
        lines = [self.sheet.value(f"line_{number}") for number in range(1, LINES + 1)]
        self._start(begin_recovery, self._folder, lines, self._opened)

    def _save(self) -> None:
        problems = self.secret.check()
        known = {problem.field for problem in problems}
        more = passphrase_problems(self.secret.value("passphrase"), self.secret.value("again"))
        problems += [problem for problem in more if problem.field not in known]
        self.secret.show_problems(problems)
        if not problems:
            self._start(finish_recovery, self._found, self.secret.value("passphrase"), self._finished)

    def _start(self, work: Any, first: Any, second: Any, then: Any) -> None:
        self._is_busy = True
        self.bar.show_message(Message(self.tr("Even geduld. Dit duurt een paar tellen."), "", "info"), closable=False)
        task = self._runner.run(work, first, second, owner=self, is_register_task=True)
        task.succeeded.connect(then)
        task.failed.connect(self._failed)
        task.finished.connect(self._ended)

    def _opened(self, found: Any) -> None:
        self._found = found
        self._patience.start()
        self.sheet.set_values({f"line_{number}": None for number in range(1, LINES + 1)})
        self.sheet.hide()
        clients = formatting.count_text(found.counts.get("client", 0), self.tr("cliënt"), self.tr("cliënten"))
        moments = formatting.count_text(
            found.counts.get("contact_moment", 0), self.tr("contactmoment"), self.tr("contactmomenten")
        )
        words = self.tr("Er staan {clienten} en {momenten} in. Kies nu een nieuwe wachtwoordzin.")
        text = words.format(clienten=clients, momenten=moments)
        self.bar.show_message(Message(self.tr("Het register is open en heel."), text, "ok"), closable=False)
        self.words.hide()
        self.secret.show()
        self.button.set_words(self.tr("Nieuwe wachtwoordzin opslaan"))
        first = self.secret.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finished(self, register: Any) -> None:
        self._found = None
        self.opened.emit(register)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, SheetRefused) and error.params.get("line"):
            name = f"line_{error.params['line']}"
            self.sheet.show_problems([Problem(name, "sheet_line")])
        if isinstance(error, RegisterError):
            self.bar.show_message(messages.message_for(error))
        else:
            self.bar.show_message(messages.unexpected(logs.mistake(error)))
        bring_in_sight(self.bar)

    def _ended(self) -> None:
        self._is_busy = False
