"""Nieuwe fase: from which day the trajectory is where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.codes import Phase
from app.model.records import Saved, new_id
from app.model.trajectories import Trajectory
from app.services import trajectories
from ui.desk import Desk
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import DateField
from ui.widgets.form_dialog import FormDialog


@dataclass(frozen=True)
class _Command:
    phase: Phase
    started_on: date


class PhaseDialog(FormDialog):
    """Enter a phase; *Afgesloten* is reached by closing only, so it is not offered."""

    def __init__(self, desk: Desk, trajectory: Trajectory, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Nieuwe fase"), self.tr("Fase opslaan"), self._save, parent=parent)
        self._desk, self._trajectory = desk, trajectory
        self.form.keep("id", new_id())
        phases = [(code, words) for code, words in desk.choices("phase") if code != Phase.CLOSED]
        self.form.add_row(self.tr("Fase"), CodeCombo(phases), name="phase", required=True)
        first = DateField(latest=clock.today)
        self.form.add_row(self.tr("Vanaf"), first, name="started_on", required=True, beside=True)
        self.form.set_values({"started_on": clock.today()})
        self.form.attach_drafts(desk.drafts("phase", f"{trajectory.client_id}:{trajectory.id}"))

    def command(self) -> _Command:
        """Phase and day."""
        return _Command(Phase(self.form.value("phase")), self.form.value("started_on"))

    def _save(self, command: _Command) -> Saved:
        register = self._desk.register
        return trajectories.enter_phase(
            register, self._trajectory.id, command.phase, command.started_on, id=self.form.value("id")
        )
