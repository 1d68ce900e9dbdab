"""The controlecode: the one of now, and looking up one from a paper or from somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app import logs
from app.errors import Problem, RegisterError
from app.services import vault
from ui import formatting, messages
from ui.desk import Desk
from ui.messages import Message
from ui.widgets.basics import Button, Card, Text
from ui.widgets.fact_list import FactList
from ui.widgets.field import Fault, LineField
from ui.widgets.form import Form
from ui.widgets.message_bar import MessageBar


def look_up(register: Any, code: str) -> Any:
    """On the worker: the entry of a controlecode."""
    return vault.look_up_code(register, code)


class CodeField(LineField):
    """Ten signs, in any spelling; never kept as a draft."""

    keeps_draft = False

    def __init__(self) -> None:
        super().__init__(20)

    def fault(self) -> Fault | None:
        """What cannot be a controlecode."""
        text = self.value()
        return ("control_code", {}) if text and not vault.code_is_readable(text) else super().fault()


class CodeCard(Card):
    """The code of now with what it is for, and a field for one from before."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("CodeCard", "Bewijs voor anderen"), parent)
        self._desk = desk
        self._facts = FactList()
        self.add(self._facts)
        words = self.tr(
            "Deze code hoort bij het einde van het logboek. Hij staat op elk papier dat u verstrekt en in elke "
            "reservekopie. Geef hem af en toe door aan uw functionaris gegevensbescherming: wie de code van toen "
            "heeft, kan later zien dat niemand het logboek daarvoor heeft veranderd."
        )
        self.add(Text(words, "help"))
        self.form = Form()
        self.field = CodeField()
        self.form.add_row(
            self.tr("Code van een papier of van een ander"), self.field, self.tr("Tien tekens"), name="code"
        )
        self.button = Button(self.tr("Code opzoeken"), "search")
        self.button.clicked.connect(self.look_up)
        self.field.focus_widget().returnPressed.connect(self.look_up)  # type: ignore[attr-defined]
        self.bar = MessageBar()
        for widget in (self.form, self.button, self.bar):
            self.add(widget)

    def load(self) -> None:
        """The code of now."""
        if self._desk.register.is_open:
            status = vault.status(self._desk.register)
            self._facts.set_facts(
                [
                    (self.tr("Controlecode"), status.control_code),
                    (self.tr("Handelingen in het logboek"), formatting.number_text(status.entries)),
                ]
            )

    def look_up(self) -> None:
        """Look for the code in the log, on the worker."""
        row = self.form.rows["code"]
        code = self.field.value() or ""
        if not vault.code_is_readable(code):
            row.show_problem(messages.problem_text(Problem("code", "control_code")))
            self.field.focus_widget().setFocus()
            return
        row.show_problem("")
        text = self.tr("De code wordt opgezocht…")
        task = self._desk.runner.run(look_up, self._desk.register, code, owner=self, text=text, is_register_task=True)
        task.stopped.connect(self._desk.register.interrupt)
        task.succeeded.connect(self._tell)
        task.failed.connect(self._failed)

    def _tell(self, found: Any) -> None:
        self.bar.show_message(code_message(found), closable=False)
        self.load()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, RegisterError):
            self.bar.show_message(messages.message_for(error))
        else:
            self.bar.show_message(messages.unexpected(logs.mistake(error)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("CodeCard", text)


def code_message(found: Any) -> Message:
    """Where the code stands in the log, and what that proves."""
    if found is None:
        why = _tr("Kijk of u de code goed heeft overgetypt. Klopt hij wel? Dan is het logboek sinds die code veranderd "
                  "of teruggezet. Vertel het uw functionaris gegevensbescherming.")  # fmt: skip
        return Message(_tr("Deze code staat niet in het logboek."), why, "bad")
    moment = formatting.moment_text(datetime.fromisoformat(found.at))
    title = _tr("De code hoort bij handeling {seq} van {moment}.").format(
        seq=formatting.number_text(found.seq), moment=moment
    )
    if found.is_whole:
        return Message(title, _tr("Alles in het logboek tot en met die handeling is zoals het was."), "ok")
    return Message(title, _tr("Maar het logboek daarvoor sluit niet aan. Kies Register controleren."), "bad")
