"""From the register's records to what a summary can draw on; pure, nothing is cut here yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.model.clients import Client
from app.model.code_lists import CodeList
from app.model.summary import Birth, ContactRule, Payment, SummarySource, TrackLine
from app.model.trajectories import Track, Trajectory

Labels = Mapping[str, CodeList]


def summary_source(
    client: Client,
    trajectory: Trajectory | None,
    tracks: Iterable[Track],
    question: str,
    day: date,
    labels: Labels,
) -> SummarySource:
    """Everything a summary of this client could say on ``day``; ``question`` comes from the referral.

    ``labels`` are the code lists by name (``read_code_lists``). Voided tracks are passed over.
    Addresses, telephone numbers, contact notes and roles are never read.
    """
    return SummarySource(
        client_code=client.code,
        day=day,
        question=question,
        name=" ".join(part for part in (client.given_name, client.infix, client.family_name) if part),
        birth=_birth(client),
        gender=_inline(labels, "gender", client.gender),
        languages=tuple(_inline(labels, "language", code) for code in client.languages),
        interpreter_needed=client.interpreter_needed,
        interpreter_note=client.interpreter_note or "",
        nationalities=tuple(_inline(labels, "citizenship", code) for code in client.citizenships),
        residence=_inline(labels, "residence_status", client.residence_status),
        contact_rules=tuple(ContactRule(code, detail) for code, detail in client.safe_contact),
        urgent_care=(trajectory and trajectory.urgent_care) or "",
        situation=(trajectory and trajectory.situation) or "",
        tracks=tuple(TrackLine(t.kind, t.status, t.sentence or "") for t in tracks if not t.is_voided),
        wish=(trajectory and trajectory.wish) or "",
        payment=_payment(trajectory, labels),
    )


def _birth(client: Client) -> Birth | None:
    if client.born_from is None or client.born_to is None:
        return None
    return Birth(client.born_from, client.born_to, client.birth_is_estimated)


def _inline(labels: Labels, name: str, code: str | None) -> str:
    return labels[name].item(code).inline if code else ""


def _payment(trajectory: Trajectory | None, labels: Labels) -> Payment | None:
    if trajectory is None or not (trajectory.paying_municipality or trajectory.payment_note):
        return None
    note = trajectory.payment_note or ""
    if trajectory.paying_municipality is None:
        return Payment(note)
    item = labels["municipality"].item(trajectory.paying_municipality)
    return Payment(item.label, note, is_municipality="cbs_code" in item.attributes)
