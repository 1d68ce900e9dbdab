"""Trajectories with their phases, tracks, steps and contact moments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.model.codes import Phase, TrackKind, TrackStatus
from app.model.records import new_id
from app.model.trajectories import (
    Closure,
    ContactMoment,
    ContactMomentFields,
    PhaseStart,
    Step,
    StepFields,
    Track,
    TrackFields,
    Trajectory,
    TrajectoryFields,
)
from app.storage import clients, tables
from app.storage.register import Reader, Transaction, column_values

_T, _P, _K, _S, _C = tables.trajectory, tables.phase_start, tables.track, tables.step, tables.contact_moment


def of_client(read: Reader, client_id: str) -> tuple[Trajectory, ...]:
    """All trajectories of the person, newest first, voided ones too."""
    ids = clients.root_ids(read, client_id)
    order = (_T.c.started_on.desc(), _T.c.created_at.desc())
    return read.all(Trajectory, select(_T).where(_T.c.client_id.in_(ids)).order_by(*order))


def current(read: Reader, client_id: str) -> Trajectory | None:
    """The latest trajectory that is not voided, open or closed."""
    return next((t for t in of_client(read, client_id) if not t.is_voided), None)


def get(read: Reader, row_id: str) -> Trajectory:
    """One trajectory."""
    return read.get(Trajectory, _T, row_id)


def add(act: Transaction, row_id: str, client_id: str, fields: TrajectoryFields, phase: Phase) -> None:
    """A new trajectory with its first phase and its eleven tracks."""
    empty = {"closed_on": None, "closure_reason": None, "closure_note": None, "open_ends": ()}
    act.insert(_T, {"id": row_id, "client_id": client_id, **empty, **column_values(_T, fields)})
    add_phase(act, new_id(), row_id, phase, fields.started_on)
    for kind in TrackKind:
        track = {"id": new_id(), "trajectory_id": row_id, "kind": kind}
        act.insert(_K, track | column_values(_K, TrackFields(status=TrackStatus.OPEN)))


def change(act: Transaction, row_id: str, revision: int, fields: TrajectoryFields) -> None:
    """Change what she filled in."""
    act.change(_T, row_id, revision, column_values(_T, fields))


def close(act: Transaction, row_id: str, revision: int, closure: Closure) -> None:
    """Close it."""
    act.change(_T, row_id, revision, column_values(_T, closure))


def reopen(act: Transaction, row_id: str, revision: int) -> None:
    """Open it again; history keeps how it was closed."""
    empty = {"closed_on": None, "closure_reason": None, "closure_note": None, "open_ends": ()}
    act.change(_T, row_id, revision, empty)


def phases(read: Reader, trajectory_id: str) -> tuple[PhaseStart, ...]:
    """Dated phases, voided ones too, in order."""
    query = select(_P).where(_P.c.trajectory_id == trajectory_id).order_by(_P.c.started_on, _P.c.created_at)
    return read.all(PhaseStart, query)


def add_phase(act: Transaction, row_id: str, trajectory_id: str, phase: Phase, started_on: date) -> None:
    """From this day the trajectory is in this phase."""
    values = {"id": row_id, "trajectory_id": trajectory_id, "phase": phase, "started_on": started_on}
    act.insert(_P, values)


def tracks(read: Reader, trajectory_id: str) -> tuple[Track, ...]:
    """The eleven tracks in the order of the list."""
    found = read.all(Track, select(_K).where(_K.c.trajectory_id == trajectory_id))
    order = list(TrackKind)
    return tuple(sorted(found, key=lambda track: order.index(track.kind)))


def change_track(act: Transaction, row_id: str, revision: int, fields: TrackFields) -> None:
    """Change one track."""
    act.change(_K, row_id, revision, column_values(_K, fields))


def steps(read: Reader, client_id: str) -> tuple[Step, ...]:
    """All steps of the person: open ones first by date, then done ones, newest first."""
    ids = clients.root_ids(read, client_id)
    found = read.all(Step, select(_S).where(_S.c.client_id.in_(ids)).order_by(_S.c.due_on, _S.c.due_time))
    open_ones = [step for step in found if step.done_on is None]
    done = sorted((s for s in found if s.done_on), key=lambda s: s.done_on or s.due_on, reverse=True)
    return (*open_ones, *done)


def add_step(act: Transaction, row_id: str, client_id: str, fields: StepFields) -> None:
    """A next step."""
    act.insert(_S, {"id": row_id, "client_id": client_id, **column_values(_S, fields)})


def change_step(act: Transaction, row_id: str, revision: int, fields: StepFields) -> None:
    """Change or finish one."""
    act.change(_S, row_id, revision, column_values(_S, fields))


def contact_moments(read: Reader, client_id: str) -> tuple[ContactMoment, ...]:
    """Everything that happened, newest first."""
    ids = clients.root_ids(read, client_id)
    order = (_C.c.happened_on.desc(), _C.c.created_at.desc())
    return read.all(ContactMoment, select(_C).where(_C.c.client_id.in_(ids)).order_by(*order))


def add_contact_moment(act: Transaction, row_id: str, client_id: str, fields: ContactMomentFields) -> None:
    """What happened."""
    act.insert(_C, {"id": row_id, "client_id": client_id, **column_values(_C, fields)})
