"""The search field at the top and the list below it: clients, organisations, pages and acts (Ctrl+K)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Picture, Text, announce

LINE_HEIGHT = 40
MOST_LINES = 12
LEAST_LETTERS = 2
"""From here on the register is searched."""
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Entry:
    """One line: picture, words, what stands at the right, and what it does; ``key`` is the client it is about."""

    icon: str
    text: str
    hint: str
    call: Callable[[], None]
    key: str = ""

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return f"{self.text}, {self.hint}" if self.hint else self.text


class SearchField(QLineEdit):
    """The field. Signals: ``moved(step)``, ``chosen()``, ``left()``, ``entered()``."""

    moved = Signal(int)
    chosen = Signal()
    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = self.tr("Zoek een cliënt, organisatie of opdracht")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self.setMaxLength(200)
        self._picture = Picture("search", "text2", 17, self)
        self._picture.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().changed.connect(self._place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk through the list, Enter chooses, Esc leaves."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list closes when she goes elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the list."""
        super().mousePressEvent(event)
        self.entered.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The picture stands in the middle of the left side."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self._picture.adjustSize()
        side = self._picture.height()
        self._picture.move(look.MEDIUM - 2, (self.height() - side) // 2)
        self.setTextMargins(side + look.SMALL, 0, 0, 0)


class _Lines(QStyledItemDelegate):
    """Picture, words and hint of an entry."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one line."""
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("selected"))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 6, 6)
        ink = "selected_text" if is_chosen else "text"
        side = theme().px(17)
        place = QPoint(rect.left() + look.MEDIUM, rect.center().y() - side // 2 + 1)
        painter.drawPixmap(place, theme().pixmap(entry.icon, ink if is_chosen else "text2", 17, self._ratio()))
        inner = rect.adjusted(look.MEDIUM * 2 + side, 0, -look.MEDIUM, 0)
        painter.setFont(theme().font("help"))
        painter.setPen(theme().color("selected_text" if is_chosen else "text2"))
        hint = painter.fontMetrics().elidedText(entry.hint, Qt.TextElideMode.ElideRight, inner.width() * 2 // 3)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignRight | _MIDDLE), hint)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(hint) - look.MEDIUM
        painter.setFont(theme().font("text"))
        painter.setPen(theme().color(ink))
        words = painter.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(inner.left(), inner.top(), room, inner.height()), int(_MIDDLE), words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Always one height."""
        return QSize(100, theme().px(LINE_HEIGHT))

    def _ratio(self) -> float:
        parent = self.parent()
        return parent.devicePixelRatioF() if isinstance(parent, QWidget) else 1.0


class Palette(QFrame):
    """The list over the page; the keyboard stays in the search field.

    Signals: ``searched(letters, client_id)`` once for each search, when it is left or used; never the words.
    """

    searched = Signal(int, str)

    def __init__(self, field: SearchField, source: Callable[[str], Sequence[Entry]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kit", "card")
        self._field, self._source = field, source
        self._before: QWidget | None = None
        self._is_open = False
        self._letters = 0
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setProperty("kit", "flat")
        self.list.setAccessibleName(self.tr("Gevonden"))
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose_item)
        self.help = Text(self.tr("↑ ↓ kiezen · Enter openen · Esc sluiten"), "help", wrap=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3, 6, 3, 8)
        layout.setSpacing(6)
        layout.addWidget(self.list)
        line = QVBoxLayout()
        line.setContentsMargins(look.MEDIUM, 0, look.MEDIUM, 0)
        line.addWidget(self.help)
        layout.addLayout(line)
        field.textEdited.connect(self._typed)
        field.moved.connect(self._move)
        field.chosen.connect(self._choose)
        field.left.connect(self.close_list)
        field.entered.connect(self._show_entries)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether she is choosing."""
        return self._is_open

    def open_list(self, text: str = "") -> None:
        """Put the cursor in the field and show the list."""
        focused = self.window().focusWidget()
        if focused is not self._field:
            self._before = focused
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self._field.setText(text)
        self._field.selectAll()
        self._is_open = True
        self._show_entries()

    def close_list(self) -> None:
        """Hide the list and empty the field; the cursor goes back to where it was."""
        if self.isHidden():
            return
        self.hide()
        self._is_open = False
        self._field.clear()
        self._end_search("")
        if self._field.hasFocus():
            if self._before is not None and self._before.isVisible():
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._field.clearFocus()

    def entries(self) -> list[Entry]:
        """The lines now shown."""
        return [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]

    def place(self) -> None:
        """Below the field, over the page, never past the window's edge."""
        window = self.parentWidget()
        if self.isHidden() or window is None:
            return
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        width = min(max(self._field.width(), theme().px(620)), window.width() - corner.x() - look.MEDIUM)
        lines = min(MOST_LINES, self.list.count()) * theme().px(LINE_HEIGHT) + 4
        foot = self.help.sizeHint().height() + 24
        height = min(lines + foot, window.height() - corner.y() - look.MEDIUM)
        self.setGeometry(corner.x(), corner.y(), width, height)

    def _typed(self, text: str) -> None:
        self._letters = max(self._letters, len(text.strip()))
        self._show_entries()

    def _end_search(self, client_id: str) -> None:
        letters, self._letters = self._letters, 0
        if letters >= LEAST_LETTERS:
            self.searched.emit(letters, client_id)

    def _show_entries(self) -> None:
        found = self._source(self._field.text())
        self._is_open = True
        self.list.clear()
        for entry in found:
            item = QListWidgetItem(entry.spoken)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.show()
        self.raise_()
        self.place()
        if found:
            self._say(0)

    def _move(self, step: int) -> None:
        if self.isHidden():
            self._show_entries()
            return
        last = self.list.count() - 1
        row = self.list.currentRow() + step
        if abs(step) == 1:
            row = 0 if row > last else last if row < 0 else row
        self.list.setCurrentRow(max(0, min(last, row)))
        self._say(self.list.currentRow())

    def _say(self, row: int) -> None:
        item = self.list.item(row)
        if item is not None:
            place = self.tr("{nummer} van {totaal}").format(nummer=row + 1, totaal=self.list.count())
            announce(self._field, f"{item.text()}, {place}")

    def _choose(self) -> None:
        item = self.list.currentItem()
        if not self.isHidden() and item is not None:
            self._choose_item(item)

    def _choose_item(self, item: QListWidgetItem) -> None:
        entry: Entry = item.data(Qt.ItemDataRole.UserRole)
        self._before = None
        self._end_search(entry.key)
        self.close_list()
        entry.call()
