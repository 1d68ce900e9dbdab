"""One summary PDF against the same page by ReportLab alone (goal: at most 1.3 times).

Run: ``python tests/benchmarks/bench_summary.py``. Both sides use the same fonts, words and page and
are warmed up (imports and font loading excluded); they take turns, the middle of 200 rounds counts.
Ours also cuts by consent, puts every text in drawable order, tags, and paginates line by line.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from xml.sax.saxutils import escape  # noqa: E402

from reportlab.lib.colors import HexColor  # noqa: E402
from reportlab.lib.pagesizes import A4  # noqa: E402
from reportlab.lib.styles import ParagraphStyle  # noqa: E402
from reportlab.lib.units import mm  # noqa: E402
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table  # noqa: E402

from app.model.summary import PaperFrame, SummaryContent, cut  # noqa: E402
from app.reports import texts  # noqa: E402
from app.reports.summary import render_summary  # noqa: E402
from app.security.pdf import encrypt_pdf  # noqa: E402
from tests.unit.reports.examples import FRAME, SOURCE, everything  # noqa: E402

ROUNDS = 200


def _style(name: str, size: float, lead: float, colour: str = "#17212B") -> ParagraphStyle:
    return ParagraphStyle(name, fontName=name, fontSize=size, leading=lead, textColor=HexColor(colour))


BODY, MEDIUM = _style("Inter-Regular", 11, 15.6), _style("Inter-Medium", 11, 15.6)
LABEL, TITLE = _style("Inter-SemiBold", 9.5, 14, "#4A5662"), _style("Inter-SemiBold", 20, 26)
NOTE = _style("Inter-Regular", 9, 12, "#4A5662")


def rows_of(content: SummaryContent) -> list[tuple[str, object]]:
    """The same words as the summary, label and text."""
    client = content.client
    tracks = [
        [Paragraph(texts.TRACK_NAME[t.kind], MEDIUM), Paragraph(escape(t.sentence), BODY),
         Paragraph(texts.TRACK_STATUS[t.status], NOTE)]
        for t in content.tracks
    ]  # fmt: skip
    rules = " ".join(" ".join(texts.rule(rule)[:2]) for rule in content.contact_rules)
    basis = content.bases[0].by
    shared = texts.basis(basis.route, basis.form, basis.given_on, basis.valid_until)
    payment = content.payment
    assert payment is not None
    return [
        (texts.CLIENT, f"{client.name}, {texts.birth(client.birth)} ({texts.age(client.age)}), {client.gender}<br/>"
         f"{', '.join(client.languages)}, {texts.NO_INTERPRETER}<br/>{texts.NATIONALITY}"
         f"{', '.join(client.nationalities)}<br/>{texts.RESIDENCE}{client.residence}"),
        (texts.SAFETY_CONTACT, rules + texts.CONTACT_COORDINATOR),
        (texts.URGENT_CARE, content.urgent_care),
        (texts.SITUATION, content.situation),
        (texts.TRACKS, Table(tracks, colWidths=[130, 148, 84])),
        (texts.WISH, content.wish),
        (texts.PAYMENT, f"{texts.MUNICIPALITY.format(name=payment.payer)}; {payment.note}."),
        (texts.SHARING, f"{shared}. {texts.SHARING_RULES}"),
    ]  # fmt: skip


def reportlab_alone(content: SummaryContent, frame: PaperFrame) -> bytes:
    """The same words on the same page with Platypus, without tags."""
    table = Table(
        [[Paragraph(label, LABEL), Paragraph(value, BODY) if isinstance(value, str) else value]
         for label, value in rows_of(content)],
        colWidths=[119, 362],
        style=[("LINEABOVE", (0, 0), (-1, -1), 0.7, HexColor("#D9E0E6")), ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )  # fmt: skip
    sender, to = frame.sender, frame.recipient
    head = Table([[
        Paragraph(f"{texts.FROM}<br/>{sender.name}<br/>{sender.role}<br/>{sender.phone}<br/>{sender.available}", NOTE),
        Paragraph(f"{texts.TO}<br/>{to.organisation}<br/>{to.department}<br/>{to.town}", NOTE),
    ]])  # fmt: skip
    story = [
        Paragraph(texts.SUMMARY_TITLE, TITLE), head, Paragraph(f"{texts.OUR_QUESTION} {content.question}", BODY),
        Spacer(1, 14), table, Spacer(1, 20), Paragraph(texts.SIGNATURE, BODY),
    ]  # fmt: skip

    def decorate(canvas, document):  # type: ignore[no-untyped-def]
        canvas.setFont("Inter-Regular", 9)
        canvas.drawString(57, 57, f"{texts.FOOTER.format(controller=frame.controller)} {frame.control_code}")
        canvas.drawRightString(538, 57, texts.PAGE.format(page=1, pages=1))
        canvas.drawRightString(538, 772, f"{frame.client_code} {frame.number} {texts.day(frame.day)}")
        canvas.setFont("Inter-SemiBold", 9.5)
        canvas.drawString(66, 772, texts.CONFIDENTIAL)

    out = BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 20 * mm)
    document = SimpleDocTemplate(
        out, pagesize=A4, title=texts.SUMMARY_TITLE, lang="nl-NL", pageCompression=1, **margins
    )
    document.build(story, onFirstPage=decorate, onLaterPages=decorate)
    return out.getvalue()


def milliseconds(act: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Print the figures."""
    grounds = everything()

    def ours() -> bytes:
        return render_summary(cut(SOURCE, grounds)[0], FRAME).pdf

    content = cut(SOURCE, grounds)[0]

    def alone() -> bytes:
        return reportlab_alone(content, FRAME)

    pdf = ours()
    alone()
    pairs = [(milliseconds(ours), milliseconds(alone)) for _ in range(ROUNDS)]
    mine, floor = (statistics.median(column) for column in zip(*pairs, strict=True))
    seal = statistics.median(milliseconds(lambda: encrypt_pdf(pdf, "een twee drie vier vijf zes")) for _ in range(20))
    sys.stdout.write(
        f"summary {mine:.2f} ms, {len(pdf)} bytes · ReportLab alone {floor:.2f} ms, {len(alone())} bytes · "
        f"{mine / floor:.2f} times (goal 1.3)\nencrypting AES-256 R6: {seal:.1f} ms more\n"
    )


if __name__ == "__main__":
    main()
