"""Hoe is dit verstrekt? Asked after each print or save; until answered it stands on Vandaag."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import clock
from app.model.codes import HandedOver
from app.model.disclosures import DisclosureRow
from app.model.records import Saved, new_id
from app.services import gate
from ui import formatting
from ui.desk import Desk
from ui.widgets.basics import Text
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField
from ui.widgets.form_dialog import FormDialog


class HandoverDialog(FormDialog):
    """Records the answer for one disclosure; leaving it open is allowed. Signals: ``saved(Saved)``.

    ``has_failed``: the print or save did not succeed, so *Niet verstrekt en vernietigd* is proposed.
    """

    def __init__(
        self, desk: Desk, row: DisclosureRow, has_failed: bool = False, parent: QWidget | None = None
    ) -> None:
        gone = row.disclosure
        intro = self.tr("Samenvatting nummer {nummer} van {dag} voor {naam}").format(
            nummer=gone.number, dag=formatting.date_text(gone.disclosed_on), naam=row.recipient
        )
        super().__init__(
            self.tr("Hoe is dit verstrekt?"), self.tr("Antwoord opslaan"), self._record, intro=intro, parent=parent
        )
        self._desk, self._row = desk, row
        self.flow.cancel_button.set_words(self.tr("Later invullen"))
        self.form.keep("id", new_id())
        self.form.add_row(self.tr("Hoe?"), CodeCombo(desk.choices("handed_over")), name="handed_over", required=True)
        days = DateField(lambda: gone.disclosed_on, clock.today)
        self.form.add_row(self.tr("Op"), days, name="handed_over_on", required=True, beside=True)
        self._destroyed = Text(
            self.tr("De verwijzing die hierop verstuurd was, gaat dan naar Opnieuw bekijken."), "help"
        )
        self.form.add_widget(self._destroyed)
        self.form.add_row(self.tr("Opmerking"), LineField(300), name="note", optional=True)
        start = HandedOver.DESTROYED if has_failed else None
        self.form.set_values({"handed_over": start, "handed_over_on": clock.today()})
        self.form.attach_drafts(desk.drafts("handover", f"{gone.client_id}:{gone.id}"))
        self.form.field("handed_over").changed.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        self._destroyed.setVisible(self.form.value("handed_over") == HandedOver.DESTROYED)

    def command(self) -> HandedOver:
        """How it was handed over."""
        return HandedOver(self.form.value("handed_over"))

    def _record(self, how: HandedOver) -> Saved:
        value = self.form.value
        result = gate.record_handover(
            self._desk.register,
            self._row.disclosure.id,
            how,
            value("handed_over_on"),
            value("note"),
            id=value("id"),
        )
        self._desk.saved(result, self.tr("Antwoord opgeslagen"))
        return result
