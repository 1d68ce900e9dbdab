"""Draws the cells of a table: chips as chips, text as text, the selected row as a row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme as look
from ui.models.table_model import ChipRole
from ui.theme import theme
from ui.widgets.panels import chip_size, paint_chip

_PADDING = 12


class RowDelegate(QStyledItemDelegate):
    """One row high 44, a hairline under it, a bar at its left when it has the focus."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        style = QStyleOptionViewItem(option)
        self.initStyleOption(style, index)
        is_selected = bool(style.state & QStyle.StateFlag.State_Selected)
        rect = style.rect
        painter.save()
        if is_selected:
            painter.fillRect(rect, theme().color("selected"))
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if is_selected and index.column() == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme().color("accent"))
        self._content(painter, style, index, is_selected)
        painter.restore()

    def _content(
        self, painter: QPainter, style: QStyleOptionViewItem, index: Any, is_selected: bool
    ) -> None:
        kind = index.data(ChipRole)
        rect = style.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        text = str(style.text)
        if kind is not None and text:
            size = chip_size(text)
            top = rect.top() + (rect.height() - size.height()) / 2
            painter.setClipRect(style.rect)
            paint_chip(painter, rect.left(), top, text, kind)
            return
        painter.setFont(style.font)
        painter.setPen(theme().color("selected_text" if is_selected else "text"))
        shown = style.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        alignment = style.displayAlignment | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, int(alignment), shown)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Wide enough for the text or chip."""
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        is_chip = index.data(ChipRole) is not None
        width = chip_size(text).width() if is_chip else option.fontMetrics.horizontalAdvance(text)
        return QSize(width + 2 * _PADDING, theme().px(look.ROW_HEIGHT))

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Fill in what the model says; colours come from the theme when painting."""
        super().initStyleOption(option, index)
        option.palette.setColor(QPalette.ColorRole.Highlight, theme().color("selected"))
