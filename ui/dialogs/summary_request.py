"""Samenvatting maken (Ctrl+P): for whom, what for, which data, which question."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.errors import RegisterError
from app.model.codes import Purpose
from app.model.consent import COMENSHA, COMENSHA_PURPOSES
from app.model.disclosures import ReleaseRequest
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.gate_watch import Asked, GateWatch
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog
from ui.widgets.message_bar import BarAction


@dataclass(frozen=True)
class SummaryWish:
    """What she wants on paper."""

    request: ReleaseRequest
    question: str


class SummaryRequestDialog(FormDialog):
    """Asks; nothing is recorded. Signals: ``saved(SummaryWish)`` once the gate lets it go."""

    def __init__(self, desk: Desk, client_id: str, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Samenvatting maken"),
            self.tr("Voorbeeld bekijken"),
            self._check,
            labels=sharing_texts.codes_text(desk),
            parent=parent,
        )
        self._client_id = client_id
        add = self.form.add_row
        recipients = OrganisationCombo(sharing_texts.organisation_items(desk))
        add(self.tr("Voor wie?"), recipients, name="recipient_id", required=True)
        purposes = CodeCombo(desk.choices("consent_purpose"))
        add(self.tr("Waarvoor?"), purposes, name="purpose", required=True, beside=True)
        add(self.tr("Onze vraag"), TextArea(2), self.tr("Dit staat bovenaan de samenvatting."), name="question",
            required=True)  # fmt: skip
        add(self.tr("Wat deelt u?"), MultiCheck(desk.choices("scope")), name="scopes", required=True)
        asked = Asked(client_id, lambda: self.form.value("recipient_id"), self._submit, self)
        self.watch = GateWatch(desk, self.form, asked)
        self.form.mark_clean()
        self.form.attach_drafts(desk.drafts("summary", client_id))
        self.form.field("purpose").changed.connect(self._purpose_chosen)
        self.form.field("recipient_id").changed.connect(self._recipient_chosen)
        self.watch.refresh()

    def _submit(self) -> None:
        self.flow.submit()

    def _purpose_chosen(self) -> None:
        if self.form.value("purpose") in COMENSHA_PURPOSES and self.form.value("recipient_id") != COMENSHA:
            self.form.field("recipient_id").set_value(COMENSHA)
        self.watch.propose_scopes()

    def _recipient_chosen(self) -> None:
        self.watch.propose_scopes()
        self.watch.refresh()

    def command(self) -> SummaryWish:
        """The wish as filled in."""
        value = self.form.value
        request = ReleaseRequest(
            client_id=self._client_id,
            recipient_id=value("recipient_id"),
            purpose=Purpose(value("purpose")),
            scopes=self.watch.scopes(),
            ground=self.watch.ground,
        )
        return SummaryWish(request, value("question"))

    def ways_out(self, error: RegisterError) -> list[BarAction]:
        """The same as in the panel."""
        return list(self.watch.ways_out())

    def _check(self, wish: SummaryWish) -> SummaryWish:
        self.watch.require()
        return wish
