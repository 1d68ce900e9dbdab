"""Aanmelding toevoegen or wijzigen."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import Problem
from app.model.notifications import Notification, NotificationFields
from app.model.records import Saved, new_id
from app.services import notifications
from ui.desk import Desk
from ui.dialogs.notification_rows import NotificationRows, stored_values
from ui.dialogs.organisation_link import offer_organisation
from ui.widgets.form_dialog import FormDialog


class NotificationDialog(FormDialog):
    """Another body (or the same one later) reports this person; with ``stored`` one is changed."""

    def __init__(self, desk: Desk, client_id: str, stored: Notification | None = None, parent: QWidget | None = None):
        title = self.tr("Aanmelding wijzigen") if stored else self.tr("Aanmelding toevoegen")
        super().__init__(title, self.tr("Aanmelding opslaan"), self._save, parent=parent)
        self._desk, self._client_id, self._stored = desk, client_id, stored
        self.form.keep("id", stored.id if stored else new_id())
        self._rows = NotificationRows(self.form, desk)
        offer_organisation(self.form, "organisation_id", desk, self._rows.suggest)
        values: dict[str, Any] = self._rows.defaults()
        if stored is not None:
            values = dict(stored_values(stored, NotificationFields))
        self.form.set_values(values)
        self._rows.show_comensha()
        self.form.attach_drafts(desk.drafts("notification", f"{client_id}:{stored.id if stored else 'new'}"))

    def command(self) -> NotificationFields:
        """The fields."""
        return self._rows.command()

    def problems(self) -> list[Problem]:
        """Between rows."""
        return self._rows.problems()

    def _save(self, fields: NotificationFields) -> Saved:
        register = self._desk.register
        if self._stored is None:
            return notifications.add_notification(register, self._client_id, fields, id=self.form.value("id"))
        return notifications.change_notification(register, self._stored.id, self._stored.revision, fields)
