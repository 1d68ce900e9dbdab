"""The table of counts as it stands on the page: as high as its lines, words for what is protected."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.models.count_model import CountModel, LevelRole, ProtectedRole
from ui.theme import theme
from ui.widgets.basics import is_style_change

Index = QModelIndex | QPersistentModelIndex

_PADDING, _INDENT, _ROW, _LEAST_LABEL = 12, 16, 34, 120


class _Delegate(QStyledItemDelegate):
    """Counts in the colour of text, words for protected ones in that of labels, a hairline below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        style = QStyleOptionViewItem(option)
        self.initStyleOption(style, index)
        chosen = bool(style.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(style.rect, theme().color("selected"))
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawLine(style.rect.bottomLeft(), style.rect.bottomRight())
        if chosen and index.column() == 0:
            painter.fillRect(QRect(style.rect.topLeft(), QSize(3, style.rect.height())), theme().color("accent"))
        indent = theme().px(_INDENT) * int(index.data(LevelRole) or 0) if index.column() == 0 else 0
        rect = style.rect.adjusted(_PADDING + indent, 0, -_PADDING, 0)
        painter.setFont(style.font)
        colour = "selected_text" if chosen else "text2" if index.data(ProtectedRole) else "text"
        painter.setPen(theme().color(colour))
        words = style.fontMetrics.elidedText(str(style.text), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(style.displayAlignment), words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Wide enough for the words."""
        style = QStyleOptionViewItem(option)
        self.initStyleOption(style, index)
        indent = theme().px(_INDENT) * int(index.data(LevelRole) or 0)
        width = style.fontMetrics.horizontalAdvance(str(style.text)) + indent + 2 * _PADDING + 2
        return QSize(width, theme().px(_ROW))


class CountView(QTableView):
    """As high as its lines, so that the page scrolls and not the table.

    Signals: ``moved(QRect)``: the cell that now has the focus, in the coordinates of this widget.
    """

    moved = Signal(QRect)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._fit)

    def show_lines(self, model: CountModel) -> None:
        """Show this table instead of what stood here."""
        old = self.model()
        model.setParent(self)
        self.clearSpans()
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        for number, line in enumerate(model.lines):
            if line.is_head and len(model.heads) > 1:
                self.setSpan(number, 0, 1, len(model.heads))
        self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 (Qt calls it)
        """Tell the page where the focus is."""
        super().currentChanged(current, previous)
        if current.isValid():
            rect = self.visualRect(current)
            self.moved.emit(rect.translated(0, self.viewport().y()))

    def event(self, event: QEvent) -> bool:
        """New sizes after a change of theme."""
        if is_style_change(event) and self.model() is not None:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The label takes the room that is left."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        model: Any = self.model()
        if not isinstance(model, CountModel):
            return
        self.verticalHeader().setDefaultSectionSize(theme().px(_ROW))
        head = self.horizontalHeader()
        widths = [max(self._cells(column), head.sectionSizeHint(column)) for column in range(1, len(model.heads))]
        # Before the newest column goes out of sight, a long label is cut off (its tip has all of it).
        least = max(theme().px(_LEAST_LABEL), round(0.7 * self._cells(0)), head.sectionSizeHint(0))
        left = self.viewport().width() - sum(widths)
        for column, width in enumerate([max(left, least), *widths]):
            self.setColumnWidth(column, width)
        bar = self.horizontalScrollBar().sizeHint().height() if left < least else 0
        height = head.sizeHint().height() + theme().px(_ROW) * len(model.lines) + 2 * self.frameWidth() + bar
        if height != self.height():
            self.setFixedHeight(height)

    def _cells(self, column: int) -> int:
        """The widest cell of a column; block heads run on over the other columns."""
        model: Any = self.model()
        hints = [
            self.sizeHintForIndex(model.index(number, column)).width()
            for number, line in enumerate(model.lines)
            if not line.is_head
        ]
        return max(hints, default=0)
