"""The consent sheet says what the law and ``texts.md`` §3 ask for, on one page."""

from __future__ import annotations

import dataclasses
from datetime import date

from app.model.codes import Scope, TrackKind, TrackStatus
from app.model.summary import ConsentSheet
from app.reports import texts
from app.reports.consent_form import render_consent_form
from tests.helpers import pdf_text

SHEET = ConsentSheet(
    client_code="ZLD-26-K7M4",
    organisation="Fier",
    purpose="Opvang regelen",
    scopes=("Naam", "Leeftijd en geslacht", "Dringende medische zorg"),
    valid_until=date(2026, 8, 12),
    coordinator="A. Voorbeeld",
    controller="gemeente Goes",
    control_code="7K4M1-Q2XD9",
    privacy_officer_phone="0113-000001",
    language="Arabisch",
)


def test_one_choice_on_one_page():
    paper = render_consent_form(SHEET)
    read = pdf_text.text(paper.pdf)
    assert paper.pages == 1
    for said in (
        "Toestemming om gegevens te delen", "Dat hoort bij onze taak; daarvoor vragen wij geen toestemming.",
        "Wij vragen wél of wij deze gegevens mogen delen:", "Dringende medische zorg", "Fier", "Opvang regelen",
        "controlecode 7K4M1-Q2XD9", "12-08-2026", "U mag nee zeggen. Wij blijven u helpen.", "0113-000001",
        "U kunt ook klagen bij de Autoriteit Persoonsgegevens.", "Arabisch", "Ik begrijp het.", "Handtekening",
        "Zorgcoördinator", "gemeente Goes",
    ):  # fmt: skip
        assert said in read
    assert "Nationaal Rapporteur" not in read
    assert "Ouder of voogd" not in read


def test_comensha_and_authority_only_where_they_belong():
    sheet = dataclasses.replace(SHEET, is_comensha_registration=True, needs_authority=True)
    read = pdf_text.text(render_consent_form(sheet).pdf)
    assert "De Nationaal Rapporteur krijgt cijfers zonder naam." in read
    assert "Ouder of voogd (jonger dan 16)" in read


def test_tagged_neutral_and_any_text_fits():
    sheet = dataclasses.replace(SHEET, organisation="<b>&" * 500, purpose="x" * 900, language="", valid_until=None)
    paper = render_consent_form(sheet)
    found = pdf_text.properties(paper.pdf)
    assert found == {"language": "nl-NL", "tagged": "True", "/Title": "Toestemming om gegevens te delen"}
    assert "<b>&<b>&" in pdf_text.text(paper.pdf)
    assert pdf_text.fonts_not_embedded(paper.pdf) == []


def test_paper_has_a_word_for_every_code():
    assert set(texts.SCOPE_NAME) == set(Scope)
    assert set(texts.TRACK_NAME) == set(TrackKind)
    assert set(texts.TRACK_STATUS) == set(TrackStatus)
