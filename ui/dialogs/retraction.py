"""Terugnemen: an append-only entry made by mistake gets a later row with the reason; it stays visible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.model.records import Saved
from ui.desk import Desk
from ui.widgets.field import TextArea
from ui.widgets.form_dialog import FormDialog


class RetractionDialog(FormDialog):
    """Asks why. ``take_back(reason)`` is the service call. Signals: ``saved(Saved)``.

    ``subject`` is the id of the entry: what was typed about it is kept as a draft.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        verb: str,
        what: str,
        subject: str,
        take_back: Callable[[str], Saved],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, verb, self._take_back, intro=what, parent=parent)
        self._desk, self._act = desk, take_back
        help_text = self.tr("De regel blijft staan, doorgestreept en met uw reden. Hij telt niet meer mee.")
        self.form.add_row(self.tr("Waarom?"), TextArea(3), help_text, name="reason", required=True)
        self.form.attach_drafts(desk.drafts("retraction", subject))

    def command(self) -> Any:
        """The reason."""
        return self.form.value("reason")

    def _take_back(self, reason: str) -> Saved:
        result = self._act(reason)
        self._desk.saved(result)
        return result
