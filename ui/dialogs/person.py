"""Persoon: everything known about who somebody is, and whether she knows about the registration."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import Problem
from app.model.clients import Client, ClientFields
from app.model.records import Saved
from app.services import clients
from ui.desk import Desk
from ui.dialogs.person_rows import PersonRows
from ui.widgets.date_field import DateField
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog


class PersonDialog(FormDialog):
    """Change the person; what stood there before stays readable under *Eerdere versies*."""

    def __init__(self, desk: Desk, client: Client, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Persoon wijzigen"), self.tr("Persoon opslaan"), self._save, parent=parent)
        self._desk, self._client = desk, client
        self._rows = PersonRows(self.form, desk)
        self.form.set_values(self._rows.show(client))
        self._rows.show_authority()
        self.form.attach_drafts(desk.drafts("client", client.id))

    def command(self) -> ClientFields:
        """The client with what stands in the rows."""
        return self._rows.command(self._client)

    def problems(self) -> list[Problem]:
        """Between rows."""
        return self._rows.problems()

    def _save(self, fields: ClientFields) -> Saved:
        return clients.change_client(self._desk.register, self._client.id, self._client.revision, fields)


class InformedDialog(FormDialog):
    """When somebody was told about the registration, or why that has not happened yet."""

    def __init__(self, desk: Desk, client: Client, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Cliënt informeren over registratie"), self.tr("Gegevens opslaan"), self._save, parent=parent
        )
        self._desk, self._client = desk, client
        self.form.add_row(
            self.tr("Geïnformeerd op"), DateField(latest=clock.today), name="informed_on", optional=True
        )
        self.form.add_row(
            self.tr("Waarom nog niet?"), TextArea(3), self.tr("Alleen als dit nog niet is gebeurd."),
            name="not_informed_reason", optional=True,
        )  # fmt: skip
        stored = {"informed_on": client.informed_on, "not_informed_reason": client.not_informed_reason}
        self.form.set_values(stored)
        self.form.attach_drafts(desk.drafts("informed", client.id))

    def command(self) -> ClientFields:
        """The client with this day or reason."""
        return replace(self._client, **self.form.values())

    def _save(self, fields: ClientFields) -> Saved:
        return clients.change_client(self._desk.register, self._client.id, self._client.revision, fields)
