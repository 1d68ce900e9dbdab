"""Sorting in Dutch order and filtering without accents, over a :class:`TableModel`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from ui import formatting
from ui.models.table_model import TableModel


class SortProxy(QSortFilterProxyModel):
    """The view's model: :meth:`set_text` and :meth:`set_rule` choose rows, a head click sorts them.

    Empty cells come last in both directions.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._rule: Callable[[Any], bool] | None = None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """The rows themselves are put in order, once: comparing two at a time took seconds at 10,000."""
        model = self.sourceModel()
        if isinstance(model, TableModel) and column >= 0:
            model.sort(column, order)

    def set_text(self, text: str) -> None:
        """Show rows in which each of these words begins somewhere, accents or not."""
        self.beginFilterChange()
        self._words = formatting.folded(text).split()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def set_rule(self, rule: Callable[[Any], bool] | None) -> None:
        """Show rows for which ``rule(row)`` holds; None shows all."""
        self.beginFilterChange()
        self._rule = rule
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Both the text and the rule must hold."""
        model = self.sourceModel()
        if not isinstance(model, TableModel):
            return True
        if self._rule is not None and not self._rule(model.row_at(row)):
            return False
        if not self._words:
            return True
        text = model.search_text(row)
        return all(f" {word}" in text for word in self._words)
