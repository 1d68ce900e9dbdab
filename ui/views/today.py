"""*Vandaag*: what asks for attention, what runs, what was not finished."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.errors import RegisterError
from app.model.today import Bucket
from app.model.today import TodayPage as Found
from app.services import clients, contact_moments, drafts, start, today
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.put_off import PutOffDialog
from ui.messages import Message
from ui.theme import ChipKind, theme
from ui.views.backing_up import reminder_text
from ui.views.today_lines import Line, line_of
from ui.views.today_side import BackupCard, LatestCard, RehearsalCard, RunningCard, UnfinishedCard
from ui.widgets.basics import Button, Card, EmptyState, Plain, Rule, ScrollPane, Text
from ui.widgets.message_bar import MessageBar
from ui.widgets.page_head import PageHead
from ui.widgets.panels import Chip

FIRST_LINES, MORE_LINES = 12, 40
SIDE_WIDTH = 360
BESIDE_FROM = 900


class ChipColumn(Plain):
    """The chip of a line, as wide in every line."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(vertical=False, parent=parent)
        self.box.addWidget(Chip(line.chip, line.kind), 0, Qt.AlignmentFlag.AlignVCenter)
        self.box.addStretch(1)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(theme().px(140))


class TodayLine(QWidget):
    """Chip, sentence, buttons. Signals: ``open_wanted()``, ``done_wanted()``, ``later_wanted()``."""

    open_wanted = Signal()
    done_wanted = Signal()
    later_wanted = Signal()

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(look.MEDIUM)
        layout.addWidget(ChipColumn(line))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(line.sentence))
        words.addWidget(Text(line.who, "help"))
        layout.addLayout(words, 1)
        layout.addWidget(self._button(line.button, "outlined", self.open_wanted))
        if line.is_step:
            layout.addWidget(self._button(self.tr("Gedaan"), "quiet", self.done_wanted))
            layout.addWidget(self._button(self.tr("Later"), "quiet", self.later_wanted))

    def _button(self, words: str, role: str, signal: object) -> Button:
        button = Button(words, role="outlined" if role == "outlined" else "quiet")
        button.setAccessibleName(f"{words}: {self.line.sentence}, {self.line.who}")
        button.clicked.connect(signal)
        return button


class BucketCard(Card):
    """The lines under one head, a dozen at a time."""

    def __init__(self, title: str, lines: list[Line], kind: ChipKind, page: TodayPage) -> None:
        super().__init__(title)
        self._lines, self._page, self._shown = lines, page, 0
        self.head.insertWidget(1, Chip(str(len(lines)), kind))
        self._list = Plain(spacing=2)
        self.add(self._list)
        self._more = Button(self.tr("Meer tonen"), "chevron-down", role="quiet")
        self._more.clicked.connect(lambda _=False: self._show(MORE_LINES))
        self.add(self._more)
        self._show(FIRST_LINES)

    def _show(self, count: int) -> None:
        for line in self._lines[self._shown : self._shown + count]:
            if self._list.box.count():
                self._list.box.addWidget(Rule())
            widget = TodayLine(line)
            widget.open_wanted.connect(partial(self._page.open_line, line))
            widget.done_wanted.connect(partial(self._page.finish, line))
            widget.later_wanted.connect(partial(self._page.put_off, line))
            self._list.box.addWidget(widget)
        self._shown = min(len(self._lines), self._shown + count)
        left = len(self._lines) - self._shown
        self._more.setVisible(left > 0)
        self._more.set_words(self.tr("Nog {aantal} tonen").format(aantal=formatting.number_text(left)))


class TodayPage(QWidget):
    """The first page after unlocking; late and today make the badge of the side bar."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.head = PageHead(self.tr("Vandaag"))
        self.bar = MessageBar()
        self.left, self.right = Plain(spacing=look.MEDIUM), Plain(spacing=look.MEDIUM)
        self.left.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._columns = Plain(vertical=False, spacing=look.LARGE - 2)
        self._columns.box.addWidget(self.left, 1, Qt.AlignmentFlag.AlignTop)
        self._columns.box.addWidget(self.right, 0, Qt.AlignmentFlag.AlignTop)
        pane = ScrollPane((look.PAGE, look.TINY, look.PAGE, look.PAGE))
        for widget in (self.head, self.bar, self._columns):
            pane.pane.box.addWidget(widget)
        pane.pane.box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
        self._pane = pane
        theme().changed.connect(self._arrange)

    def load(self) -> None:
        """Read everything and draw the page again; the place on the page stays."""
        found = today.page(self._desk.register)
        place = self._pane.verticalScrollBar().value()
        running = formatting.count_text(found.running, self.tr("lopend traject"), self.tr("lopende trajecten"))
        self.head.set_words(self.tr("Vandaag"), f"{_capital(formatting.long_date(found.day))} · {running}")
        self._fill_left(found)
        self._fill_right(found)
        self._arrange()
        self._pane.verticalScrollBar().setValue(place)
        self._desk.show_count("today", len(found.of(Bucket.LATE)) + len(found.of(Bucket.TODAY)))

    def reload(self, tables: frozenset[str]) -> None:
        """Anything may change what today asks."""
        self.load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or below."""
        super().resizeEvent(event)
        self._arrange()

    # -- acts -------------------------------------------------------------------------------

    def open_line(self, line: Line) -> None:
        """Go where the line is settled."""
        self._desk.show_client(line.item.client_id, line.tab, line.item.object_id)
        if line.act:
            self._desk.perform(line.act)

    def finish(self, line: Line) -> None:
        """The step is done; for ten seconds that can be taken back."""
        step_id = line.item.object_id
        try:
            saved = contact_moments.finish_step(self._desk.register, step_id, line.item.revision)
        except RegisterError as error:
            self._refused(error)
            return
        self._desk.saved(saved, self.tr("Stap afgerond"))
        self._desk.offer_undo(self.tr("Stap afgerond: {stap}").format(stap=line.sentence), partial(self._undo, step_id))

    def put_off(self, line: Line) -> None:
        """Choose a later date for a step."""
        dialog = PutOffDialog(self._desk, line.item.object_id, line.item.revision, line.sentence, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(lambda saved: self._desk.saved(saved, self.tr("Datum gewijzigd")))
        dialog.open()

    def _undo(self, step_id: str) -> None:
        try:
            step = contact_moments.step(self._desk.register, step_id)
            saved = contact_moments.reopen_step(self._desk.register, step_id, step.revision)
        except RegisterError as error:
            self._refused(error)
            return
        self._desk.saved(saved, self.tr("Ongedaan gemaakt"))

    def _refused(self, error: RegisterError) -> None:
        self.bar.show_message(messages.message_for(error))

    # -- drawing ----------------------------------------------------------------------------

    def _fill_left(self, found: Found) -> None:
        _empty(self.left)
        if not self._desk.register.is_demo:
            ask = reminder_text(start.last_proved(self._desk.register.folder)[1])
            if ask:
                self.left.box.addWidget(BackupCard(ask, self._desk))
            elif start.wants_rehearsal(self._desk.register.folder):
                self.left.box.addWidget(RehearsalCard(self._desk))
        kept = drafts.all_of_them(self._desk.register)
        if kept:
            card = UnfinishedCard(kept, self._desk)
            card.discard_wanted.connect(self._discard)
            self.left.box.addWidget(card)
        heads: tuple[tuple[Bucket, str, ChipKind], ...] = (
            (Bucket.LATE, self.tr("Te laat"), "bad"),
            (Bucket.TODAY, self.tr("Vandaag"), "warn"),
            (Bucket.WEEK, self.tr("Deze week"), "neutral"),
            (Bucket.SOON, self.tr("Binnenkort"), "neutral"),
        )
        for which, title, kind in heads:
            lines = [line_of(item, found.day, self._desk) for item in found.of(which)]
            if lines:
                self.left.box.addWidget(BucketCard(title, lines, kind, self))
        if not found.items:
            self.left.box.addWidget(self._empty_card())

    def _fill_right(self, found: Found) -> None:
        _empty(self.right)
        self.right.box.addWidget(RunningCard(found.per_phase, self._desk))
        latest = clients.recently_opened(self._desk.register)
        if latest:
            self.right.box.addWidget(LatestCard(latest, self._desk))
        self.right.box.addStretch(1)

    def _empty_card(self) -> Card:
        card = Card()
        state = EmptyState("circle-check", self.tr("Er staat niets open."), self.tr("Contactmoment vastleggen"))
        if state.button is not None:
            state.button.clicked.connect(lambda _=False: self._desk.ask_client("new_contact"))
        card.add(state)
        return card

    def _discard(self, form: str, subject: str) -> None:
        try:
            drafts.discard(self._desk.register, form, subject)
        except RegisterError as error:
            self._refused(error)
            return
        self.bar.show_message(Message(self.tr("Het concept is weggegooid."), "", "info"))
        self.load()

    def _arrange(self) -> None:
        beside = self.width() >= theme().px(BESIDE_FROM)
        right, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.box.setDirection(right if beside else below)
        room = self.width() - 2 * look.PAGE - 16
        self.right.setFixedWidth(theme().px(SIDE_WIDTH) if beside else max(240, room))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _empty(column: Plain) -> None:
    while (item := column.box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


