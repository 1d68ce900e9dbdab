"""Invented clients, organisations and consents for tests, put straight into a real register."""

from __future__ import annotations

from datetime import date
from itertools import count

from app.model.clients import ClientFields, new_client_code, sort_text
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, Purpose, Scope
from app.model.consent import COMENSHA, ConsentFields
from app.model.disclosures import ReleaseRequest
from app.model.organisations import OrganisationFields
from app.model.records import new_id
from app.services import consent
from app.storage import tables
from app.storage.register import Register, column_values

FIER, COSM, STERK_HUIS = "fier", "cosm", "sterk-huis"
TODAY = date(2026, 6, 15)
"""The day of the frozen clock in ``tests/conftest.py``."""
ADULT = date(2000, 2, 3)
_number = count(1)


def add_client(register: Register, born: date | None = ADULT, **fields: object) -> str:
    """A client born on a day (or with ``born_from`` and ``born_to``); gives the id."""
    values = {"born_from": born, "born_to": born} | fields
    person = ClientFields(**values)  # type: ignore[arg-type]
    client_id = new_id()
    with register.transaction("client.created") as act:
        row = column_values(tables.client, person) | {"id": client_id, "code": new_client_code(2026)}
        act.insert(tables.client, row | {"counts_in": "2026-1", "merged_into_id": None, "sort_text": sort_text(person)})
    return client_id


def change_client(register: Register, client_id: str, **fields: object) -> None:
    """Change columns of a client."""
    with register.transaction("client.changed") as act:
        row = act.raw_row(tables.client, "id", client_id)
        assert row is not None
        act.change(tables.client, client_id, row["revision"], fields)


def add_organisation(register: Register, organisation_id: str, name: str, **fields: object) -> str:
    """An organisation under a fixed id."""
    organisation = OrganisationFields(name=name, **fields)  # type: ignore[arg-type]
    with register.transaction("organisation.created") as act:
        row = column_values(tables.organisation, organisation) | {"id": organisation_id, "search_text": name.lower()}
        act.insert(tables.organisation, row)
    return organisation_id


def add_network(register: Register) -> None:
    """CoMensha, COSM (reached through it), Fier and Sterk Huis."""
    add_organisation(register, COMENSHA, "CoMensha", notifier_type="comensha")
    add_organisation(register, COSM, "COSM", receives_through_id=COMENSHA, is_shelter=True)
    add_organisation(register, FIER, "Fier", department="afdeling aanmelding", place="Leeuwarden", is_shelter=True)
    add_organisation(register, STERK_HUIS, "Sterk Huis", is_shelter=True)


def said(**changes: object) -> ConsentFields:
    """Written consent of the client herself to Fier, today, for three months; ``changes`` on top."""
    fields: dict[str, object] = {
        "purpose": Purpose.SHELTER,
        "recipient_id": FIER,
        "scopes": (Scope.NAME, Scope.SAFETY),
        "kind": ConsentKind.GIVEN,
        "form": ConsentForm.WRITTEN,
        "given_by": ConsentGiver.CLIENT,
        "given_on": TODAY,
        "valid_until": date(2026, 9, 15),
    }
    return ConsentFields(**(fields | changes))  # type: ignore[arg-type]


def consents_to(register: Register, client_id: str, **changes: object) -> str:
    """Record consent as :func:`said`; gives the id of the event."""
    event_id = f"event-{next(_number)}"
    consent.record_consent(register, client_id, said(**changes), id=event_id)
    return event_id


def request(client_id: str, **changes: object) -> ReleaseRequest:
    """To Fier, for shelter, name and safety, on consent; ``changes`` on top."""
    fields: dict[str, object] = {
        "client_id": client_id,
        "recipient_id": FIER,
        "purpose": Purpose.SHELTER,
        "scopes": (Scope.NAME, Scope.SAFETY),
    }
    return ReleaseRequest(**(fields | changes))  # type: ignore[arg-type]
