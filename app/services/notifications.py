"""Further aanmeldingen of a client, changes to them, and the sectors she adds."""

from __future__ import annotations

from app import clock
from app.errors import InvalidInput, Problem
from app.model import checks
from app.model.clients import Client
from app.model.codes import ComenshaState, Sector
from app.model.notifications import Exploitation, ExploitationFields, Notification, NotificationFields
from app.model.records import Saved
from app.storage import clients, notifications, tables
from app.storage.register import Register, Transaction


def add_notification(register: Register, client_id: str, fields: NotificationFields, *, id: str) -> Saved:
    """Another body (or the same one later) reports this person."""
    checks.refuse(notification_problems(fields))
    with register.transaction("notification.added") as act:
        client = clients.get(act, client_id)
        act.about("notification", id, client.id)
        counts_in = notifications.half_year_for(act, fields.received_on, clock.today())
        notifications.add(act, id, client.id, counts_in, fields)
        _settle_half_year(act, client)
        return act.saved(id)


def change_notification(register: Register, row_id: str, revision: int, fields: NotificationFields) -> Saved:
    """Change an aanmelding. A half-year that was published does not move with the date."""
    checks.refuse(notification_problems(fields))
    with register.transaction("notification.changed") as act:
        row = act.get(Notification, tables.notification, row_id)
        client = clients.get(act, row.client_id)
        act.about("notification", row_id, client.id)
        counts_in = row.counts_in
        if fields.received_on != row.received_on and not notifications.is_frozen(act, row.counts_in):
            counts_in = notifications.half_year_for(act, fields.received_on, clock.today())
        notifications.change(act, row_id, revision, counts_in, fields)
        _settle_half_year(act, client)
        return act.saved(row_id)


def void_notification(register: Register, row_id: str, revision: int, reason: str) -> Saved:
    """Void a wrong aanmelding; the last one of a client cannot be voided, only the client itself."""
    checks.refuse((Problem("void_reason", "required"),) if not reason.strip() else ())
    with register.transaction("notification.voided") as act:
        row = act.get(Notification, tables.notification, row_id)
        client = clients.get(act, row.client_id)
        act.about("notification", row_id, client.id)
        if not [n for n in notifications.of_client(act, client.id) if not n.is_voided and n.id != row_id]:
            raise InvalidInput(Problem("void_reason", "last_notification"))
        act.void(tables.notification, row_id, revision, reason)
        _settle_half_year(act, client)
        return act.saved(row_id)


def _settle_half_year(act: Transaction, client: Client) -> None:
    """A person counts where the first aanmelding counts; once frozen, never moved."""
    if notifications.is_frozen(act, client.counts_in):
        return
    first = next((n for n in notifications.of_client(act, client.id) if not n.is_voided), None)
    if first is not None and first.counts_in != client.counts_in:
        present = act.get(Client, tables.client, client.id)
        act.change(tables.client, client.id, present.revision, {"counts_in": first.counts_in})


def add_exploitation(register: Register, client_id: str, fields: ExploitationFields, *, id: str) -> Saved:
    """A sector that no notifier named."""
    checks.refuse((*checks.text_problems(fields), *_route_problems(fields)))
    with register.transaction("exploitation.added") as act:
        client = clients.get(act, client_id)
        act.about("exploitation", id, client.id)
        notifications.add_exploitation(act, id, client.id, fields)
        return act.saved(id)


def change_exploitation(register: Register, row_id: str, revision: int, fields: ExploitationFields) -> Saved:
    """Change a sector that she added."""
    checks.refuse((*checks.text_problems(fields), *_route_problems(fields)))
    with register.transaction("exploitation.changed") as act:
        act.about("exploitation", row_id, act.get(Exploitation, tables.exploitation, row_id).client_id)
        notifications.change_exploitation(act, row_id, revision, fields)
        return act.saved(row_id)


def _route_problems(fields: ExploitationFields) -> tuple[Problem, ...]:
    return () if fields.route in {None, "binnenlands", "grensoverschrijdend"} else (Problem("route", "unknown_code"),)


def notification_problems(fields: NotificationFields) -> tuple[Problem, ...]:
    """What cannot be saved in an aanmelding."""
    today = clock.today()
    problems = list(checks.text_problems(fields))
    for name in ("received_on", "comensha_on"):
        problem = checks.past_problem(name, getattr(fields, name), today)
        if problem:
            problems.append(problem)
    if not fields.notifier_type:
        problems.append(Problem("notifier_type", "choose"))
    if Sector.UNKNOWN in fields.sectors and len(fields.sectors) > 1:
        problems.append(Problem("sectors", "unknown_with_others"))
    if fields.comensha_state is ComenshaState.OTHER_REASON and not checks.clean(fields.comensha_reason):
        problems.append(Problem("comensha_reason", "required"))
    return tuple(problems)
