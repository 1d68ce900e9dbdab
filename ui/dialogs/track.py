"""Spoor: status, since when, next date, who is responsible, and the sentence that may be printed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.codes import TrackStatus
from app.model.records import Saved
from app.model.trajectories import Track, TrackFields
from app.services import trajectories
from ui.desk import Desk
from ui.dialogs.notification_rows import stored_values
from ui.dialogs.printed_text import PrintedText
from ui.widgets.choice_fields import CodeCombo, OrganisationCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog


class TrackDialog(FormDialog):
    """Change one of the eleven."""

    def __init__(self, desk: Desk, client_id: str, track: Track, parent: QWidget | None = None) -> None:
        title = desk.label("track_kind", track.kind.value)
        super().__init__(title, self.tr("Spoor opslaan"), self._save, parent=parent)
        self._desk, self._track = desk, track
        form = self.form
        form.add_row(self.tr("Status"), CodeCombo(desk.choices("track_status")), name="status", required=True)
        network = [(o.id, o.name, o.place or "") for o in desk.organisations() if not o.is_voided]
        form.add_row(
            self.tr("Wie is verantwoordelijk?"), OrganisationCombo(network), name="organisation_id", optional=True,
            beside=True,
        )  # fmt: skip
        form.add_row(self.tr("Sinds"), DateField(latest=clock.today), name="since_on", optional=True)
        form.add_row(
            self.tr("Volgende datum"), DateField(), self.tr("Deze datum komt op Vandaag."), name="next_on",
            optional=True, beside=True,
        )  # fmt: skip
        sentence = PrintedText(form, lines=2, advised=160)
        form.add_row(
            self.tr("Zin voor samenvatting"), sentence,
            self.tr("Deze zin wordt afgedrukt voor wie hem mag lezen. Houd hem kort."), name="sentence",
            optional=True,
        )  # fmt: skip
        sentence.watch_length("sentence")
        form.add_row(self.tr("Eigen notitie, wordt nooit afgedrukt"), TextArea(3), name="note", optional=True)
        form.set_values(stored_values(track, TrackFields))
        form.attach_drafts(desk.drafts("track", f"{client_id}:{track.id}"))

    def command(self) -> TrackFields:
        """The fields."""
        values = self.form.values()
        return TrackFields(**values | {"status": TrackStatus(values["status"])})

    def _save(self, fields: TrackFields) -> Saved:
        return trajectories.change_track(self._desk.register, self._track.id, self._track.revision, fields)
