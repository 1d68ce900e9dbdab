"""Opens the dialog of a kept draft about a client, at lock or after a crash left half typed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from PySide6.QtWidgets import QWidget

from app.errors import RegisterError
from app.model.trajectories import ContactMoment
from app.services import contact_moments
from app.services.clients import ClientFile
from ui.desk import Desk
from ui.dialogs.closure import ClosureDialog
from ui.dialogs.contact_moment import ContactMomentDialog
from ui.dialogs.exploitation import ExploitationDialog
from ui.dialogs.notification import NotificationDialog
from ui.dialogs.person import InformedDialog, PersonDialog
from ui.dialogs.phase import PhaseDialog
from ui.dialogs.safe_contact import SafeContactDialog
from ui.dialogs.step import StepDialog
from ui.dialogs.track import TrackDialog
from ui.dialogs.trajectory import TrajectoryDialog
from ui.widgets.form_dialog import FormDialog


def dialog_for(desk: Desk, file: ClientFile, form: str, subject: str, owner: QWidget) -> FormDialog | None:
    """The dialog whose draft is kept under ``form`` and ``subject``; None when its record is gone."""
    record = subject.partition(":")[2]
    makers: dict[str, Callable[[], FormDialog | None]] = {
        "client": lambda: PersonDialog(desk, file.client, owner),
        "informed": lambda: InformedDialog(desk, file.client, owner),
        "safe_contact": lambda: SafeContactDialog(desk, file.client, owner),
        "contact_moment": lambda: _contact(desk, file, record, owner),
        "notification": lambda: _notification(desk, file, record, owner),
        "exploitation": lambda: _exploitation(desk, file, record, owner),
        "step": lambda: _step(desk, file, record, owner),
        "trajectory": lambda: _trajectory(desk, file, record, owner),
        "phase": lambda: PhaseDialog(desk, file.trajectory, owner) if file.trajectory else None,
        "closure": lambda: ClosureDialog(desk, file.trajectory, (), owner) if file.trajectory else None,
        "track": lambda: _track(desk, file, record, owner),
    }
    make = makers.get(form)
    try:
        if make is None:  # the gate and the printing are loaded when they are needed
            other = import_module("ui.views.half_typed_sharing")
            return cast("FormDialog | None", other.sharing_dialog_for(desk, form, subject, owner))
        return make()
    except RegisterError:
        return None


def _contact(desk: Desk, file: ClientFile, record: str, owner: QWidget) -> FormDialog | None:
    corrected: ContactMoment | None = None
    if record != "new":
        own = contact_moments.contact_moments(desk.register, file.client.id)
        corrected = next((moment for moment in own if moment.id == record), None)
        if corrected is None:
            return None
    return ContactMomentDialog(desk, file.client.id, corrected, owner)


def _notification(desk: Desk, file: ClientFile, record: str, owner: QWidget) -> FormDialog | None:
    stored = next((row for row in file.notifications if row.id == record), None)
    return NotificationDialog(desk, file.client.id, stored, owner) if stored or record == "new" else None


def _exploitation(desk: Desk, file: ClientFile, record: str, owner: QWidget) -> FormDialog | None:
    stored = next((row for row in file.exploitations if row.id == record), None)
    return ExploitationDialog(desk, file.client.id, stored, owner) if stored or record == "new" else None


def _step(desk: Desk, file: ClientFile, record: str, owner: QWidget) -> FormDialog | None:
    stored = next((row for row in file.steps if row.id == record), None)
    return StepDialog(desk, file.client.id, stored, owner) if stored or record == "new" else None


def _trajectory(desk: Desk, file: ClientFile, record: str, owner: QWidget) -> FormDialog | None:
    known = [row for row in (file.trajectory, *file.earlier) if row is not None]
    stored = next((row for row in known if row.id == record), None)
    return TrajectoryDialog(desk, file.client.id, stored, owner) if stored or record == "new" else None


def _track(desk: Desk, file: ClientFile, record: str, owner: QWidget) -> FormDialog | None:
    stored = next((row for row in file.tracks if row.id == record), None)
    return TrackDialog(desk, file.client.id, stored, owner) if stored else None
