"""Sorting in Dutch order and filtering without accents, over a :class:`TableModel`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QCollator,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
)

from ui import formatting
from ui.models.table_model import SortRole, TableModel


def dutch_collator() -> QCollator:
    """Accents beside their letter, 9 before 10, “'t Veld” at the T."""
    collator = QCollator(QLocale("nl_NL"))
    collator.setIgnorePunctuation(True)
    collator.setNumericMode(True)
    return collator


class SortProxy(QSortFilterProxyModel):
    """The view's model: :meth:`set_text` and :meth:`set_rule` choose rows, a head click sorts them.

    Empty cells come last in both directions.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collator = dutch_collator()
        self._words: list[str] = []
        self._rule: Callable[[Any], bool] | None = None
        self._keys: dict[tuple[int, int], Any] = {}
        self.setSortRole(SortRole)

    def setSourceModel(self, model: QAbstractItemModel) -> None:  # noqa: N802 (Qt calls it)
        """Sorting keys are made once per set of rows."""
        super().setSourceModel(model)
        model.modelAboutToBeReset.connect(self._keys.clear)

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

    def lessThan(
        self, left: QModelIndex | QPersistentModelIndex, right: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """Numbers as numbers, text in Dutch order, nothing always last."""
        first, second = self._key(left), self._key(right)
        if first is None or second is None:
            return (second is None) == (self.sortOrder().value == 0) and first is not second
        return bool(first < second)

    def _key(self, index: QModelIndex | QPersistentModelIndex) -> Any:
        place = index.column(), index.row()
        if place not in self._keys:
            value = index.data(SortRole)
            if value in (None, ""):
                self._keys[place] = None
            else:
                self._keys[place] = self._collator.sortKey(value) if isinstance(value, str) else value
        return self._keys[place]


