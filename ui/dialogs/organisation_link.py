"""[Nieuwe organisatie…] under a field that chooses an organisation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout

from app.model.records import Saved
from ui.desk import Desk
from ui.dialogs.organisation import OrganisationDialog
from ui.widgets.basics import Button
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.form import Form


def _tr(text: str) -> str:
    return QCoreApplication.translate("organisation_link", text)


def offer_organisation(form: Form, name: str, desk: Desk, refill: Callable[[], None]) -> None:
    """Put the button under the field ``name``; a saved organisation is chosen there."""
    field = form.field(name)
    button = Button(_tr("Nieuwe organisatie…"), role="quiet")
    layout = form.rows[name].layout()
    if not isinstance(layout, QVBoxLayout) or not isinstance(field, CodeCombo):
        raise TypeError(name)

    def chosen(saved: Saved) -> None:
        desk.saved(saved)
        refill()
        field.set_value(saved.id)
        field.focus_widget().setFocus()

    def ask() -> None:
        typed = field.combo.currentText() if field.value() is None else ""
        dialog = OrganisationDialog(desk, None, form.window())
        if typed and dialog.form.field("name").is_empty():
            dialog.form.field("name").set_value(typed)
        dialog.saved.connect(chosen)
        dialog.open()

    button.clicked.connect(lambda _=False: ask())
    layout.insertWidget(2, button)
