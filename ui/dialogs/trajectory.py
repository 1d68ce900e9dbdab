"""Zorgtraject: begin and legal regime, payment, and the three sentences *voor samenvatting*."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.codes import Phase
from app.model.records import Saved, new_id
from app.model.trajectories import Trajectory, TrajectoryFields
from app.services import trajectories
from ui.desk import Desk
from ui.dialogs.notification_rows import stored_values
from ui.dialogs.printed_text import PrintedText
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField
from ui.widgets.form_dialog import FormDialog


class TrajectoryDialog(FormDialog):
    """Change a trajectory, or start a further one when ``stored`` is None."""

    def __init__(
        self, desk: Desk, client_id: str, stored: Trajectory | None = None, parent: QWidget | None = None
    ) -> None:
        title = self.tr("Zorgtraject wijzigen") if stored else self.tr("Nieuw zorgtraject")
        super().__init__(title, self.tr("Zorgtraject opslaan"), self._save, parent=parent)
        self._desk, self._client_id, self._stored = desk, client_id, stored
        self.form.keep("id", stored.id if stored else new_id())
        form = self.form
        form.add_row(self.tr("Begonnen op"), DateField(latest=clock.today), name="started_on", required=True)
        regimes = CodeCombo(desk.choices("legal_regime"))
        form.add_row(self.tr("Wettelijk kader"), regimes, name="legal_regime", required=True, beside=True)
        if stored is None:
            phases = [(code, words) for code, words in desk.choices("phase") if code != Phase.CLOSED]
            form.add_row(self.tr("Fase"), CodeCombo(phases), name="phase", required=True)
        self._add_printed()
        values: dict[str, Any] = {
            "started_on": clock.today(), "legal_regime": "nog_niet_bepaald", "phase": Phase.NOTIFICATION.value
        }  # fmt: skip
        form.set_values(stored_values(stored, TrajectoryFields) if stored else values)
        form.attach_drafts(desk.drafts("trajectory", f"{client_id}:{stored.id if stored else 'new'}"))

    def _add_printed(self) -> None:
        form, help_text = self.form, self.tr("Wordt afgedrukt voor wie het mag lezen.")
        form.add_section(self.tr("Voor samenvatting"), numbered=False)
        for name, words in (
            ("situation", self.tr("Situatie")),
            ("urgent_care", self.tr("Directe zorg")),
            ("wish", self.tr("Wat wil cliënt?")),
        ):
            text = PrintedText(form, lines=2, advised=240)
            form.add_row(words, text, help_text, name=name, optional=True)
            text.watch_length(name)
        places = CodeCombo(self._desk.choices("municipality"))
        form.add_row(self.tr("Betalende gemeente"), places, name="paying_municipality", optional=True, stretch=2)
        form.add_row(
            self.tr("Over de betaling"), LineField(300), help_text, name="payment_note", optional=True, beside=True,
            stretch=3,
        )  # fmt: skip

    def command(self) -> TrajectoryFields:
        """The fields."""
        values = {name: value for name, value in self.form.values().items() if name not in {"id", "phase"}}
        return TrajectoryFields(**values)

    def _save(self, fields: TrajectoryFields) -> Saved:
        register = self._desk.register
        if self._stored is not None:
            return trajectories.change_trajectory(register, self._stored.id, self._stored.revision, fields)
        phase = Phase(self.form.value("phase"))
        return trajectories.start_trajectory(register, self._client_id, fields, id=self.form.value("id"), phase=phase)
