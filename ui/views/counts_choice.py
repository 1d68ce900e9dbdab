"""Which table and which periods: only closed periods can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.model.count_tables import CountRequest, TableKind
from app.model.periods import Period
from ui import theme as look
from ui.dialogs.counts_words import table_name
from ui.theme import theme
from ui.widgets.basics import Button, Card, Plain, Text
from ui.widgets.choice_fields import CodeCombo, MultiCheck

_YEARS, _SHOWN, _PAUSE_MS, _BESIDE_FROM = 5, 6, 250, 860

Choices = Mapping[TableKind, tuple[Period, ...]]


class ChoiceCard(Card):
    """Table, periods and the way out.

    Signals: ``changing`` at once when another table or period is chosen, ``chosen`` shortly after
    (see :meth:`request`); ``export_wanted``.
    """

    changing = Signal()
    chosen = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._choices: Choices = {}
        self._kind = TableKind.YEARS
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.chosen)
        self.table = CodeCombo([(kind.value, table_name(kind)) for kind in TableKind])
        self.table.combo.removeItem(0)  # there is always a table: nothing to choose from an empty line
        self.table.set_value(self._kind.value)
        self.periods = MultiCheck(shown=_SHOWN, more=self.tr("Eerdere perioden tonen"))
        self.block = CodeCombo()
        self.save = Button(self.tr("Csv voor de werkgroep opslaan…"), "save", "primary")
        self.save.clicked.connect(self.export_wanted)
        line = Plain(vertical=False, spacing=look.LARGE)
        line.box.addWidget(self._labelled(self.tr("Tabel"), self.table, 210), 0, Qt.AlignmentFlag.AlignTop)
        middle = Plain()
        for field in (self.periods, self.block):
            middle.box.addWidget(self._labelled(self.tr("Periode"), field, 230))
        line.box.addWidget(middle, 1, Qt.AlignmentFlag.AlignTop)
        self._row = Plain(vertical=False, spacing=look.MEDIUM)
        self._row.box.addWidget(line, 1)
        self._row.box.addWidget(self.save, 0, Qt.AlignmentFlag.AlignBottom)
        self.add(self._row)
        self.note = Text("", "help")
        self.add(self.note)
        self.table.changed.connect(self._table_changed)
        self.periods.changed.connect(self._change)
        self.block.changed.connect(self._change)
        self.setFocusProxy(self.table.combo)

    def set_choices(self, choices: Choices) -> None:
        """Offer these closed periods; what was chosen stays chosen when it is still there."""
        self.blockSignals(True)
        kept = self.request() if self._choices else None
        self._choices = choices
        self._offer(kept.periods if kept is not None else ())
        self._pause.stop()
        self.blockSignals(False)

    def request(self) -> CountRequest | None:
        """What is chosen now; None while no period is."""
        if self._kind is TableKind.MUNICIPALITY:
            codes = [code] if (code := self.block.value()) else []
        else:
            codes = list(self.periods.value())
        periods = tuple(sorted(Period.from_code(code) for code in codes))
        return CountRequest(self._kind, periods) if periods else None

    def show_table(self, kind: TableKind) -> None:
        """Choose another table."""
        self.table.set_value(kind.value)

    def offered(self) -> tuple[Period, ...]:
        """The closed periods of the chosen table, newest first."""
        return self._choices.get(self._kind, ())

    def _table_changed(self) -> None:
        self._kind = TableKind(self.table.value())
        self._offer(())
        self._change()

    def _change(self) -> None:
        self.changing.emit()
        self._pause.start()

    def _offer(self, kept: Sequence[Period]) -> None:
        offered = self.offered()
        is_block = self._kind is TableKind.MUNICIPALITY
        wanted = [period for period in kept if period in offered] or self._usual(offered)
        pairs = [(period.code, period.label) for period in offered]
        blocks, boxes = (pairs, []) if is_block else ([], pairs)
        self.block.set_pairs(blocks)
        self.periods.set_pairs(boxes)
        if is_block:
            self.block.combo.removeItem(0)
            self.block.set_value(wanted[0].code if wanted else None)
        else:
            self.periods.set_value([period.code for period in wanted])
            self.periods.name(self.tr("Periode"), "")
        self._shown(self.block, is_block)
        self._shown(self.periods, not is_block)
        self.note.setText(self._note())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button stands beside the fields, or below them when there is no room."""
        super().resizeEvent(event)
        right, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.box.setDirection(right if self.width() >= theme().px(_BESIDE_FROM) else below)

    @staticmethod
    def _shown(field: QWidget, shown: bool) -> None:
        box = field.parentWidget()
        if box is not None:
            box.setVisible(shown)

    def _usual(self, offered: Sequence[Period]) -> list[Period]:
        if self._kind in (TableKind.HALF_YEAR, TableKind.MUNICIPALITY):
            return list(offered[:1])
        return list(offered[:_YEARS])

    def _note(self) -> str:
        if self._kind is TableKind.MUNICIPALITY:
            return self.tr("Gemeenten alleen per vast blok van drie jaar.")
        if self._kind is TableKind.HALF_YEAR:
            return self.tr("Per halfjaar alleen personen en aanmeldingen. Alleen gesloten halfjaren.")
        return self.tr("Alleen gesloten jaren. Eerder verstrekte kolommen blijven gelijk.")

    @staticmethod
    def _labelled(words: str, field: CodeCombo | MultiCheck, width: int) -> Plain:
        box = Plain(spacing=look.TINY)
        label = Text(words, "label", wrap=False)
        label.setBuddy(field.focus_widget())
        field.name(words, "")
        if isinstance(field, CodeCombo):
            field.combo.setMinimumContentsLength(max(8, round(width / 14)))
            field.combo.setMaximumWidth(theme().px(width) * 2)
        box.box.addWidget(label)
        box.box.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft if isinstance(field, CodeCombo) else Qt.AlignmentFlag(0))
        return box
