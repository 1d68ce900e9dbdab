"""A contact moment as it was written, with the ways to correct or void it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.model.trajectories import ContactMoment
from app.services import contact_moments
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.contact_moment import ContactMomentDialog
from ui.dialogs.void import VoidDialog
from ui.models.client_words import label
from ui.models.field_words import origin_words
from ui.theme import theme
from ui.widgets.basics import Button, ScrollPane, Text
from ui.widgets.fact_list import FactList
from ui.widgets.flow import Flow
from ui.widgets.reading_order import InReadingOrder


class ContactViewDialog(InReadingOrder, QDialog):
    """Read only. [Verbeteren…] makes a new entry, [Ongeldig maken…] strikes this one through."""

    def __init__(self, desk: Desk, client_id: str, moment_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._client_id = desk, client_id
        own = {moment.id: moment for moment in contact_moments.contact_moments(desk.register, client_id)}
        self.moment: ContactMoment = own[moment_id]
        self.setWindowTitle(self.tr("Contactmoment"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._pane = ScrollPane((look.PAGE - 4, look.PAGE - 6, look.PAGE - 4, look.PAGE - 6))
        box = self._pane.pane.box
        box.addWidget(Text(label("contact_kind", self.moment.kind), "heading"))
        if self.moment.is_voided:
            words = self.tr("Ongeldig gemaakt: {reden}").format(reden=self.moment.void_reason or "–")
            box.addWidget(Text(words, "problem"))
        facts = FactList()
        facts.set_facts(self._facts())
        box.addWidget(facts)
        self.note = Text(self.moment.note or "–")
        box.addWidget(self.note)
        box.addWidget(self._buttons())
        box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pane)

    def sizeHint(self) -> QSize:
        """As high as the text, never larger than the screen."""
        room, width = self.screen().availableGeometry(), theme().px(640)
        height = self._pane.pane.heightForWidth(width) + 20
        return QSize(min(width, room.width() - 60), min(max(height, theme().px(220)), room.height() - 80))

    def _facts(self) -> list[tuple[str, str]]:
        moment = self.moment
        time = f" {moment.happened_time.replace(':', '.')}" if moment.happened_time else ""
        facts = [(self.tr("Datum"), formatting.date_text(moment.happened_on) + time)]
        if moment.minutes:
            facts.append((self.tr("Duur"), self.tr("{aantal} minuten").format(aantal=moment.minutes)))
        if moment.with_whom:
            facts.append((self.tr("Met wie"), moment.with_whom))
        if moment.organisation_id:
            facts.append((self.tr("Organisatie"), self._desk.organisation_name(moment.organisation_id)))
        facts.append((self.tr("Waar komt dit vandaan"), origin_words().get(moment.origin, moment.origin)))
        facts.append((self.tr("Vastgelegd op"), formatting.moment_text(moment.created_at)))
        return facts

    def _buttons(self) -> QWidget:
        row = Flow()
        close = Button(self.tr("Sluiten"), role="primary")
        close.clicked.connect(self.close)
        row.add(close)
        if not self.moment.is_voided:
            correct = Button(self.tr("Verbeteren…"), "pencil")
            correct.clicked.connect(self._correct)
            void = Button(self.tr("Ongeldig maken…"), "ban")
            void.clicked.connect(self._void)
            row.add(correct)
            row.add(void)
        return row

    def _correct(self) -> None:
        self._follow(ContactMomentDialog(self._desk, self._client_id, self.moment, self.parentWidget()))

    def _void(self) -> None:
        what = self.tr("Dit contactmoment")
        self._follow(VoidDialog(self._desk, self._client_id, "contact_moment", self.moment, what, self.parentWidget()))

    def _follow(self, dialog: ContactMomentDialog | VoidDialog) -> None:
        dialog.saved.connect(self._desk.saved)
        self.close()
        dialog.open()
