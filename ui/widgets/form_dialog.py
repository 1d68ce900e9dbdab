"""A short form over a page, and a long form as a page with a side column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from app.errors import Problem, RegisterError
from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Card, Plain, Rule, ScrollPane, Text
from ui.widgets.form import Form
from ui.widgets.form_flow import FormFlow, Hooks
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.reading_order import InReadingOrder


class FormDialog(InReadingOrder, QDialog):
    """Base of every dialog that saves something.

    A subclass adds rows to ``self.form`` in its constructor and overrides :meth:`command`; where
    needed also :meth:`problems` and :meth:`ways_out`. Show it with ``open()`` (sheet-modal), never
    with ``exec()``. ``save`` is the service call; a refusal keeps the dialog and all its text.

    Signals: ``saved(result)`` after which the dialog has closed. Esc and the close button ask
    first when something was typed.
    """

    saved = Signal(object)

    def __init__(
        self,
        title: str,
        verb: str,
        save: Callable[[Any], Any],
        intro: str = "",
        labels: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        hooks = Hooks(self.command, save, self.problems, self.ways_out, labels)
        self.flow = FormFlow(verb, hooks)
        pane = ScrollPane((look.PAGE - 4, look.PAGE - 6, look.PAGE - 4, look.PAGE - 6))
        self._pane = pane
        self.heading = Text(title, "heading")
        pane.pane.box.addWidget(self.heading)
        if intro:
            pane.pane.box.addWidget(Text(intro, "facts"))
        pane.pane.box.addWidget(self.flow)
        pane.pane.box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane, 1)
        layout.addWidget(self._foot())
        pane.pane.installEventFilter(self)
        self.flow.saved.connect(self._saved)
        self.flow.cancelled.connect(lambda: self.done(QDialog.DialogCode.Rejected))

    def _foot(self) -> QWidget:
        """The buttons stay in sight when the form is higher than the screen."""
        self.foot = Plain(spacing=look.SMALL)
        self.foot.box.setContentsMargins(look.PAGE - 4, 0, look.PAGE - 4, look.PAGE - 8)
        self.foot.box.addWidget(Rule())
        self.foot.box.addWidget(self.flow.take_buttons())
        return self.foot

    @property
    def form(self) -> Form:
        """The rows."""
        return self.flow.form

    @property
    def bar(self) -> MessageBar:
        """Where refusals are said."""
        return self.flow.bar

    def command(self) -> Any:
        """What is handed to ``save``; called when nothing is wrong."""
        raise NotImplementedError

    def problems(self) -> list[Problem]:
        """What is wrong between fields."""
        return []

    def ways_out(self, error: RegisterError) -> Sequence[BarAction]:
        """The buttons beside a refusal."""
        return []

    def set_busy(self, busy: bool) -> None:
        """While a task saves."""
        self.flow.set_busy(busy)

    def sizeHint(self) -> QSize:
        """As wide as a form, as high as its content, never larger than the screen."""
        content = self._pane.pane
        width = theme().px(600)
        height = sum(
            part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
            for part in (content, self.foot)
        )
        room = self.screen().availableGeometry()
        return QSize(min(width, room.width() - 60), min(max(height, 120) + 8, room.height() - 80))

    def showEvent(self, event: QShowEvent) -> None:
        """Start in the first field."""
        super().showEvent(event)
        self._grow()
        first = self.form.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc asks, Enter in a field of one line saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.flow.cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.flow.submit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with what appears in the form (problems, rows), never beyond the screen."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return super().eventFilter(watched, event)

    def _grow(self) -> None:
        wanted = self.sizeHint().expandedTo(self.size())
        if wanted == self.size():
            return
        self.resize(wanted)
        room = self.screen().availableGeometry()
        frame = self.frameGeometry()
        if frame.bottom() > room.bottom():
            self.move(frame.left(), max(room.top(), room.bottom() - frame.height()))

    def reject(self) -> None:
        """Esc and the window's own close button come here."""
        self.flow.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before anything typed is lost."""
        if self.form.is_dirty():
            event.ignore()
            self.flow.cancel()
        else:
            super().closeEvent(event)

    def _saved(self, result: object) -> None:
        self.done(QDialog.DialogCode.Accepted)
        self.saved.emit(result)


class FormPage(QWidget):
    """A long form as a page: title, one line of facts, the form in a card, a column beside it.

    Made with ready :class:`Hooks`. ``side`` is the layout of the column; it moves below the form
    when the page is narrow. Signals as :class:`FormFlow` (``page.flow``).
    """

    def __init__(
        self, title: str, facts: str, verb: str, hooks: Hooks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.flow = FormFlow(verb, hooks)
        pane = ScrollPane((look.PAGE, look.MEDIUM, look.PAGE, look.PAGE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
        self.title, self.facts = Text(title, "title"), Text(facts, "facts")
        head = Plain(spacing=2)
        head.box.addWidget(self.title)
        head.box.addWidget(self.facts)
        pane.pane.box.addWidget(head)
        self.columns = Plain(vertical=False, spacing=look.LARGE - 2)
        self.card = Card()
        self.card.body.setContentsMargins(look.LARGE + 4, look.LARGE, look.LARGE + 4, look.LARGE)
        self.card.add(self.flow)
        left = Plain(vertical=False)  # a box of its own: a fixed width is not seen by a vertical one
        left.box.addWidget(self.card)
        left.box.addStretch(1)
        self.columns.box.addWidget(left, 0)
        self._side = Plain(spacing=look.MEDIUM)
        self.side = self._side.box
        self._side.hide()
        self.columns.box.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        self.columns.box.addStretch(1)
        pane.pane.box.addWidget(self.columns)
        pane.pane.box.addStretch(1)
        self._pane = pane
        pane.viewport().installEventFilter(self)
        theme().changed.connect(self._arrange)
        self._arrange()

    @property
    def form(self) -> Form:
        """The rows."""
        return self.flow.form

    def add_side(self, widget: QWidget) -> None:
        """Put a card in the column beside the form."""
        self.side.addWidget(widget)
        self._side.show()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or below."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The scroll bar takes room too."""
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        room = self._pane.viewport().width() - 2 * look.PAGE
        wanted, side = theme().px(look.FORM_WIDTH - 50), theme().px(280)
        beside = not self._side.isHidden() and room >= theme().px(520) + side + look.LARGE
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self.columns.box.direction() != direction:
            self.columns.box.setDirection(direction)
        width = min(wanted, room - side - look.LARGE) if beside else min(wanted, room)
        self.card.setFixedWidth(max(width, 240))
        self._side.setFixedWidth(side if beside else max(width, 240))
