"""A canary in every column of the register that takes free text; a new column without one is told."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from app import clock
from app.model.clients import ClientFields
from app.model.codes import HandedOver, Purpose, ReferralStatus, Route, Scope, Sector
from app.model.disclosures import Ground, ReleaseRequest
from app.model.notifications import ExploitationFields
from app.model.organisations import OrganisationFields
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.services import clients, consent, gate, notifications, organisations, referrals
from app.storage import tables
from app.storage.register import Register
from tests.helpers.sharing import agree, organisation_id

NOT_TYPED = {"id", "code", "kind", "key", "value", "relative", "route", "origin", "placed_by", "document_kind",
             "document_sha256", "control_code", "counts_in", "table_name", "row_id", "scopes", "consents", "sectors",
             "request_kinds", "citizenships", "languages", "blocked_parents", "half_year", "base_counts", "csv_sha256",
             "request_key", "request", "content", "csv_text", "form", "subject", "due_time", "happened_time"}  # fmt: skip
"""Codes, days, hashes, and what the program makes itself."""
SOUND = {"audit_entry", "history", "meta", *tables.CODE_TABLES}
"""Holds no column of its own that she types in; ``history`` holds rows as they were."""


def free_text() -> dict[str, list[str]]:
    """Table → columns that hold words she typed."""
    found = {}
    for table in tables.metadata.sorted_tables:
        if table.name not in SOUND:
            found[table.name] = [
                column.name
                for column in table.columns
                if column.type.__class__.__name__ in {"String", "Tuple", "Pairs", "JsonTuple"}
                and not column.foreign_keys
                and column.name not in NOT_TYPED
            ]
    return {name: columns for name, columns in found.items() if columns}


def lacking(register: Register, canary: str) -> list[str]:
    """Columns in which no row holds the canary."""
    word = canary.split(maxsplit=1)[0].lower()
    with register.reading() as read:
        return [
            f"{table}.{column}"
            for table, columns in free_text().items()
            for column in columns
            if not read.connection.exec_driver_sql(
                f"SELECT count(*) FROM {table} WHERE lower({column}) LIKE ?", (f"%{word}%",)
            ).scalar()
        ]


def fill(register: Register, client_id: str, canary: str) -> None:
    """Rows of the kinds that the windows of the day did not make, then the canary in every column of a record."""
    fier = organisation_id(register, "Fier")
    notifications.add_exploitation(register, client_id, ExploitationFields(sector=Sector.REGULAR_LABOUR), id=new_id())
    _share(register, client_id, fier, canary)
    extra = OrganisationFields(name=f"{canary} instelling")
    organisations.add(register, extra, id=new_id())
    person = clients.open_file(register, client_id).client
    own = {field.name: getattr(person, field.name) for field in fields(ClientFields)}
    clients.change_client(register, client_id, person.revision, replace(
        ClientFields(**own), infix=canary, safe_contact=(("gebied", canary),)))
    for table, columns in free_text().items():
        if "revision" in tables.metadata.tables[table].c:
            _into(register, table, columns, canary)


def _share(register: Register, client_id: str, recipient: str, canary: str) -> None:
    asked = {"client_id": client_id, "recipient_id": recipient, "purpose": Purpose.SHELTER, "scopes": (Scope.NAME,)}
    for ground in (Ground(Route.LEGAL_POWER, f"artikel {canary}"), Ground(Route.CONFLICT_OF_DUTIES, None, (canary,) * 5)):
        gate.disclose_without_paper(register, ReleaseRequest(**asked, ground=ground), id=new_id())
    for row in gate.awaiting_handover(register)[:1]:
        gate.record_handover(register, row.disclosure.id, HandedOver.POST, clock.today(), canary, id=new_id())
    referral = new_id()
    referrals.create(register, client_id, ReferralFields(destination_id=recipient, asked_on=clock.today(), question="plek", scopes=(Scope.NAME,)), id=referral)
    withdrawn = referrals.StateFields(status=ReferralStatus.WITHDRAWN, happened_on=clock.today(), note=canary)
    referrals.add_state(register, referral, withdrawn, id=new_id())
    event = agree(register, client_id, "Sterk Huis", given_on=clock.today(), valid_until=clock.today(), witness=canary,
                  giver_name=canary, note=canary)  # fmt: skip
    consent.retract_consent(register, event, f"{canary} vergist")


def _into(register: Register, table: str, columns: list[str], canary: str) -> None:
    """The canary in each column of one row, as a change with history, and as the reason of a voided one."""
    described = tables.metadata.tables[table]
    with register.transaction("test.everywhere") as act:
        row: Any = act.connection.exec_driver_sql(f"SELECT * FROM {table} LIMIT 1").mappings().first()
        values = {name: _valued(row[name], canary) for name in columns if name not in {"void_reason", "infix"}}
        typed = {name: (canary,) if isinstance(value, tuple) else value for name, value in values.items()}
        if table == "client":
            typed.pop("safe_contact")
        act.change(described, row["id"], row["revision"], typed | {"void_reason": canary})


def _valued(stored: Any, canary: str) -> Any:
    return (canary,) if isinstance(stored, str) and stored.startswith("[") else canary
