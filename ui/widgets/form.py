"""The form: rows, sections, problems, what stands in it, and its draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.errors import Problem, RegisterError
from ui import messages
from ui import theme as look
from ui.messages import Message
from ui.theme import theme
from ui.widgets.basics import Link, Picture, Plain, Rule, Text, announce, discard
from ui.widgets.field import Field, Json
from ui.widgets.form_row import FormRow, RowGroup
from ui.widgets.kept_field import KeptField
from ui.widgets.message_bar import BarAction, MessageBar

DRAFT_AFTER_MS = 2000

State = dict[str, Json]


@dataclass(frozen=True)
class Drafts:
    """Where a form keeps what is half typed: three functions of the register, injected.

    ``load()`` gives the stored fields or None; ``save(fields)`` stores them (a RegisterError is
    tried again later); ``discard()`` takes them away.
    """

    load: Callable[[], State | None]
    save: Callable[[State], None]
    discard: Callable[[], None]


class ProblemSummary(QFrame):
    """The list above the form: what is still to be mended, each a link to its field."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "bar-bad")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.MEDIUM, look.MEDIUM - 3, look.MEDIUM, look.MEDIUM - 3)
        layout.setSpacing(2)
        head = Plain(vertical=False)
        head.box.addWidget(Picture("circle-alert", "bad"))
        self.title = Text("", "strong")
        head.box.addWidget(self.title, 1)
        layout.addWidget(head)
        self._list = Plain(spacing=0)
        layout.addWidget(self._list)
        self.hide()

    def show_items(self, items: Sequence[tuple[str, str]]) -> None:
        """Show (field, sentence) pairs and take the focus; nothing hides the list."""
        for old in self.links():
            discard(old)
        self.setVisible(bool(items))
        if not items:
            return
        title = messages.summary_title(len(items))
        self.title.setText(title)
        for name, text in items:
            link = Link(text)
            link.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._list.box.addWidget(link)
            link.show()  # not at the next turn of the loop: Tab goes there now
        self.setAccessibleName(" ".join([title, *(text for _, text in items)]))
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.accessibleName())

    def links(self) -> list[Link]:
        """The links now shown."""
        return self._list.findChildren(Link)


class Form(QWidget):
    """Fields in one column of at most 760 pixels; the same in a page and in a dialog.

    Problems are shown when she leaves a field and when she saves, never while she types.
    Signals: ``changed`` at each change in any field.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, FormRow] = {}
        self._required: set[str] = set()
        self._sections = 0
        self._group: RowGroup | None = None
        self._clean: State = {}
        self._drafts: Drafts | None = None
        self._discard_waits = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.MEDIUM)
        self.draft_bar = MessageBar()
        self.summary = ProblemSummary()
        self.summary.chosen.connect(self.go_to)
        self._layout.addWidget(self.draft_bar)
        self._layout.addWidget(self.summary)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_AFTER_MS)
        self._timer.timeout.connect(self.keep_draft)
        self._limit_width()
        theme().changed.connect(self._limit_width)

    # -- building ---------------------------------------------------------------------------

    def add_row(  # noqa: PLR0913 (one call that sets everything is the point of the kit)
        self,
        label: str,
        field: Field,
        help_text: str = "",
        *,
        name: str,
        optional: bool = False,
        required: bool = False,
        beside: bool = False,
        stretch: int = 1,
    ) -> FormRow:
        """Add a field with its label, buddy, accessible name, help and place for a problem.

        ``name`` is the attribute of the command, as ``Problem.field`` names it. ``optional`` only
        says so in the label; ``required`` refuses an empty field on saving. ``beside`` puts it to
        the right of the row before, ``stretch`` divides the width.
        """
        row = FormRow(label, field, help_text, optional)
        if not beside or self._group is None:
            self._group = RowGroup()
            self._layout.addWidget(self._group)
        self._group.add(row, stretch)
        self.rows[name] = row
        if required:
            self._required.add(name)
        field.setObjectName(name)
        field.changed.connect(self._changed)
        field.left.connect(lambda: row.check(name))
        field.refused.connect(lambda code, params: self._show_refused(name, code, params))
        self._clean[name] = field.raw()
        return row

    def keep(self, name: str, value: Json = None) -> None:
        """A value that nobody sees or types, in the draft with the rest: the id of a new record.

        With it in the draft, what comes back after a kill is saved under the same id, and so never twice.
        """
        self.add_row("", KeptField(value), name=name)
        self.set_row_visible(name, False)

    def add_section(self, title: str, numbered: bool = True) -> Text:
        """Start a part with a line and a title (numbered 1, 2, 3)."""
        if self._sections:
            self._layout.addWidget(Rule())
        self._sections += 1
        heading = Text(f"{self._sections}  {title}" if numbered else title, "heading")
        self._layout.addWidget(heading)
        self._group = None
        return heading

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field (the gate, a sentence, a button)."""
        self._layout.addWidget(widget)
        self._group = None

    def field(self, name: str) -> Field:
        """The field of this name."""
        return self.rows[name].field

    def set_row_visible(self, name: str, visible: bool) -> None:
        """Show or hide a row; a hidden one keeps what stands in it and is not checked."""
        row = self.rows[name]
        row.setVisible(visible)
        group = row.parentWidget()
        if isinstance(group, RowGroup):
            group.setVisible(group.has_shown())

    # -- values -----------------------------------------------------------------------------

    def value(self, name: str) -> Any:
        """The typed value of one field."""
        return self.field(name).value()

    def values(self) -> dict[str, Any]:
        """The typed values of all fields."""
        return {name: row.field.value() for name, row in self.rows.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show stored values and call that clean; names without a field are ignored."""
        for name, value in values.items():
            if name in self.rows:
                self.field(name).set_value(value)
        self.mark_clean()

    def raw_state(self) -> State:
        """What stands in every field, right or wrong, as plain JSON; passphrases never."""
        return {name: row.field.raw() for name, row in self.rows.items() if row.field.keeps_draft}

    def restore(self, state: State) -> None:
        """Put back what :meth:`raw_state` gave; unknown or strange entries are ignored."""
        for name, raw in state.items():
            if name in self.rows and self.field(name).keeps_draft:
                self.field(name).restore(raw)

    def mark_clean(self) -> None:
        """What stands here now is what is stored; a draft that was planned is not needed."""
        self._clean = self.raw_state()
        self._timer.stop()

    def is_dirty(self) -> bool:
        """Whether anything differs from what is stored."""
        state = self.raw_state()
        return any(state[name] != self._clean.get(name) for name in state)

    # -- problems ---------------------------------------------------------------------------

    def check(self) -> list[Problem]:
        """What the fields themselves find wrong, in reading order; hidden rows are skipped."""
        found = (
            row.own_problem(name, name in self._required)
            for name, row in self.rows.items()
            if not row.isHidden()
        )
        return [problem for problem in found if problem is not None]

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Say each problem at its field, and all of them above the form with the focus there."""
        by_name: dict[str, str] = {}
        for problem in problems:
            by_name.setdefault(problem.field, messages.problem_text(problem))
        for name, row in self.rows.items():
            row.show_problem(by_name.get(name, ""))
        known = [name for name in self.rows if name in by_name]
        others = [name for name in by_name if name not in self.rows]
        self.summary.show_items([(name, self._summary_text(name, by_name[name])) for name in known + others])

    def clear_problems(self) -> None:
        """Take every problem away."""
        self.show_problems([])

    def go_to(self, name: str) -> None:
        """Put the focus in a field (from the list above the form)."""
        if name in self.rows:
            self.field(name).focus_widget().setFocus(Qt.FocusReason.OtherFocusReason)

    def first_field(self) -> QWidget | None:
        """What has the focus when the form opens."""
        return next((row.field.focus_widget() for row in self.rows.values() if not row.isHidden()), None)

    # -- drafts -----------------------------------------------------------------------------

    def attach_drafts(self, drafts: Drafts) -> None:
        """Keep a draft from now on, and put back the one that is there with a bar that says so."""
        self._drafts = drafts
        try:
            state = drafts.load()
        except RegisterError:
            return
        if not state:
            return
        self.restore(state)
        self._timer.stop()
        message = Message(
            self.tr("Concept hersteld"), self.tr("Dit had u getypt en nog niet opgeslagen."), "info"
        )
        self.draft_bar.show_message(
            message, [BarAction(self.tr("Weggooien"), self._throw_away)], closable=True
        )

    @property
    def drafts(self) -> Drafts | None:
        """Where its draft is kept; None for a form that keeps none."""
        return self._drafts

    def keep_draft(self) -> None:
        """Store the draft now; tried again later when the register is busy or refuses."""
        if self._drafts is None or (not self.is_dirty() and not self._discard_waits):
            return
        try:
            if self._discard_waits:
                self._drafts.discard()
                self._discard_waits = False
            if self.is_dirty():
                self._drafts.save(self.raw_state())
        except RegisterError:
            self._timer.start()

    def discard_draft(self) -> None:
        """Take the stored draft away (after saving, or because she says so)."""
        self._timer.stop()
        self.draft_bar.hide()
        if self._drafts is not None:
            try:
                self._drafts.discard()
            except RegisterError:
                self._discard_waits = True
                self._timer.start()

    def _throw_away(self) -> None:
        self.restore(self._clean)
        self.clear_problems()
        self.discard_draft()
        first = self.first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside -----------------------------------------------------------------------------

    def _changed(self) -> None:
        if self._drafts is not None:
            self._timer.start()
        self.changed.emit()

    def _show_refused(self, name: str, code: str, params: dict[str, Any]) -> None:
        self.rows[name].show_problem(messages.problem_text(Problem(name, code, params)))

    def _summary_text(self, name: str, text: str) -> str:
        label = self.rows[name].label_text if name in self.rows else ""
        if not label:
            return text
        return f"{label} {text}" if label.endswith("?") else f"{label}: {text[:1].lower()}{text[1:]}"

    def _limit_width(self) -> None:
        self.setMaximumWidth(theme().px(look.FORM_WIDTH))
