"""[Nieuwe organisatie…] under a field that chooses an organisation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.organisations import OrganisationFields
from app.model.records import Saved, new_id
from app.services import organisations
from ui.desk import Desk
from ui.widgets.basics import Button
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.field import LineField
from ui.widgets.form import Form
from ui.widgets.form_dialog import FormDialog


def _tr(text: str) -> str:
    return QCoreApplication.translate("organisation_link", text)


class QuickOrganisationDialog(FormDialog):
    """Only what an aanmelding needs: name, type, place; the rest follows under Netwerk."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        intro = self.tr("De rest vult u later aan bij Netwerk. Noem geen geheim opvangadres en geen personen.")
        title = self.tr("Nieuwe organisatie")
        super().__init__(title, self.tr("Organisatie opslaan"), self._save, intro, parent=parent)
        self._desk, self._id = desk, new_id()
        self.form.add_row(self.tr("Naam"), LineField(300), name="name", required=True)
        self.form.add_row(self.tr("Afdeling"), LineField(300), name="department", optional=True)
        self.form.add_row(self.tr("Plaats"), LineField(300), name="place", optional=True, beside=True)
        kinds = CodeCombo(desk.choices("organisation_kind"))
        self.form.add_row(self.tr("Soort organisatie"), kinds, name="kind", required=True)
        types = CodeCombo(desk.choices("notifier_type"))
        self.form.add_row(self.tr("Meldt aan als"), types, name="notifier_type", optional=True, beside=True)
        self.form.set_values({"kind": "anders"})
        self.form.field("name").set_value(name)
        self.form.attach_drafts(desk.drafts("organisation", "new"))

    def command(self) -> OrganisationFields:
        """The fields."""
        return OrganisationFields(**self.form.values())

    def _save(self, fields: OrganisationFields) -> Saved:
        return organisations.add(self._desk.register, fields, id=self._id)


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
        dialog = QuickOrganisationDialog(desk, typed, form.window())
        dialog.saved.connect(chosen)
        dialog.open()

    button.clicked.connect(lambda _=False: ask())
    layout.insertWidget(2, button)
