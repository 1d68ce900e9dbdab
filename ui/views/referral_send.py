"""Step 2 of a referral: the summary on paper, or told without paper; recorded before it leaves."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.errors import RegisterError
from app.model.disclosures import ReleaseRequest
from app.model.records import new_id
from app.services import gate
from ui import messages
from ui import theme as look
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.theme import theme
from ui.views.summary_flow import SummaryFlow
from ui.widgets.basics import Button, Card, Plain, ScrollPane, Text
from ui.widgets.flow import Flow
from ui.widgets.message_bar import MessageBar
from ui.widgets.panels import GatePanel, StepHeader


class SendStep(QWidget):
    """The request is stored already; here it leaves.

    Signals: ``finished(client_id, referral_id)`` when it was sent or she leaves it for later;
    ``back_asked()`` to change the request.
    """

    finished = Signal(str, str)
    back_asked = Signal()

    def __init__(self, desk: Desk, request: ReleaseRequest, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.request, self._question = desk, request, question
        self._told_id = new_id()
        self._is_sent = False
        self.flow = SummaryFlow(desk, self)
        self.flow.recorded.connect(self._sent)
        self.flow.closed.connect(self._flow_closed)
        pane = ScrollPane((look.PAGE, look.MEDIUM, look.PAGE, look.PAGE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
        name = desk.organisation_name(request.recipient_id)
        title = self.tr("Versturen naar {naam}").format(naam=name)
        pane.pane.box.addWidget(StepHeader(title, 2, 2, self.tr("de verwijzing is opgeslagen")))
        self.bar = MessageBar()
        pane.pane.box.addWidget(self.bar)
        line = Plain(vertical=False)
        self._card = self._make_card(name)
        line.box.addWidget(self._card, 1000)
        line.box.addStretch(1)
        pane.pane.box.addWidget(line)
        pane.pane.box.addStretch(1)
        self._limit()
        theme().changed.connect(self._limit)

    def _make_card(self, name: str) -> Card:
        card = Card(self.tr("Hoe krijgt {naam} de gegevens?").format(naam=name))
        panel = GatePanel()
        answer = gate.ask(
            self._desk.register,
            self.request.client_id,
            self.request.recipient_id,
            self.request.purpose,
            self.request.scopes,
            clock.today(),
            self.request.ground,
        )
        panel.show_answer(sharing_texts.gate_title(answer), sharing_texts.gate_lines(self._desk, answer))
        card.add(panel)
        words = self.tr(
            "Op de samenvatting staat alleen wat mag. U ziet eerst een voorbeeld. Pas als u afdrukt of opslaat, "
            "is de verwijzing verstuurd. Het programma legt dan vast wat u deelt."
        )
        card.add(Text(words, "facts"))
        self.preview_button = Button(self.tr("Samenvatting bekijken"), "file-text", "primary")
        self.preview_button.clicked.connect(self._preview)
        self.told_button = Button(self.tr("Zonder papier doorgegeven"))
        self.told_button.clicked.connect(self._tell)
        back = Button(self.tr("Terug naar stap 1"), role="quiet")
        back.clicked.connect(self.back_asked)
        later = Button(self.tr("Later versturen"), role="quiet")
        later.clicked.connect(self._done)
        buttons = Flow()
        for button in (self.preview_button, self.told_button, back, later):
            buttons.add(button)
        card.add(buttons)
        without = self.tr("Zonder papier: u vertelt het per telefoon of vult het in op hun eigen formulier.")
        self.told_button.setAccessibleDescription(without)
        card.add(Text(without, "help"))
        return card

    def begin(self) -> None:
        """Put the focus on the usual way on."""
        self.preview_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- acts -------------------------------------------------------------------------------

    def _preview(self) -> None:
        try:
            self.flow.show(self.request, self._question)
        except RegisterError as error:
            self._refuse(error)

    def _tell(self) -> None:
        try:
            result = gate.disclose_without_paper(self._desk.register, self.request, id=self._told_id)
        except RegisterError as error:
            self._refuse(error)
            return
        self._desk.saved(result, self.tr("Verwijzing verstuurd"))
        self._done()

    def _refuse(self, error: RegisterError) -> None:
        self.bar.show_message(messages.message_for(error, sharing_texts.codes_text(self._desk)))
        self.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sent(self, _: str) -> None:
        self._is_sent = True

    def _flow_closed(self) -> None:
        if self._is_sent:
            self._done()
        else:
            self.begin()

    def _done(self) -> None:
        self.finished.emit(self.request.client_id, self.request.referral_id or "")

    def _limit(self) -> None:
        self._card.setMaximumWidth(theme().px(look.FORM_WIDTH))
