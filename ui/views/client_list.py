"""Page *Cliënten*: everyone, by name, with what asks attention in one chip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app import clock
from app.model.clients import ClientRow
from app.model.codes import Phase
from app.services import listing
from ui import formatting
from ui import theme as look
from ui.actions import make_action
from ui.desk import Desk
from ui.dialogs.palette import LEAST_LETTERS
from ui.models import client_words as words
from ui.models.table_model import Column
from ui.theme import theme
from ui.widgets.basics import EmptyState
from ui.widgets.page_head import PageHead
from ui.widgets.panels import FilterChips
from ui.widgets.split_row import SplitRow
from ui.widgets.table import Table

TABLES = frozenset({
    "client", "trajectory", "phase_start", "step", "referral", "referral_state", "consent_event", "retraction", "day",
})  # fmt: skip
"""A change in one of these changes the list."""


def _is_running(row: ClientRow) -> bool:
    return row.phase not in {None, Phase.CLOSED}


def _is_late(row: ClientRow) -> bool:
    return row.next_on is not None and row.next_on < clock.today()


def _waits(row: ClientRow) -> bool:
    return row.waits_for_shelter and _is_running(row)


RULES: dict[str, Callable[[ClientRow], bool]] = {
    "running": _is_running,
    "late": _is_late,
    "consent": words.asks_for_consent,
    "shelter": _waits,
    "closed": lambda row: row.phase is Phase.CLOSED,
    "all": lambda row: True,
}


class ClientListPage(QWidget):
    """The list with its filters. Enter or a double click opens the client's page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_stale = True
        self._letters = 0
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Zoek in deze lijst"))
        self.search.setAccessibleName(self.tr("Zoek in deze lijst"))
        self.search.setClearButtonEnabled(True)
        self.head = PageHead(self.tr("Cliënten"))
        self.filters = FilterChips([
            ("running", self.tr("Lopend")),
            ("late", self.tr("Te laat")),
            ("consent", self.tr("Toestemming vraagt aandacht")),
            ("shelter", self.tr("Wacht op opvang")),
            ("closed", self.tr("Afgesloten")),
            ("all", self.tr("Alle")),
        ])  # fmt: skip
        text = self.tr("U heeft nog geen cliënten. Zoek eerst of iemand al bekend is.")
        empty = EmptyState("users", text, self.tr("Nieuwe cliënt"))
        self.table = Table(self._columns(), self.tr("Cliënten"), empty)
        if empty.button is not None:
            empty.button.clicked.connect(lambda _=False: desk.new_client())
        self._build()
        self.filters.chosen.connect(lambda key: self.table.set_rule(RULES[key]))
        self.search.textChanged.connect(self.table.set_text)
        self.search.textEdited.connect(self._typed)
        self.search.editingFinished.connect(self._end_search)
        self.search.returnPressed.connect(self._to_first)
        self.table.opened.connect(lambda row: desk.show_client(row.id))
        self.table.set_rule(RULES["running"])
        action = make_action("filter", self)
        action.triggered.connect(lambda _=False: self.search.setFocus())
        self.addAction(action)
        theme().changed.connect(self._scale)
        self._scale()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.PAGE, 0, look.PAGE, look.MEDIUM)
        layout.setSpacing(look.MEDIUM - 2)
        layout.addWidget(SplitRow(self.head, self.search))
        line = QHBoxLayout()
        line.addWidget(self.filters, 1)
        line.addWidget(self.table.column_button())
        layout.addLayout(line)
        layout.addWidget(self.table, 1)

    def _columns(self) -> list[Column]:
        today = clock.today
        return [
            Column(self.tr("Code"), lambda row: row.code, width=150),
            Column(self.tr("Naam"), words.sorted_name, width=190, stretch=True),
            Column(
                self.tr("Leeftijd"),
                lambda row: row.born_to,
                lambda row: formatting.age_text(row.born_from, row.born_to, today()),
                width=96,
            ),
            Column(
                self.tr("Fase"),
                lambda row: list(Phase).index(row.phase) if row.phase else -1,
                lambda row: words.phase_words(row.phase)[0],
                chip=lambda row: words.phase_words(row.phase)[1],
                width=130,
            ),
            Column(
                self.tr("Toestemming"),
                lambda row: words.row_consent(row)[0],
                chip=lambda row: words.row_consent(row)[1],
                width=190,
            ),
            Column(self.tr("Gemeente"), lambda row: words.label("municipality", row.municipality), width=170),
            Column(
                self.tr("Volgende stap"),
                lambda row: row.next_on,
                words.next_words,
                tooltip=lambda row: row.next_text or "",
                width=150,
            ),
            Column(self.tr("Wat"), lambda row: row.next_text or "", width=220, is_hidden=True),
        ]

    def load(self) -> None:
        """Read the list anew; the chosen row and the filter stay."""
        rows = listing.client_rows(self._desk.register)
        self._is_stale = False
        for key, rule in RULES.items():
            self.filters.set_count(key, sum(1 for row in rows if rule(row)))
        self.table.set_rows(rows, key=lambda row: row.id)

    def reload(self, tables: frozenset[str]) -> None:
        """After a save elsewhere; read when looked at."""
        if tables & TABLES:
            self._is_stale = True
            if self.isVisible():
                self.load()

    def showEvent(self, event: QShowEvent) -> None:
        """Read only what changed since the last look."""
        super().showEvent(event)
        if self._is_stale:
            self.load()

    def _typed(self, text: str) -> None:
        self._letters = max(self._letters, len(text.strip()))

    def _end_search(self) -> None:
        """Once for each search, when the field is left or Enter pressed."""
        letters, self._letters = self._letters, 0
        if letters >= LEAST_LETTERS:
            self._desk.searched(letters)

    def _to_first(self) -> None:
        """Enter in the search field goes to the first row found."""
        if self.table.select(lambda row: True):
            self.table.view.setFocus()

    def _scale(self) -> None:
        self.search.setFixedWidth(theme().px(230))
