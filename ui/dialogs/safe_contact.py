"""Veilig contact: how this person may be reached. Every change keeps what stood there before."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.model.clients import Client, ClientFields
from app.model.codes import SafeContact
from app.model.records import Saved
from app.services import clients
from ui.desk import Desk
from ui.widgets.form_dialog import FormDialog
from ui.widgets.safe_contact_field import Rule, SafeContactField


def safe_contact_rules(desk: Desk) -> list[Rule]:
    """The rules of the list, without *Nog niet besproken*: that is what an empty list means."""
    items = desk.list("safe_contact").items
    return [
        Rule(item.code, item.label, bool(item.attributes.get("takes_text")))
        for item in items
        if item.code != SafeContact.UNKNOWN
    ]


class SafeContactDialog(FormDialog):
    """Change the rules of the red strip."""

    def __init__(self, desk: Desk, client: Client, parent: QWidget | None = None) -> None:
        intro = self.tr("Deze afspraken staan in rood boven elke bladzijde van deze cliënt.")
        super().__init__(self.tr("Veilig contact"), self.tr("Afspraken opslaan"), self._save, intro, parent=parent)
        self._desk, self._client = desk, client
        rules = SafeContactField(safe_contact_rules(desk))
        help_text = self.tr("Kies niets als dit nog niet besproken is.")
        self.form.add_row(self.tr("Wat is er afgesproken?"), rules, help_text, name="safe_contact")
        self.form.set_values({"safe_contact": client.safe_contact})
        self.form.attach_drafts(desk.drafts("safe_contact", client.id))

    def command(self) -> ClientFields:
        """The client with these rules."""
        return replace(self._client, safe_contact=self.form.value("safe_contact"))

    def _save(self, fields: ClientFields) -> Saved:
        return clients.change_client(self._desk.register, self._client.id, self._client.revision, fields)
