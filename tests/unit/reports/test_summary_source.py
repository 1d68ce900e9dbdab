"""What the register knows becomes what a summary can say, in words."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

from app import paths
from app.model.clients import Client
from app.model.code_lists import read_code_lists
from app.model.codes import Scope, TrackKind, TrackStatus
from app.model.summary import Birth, ContactRule, Payment, TrackLine, cut
from app.model.summary_source import summary_source
from app.model.trajectories import Track, Trajectory
from app.reports.summary import render_summary
from tests.helpers import pdf_text
from tests.unit.reports.examples import DAY, FRAME, everything

WHEN = datetime(2026, 5, 1, tzinfo=UTC)
ROW = {"revision": 1, "created_at": WHEN, "changed_at": WHEN, "voided_at": None, "void_reason": None}
LABELS = read_code_lists(paths.resources() / "codelists")
CLIENT = Client(
    id="c1", **ROW, code="ZLD-26-K7M4", counts_in="goes", merged_into_id=None, sort_text="",
    given_name="Sanne", infix="van den", family_name="Berg", born_from=date(2007, 2, 3), born_to=date(2007, 2, 3),
    gender="vrouw", languages=("nl", "af"), interpreter_needed=False, residence_status="nl",
    safe_contact=(("niet_bellen", ""), ("gebied", "Zeeland")), authority_name="Gezagkanarie",
    children_note="Kindkanarie", found_in="hulst", aliases=("Aliaskanarie",),
)  # fmt: skip
TRAJECTORY = Trajectory(
    id="t1", **ROW, client_id="c1", closed_on=None, closure_reason=None, closure_note=None, open_ends=(),
    started_on=DAY, urgent_care="Medicijnen.", situation="Situatie.", wish="Rust.",
    paying_municipality="goes", payment_note="besluit verwacht 14-05-2026",
)  # fmt: skip


def track(kind, **changes):
    return Track(id=kind.value, **(ROW | changes), trajectory_id="t1", kind=kind, status=TrackStatus.RUNNING,
                 sentence="loopt goed", note="Notitiekanarie")  # fmt: skip


def test_records_become_words():
    tracks = [track(TrackKind.HEALTH), track(TrackKind.RETURN, voided_at=WHEN, void_reason="fout")]
    source = summary_source(CLIENT, TRAJECTORY, tracks, "Is er plek?", DAY, LABELS)
    assert source.name == "Sanne van den Berg"
    assert source.birth == Birth(date(2007, 2, 3), date(2007, 2, 3))
    assert source.gender == "vrouw"
    assert source.languages == ("Nederlands", "Afrikaans")
    assert source.contact_rules == (ContactRule("niet_bellen"), ContactRule("gebied", "Zeeland"))
    assert source.tracks == (TrackLine(TrackKind.HEALTH, TrackStatus.RUNNING, "loopt goed"),)
    assert source.payment == Payment("Goes", "besluit verwacht 14-05-2026", is_municipality=True)
    content, _ = cut(source, everything())
    assert Scope.HEALTH in content.printed
    read = pdf_text.text(render_summary(content, FRAME).pdf)
    assert "Gemeente Goes; besluit verwacht 14-05-2026." in read
    assert "kanarie" not in read


def test_without_trajectory_or_name():
    nameless = dataclasses.replace(
        CLIENT, given_name=None, infix=None, family_name=None, born_from=None, born_to=None, gender=None
    )
    source = summary_source(nameless, None, (), "Is er plek?", DAY, LABELS)
    assert (source.name, source.birth, source.payment) == ("", None, None)
    abroad = dataclasses.replace(TRAJECTORY, paying_municipality="buitenland", payment_note=None)
    assert summary_source(CLIENT, abroad, (), "", DAY, LABELS).payment == Payment("Buitenland")
