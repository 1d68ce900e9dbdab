"""A register with the real network and one invented client, and the window's desk on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.model.clients import ClientFields
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, Purpose, Scope, TrackKind, TrackStatus
from app.model.consent import ConsentFields
from app.model.notifications import NotificationFields
from app.model.organisations import ProfileFields
from app.model.records import new_id
from app.model.trajectories import TrackFields, TrajectoryFields
from app.services import clients, consent, organisations, trajectories
from app.storage.register import Register
from tests.helpers import register as registers

PROFILE = ProfileFields(
    coordinator_name="A. Voorbeeld",
    job_title="zorgcoördinator mensenhandel Zeeland",
    phone="0113-000000",
    reachable="maandag tot en met donderdag 9–17 uur",
    controller_name="gemeente Goes",
    dpo_contact="0113-000001",
)
TESSA = ClientFields(
    given_name="Tessa",
    family_name="Voorbeeld",
    born_from=date(2007, 2, 3),
    born_to=date(2007, 2, 3),
    gender="vrouw",
    languages=("nl",),
    interpreter_needed=False,
    found_in="goes",
    safe_contact=(("niet_bellen", ""), ("gebied", "Rotterdam")),
)


def furnished_register(folder: Path) -> Register:
    """As after the first start."""
    return registers.furnished_register(folder, PROFILE)


def organisation_id(register: Register, name: str) -> str:
    """By its name."""
    return next(o.id for o in organisations.all_of_them(register) if o.name == name)


def take_in(register: Register, fields: ClientFields = TESSA, day: date = date(2026, 5, 1)) -> str:
    """A client with a trajectory and sentences for the summary."""
    client_id = new_id()
    clients.register_client(
        register,
        NotificationFields(received_on=day, notifier_type="politie", request_kinds=("opvang",)),
        client_id=client_id,
        notification_id=new_id(),
        fields=fields,
        trajectory=TrajectoryFields(
            started_on=day,
            urgent_care="Gebruikt dagelijks medicijnen; voorraad tot 20-05-2026.",
            situation="Cliënt is mogelijk slachtoffer van seksuele uitbuiting.",
            wish="Rust, een eigen kamer, haar opleiding afmaken.",
            paying_municipality="goes",
        ),
    )
    file = clients.open_file(register, client_id)
    for track in file.tracks:
        if track.kind is TrackKind.SHELTER_HOUSING:
            waits = TrackFields(status=TrackStatus.WAITING, sentence="wacht op antwoord van Fier")
            trajectories.change_track(register, track.id, track.revision, waits)
    return client_id


def agree(register: Register, client_id: str, recipient: str, *scopes: Scope, **changes: object) -> str:
    """A recorded consent event; ``changes`` on top of written, by the client, for shelter."""
    event_id = new_id()
    fields: dict[str, object] = {
        "purpose": Purpose.SHELTER,
        "recipient_id": organisation_id(register, recipient),
        "scopes": scopes or (Scope.NAME, Scope.AGE_GENDER, Scope.SAFETY),
        "kind": ConsentKind.GIVEN,
        "form": ConsentForm.WRITTEN,
        "given_by": ConsentGiver.CLIENT,
        "given_on": date(2026, 5, 12),
        "valid_until": date(2026, 11, 12),
    }
    consent.record_consent(register, client_id, ConsentFields(**(fields | changes)), id=event_id)  # type: ignore[arg-type]
    return event_id
