"""The trajectory summary for a receiving organisation as PDF (``shared`` texts §2).

Takes content already cut by the gate's answer; writes to memory only.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.pdfgen.canvas import Canvas

from app.model.summary import Basis, ClientLine, PaperFrame, RenderedPdf, SummaryContent
from app.reports import texts
from app.reports.layout import (
    ALARM,
    BAD_SOFT,
    BODY,
    BODY_MEDIUM,
    BODY_WIDTH,
    CHIP,
    FACTS,
    LABEL,
    LEFT,
    MARGIN,
    NOTE,
    RIGHT,
    SMALL,
    SMALL_STRONG,
    SOFT,
    STRONG,
    TITLE,
    Block,
    Column,
    Painter,
    Piece,
    Placed,
    Sheet,
    Strip,
    box,
    keep_ends,
    paginate,
    rule,
    stack,
)  # fmt: skip
from app.reports.paper import draw_footer
from app.reports.typeset import Span, text_width

_TEXT_X = LEFT + 119.0
_TEXT_WIDTH = RIGHT - _TEXT_X
_LABEL_WIDTH = 110.0
_RIGHT_COLUMN = LEFT + 252.0
_FIRST_TOP, _NEXT_TOP = MARGIN + 28.0, MARGIN + 34.0


def render_summary(content: SummaryContent, frame: PaperFrame) -> RenderedPdf:
    """One summary as tagged A4 PDF in memory. The same arguments give the same bytes.

    Never refuses a text: what cannot be drawn is printed as □ and named in ``uncovered``.
    """
    sheet = Sheet(texts.SUMMARY_TITLE)
    head = _first_header(sheet, frame)
    blocks = [
        _title(sheet),
        _from_to(sheet, frame),
        _question(sheet, content.question),
        *_content_blocks(sheet, content),
    ]
    blocks[-1].strips.extend(_signature(sheet))
    pages = paginate(blocks, (_FIRST_TOP, _NEXT_TOP))
    for number, placed in enumerate(pages, start=1):
        if frame.is_example:
            sheet.watermark(texts.WATERMARK)
        if number > 1:
            _next_header(sheet, frame)
        draw_footer(sheet, frame.controller, frame.control_code, number, len(pages))
        sheet.page([head, *placed] if number == 1 else placed)
        sheet.end_page()
    return RenderedPdf(sheet.finish(), len(pages), tuple(sorted(sheet.uncovered)))


# -- around the content ----------------------------------------------------------------------


def _facts(frame: PaperFrame) -> str:
    return "  ·  ".join((frame.client_code, texts.NUMBER.format(number=frame.number), texts.day(frame.day)))


def _first_header(sheet: Sheet, frame: PaperFrame) -> Placed:
    chip, facts = sheet.line(texts.CONFIDENTIAL, CHIP), sheet.line(_facts(frame), FACTS)
    element = sheet.root.child("P")
    pieces = [
        Piece(LEFT + 9, 12.7, chip, element),
        Piece(RIGHT - sum(part.width for part in facts), 12.7, facts, sheet.root.child("P")),
    ]
    return Placed(MARGIN, Strip(18, pieces, [_chip_box()]))


def _chip_box() -> Painter:
    return box(LEFT, 0, (text_width(texts.CONFIDENTIAL, CHIP) + 18, 18.5), BAD_SOFT, 5)


def _next_header(sheet: Sheet, frame: PaperFrame) -> None:
    sheet.artifact([_chip_box()], MARGIN)
    sheet.artifact_line(LEFT + 9, MARGIN + 12.7, sheet.line(texts.CONFIDENTIAL, CHIP))
    title = sheet.line(texts.CONTINUED.format(label=texts.SUMMARY_TITLE), NOTE)
    sheet.artifact_line(LEFT + text_width(texts.CONFIDENTIAL, CHIP) + 28, MARGIN + 12.7, title)
    facts = sheet.line(_facts(frame), FACTS)
    sheet.artifact_line(RIGHT - sum(part.width for part in facts), MARGIN + 12.7, facts)



def _title(sheet: Sheet) -> Block:
    element = sheet.root.child("H1")
    return Block([Strip(44, [Piece(LEFT, 24, sheet.line(texts.SUMMARY_TITLE, TITLE), element)], keep=True)])


def _from_to(sheet: Sheet, frame: PaperFrame) -> Block:
    sender, to = frame.sender, frame.recipient
    left = _address(sender.name, sender.role, sender.phone, sender.available)
    right = _address(to.organisation, to.department, to.town)
    columns = []
    for label, spans, x in ((texts.FROM, left, LEFT), (texts.TO, right, _RIGHT_COLUMN)):
        element = sheet.root.child("P")
        width = (_RIGHT_COLUMN - LEFT - 16) if x == LEFT else RIGHT - _RIGHT_COLUMN
        lines = [sheet.line(label, LABEL), *sheet.lines(width, *spans)]
        columns.append(Column(x, lines, element, drop=9))
    strips = keep_ends(stack(columns, 14))
    strips[-1].height += 14
    return Block(strips)


def _address(name: str, *rest: str) -> list[Span]:
    """The name in bold, what is known below it line by line."""
    spans = [Span(name, SMALL_STRONG)]
    for text in filter(None, rest):
        spans += [Span("\n", SMALL), Span(text, SMALL)]
    return spans


def _joined(values: tuple[str, ...]) -> Iterator[str]:
    for index, value in enumerate(value for value in values if value):
        if index:
            yield ", "
        yield value


def _question(sheet: Sheet, question: str) -> Block:
    element = sheet.root.child("P")
    lines = sheet.lines(BODY_WIDTH - 32, Span(texts.OUR_QUESTION, STRONG), Span(" ", BODY), Span(question, BODY))
    strips = keep_ends(stack([Column(LEFT + 16, lines, element)]))
    strips.insert(0, Strip(10, keep=True))
    strips[-1].height += 10
    for index, strip in enumerate(strips):
        height = strip.height + (0 if index == len(strips) - 1 else 0.4)
        strip.painters.append(_callout(height, index == 0, index == len(strips) - 1))
    strips.append(Strip(14))
    return Block(strips)


def _callout(height: float, first: bool, last: bool) -> Painter:
    """The blue ground behind one strip; rounded only where the question begins and ends."""
    rounded = box(LEFT, 0, (BODY_WIDTH, height), SOFT)
    if not (first or last):
        return box(LEFT, 0, (BODY_WIDTH, height), SOFT, 0.01)
    flat = box(LEFT, height / 2 if first else 0, (BODY_WIDTH, height / 2), SOFT, 0.01)

    def paint(canvas: Canvas, top: float) -> None:
        rounded(canvas, top)
        flat(canvas, top)

    return paint


def _signature(sheet: Sheet) -> list[Strip]:
    element = sheet.root.child("P")
    line = Piece(LEFT, 24, sheet.line(texts.SIGNATURE, SMALL), element)
    return [
        Strip(32, [line], [rule(LEFT, RIGHT, 0)], keep=True),
        Strip(38, painters=[rule(LEFT, LEFT + 198, 36)]),
    ]


# -- the blocks ------------------------------------------------------------------------------


def _content_blocks(sheet: Sheet, content: SummaryContent) -> Iterator[Block]:
    yield _row(sheet, texts.CLIENT, _client(content.client))
    if content.contact_rules:
        yield _row(sheet, texts.SAFETY_CONTACT, _contact(content))
    for label, text in ((texts.URGENT_CARE, content.urgent_care), (texts.SITUATION, content.situation)):
        if text:
            yield _row(sheet, label, [Span(text, BODY)])
    if content.tracks:
        yield _tracks(sheet, content)
    if content.wish:
        yield _row(sheet, texts.WISH, [Span(content.wish, BODY)])
    if content.payment:
        payment = content.payment
        payer = texts.MUNICIPALITY.format(name=payment.payer) if payment.is_municipality else payment.payer
        yield _row(sheet, texts.PAYMENT, list(_sentence("; ", payer, payment.note)))
    sharing = _row(sheet, texts.SHARING, [*_bases(content.bases), Span(texts.SHARING_RULES, BODY)], whole=12)
    sharing.strips[-1].keep = True  # a page with nothing but the signature would be odd
    yield sharing


def _row(sheet: Sheet, label: str, spans: list[Span], whole: int = 4) -> Block:
    """Label left, text right, a hairline above."""
    heading = sheet.root.child("H2")
    labels = sheet.lines(_LABEL_WIDTH, Span(label, LABEL))
    lines = sheet.lines(_TEXT_WIDTH, *spans)
    strips = stack([Column(LEFT, labels, heading), Column(_TEXT_X, lines, sheet.root.child("P"))])
    return _ruled(keep_ends(strips, whole=whole), label)


def _ruled(strips: list[Strip], label: str) -> Block:
    strips[-1].height += 7
    top = Strip(8, painters=[rule(LEFT, RIGHT, 0)], keep=True)
    return Block([top, *strips], texts.CONTINUED.format(label=label))


def _sentence(between: str, *values: str) -> Iterator[Span]:
    """The values that are there, ended with one full stop."""
    known = [value.strip() for value in values if value.strip()]
    for index, value in enumerate(known):
        if index:
            yield Span(between, BODY)
        yield Span(value, BODY)
    if known and not known[-1].endswith((".", "!", "?")):
        yield Span(".", BODY)


def _client(client: ClientLine) -> list[Span]:
    spans = [Span(client.name or client.code, STRONG)]
    facts: list[str] = []
    if client.birth and client.age:
        facts.append(f"{texts.birth(client.birth)} ({texts.age(client.age)})")
    elif client.age:
        facts.append(texts.age(client.age))
    facts += [client.gender] if client.gender else []
    for fact in facts:
        spans += [Span(", ", BODY), Span(fact, BODY)]
    interpreter = {True: texts.INTERPRETER, False: texts.NO_INTERPRETER, None: ""}[client.interpreter_needed]
    speech = [part for part in (*client.languages, interpreter, client.interpreter_note) if part]
    if speech:
        spans += [Span("\n", BODY), *(Span(part, BODY) for part in _joined(tuple(speech)))]
    if client.nationalities:
        spans += [Span("\n" + texts.NATIONALITY, BODY)]
        spans += [Span(part, BODY) for part in _joined(client.nationalities)]
    if client.residence:
        before = texts.RESIDENCE if client.nationalities else texts.RESIDENCE_ALONE
        spans += [Span("; " if client.nationalities else "\n", BODY), Span(before, BODY), Span(client.residence, BODY)]
    return spans


def _contact(content: SummaryContent) -> list[Span]:
    first: list[Span] = []
    others: list[Span] = []
    for value in content.contact_rules:
        sentence, detail, alarm = texts.rule(value)
        if alarm:
            first += [Span(sentence, ALARM)] + ([Span(detail, ALARM), Span(".", ALARM)] if detail else [])
            first.append(Span(" ", BODY))
            continue
        others += [Span("\n" + sentence, BODY)]
        if detail:
            others += [Span(detail, BODY), Span("" if detail.endswith(".") else ".", BODY)]
    return [*first, Span(texts.CONTACT_COORDINATOR, BODY), *others]


def _bases(bases: tuple[Basis, ...]) -> Iterator[Span]:
    """The basis that carries most comes first; what rests on another names its scopes."""
    for index, basis in enumerate(sorted(bases, key=lambda basis: -len(basis.scopes))):
        by = basis.by
        sentence = texts.basis(by.route, by.form, by.given_on, by.valid_until)
        if index:
            scopes = ", ".join(texts.SCOPE_NAME[scope] for scope in basis.scopes)
            sentence = texts.FOR_SCOPES.format(scopes=scopes, basis=sentence)
        yield Span(sentence[0].upper() + sentence[1:], BODY)
        if by.article:
            yield Span(", ", BODY)
            yield Span(by.article, BODY)
        yield Span(". ", BODY)


def _tracks(sheet: Sheet, content: SummaryContent) -> Block:
    heading = sheet.root.child("H2")
    labels = sheet.lines(_LABEL_WIDTH, Span(texts.TRACKS, LABEL))
    table = sheet.root.child("Table")
    strips: list[Strip] = []
    for index, track in enumerate(content.tracks):
        row = table.child("TR")
        columns = [Column(LEFT, labels, heading)] if index == 0 else []
        name = sheet.lines(122, Span(texts.TRACK_NAME[track.kind], BODY_MEDIUM))
        sentence = sheet.lines(_TEXT_WIDTH - 130 - 84, Span(track.sentence, BODY))
        status = sheet.lines(80, Span(texts.TRACK_STATUS[track.status], NOTE))
        columns += [
            Column(_TEXT_X, name, row.child("TH", "/O /Table /Scope /Row")),
            Column(_TEXT_X + 130, sentence, row.child("TD")),
            Column(0, status, row.child("TD"), align_right=RIGHT),
        ]
        strips += keep_ends(stack(columns))
        strips[-1].height += 2
    return _ruled(strips, texts.TRACKS)
