"""Wie mag wat weten? Purposes down, recipients across, one chip per cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from app.model.codes import Purpose
from ui.dialogs.sharing_texts import Face
from ui.theme import theme
from ui.widgets.basics import Plain, Text

Key = tuple[Purpose, str]
_ROW, _CELL, _LABEL, _GAP = 46, 150, 226, 10


@dataclass(frozen=True)
class MatrixRow:
    """One purpose with its cells; a recipient without a face gets a dash."""

    purpose: Purpose
    label: str
    faces: Mapping[str, Face]


class MatrixCell(QAbstractButton):
    """A cell that can be opened. Signals: ``clicked``; ``moved(columns, rows)`` for the arrow keys."""

    moved = Signal(int, int)

    def __init__(self, face: Face, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = face
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
        self.setText(face.text)

    def sizeHint(self) -> QSize:
        """As wide as a column, wider when the words are."""
        words = QFontMetricsF(theme().font("help")).horizontalAdvance(self.face.text)
        return QSize(max(theme().px(_CELL), round(words) + theme().px(44)), theme().px(_ROW - 14))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the arrows go to the neighbour."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif (step := steps.get(Qt.Key(event.key()))) is not None:
            self.moved.emit(*step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A soft ground with a picture and words, a dashed line when nothing was asked."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, fill, line = self._colors()
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(line)
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 7, 7)
        left = rect.left() + theme().px(11)
        if self.face.icon:
            size = theme().px(14)
            picture = theme().pixmap(self.face.icon, self.face.kind, 14, self.devicePixelRatioF())
            painter.drawPixmap(round(left), round(rect.center().y() - size / 2), picture)
            left += size + theme().px(5)
        painter.setPen(ink)
        painter.setFont(theme().font("help"))
        words = rect.adjusted(left - rect.left(), 0, -4, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.face.text)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("accent"), 2))
            painter.drawRoundedRect(rect, 7, 7)

    def _colors(self) -> tuple[QColor, QColor, QPen]:
        if self.face.kind == "unasked":
            line = QPen(theme().color("field"), 1, Qt.PenStyle.DashLine)
            return theme().color("text2"), theme().color("surface"), line
        ink = theme().color(self.face.kind)
        border = theme().tokens.border
        line = QPen(ink, border) if border > 1 else QPen(Qt.PenStyle.NoPen)
        return ink, theme().color(f"{self.face.kind}_soft"), line


class ConsentMatrix(QWidget):
    """Signals: ``opened(purpose, recipient_id)`` by click, Enter or space on a cell.

    The purposes stay in sight while the recipients scroll sideways. Tab enters and leaves the
    matrix at one cell; the arrow keys go about in it.
    """

    opened = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells: dict[Key, MatrixCell] = {}
        self._grid_keys: list[list[Key | None]] = []
        self._current: Key | None = None
        box = QGridLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._labels, self._body = Plain(spacing=0), Plain(spacing=0)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        box.addWidget(self._labels, 0, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(self._scroll, 0, 1)
        box.setColumnStretch(1, 1)
        self._shown: tuple[list[tuple[str, str]], list[MatrixRow]] = ([], [])
        theme().changed.connect(self._draw)

    def show_rows(self, recipients: Sequence[tuple[str, str]], rows: Sequence[MatrixRow]) -> None:
        """Show (id, name) recipients as columns and purposes as rows; the chosen cell stays chosen."""
        self._shown = (list(recipients), list(rows))
        self._draw()

    def focus_cell(self, key: Key) -> None:
        """Put the focus on a cell, if it is there."""
        if key in self.cells:
            self.cells[key].setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(self.cells[key], 20, 0)
            self._choose(key)

    # -- inside -----------------------------------------------------------------------------

    def _draw(self) -> None:
        recipients, rows = self._shown
        had_focus = any(cell.hasFocus() for cell in self.cells.values())
        self._body = Plain(spacing=0)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme().px(_GAP))
        grid.setVerticalSpacing(0)
        self._body.box.addLayout(grid)
        self._body.box.addStretch(1)
        self.cells.clear()
        head = theme().px(38)
        for column, (_, name) in enumerate(recipients):
            label = Text(name, "label")
            label.setFixedHeight(head)
            label.setMinimumWidth(theme().px(_CELL))
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label, 0, column)
        for number, row in enumerate(rows, start=1):
            self._add_row(grid, number, row)
        self._grid_keys = [
            [(row.purpose, key) if key in row.faces else None for key, _ in recipients] for row in rows
        ]
        grid.setColumnStretch(len(recipients), 1)
        self._scroll.setWidget(self._body)
        self._draw_labels(head, rows)
        bar = self._scroll.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(head + theme().px(_ROW) * len(rows) + bar + 2)
        self._choose(self._current if self._current in self.cells else next(iter(self.cells), None))
        if had_focus and self._current is not None:
            self.focus_cell(self._current)

    def _draw_labels(self, head: int, rows: Sequence[MatrixRow]) -> None:
        old = self._labels
        self._labels = Plain(spacing=0)
        self._labels.setFixedWidth(theme().px(_LABEL))
        self._labels.box.addSpacing(head)
        for row in rows:
            label = _Lined(row.label)
            label.setFixedHeight(theme().px(_ROW))
            self._labels.box.addWidget(label)
        layout = self.layout()
        assert isinstance(layout, QGridLayout)  # noqa: S101 (set in the constructor)
        layout.replaceWidget(old, self._labels)
        old.deleteLater()

    def _add_row(self, grid: QGridLayout, number: int, row: MatrixRow) -> None:
        line = _Lined("")
        line.setFixedHeight(theme().px(_ROW))
        grid.addWidget(line, number, 0, 1, max(1, len(self._shown[0]) + 1))
        for column, (key, name) in enumerate(self._shown[0]):
            face = row.faces.get(key)
            if face is None:
                dash = Text("–", "facts", wrap=False)
                dash.setContentsMargins(theme().px(11), 0, 0, 0)
                grid.addWidget(dash, number, column)
                continue
            spoken = self.tr("{doel}, {naam}: {stand}").format(doel=row.label, naam=name, stand=face.text)
            cell = MatrixCell(face, spoken)
            place = (row.purpose, key)
            cell.clicked.connect(lambda _=False, place=place: self._open(place))
            cell.moved.connect(lambda across, down, place=place: self._move(place, across, down))
            self.cells[place] = cell
            grid.addWidget(cell, number, column)

    def _open(self, place: Key) -> None:
        self._choose(place)
        self.opened.emit(*place)

    def _choose(self, place: Key | None) -> None:
        """Only the chosen cell is a stop of the Tab key."""
        self._current = place
        for key, cell in self.cells.items():
            chosen = key == place
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def _move(self, place: Key, across: int, down: int) -> None:
        keys = self._grid_keys
        row = next(number for number, line in enumerate(keys) if place in line)
        column = keys[row].index(place)
        row, column = row + down, column + across
        while 0 <= row < len(keys) and 0 <= column < len(keys[row]):
            found = keys[row][column]
            if found is not None:
                self.focus_cell(found)
                return
            row, column = row + down, column + across


class _Lined(Text):
    """A label with a hairline above it, as the rows of a table have."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Line, then words."""
        painter = QPainter(self)
        painter.setPen(QPen(theme().color("line"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
        super().paintEvent(event)
