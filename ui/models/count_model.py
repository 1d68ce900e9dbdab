"""A table of protected counts as lines and cells: on the page in words, in the preview as in the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.model.count_tables import CountTable, Mark, MarkKind, Row, TableKind
from ui import formatting
from ui.theme import theme

ProtectedRole = Qt.ItemDataRole.UserRole + 1
LevelRole = Qt.ItemDataRole.UserRole + 2

_TOTALS = 4  # lines of the first block: personen, aanmeldingen, and of which

Index = QModelIndex | QPersistentModelIndex


def _tr(text: str) -> str:
    return QCoreApplication.translate("counts", text)


@dataclass(frozen=True)
class Line:
    """One line: a row of counts, or (``is_head``) the words above a block. ``protected`` per cell."""

    label: str
    level: int = 0
    texts: tuple[str, ...] = ()
    protected: tuple[bool, ...] = ()
    is_head: bool = False


def mark_text(mark: Mark) -> str:
    """The count, or the words for what is protected."""
    if mark.kind is MarkKind.SMALL:
        return _tr("minder dan 5")
    if mark.kind is MarkKind.HIDDEN:
        return _tr("afgeschermd")
    return formatting.number_text(mark.value or 0)


def row_label(row: Row) -> str:
    """The words for a row on screen; the file has its own, shorter ones."""
    return _labels().get(row.code) or row.label[:1].upper() + row.label[1:]


def short_label(row: Row) -> str:
    """The words beside a bar."""
    return _short_labels().get(row.code) or row_label(row)


def table_lines(table: CountTable) -> tuple[Line, ...]:
    """The rows of a table with the words above each block, which name the unit."""
    heads = _block_heads(table.request.kind)
    lines: list[Line] = []
    for row, marks in zip(table.rows, table.marks, strict=True):
        if row.code in heads:
            lines.append(Line(heads[row.code], is_head=True))
        texts = tuple(mark_text(mark) for mark in marks)
        protected = tuple(mark.kind is not MarkKind.SHOWN for mark in marks)
        level = 1 if row.level and row.code not in heads and len(lines) < _TOTALS else 0
        label = _within_total(row) if level else row_label(row)
        lines.append(Line(label, level, texts, protected))
    return tuple(lines)


def file_lines(rows: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    """Lines of a file as they are: the first cell is the label, blanks before it set it in."""
    return tuple(
        Line(row[0].strip(), 1 if row[0].startswith(" ") else 0, tuple(row[1:]), (False,) * (len(row) - 1))
        for row in rows
    )


def _within_total(row: Row) -> str:
    """Part of the total of aanmeldingen above it."""
    return _tr("door {melder}").format(melder=row.label)


def _short_labels() -> dict[str, str]:
    return {
        "seksueel": _tr("Seksueel"),
        "arbeid": _tr("Arbeid"),
        "crimineel": _tr("Crimineel, bedelarij"),
        "SD": _tr("Seksueel (SD)"),
        "GA": _tr("Arbeid (GA)"),
        "GC": _tr("Criminaliteit (GC)"),
        "GB": _tr("Bedelarij (GB)"),
    }


def _labels() -> dict[str, str]:
    return {
        "seksueel": _tr("Seksuele uitbuiting"),
        "arbeid": _tr("Arbeidsuitbuiting"),
        "crimineel": _tr("Criminele uitbuiting en bedelarij"),
        "SD": _tr("Seksuele dienstverlening (SD)"),
        "GA": _tr("Arbeid en dienstverlening (GA)"),
        "GC": _tr("Gedwongen criminaliteit (GC)"),
        "GB": _tr("Gedwongen bedelarij (GB)"),
        "OH": _tr("Orgaanhandel (OH)"),
        "NNG": _tr("Nog niet gewerkt (NNG)"),
        "Onb": _tr("Onbekend (Onb)"),
    }


def _block_heads(kind: TableKind) -> dict[str, str]:
    """The first row of each block → the words above it, ending in the unit."""
    return {
        TableKind.YEARS: {
            "seksueel": _tr("Vorm van uitbuiting · personen"),
            "minderjarig": _tr("Leeftijd bij de eerste aanmelding · personen"),
            "walcheren": _tr("Regio · personen"),
        },
        TableKind.HALF_YEAR: {},
        TableKind.ANNEX_4: {
            "politie": _tr("Wie meldde aan · aanmeldingen"),
            "SD": _tr("Sector · sectorvermeldingen"),
        },
        TableKind.MUNICIPALITY: {"gemeente_middelburg": _tr("Gemeente · personen")},
    }[kind]


class CountModel(QAbstractTableModel):
    """Lines and column heads, read-only. A screen reader hears row, column and words of each cell."""

    def __init__(self, heads: Sequence[str], lines: Sequence[Line], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads = tuple(heads)
        self.lines = tuple(lines)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """How many lines; none below a cell."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The label and one column per period; none below a cell."""
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, alignment, font, and whether the count is protected."""
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        readers: dict[int, Callable[[], Any]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._text(line, column),
            Qt.ItemDataRole.AccessibleTextRole: lambda: self._spoken(line, column),
            Qt.ItemDataRole.TextAlignmentRole: lambda: _alignment(column),
            Qt.ItemDataRole.FontRole: lambda: theme().font("label") if line.is_head else None,
            Qt.ItemDataRole.ToolTipRole: lambda: line.label if column == 0 else None,
            ProtectedRole: lambda: line.is_head or (column > 0 and line.protected[column - 1]),
            LevelRole: lambda: line.level,
        }
        reader = readers.get(role)
        return None if reader is None else reader()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words above a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.heads):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    @staticmethod
    def _text(line: Line, column: int) -> str:
        if column == 0:
            return line.label
        return "" if line.is_head else line.texts[column - 1]

    def _spoken(self, line: Line, column: int) -> str:
        if column == 0 or line.is_head:
            return line.label
        return f"{line.label}, {self.heads[column]}: {line.texts[column - 1]}"


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
