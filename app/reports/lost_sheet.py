"""The *laptop kwijt* sheet as PDF: steps, what is known of the register, and lines to fill in by hand."""

from __future__ import annotations

from app.model.lost_paper import LostPaper
from app.model.summary import RenderedPdf
from app.reports import texts
from app.reports.layout import (
    BODY,
    BODY_WIDTH,
    FACTS,
    LABEL,
    LEFT,
    MARGIN,
    NOTE,
    PAGE_HEIGHT,
    RIGHT,
    STRONG,
    TITLE,
    Block,
    Column,
    Piece,
    Sheet,
    Strip,
    keep_ends,
    paginate,
    rule,
    stack,
)  # fmt: skip
from app.reports.typeset import Span, text_width

_VALUE_X = LEFT + 220.0


def render_lost_sheet(paper: LostPaper) -> RenderedPdf:
    """One A4 sheet in memory; nothing of it is written anywhere."""
    sheet = Sheet(paper.title)
    head = Strip(40, [Piece(LEFT, 20, sheet.line(paper.title, TITLE), sheet.root.child("H1"))], keep=True)
    about = Strip(22, [Piece(LEFT, 6, sheet.line(paper.made, FACTS), sheet.root.child("P"))], keep=True)
    blocks = [
        Block([head, about]),
        _heading(sheet, paper.steps_title),
        *(_step(sheet, number, text) for number, text in enumerate(paper.steps, start=1)),
        _heading(sheet, paper.facts_title),
        Block([strip for label, value in paper.facts for strip in _fact(sheet, label, value)]),
        _heading(sheet, paper.blanks_title),
        Block([_blank(sheet, label) for label in paper.blanks]),
    ]
    pages = paginate(blocks, (MARGIN, MARGIN))
    for number, placed in enumerate(pages, start=1):
        page = texts.PAGE.format(page=number, pages=len(pages))
        base = PAGE_HEIGHT - MARGIN
        sheet.artifact([rule(LEFT, RIGHT, 0)], base - 16)
        sheet.artifact_line(RIGHT - text_width(page, NOTE), base, sheet.line(page, NOTE))
        sheet.page(placed)
        sheet.end_page()
    return RenderedPdf(sheet.finish(), len(pages), tuple(sorted(sheet.uncovered)))


def _heading(sheet: Sheet, text: str) -> Block:
    return Block([Strip(28, [Piece(LEFT, 20, sheet.line(text, STRONG), sheet.root.child("H2"))], keep=True)])


def _step(sheet: Sheet, number: int, text: str) -> Block:
    lines = sheet.lines(BODY_WIDTH, Span(f"{number}. {text}", BODY))
    strips = keep_ends(stack([Column(LEFT, lines, sheet.root.child("P"))]))
    strips[-1].height += 4
    return Block(strips)


def _fact(sheet: Sheet, label: str, value: str) -> list[Strip]:
    name = Column(LEFT, sheet.lines(_VALUE_X - LEFT - 12, Span(label, LABEL)), sheet.root.child("P"))
    return stack([name, Column(_VALUE_X, sheet.lines(RIGHT - _VALUE_X, Span(value, BODY)), sheet.root.child("P"))])


def _blank(sheet: Sheet, label: str) -> Strip:
    piece = Piece(LEFT, 22, sheet.line(label, LABEL), sheet.root.child("P"))
    return Strip(28, [piece], [rule(_VALUE_X, RIGHT, 24)], keep=True)
