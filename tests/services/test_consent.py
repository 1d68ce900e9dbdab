"""Consent as she records it: who may give it, for how long, what a withdrawal touches (S2, S3)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app import clock
from app.errors import AlreadyVoided, AuthorityUnclear, BirthDateNeeded, InvalidInput, RecipientBlocked
from app.model.ages import about_age
from app.model.codes import (
    ConsentForm,
    ConsentGiver,
    ConsentKind,
    ParentalAuthority,
    Purpose,
    ReferralStatus,
    Route,
    Scope,
)
from app.model.consent import COMENSHA, ConsentState, Withdrawal, default_end
from app.model.disclosures import Ground
from app.model.referrals import ReferralFields
from app.services import code_lists, consent, gate, referrals
from app.services.referrals import StateFields
from tests.helpers.people import (
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

BOTH_PARENTS = {"parental_authority": ParentalAuthority.BOTH_PARENTS}


@pytest.fixture
def register(tmp_path):
    register = new_register(tmp_path / "r")
    add_network(register)
    yield register
    register.close()


def codes_of(raised):
    return {(p.field, p.code) for p in raised.value.problems}


def state(register, client_id, scope=Scope.NAME, *, purpose=Purpose.SHELTER, recipient=FIER, day=TODAY):
    return gate.ask(register, client_id, recipient, purpose, (scope,), day).answers[scope].state


def on(day: date):
    return clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


# -- what may be recorded --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"given_on": date(2026, 6, 16), "valid_until": date(2026, 9, 1)}, ("given_on", "date_future")),
        ({"given_on": date(1999, 1, 1)}, ("given_on", "date_too_early")),
        ({"valid_until": None}, ("valid_until", "date_required")),
        ({"valid_until": date(2026, 6, 14)}, ("valid_until", "date_order")),
        ({"form": ConsentForm.ORAL}, ("witness", "required")),
        ({"form": ConsentForm.ORAL, "witness": "  "}, ("witness", "required")),
        ({"scopes": ()}, ("scopes", "choose_one")),
        ({"scopes": (Scope.NAME, Scope.NAME)}, ("scopes", "duplicate")),
        ({"purpose": Purpose.COMENSHA_REGISTRATION}, ("recipient_id", "comensha_only")),
        ({"purpose": Purpose.COMENSHA_SHELTER}, ("recipient_id", "comensha_only")),
        ({"given_by": ConsentGiver.AUTHORITY}, ("given_by", "giver_age")),
    ],
)
def test_what_cannot_be_recorded_says_which_field(register, changes, problem):
    client_id = add_client(register)
    with pytest.raises(InvalidInput) as raised:
        consent.record_consent(register, client_id, said(**changes), id="x")
    assert codes_of(raised) == {problem}
    assert consent.events(register, client_id) == ()


def test_oral_consent_with_a_witness_counts(register):
    client_id = add_client(register)
    consents_to(register, client_id, form=ConsentForm.ORAL, witness="collega")
    assert state(register, client_id) is ConsentState.GIVEN


def test_no_event_without_a_birth_date(register):
    client_id = add_client(register, None)
    with pytest.raises(BirthDateNeeded):
        consent.record_consent(register, client_id, said(), id="x")
    assert consent.giver_for(register, client_id, TODAY) is None


def test_the_proposed_end_is_half_a_year():
    assert default_end(date(2026, 6, 15)) == date(2026, 12, 15)
    assert default_end(date(2026, 8, 31)) == date(2027, 2, 28)
    assert default_end(date(2027, 8, 30)) == date(2028, 2, 29)


def test_comensha_has_its_fixed_id_in_the_network_that_comes_along():
    assert next(o.id for o in code_lists.organisations() if o.name == "CoMensha") == COMENSHA


# -- the age rule ----------------------------------------------------------------------------

C, G, B = ConsentGiver.CLIENT, ConsentGiver.AUTHORITY, ConsentGiver.BOTH


@pytest.mark.parametrize(
    ("age", "may"),
    [(11, {G, B}), (12, {B}), (15, {B}), (16, {C, B}), (18, {C, B})],
)
@pytest.mark.parametrize("estimated", [False, True], ids=["exact", "estimated"])
def test_who_may_give_it_at_which_age(register, age, may, estimated):
    """Both ends of each year of life; of an estimated age the youngest reading counts."""
    if estimated:
        spans = [about_age(age, TODAY)]
        assert spans[0].youngest_age(TODAY) == age
    else:
        spans = [None, None]
    days = [date(TODAY.year - age, 6, 15), date(TODAY.year - age - 1, 6, 16)]
    for span, born in zip(spans, days, strict=False):
        born_from, born_to = (span.born_from, span.born_to) if span else (born, born)
        for giver in ConsentGiver:
            client_id = add_client(register, None, born_from=born_from, born_to=born_to, **BOTH_PARENTS)
            if giver in may:
                consents_to(register, client_id, given_by=giver)
                assert state(register, client_id) is ConsentState.GIVEN
            else:
                with pytest.raises(InvalidInput) as raised:
                    consents_to(register, client_id, given_by=giver)
                assert codes_of(raised) == {("given_by", "giver_age")}


@pytest.mark.parametrize("authority", [None, ParentalAuthority.UNKNOWN])
@pytest.mark.parametrize("giver", list(ConsentGiver))
def test_under_16_who_has_authority_must_be_filled_in(register, authority, giver):
    client_id = add_client(register, date(2012, 1, 1), parental_authority=authority)
    with pytest.raises(AuthorityUnclear):
        consents_to(register, client_id, given_by=giver)


def test_under_16_with_a_reason_not_to_ask_what_the_child_says_is_recorded_and_does_not_count(register):
    client_id = add_client(
        register,
        date(2012, 1, 1),
        parental_authority=ParentalAuthority.NOT_APPROACHED,
        authority_reason="onveilig",
    )
    with pytest.raises(AuthorityUnclear):
        consents_to(register, client_id, given_by=B)
    consents_to(register, client_id, given_by=C)
    assert state(register, client_id) is ConsentState.NO_AUTHORITY


def test_a_blocked_parent_cannot_give_it(register):
    client_id = add_client(
        register,
        date(2012, 1, 1),
        parental_authority=ParentalAuthority.MOTHER,
        blocked_parents=("moeder",),
        blocked_reason="betrokken",
    )
    with pytest.raises(AuthorityUnclear):
        consents_to(register, client_id, given_by=B)


def test_a_refusal_needs_no_authority(register):
    client_id = add_client(register, date(2012, 1, 1))
    consents_to(register, client_id, kind=ConsentKind.REFUSED, valid_until=None)
    assert state(register, client_id) is ConsentState.REFUSED


# -- which event decides ---------------------------------------------------------------------


@pytest.mark.parametrize("against", [ConsentKind.REFUSED, ConsentKind.WITHDRAWN, ConsentKind.UNABLE])
@pytest.mark.parametrize("given_first", [True, False])
def test_on_one_day_anything_but_given_wins(register, against, given_first):
    client_id = add_client(register)
    kinds = [ConsentKind.GIVEN, against] if given_first else [against, ConsentKind.GIVEN]
    for kind in kinds:
        consents_to(register, client_id, kind=kind)
    assert state(register, client_id) is ConsentState(against.value)


def test_it_holds_from_the_first_to_the_last_day_and_no_longer(register):
    client_id = add_client(register)
    consents_to(register, client_id, given_on=date(2026, 6, 1), valid_until=date(2026, 6, 30))
    seen = {day: state(register, client_id, day=date(2026, *day)) for day in [(5, 31), (6, 1), (6, 30), (7, 1)]}
    assert seen == {
        (5, 31): ConsentState.NOT_ASKED,
        (6, 1): ConsentState.GIVEN,
        (6, 30): ConsentState.GIVEN,
        (7, 1): ConsentState.EXPIRED,
    }


def test_it_holds_for_nothing_else(register):
    client_id, other = add_client(register), add_client(register)
    consents_to(register, client_id)
    assert state(register, client_id) is ConsentState.GIVEN
    assert state(register, client_id, Scope.HEALTH) is ConsentState.NOT_ASKED
    assert state(register, client_id, purpose=Purpose.CARE) is ConsentState.NOT_ASKED
    assert state(register, client_id, recipient=STERK_HUIS) is ConsentState.NOT_ASKED
    assert state(register, other) is ConsentState.NOT_ASKED


def test_registration_at_comensha_is_recorded_by_word_of_mouth_but_counts_in_writing_only(register):
    client_id = add_client(register)
    fields = {"purpose": Purpose.COMENSHA_REGISTRATION, "recipient_id": COMENSHA}
    consents_to(register, client_id, form=ConsentForm.ORAL, witness="collega", **fields)
    asked = {"purpose": Purpose.COMENSHA_REGISTRATION, "recipient": COMENSHA}
    assert state(register, client_id, **asked) is ConsentState.ORAL_ONLY
    consents_to(register, client_id, **fields)
    assert state(register, client_id, **asked) is ConsentState.GIVEN


def test_the_overview_of_any_day(register):
    client_id = add_client(register)
    consents_to(register, client_id, given_on=date(2026, 5, 1))
    consents_to(register, client_id, kind=ConsentKind.WITHDRAWN, scopes=(Scope.NAME,), valid_until=None)
    before = consent.overview(register, client_id, date(2026, 6, 14))
    after = consent.overview(register, client_id, TODAY)
    assert [(c.recipient_id, c.state, c.given, c.ends_on) for c in before] == [
        (FIER, ConsentState.GIVEN, (Scope.NAME, Scope.SAFETY), date(2026, 9, 15))
    ]
    assert [(c.state, c.given, c.is_partial) for c in after] == [(ConsentState.WITHDRAWN, (Scope.SAFETY,), True)]


def test_a_mistaken_event_is_taken_back_once_and_stays_visible(register):
    client_id = add_client(register)
    event_id = consents_to(register, client_id)
    with pytest.raises(InvalidInput):
        consent.retract_consent(register, event_id, " ")
    consent.retract_consent(register, event_id, "verkeerde cliënt")
    assert state(register, client_id) is ConsentState.NOT_ASKED
    assert [e.retracted_reason for e in consent.events(register, client_id)] == ["verkeerde cliënt"]
    with pytest.raises(AlreadyVoided):
        consent.retract_consent(register, event_id, "nog eens")


def test_after_a_merge_both_histories_speak(register):
    root, twin = add_client(register), add_client(register)
    consents_to(register, root, given_on=date(2026, 5, 1))
    consents_to(register, twin, kind=ConsentKind.REFUSED, valid_until=None)
    change_client(register, twin, merged_into_id=root)
    assert state(register, root) is ConsentState.REFUSED
    assert state(register, twin) is ConsentState.REFUSED


# -- S2: withdrawn after the referral --------------------------------------------------------


def sent_to_fier(register, client_id, **changes):
    consents_to(register, client_id, given_on=date(2026, 5, 12), **changes)
    with on(date(2026, 5, 12)):
        referrals.create(
            register, client_id, ReferralFields(destination_id=FIER, asked_on=date(2026, 5, 12)), id=f"r-{client_id}"
        )
        gate.disclose_without_paper(register, request(client_id, referral_id=f"r-{client_id}"), id=f"d-{client_id}")
    return f"r-{client_id}"


def test_s2_withdrawn_after_the_referral(register):
    client_id = add_client(register, date(2007, 2, 3))
    comensha = {"purpose": Purpose.COMENSHA_REGISTRATION, "recipient_id": COMENSHA}
    consents_to(register, client_id, given_on=date(2026, 5, 12), **comensha)
    referral_id = sent_to_fier(register, client_id)
    with on(date(2026, 5, 15)):
        fields = StateFields(status=ReferralStatus.ACCEPTED, happened_on=date(2026, 5, 15))
        referrals.add_state(register, referral_id, fields, id="accepted")
    given = next(e for e in consent.events(register, client_id) if e.recipient_id == FIER)

    foreseen = consent.preview_withdrawal(register, given.id)
    with on(date(2026, 5, 20)):
        done = consent.withdraw(register, given.id, Withdrawal(given_on=date(2026, 5, 20)), id="w")

    assert [(r.referral_id, r.recipient, r.status_before) for r in done.effect.referrals] == [
        (referral_id, "Fier", ReferralStatus.ACCEPTED)
    ]
    assert [(d.recipient, d.disclosure.scopes, d.disclosure.disclosed_on) for d in done.effect.disclosures] == [
        ("Fier", (Scope.NAME, Scope.SAFETY), date(2026, 5, 12))
    ]
    assert foreseen == done.effect
    assert {"consent_event", "referral_state"} <= done.tables
    now = referrals.referral(register, referral_id).now
    assert (now.status, now.happened_on) == (ReferralStatus.REVIEW, date(2026, 5, 20))
    assert state(register, client_id) is ConsentState.WITHDRAWN
    assert state(register, client_id, purpose=Purpose.COMENSHA_REGISTRATION, recipient=COMENSHA) is ConsentState.GIVEN
    assert [d.disclosure.id for d in gate.disclosures(register, client_id)] == [f"d-{client_id}"]
    # she still wants the bed: a narrower consent, and the placement goes on
    consents_to(register, client_id, given_on=date(2026, 5, 21), scopes=(Scope.NAME,))
    assert gate.ask(register, client_id, FIER, Purpose.SHELTER, (Scope.NAME, Scope.SAFETY), TODAY).covered == (
        Scope.NAME,
    )


def test_a_withdrawal_touches_what_rests_on_it_and_nothing_else(register):
    client_id = add_client(register)
    referral_id = sent_to_fier(register, client_id, scopes=(Scope.NAME, Scope.SAFETY, Scope.HEALTH))
    given = consent.events(register, client_id)[0]
    of_health = Withdrawal(given_on=date(2026, 6, 1), scopes=(Scope.HEALTH,))
    assert consent.withdraw(register, given.id, of_health, id="w1").effect.referrals == ()
    consents_to(register, client_id, given_on=date(2026, 6, 10), scopes=(Scope.NAME,))
    late = Withdrawal(given_on=date(2026, 6, 9), scopes=(Scope.NAME,))
    assert consent.withdraw(register, given.id, late, id="w2").effect.referrals == ()  # given again since
    assert referrals.referral(register, referral_id).now.status is ReferralStatus.SENT


def test_a_referral_on_another_ground_stays_as_it_is_but_is_listed(register):
    client_id = add_client(register)
    referrals.create(register, client_id, ReferralFields(destination_id=FIER, asked_on=TODAY), id="r")
    ground = Ground(Route.LEGAL_POWER, article="artikel 7.3.11 Jeugdwet")
    gate.disclose_without_paper(register, request(client_id, referral_id="r", ground=ground), id="d")
    done = consent.record_consent(register, client_id, said(kind=ConsentKind.REFUSED, valid_until=None), id="no")
    assert done.effect.referrals == ()
    assert [d.disclosure.id for d in done.effect.disclosures] == ["d"]


def test_taking_back_the_consent_behind_a_referral_opens_it_again(register):
    client_id = add_client(register)
    referral_id = sent_to_fier(register, client_id)
    event = consent.events(register, client_id)[0]
    assert [r.referral_id for r in consent.retract_consent(register, event.id, "was een ander").effect.referrals] == [
        referral_id
    ]
    assert referrals.referral(register, referral_id).now.status is ReferralStatus.REVIEW


# -- S3: turning 16, then 18; the involved mother --------------------------------------------


def test_s3_at_16_the_young_person_is_asked_herself(register):
    client_id = add_client(register, date(2010, 7, 1), **BOTH_PARENTS)
    consents_to(register, client_id, given_by=B)
    consents_to(register, client_id, given_by=B, recipient_id=STERK_HUIS, given_on=date(2026, 6, 14))
    assert consent.giver_for(register, client_id, TODAY) is B
    assert consent.giver_for(register, client_id, date(2026, 7, 1)) is C
    assert state(register, client_id, day=date(2026, 6, 30)) is ConsentState.GIVEN
    assert state(register, client_id, day=date(2026, 7, 1)) is ConsentState.GIVEN  # she had said it too
    assert consent.giver_for(register, client_id, date(2028, 7, 1)) is C


def test_s3_what_the_parents_gave_for_a_child_ends_when_the_child_decides_too(register):
    client_id = add_client(register, date(2014, 7, 1), **BOTH_PARENTS)
    consents_to(register, client_id, given_by=G)
    assert state(register, client_id, day=date(2026, 6, 30)) is ConsentState.GIVEN
    assert state(register, client_id, day=date(2026, 7, 1)) is ConsentState.NO_AUTHORITY


def test_s3_the_mother_turns_out_to_be_involved(register):
    add_organisation(register, "mother", "Moeder van cliënt", relative="moeder")
    client_id = add_client(register, date(2011, 3, 1), parental_authority=ParentalAuthority.MOTHER)
    consents_to(register, client_id, given_by=B)
    consents_to(register, client_id, given_by=B, purpose=Purpose.RELATIVE, recipient_id="mother")
    change_client(register, client_id, blocked_parents=("moeder",), blocked_reason="blijkt betrokken")
    assert state(register, client_id) is ConsentState.NO_AUTHORITY
    answer = gate.ask(register, client_id, "mother", Purpose.RELATIVE, (Scope.NAME,), TODAY)
    assert answer.is_blocked
    assert answer.covered == ()
    for ground in (Ground(), Ground(Route.LEGAL_POWER, "artikel 1"), Ground(Route.CONFLICT_OF_DUTIES, None, ("x",) * 5)):
        told = request(client_id, recipient_id="mother", purpose=Purpose.RELATIVE, ground=ground)
        with pytest.raises(RecipientBlocked):
            gate.disclose_without_paper(register, told, id="d")
    with pytest.raises(RecipientBlocked):
        referrals.create(register, client_id, ReferralFields(destination_id="mother", asked_on=TODAY), id="r")
    with pytest.raises(RecipientBlocked):
        consents_to(register, client_id, given_by=B, purpose=Purpose.RELATIVE, recipient_id="mother")
