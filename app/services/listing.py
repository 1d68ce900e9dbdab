"""The list of clients, with what holds for consent in one chip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app import clock
from app.model import consent
from app.model.clients import ClientFields, ClientRow
from app.model.codes import ConsentKind, Phase
from app.model.consent import ConsentEvent
from app.storage import clients, consents
from app.storage.register import Register


def client_rows(register: Register) -> tuple[ClientRow, ...]:
    """Every client, by name. Consent is worked out for those in care; a closed file shows none."""
    day = clock.today()
    with register.reading() as read:
        listed = clients.listing(read)
        phases = clients.phases_in_care(read, day)
        steps = clients.next_steps(read)
        waiting = clients.waiting_for_answer(read)
        events = consents.events_by_client(read, list(phases))
        people = clients.people(read, list(events))
    held = {client_id: _consent(events[client_id], person, day) for client_id, person in people.items()}
    nothing: _Consent = (0, 0, None, False)
    rows = []
    for row_id, code, given_name, infix, family_name, born_from, born_to, municipality, sort_text in listed:
        phase = phases.get(row_id, Phase.CLOSED.value)
        next_on, next_text = steps.get(row_id, (None, None))
        given, total, ends_on, withdrawn = held.get(row_id, nothing)
        rows.append(
            ClientRow(
                row_id, code, given_name, infix, family_name, _day(born_from), _day(born_to),
                Phase(phase) if phase else None, municipality, next_on, next_text, given, total, ends_on, withdrawn,
                row_id in waiting, sort_text,
            )
        )  # fmt: skip
    return tuple(rows)


_Consent = tuple[int, int, date | None, bool]
"""Cells fully in force, all cells, the first end, whether anything was withdrawn."""


def _consent(events: Sequence[ConsentEvent], person: ClientFields, day: date) -> _Consent:
    cells = consent.overview(events, person, day)
    ends = [cell.ends_on for cell in cells if cell.ends_on is not None]
    in_force = sum(1 for cell in cells if len(cell.given) == len(cell.answers))
    withdrawn = any(event.kind is ConsentKind.WITHDRAWN for event in events)
    return in_force, len(cells), min(ends, default=None), withdrawn


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
