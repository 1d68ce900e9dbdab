"""Formulier afdrukken: which choice stands on the blank sheet for the client."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.codes import Purpose, Scope
from app.model.consent import COMENSHA, COMENSHA_PURPOSES
from app.services import clients, consent
from app.services.printing import ConsentChoice
from ui.desk import Desk
from ui.dialogs import sharing_texts
from ui.dialogs.gate_watch import USUAL
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo
from ui.widgets.date_field import DateField
from ui.widgets.form_dialog import FormDialog


class ConsentSheetDialog(FormDialog):
    """One choice per sheet. Signals: ``saved(ConsentChoice)`` when she wants to see it."""

    def __init__(self, desk: Desk, client_id: str, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Toestemmingsformulier"),
            self.tr("Formulier bekijken"),
            lambda choice: choice,
            intro=self.tr("Op een formulier staat één keuze. Bespreek het en leg daarna vast wat er gezegd is."),
            parent=parent,
        )
        self._desk = desk
        client = clients.open_file(desk.register, client_id).client
        add = self.form.add_row
        add(self.tr("Waarvoor?"), CodeCombo(desk.choices("consent_purpose")), name="purpose", required=True)
        recipients = OrganisationCombo(sharing_texts.organisation_items(desk))
        add(self.tr("Met wie?"), recipients, name="recipient_id", required=True, beside=True)
        add(self.tr("Welke gegevens?"), MultiCheck(desk.choices("scope")), name="scopes", required=True)
        add(self.tr("Geldig tot en met"), DateField(earliest=clock.today), name="valid_until", optional=True)
        languages = CodeCombo(desk.choices("language"))
        add(self.tr("Besproken in het"), languages, name="language", optional=True, beside=True)
        self.form.set_values(
            {
                "valid_until": consent.default_end(clock.today()),
                "language": client.languages[0] if client.languages else None,
            }
        )
        self.form.attach_drafts(desk.drafts("consent_sheet", client_id))
        self.form.field("purpose").changed.connect(self._propose)

    def _propose(self) -> None:
        purpose = self.form.value("purpose")
        if purpose is None:
            return
        if purpose in COMENSHA_PURPOSES:
            self.form.field("recipient_id").set_value(COMENSHA)
        if not self.form.value("scopes"):
            usual = USUAL.get(Purpose(purpose), ())
            self.form.field("scopes").set_value(tuple(scope.value for scope in usual))

    def command(self) -> ConsentChoice:
        """The choice as filled in."""
        value = self.form.value
        language = value("language")
        return ConsentChoice(
            purpose=Purpose(value("purpose")),
            recipient_id=value("recipient_id"),
            scopes=tuple(Scope(code) for code in value("scopes")),
            valid_until=value("valid_until"),
            language=self._desk.label("language", language) if language else "",
        )
