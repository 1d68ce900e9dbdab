"""What holds for every record: voiding a wrong entry, and what stood there before a change."""

from __future__ import annotations

from app.errors import InvalidInput, Problem
from app.model.records import Change, Saved
from app.services import notifications, referrals, trajectories
from app.storage import histories, tables
from app.storage.register import Register

_VOIDABLE = {
    "exploitation": tables.exploitation,
    "step": tables.step,
    "contact_moment": tables.contact_moment,
    "client": tables.client,
    "organisation": tables.organisation,
}
_WITH_HISTORY = {
    **_VOIDABLE,
    "referral": tables.referral,
    "notification": tables.notification,
    "trajectory": tables.trajectory,
    "track": tables.track,
    "phase_start": tables.phase_start,
    "profile": tables.profile,
}


def void(register: Register, kind: str, row_id: str, revision: int, reason: str) -> Saved:
    """Void a wrong entry with a reason: it stays, is shown struck through and is not counted.

    ``kind`` is the table's name. Aanmeldingen and phases keep their own rule (the last one stays), and so do
    referrals (what was sent stays).
    """
    if kind == "notification":
        return notifications.void_notification(register, row_id, revision, reason)
    if kind == "phase_start":
        return trajectories.void_phase(register, row_id, revision, reason)
    if kind == "referral":
        return referrals.void(register, row_id, revision, reason)
    if not reason.strip():
        raise InvalidInput(Problem("void_reason", "required"))
    table = _VOIDABLE[kind]
    with register.transaction(f"{kind}.voided") as act:
        row = act.raw_row(table, "id", row_id) or {}
        act.about(kind, row_id, row_id if kind == "client" else row.get("client_id"))
        act.void(table, row_id, revision, reason)
        return act.saved(row_id)


def changes(register: Register, kind: str, row_id: str) -> tuple[Change, ...]:
    """Who changed what and when, newest first."""
    with register.reading() as read:
        return histories.of_record(read, _WITH_HISTORY[kind], row_id)
