"""Ways past the gate that were tried: merged registrations, odd JSON, statements that replace, a changed request."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app import clock
from app.errors import ConsentMissing, HeadMoved, InvalidInput, RecipientBlocked, RegisterError
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, ParentalAuthority, Purpose, Route, Scope
from app.model.consent import ConsentState
from app.model.disclosures import Ground, Paper
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.services import clients, consent, gate, referrals
from app.storage import tables
from tests.helpers.people import (
    COMENSHA,
    FIER,
    STERK_HUIS,
    TODAY,
    add_client,
    add_network,
    add_organisation,
    change_client,
    consents_to,
    request,
    said,
)
from tests.helpers.register import new_register

pytestmark = pytest.mark.usefixtures("frozen_clock")
LEGAL = Ground(Route.LEGAL_POWER, article="artikel 7.1.4.1 Jeugdwet")
CHILD = date(2016, 5, 5)


@pytest.fixture
def register(tmp_path):
    register = new_register(tmp_path / "r")
    add_network(register)
    add_organisation(register, "vader", "Vader", relative="vader")
    yield register
    register.close()


def merged(register, one: dict, other: dict) -> str:
    """Two registrations of one person, the second merged into the first."""
    root, twin = add_client(register, **one), add_client(register, **other)
    with register.reading() as read:
        revision = read.raw_row(tables.client, "id", twin)["revision"]
    clients.merge(register, twin, root, revision)
    return root


def raw_row(client_id, **changes):
    row = {
        "id": new_id(), "client_id": client_id, "number": 90, "recipient_id": FIER, "purpose": "opvang",
        "scopes": '["naam"]', "route": "toestemming", "consents": "{}", "article": None, "considerations": "[]",
        "document_kind": "zonder_papier", "document_sha256": None, "control_code": "x",
        "disclosed_on": TODAY.isoformat(), "recorded_at": "2026-06-15T10:00:00.000Z",
    }  # fmt: skip
    return row | changes


def insert(register, row, verb="INSERT", after=""):
    marks = ", ".join("?" * len(row))
    statement = f"{verb} INTO disclosure ({', '.join(row)}) VALUES ({marks}) {after}"
    with register.transaction("attack.tried") as act:
        act.connection.exec_driver_sql(statement, tuple(row.values()))


def left(register, client_id):
    return gate.disclosures(register, client_id)


BLOCKED = {"blocked_parents": ("vader",), "blocked_reason": "verdacht"}


@pytest.mark.parametrize("of_root", [True, False])
def test_a_merge_unblocks_no_parent(register, of_root):
    one, other = (BLOCKED, {}) if of_root else ({}, BLOCKED)
    who = merged(register, one, other)
    with pytest.raises(RecipientBlocked):
        consent.record_consent(register, who, said(recipient_id="vader"), id=new_id())
    with pytest.raises(RecipientBlocked):
        gate.disclose_without_paper(register, request(who, recipient_id="vader", ground=LEGAL), id=new_id())
    with pytest.raises(RegisterError):
        insert(register, raw_row(who, recipient_id="vader", route="wettelijk", article="artikel 1"))
    with pytest.raises(RecipientBlocked):
        referrals.create(
            register, who, ReferralFields(destination_id="vader", purpose=Purpose.SHELTER, asked_on=TODAY), id=new_id()
        )
    assert left(register, who) == ()


def test_a_parent_blocked_on_the_merged_registration_has_no_authority(register):
    has = {"born": CHILD, "parental_authority": ParentalAuthority.FATHER}
    who = merged(register, has, {"born": CHILD, **BLOCKED})
    with register.transaction("attack.tried") as act:
        act.insert(
            tables.consent_event,
            {
                "id": "papa", "client_id": who, "purpose": "opvang", "recipient_id": FIER, "scopes": (Scope.NAME,),
                "kind": ConsentKind.GIVEN, "form": ConsentForm.WRITTEN, "given_by": ConsentGiver.AUTHORITY,
                "given_on": TODAY, "valid_until": date(2026, 9, 1), "interpreter": False, "recorded_at": act.at,
            },
        )  # fmt: skip
    answer = gate.ask(register, who, FIER, Purpose.SHELTER, (Scope.NAME,), TODAY)
    assert answer.answers[Scope.NAME].state is ConsentState.NO_AUTHORITY
    with pytest.raises(ConsentMissing):
        insert(register, raw_row(who, consents='{"naam": "papa"}'))


@pytest.mark.parametrize("scopes", ["[ ]", "[]", "[null]", "[\n]", '[["naam"]]', '{"naam": 1}', '"naam"', "[1]"])
@pytest.mark.parametrize("route", ["toestemming", "wettelijk"])
def test_a_disclosure_of_nothing_or_of_nonsense(register, scopes, route):
    who = add_client(register)
    with pytest.raises(RegisterError):
        insert(register, raw_row(who, scopes=scopes, route=route, article="artikel 1"))
    assert left(register, who) == ()


def test_statements_that_replace_or_update_on_the_way(register):
    who = add_client(register)
    event = consents_to(register, who)
    gate.disclose_without_paper(register, request(who), id="d")
    row = raw_row(who, consents=json.dumps({"naam": event}))
    other = row | {"id": "d", "recipient_id": STERK_HUIS}
    do = "ON CONFLICT (id) DO UPDATE SET recipient_id = excluded.recipient_id, purpose = 'hulp'"
    for verb, after in (("INSERT OR REPLACE", ""), ("REPLACE", ""), ("INSERT", do)):
        for changed in (other, row | {"id": "d"}):
            with pytest.raises(RegisterError):
                insert(register, changed, verb, after)
    statements = (
        "UPDATE disclosure SET recipient_id = o.id FROM organisation o WHERE o.name = 'Sterk Huis'",
        "UPDATE OR REPLACE disclosure SET number = 1",
        "UPDATE OR IGNORE disclosure SET scopes = '[\"gezondheid\"]'",
        "INSERT OR REPLACE INTO consent_event SELECT id, client_id, purpose, 'sterk-huis', scopes, kind, form, witness, "
        "given_by, giver_name, given_on, valid_until, language, interpreter, note, recorded_at FROM consent_event",
        "DELETE FROM retraction",
        "DELETE FROM organisation WHERE id = 'fier'",
    )
    for statement in statements[:4] + statements[5:]:
        with pytest.raises(RegisterError), register.transaction("attack.tried") as act:
            act.connection.exec_driver_sql(statement)
    (kept,) = left(register, who)
    assert (kept.disclosure.recipient_id, kept.disclosure.purpose) == (FIER, Purpose.SHELTER)


def test_more_printed_than_asked_is_refused(register):
    who = add_client(register)
    consents_to(register, who)
    wider = replace(request(who), printed=(Scope.NAME, Scope.HEALTH))
    for ground in (Ground(), LEGAL):
        with pytest.raises(InvalidInput):
            gate.disclose_without_paper(register, replace(wider, ground=ground), id=new_id())
    assert left(register, who) == ()


def head(register):
    with register.reading() as read:
        return register.head(read.connection).control_code


@pytest.mark.parametrize("meanwhile", ["withdrawn", "blocked", "merged", "taken_back", "midnight"])
def test_what_changed_between_preview_and_release(register, meanwhile):
    who = add_client(register)
    event = consents_to(register, who)
    paper = Paper(b"%PDF-1.7", 1, TODAY, head(register))
    later = datetime(2026, 6, 15, 22, 0, 1, tzinfo=UTC)  # one second past midnight in Amsterdam
    if meanwhile == "withdrawn":
        consents_to(register, who, kind=ConsentKind.WITHDRAWN, valid_until=None)
    elif meanwhile == "blocked":
        change_client(register, who, **BLOCKED)
    elif meanwhile == "merged":
        other = add_client(register)
        change_client(register, other, merged_into_id=who)
    elif meanwhile == "taken_back":
        consent.retract_consent(register, event, "vergissing")
    else:
        with clock.frozen(later), pytest.raises(HeadMoved):
            gate.release(register, request(who), paper, id=new_id())
        assert left(register, who) == ()
        return
    with pytest.raises(HeadMoved):
        gate.release(register, request(who), paper, id=new_id())
    assert left(register, who) == ()


def test_the_same_paper_leaves_once(register):
    who = add_client(register)
    consents_to(register, who)
    paper = Paper(b"%PDF-1.7", 1, TODAY, head(register))
    gate.release(register, request(who), paper, id="d")
    for again in ("d", new_id()):
        with pytest.raises(RegisterError):
            gate.release(register, request(who), paper, id=again)
    with pytest.raises(RegisterError):
        gate.disclose_without_paper(register, request(who), id="d")
    assert len(left(register, who)) == 1


@pytest.mark.parametrize("leap", [date(2008, 2, 29), date(2012, 2, 29), date(2014, 2, 28), date(2014, 3, 1)])
@pytest.mark.parametrize("years", [12, 16])
def test_the_boundary_is_the_same_day_for_rule_and_trigger(register, leap, years):
    """Partial date: the last day on which she can have been born decides."""
    who = add_client(register, None, born_from=date(leap.year, 1, 1), born_to=leap,
                     parental_authority=ParentalAuthority.MOTHER)  # fmt: skip
    turns = leap.replace(year=leap.year + years)
    for day in (date.fromordinal(turns.toordinal() - 1), turns):
        noon = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        with clock.frozen(noon):
            for giver in ConsentGiver:
                event = new_id()
                with register.transaction("attack.tried") as act:
                    act.insert(
                        tables.consent_event,
                        {
                            "id": event, "client_id": who, "purpose": "opvang", "recipient_id": FIER,
                            "scopes": (Scope.NAME,), "kind": ConsentKind.GIVEN, "form": ConsentForm.WRITTEN,
                            "given_by": giver, "given_on": day, "valid_until": day, "interpreter": False,
                            "recorded_at": act.at,
                        },
                    )  # fmt: skip
                rule = gate.ask(register, who, FIER, Purpose.SHELTER, (Scope.NAME,), day)
                number = len(left(register, who)) + 1
                row = raw_row(who, consents=json.dumps({"naam": event}), disclosed_on=day.isoformat(), number=number,
                              recorded_at=f"{day.isoformat()}T10:00:00.000Z")  # fmt: skip
                rests_on = rule.answers[Scope.NAME]
                if rests_on.state is ConsentState.GIVEN and rests_on.event.id == event:
                    insert(register, row)
                else:
                    with pytest.raises(RegisterError):
                        insert(register, row)
                consent.retract_consent(register, event, "proef")


def test_comensha_purposes_go_to_comensha_on_every_route(register):
    who = add_client(register)
    for purpose in (Purpose.COMENSHA_REGISTRATION, Purpose.COMENSHA_SHELTER):
        for ground in (Ground(), LEGAL, Ground(Route.CONFLICT_OF_DUTIES, considerations=("a", "b", "c", "d", "e"))):
            with pytest.raises(InvalidInput):
                gate.disclose_without_paper(register, request(who, purpose=purpose, ground=ground), id=new_id())
        with pytest.raises(RegisterError):
            insert(register, raw_row(who, purpose=purpose.value, route="wettelijk", article="artikel 1"))
    assert left(register, who) == ()
    insert(register, raw_row(who, purpose="comensha_opvang", recipient_id=COMENSHA, route="wettelijk", article="a"))
