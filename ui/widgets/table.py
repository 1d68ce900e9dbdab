"""A list as a table: sorts, filters, chooses columns, opens with Enter, explains itself when empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStackedLayout,
    QTableView,
    QWidget,
)

from ui import theme as look
from ui.models.sort_proxy import SortProxy
from ui.models.table_model import Column, RowRole, TableModel
from ui.theme import theme
from ui.widgets.basics import Button, EmptyState
from ui.widgets.chips import RowDelegate


class _View(QTableView):
    """Tab leaves the table, Enter opens a row, one row at a time is chosen."""

    entered_row = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(48)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # in the order given, until she clicks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class Table(QWidget):
    """The table kit.

    Signals: ``opened(row)`` on Enter or double click; ``selected(row)`` when another row is chosen
    (None when none is). Rows are frozen dataclasses; ``name`` is what a screen reader calls the list.
    """

    opened = Signal(object)
    selected = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        name: str,
        empty: EmptyState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = TableModel(columns, self)
        self.proxy = SortProxy(self)
        self.proxy.setSourceModel(self.model)
        self.view = _View()
        self.view.setAccessibleName(name)
        self.view.setModel(self.proxy)
        self.view.setItemDelegate(RowDelegate(self.view))
        self._empty = empty or EmptyState("search", self.tr("Niets gevonden."))
        self._empty.setProperty("kit", "surface")
        self._none = EmptyState("search", self.tr("Niets gevonden. Kies een ander filter."))
        self._stack = QStackedLayout(self)
        for page in (self.view, self._empty, self._none):
            self._stack.addWidget(page)
        self.setFocusProxy(self.view)
        self.view.entered_row.connect(self._open)
        self.view.doubleClicked.connect(self._open)
        self.view.selectionModel().currentRowChanged.connect(lambda now, _: self.selected.emit(now.data(RowRole)))
        self._set_widths()
        self._scale()
        theme().changed.connect(self._scale)
        self.view.viewport().installEventFilter(self)
        self._show_right_page()

    # -- rows -------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any], key: Callable[[Any], Any] | None = None) -> None:
        """Show these rows; with ``key`` the row that was chosen is chosen again."""
        kept = key(self.current_row()) if key is not None and self.current_row() is not None else None
        self.model.set_rows(rows)
        self._show_right_page()
        if key is not None and kept is not None:
            self.select(lambda row: key(row) == kept)

    def current_row(self) -> Any:
        """The chosen row, or None."""
        return self.view.currentIndex().data(RowRole)

    def shown_rows(self) -> list[Any]:
        """The rows as shown: filtered and sorted."""
        return [self.proxy.index(number, 0).data(RowRole) for number in range(self.proxy.rowCount())]

    def select(self, rule: Callable[[Any], bool]) -> bool:
        """Choose the first shown row for which ``rule`` holds; False when there is none."""
        for number in range(self.proxy.rowCount()):
            index = self.proxy.index(number, 0)
            if rule(index.data(RowRole)):
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                self.view.selectionModel().setCurrentIndex(index, flags)
                self.view.scrollTo(index)
                return True
        return False

    def set_text(self, text: str) -> None:
        """Show only rows that hold these words."""
        self.proxy.set_text(text)
        self._show_right_page()

    def set_rule(self, rule: Callable[[Any], bool] | None) -> None:
        """Show only rows for which ``rule(row)`` holds."""
        self.proxy.set_rule(rule)
        self._show_right_page()

    def sort_by(self, column: int, descending: bool = False) -> None:
        """Sort as a click on the head would."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.sortByColumn(column, order)

    # -- columns ----------------------------------------------------------------------------

    def column_button(self) -> Button:
        """A quiet button “Kolommen” that opens the column chooser."""
        button = Button(self.tr("Kolommen"), "columns-3", "quiet")
        button.clicked.connect(lambda _=False: self._choose_columns(button))
        return button

    def visible_columns(self) -> tuple[str, ...]:
        """The heads now shown, to be remembered."""
        return tuple(
            column.header
            for number, column in enumerate(self.model.columns)
            if not self.view.isColumnHidden(number)
        )

    def set_visible_columns(self, headers: Sequence[str]) -> None:
        """Show these columns and hide the others; the first column always stays."""
        for number, column in enumerate(self.model.columns):
            self.view.setColumnHidden(number, number > 0 and column.header not in headers)
        self._stretch()

    def column_menu(self) -> QMenu:
        """The chooser: a tick per column."""
        menu = QMenu(self)
        menu.setProperty("kit", "checks")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, column in enumerate(self.model.columns[1:], start=1):
            action = QAction(column.header, menu)
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(number))
            action.toggled.connect(lambda on, number=number: self._show_column(number, on))
            menu.addAction(action)
        return menu

    # -- inside -----------------------------------------------------------------------------

    def _show_column(self, number: int, is_shown: bool) -> None:
        self.view.setColumnHidden(number, not is_shown)
        self._stretch()

    def _choose_columns(self, button: Button) -> None:
        self.column_menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(RowRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the room of the view among the columns that stretch."""
        if event.type() == QEvent.Type.Resize:
            self._stretch()
        return super().eventFilter(watched, event)

    def _set_widths(self) -> None:
        for number, column in enumerate(self.model.columns):
            self.view.setColumnHidden(number, column.is_hidden)
        if not any(column.stretch for column in self.model.columns):
            self.view.horizontalHeader().setStretchLastSection(True)

    def _scale(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(theme().px(look.ROW_HEIGHT))
        for number, column in enumerate(self.model.columns):
            self.view.setColumnWidth(number, theme().px(column.width))
        self._stretch()

    def _stretch(self) -> None:
        """A stretching column never gets narrower than its own width: then the table scrolls."""
        shown = [
            number for number in range(len(self.model.columns)) if not self.view.isColumnHidden(number)
        ]
        elastic = [number for number in shown if self.model.columns[number].stretch]
        if not elastic:
            return
        used = sum(self.view.columnWidth(number) for number in shown if number not in elastic)
        share = (self.view.viewport().width() - used) // len(elastic)
        for number in elastic:
            self.view.setColumnWidth(number, max(share, theme().px(self.model.columns[number].width)))

    def _show_right_page(self) -> None:
        if not self.model.rows:
            self._stack.setCurrentWidget(self._empty)
        elif self.proxy.rowCount() == 0:
            self._stack.setCurrentWidget(self._none)
        else:
            self._stack.setCurrentWidget(self.view)
