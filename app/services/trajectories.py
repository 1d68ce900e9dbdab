"""The trajectory: phases, tracks, closing and reopening."""

from __future__ import annotations

from datetime import date

from app import clock
from app.errors import InvalidInput, Problem, TrajectoryClosed
from app.model import checks
from app.model.codes import Phase
from app.model.records import Saved
from app.model.trajectories import Closure, PhaseStart, Track, TrackFields, TrajectoryFields
from app.storage import clients, tables, trajectories
from app.storage.register import Register


def start_trajectory(
    register: Register, client_id: str, fields: TrajectoryFields, *, id: str, phase: Phase = Phase.NOTIFICATION
) -> Saved:
    """A further period of care; refused while one is open."""
    checks.refuse((*checks.text_problems(fields), *_past("started_on", fields.started_on)))
    with register.transaction("trajectory.started") as act:
        client = clients.get(act, client_id)
        act.about("trajectory", id, client.id)
        present = trajectories.current(act, client.id)
        if present is not None and present.closed_on is None:
            raise InvalidInput(Problem("started_on", "trajectory_open"))
        trajectories.add(act, id, client.id, fields, phase)
        return act.saved(id)


def change_trajectory(register: Register, row_id: str, revision: int, fields: TrajectoryFields) -> Saved:
    """Change start, legal regime, payment or the three sentences *voor samenvatting*."""
    checks.refuse((*checks.text_problems(fields), *_past("started_on", fields.started_on)))
    with register.transaction("trajectory.changed") as act:
        row = trajectories.get(act, row_id)
        act.about("trajectory", row_id, row.client_id)
        if row.closed_on is not None and fields.started_on > row.closed_on:
            raise InvalidInput(Problem("started_on", "date_order"))
        trajectories.change(act, row_id, revision, fields)
        return act.saved(row_id)


def enter_phase(register: Register, trajectory_id: str, phase: Phase, started_on: date, *, id: str) -> Saved:
    """From ``started_on`` the trajectory is in ``phase``; *Afgesloten* is reached by closing only."""
    with register.transaction("phase.entered") as act:
        row = trajectories.get(act, trajectory_id)
        act.about("trajectory", trajectory_id, row.client_id)
        if row.closed_on is not None:
            raise TrajectoryClosed
        problems = [*_past("started_on", started_on)]
        if phase is Phase.CLOSED:
            problems.append(Problem("phase", "close_instead"))
        if started_on < row.started_on:
            problems.append(Problem("started_on", "before_start"))
        checks.refuse(problems)
        trajectories.add_phase(act, id, trajectory_id, phase, started_on)
        return act.saved(trajectory_id)


def void_phase(register: Register, row_id: str, revision: int, reason: str) -> Saved:
    """Void a wrongly dated phase; the first one of a trajectory stays."""
    checks.refuse((Problem("void_reason", "required"),) if not reason.strip() else ())
    with register.transaction("phase.voided") as act:
        row = act.get(PhaseStart, tables.phase_start, row_id)
        act.about("trajectory", row.trajectory_id, trajectories.get(act, row.trajectory_id).client_id)
        if len([p for p in trajectories.phases(act, row.trajectory_id) if not p.is_voided]) < 2:
            raise InvalidInput(Problem("void_reason", "last_phase"))
        act.void(tables.phase_start, row_id, revision, reason)
        return act.saved(row.trajectory_id)


def change_track(register: Register, row_id: str, revision: int, fields: TrackFields) -> Saved:
    """Change one spoor: status, since, next date, responsible organisation, sentence."""
    today = clock.today()
    problems = [*checks.text_problems(fields), *_past("since_on", fields.since_on)]
    planned = checks.plan_problem("next_on", fields.next_on, today)
    checks.refuse((*problems, *((planned,) if planned else ())))
    with register.transaction("track.changed") as act:
        row = act.get(Track, tables.track, row_id)
        act.about("track", row_id, trajectories.get(act, row.trajectory_id).client_id)
        trajectories.change_track(act, row_id, revision, fields)
        return act.saved(row_id)


def close_trajectory(register: Register, row_id: str, revision: int, closure: Closure) -> Saved:
    """Close with a reason and a list of open ends; it can be reopened."""
    problems = [*checks.text_problems(closure), *_past("closed_on", closure.closed_on)]
    if not closure.closure_reason:
        problems.append(Problem("closure_reason", "choose"))
    checks.refuse(problems)
    with register.transaction("trajectory.closed") as act:
        row = trajectories.get(act, row_id)
        act.about("trajectory", row_id, row.client_id)
        if row.closed_on is not None:
            raise TrajectoryClosed
        if closure.closed_on < row.started_on:
            raise InvalidInput(Problem("closed_on", "before_start"))
        trajectories.close(act, row_id, revision, closure)
        return act.saved(row_id)


def reopen_trajectory(register: Register, row_id: str, revision: int) -> Saved:
    """Open a closed trajectory again; how it was closed stays in its history."""
    with register.transaction("trajectory.reopened") as act:
        row = trajectories.get(act, row_id)
        act.about("trajectory", row_id, row.client_id)
        trajectories.reopen(act, row_id, revision)
        return act.saved(row_id)


def _past(name: str, day: date | None) -> tuple[Problem, ...]:
    problem = checks.past_problem(name, day, clock.today())
    return (problem,) if problem else ()
