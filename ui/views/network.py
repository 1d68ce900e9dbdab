"""*Netwerk*: the organisations, who can go there, and through whom."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import RegisterError
from app.model.organisations import Organisation
from app.services import organisations
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.organisation import OrganisationDialog
from ui.models.table_model import Column
from ui.theme import theme
from ui.views.management import fact
from ui.widgets.basics import Button, Card, EmptyState, Plain, ScrollPane, Text
from ui.widgets.field import LineField
from ui.widgets.message_bar import MessageBar
from ui.widgets.page_head import PageHead
from ui.widgets.panels import Chip
from ui.widgets.table import Table

SIDE_WIDTH = 360
BESIDE_FROM = 900


class NetworkPage(QWidget):
    """A table with a search field, and what is known about the chosen organisation beside it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.head = PageHead(self.tr("Netwerk"))
        self.new_button = self.head.add_button(Button(self.tr("Nieuwe organisatie"), "plus"))
        self.new_button.clicked.connect(lambda _=False: self.edit(None))
        self.bar = MessageBar()
        self.search = LineField(200)
        self.search.edit.setPlaceholderText(self.tr("Zoek op naam, plaats of wat een organisatie doet"))
        self.search.edit.setAccessibleName(self.tr("Zoek in het netwerk"))
        self.search.changed.connect(self._filter)
        empty = EmptyState("building-2", self.tr("Geen organisatie gevonden."), self.tr("Nieuwe organisatie"))
        if empty.button is not None:
            empty.button.clicked.connect(lambda _=False: self.edit(None))
        self.table = Table(self._columns(), self.tr("Organisaties"), empty)
        self.table.selected.connect(self._show_details)
        self.table.opened.connect(self.edit)
        self._details = Card()
        side = ScrollPane()
        side.pane.box.addWidget(self._details)
        side.pane.box.addStretch(1)
        self._side = side
        self._lay_out()
        theme().changed.connect(self._arrange)
        self._show_details(None)

    def load(self) -> None:
        """Read the network."""
        rows = self._desk.organisations()
        shelters = sum(1 for row in rows if row.is_shelter)
        facts = self.tr("{aantal}, waarvan {opvang} voor opvang").format(
            aantal=formatting.count_text(len(rows), self.tr("organisatie"), self.tr("organisaties")), opvang=shelters
        )
        self.head.set_words(self.tr("Netwerk"), facts)
        self.table.set_rows(rows, key=lambda row: row.id)
        if self.table.current_row() is None and rows:
            self.table.select(lambda row: True)
        self._show_details(self.table.current_row())

    def reload(self, tables: frozenset[str]) -> None:
        """Only a change of organisations matters here."""
        if "organisation" in tables:
            self.load()

    def show_object(self, row_id: str) -> None:
        """Choose an organisation (from the search field at the top)."""
        self.search.set_value("")
        self.table.set_text("")
        self.table.select(lambda row: row.id == row_id)
        self.table.view.setFocus()

    def resume(self, form: str, subject: str) -> bool:
        """Open the half-typed organisation again."""
        if form != "organisation":
            return False
        row_id = subject.lstrip(":")
        try:
            self.edit(organisations.get(self._desk.register, row_id) if row_id else None)
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))
        return True

    def edit(self, row: Organisation | None) -> None:
        """Open the dialog; None adds one."""
        dialog = OrganisationDialog(self._desk, row, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._saved)
        dialog.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Details beside the table when there is room."""
        super().resizeEvent(event)
        self._arrange()

    # -- inside -----------------------------------------------------------------------------

    def _columns(self) -> list[Column]:
        return [
            Column(self.tr("Naam"), lambda row: row.name, width=230),
            Column(self.tr("Soort"), lambda row: self._desk.label("organisation_kind", row.kind), width=190),
            Column(self.tr("Plaats"), lambda row: row.place or "", width=120),
            Column(self.tr("Wat zij doen"), lambda row: row.functions or "", stretch=True),
        ]

    def _lay_out(self) -> None:
        line = Plain(vertical=False)
        line.box.addWidget(self.search, 1)
        line.box.addWidget(self.table.column_button())
        left = Plain()
        left.box.addWidget(line)
        left.box.addWidget(self.table, 1)
        self._columns_box = Plain(vertical=False, spacing=look.LARGE - 2)
        self._columns_box.box.addWidget(left, 1)
        self._columns_box.box.addWidget(self._side, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.PAGE, look.TINY, look.PAGE, look.LARGE)
        layout.setSpacing(look.MEDIUM)
        layout.addWidget(self.head)
        layout.addWidget(self.bar)
        layout.addWidget(self._columns_box, 1)

    def _filter(self) -> None:
        self.table.set_text(self.search.value() or "")

    def _show_details(self, row: Any) -> None:
        while self._details.body.count() > 1:
            item = self._details.body.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if row is None:
            self._details.title.setText(self.tr("Kies een organisatie"))
            self._details.title.show()
            return
        self._details.title.setText("")
        self._details.title.hide()
        self._details.add(Text(row.name, "heading"))
        if row.department:
            self._details.add(Text(row.department, "facts"))
        if row.is_shelter:
            self._details.add(Chip(self.tr("Opvang"), "info"))
        for title, words in self._facts(row):
            if words:
                self._details.add(fact(title, words))
        change = Button(self.tr("Organisatie wijzigen…"), "pencil")
        change.clicked.connect(lambda _=False, row=row: self.edit(row))
        self._details.add(change)

    def _facts(self, row: Organisation) -> list[tuple[str, str]]:
        through = self._desk.organisation_name(row.receives_through_id) if row.receives_through_id else ""
        return [
            (self.tr("Soort"), self._desk.label("organisation_kind", row.kind)),
            (self.tr("Plaats"), row.place or ""),
            (self.tr("Regio"), row.region or ""),
            (self.tr("Wat zij doen"), "\n".join(part.strip() for part in (row.functions or "").split(";"))),
            (self.tr("Wie er terechtkan"), row.admission or ""),
            (self.tr("Verwijzing loopt via"), through),
            (self.tr("Meldt als"), self._desk.label("notifier_type", row.notifier_type) if row.notifier_type else ""),
        ]

    def _saved(self, result: Any) -> None:
        self._desk.saved(result, self.tr("Organisatie opgeslagen"))
        self.table.select(lambda row: row.id == result.id)

    def _arrange(self) -> None:
        beside = self.width() >= theme().px(BESIDE_FROM)
        self._side.setVisible(beside)  # in a narrow window Enter opens everything that stands there
        self._side.setFixedWidth(theme().px(SIDE_WIDTH))
