"""Ongeldig maken: a wrong entry stays, struck through and with a reason, and counts no longer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.model.records import Record, Saved
from app.services import records
from ui.desk import Desk
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog


class VoidDialog(FormDialog):
    """``kind`` is the table of the record, ``what`` names it in the intro (no client's name)."""

    def __init__(
        self, desk: Desk, client_id: str, kind: str, record: Record, what: str, parent: QWidget | None = None
    ) -> None:
        intro = self.tr("{wat} blijft doorgestreept zichtbaar en telt niet meer mee.").format(wat=what)
        super().__init__(self.tr("Ongeldig maken"), self.tr("Ongeldig maken"), self._save, intro, parent=parent)
        self._desk, self._kind, self._record = desk, kind, record
        self.form.add_row(self.tr("Waarom klopt dit niet?"), TextArea(3), name="void_reason", required=True)
        self.form.set_values({})
        self.form.attach_drafts(desk.drafts("void", f"{client_id}:{kind}:{record.id}"))

    def command(self) -> str:
        """The reason."""
        return str(self.form.value("void_reason"))

    def _save(self, reason: str) -> Saved:
        return records.void(self._desk.register, self._kind, self._record.id, self._record.revision, reason)
