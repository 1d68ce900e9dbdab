"""One table model for every list: typed columns over frozen rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QCollator, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui import formatting
from ui.theme import ChipKind, theme

RowRole = Qt.ItemDataRole.UserRole + 1
SortRole = Qt.ItemDataRole.UserRole + 2
SearchRole = Qt.ItemDataRole.UserRole + 3
ChipRole = Qt.ItemDataRole.UserRole + 4

Align = Literal["left", "right", "center"]
Index = QModelIndex | QPersistentModelIndex


def dutch_collator() -> QCollator:
    """Accents beside their letter, 9 before 10, “'t Veld” at the T."""
    collator = QCollator(QLocale("nl_NL"))
    collator.setIgnorePunctuation(True)
    collator.setNumericMode(True)
    return collator


@dataclass(frozen=True)
class Column:
    """One column.

    ``value(row)`` is what is sorted on: text, int, date, bool or None. ``text(row)`` is what is
    shown (the value as text when left out; dates as dd-mm-jjjj). ``chip(row)`` makes the text a chip
    of that kind, None leaves it plain. ``is_struck(row)`` draws it struck through (a void entry).
    ``stretch`` takes the room that is left; ``is_hidden`` starts hidden in the column chooser.
    """

    header: str
    value: Callable[[Any], Any]
    text: Callable[[Any], str] | None = None
    tooltip: Callable[[Any], str] | None = None
    chip: Callable[[Any], ChipKind | None] | None = None
    align: Align = "left"
    width: int = 120
    stretch: bool = False
    is_hidden: bool = False
    is_struck: Callable[[Any], bool] | None = None

    def shown(self, row: Any) -> str:
        """The text in the cell."""
        if self.text is not None:
            return self.text(row)
        value = self.value(row)
        if isinstance(value, datetime):
            return formatting.moment_text(value)
        if isinstance(value, date):
            return formatting.date_text(value)
        return "" if value is None else str(value)

    def sort_value(self, row: Any) -> Any:
        """ISO text for dates (Qt does not sort Python dates), numbers and text as they are."""
        value = self.value(row)
        if isinstance(value, date):
            return value.isoformat()
        return value if value is None or isinstance(value, int | float | str) else str(value)


class TableModel(QAbstractTableModel):
    """Rows in, cells out. ``index.data(RowRole)`` gives the row behind any cell."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: tuple[Any, ...] = ()
        self._search: dict[int, str] = {}
        self._collator = dutch_collator()
        self._sorted: tuple[int, bool] | None = None

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows instead, in the order that was chosen."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._search.clear()
        if self._sorted is not None:
            self._rows = tuple(self._rows[place] for place in self._order(*self._sorted))
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Numbers as numbers, text in Dutch order; empty cells last in both directions."""
        descending = order == Qt.SortOrder.DescendingOrder
        self._sorted = (column, descending)
        self.layoutAboutToBeChanged.emit()
        places = self._order(column, descending)
        self._rows = tuple(self._rows[place] for place in places)
        moved = {before: now for now, before in enumerate(places)}
        self._search = {moved[place]: text for place, text in self._search.items()}
        old = self.persistentIndexList()
        self.changePersistentIndexList(old, [self.index(moved[i.row()], i.column()) for i in old])
        self.layoutChanged.emit()

    def _order(self, column: int, descending: bool) -> list[int]:
        chosen = self.columns[column]
        values = [chosen.sort_value(row) for row in self._rows]
        filled = [place for place, value in enumerate(values) if value not in (None, "")]
        texts = any(isinstance(values[place], str) for place in filled)

        def key(place: int) -> Any:
            return self._collator.sortKey(str(values[place])) if texts else values[place]

        filled.sort(key=key, reverse=descending)
        return filled + [place for place, value in enumerate(values) if value in (None, "")]

    @property
    def rows(self) -> tuple[Any, ...]:
        """All rows, unsorted."""
        return self._rows

    def row_at(self, row: int) -> Any:
        """The row with this number."""
        return self._rows[row]

    def search_text(self, row: int) -> str:
        """All shown texts of a row, folded; made once, when first looked for."""
        if row not in self._search:
            texts = " ".join(column.shown(self._rows[row]) for column in self.columns)
            self._search[row] = f" {formatting.folded(texts)}"
        return self._search[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many rows; none below a cell."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns; none below a cell."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, sorts on, or belongs to."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        reader = _READERS.get(role)
        return reader(self, index.row(), row, column) if reader is not None else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The words above a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].header
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align]
        return None


_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}

_Reader = Callable[[TableModel, int, Any, Column], Any]


def _tooltip(model: TableModel, number: int, row: Any, column: Column) -> Any:
    return column.tooltip(row) if column.tooltip is not None else None


def _chip(model: TableModel, number: int, row: Any, column: Column) -> Any:
    return column.chip(row) if column.chip is not None else None


def _font(model: TableModel, number: int, row: Any, column: Column) -> Any:
    if column.is_struck is None or not column.is_struck(row):
        return None
    font = theme().font("text")
    font.setStrikeOut(True)
    return font


_READERS: dict[int, _Reader] = {
    Qt.ItemDataRole.DisplayRole: lambda model, number, row, column: column.shown(row),
    Qt.ItemDataRole.TextAlignmentRole: lambda model, number, row, column: _ALIGN[column.align],
    Qt.ItemDataRole.ToolTipRole: _tooltip,
    Qt.ItemDataRole.FontRole: _font,
    RowRole: lambda model, number, row, column: row,
    SortRole: lambda model, number, row, column: column.sort_value(row),
    SearchRole: lambda model, number, row, column: model.search_text(number),
    ChipRole: _chip,
}
