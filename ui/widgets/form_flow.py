"""Saving a form: check, build the command, hand it over, and stay put when that is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Cancelled, InvalidInput, Problem, RegisterError
from ui import messages
from ui import theme as look
from ui.messages import Message
from ui.widgets.basics import Button, announce
from ui.widgets.flow import Flow
from ui.widgets.form import Form
from ui.widgets.message_bar import BarAction, MessageBar


def _nothing() -> list[Problem]:
    return []


def _no_actions(_: RegisterError) -> list[BarAction]:
    return []


@dataclass(frozen=True)
class Hooks:
    """What a form does beyond its fields.

    ``command()`` builds what is saved (called only when nothing is wrong); ``save(command)`` is the
    service call and gives what ``saved`` carries; ``problems()`` checks fields against each other;
    ``actions(error)`` gives the buttons beside a refusal; ``labels`` the words for its codes.
    """

    command: Callable[[], Any]
    save: Callable[[Any], Any]
    problems: Callable[[], list[Problem]] = _nothing
    actions: Callable[[RegisterError], Sequence[BarAction]] = _no_actions
    labels: Mapping[str, str] | None = None


class FormFlow(QWidget):
    """Message bar, form and buttons. Used by :class:`FormDialog` and :class:`FormPage`.

    Everything typed stays, whatever the service answers. Signals: ``saved(result)``,
    ``cancelled()``. Ctrl+S saves; the save button is never disabled except while saving.
    """

    saved = Signal(object)
    cancelled = Signal()

    def __init__(self, verb: str, hooks: Hooks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hooks = hooks
        self._busy = False
        self.form = Form()
        self.bar = MessageBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.MEDIUM)
        line = QHBoxLayout()  # a vertical box would ask the height at a width the form never has
        line.addWidget(self.form, 1000)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        self.save_button = Button(verb, role="primary")
        self.save_button.clicked.connect(self.submit)
        self.cancel_button = Button(self.tr("Annuleren"), role="quiet")
        self.cancel_button.clicked.connect(self.cancel)
        self._buttons = Flow()
        self._buttons.add(self.save_button)
        self._extra: list[Button] = []
        self._buttons.add(self.cancel_button)
        layout.addWidget(self._buttons)
        self._shortcut = QShortcut(QKeySequence.StandardKey.Save, self)
        self._shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._shortcut.activated.connect(self.submit)

    def add_button(self, text: str, call: Callable[[], None]) -> Button:
        """One more outlined button, between the verb and Annuleren."""
        button = Button(text)
        button.clicked.connect(lambda _=False: call())
        self._extra.append(button)
        self._buttons.flow.removeWidget(self.cancel_button)
        self._buttons.add(button)
        self._buttons.add(self.cancel_button)
        QWidget.setTabOrder(button, self.cancel_button)
        return button

    def take_buttons(self) -> QWidget:
        """The row of buttons, for a dialog that keeps it in sight below the form; Ctrl+S works there too."""
        self._shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        return self._buttons

    def submit(self, _: bool = False, save: Callable[[Any], Any] | None = None) -> bool:
        """Check and save; True when it was saved. ``save`` replaces the usual service call once."""
        if self._busy:
            return False
        problems = self.form.check()
        known = {problem.field for problem in problems}
        problems += [problem for problem in self.hooks.problems() if problem.field not in known]
        self.form.show_problems(problems)
        if problems:
            return False
        self.bar.dismiss()
        self.set_busy(True)
        try:
            result = (save or self.hooks.save)(self.hooks.command())
        except RegisterError as error:
            self.set_busy(False)
            self.show_error(error)
            return False
        finally:
            self.set_busy(False)
        self.form.mark_clean()
        self.form.discard_draft()
        announce(self, self.tr("Opgeslagen"))
        self.saved.emit(result)
        return True

    def show_error(self, error: RegisterError) -> None:
        """Say a refusal: fields at their place, anything else in the bar with its buttons."""
        if isinstance(error, Cancelled):
            return
        if isinstance(error, InvalidInput) and error.problems:
            self.form.show_problems(error.problems)
            return
        message = messages.message_for(error, self.hooks.labels)
        self.bar.show_message(message, self.hooks.actions(error))
        self.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, busy: bool) -> None:
        """While saving: the words say so and nothing can be pressed twice."""
        self._busy = busy
        for button in (self.save_button, *self._extra):
            button.setEnabled(not busy)
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)

    def cancel(self) -> None:
        """Leave; asks first when something was typed (in the bar, not in another window)."""
        if not self.form.is_dirty():
            self._leave()
            return
        message = Message(
            self.tr("U heeft iets ingevuld dat nog niet is opgeslagen."),
            self.tr("Wilt u weggaan zonder op te slaan?"),
        )
        stay = BarAction(self.tr("Verder met invullen"), self._stay)
        self.bar.show_message(message, [stay, BarAction(self.tr("Niet opslaan"), self._leave, "danger")])
        self.bar.buttons()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _stay(self) -> None:
        self.bar.dismiss()
        first = self.form.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.form.mark_clean()
        self.form.discard_draft()
        self.cancelled.emit()


class ButtonRow(QWidget):
    """Buttons in a line, left aligned."""

    def __init__(self, *buttons: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.SMALL)
        for button in buttons:
            layout.addWidget(button)
        layout.addStretch(1)
