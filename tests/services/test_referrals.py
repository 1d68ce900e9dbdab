"""Referrals: the life cycle, each step that may not be taken, and where a request really goes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app import clock
from app.errors import AlreadyVoided, ChangedElsewhere, InvalidInput, RecordMissing, RuleBroken, StepNotAllowed
from app.model.codes import Purpose, ReferralStatus, Scope
from app.model.consent import COMENSHA
from app.model.records import new_id
from app.model.referrals import FOLLOWING, ReferralFields, can_send
from app.services import gate, records, referrals
from app.services.referrals import StateFields
from tests.helpers.people import (
    COSM,
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
S = ReferralStatus
#: A way to each state, by the states after *concept*.
WAYS = {
    S.CONCEPT: (),
    S.ENQUIRY: (S.ENQUIRY,),
    S.SENT: (S.SENT,),
    S.RECEIVED: (S.SENT, S.RECEIVED),
    S.WAITING_LIST: (S.SENT, S.WAITING_LIST),
    S.ACCEPTED: (S.SENT, S.ACCEPTED),
    S.PLACED: (S.SENT, S.PLACED),
    S.ENDED: (S.SENT, S.PLACED, S.ENDED),
    S.REJECTED: (S.SENT, S.REJECTED),
    S.CLIENT_DECLINES: (S.SENT, S.CLIENT_DECLINES),
    S.REVIEW: (S.SENT, S.REVIEW),
    S.WITHDRAWN: (S.SENT, S.WITHDRAWN),
    S.LAPSED: (S.SENT, S.LAPSED),
}


@pytest.fixture
def register(tmp_path):
    register = new_register(tmp_path / "r")
    add_network(register)
    yield register
    register.close()


@pytest.fixture
def client_id(register):
    client_id = add_client(register, given_name="Tessa", family_name="Voorbeeld")
    consents_to(register, client_id)
    return client_id


def asked(**changes):
    return ReferralFields(**({"destination_id": FIER, "asked_on": TODAY} | changes))


def create(register, client_id, **changes):
    referral_id = new_id()
    referrals.create(register, client_id, asked(**changes), id=referral_id)
    return referral_id


def step(register, referral_id, status, **changes):
    if status is S.SENT:
        referral = referrals.referral(register, referral_id).referral
        sending = request(referral.client_id, referral_id=referral_id)
        return gate.disclose_without_paper(register, sending, id=new_id())
    reason = "vol" if status is S.REJECTED else None
    fields = {"status": status, "happened_on": TODAY, "reason": reason} | changes
    return referrals.add_state(register, referral_id, StateFields(**fields), id=new_id())


def brought_to(register, client_id, status):
    referral_id = create(register, client_id)
    for passed in WAYS[status]:
        step(register, referral_id, passed)
    return referral_id


@pytest.mark.parametrize("status", list(ReferralStatus))
def test_what_may_follow_is_recorded_and_nothing_else(register, client_id, status):
    """Each state is reached; each step from it is taken or refused as the table says."""
    for wanted in ReferralStatus:
        referral_id = brought_to(register, client_id, status)
        before = referrals.referral(register, referral_id)
        assert before.now.status is status
        sent_before = S.SENT in WAYS[status]
        allowed = wanted in FOLLOWING[status] and (sent_before or wanted is not S.PLACED)
        if wanted is S.SENT:
            assert before.can_send is can_send(before.states)
            with pytest.raises(StepNotAllowed):
                referrals.add_state(register, referral_id, StateFields(status=S.SENT, happened_on=TODAY), id=new_id())
            continue
        assert (wanted in before.next_states) is allowed
        if allowed:
            step(register, referral_id, wanted)
            assert referrals.referral(register, referral_id).now.status is wanted
        else:
            with pytest.raises(StepNotAllowed) as raised:
                step(register, referral_id, wanted)
            assert raised.value.params == {"current": status, "wanted": wanted}
            assert referrals.referral(register, referral_id) == before


@pytest.mark.parametrize("status", [S.ENDED, S.REJECTED, S.CLIENT_DECLINES, S.WITHDRAWN, S.LAPSED])
def test_nothing_more_is_sent_for_a_request_that_is_over(register, client_id, status):
    referral_id = brought_to(register, client_id, status)
    shared = len(gate.disclosures(register, client_id))
    with pytest.raises(StepNotAllowed):
        step(register, referral_id, S.SENT)
    assert len(gate.disclosures(register, client_id)) == shared


@pytest.mark.parametrize("other", [{"recipient_id": STERK_HUIS}, {"purpose": Purpose.CARE}])
def test_what_is_sent_is_what_was_asked(register, client_id, other):
    consents_to(register, client_id, recipient_id=STERK_HUIS)
    consents_to(register, client_id, purpose=Purpose.CARE)
    referral_id = create(register, client_id)
    with pytest.raises(InvalidInput):
        gate.disclose_without_paper(register, request(client_id, referral_id=referral_id, **other), id="d")
    stranger = add_client(register)
    consents_to(register, stranger)
    with pytest.raises(InvalidInput):
        gate.disclose_without_paper(register, request(stranger, referral_id=referral_id), id="d")
    with pytest.raises(RecordMissing):
        gate.disclose_without_paper(register, request(client_id, referral_id="nothing"), id="d")


def test_the_schema_wants_the_disclosure_behind_sent(register, client_id):
    referral_id = create(register, client_id)
    other = add_client(register)
    consents_to(register, other)
    gate.disclose_without_paper(register, request(other), id="of-another")
    insert = (
        "INSERT INTO referral_state (id, referral_id, number, status, happened_on, disclosure_id, recorded_at) "
        "VALUES (?, ?, 2, ?, '2026-06-15', ?, '2026-06-15T10:00:00.000Z')"
    )
    for status, disclosure_id in (
        ("verstuurd", None),
        ("verstuurd", "of-another"),
        ("verstuurd", "nothing"),
        ("concept", "of-another"),
        ("ontvangen", None),
        ("geplaatst", None),
        ("beeindigd", None),
    ):
        with pytest.raises((RuleBroken, StepNotAllowed)), register.transaction("attack.tried") as act:
            act.connection.exec_driver_sql(insert, (new_id(), referral_id, status, disclosure_id))
    assert referrals.referral(register, referral_id).now.status is S.CONCEPT


def test_an_enquiry_without_a_name_needs_no_consent(register):
    nobody = add_client(register, None)
    referrals.create(register, nobody, asked(), id="r", as_enquiry=True)
    view = referrals.referral(register, "r")
    assert (view.now.status, view.now.happened_on) == (S.ENQUIRY, TODAY)
    assert gate.disclosures(register, nobody) == ()


def test_cosm_is_asked_at_comensha(register, client_id):
    referral_id = create(register, client_id, destination_id=COSM, purpose=Purpose.COMENSHA_SHELTER)
    view = referrals.referral(register, referral_id)
    assert (view.destination, view.recipient, view.referral.recipient_id) == ("COSM", "CoMensha", COMENSHA)
    assert referrals.recipient_for(register, COSM) == COMENSHA
    told = {"recipient_id": COMENSHA, "purpose": Purpose.COMENSHA_SHELTER, "scopes": (Scope.NAME,)}
    consents_to(register, client_id, **told)
    gate.disclose_without_paper(register, request(client_id, referral_id=referral_id, **told), id="d")
    assert gate.disclosures(register, client_id)[0].recipient == "CoMensha"
    unsent = create(register, client_id, destination_id=COSM)
    with pytest.raises(RuleBroken), register.transaction("attack.tried") as act:
        act.connection.exec_driver_sql("UPDATE referral SET recipient_id = destination_id WHERE id = ?", (unsent,))
    with pytest.raises(InvalidInput):
        create(register, client_id, purpose=Purpose.COMENSHA_SHELTER)


def test_placed_by_police_is_a_fact_without_a_disclosure(register, client_id):
    referral_id = create(register, client_id)
    for wrong in ("buurvrouw", ""):
        with pytest.raises((InvalidInput, StepNotAllowed)):
            step(register, referral_id, S.PLACED, placed_by=wrong)
    with pytest.raises(StepNotAllowed):
        step(register, referral_id, S.ACCEPTED, placed_by="politie")
    step(register, referral_id, S.PLACED, placed_by="politie")
    step(register, referral_id, S.ENDED)
    assert [s.status for s in referrals.referral(register, referral_id).states] == [S.CONCEPT, S.PLACED, S.ENDED]
    assert gate.disclosures(register, client_id) == ()


@pytest.mark.parametrize(
    ("status", "changes", "problem"),
    [
        (S.REJECTED, {"reason": None}, ("reason", "choose")),
        (S.LAPSED, {"reason": "vol"}, ("reason", "unknown_code")),
        (S.LAPSED, {"happened_on": date(2026, 6, 16)}, ("happened_on", "date_future")),
        (S.LAPSED, {"happened_on": date(2026, 6, 14)}, ("happened_on", "date_too_early")),
        (S.LAPSED, {"note": "a\0b"}, ("note", "character")),
    ],
)
def test_a_step_that_is_not_filled_in_right(register, client_id, status, changes, problem):
    referral_id = create(register, client_id)
    with pytest.raises(InvalidInput) as raised:
        step(register, referral_id, status, **changes)
    assert {(p.field, p.code) for p in raised.value.problems} == {problem}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"asked_on": date(2026, 6, 16)}, ("asked_on", "date_future")),
        ({"needed_by": date(2026, 6, 14)}, ("needed_by", "date_too_early")),
        ({"question": "x" * 200_000}, ("question", "too_long")),
    ],
)
def test_a_request_that_is_not_filled_in_right(register, client_id, changes, problem):
    with pytest.raises(InvalidInput) as raised:
        create(register, client_id, **changes)
    assert {(p.field, p.code) for p in raised.value.problems} == {problem}
    assert referrals.of_client(register, client_id) == ()


def test_a_wrong_click_is_taken_back(register, client_id):
    referral_id = brought_to(register, client_id, S.ACCEPTED)
    concept, sent, accepted = referrals.referral(register, referral_id).states
    for state in (concept, sent):
        with pytest.raises(StepNotAllowed):
            referrals.retract_state(register, state.id, "fout")
    with pytest.raises(InvalidInput):
        referrals.retract_state(register, accepted.id, " ")
    referrals.retract_state(register, accepted.id, "verkeerde regel")
    view = referrals.referral(register, referral_id)
    assert view.now.status is S.SENT
    assert [s.retracted_reason for s in view.states] == [None, None, "verkeerde regel"]
    with pytest.raises(AlreadyVoided):
        referrals.retract_state(register, accepted.id, "nog eens")
    with pytest.raises(RecordMissing):
        referrals.retract_state(register, "nothing", "fout")


def test_what_was_asked_is_changed_until_it_is_sent(register, client_id):
    referral_id = create(register, client_id)
    referrals.change(register, referral_id, 1, asked(destination_id=STERK_HUIS, question="Plek?"))
    referrals.change(register, referral_id, 2, asked(question="Plek?"))
    with pytest.raises(ChangedElsewhere):
        referrals.change(register, referral_id, 2, asked())
    step(register, referral_id, S.SENT)
    for moved in ({"destination_id": STERK_HUIS}, {"purpose": Purpose.CARE}):
        with pytest.raises(StepNotAllowed):
            referrals.change(register, referral_id, 3, asked(question="Plek?", **moved))
    referrals.change(register, referral_id, 3, asked(question="Nog plek?"))
    assert referrals.referral(register, referral_id).referral.question == "Nog plek?"


def test_a_mistake_is_voided_but_what_was_sent_stays(register, client_id):
    mistake, sent = create(register, client_id), brought_to(register, client_id, S.SENT)
    with pytest.raises(InvalidInput):
        referrals.void(register, mistake, 1, "")
    records.void(register, "referral", mistake, 1, "dubbel")
    with pytest.raises(StepNotAllowed):
        records.void(register, "referral", sent, 1, "dubbel")
    with pytest.raises(StepNotAllowed):
        step(register, mistake, S.LAPSED)
    view = referrals.referral(register, mistake)
    assert (view.referral.is_voided, view.next_states, view.can_send) == (True, (), False)
    assert [row.id for row in referrals.rows(register)] == [sent]


def test_the_list_of_referrals(register, client_id):
    waiting = brought_to(register, client_id, S.SENT)
    over = brought_to(register, client_id, S.REJECTED)
    twin = add_client(register)
    of_twin = create(register, twin, destination_id=COSM, needed_by=date(2026, 7, 1))
    change_client(register, twin, merged_into_id=client_id)
    with clock.frozen(datetime(2026, 6, 22, 10, 0, tzinfo=UTC)):
        rows = {row.id: row for row in referrals.rows(register)}
        still_open = {row.id for row in referrals.rows(register, open_only=True)}
    assert still_open == {waiting, of_twin}
    assert set(rows) == {waiting, over, of_twin}
    assert (rows[waiting].status, rows[waiting].waits_days, rows[waiting].destination) == (S.SENT, 7, "Fier")
    assert (rows[over].status, rows[over].waits_days) == (S.REJECTED, None)
    row = rows[of_twin]
    assert (row.client_id, row.family_name, row.recipient, row.needed_by) == (
        client_id,
        "Voorbeeld",
        "CoMensha",
        date(2026, 7, 1),
    )
    assert len(referrals.of_client(register, client_id)) == 3
