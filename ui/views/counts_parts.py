"""Parts of the page Cijfers: work in progress, the bars, earlier publications."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from app.model.count_tables import CountTable
from app.model.publications import Publication
from ui import theme as look
from ui.dialogs import counts_words as words
from ui.models.table_model import Column
from ui.theme import theme
from ui.widgets.bar_chart import BarChart
from ui.widgets.basics import Button, Card, Picture, Plain, Text, announce
from ui.widgets.flow import Flow
from ui.widgets.table import Table

_ROWS = 6


class WorkStrip(QFrame):
    """Says that counts are being protected; the window stays in use. Signals: ``stop_wanted``."""

    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kit", "bar-info")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.MEDIUM, look.SMALL, look.MEDIUM, look.SMALL)
        row.setSpacing(look.MEDIUM)
        row.addWidget(Picture("clock", "accent"))
        said = Plain(spacing=look.TINY)
        self.title = Text(self.tr("De cijfers worden afgeschermd en bewezen …"), "strong")
        said.box.addWidget(self.title)
        help_text = self.tr("Meestal duurt dit een paar seconden, hooguit een minuut. U kunt gewoon doorwerken.")
        said.box.addWidget(Text(help_text, "help"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.title.text())
        said.box.addWidget(self.bar)
        row.addWidget(said, 1)
        self.stop = Button(self.tr("Stoppen"))
        self.stop.clicked.connect(self.stop_wanted)
        row.addWidget(self.stop)
        self.hide()

    def begin(self) -> None:
        """Show it and say so."""
        self.show()
        announce(self, self.title.text())


class ChartCard(Card):
    """Bars of the newest period, with words for what is protected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.name = Text("", "heading")
        self.add(self.name)
        self.chart = BarChart("")
        self.note = Text("", "help")
        self.add(self.chart)
        self.add(self.note)

    def show_table(self, table: CountTable) -> None:
        """Draw this table."""
        title = words.chart_title(table)
        self.name.setText(title)
        self.chart.setAccessibleName(title)
        bars = words.bars(table)
        self.chart.set_bars(bars)
        note = words.chart_note(table.request.kind, bars)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.setVisible(any(bar.value is not None for bar in bars))  # dashed bars alone tell nothing


class WhyCard(Card):
    """Why some counts are protected. Signals: ``help_wanted``."""

    help_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title.setText(self.tr("Waarom is dit afgeschermd?"))
        self.title.show()
        self.add(
            Text(
                self.tr("Anders kon iemand een klein cijfer uitrekenen uit een totaal of uit een eerdere tabel."),
                "facts",
            )
        )
        button = Button(self.tr("Uitleg"), "circle-question-mark", "quiet")
        button.clicked.connect(self.help_wanted)
        self.add(button)


class EarlierCard(Card):
    """Every publication so far, newest first. Signals: ``save_wanted``, ``proof_wanted`` (Publication)."""

    save_wanted = Signal(object)
    proof_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title.setText(self.tr("Eerdere uitgiften"))
        self.title.show()
        columns = [
            Column(self.tr("Nummer"), lambda p: p.number, width=90),
            Column(self.tr("Vastgelegd"), lambda p: p.published_at, width=150),
            Column(self.tr("Tabel"), lambda p: words.table_name(p.request.kind), width=150),
            Column(self.tr("Periode"), lambda p: words.period_names(p.request.periods), width=220, stretch=True),
        ]
        self.table = Table(columns, self.tr("Eerdere uitgiften"))
        self.none = Text(self.tr("Er zijn nog geen cijfers verstrekt."), "facts")
        self.add(self.none)
        self.add(self.table)
        buttons = Flow()
        self.again = Button(self.tr("Opnieuw opslaan…"), "save")
        self.proof = Button(self.tr("Bewijs van deze uitgifte"), role="quiet")
        for button in (self.again, self.proof):
            buttons.add(button)
        self.add(buttons)
        self.again.clicked.connect(self._save)
        self.proof.clicked.connect(self._prove)
        self.table.opened.connect(self.save_wanted)
        theme().changed.connect(self._fit)
        self.show_publications(())

    def show_publications(self, publications: Sequence[Publication]) -> None:
        """Show these, oldest given first."""
        self.table.set_rows(tuple(reversed(publications)), key=lambda p: p.id)
        if self.table.current_row() is None:
            self.table.select(lambda _: True)
        self.none.setVisible(not publications)
        for widget in (self.table, self.again, self.proof):
            widget.setVisible(bool(publications))
        self._fit()

    def _fit(self) -> None:
        rows = min(len(self.table.model.rows), _ROWS)
        self.table.setFixedHeight(theme().px(44) + rows * theme().px(look.ROW_HEIGHT) + look.TINY)

    def _save(self) -> None:
        if (row := self.table.current_row()) is not None:
            self.save_wanted.emit(row)

    def _prove(self) -> None:
        if (row := self.table.current_row()) is not None:
            self.proof_wanted.emit(row)
