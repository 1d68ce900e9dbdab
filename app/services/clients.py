"""Clients: search first, take in, change, merge; each change with who, when and what stood there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app import clock
from app.errors import InvalidInput, Problem
from app.model import checks
from app.model.clients import Client, ClientFields, ClientHit, RecentClient, new_client_code
from app.model.codes import ParentalAuthority, Phase, Sector
from app.model.folding import folded
from app.model.notifications import Exploitation, Notification, NotificationFields, sectors_of
from app.model.records import Saved, new_id
from app.model.trajectories import PhaseStart, Step, Track, Trajectory, TrajectoryFields
from app.services.notifications import notification_problems
from app.storage import clients, notifications, tables, trajectories
from app.storage.register import Register, Transaction

ALIKE = 86
"""Jaro-Winkler likeness × 100 from which a name is offered as *misschien al bekend*."""
YEARS_APART = 3
"""A birth year further off than this makes it somebody else."""


@dataclass(frozen=True)
class ClientFile:
    """Everything the client page shows besides consent, referrals and the timeline."""

    client: Client
    notifications: tuple[Notification, ...]
    exploitations: tuple[Exploitation, ...]
    sectors: frozenset[Sector]
    trajectory: Trajectory | None
    earlier: tuple[Trajectory, ...]
    phases: tuple[PhaseStart, ...]
    tracks: tuple[Track, ...]
    steps: tuple[Step, ...]
    merged: tuple[Client, ...]
    """Other registrations of the same person, read with this one."""


def find(register: Register, text: str, *, limit: int = 20) -> tuple[ClientHit, ...]:
    """Clients found by the beginning of code, name, alias or birth year; from the second letter."""
    words = tuple(folded(text).split())
    if sum(len(word) for word in words) < 2:
        return ()
    with register.reading() as read:
        return clients.find(read, words, limit)


def possible_duplicates(
    register: Register, name: str, birth_year: int | None = None, *, limit: int = 6
) -> tuple[ClientHit, ...]:
    """Who may be this person already: exact beginnings and names that sound or look alike.

    A birth year more than three years off the registered range takes a name out of the hints.
    """
    wanted = folded(name)
    if len(wanted) < 2 and birth_year is None:
        return ()
    with register.reading() as read:
        people = clients.names_for_likeness(read, birth_year, YEARS_APART)
        exact = {hit.id for hit in clients.find(read, tuple(wanted.split()), limit)} if len(wanted) >= 2 else set()
        scores = {
            row_id: 100 if row_id in exact else _likeness(wanted, names) for row_id, names in people.items()
        }
        if wanted:
            scores = {row_id: score for row_id, score in scores.items() if score >= ALIKE}
        best = dict(sorted(scores.items(), key=lambda item: -item[1])[:limit])
        return clients.hits(read, best) if best else ()


def _likeness(wanted: str, names: str) -> int:
    from rapidfuzz.distance import JaroWinkler

    whole = JaroWinkler.similarity(" ".join(sorted(wanted.split())), " ".join(sorted(names.split())))
    if len(wanted.split()) > 1:
        return int(whole * 100)
    return int(100 * max([whole, *(JaroWinkler.similarity(wanted, part) for part in names.split())]))


def register_client(
    register: Register,
    notification: NotificationFields,
    *,
    client_id: str,
    notification_id: str,
    fields: ClientFields | None = None,
    trajectory: TrajectoryFields | None = None,
    phase: Phase = Phase.NOTIFICATION,
) -> Saved:
    """Take in a client in the order of a telephone call; the aanmelding is enough to save.

    Makes the code, the first aanmelding and a trajectory that starts where nothing else is said on the
    day of the aanmelding. Raises :class:`InvalidInput`; then nothing is saved.
    """
    fields = tidy(fields or ClientFields())
    trajectory = trajectory or TrajectoryFields(started_on=notification.received_on)
    problems = (*notification_problems(notification), *client_problems(fields), *_start_problems(trajectory))
    checks.refuse(problems)
    with register.transaction("client.registered") as act:
        act.about("client", client_id, client_id)
        counts_in = notifications.half_year_for(act, notification.received_on, clock.today())
        clients.add(act, client_id, _free_code(act), counts_in, fields)
        notifications.add(act, notification_id, client_id, counts_in, notification)
        trajectories.add(act, new_id(), client_id, trajectory, phase)
        return act.saved(client_id)


def _free_code(act: Transaction) -> str:
    while True:
        code = new_client_code(clock.today().year)
        if clients.code_is_free(act, code):
            return code


def _start_problems(trajectory: TrajectoryFields) -> tuple[Problem, ...]:
    problem = checks.past_problem("started_on", trajectory.started_on, clock.today())
    return (*((problem,) if problem else ()), *checks.text_problems(trajectory))


def change_client(register: Register, client_id: str, revision: int, fields: ClientFields) -> Saved:
    """Change what is known about a person; :class:`ChangedElsewhere` for a stale revision."""
    fields = tidy(fields)
    problems = client_problems(fields)
    checks.refuse(problems)
    with register.transaction("client.changed") as act:
        client = clients.get(act, client_id)
        act.about("client", client.id, client.id)
        clients.change(act, client, revision, fields)
        return act.saved(client.id)


def tidy(fields: ClientFields) -> ClientFields:
    """Outer white space off, empty aliases out."""
    names: dict[str, Any] = {name: checks.clean(getattr(fields, name)) for name in _TEXTS}
    return replace(fields, **names, aliases=tuple(a.strip() for a in fields.aliases if a.strip()))


_TEXTS = (
    "given_name", "infix", "family_name", "interpreter_note", "children_note", "authority_name", "authority_reason",
    "blocked_reason", "not_informed_reason",
)  # fmt: skip


def client_problems(fields: ClientFields) -> tuple[Problem, ...]:
    """What cannot be saved about a person. A client without a name is no problem."""
    today = clock.today()
    problems = list(checks.text_problems(fields))
    for name in ("born_from", "born_to", "informed_on"):
        problem = checks.past_problem(name, getattr(fields, name), today)
        if problem:
            problems.append(problem)
    if fields.birth is not None and fields.birth.born_from > fields.birth.born_to:
        problems.append(Problem("born_from", "date_order"))
    if fields.parental_authority is ParentalAuthority.NOT_APPROACHED and not fields.authority_reason:
        problems.append(Problem("authority_reason", "required"))
    if fields.blocked_parents and not fields.blocked_reason:
        problems.append(Problem("blocked_reason", "required"))
    if fields.children_count is not None and not 0 <= fields.children_count <= 30:
        problems.append(Problem("children_count", "number_invalid", {"low": 0, "high": 30}))
    return tuple(problems)


def open_file(register: Register, client_id: str) -> ClientFile:
    """The client page's data; a merged id opens the person it was merged into."""
    with register.reading() as read:
        client = clients.get(read, client_id)
        reports = notifications.of_client(read, client.id)
        added = notifications.exploitations(read, client.id)
        all_trajectories = [t for t in trajectories.of_client(read, client.id) if not t.is_voided]
        current = all_trajectories[0] if all_trajectories else None
        return ClientFile(
            client=client,
            notifications=reports,
            exploitations=added,
            sectors=sectors_of(reports, added),
            trajectory=current,
            earlier=tuple(all_trajectories[1:]),
            phases=trajectories.phases(read, current.id) if current else (),
            tracks=trajectories.tracks(read, current.id) if current else (),
            steps=trajectories.steps(read, client.id),
            merged=tuple(read.get(Client, tables.client, row) for row in clients.root_ids(read, client.id)[1:]),
        )


def recently_opened(register: Register) -> tuple[RecentClient, ...]:
    """The last eight opened, newest first."""
    with register.reading() as read:
        return clients.recent(read)


def merge(register: Register, client_id: str, into_id: str, revision: int) -> Saved:
    """Say that two registrations are one person: all aanmeldingen stay, read as one, and it can be undone.

    The person counts in the earliest half-year of both, once (``storage/publications.py``).
    """
    with register.transaction("client.merged") as act:
        into = clients.get(act, into_id)
        if into.id == client_id:
            raise InvalidInput(Problem("into_id", "same_client"))
        for merged in clients.root_ids(act, client_id)[1:]:
            row = act.get(Client, tables.client, merged)
            act.change(tables.client, merged, row.revision, {"merged_into_id": None})
            act.change(tables.client, merged, row.revision + 1, {"merged_into_id": into.id})
        act.change(tables.client, client_id, revision, {"merged_into_id": into.id})
        act.about("client", client_id, into.id)
        return act.saved(into.id)


def unmerge(register: Register, client_id: str, revision: int) -> Saved:
    """Undo a merge: both registrations stand apart again, with everything that was entered since."""
    with register.transaction("client.unmerged") as act:
        act.about("client", client_id, client_id)
        act.change(tables.client, client_id, revision, {"merged_into_id": None})
        return act.saved(client_id)
