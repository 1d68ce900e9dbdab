"""The rows about herself and the controller; needs no register, so the assistant shows them too."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.model.organisations import ProfileFields
from ui.widgets.field import LineField
from ui.widgets.form import Form


def _tr(text: str) -> str:
    return QCoreApplication.translate("profile", text)


def add_profile_rows(form: Form) -> None:
    """Her own data and the controller's, as the assistant and Beheer ask for them."""
    form.add_row(_tr("Uw naam"), LineField(200), name="coordinator_name", required=True)
    form.add_row(_tr("Functie"), LineField(200), name="job_title", required=True, beside=True)
    form.add_row(_tr("Telefoon"), LineField(200), name="phone", required=True)
    form.add_row(_tr("Bereikbaarheid"), LineField(200), name="reachable", optional=True, beside=True)
    form.add_row(
        _tr("Verantwoordelijke organisatie"),
        LineField(200),
        _tr("De organisatie die volgens de wet over deze gegevens gaat."),
        name="controller_name",
        required=True,
    )
    form.add_row(
        _tr("Functionaris gegevensbescherming"),
        LineField(200),
        _tr("Telefoon of e-mail. Staat op het toestemmingsformulier."),
        name="dpo_contact",
        optional=True,
    )


def profile_fields(form: Form, lock_minutes: int = 5) -> ProfileFields:
    """What stands in those rows."""
    values = {name: value or "" for name, value in form.values().items()}
    return ProfileFields(
        coordinator_name=values["coordinator_name"],
        job_title=values["job_title"],
        phone=values["phone"],
        reachable=values["reachable"],
        controller_name=values["controller_name"],
        dpo_contact=values["dpo_contact"],
        lock_minutes=lock_minutes,
    )
