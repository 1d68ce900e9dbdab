"""Nothing outside the covered scopes comes through the cut, nor onto the page."""

from __future__ import annotations

import dataclasses
import io
import zlib
from datetime import date, datetime

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.ages import BirthRange
from app.model.clients import ClientFields
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, Purpose, Route, Scope, TrackKind, TrackStatus
from app.model.consent import ConsentEvent, answers_for
from app.model.disclosures import Coverage, Ground
from app.model.protected_fields import ProtectedKind, protected_in, protected_in_content
from app.model.summary import (
    TRACK_SCOPE,
    Birth,
    ContactRule,
    CoveredBy,
    Item,
    LeftOut,
    LeftOutReason,
    Payment,
    SummarySource,
    TrackLine,
    cut,
    grounds_of,
)  # fmt: skip
from app.reports.summary import render_summary
from tests.helpers import pdf_text
from tests.unit.reports.examples import CONSENT, DAY, FRAME, SOURCE, everything

#: Per scope the words of which none may be read when it is not covered.
CANARIES = {
    Scope.NAME: ("Naamkanarie",),
    Scope.BIRTH_DATE: ("03-02-2001",),
    Scope.AGE_GENDER: ("Genderkanarie",),
    Scope.CONTACT: ("Contactkanarie",),
    Scope.LANGUAGE: ("Taalkanarie", "Tolkkanarie", "tolk nodig"),
    Scope.SAFETY: ("Gebiedkanarie", "Spoorkanarieveiligheid"),
    Scope.EXPLOITATION: ("Situatiekanarie",),
    Scope.URGENT_CARE: ("Spoedkanarie",),
    Scope.HEALTH: ("Spoorkanariegezondheidpsychosociaal",),
    Scope.FAMILY: ("Spoorkanariekinderengezin",),
    Scope.RESIDENCE: ("Landkanarie", "Statuskanarie", "Spoorkanarieverblijf", "Spoorkanarieterugkeer"),
    Scope.CRIMINAL_CASE: ("Spoorkanariestrafrecht", "Spoorkanariejuridischschade"),
    Scope.INCOME: ("Spoorkanarieinkomenverzekering",),
    Scope.CARE_PLAN: (
        "Wenskanarie", "Spoorkanarieopvangwonen", "Spoorkanariewerkdagbesteding", "Spoorkanarienetwerk",
    ),
    Scope.PAYMENT: ("Betaalkanarie", "Besluitkanarie"),
    Scope.DOCUMENT: (),
}  # fmt: skip

FULL = SummarySource(
    client_code="ZLD-26-K7M4",
    day=DAY,
    question="Is er plek?",
    name="Naamkanarie",
    birth=Birth(date(2001, 2, 3), date(2001, 2, 3)),
    gender="Genderkanarie",
    languages=("Taalkanarie",),
    interpreter_needed=True,
    interpreter_note="Tolkkanarie",
    nationalities=("Landkanarie",),
    residence="Statuskanarie",
    contact_rules=(ContactRule("via", "Contactkanarie"), ContactRule("gebied", "Gebiedkanarie")),
    urgent_care="Spoedkanarie",
    situation="Situatiekanarie",
    tracks=tuple(
        TrackLine(kind, TrackStatus.RUNNING, f"Spoorkanarie{kind.value.replace('_', '')}") for kind in TrackKind
    ),
    wish="Wenskanarie",
    payment=Payment("Betaalkanarie", "Besluitkanarie"),
)

BASES = [
    CONSENT,
    CoveredBy(Route.CONSENT, date(2026, 4, 1), date(2026, 9, 1), ConsentForm.ORAL),
    CoveredBy(Route.LEGAL_POWER, DAY, article="artikel 7.3.11 Jeugdwet"),
    CoveredBy(Route.CONFLICT_OF_DUTIES, DAY),
]
GROUNDS = st.dictionaries(st.sampled_from(list(Scope)), st.sampled_from(BASES))


@given(GROUNDS)
def test_content_holds_exactly_the_covered_values(grounds):
    content, left_out = cut(FULL, grounds)
    held = repr(content)
    for scope, words in CANARIES.items():
        if scope is Scope.BIRTH_DATE:
            assert (content.client.birth is not None) == (scope in grounds)
            continue
        for word in words:
            if word != "tolk nodig":
                assert (word in held) == (scope in grounds), word
    assert (content.client.age is not None) == bool({Scope.BIRTH_DATE, Scope.AGE_GENDER} & grounds.keys())
    named = {(entry.scope, entry.reason) for entry in left_out}
    missing = {scope for scope in Scope if scope not in grounds and CANARIES[scope]}
    assert named == {(scope, LeftOutReason.NOT_COVERED) for scope in missing}
    printed = {scope for basis in content.bases for scope in basis.scopes}
    assert printed == {scope for scope in grounds if CANARIES[scope]}


@settings(max_examples=25)
@given(GROUNDS)
def test_paper_holds_exactly_the_covered_values(grounds):
    pdf = render_summary(cut(FULL, grounds)[0], FRAME).pdf
    read = "".join(pdf_text.text(pdf).split())  # long words are broken over lines
    for scope, words in CANARIES.items():
        for word in words:
            assert (word.replace(" ", "") in read) == (scope in grounds), word
    if Scope.NAME not in grounds:
        assert "CliëntZLD-26-K7M4" in read
    if not {Scope.BIRTH_DATE, Scope.AGE_GENDER} & grounds.keys():
        assert "25jaar" not in read


def test_no_uncovered_word_hides_in_the_file():
    """Drawn text is coded by subset, so this looks at everything else: tags, information, raw streams."""
    pdf = render_summary(cut(FULL, {})[0], FRAME).pdf
    raw = bytearray(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Stream):
                raw += thing.read_bytes()
    for word in (word for words in CANARIES.values() for word in words):
        for coded in (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-be").hex().upper().encode()):
            assert coded not in raw
    assert zlib.compress(b"Naamkanarie") not in pdf


def test_the_eight_protected_fields_have_no_attribute():
    wanted = ("adres", "address", "town", "phone", "mail", "whereabouts", "country", "birthplace", "bsn")
    for kind in (SummarySource, type(cut(SOURCE, {})[0]), type(cut(SOURCE, {})[0].client)):
        names = [field.name for field in dataclasses.fields(kind)]
        assert [name for name in names if any(word in name for word in wanted)] == []


def test_what_was_not_written_is_named_as_such():
    source = SummarySource(
        "ZLD-26-K7M4", DAY, "Is er plek?", tracks=(TrackLine(TrackKind.HEALTH, TrackStatus.RUNNING),)
    )
    _, left_out = cut(source, everything())
    assert LeftOut(Item.TRACK, Scope.HEALTH, LeftOutReason.NOTHING_WRITTEN, TrackKind.HEALTH) in left_out
    assert LeftOut(Item.SITUATION, Scope.EXPLOITATION, LeftOutReason.NOTHING_WRITTEN) in left_out
    assert cut(source, {})[1] == ()


def test_every_spoor_has_a_scope():
    assert set(TRACK_SCOPE) == set(TrackKind)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("bel 06-12345678", (ProtectedKind.PHONE,)),
        ("bel +31 6 1234 5678", (ProtectedKind.PHONE,)),
        ("mail naar a.b@voorbeeld.nl", (ProtectedKind.EMAIL,)),
        ("woont op 4461 AB", (ProtectedKind.POSTCODE,)),
        ("BSN 111222333", (ProtectedKind.BSN,)),
        ("afspraak op 20-05-2026 om 14.30", ()),
        ("111222334 is geen BSN", ()),
    ],
)
def test_protected_fields_typed_into_a_sentence_are_noticed(text, kinds):
    assert protected_in(text) == kinds
    source = dataclasses.replace(SOURCE, situation=text)
    assert protected_in_content(cut(source, everything())[0]) == kinds


def _consent(scopes, given_on, kind=ConsentKind.GIVEN):
    return ConsentEvent(
        id="e1", client_id="c1", recorded_at=datetime.fromisoformat("2026-05-12T10:00:00+00:00"),
        purpose=Purpose.SHELTER, recipient_id="r1", scopes=scopes, kind=kind, form=ConsentForm.WRITTEN,
        given_by=ConsentGiver.CLIENT, given_on=given_on, valid_until=date(2026, 8, 12),
    )  # fmt: skip


def test_grounds_follow_the_gate():
    person = ClientFields(born_from=date(2000, 1, 1), born_to=date(2000, 1, 1))
    assert person.birth == BirthRange(date(2000, 1, 1), date(2000, 1, 1))
    event = _consent((Scope.NAME,), date(2026, 5, 2))
    wanted = (Scope.NAME, Scope.HEALTH)
    answers = answers_for([event], person, Purpose.SHELTER, "r1", wanted, DAY)
    asked = ("c1", "r1", Purpose.SHELTER, DAY)
    consent = Coverage(*asked, Ground(), answers, (Scope.NAME,), (Scope.HEALTH,))
    assert grounds_of(consent) == {
        Scope.NAME: CoveredBy(Route.CONSENT, date(2026, 5, 2), date(2026, 8, 12), ConsentForm.WRITTEN)
    }
    legal = Coverage(*asked, Ground(Route.LEGAL_POWER, "artikel 7.3.11 Jeugdwet"), answers, wanted, ())
    assert grounds_of(legal) == dict.fromkeys(
        wanted, CoveredBy(Route.LEGAL_POWER, DAY, article="artikel 7.3.11 Jeugdwet")
    )
