"""Her own data, the controller's, and after how many minutes the register locks."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.model.organisations import Profile, ProfileFields
from app.services import session
from ui.desk import Desk
from ui.dialogs.profile_rows import add_profile_rows, profile_fields
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.form_dialog import FormDialog

MINUTES = (1, 2, 3, 5, 10, 15, 20, 30)


class ProfileDialog(FormDialog):
    """Changes the one profile. ``saved(result)`` as every dialog."""

    def __init__(self, desk: Desk, profile: Profile, parent: QWidget | None = None) -> None:
        def save(fields: ProfileFields) -> Any:
            return session.change_profile(desk.register, profile.revision, fields)

        super().__init__(self.tr("Uw gegevens wijzigen"), self.tr("Gegevens opslaan"), save, parent=parent)
        add_profile_rows(self.form)
        choices = sorted({*MINUTES, profile.lock_minutes})
        pairs = [(str(n), self.tr("na 1 minuut") if n == 1 else self.tr("na {n} minuten").format(n=n)) for n in choices]
        self.form.add_row(
            self.tr("Vergrendelen zonder invoer"), CodeCombo(pairs), name="lock_minutes", required=True
        )
        names = ("coordinator_name", "job_title", "phone", "reachable", "controller_name", "dpo_contact")
        values = {name: getattr(profile, name) for name in names}
        self.form.set_values({**values, "lock_minutes": str(profile.lock_minutes)})
        self.form.attach_drafts(desk.drafts("profile", ""))

    def command(self) -> ProfileFields:
        """What stands in the rows."""
        return profile_fields(self.form, int(self.form.value("lock_minutes")))
