"""Phases, sporen, steps, contact and the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput, TrajectoryClosed
from app.model.codes import Phase, TrackKind, TrackStatus
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.model.trajectories import Closure, ContactMomentFields, StepFields, TrackFields, TrajectoryFields
from app.services import clients, contact_moments, listing, records, timeline, trajectories
from app.storage.register import Register
from tests.helpers.register import new_register

START, TODAY = date(2026, 6, 1), date(2026, 6, 15)


@pytest.fixture
def register(tmp_path: Path, frozen_clock: object) -> Iterator[Register]:
    opened = new_register(tmp_path / "r")
    yield opened
    opened.close()


@pytest.fixture
def client(register) -> str:
    client_id = new_id()
    report = NotificationFields(received_on=START, notifier_type="politie")
    clients.register_client(register, report, client_id=client_id, notification_id=new_id())
    return client_id


def current(register, client):
    return clients.open_file(register, client).trajectory


def codes_of(call) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        call()
    return {problem.field: problem.code for problem in refused.value.problems}


def test_a_phase_is_dated_between_the_start_and_today(register, client):
    row = current(register, client)
    enter = trajectories.enter_phase
    assert codes_of(lambda: enter(register, row.id, Phase.INTAKE, date(2026, 5, 1), id=new_id())) == {
        "started_on": "before_start"
    }
    assert codes_of(lambda: enter(register, row.id, Phase.INTAKE, date(2026, 7, 1), id=new_id())) == {
        "started_on": "date_future"
    }
    assert codes_of(lambda: enter(register, row.id, Phase.CLOSED, TODAY, id=new_id())) == {"phase": "close_instead"}
    enter(register, row.id, Phase.INTAKE, TODAY, id=new_id())
    assert listing.client_rows(register)[0].phase is Phase.INTAKE


def test_a_voided_phase_no_longer_counts_and_the_first_stays(register, client):
    row, intake = current(register, client), new_id()
    trajectories.enter_phase(register, row.id, Phase.INTAKE, TODAY, id=intake)
    records.void(register, "phase_start", intake, 1, "vergissing")
    assert listing.client_rows(register)[0].phase is Phase.NOTIFICATION
    first = clients.open_file(register, client).phases[0]
    assert codes_of(lambda: records.void(register, "phase_start", first.id, 1, "x")) == {"void_reason": "last_phase"}


def test_a_spoor_keeps_what_stood_there(register, client):
    track = next(t for t in clients.open_file(register, client).tracks if t.kind is TrackKind.SAFETY)
    fields = TrackFields(status=TrackStatus.WAITING, next_on=date(2026, 6, 20), sentence="Wacht op antwoord.")
    trajectories.change_track(register, track.id, track.revision, fields)
    assert ("status", "open", "wacht") in records.changes(register, "track", track.id)[0].fields


def test_closing_needs_a_reason_and_can_be_taken_back(register, client):
    row = current(register, client)
    nothing = Closure(closed_on=TODAY, closure_reason="")
    assert codes_of(lambda: trajectories.close_trajectory(register, row.id, 1, nothing)) == {"closure_reason": "choose"}
    closure = Closure(closed_on=TODAY, closure_reason="doelen", open_ends=("Huisarts zoeken: Goes",))
    trajectories.close_trajectory(register, row.id, row.revision, closure)
    closed = current(register, client)
    assert (closed.closed_on, closed.open_ends) == (TODAY, ("Huisarts zoeken: Goes",))
    assert listing.client_rows(register)[0].phase is Phase.CLOSED
    with pytest.raises(TrajectoryClosed):
        trajectories.enter_phase(register, row.id, Phase.INTAKE, TODAY, id=new_id())
    trajectories.reopen_trajectory(register, row.id, closed.revision)
    assert current(register, client).closed_on is None
    assert len(records.changes(register, "trajectory", row.id)) == 2


def test_a_new_trajectory_waits_for_the_end_of_the_old_one(register, client):
    row, fields = current(register, client), TrajectoryFields(started_on=TODAY)
    start = trajectories.start_trajectory
    assert codes_of(lambda: start(register, client, fields, id=new_id())) == {"started_on": "trajectory_open"}
    trajectories.close_trajectory(register, row.id, 1, Closure(closed_on=TODAY, closure_reason="doelen"))
    start(register, client, fields, id=new_id(), phase=Phase.AFTERCARE)
    file = clients.open_file(register, client)
    assert (file.phases[0].phase, len(file.earlier)) == (Phase.AFTERCARE, 1)


def test_a_contact_moment_and_its_step_are_one_act(register, client):
    moment = ContactMomentFields(kind="telefoon", happened_on=TODAY, note="Rustig gesprek.")
    late = StepFields(description="Bellen", due_on=date(1850, 1, 1))
    add = contact_moments.add_contact_moment
    found = codes_of(lambda: add(register, client, moment, id=new_id(), step=late, step_id=new_id()))
    assert found == {"step_due_on": "date_too_early"}
    assert contact_moments.contact_moments(register, client) == ()
    step = StepFields(description="Bellen", due_on=date(2026, 6, 20))
    add(register, client, moment, id=new_id(), step=step, step_id=new_id())
    assert clients.open_file(register, client).steps[0].description == "Bellen"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"note": " "}, "note", "required"),
        ({"kind": ""}, "kind", "choose"),
        ({"happened_on": date(2026, 6, 16)}, "happened_on", "date_future"),
        ({"happened_time": "25:00"}, "happened_time", "time_invalid"),
        ({"minutes": 9999}, "minutes", "number_invalid"),
        ({"note": "a\0"}, "note", "character"),
        ({"note": "x" * 10_000_000}, "note", "too_long"),
    ],
)
def test_a_contact_moment_that_cannot_be(register, client, changes, field, code):
    fields = {"kind": "telefoon", "happened_on": TODAY, "note": "Tekst."} | changes
    moment = ContactMomentFields(**fields)
    found = codes_of(lambda: contact_moments.add_contact_moment(register, client, moment, id=new_id()))
    assert found == {field: code}


def test_trying_in_vain_needs_no_text(register, client):
    tried = ContactMomentFields(kind="poging", happened_on=TODAY)
    contact_moments.add_contact_moment(register, client, tried, id=new_id())
    assert contact_moments.contact_moments(register, client)[0].kind == "poging"


def test_a_step_is_done_and_taken_back(register, client):
    step_id = new_id()
    contact_moments.add_step(register, client, StepFields(description="Bellen", due_on=TODAY), id=step_id)
    contact_moments.finish_step(register, step_id, 1)
    assert listing.client_rows(register)[0].next_on is None
    contact_moments.reopen_step(register, step_id, 2)
    assert listing.client_rows(register)[0].next_on == TODAY


def test_the_timeline_has_everything_newest_on_top_with_reasons(register, client):
    wrong, right = new_id(), new_id()
    first = ContactMomentFields(kind="gesprek", happened_on=date(2026, 6, 10), note="Fout.", origin="politie")
    contact_moments.add_contact_moment(register, client, first, id=wrong)
    better = ContactMomentFields(kind="gesprek", happened_on=date(2026, 6, 10), note="Goed.", corrects_id=wrong)
    contact_moments.add_contact_moment(register, client, better, id=right)
    records.void(register, "contact_moment", wrong, 1, "verkeerde cliënt")
    items = timeline.timeline(register, client)
    days = [item.happened_on for item in items]
    assert days == sorted(days, reverse=True)
    by_id = {item.id: item for item in items}
    assert (by_id[wrong].is_voided, by_id[wrong].void_reason, by_id[wrong].origin) == (
        True,
        "verkeerde cliënt",
        "politie",
    )
    assert by_id[right].corrects_id == wrong
    assert {"notification", "decision", "contact"} <= {item.kind for item in items}
