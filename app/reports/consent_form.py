"""The consent sheet as PDF (``shared`` texts §3): one choice per sheet, to be signed on paper."""

from __future__ import annotations

from functools import partial

from app.model.summary import ConsentSheet, RenderedPdf
from app.reports import texts
from app.reports.layout import (
    BODY,
    BODY_MEDIUM,
    BODY_WIDTH,
    FACTS,
    LABEL,
    LEFT,
    NOTE,
    RIGHT,
    SMALL,
    STRONG,
    TEXT2,
    Block,
    Column,
    Painter,
    Piece,
    Sheet,
    Strip,
    keep_ends,
    outline,
    rule,
    stack,
)  # fmt: skip
from app.reports.paper import draw_footer, finish, paragraph, title
from app.reports.typeset import Span

_VALUE_X = LEFT + 119.0
_SQUARE = 11.0
_AFTER = 9.0
_UNKNOWN = "……………………"


def render_consent_form(form: ConsentSheet) -> RenderedPdf:
    """One sheet for one choice as tagged A4 PDF in memory; never refuses a text."""
    sheet = Sheet(texts.CONSENT_TITLE)
    code = sheet.line(form.client_code, FACTS)
    told = [texts.CONSENT_COMENSHA] if form.is_comensha_registration else []
    head = title(sheet, texts.CONSENT_TITLE)
    head.pieces.append(Piece(RIGHT - sum(part.width for part in code), 16, code, sheet.root.child("P")))
    blocks = [
        Block([head]),
        paragraph(sheet, Span(texts.CONSENT_INTRO, BODY), after=_AFTER),
        _asked(sheet, form),
        _choice(sheet),
        *(paragraph(sheet, Span(text, BODY), after=_AFTER) for text in (*told, *texts.CONSENT_RIGHTS)),
        paragraph(sheet, *_complaint(form), after=_AFTER),
        _language(sheet, form),
        _signatures(sheet, form),
    ]
    footer = partial(draw_footer, sheet, form.controller, form.control_code)
    return finish(sheet, blocks, footer, is_example=form.is_example)


def _asked(sheet: Sheet, form: ConsentSheet) -> Block:
    question = stack([Column(LEFT, sheet.lines(BODY_WIDTH, Span(texts.CONSENT_ASK, STRONG)), sheet.root.child("H2"))])
    question[-1].height += 4
    until = texts.day(form.valid_until) if form.valid_until else _UNKNOWN
    rows = (
        (texts.CONSENT_DATA, "\n".join(form.scopes)),
        (texts.CONSENT_WITH, form.organisation),
        (texts.CONSENT_FOR, form.purpose),
        (texts.CONSENT_UNTIL, until),
    )
    table = sheet.root.child("Table")
    strips = question
    for label, value in rows:
        row = table.child("TR")
        lines = sheet.lines(RIGHT - _VALUE_X, Span(value, BODY_MEDIUM))
        name = Column(LEFT, [sheet.line(label, LABEL)], row.child("TH", "/O /Table /Scope /Row"))
        part = keep_ends(stack([name, Column(_VALUE_X, lines, row.child("TD"))]))
        part[-1].height += 5
        strips += [Strip(5, painters=[rule(LEFT, RIGHT, 0)], keep=True), *part]
    return Block(strips)


def _choice(sheet: Sheet) -> Block:
    element = sheet.root.child("P")
    strip = Strip(34, [Piece(LEFT, 21, sheet.line(texts.YOUR_CHOICE, LABEL), element)])
    strip.painters += [rule(LEFT, RIGHT, 0), rule(LEFT, RIGHT, 34)]
    x = _VALUE_X
    for word in (texts.YES, texts.NO):
        strip.painters.append(_square(x, 11))
        strip.pieces.append(Piece(x + 18, 21, sheet.line(word, STRONG), element))
        x += 80
    return Block([strip, Strip(12)])


def _square(x: float, y: float) -> Painter:
    return outline(x, y, (_SQUARE, _SQUARE), TEXT2)


def _complaint(form: ConsentSheet) -> list[Span]:
    before, after = texts.CONSENT_COMPLAINT
    return [Span(before, BODY), Span(form.privacy_officer_phone or _UNKNOWN, BODY_MEDIUM), Span(after, BODY)]


def _language(sheet: Sheet, form: ConsentSheet) -> Block:
    before, between, understood = texts.CONSENT_LANGUAGE
    element = sheet.root.child("P")
    spans = [Span(before, BODY), Span(form.language or _UNKNOWN, BODY_MEDIUM), Span(between, BODY)]
    strips = keep_ends(stack([Column(LEFT, sheet.lines(BODY_WIDTH, *spans), element)]))
    answers = Strip(24)
    x = LEFT
    for word in (texts.INTERPRETER_YES, texts.INTERPRETER_NO):
        answers.painters.append(_square(x, 4))
        answers.pieces.append(Piece(x + 17, 13.5, sheet.line(word, BODY), element))
        x += 56
    answers.pieces.append(Piece(x + 6, 13.5, sheet.line(understood, BODY), element))
    for strip in strips:
        strip.keep = True
    return Block([*strips, answers])


def _signatures(sheet: Sheet, form: ConsentSheet) -> Block:
    table = sheet.root.child("Table")
    date_x, sign_x = LEFT + 210, LEFT + 300
    head, row = Strip(18, keep=True), table.child("TR")
    for x, word in ((LEFT, texts.SIGN_NAME), (date_x, texts.SIGN_DATE), (sign_x, texts.SIGN_SIGNATURE)):
        element = row.child("TH", "/O /Table /Scope /Column")
        head.pieces.append(Piece(x, 12, sheet.line(word, LABEL), element))
    people = [(texts.SIGN_CLIENT, ""), (texts.SIGN_COORDINATOR, form.coordinator)]
    if form.needs_authority:
        people.insert(1, (texts.SIGN_AUTHORITY, ""))
    strips = [head]
    for role, name in people:
        row = table.child("TR")
        lines = sheet.lines(date_x - LEFT - 12, Span(name, SMALL))[:1] if name else []
        written = [Piece(LEFT, 28, line, row.child("TD")) for line in lines]
        pieces = [Piece(LEFT, 42, sheet.line(role, NOTE), row.child("TH", "/O /Table /Scope /Row")), *written]
        lined = [rule(x0, x1, 32, TEXT2) for x0, x1 in ((LEFT, date_x - 12), (date_x, sign_x - 12), (sign_x, RIGHT))]
        strips.append(Strip(48, pieces, lined, keep=True))
    strips[-1].keep = False
    return Block(strips)
