"""From preview to paper: what is on it, what is recorded, how it is saved."""

from __future__ import annotations

import hashlib
import io
import stat
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest

from app import clock
from app.errors import ConsentMissing, HeadMoved, InvalidInput, PassphraseRefused, PlaceExists
from app.model.codes import HandedOver, Purpose, ReferralStatus, Scope, TrackKind
from app.model.organisations import ProfileFields
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.model.summary import Item, LeftOutReason
from app.services import gate, printing, referrals
from app.storage import profiles, tables
from tests.helpers import pdf_text
from tests.helpers.people import FIER, TODAY, add_client, add_network, consents_to, request
from tests.helpers.register import new_register

pytestmark = pytest.mark.usefixtures("frozen_clock")

QUESTION = "Heeft u binnen twee weken een veilige plek?"


@pytest.fixture(params=[False], ids=["real"])
def register(tmp_path, request):
    register = new_register(tmp_path / "r", is_demo=request.param)
    add_network(register)
    with register.transaction("register.created") as act:
        profiles.insert(
            act,
            new_id(),
            ProfileFields(
                coordinator_name="A. Voorbeeld",
                job_title="zorgcoördinator mensenhandel Zeeland",
                phone="0113-000000",
                reachable="ma–do 9–17 uur",
                controller_name="gemeente Goes",
                dpo_contact="0113-000001",
            ),
        )
    yield register
    register.close()


@pytest.fixture
def tessa(register):
    client_id = add_client(register, date(2007, 2, 3), given_name="Tessa", family_name="Voorbeeld", gender="vrouw")
    with register.transaction("trajectory.added") as act:
        trajectory = {
            "id": "t",
            "client_id": client_id,
            "started_on": TODAY,
            "legal_regime": "wmo_2015",
            "urgent_care": "Gebruikt medicijnen.",
            "situation": "Situatiezin.",
            "open_ends": (),
            "paying_municipality": "goes",
        }
        act.insert(tables.trajectory, trajectory)
        for kind in (TrackKind.SAFETY, TrackKind.HEALTH):
            track = {"id": kind.value, "trajectory_id": "t", "kind": kind, "status": "loopt", "note": "Notitiekanarie"}
            act.insert(tables.track, track | {"sentence": f"zin over {kind.value}"})
        moment = {"id": "m", "client_id": client_id, "kind": "gesprek", "happened_on": TODAY, "origin": "eigen"}
        act.insert(tables.contact_moment, moment | {"note": "Contactkanarie"})
    return client_id


def released(register, client_id, disclosure_id="d", **changes):
    preview = printing.summary_preview(register, request(client_id, **changes), QUESTION)
    return printing.release_summary(register, preview, id=disclosure_id)


def test_the_preview_shows_what_is_covered_and_records_nothing(register, tessa):
    consents_to(register, tessa)
    wanted = request(tessa, scopes=(Scope.NAME, Scope.SAFETY, Scope.URGENT_CARE))
    preview = printing.summary_preview(register, wanted, QUESTION)
    read = pdf_text.text(preview.document.pdf)
    for there in ("Tessa Voorbeeld", "zin over veiligheid", QUESTION, "A. Voorbeeld", "Fier", "afdeling aanmelding",
                  "gemeente Goes", "nummer 1", "15-06-2026", preview.paper.control_code,
                  "chriftelijke toestemming van 15-06-2026, geldig tot en met 15-09-2026"):  # fmt: skip
        assert there in read
    for absent in ("03-02-2007", "vrouw", "medicijnen", "Situatiezin", "gezondheid", "kanarie", "Goes;"):
        assert absent not in read
    reasons = {(x.item, x.scope): x.reason for x in preview.left_out}
    assert reasons[Item.URGENT_CARE, Scope.URGENT_CARE] is LeftOutReason.NOT_COVERED
    assert preview.coverage.missing == (Scope.URGENT_CARE,)
    assert gate.disclosures(register, tessa) == ()
    with pytest.raises(ConsentMissing) as raised:
        printing.release_summary(register, preview, id="d")
    assert raised.value.params == {"scopes": (Scope.URGENT_CARE,), "recipient": "Fier"}
    assert gate.disclosures(register, tessa) == ()


def test_what_leaves_is_recorded_as_it_stood_on_the_page(register, tessa):
    event_id = consents_to(register, tessa, scopes=(Scope.NAME, Scope.SAFETY, Scope.INCOME))
    preview = printing.summary_preview(
        register, request(tessa, scopes=(Scope.NAME, Scope.SAFETY, Scope.INCOME)), QUESTION
    )
    token = printing.release_summary(register, preview, id="d")
    assert token.pdf == preview.document.pdf
    assert token.file_stem == "samenvatting-2026-06-15-1"
    (row,) = gate.disclosures(register, tessa)
    stored = row.disclosure
    assert stored.scopes == (Scope.NAME, Scope.SAFETY)  # nothing is written about income, so nothing left
    assert stored.consents == {"naam": event_id, "veiligheid": event_id}
    assert stored.document_sha256 == hashlib.sha256(token.pdf).hexdigest()
    assert (stored.number, stored.control_code, stored.disclosed_on) == (1, preview.paper.control_code, TODAY)
    assert stored.control_code in pdf_text.text(token.pdf)
    assert "disclosure" in token.tables
    assert gate.awaiting_handover(register) == (row,)


def test_sending_marks_the_referral_and_a_second_paper_is_a_supplement(register, tessa):
    consents_to(register, tessa)
    referrals.create(
        register,
        tessa,
        ReferralFields(destination_id=FIER, asked_on=TODAY, paying_municipality="hulst"),
        id="r",
        as_enquiry=True,
    )
    token = released(register, tessa, referral_id="r")
    assert {"disclosure", "referral_state"} <= token.tables
    view = referrals.referral(register, "r")
    assert (view.now.status, view.now.disclosure_id) == (ReferralStatus.SENT, "d")
    second = released(register, tessa, "d2", referral_id="r")
    assert second.file_stem == "samenvatting-2026-06-15-2"
    assert [s.status for s in referrals.referral(register, "r").states] == [ReferralStatus.ENQUIRY, ReferralStatus.SENT]


def test_a_paper_that_was_destroyed_was_not_sent(register, tessa):
    consents_to(register, tessa)
    referrals.create(register, tessa, ReferralFields(destination_id=FIER, asked_on=TODAY), id="r")
    released(register, tessa, referral_id="r")
    gate.record_handover(register, "d", HandedOver.DESTROYED, TODAY, "printer liep vast", id="h")
    assert referrals.referral(register, "r").now.status is ReferralStatus.REVIEW
    assert gate.disclosures(register, tessa)[0].was_destroyed
    assert gate.awaiting_handover(register) == ()
    released(register, tessa, "d2", referral_id="r")
    now = referrals.referral(register, "r").now
    assert (now.status, now.disclosure_id) == (ReferralStatus.SENT, "d2")


def test_the_paying_municipality_of_the_referral_stands_on_the_paper(register, tessa):
    consents_to(register, tessa, scopes=(Scope.PAYMENT,))
    fields = ReferralFields(destination_id=FIER, asked_on=TODAY, paying_municipality="hulst")
    referrals.create(register, tessa, fields, id="r")
    preview = printing.summary_preview(register, request(tessa, scopes=(Scope.PAYMENT,), referral_id="r"), QUESTION)
    assert "Gemeente Hulst" in pdf_text.text(preview.document.pdf)


def test_anything_saved_since_the_preview_makes_it_render_again(register, tessa):
    consents_to(register, tessa)
    preview = printing.summary_preview(register, request(tessa), QUESTION)
    add_client(register)
    with pytest.raises(HeadMoved):
        printing.release_summary(register, preview, id="d")
    again = printing.summary_preview(register, request(tessa), QUESTION)
    assert again.paper.control_code != preview.paper.control_code
    printing.release_summary(register, again, id="d")


def test_a_page_of_yesterday_does_not_leave_today(register, tessa):
    consents_to(register, tessa)
    preview = printing.summary_preview(register, request(tessa), QUESTION)
    with clock.frozen(datetime(2026, 6, 15, 22, 1, tzinfo=UTC)), pytest.raises(HeadMoved):  # past midnight here
        printing.release_summary(register, preview, id="d")


@pytest.mark.parametrize("question", ["", " \n", "x" * 200_000, "a\0b"])
def test_a_question_that_cannot_be_asked(register, tessa, question):
    with pytest.raises(InvalidInput):
        printing.summary_preview(register, request(tessa), question)


def test_saved_in_the_clear_for_her_alone(register, tessa, tmp_path):
    consents_to(register, tessa)
    token = released(register, tessa)
    path = tmp_path / f"{token.file_stem}.pdf"
    printing.save(token, path, None)
    assert path.read_bytes() == token.pdf
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(PlaceExists):
        printing.save(token, path, "een twee drie vier vijf")
    assert path.read_bytes() == token.pdf
    printing.save(token, path, "een twee drie vier vijf", overwrite=True)
    assert path.read_bytes() != token.pdf
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_sealed_with_a_passphrase(register, tessa, tmp_path):
    consents_to(register, tessa)
    token = released(register, tessa)
    path = tmp_path / "sealed.pdf"
    printing.save(token, path, "een twee drie vier vijf")
    data = path.read_bytes()
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(data))
    with pikepdf.open(io.BytesIO(data), password="een twee drie vier vijf") as opened:
        assert (opened.encryption.R, opened.encryption.bits) == (6, 256)
    assert "Tessa Voorbeeld" in pdf_text.text(data, "een twee drie vier vijf")
    with pytest.raises(PassphraseRefused):
        printing.save(token, tmp_path / "open.pdf", "")
    assert not (tmp_path / "open.pdf").exists()


@pytest.mark.parametrize("register", [True], indirect=True, ids=["demo"])
def test_paper_from_the_examples_says_so(register, tessa):
    consents_to(register, tessa)
    assert "VOORBEELD" in pdf_text.text(released(register, tessa).pdf)


def test_the_consent_sheet(register, tessa):
    choice = printing.ConsentChoice(
        purpose=Purpose.SHELTER,
        recipient_id=FIER,
        scopes=(Scope.NAME, Scope.URGENT_CARE),
        valid_until=TODAY + timedelta(days=92),
    )
    read = pdf_text.text(printing.consent_form(register, tessa, choice).pdf)
    for there in (
        "Opvang regelen",
        "Fier, afdeling aanmelding",
        "Dringende medische zorg",
        "15-09-2026",
        "0113-000001",
    ):
        assert there in read
    assert "Tessa" not in read
    assert "Ouder of voogd" not in read
    child = add_client(register, date(2012, 1, 1))
    assert "Ouder of voogd" in pdf_text.text(printing.consent_form(register, child, choice).pdf)
