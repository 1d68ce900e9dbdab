"""One step of the assistant: a card with a form and two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import Problem
from ui.views.start import STEPS
from ui.widgets.basics import Button, Text
from ui.widgets.center_card import CenterCard
from ui.widgets.flow import Flow
from ui.widgets.form import Form
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import StepHeader


class Step(QWidget):
    """One step: a head, a form, a bar for refusals, and the two buttons."""

    next_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, number: int, title: str, intro: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = CenterCard(600)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)
        self.card.add(StepHeader(title, number, STEPS))
        self.card.add(Text(intro))
        self.form = Form()
        self.card.add(self.form)
        self.bar = MessageBar()
        self.card.add(self.bar)
        self.button = Button(verb, role="primary")
        self.button.clicked.connect(self.next_wanted)
        self.back = Button(self.tr("Vorige"))
        self.back.clicked.connect(self.back_wanted)
        self.buttons = Flow()
        self.buttons.add(self.button)
        self.buttons.add(self.back)
        self.card.add(self.buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def check(self, more: Callable[[], list[Problem]] = list) -> bool:
        """Show what is wrong; True when nothing is."""
        problems = self.form.check()
        known = {problem.field for problem in problems}
        problems += [problem for problem in more() if problem.field not in known]
        self.form.show_problems(problems)
        return not problems
