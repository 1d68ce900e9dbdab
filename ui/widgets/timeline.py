"""Everything that happened, newest on top: date, picture, title, text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import formatting
from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Button, Plain, Text
from ui.widgets.panels import FilterChips, clear

_FIRST = 60


@dataclass(frozen=True)
class TimelineItem:
    """One line: ``key`` is handed back when it is opened, ``kind`` is what the filter looks at."""

    key: str
    on: date
    icon: str
    title: str
    text: str = ""
    kind: str = ""
    is_void: bool = False


class TimelineRow(QWidget):
    """One entry; takes the focus, opens with Enter, space or a click. Signals: ``opened(key)``."""

    opened = Signal(str)

    def __init__(self, item: TimelineItem, is_last: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._is_last = is_last
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 7, 6, 14)
        self.setMinimumHeight(theme().px(28) + 8)
        layout.setSpacing(0)
        day = Text(formatting.date_text(item.on), "facts", wrap=False)
        day.setFixedWidth(theme().px(92))
        day.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        layout.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
        layout.addSpacing(theme().px(54))
        words = QVBoxLayout()
        words.setSpacing(3)
        title = self.tr("Ongeldig: {titel}").format(titel=item.title) if item.is_void else item.title
        self.title, self.text = Text(title, "strong"), Text(item.text, "facts")
        for label in (self.title, self.text):
            font = label.font()
            font.setStrikeOut(item.is_void)
            label.setFont(font)
        words.addWidget(self.title)
        words.addWidget(self.text)
        self.text.setVisible(bool(item.text))
        layout.addLayout(words, 1)
        spoken = (formatting.date_text(item.on), title, item.text)
        self.setAccessibleName(", ".join(part for part in spoken if part))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in its circle, the line to the next, the ring of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme().px(28)
        center = QPointF(theme().px(92 + 26), 3 + side / 2)
        if not self._is_last:
            painter.setPen(QPen(theme().color("line"), 2))
            painter.drawLine(QPointF(center.x(), center.y() + side / 2), QPointF(center.x(), self.height() + 4))
        border = theme().tokens.border > 1
        painter.setPen(QPen(theme().color("line"), 2) if border else Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("accent_soft"))
        painter.drawEllipse(center, side / 2, side / 2)
        size = theme().px(16)
        picture = theme().pixmap(self.item.icon, "accent", 16, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(center.x() - size / 2, center.y() - size / 2), picture)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space open; the arrows go to the neighbour."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.item.key)
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.item.key)


class Timeline(QWidget):
    """Entries with filter buttons. Signals: ``opened(key)``.

    Shows sixty entries and a button for more, so that a long history opens at once.
    """

    opened = Signal(str)

    def __init__(
        self, kinds: Sequence[tuple[str, str]] = (), empty: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items: tuple[TimelineItem, ...] = ()
        self._shown = _FIRST
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.SMALL)
        self.filters = FilterChips([("", self.tr("Alles")), *kinds], quiet=True)
        self.filters.setVisible(bool(kinds))
        self.filters.chosen.connect(self._filter)
        layout.addWidget(self.filters)
        self._list = Plain(spacing=0)
        layout.addWidget(self._list)
        self._empty = Text(empty or self.tr("Er is nog niets vastgelegd."), "facts")
        layout.addWidget(self._empty)
        self.more = Button(self.tr("Meer tonen"), role="quiet")
        self.more.clicked.connect(self._show_more)
        layout.addWidget(self.more)
        theme().changed.connect(self._show)
        self._show()

    def set_items(self, items: Sequence[TimelineItem]) -> None:
        """Show these, newest first; the filter stays."""
        self._items = tuple(sorted(items, key=lambda item: item.on, reverse=True))
        self._shown = _FIRST
        self._show()

    def rows(self) -> list[TimelineRow]:
        """The entries now shown."""
        found = self._list.findChildren(TimelineRow, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return list(found)

    def _filter(self, _: str) -> None:
        self._shown = _FIRST
        self._show()

    def _show_more(self) -> None:
        before = self._shown
        self._shown += _FIRST
        self._show()
        rows = self.rows()
        if len(rows) > before:
            rows[before].setFocus(Qt.FocusReason.OtherFocusReason)

    def _wanted(self) -> Callable[[TimelineItem], bool]:
        kind = self.filters.selected()
        return lambda item: not kind or item.kind == kind

    def _show(self) -> None:
        clear(self._list)
        items = list(filter(self._wanted(), self._items))
        shown = items[: self._shown]
        for number, item in enumerate(shown, start=1):
            row = TimelineRow(item, is_last=number == len(shown))
            row.opened.connect(self.opened)
            self._list.box.addWidget(row)
        self._empty.setVisible(not items)
        self.more.setVisible(len(items) > len(shown))
