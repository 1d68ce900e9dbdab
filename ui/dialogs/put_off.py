"""Later: another date for a step."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from app import clock
from app.services import contact_moments
from ui.desk import Desk
from ui.widgets.date_field import DateField
from ui.widgets.form_dialog import FormDialog


class PutOffDialog(FormDialog):
    """Asks for a date from today on; tomorrow is filled in. ``saved(result)`` as every dialog."""

    def __init__(self, desk: Desk, step_id: str, revision: int, text: str, parent: QWidget | None = None) -> None:
        def save(due_on: date) -> object:
            return contact_moments.postpone_step(desk.register, step_id, revision, due_on)

        super().__init__(self.tr("Later doen"), self.tr("Datum opslaan"), save, intro=text, parent=parent)
        self.form.add_row(
            self.tr("Nieuwe datum"),
            DateField(earliest=clock.today),
            self.tr("Dag-maand-jaar, of bijvoorbeeld +7 voor over een week."),
            name="due_on",
            required=True,
        )
        self.form.set_values({"due_on": clock.today() + timedelta(days=1)})

    def command(self) -> date:
        """The chosen date."""
        chosen: date = self.form.value("due_on")
        return chosen
