"""Samenvoegen: two registrations of one person are read as one; it can be undone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.errors import RegisterError
from app.model.clients import Client, ClientHit
from app.model.records import Saved
from app.services import clients
from app.services.clients import ClientFile
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.comparison import ComparisonGrid, facts_of_file, roomy
from ui.models.client_words import full_name, sorted_name
from ui.widgets.basics import Button, Card, Link, Plain, ScrollPane, Text, discard
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.field import LineField
from ui.widgets.flow import Flow
from ui.widgets.form_dialog import FormDialog
from ui.widgets.form_row import FormRow
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import clear
from ui.widgets.reading_order import InReadingOrder

SEARCH_AFTER_MS = 200


class MergeDialog(InReadingOrder, QDialog):
    """Find the other registration, compare, and join it to the open client. Signals: ``saved(result)``."""

    saved = Signal(object)

    def __init__(self, desk: Desk, file: ClientFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._file = desk, file
        self._other: ClientFile | None = None
        self.setWindowTitle(self.tr("Samenvoegen met andere cliënt"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._pane = ScrollPane((look.PAGE - 4, look.PAGE - 6, look.PAGE - 4, look.PAGE - 6))
        box = self._pane.pane.box
        box.addWidget(Text(self.tr("Samenvoegen met andere cliënt"), "heading"))
        words = self.tr(
            "Alle aanmeldingen, contactmomenten en toestemmingen staan daarna bij elkaar onder {code}. "
            "U kunt het ongedaan maken; er gaat niets verloren."
        ).format(code=file.client.code)
        box.addWidget(Text(words, "facts"))
        self.search = LineField(300)
        asked = self.tr("Zoek de andere cliënt: naam, alias, code of geboortejaar")
        box.addWidget(FormRow(asked, self.search, "", False))
        self._hits = Plain(spacing=2)
        box.addWidget(self._hits)
        self._card = Card()
        self._card.hide()
        box.addWidget(self._card)
        self.bar = MessageBar()
        box.addWidget(self.bar)
        box.addWidget(self._buttons())
        box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pane)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self.look_up)
        self.search.changed.connect(self._timer.start)
        self._suggest()

    def sizeHint(self) -> QSize:
        """Wide enough for two columns."""
        return roomy(self, self._pane, 860).expandedTo(QSize(0, 420))

    def _buttons(self) -> QWidget:
        row = Flow()
        self.join_button = Button(self.tr("Samenvoegen"), role="primary")
        self.join_button.clicked.connect(self.join)
        self.join_button.hide()
        cancel = Button(self.tr("Annuleren"), role="quiet")
        cancel.clicked.connect(self.close)
        row.add(self.join_button)
        row.add(cancel)
        return row

    def _suggest(self) -> None:
        """Offer those whose names are alike at once."""
        person = self._file.client
        name = " ".join(part for part in (person.given_name, person.infix, person.family_name) if part)
        self._show(clients.possible_duplicates(self._desk.register, name))

    def look_up(self) -> None:
        """Show who is found by what she typed."""
        try:
            self._show(clients.find(self._desk.register, self.search.value() or ""))
        except RegisterError:
            return  # busy or just locked: the next key asks again

    def choose(self, client_id: str) -> None:
        """Compare with this one."""
        self._other = clients.open_file(self._desk.register, client_id)
        self.bar.dismiss()
        for old in self._card.findChildren(ComparisonGrid):
            discard(old)
        heads = self.tr("Deze cliënt"), self.tr("De andere cliënt")
        grid = ComparisonGrid(
            heads, facts_of_file(self._file, self._desk), facts_of_file(self._other, self._desk)
        )
        self._card.add(grid)
        self._card.show()
        self.join_button.show()
        self.join_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(self.sizeHint())

    def join(self) -> None:
        """Say that both are one person."""
        if self._other is None:
            return
        other, into = self._other.client, self._file.client
        try:
            result = clients.merge(self._desk.register, other.id, into.id, other.revision)
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))
            return
        self.close()
        self.saved.emit(result)

    def _show(self, hits: tuple[ClientHit, ...]) -> None:
        clear(self._hits)
        for hit in hits:
            if hit.id == self._file.client.id:
                continue
            birth = formatting.birth_text(hit.born_from, hit.born_to, False)
            link = Link(f"{sorted_name(hit)} · {hit.code} · {birth}")
            link.clicked.connect(lambda _=False, client_id=hit.id: self.choose(client_id))
            self._hits.box.addWidget(link)


class UnmergeDialog(FormDialog):
    """Samenvoegen ongedaan maken: both stand apart again, with everything entered since."""

    def __init__(self, desk: Desk, file: ClientFile, parent: QWidget | None = None) -> None:
        intro = self.tr("Beide cliënten staan daarna weer apart, met alles wat sindsdien is ingevuld.")
        title = self.tr("Samenvoegen ongedaan maken")
        super().__init__(title, self.tr("Ongedaan maken"), self._save, intro, parent=parent)
        self._desk, self._merged = desk, {client.id: client for client in file.merged}
        pairs = [(client.id, f"{full_name(client)} · {client.code}") for client in file.merged]
        self.form.add_row(self.tr("Welke cliënt weer apart?"), CodeCombo(pairs), name="client_id", required=True)
        self.form.set_values({"client_id": file.merged[0].id})

    def command(self) -> Client:
        """The registration that stands apart again."""
        return self._merged[self.form.value("client_id")]

    def _save(self, client: Client) -> Saved:
        return clients.unmerge(self._desk.register, client.id, client.revision)
