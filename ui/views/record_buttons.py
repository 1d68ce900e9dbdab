"""The three acts on a record: change it, void it, see what stood there before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.model.records import Record
from ui.desk import Desk
from ui.dialogs.history import HistoryDialog
from ui.dialogs.void import VoidDialog
from ui.widgets.basics import Button
from ui.widgets.flow import Flow


def _tr(text: str) -> str:
    return QCoreApplication.translate("record_buttons", text)


def open_history(desk: Desk, kind: str, row_id: str, what: str, owner: QWidget) -> QDialog:
    """Show earlier versions of a record."""
    dialog = HistoryDialog(desk, kind, row_id, what, owner.window())
    dialog.open()
    return dialog


def open_void(desk: Desk, client_id: str, kind: str, record: Record, what: str, owner: QWidget) -> QDialog:
    """Ask for the reason and void."""
    dialog = VoidDialog(desk, client_id, kind, record, what, owner.window())
    dialog.saved.connect(desk.saved)
    dialog.open()
    return dialog


def named(button: Button, what: str) -> Button:
    """The same words for every record need the record's name for a screen reader."""
    button.setAccessibleName(f"{button.text().strip()} {what}")
    return button


class RecordButtons(Flow):
    """[Wijzigen] [Ongeldig maken…] [Eerdere versies]; a voided record keeps only the last.

    ``what`` names the record (never the client) for dialogs and screen reader.
    """

    def __init__(
        self,
        desk: Desk,
        client_id: str,
        kind: str,
        record: Record,
        what: str,
        edit: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(4, 2)
        if edit is not None and not record.is_voided:
            self._button(_tr("Wijzigen"), what, edit)
        if not record.is_voided:
            self._button(_tr("Ongeldig maken…"), what, lambda: open_void(desk, client_id, kind, record, what, self))
        if record.revision > 1:
            self._button(_tr("Eerdere versies"), what, lambda: open_history(desk, kind, record.id, what, self))

    def _button(self, text: str, what: str, call: Callable[[], object]) -> None:
        button = named(Button(text, role="quiet"), what)
        button.clicked.connect(lambda _=False: call())
        self.add(button)
