"""One field of a form with everything around it: label, help, problem."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.errors import Problem
from ui import messages
from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Picture, Plain, Text, announce
from ui.widgets.field import Field


class FormRow(QWidget):
    """Label above, field, help below, and the problem in its place when there is one."""

    def __init__(
        self, label: str, field: Field, help_text: str, optional: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label_text = label
        self._help_text = help_text
        self._is_judged = False
        field.changed.connect(self._changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        shown = " ".join(part for part in (label, field.label_hint) if part)
        if optional:
            shown = self.tr("{naam} (niet verplicht)").format(naam=shown)
        self.label = Text(shown, "label")
        self.label.setBuddy(field.focus_widget())
        self.label.setVisible(bool(label))
        layout.addWidget(self.label)
        layout.addWidget(field)
        self.help = Text(help_text, "help")
        self.help.setVisible(bool(help_text))
        layout.addWidget(self.help)
        self._problem = Plain(vertical=False, spacing=6)
        self._problem.box.addWidget(Picture("circle-alert", "bad", 15), 0, Qt.AlignmentFlag.AlignTop)
        self.problem_text = Text("", "problem")
        self._problem.box.addWidget(self.problem_text, 1)
        self._problem.hide()
        layout.addWidget(self._problem)
        layout.addStretch(1)
        field.name(self.label_text, help_text)

    def show_problem(self, text: str) -> None:
        """Say what is wrong, in words below the field and to a screen reader; nothing takes it away."""
        before = self.problem_text.text()
        self._is_judged = True
        self.problem_text.setText(text)
        self._problem.setVisible(bool(text))
        self.field.set_invalid(bool(text))
        self.field.name(self.label_text, " ".join(part for part in (text, self._help_text) if part))
        if text and text != before and self.isVisible():
            announce(self.field.focus_widget(), text)

    def _changed(self) -> None:
        self._is_judged = False

    def own_problem(self, name: str, required: bool = False) -> Problem | None:
        """What the field itself finds wrong; an empty one only when ``required``."""
        fault = self.field.fault()
        if fault is not None:
            return Problem(name, *fault)
        if required and self.field.is_empty():
            return Problem(name, self.field.required_code)
        return None

    def check(self, name: str) -> None:
        """Show or take away the field's own problem (used when she leaves it).

        What was said on saving (required, or refused by the service) stays until she changes it.
        """
        if self.problem_text.text() and self._is_judged:
            return
        problem = self.own_problem(name)
        self.show_problem(messages.problem_text(problem) if problem else "")


class RowGroup(QWidget):
    """Fields beside each other; below each other when the form is too narrow for that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.MEDIUM)
        self._widgets: list[QWidget] = []
        theme().changed.connect(self._turn)

    def add(self, widget: QWidget, stretch: int) -> None:
        """Put a field at the right."""
        self._box.addWidget(widget, stretch)
        self._widgets.append(widget)

    def has_shown(self) -> bool:
        """Whether any of its fields is not hidden; without one it takes no room."""
        return any(not widget.isHidden() for widget in self._widgets)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose beside or below."""
        super().resizeEvent(event)
        self._turn()

    def minimumSizeHint(self) -> QSize:
        """The widest field alone: the group may always be turned."""
        hints = [widget.minimumSizeHint() for widget in self._widgets]
        width = max((hint.width() for hint in hints), default=0)
        return QSize(width, super().minimumSizeHint().height())

    def _turn(self) -> None:
        needed = sum(max(w.minimumSizeHint().width(), theme().px(120)) for w in self._widgets)
        needed += look.MEDIUM * (len(self._widgets) - 1)
        beside = self.width() >= needed
        self._box.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
