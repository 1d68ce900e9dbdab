"""The rows of an aanmelding: the same on the page for a new client and in the dialog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QCoreApplication

from app import clock
from app.errors import Problem
from app.model.codes import ComenshaState, Sector
from app.model.notifications import NotificationFields
from ui.desk import Desk
from ui.widgets.choice_fields import CodeCombo, MultiCheck, OrganisationCombo, SingleCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, TextArea
from ui.widgets.form import Form

COMENSHA_ROWS = ("comensha_by", "comensha_on", "comensha_number")


def _tr(text: str) -> str:
    return QCoreApplication.translate("notification_rows", text)


class NotificationRows:
    """Adds the rows to a form, keeps the list of organisations in step with the notifier type."""

    def __init__(self, form: Form, desk: Desk) -> None:
        self._form, self._desk = form, desk
        form.add_row(_tr("Ontvangen op"), DateField(latest=clock.today), name="received_on", required=True, stretch=3)
        self._types = CodeCombo(desk.choices("notifier_type"))
        form.add_row(_tr("Wie meldt aan?"), self._types, name="notifier_type", required=True, beside=True, stretch=4)
        self._organisations = OrganisationCombo()
        form.add_row(_tr("Organisatie"), self._organisations, name="organisation_id", optional=True, stretch=3)
        form.add_row(
            _tr("Contactpersoon"), LineField(300), name="contact_person", optional=True, beside=True, stretch=2
        )
        asked = MultiCheck(desk.choices("request_kind"))
        form.add_row(_tr("Wat wordt gevraagd?"), asked, name="request_kinds", stretch=3)
        form.add_row(_tr("Hoe snel?"), SingleCheck(_tr("Spoed")), name="is_urgent", beside=True)
        sectors = MultiCheck(desk.choices("sector"), shown=4, more=_tr("Meer vormen"))
        form.add_row(_tr("Welke vorm van uitbuiting noemt de aanmelder?"), sectors, name="sectors")
        form.add_row(_tr("Wat vertelt de aanmelder?"), TextArea(3), name="story", optional=True)
        self._comensha = CodeCombo(desk.choices("comensha_state"), _tr("Kies de meldstand"))
        form.add_row(_tr("CoMensha"), self._comensha, name="comensha_state", required=True)
        form.add_row(_tr("Gemeld door"), LineField(300), name="comensha_by", optional=True, stretch=2)
        form.add_row(
            _tr("Gemeld op"), DateField(latest=clock.today), name="comensha_on", optional=True, beside=True, stretch=2
        )
        form.add_row(_tr("Nummer"), LineField(300), name="comensha_number", optional=True, beside=True)
        form.add_row(_tr("Waarom niet gemeld?"), LineField(300), name="comensha_reason")
        self._types.changed.connect(self.suggest)
        self._comensha.changed.connect(self.show_comensha)
        self.suggest()
        self.show_comensha()

    def suggest(self) -> None:
        """Organisations of the chosen type come first; all can be chosen."""
        chosen = self._types.value()
        network = [o for o in self._desk.organisations() if not o.is_voided and o.relative is None]
        first = [o for o in network if chosen and o.notifier_type == chosen]
        rest = [o for o in network if o not in first]
        self._organisations.set_items((o.id, o.name, o.place or o.region or "") for o in (*first, *rest))

    def show_comensha(self) -> None:
        """By whom, when and under which number belong to *gemeld*; a reason to *andere reden*."""
        state = self._comensha.value()
        for name in COMENSHA_ROWS:
            self._form.set_row_visible(name, state == ComenshaState.REPORTED)
        self._form.set_row_visible("comensha_reason", state == ComenshaState.OTHER_REASON)

    def defaults(self) -> dict[str, Any]:
        """Today, and not yet asked."""
        return {"received_on": clock.today(), "comensha_state": ComenshaState.NOT_ASKED.value}

    def command(self) -> NotificationFields:
        """What stands in the rows; hidden rows count as empty."""
        value = self._form.value
        state = ComenshaState(value("comensha_state") or ComenshaState.NOT_ASKED)
        is_reported = state is ComenshaState.REPORTED
        return NotificationFields(
            received_on=value("received_on"),
            notifier_type=value("notifier_type") or "",
            organisation_id=value("organisation_id"),
            contact_person=value("contact_person"),
            request_kinds=value("request_kinds"),
            is_urgent=value("is_urgent"),
            sectors=tuple(Sector(code) for code in value("sectors")),
            story=value("story"),
            comensha_state=state,
            comensha_by=value("comensha_by") if is_reported else None,
            comensha_on=value("comensha_on") if is_reported else None,
            comensha_number=value("comensha_number") if is_reported else None,
            comensha_reason=value("comensha_reason") if state is ComenshaState.OTHER_REASON else None,
        )

    def problems(self) -> list[Problem]:
        """*Onbekend* beside a known form contradicts itself; another reason needs words."""
        found = []
        sectors = self._form.value("sectors")
        if Sector.UNKNOWN in sectors and len(sectors) > 1:
            found.append(Problem("sectors", "unknown_with_others"))
        if self._comensha.value() == ComenshaState.OTHER_REASON and not self._form.value("comensha_reason"):
            found.append(Problem("comensha_reason", "reason"))
        return found


def stored_values(record: object, kind: type) -> Mapping[str, Any]:
    """Attribute → value of a stored record, for the fields of its form."""
    return {field.name: getattr(record, field.name) for field in fields(kind)}
