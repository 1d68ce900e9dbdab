"""What happened, and what is next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from app import clock
from app.errors import Problem
from app.model import checks
from app.model.codes import ContactKind
from app.model.records import Saved
from app.model.trajectories import ContactMoment, ContactMomentFields, Step, StepFields
from app.storage import clients, tables, trajectories
from app.storage.register import Register

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def add_contact_moment(
    register: Register,
    client_id: str,
    fields: ContactMomentFields,
    *,
    id: str,
    step: StepFields | None = None,
    step_id: str | None = None,
) -> Saved:
    """Write down what happened and, in the same act, the next step if she gives one.

    A correction is a new entry with ``corrects_id``; the old one stays readable.
    """
    problems = [*checks.text_problems(fields), *_time_problem("happened_time", fields.happened_time)]
    past = checks.past_problem("happened_on", fields.happened_on, clock.today())
    problems += [past] if past else []
    if not fields.kind:
        problems.append(Problem("kind", "choose"))
    if not fields.note.strip() and fields.kind != ContactKind.ATTEMPT:
        problems.append(Problem("note", "required"))
    if fields.minutes is not None and not 0 <= fields.minutes <= 1440:
        problems.append(Problem("minutes", "number_invalid", {"low": 0, "high": 1440}))
    problems += [replace(p, field=f"step_{p.field}") for p in step_problems(step)] if step else []
    checks.refuse(problems)
    with register.transaction("contact_moment.added") as act:
        root_id = clients.root_id(act, client_id)
        act.about("contact_moment", id, root_id)
        trajectories.add_contact_moment(act, id, root_id, fields)
        if step is not None and step_id is not None:
            trajectories.add_step(act, step_id, root_id, step)
        return act.saved(id)


def contact_moments(register: Register, client_id: str) -> tuple[ContactMoment, ...]:
    """Everything that happened with this person, newest first."""
    with register.reading() as read:
        return trajectories.contact_moments(read, client_id)


def add_step(register: Register, client_id: str, fields: StepFields, *, id: str) -> Saved:
    """A next step with a date and who does it."""
    checks.refuse(step_problems(fields))
    with register.transaction("step.added") as act:
        root_id = clients.root_id(act, client_id)
        act.about("step", id, root_id)
        trajectories.add_step(act, id, root_id, fields)
        return act.saved(id)


def change_step(register: Register, row_id: str, revision: int, fields: StepFields) -> Saved:
    """Change a step."""
    checks.refuse(step_problems(fields))
    with register.transaction("step.changed") as act:
        act.about("step", row_id, act.get(Step, tables.step, row_id).client_id)
        trajectories.change_step(act, row_id, revision, fields)
        return act.saved(row_id)


def finish_step(register: Register, row_id: str, revision: int) -> Saved:
    """Done today; :func:`reopen_step` takes it back."""
    return _set_done(register, row_id, revision, clock.today())


def reopen_step(register: Register, row_id: str, revision: int) -> Saved:
    """Not done after all."""
    return _set_done(register, row_id, revision, None)


def postpone_step(register: Register, row_id: str, revision: int, due_on: date) -> Saved:
    """Later."""
    problem = checks.plan_problem("due_on", due_on, clock.today())
    checks.refuse((problem,) if problem else ())
    with register.transaction("step.changed") as act:
        act.about("step", row_id, act.get(Step, tables.step, row_id).client_id)
        act.change(tables.step, row_id, revision, {"due_on": due_on, "due_time": None})
        return act.saved(row_id)


def step(register: Register, row_id: str) -> Step:
    """One step."""
    with register.reading() as read:
        return read.get(Step, tables.step, row_id)


def _set_done(register: Register, row_id: str, revision: int, done_on: date | None) -> Saved:
    with register.transaction("step.done" if done_on else "step.reopened") as act:
        act.about("step", row_id, act.get(Step, tables.step, row_id).client_id)
        act.change(tables.step, row_id, revision, {"done_on": done_on})
        return act.saved(row_id)


def step_problems(fields: StepFields) -> tuple[Problem, ...]:
    """What cannot be saved in a step."""
    problems = [*checks.text_problems(fields), *_time_problem("due_time", fields.due_time)]
    if not fields.description.strip():
        problems.append(Problem("description", "required"))
    planned = checks.plan_problem("due_on", fields.due_on, clock.today())
    return (*problems, *((planned,) if planned else ()))


def _time_problem(name: str, value: str | None) -> tuple[Problem, ...]:
    return () if value is None or _TIME.fullmatch(value) else (Problem(name, "time_invalid"),)
