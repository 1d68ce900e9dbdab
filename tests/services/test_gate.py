"""The gate: what may leave, on which ground; and that the schema refuses what the services would."""

from __future__ import annotations

import contextlib
import itertools
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app import clock
from app.errors import (
    AlreadyVoided,
    BasisIncomplete,
    ConsentMissing,
    HeadMoved,
    InvalidInput,
    RecordMissing,
    RegisterError,
    RuleBroken,
    WrittenConsentNeeded,
)
from app.model.clients import ClientFields
from app.model.codes import (
    ConsentForm,
    ConsentGiver,
    ConsentKind,
    HandedOver,
    ParentalAuthority,
    Purpose,
    Route,
    Scope,
)
from app.model.consent import COMENSHA, ConsentEvent, ConsentState, answer_for
from app.model.disclosures import Ground, Paper
from app.model.records import new_id
from app.services import gate
from app.storage import tables
from app.storage.register import column_values
from tests.helpers.people import (
    FIER,
    STERK_HUIS,
    TODAY,
    add_client,
    add_network,
    change_client,
    consents_to,
    request,
)
from tests.helpers.register import new_register

pytestmark = pytest.mark.usefixtures("frozen_clock")

FIVE = ("geprobeerd", "ernstige schade", "niet anders", "niet meer dan nodig", "met collega")
LEGAL = Ground(Route.LEGAL_POWER, article="artikel 7.1.4.1 Jeugdwet")
CONFLICT = Ground(Route.CONFLICT_OF_DUTIES, considerations=FIVE)


@pytest.fixture
def register(tmp_path):
    register = new_register(tmp_path / "r")
    add_network(register)
    yield register
    register.close()


def paper(register, number=1, day=TODAY, pdf=b"%PDF-1.7"):
    with register.reading() as read:
        return Paper(pdf, number, day, register.head(read.connection).control_code)


def entries(register):
    with register.reading() as read:
        return read.connection.exec_driver_sql(
            "SELECT action, object_type, client_id, ground, changes FROM audit_entry ORDER BY seq DESC"
        ).all()


# -- asking ----------------------------------------------------------------------------------


def test_asking_says_per_kind_of_data_what_holds_and_records_nothing(register):
    client_id = add_client(register)
    consents_to(register, client_id)
    before = entries(register)
    answer = gate.ask(register, client_id, FIER, Purpose.SHELTER, (Scope.NAME, Scope.HEALTH), TODAY)
    assert (answer.covered, answer.missing, answer.is_complete) == ((Scope.NAME,), (Scope.HEALTH,), False)
    assert answer.answers[Scope.NAME].state is ConsentState.GIVEN
    assert answer.answers[Scope.HEALTH].state is ConsentState.NOT_ASKED
    assert gate.ask(register, client_id, FIER, Purpose.SHELTER, (Scope.NAME,), TODAY).is_complete
    assert not gate.ask(register, client_id, FIER, Purpose.SHELTER, (), TODAY).is_complete
    assert entries(register) == before
    with pytest.raises(RecordMissing):
        gate.ask(register, "nobody", FIER, Purpose.SHELTER, (Scope.NAME,), TODAY)


@pytest.mark.parametrize("ground", [LEGAL, CONFLICT], ids=["legal", "conflict"])
def test_another_ground_covers_what_consent_refuses_and_she_sees_that(register, ground):
    client_id = add_client(register)
    consents_to(register, client_id, kind=ConsentKind.REFUSED, valid_until=None)
    answer = gate.ask(register, client_id, FIER, Purpose.SHELTER, (Scope.NAME,), TODAY, ground)
    assert answer.is_complete
    assert answer.answers[Scope.NAME].state is ConsentState.REFUSED
    gate.disclose_without_paper(register, request(client_id, scopes=(Scope.NAME,), ground=ground), id="d")
    stored = gate.disclosures(register, client_id)[0].disclosure
    assert (stored.route, stored.article, stored.considerations) == (
        ground.route,
        ground.article,
        ground.considerations,
    )
    assert stored.consents == {}
    assert entries(register)[0].ground == ground.route.value


@pytest.mark.parametrize(
    "ground",
    [
        Ground(Route.LEGAL_POWER),
        Ground(Route.LEGAL_POWER, article=" \n"),
        Ground(Route.CONFLICT_OF_DUTIES),
        Ground(Route.CONFLICT_OF_DUTIES, considerations=FIVE[:4]),
        Ground(Route.CONFLICT_OF_DUTIES, considerations=(*FIVE, "zesde")),
        Ground(Route.CONFLICT_OF_DUTIES, considerations=(*FIVE[:4], "\t ")),
        Ground(Route.LEGAL_POWER, considerations=FIVE),
        Ground(Route.CONFLICT_OF_DUTIES, article="artikel 1"),
    ],
)
def test_an_unfinished_ground_covers_nothing(register, ground):
    client_id = add_client(register)
    consents_to(register, client_id)
    assert gate.ask(register, client_id, FIER, Purpose.SHELTER, (Scope.NAME,), TODAY, ground).covered == ()
    with pytest.raises(BasisIncomplete):
        gate.disclose_without_paper(register, request(client_id, ground=ground), id="d")
    assert gate.disclosures(register, client_id) == ()


@pytest.mark.parametrize("text", ["a\0b", "x" * 200_000])
def test_a_ground_that_cannot_be_stored(register, text):
    ground = Ground(Route.CONFLICT_OF_DUTIES, considerations=(*FIVE[:4], text))
    with pytest.raises(InvalidInput):
        gate.disclose_without_paper(register, request(add_client(register), ground=ground), id="d")


# -- releasing -------------------------------------------------------------------------------


def test_released_is_recorded_first_and_anchored(register):
    client_id = add_client(register)
    consents_to(register, client_id)
    token = gate.release(register, request(client_id), paper(register), id="d")
    assert (token.disclosure_id, token.pdf, token.file_stem) == ("d", b"%PDF-1.7", "samenvatting-2026-06-15-1")
    action = entries(register)[0]
    assert (action.action, action.object_type, action.client_id, action.ground) == (
        "disclosure.recorded",
        "disclosure",
        client_id,
        "toestemming",
    )
    assert [change[0] for change in json.loads(action.changes)] == ["disclosure"]
    with register.reading() as read:
        head = register.head(read.connection)
    assert register._anchored == head


def test_numbers_run_per_client(register):
    first, second = add_client(register), add_client(register)
    for client_id in (first, second):
        consents_to(register, client_id)
    gate.disclose_without_paper(register, request(first), id="a")
    gate.release(register, request(first), paper(register, 2), id="b")
    gate.release(register, request(second), paper(register, 1), id="c")
    assert [row.disclosure.number for row in gate.disclosures(register, first)] == [2, 1]
    with pytest.raises(HeadMoved):
        gate.release(register, request(second), paper(register, 1), id="d")


def test_after_a_merge_the_numbers_go_on(register):
    root, twin = add_client(register), add_client(register)
    for client_id in (root, twin):
        consents_to(register, client_id)
        gate.disclose_without_paper(register, request(client_id), id=new_id())
    change_client(register, twin, merged_into_id=root)
    gate.disclose_without_paper(register, request(root), id="d")
    assert gate.disclosures(register, twin)[0].disclosure.number == 2
    assert len(gate.disclosures(register, root)) == 3


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scopes": (Scope.NAME, Scope.HEALTH)}, ConsentMissing),
        ({"recipient_id": STERK_HUIS}, ConsentMissing),
        ({"purpose": Purpose.CARE}, ConsentMissing),
        ({"scopes": ()}, InvalidInput),
        ({"purpose": Purpose.COMENSHA_REGISTRATION}, InvalidInput),
        ({"purpose": Purpose.COMENSHA_SHELTER, "ground": LEGAL}, InvalidInput),
        ({"client_id": "nobody"}, RecordMissing),
        ({"recipient_id": "nobody"}, RecordMissing),
    ],
)
def test_what_is_not_covered_does_not_leave(register, changes, error):
    client_id = add_client(register)
    consents_to(register, client_id)
    with pytest.raises(error):
        gate.release(register, request(**({"client_id": client_id} | changes)), paper(register), id="d")
    assert gate.disclosures(register, client_id) == ()
    last = entries(register)[0]
    if error is not ConsentMissing:
        assert last.action == "consent.recorded"  # a form to fill in: no refusal by the gate
    else:
        assert (last.action, last.changes, last.ground) == ("disclosure.recorded", "[]", f"reason:{error.__name__}")


def test_what_is_missing_is_named(register):
    client_id = add_client(register)
    consents_to(register, client_id)
    with pytest.raises(ConsentMissing) as raised:
        gate.disclose_without_paper(register, request(client_id, scopes=(Scope.NAME, Scope.URGENT_CARE)), id="d")
    assert raised.value.params == {"scopes": (Scope.URGENT_CARE,), "recipient": "Fier"}


def test_comensha_asks_for_writing(register):
    client_id = add_client(register)
    told = {"purpose": Purpose.COMENSHA_REGISTRATION, "recipient_id": COMENSHA}
    consents_to(register, client_id, form=ConsentForm.ORAL, witness="collega", **told)
    with pytest.raises(WrittenConsentNeeded):
        gate.disclose_without_paper(register, request(client_id, **told), id="d")
    consents_to(register, client_id, **told)
    gate.disclose_without_paper(register, request(client_id, **told), id="d")


def test_scopes_of_one_paper_may_rest_on_different_events(register):
    client_id = add_client(register)
    name = consents_to(register, client_id, scopes=(Scope.NAME,))
    safety = consents_to(register, client_id, scopes=(Scope.SAFETY,), given_on=date(2026, 6, 1))
    gate.disclose_without_paper(register, request(client_id), id="d")
    assert gate.disclosures(register, client_id)[0].disclosure.consents == {"naam": name, "veiligheid": safety}


# -- how it was handed over ------------------------------------------------------------------


def test_each_paper_asks_how_it_was_handed_over_until_answered(register):
    client_id = add_client(register)
    consents_to(register, client_id)
    gate.disclose_without_paper(register, request(client_id), id="told")
    gate.release(register, request(client_id), paper(register, 2), id="paper")
    assert [row.disclosure.id for row in gate.awaiting_handover(register)] == ["paper"]
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(InvalidInput):
            gate.record_handover(register, "paper", HandedOver.POST, day, id="h")
    gate.record_handover(register, "paper", HandedOver.SECURE_MAIL, TODAY, id="h")
    assert gate.awaiting_handover(register) == ()
    assert gate.disclosures(register, client_id)[0].handover.handed_over is HandedOver.SECURE_MAIL
    with pytest.raises(InvalidInput):
        gate.record_handover(register, "paper", HandedOver.POST, TODAY, id="h2")
    gate.retract_handover(register, "h", "verkeerde knop")
    assert [row.disclosure.id for row in gate.awaiting_handover(register)] == ["paper"]
    with pytest.raises(AlreadyVoided):
        gate.retract_handover(register, "h", "nog eens")
    gate.record_handover(register, "paper", HandedOver.POST, TODAY, id="h2")


# -- past the gate ---------------------------------------------------------------------------


def raw_disclosure(client_id, **changes):
    """A row for INSERT, as somebody would write it who goes past the services."""
    row = {
        "id": new_id(), "client_id": client_id, "number": 90, "recipient_id": FIER, "purpose": "opvang",
        "scopes": ["naam"], "route": "toestemming", "consents": {}, "article": None, "considerations": [],
        "document_kind": "zonder_papier", "document_sha256": None, "control_code": "x",
        "disclosed_on": TODAY.isoformat(), "recorded_at": "2026-06-15T10:00:00.000Z",
    } | changes  # fmt: skip
    return {key: json.dumps(v) if isinstance(v, list | dict) else v for key, v in row.items()}


def raw(register, statement, values=()):
    with register.transaction("attack.tried") as act:
        return act.connection.exec_driver_sql(statement, values)


def insert_raw(register, row, verb="INSERT"):
    marks = ", ".join("?" * len(row))
    raw(register, f"{verb} INTO disclosure ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def test_the_schema_refuses_a_disclosure_without_a_basis(register):
    client_id, other = add_client(register), add_client(register)
    event = consents_to(register, client_id)
    of_another = consents_to(register, other)
    refused = [
        {},
        {"consents": {"naam": "bogus"}},
        {"consents": {"naam": of_another}},
        {"consents": {"naam": event}, "scopes": ["naam", "gezondheid"]},
        {"consents": {"naam": event, "gezondheid": event}, "scopes": ["naam", "gezondheid"]},
        {"consents": {"naam": event}, "recipient_id": STERK_HUIS},
        {"consents": {"naam": event}, "purpose": "hulp"},
        {"consents": {"naam": event}, "scopes": ["verzonnen"]},
        {"consents": {"naam": event}, "scopes": []},
        {"consents": {"naam": event}, "disclosed_on": "2026-06-14"},
        {"consents": {"naam": event}, "disclosed_on": "2026-06-17"},
        {"consents": {"naam": event}, "document_kind": "samenvatting"},
        {"consents": {"naam": event}, "route": "vrije_keuze"},
        {"route": "wettelijk"},
        {"route": "wettelijk", "article": "  "},
        {"route": "conflict"},
        {"route": "conflict", "considerations": ["a", "b", "c", "d"]},
        {"route": "conflict", "considerations": ["a", "b", "c", "d", " "]},
    ]
    for changes in refused:
        with pytest.raises((ConsentMissing, BasisIncomplete, RuleBroken)):
            insert_raw(register, raw_disclosure(client_id, **changes))
    insert_raw(register, raw_disclosure(client_id, consents={"naam": event}))


def test_a_disclosure_cannot_be_dated_into_a_time_when_consent_still_stood(register):
    client_id = add_client(register)
    event = consents_to(register, client_id, given_on=date(2026, 5, 1))
    consents_to(register, client_id, kind=ConsentKind.WITHDRAWN, valid_until=None)
    with pytest.raises(RuleBroken):
        insert_raw(register, raw_disclosure(client_id, consents={"naam": event}, disclosed_on="2026-06-01"))
    with pytest.raises(ConsentMissing):
        insert_raw(register, raw_disclosure(client_id, consents={"naam": event}))


def test_what_left_is_never_changed_or_removed(register):
    client_id = add_client(register)
    consents_to(register, client_id)
    gate.release(register, request(client_id), paper(register), id="d")
    gate.record_handover(register, "d", HandedOver.POST, TODAY, id="h")
    with register.reading() as read:
        before = read.raw_row(tables.disclosure, "id", "d")
    again = raw_disclosure(client_id, id="d", route="wettelijk", article="artikel 1")
    for attack in (
        lambda: raw(register, "UPDATE disclosure SET recipient_id = ?", (STERK_HUIS,)),
        lambda: raw(register, "UPDATE disclosure SET scopes = scopes"),
        lambda: raw(register, "DELETE FROM disclosure"),
        lambda: insert_raw(register, again, "INSERT OR REPLACE"),
        lambda: insert_raw(register, again, "REPLACE"),
        lambda: insert_raw(register, again | {"id": "e", "number": 1}, "INSERT OR REPLACE"),
        lambda: raw(register, "DELETE FROM client WHERE id = ?", (client_id,)),
        lambda: raw(register, "UPDATE consent_event SET kind = 'gegeven'"),
        lambda: raw(register, "DELETE FROM consent_event"),
        lambda: raw(register, "UPDATE handover SET handed_over = 'meegegeven'"),
        lambda: raw(register, "DELETE FROM handover"),
    ):
        with pytest.raises(RegisterError):
            attack()
    with register.reading() as read:
        assert read.raw_row(tables.disclosure, "id", "d") == before


# -- the trigger and the rule say the same ---------------------------------------------------

FIRST = date(2026, 6, 1)
DAYS = tuple(FIRST + timedelta(days=n) for n in range(6))
PURPOSES = (Purpose.COMENSHA_REGISTRATION, Purpose.SHELTER)


def mostly(usual, others):
    """The usual value in two of three draws, so that many histories really give consent."""
    return st.one_of(st.just(usual), st.just(usual), st.sampled_from(list(others)))


EVENT = st.fixed_dictionaries(
    {
        "kind": mostly(ConsentKind.GIVEN, ConsentKind),
        "form": mostly(ConsentForm.WRITTEN, ConsentForm),
        "given_by": st.sampled_from([ConsentGiver.BOTH, ConsentGiver.CLIENT, ConsentGiver.AUTHORITY]),
        "given_on": st.sampled_from(DAYS[:4]),
        "lasts": st.integers(0, 5),
        "purpose": st.sampled_from(PURPOSES),
        "recipient_id": mostly(COMENSHA, [FIER]),
        "scopes": mostly((Scope.NAME,), [(Scope.NAME, Scope.SAFETY), (Scope.SAFETY,)]),
        "retracted": mostly(False, [True]),
    }
)
#: Born so that 12 and 16 fall on, before and after the days asked; 29 February and no date among them.
BIRTHS = st.one_of(
    st.builds(
        lambda years, n, width: (date(2026 - years, 6, 3) + timedelta(days=n), width),
        st.sampled_from([11, 12, 15, 16, 16, 20]),
        st.integers(-3, 3),
        st.integers(0, 3),
    ),
    st.just((date(2008, 2, 29), 0)),
    st.none(),
)
PEOPLE = st.fixed_dictionaries(
    {
        "birth": BIRTHS,
        "authority": mostly(ParentalAuthority.BOTH_PARENTS, [None, *ParentalAuthority]),
        "blocked": mostly(frozenset(), [frozenset({p}) for p in ("moeder", "vader", "voogd")] + [{"moeder", "vader"}]),
    }
)


class Undo(Exception):
    """Rolls an example back, so that the next one finds an empty register."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with clock.frozen(datetime(2026, 6, 10, 10, 0, tzinfo=UTC)):
        register = new_register(tmp_path_factory.mktemp("shared") / "r")
        add_network(register)
        yield register
        register.close()


WRITTEN = {
    "kind": ConsentKind.GIVEN, "form": ConsentForm.WRITTEN, "given_by": ConsentGiver.AUTHORITY, "given_on": DAYS[0],
    "lasts": 5, "purpose": Purpose.SHELTER, "recipient_id": COMENSHA, "scopes": (Scope.NAME,), "retracted": False,
}  # fmt: skip
CHILD = {
    "birth": (date(2014, 6, 3), 0),  # 12 on the third of the days asked
    "authority": ParentalAuthority.BOTH_PARENTS,
    "blocked": frozenset(),
}


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENT, min_size=1, max_size=5), person=PEOPLE)
@example(events=[WRITTEN], person=CHILD)
@example(events=[WRITTEN], person=CHILD | {"blocked": frozenset({"moeder", "vader"})})
@example(events=[WRITTEN], person=CHILD | {"authority": ParentalAuthority.NIDOS})
def test_the_trigger_agrees_with_the_rule(shared, events, person):
    """For every history, day and purpose: some event lets the raw row through exactly when the rule says *gegeven*,
    and the event that the rule names is one of them."""
    with contextlib.suppress(Undo), shared.transaction("example.tried") as act:
        fields = _person(act, person)
        stored = [_stored(act, n, event) for n, event in enumerate(events)]
        if person["birth"] is None:  # the date was taken out again after the events
            act.connection.exec_driver_sql("UPDATE client SET born_from = NULL, born_to = NULL WHERE id = 'somebody'")
        for day, purpose in itertools.product(DAYS, PURPOSES):
            answer = answer_for(stored, fields, purpose, COMENSHA, Scope.NAME, day)
            passed = {event.id for event in stored if _passes(act, event.id, purpose, day)}
            assert bool(passed) == (answer.state is ConsentState.GIVEN), (day, purpose, answer)
            assert not passed or answer.event.id in passed
        raise Undo


def _person(act, person):
    born_to, width = person["birth"] or (date(2000, 1, 1), 0)
    fields = ClientFields(
        born_from=born_to - timedelta(days=width),
        born_to=born_to,
        parental_authority=person["authority"],
        authority_reason="reden",
        blocked_parents=tuple(sorted(person["blocked"])),
        blocked_reason="reden",
    )
    row = column_values(tables.client, fields) | {"id": "somebody", "code": "ZLD-26-2222", "counts_in": "2026-1"}
    act.insert(tables.client, row | {"merged_into_id": None, "sort_text": ""})
    return fields if person["birth"] else ClientFields(parental_authority=person["authority"])


def _stored(act, n, event):
    values = {key: value for key, value in event.items() if key not in {"lasts", "retracted"}}
    values |= {
        "id": f"event-{n}",
        "client_id": "somebody",
        "valid_until": event["given_on"] + timedelta(days=event["lasts"]),
        "recorded_at": datetime(2026, 6, 10, 10, 0, n, tzinfo=UTC),
    }
    unsaid = {"witness": None, "giver_name": None, "language": None, "interpreter": False, "note": None}
    act.insert(tables.consent_event, values | unsaid)
    if event["retracted"]:
        taken_back = {"id": f"back-{n}", "table_name": "consent_event", "row_id": values["id"], "reason": "fout"}
        act.insert(tables.retraction, taken_back | {"recorded_at": act.at})
    return ConsentEvent(**values, retracted_reason="fout" if event["retracted"] else None)


def _passes(act, event_id, purpose, day):
    row = raw_disclosure(
        "somebody",
        purpose=purpose.value,
        recipient_id=COMENSHA,
        consents={"naam": event_id},
        disclosed_on=day.isoformat(),
        recorded_at=f"{day.isoformat()}T10:00:00.000Z",
    )
    run = act.connection.exec_driver_sql
    run("SAVEPOINT attempt")
    try:
        run(f"INSERT INTO disclosure ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    except IntegrityError as error:
        if str(error.orig) != "rule:consent_missing":
            raise
        return False
    else:
        return True
    finally:
        run("ROLLBACK TO attempt")
        run("RELEASE attempt")
