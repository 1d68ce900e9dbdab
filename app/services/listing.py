"""The list of clients, with what holds for consent in one chip."""

from __future__ import annotations

from app import clock
from app.model import consent
from app.model.clients import ClientRow
from app.model.codes import ConsentKind, Phase
from app.storage import clients, consents
from app.storage.register import Register


def client_rows(register: Register) -> tuple[ClientRow, ...]:
    """Every client, by name. Consent is worked out for those in care; a closed file shows none."""
    day = clock.today()
    with register.reading() as read:
        listed = clients.listing(read, day)
        in_care = [row["id"] for row in listed if row["phase"] not in {None, Phase.CLOSED.value}]
        events = consents.events_by_client(read, in_care)
        people = clients.people(read, [row_id for row_id in in_care if row_id in events])
    rows = []
    for row in listed:
        own = events.get(row["id"], ())
        cells = consent.overview(own, people[row["id"]], day) if own else ()
        ends = [cell.ends_on for cell in cells if cell.ends_on is not None]
        rows.append(
            ClientRow(
                id=row["id"],
                code=row["code"],
                given_name=row["given_name"],
                infix=row["infix"],
                family_name=row["family_name"],
                born_from=row["born_from"],
                born_to=row["born_to"],
                phase=Phase(row["phase"]) if row["phase"] else None,
                municipality=row["municipality"],
                next_on=row["next_on"],
                next_text=row["next_text"],
                consent_given=sum(1 for cell in cells if len(cell.given) == len(cell.answers)),
                consent_total=len(cells),
                consent_ends_on=min(ends, default=None),
                has_withdrawal=any(event.kind is ConsentKind.WITHDRAWN for event in own),
                waits_for_shelter=row["waits_for_shelter"],
                sort_text=row["sort_text"],
            )
        )
    return tuple(rows)
