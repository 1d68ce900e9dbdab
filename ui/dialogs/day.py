"""Andere dag: as of which day something is shown."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from app import clock
from ui.widgets.date_field import DateField
from ui.widgets.form_dialog import FormDialog


class DayDialog(FormDialog):
    """Asks for a day up to today. Signals: ``saved(date)``."""

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Andere dag"),
            self.tr("Die dag tonen"),
            lambda chosen: chosen,
            intro=self.tr("U ziet wat op die dag gold, met wat u nu weet."),
            parent=parent,
        )
        self.form.add_row(self.tr("Dag"), DateField(latest=clock.today), name="day", required=True)
        self.form.set_values({"day": day})

    def command(self) -> date:
        """The day."""
        chosen: date = self.form.value("day")
        return chosen
