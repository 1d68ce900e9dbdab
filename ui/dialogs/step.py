"""Volgende stap: what, when, and who does it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.model.records import Saved, new_id
from app.model.trajectories import Step, StepFields
from app.services import contact_moments
from ui.desk import Desk
from ui.dialogs.notification_rows import stored_values
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField
from ui.widgets.form_dialog import FormDialog


def tidy_time(typed: str | None) -> str | None:
    """“14.30”, “1430” and “9:05” as uu:mm; anything else as typed, so that the service refuses it."""
    if not typed:
        return None
    figures = typed.replace(".", ":").strip()
    if figures.isascii() and figures.isdigit() and len(figures) in {3, 4}:
        figures = f"{figures[:-2]}:{figures[-2:]}"
    hours, colon, minutes = figures.partition(":")
    return f"{hours:0>2}:{minutes}" if colon else figures


class StepDialog(FormDialog):
    """Plan a step, or change one."""

    def __init__(self, desk: Desk, client_id: str, stored: Step | None = None, parent: QWidget | None = None) -> None:
        title = self.tr("Stap wijzigen") if stored else self.tr("Volgende stap plannen")
        super().__init__(title, self.tr("Stap opslaan"), self._save, parent=parent)
        self._desk, self._client_id, self._stored = desk, client_id, stored
        self.form.keep("id", stored.id if stored else new_id())
        form = self.form
        form.add_row(self.tr("Wat gaat er gebeuren?"), LineField(300), name="description", required=True)
        form.add_row(self.tr("Wanneer"), DateField(), name="due_on", required=True, stretch=3)
        form.add_row(
            self.tr("Hoe laat"), LineField(8, self.tr("uu:mm")), name="due_time", optional=True, beside=True, stretch=2
        )
        form.add_row(
            self.tr("Wie doet het?"), LineField(300), self.tr("Leeg betekent: uzelf."), name="who", optional=True
        )
        form.set_values(stored_values(stored, StepFields) if stored else {})
        form.attach_drafts(desk.drafts("step", f"{client_id}:{stored.id if stored else 'new'}"))

    def command(self) -> StepFields:
        """The fields."""
        value = self.form.value
        return StepFields(
            description=value("description"),
            due_on=value("due_on"),
            due_time=tidy_time(value("due_time")),
            who=value("who"),
            done_on=self._stored.done_on if self._stored else None,
        )

    def _save(self, fields: StepFields) -> Saved:
        register = self._desk.register
        if self._stored is None:
            return contact_moments.add_step(register, self._client_id, fields, id=self.form.value("id"))
        return contact_moments.change_step(register, self._stored.id, self._stored.revision, fields)
