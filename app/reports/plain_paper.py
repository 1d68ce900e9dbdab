"""A paper that lets go of nothing as PDF: steps, facts, and lines to fill in by hand."""

from __future__ import annotations

from functools import partial

from app.model.plain_paper import PlainPaper
from app.model.summary import RenderedPdf
from app.reports.layout import (
    BODY,
    FACTS,
    LABEL,
    LEFT,
    RIGHT,
    Block,
    Column,
    Piece,
    Sheet,
    Strip,
    rule,
    stack,
)  # fmt: skip
from app.reports.paper import draw_page_number, finish, heading, paragraph, title
from app.reports.typeset import Span

_VALUE_X = LEFT + 220.0


def render_plain_paper(paper: PlainPaper) -> RenderedPdf:
    """A4 sheets in memory; nothing of them is written anywhere."""
    sheet = Sheet(paper.title)
    head = title(sheet, paper.title)
    about = Strip(22, [Piece(LEFT, 6, sheet.line(paper.made, FACTS), sheet.root.child("P"))], keep=True)
    blocks = [
        Block([head, about]),
        heading(sheet, paper.steps_title, 20),
        *(paragraph(sheet, Span(f"{n}. {text}", BODY), after=4) for n, text in enumerate(paper.steps, start=1)),
        heading(sheet, paper.facts_title, 20),
        Block([strip for label, value in paper.facts for strip in _fact(sheet, label, value)]),
        heading(sheet, paper.blanks_title, 20),
        Block([_blank(sheet, label) for label in paper.blanks]),
    ]
    return finish(sheet, blocks, partial(draw_page_number, sheet), is_example=paper.is_example)


def _fact(sheet: Sheet, label: str, value: str) -> list[Strip]:
    name = Column(LEFT, sheet.lines(_VALUE_X - LEFT - 12, Span(label, LABEL)), sheet.root.child("P"))
    return stack([name, Column(_VALUE_X, sheet.lines(RIGHT - _VALUE_X, Span(value, BODY)), sheet.root.child("P"))])


def _blank(sheet: Sheet, label: str) -> Strip:
    piece = Piece(LEFT, 22, sheet.line(label, LABEL), sheet.root.child("P"))
    return Strip(28, [piece], [rule(_VALUE_X, RIGHT, 24)], keep=True)
