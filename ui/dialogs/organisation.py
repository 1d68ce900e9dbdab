"""Add or change an organisation of the network: functions, no people, no secret address."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.model.organisations import Organisation, OrganisationFields
from app.model.records import new_id
from app.services import organisations
from ui.desk import Desk
from ui.widgets.choice_fields import CodeCombo, OrganisationCombo, SingleCheck
from ui.widgets.field import LineField, TextArea
from ui.widgets.form_dialog import FormDialog

_NAMES = (
    "name", "department", "kind", "place", "region", "functions", "admission", "receives_through_id", "is_shelter",
    "notifier_type", "relative",
)  # fmt: skip


class OrganisationDialog(FormDialog):
    """``present`` None adds one. ``saved(result)`` as every dialog; a retry never doubles."""

    def __init__(self, desk: Desk, present: Organisation | None, parent: QWidget | None = None) -> None:
        self._present = present

        def save(fields: OrganisationFields) -> Any:
            if present is None:
                return organisations.add(desk.register, fields, id=self.form.value("id"))
            return organisations.change(desk.register, present.id, present.revision, fields)

        title = self.tr("Nieuwe organisatie") if present is None else self.tr("Organisatie wijzigen")
        intro = self.tr("Schrijf hier geen namen van personen en geen geheim adres op.")
        super().__init__(title, self.tr("Organisatie opslaan"), save, intro=intro, parent=parent)
        self.form.keep("id", present.id if present is not None else new_id())
        self._add_rows(desk)
        if present is not None:
            self.form.set_values({name: getattr(present, name) for name in _NAMES})
        else:
            self.form.set_values({"kind": "anders", "is_shelter": False})
        subject = f":{present.id}" if present is not None else ""
        self.form.attach_drafts(desk.drafts("organisation", subject))

    def _add_rows(self, desk: Desk) -> None:
        form = self.form
        form.add_row(self.tr("Naam"), LineField(200), name="name", required=True)
        form.add_row(self.tr("Afdeling of volledige naam"), LineField(200), name="department", optional=True)
        form.add_row(self.tr("Soort"), CodeCombo(desk.choices("organisation_kind")), name="kind", required=True)
        notifiers = CodeCombo(desk.choices("notifier_type"))
        form.add_row(self.tr("Meldt als"), notifiers, name="notifier_type", optional=True, beside=True)
        form.add_row(self.tr("Plaats"), LineField(200), name="place", optional=True)
        form.add_row(self.tr("Regio"), LineField(200), name="region", optional=True, beside=True)
        form.add_row(self.tr("Wat doet deze organisatie?"), TextArea(2), name="functions", optional=True)
        form.add_row(self.tr("Wie kan er terecht?"), TextArea(2), name="admission", optional=True)
        form.add_row(self.tr("Opvang"), SingleCheck(self.tr("Dit is een opvang")), name="is_shelter")
        others = [
            (row.id, row.name, row.place or "")
            for row in desk.organisations()
            if self._present is None or row.id != self._present.id
        ]
        form.add_row(
            self.tr("Verwijzing loopt via"),
            OrganisationCombo(others),
            self.tr("Alleen als een ander de verwijzing ontvangt, zoals CoMensha voor COSM."),
            name="receives_through_id",
            optional=True,
        )

    def command(self) -> OrganisationFields:
        """What stands in the rows, with what this dialog does not show as it was."""
        values = {name: self.form.value(name) for name in _NAMES if name in self.form.rows}
        texts = ("department", "place", "region", "functions", "admission")
        cleaned = {name: values[name] or None for name in texts}
        relative = self._present.relative if self._present is not None else None
        return OrganisationFields(**{**values, **cleaned, "name": values["name"].strip(), "relative": relative})
