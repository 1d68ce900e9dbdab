"""The paper: readable, tagged, neutral, the same each time, and unmoved by anything typed."""

from __future__ import annotations

import dataclasses
import io
import sys

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import PassphraseRefused
from app.model.codes import Route, Scope, TrackKind, TrackStatus
from app.model.summary import CoveredBy, TrackLine, cut
from app.reports import texts
from app.reports.summary import render_summary
from app.security.pdf import encrypt_pdf
from tests.helpers import pdf_text
from tests.unit.reports.examples import DAY, FRAME, SOURCE, everything

PASSPHRASE = "paard brug lamp groen fiets zee"


def rendered(frame=FRAME, grounds=None, **changes):
    content, _ = cut(dataclasses.replace(SOURCE, **changes), everything() if grounds is None else grounds)
    return render_summary(content, frame)


def test_one_page_says_what_the_texts_say():
    paper = rendered()
    assert paper.pages == 1
    assert paper.uncovered == ()
    read = pdf_text.text(paper.pdf)
    for said in (
        "Vertrouwelijk", "ZLD-26-K7M4 · nummer 1 · 12-05-2026", "Samenvatting zorgtraject", "A. Voorbeeld",
        "Onze vraag. Heeft u binnen twee weken een veilige plek met begeleiding?",
        "Tessa Voorbeeld, 03-02-2007 (19 jaar), vrouw", "Nederlands, geen tolk nodig",
        "Bel cliënt niet zelf. Neem contact op met de zorgcoördinator.", "Plaats cliënt niet in: Zeeland of Rotterdam.",
        "wacht op antwoord van Fier", "Wacht op ander", "Gemeente Goes; besluit verwacht 14-05-2026.",
        "Schriftelijke toestemming van 12-05-2026, geldig tot en met 12-08-2026.", "Vernietig dit dan binnen 4 weken.",
        "Verwerkingsverantwoordelijke: gemeente Goes", "controlecode 7K4M-Q2XD-AB", "pagina 1 van 1",
    ):  # fmt: skip
        assert said in read
    assert texts.WATERMARK not in read


@pytest.mark.parametrize(
    "name",
    [
        "Čşłő Ștefănuță", "Đặng Thị Ngọc", "Оксана Шевченко", "Ελένη Παπαδοπούλου", "ქეთევან", "Հայկուհի", "שרה כהן",
        "Przybyszewska-Żółć", "Zoë d'Arc & Zn <b>x</b>",
    ],
)  # fmt: skip
def test_names_are_printed_and_can_be_copied(name):
    paper = rendered(name=name)
    read = pdf_text.text(paper.pdf)
    assert paper.uncovered == ()
    assert all(word in read for word in name.split())


def test_arabic_is_joined_in_order_and_copies_as_typed():
    paper = rendered(name="فاطمة الزهراء", wish="قالت إنها تريد الهدوء وغرفة خاصة بها")
    read = pdf_text.text(paper.pdf)
    assert paper.uncovered == ()
    assert "فاطمة" in read
    assert "الزهراء" in read
    assert "قالت إنها تريد الهدوء وغرفة خاصة بها" in read


def test_numbers_beside_an_arabic_name_keep_their_order():
    """By place on the page: pdfium turns the brackets after Arabic round when it copies, poppler does not."""
    page = pypdfium2.PdfDocument(rendered(name="عبد الله").pdf)[0].get_textpage()
    lefts = [page.get_charbox(page.search(word).get_next()[0])[0] for word in ("عبد", "03-02-2007", "19 jaar", "vrouw")]
    assert lefts == sorted(lefts)


def test_uncovered_characters_are_shown_and_reported():
    paper = rendered(name="ትግርኛ 中 😀 Tessa", wish="nul\x00 en \ud800")
    assert set("ትግርኛ中😀\x00\ud800") == set(paper.uncovered)
    read = pdf_text.text(paper.pdf)
    assert "□□□□ □ □ Tessa" in read
    assert "nul□ en □" in read


def test_direction_marks_do_not_reorder_the_page():
    read = pdf_text.text(rendered(name="Tessa\u202e\u2066\u200fVoorbeeld\ufeff\u00ad").pdf)
    assert "TessaVoorbeeld, 03-02-2007 (19 jaar), vrouw" in read


def test_the_watermark_marks_examples_only():
    marked = rendered(frame=dataclasses.replace(FRAME, is_example=True))
    glyphs = "".join(pdf_text.pages(marked.pdf)[0].split())
    assert "".join(texts.WATERMARK.split()) in glyphs


def test_long_texts_flow_over_pages():
    tracks = tuple(TrackLine(kind, TrackStatus.WAITING, "een zin van gewone lengte " * 9) for kind in TrackKind)
    paper = rendered(situation="Zij vertelt een lang verhaal. " * 334, wish="x" * 10_000, tracks=tracks)
    assert paper.pages > 5
    pages = pdf_text.pages(paper.pdf)
    for number, page in enumerate(pages, start=1):
        assert f"pagina {number} van {paper.pages}" in page
        assert "ZLD-26-K7M4" in page
        assert "Vertrouwelijk" in page
        assert len(page.split()) > 25, "no page is nearly empty"
    everything_read = "".join("".join(pages).split())
    assert everything_read.count("x") >= 10_000
    assert everything_read.count("Zijverteltee") >= 330
    _nothing_outside_the_margins(paper.pdf)


@pytest.mark.parametrize("field", ["name", "gender", "question", "situation", "wish", "residence"])
def test_three_hundred_characters_without_a_space(field):
    paper = rendered(**{field: "Wijk" * 75})
    assert "Wijk" * 75 in "".join(pdf_text.text(paper.pdf).split())
    _nothing_outside_the_margins(paper.pdf)


HOSTILE = [
    "<img src='/etc/passwd'/><img src=\"http://127.0.0.1/x.png\"/>", '<a href="file:///etc/passwd">x</a>', "Jan & Piet <b>x",
    "%s %d %(name)s {0} {naam}", "</para><para>", "\\( ) ( \\) >> endobj", "'; DROP TABLE client; --", "=1+1",
    "&lt;b&gt;", "]]>", "\x00\x01\x1b[31m", "a\r\nb\u2028c", "\u0301" * 200, "ﷺ" * 50, "e" + "\u0300" * 300,
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_only_text(hostile):
    opened = []
    _audit(opened)
    paper = rendered(
        name=hostile, gender=hostile, question=hostile, situation=hostile, urgent_care=hostile, wish=hostile,
        languages=(hostile, hostile), tracks=(TrackLine(TrackKind.HEALTH, TrackStatus.RUNNING, hostile),),
        frame=dataclasses.replace(FRAME, controller=hostile),
    )  # fmt: skip
    _audit(None)
    assert opened == []
    read = "".join(pdf_text.text(paper.pdf).split())
    if hostile.isascii() and hostile.isprintable():
        assert "".join(hostile.split()) in read
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        assert [page.get("/Annots") for page in document.pages] == [None] * paper.pages


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_at_all_gives_a_page(text):
    paper = rendered(name=text[:80], situation=text, question=text)
    assert paper.pages >= 1
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        assert len(document.pages) == paper.pages


def test_tagged_in_dutch_with_a_title():
    paper = rendered(situation="Een zin. " * 900)
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        root = document.Root
        assert root.Lang == "nl-NL"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert document.docinfo["/Title"] == "Samenvatting zorgtraject"
        elements = list(_elements(root.StructTreeRoot.K))
        tags = [str(element.S) for element in elements]
        assert tags.count("/H1") == 1
        assert tags.count("/H2") == 8
        assert {"/Document", "/P", "/Table", "/TR", "/TH", "/TD"} <= set(tags)
        owners = dict(
            zip(root.StructTreeRoot.ParentTree.Nums[0::2], root.StructTreeRoot.ParentTree.Nums[1::2], strict=True)
        )
        for index, page in enumerate(document.pages):
            assert page.StructParents == index
            assert page.Tabs == "/S"
            marked = _marked_numbers(page)
            assert marked == list(range(len(owners[index])))
        pieces = [kid for element in elements for kid in element.K if kid.get("/Type") == "/MCR"]
        assert len(pieces) == sum(len(owner) for owner in owners.values())
        for element in elements:
            assert all(kid.P.objgen == element.objgen for kid in element.K if kid.get("/Type") == "/StructElem")


def test_everything_drawn_is_tagged_or_decoration():
    with pikepdf.open(io.BytesIO(rendered(frame=dataclasses.replace(FRAME, is_example=True)).pdf)) as document:
        depth = 0
        for instruction in pikepdf.parse_content_stream(document.pages[0]):
            operator = str(instruction.operator)
            depth += (operator in ("BDC", "BMC")) - (operator == "EMC")
            if operator in ("Tj", "TJ", "S", "f", "B", "l", "re"):
                assert depth > 0, operator
        assert depth == 0


def test_fonts_are_embedded_and_helvetica_is_gone():
    pdf = rendered(name="فاطمة Čşłő").pdf
    assert pdf_text.fonts_not_embedded(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {str(name) for page in document.pages for name in page.Resources.Font}
        bases = [str(page.Resources.Font[name].BaseFont) for page in document.pages for name in fonts]
    assert bases
    assert all("Inter" in base or "DejaVu" in base for base in bases)
    assert b"Helvetica" not in pdf


def test_metadata_tell_nothing():
    pdf = rendered().pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert dict(document.docinfo) == {"/Title": "Samenvatting zorgtraject"}
        metadata = document.Root.Metadata.read_bytes()
    for word in (b"ReportLab", b"CreationDate", b"ModDate", b"anonymous", b"Producer", b"2026", b"Tessa", b"K7M4"):
        assert word not in pdf
        assert word not in metadata


def test_same_input_same_bytes():
    assert rendered().pdf == rendered().pdf
    assert rendered().pdf != rendered(wish="Iets anders.").pdf


def test_bases_are_named_per_route():
    by = everything() | {Scope.SAFETY: CoveredBy(Route.LEGAL_POWER, DAY, article="artikel 7.3.11 Jeugdwet")}
    read = pdf_text.text(rendered(grounds=by).pdf)
    assert "Schriftelijke toestemming van 12-05-2026" in read
    assert "Voor veiligheid: wettelijke bevoegdheid of plicht, besluit van 12-05-2026, artikel 7.3.11 Jeugdwet." in read
    conflict = everything(CoveredBy(Route.CONFLICT_OF_DUTIES, DAY))
    read = pdf_text.text(rendered(grounds=conflict).pdf)
    assert "Conflict van plichten, besluit van 12-05-2026." in read
    assert "toestemming van" not in read


def test_sealed_with_revision_six():
    pdf = rendered().pdf
    sealed = encrypt_pdf(pdf, PASSPHRASE)
    for wrong in ("", "paard", PASSPHRASE.upper()):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(sealed), password=wrong)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(sealed)
    with pikepdf.open(io.BytesIO(sealed), password=PASSPHRASE) as document:
        assert (document.encryption.R, document.encryption.V, document.encryption.bits) == (6, 5, 256)
        assert document.encryption.stream_method == pikepdf.models.encryption.EncryptionMethod.aesv3
        assert dict(document.docinfo) == {"/Title": "Samenvatting zorgtraject"}
        assert document.Root.Lang == "nl-NL"
        assert "/StructTreeRoot" in document.Root
    assert pdf_text.text(sealed, PASSPHRASE) == pdf_text.text(pdf)
    for word in ("Tessa", "Samenvatting", "K7M4", PASSPHRASE):
        assert word.encode() not in sealed
        assert word.encode("utf-16-be") not in sealed
    with pytest.raises(PassphraseRefused):
        encrypt_pdf(pdf, "")


# -- how it is looked at ---------------------------------------------------------------------

_watch: list[list[str] | None] = [None]


def _hook(event, arguments):
    if _watch[0] is not None and (
        event == "open" or event.startswith(("socket.", "urllib.", "subprocess.", "os.system"))
    ):
        _watch[0].append(f"{event} {arguments[0]!r}")


sys.addaudithook(_hook)


def _audit(seen):
    if seen is not None:
        rendered(name="عبد الله Čş Ω")  # fonts, shaping and imports are loaded before the watch begins
    _watch[0] = seen


def _elements(node):
    yield node
    for kid in node.K:
        if kid.get("/Type") == "/StructElem":
            yield from _elements(kid)


def _marked_numbers(page):
    return [
        int(instruction.operands[1].MCID)
        for instruction in pikepdf.parse_content_stream(page, "BDC")
        if "/MCID" in instruction.operands[1]
    ]


def _nothing_outside_the_margins(pdf):
    document = pypdfium2.PdfDocument(pdf)
    for index in range(len(document)):
        page = document[index]
        image = page.render(scale=1, grayscale=True).to_numpy()
        height, width = image.shape[:2]
        edge = 52
        assert (image[:edge] > 250).all()
        assert (image[height - edge :] > 250).all()
        assert (image[:, :edge] > 250).all()
        assert (image[:, width - edge :] > 250).all()
        page.close()
    document.close()
