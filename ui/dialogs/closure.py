"""Traject afsluiten: when, why, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.records import Saved
from app.model.trajectories import Closure, Trajectory
from app.services import trajectories
from ui.desk import Desk
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog


class ClosureDialog(FormDialog):
    """Close; it can be reopened. ``open_ends`` is what the register itself finds open, one line each."""

    def __init__(
        self, desk: Desk, trajectory: Trajectory, open_ends: Sequence[str], parent: QWidget | None = None
    ) -> None:
        intro = self.tr("U kunt het traject later heropenen. Alles blijft leesbaar.")
        super().__init__(self.tr("Traject afsluiten"), self.tr("Traject afsluiten"), self._save, intro, parent=parent)
        self._desk, self._trajectory = desk, trajectory
        form = self.form
        form.add_row(self.tr("Afgesloten op"), DateField(latest=clock.today), name="closed_on", required=True)
        form.add_row(
            self.tr("Reden"), CodeCombo(desk.choices("closure_reason"), searchable=False), name="closure_reason",
            required=True, beside=True,
        )  # fmt: skip
        form.add_row(self.tr("Toelichting"), TextArea(3), name="closure_note", optional=True)
        help_text = self.tr("Eén regel per punt. Schrijf erachter wie het verder doet, of haal de regel weg.")
        form.add_row(self.tr("Wat staat nog open?"), TextArea(5), help_text, name="open_ends", optional=True)
        form.set_values({"closed_on": clock.today(), "open_ends": "\n".join(open_ends)})
        form.attach_drafts(desk.drafts("closure", f"{trajectory.client_id}:{trajectory.id}"))

    def command(self) -> Closure:
        """The fields; each line of the list is one open end."""
        value = self.form.value
        lines = (value("open_ends") or "").splitlines()
        return Closure(
            closed_on=value("closed_on"),
            closure_reason=value("closure_reason") or "",
            closure_note=value("closure_note"),
            open_ends=tuple(line.strip() for line in lines if line.strip()),
        )

    def _save(self, closure: Closure) -> Saved:
        return trajectories.close_trajectory(
            self._desk.register, self._trajectory.id, self._trajectory.revision, closure
        )
