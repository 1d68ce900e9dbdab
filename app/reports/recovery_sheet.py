"""The recovery sheet as PDF: seven lines to type over, who keeps it, and how to read the data without us."""

from __future__ import annotations

from functools import partial

from app.model.recovery_paper import RecoveryPaper
from app.model.summary import RenderedPdf
from app.reports import texts
from app.reports.fonts import Weight
from app.reports.layout import (
    BODY,
    BODY_WIDTH,
    FACTS,
    LABEL,
    LEFT,
    RIGHT,
    SMALL,
    TEXT,
    Block,
    Column,
    Piece,
    Sheet,
    Strip,
    rule,
    stack,
)  # fmt: skip
from app.reports.paper import draw_footer, finish, heading, paragraph, title
from app.reports.typeset import Span, Style

_SIGNS = Style(Weight.MEDIUM, 17, TEXT)
_VALUE_X = LEFT + 90.0
_GROUP = 4
_AFTER = 8.0


def render_recovery_sheet(paper: RecoveryPaper) -> RenderedPdf:
    """One A4 sheet in memory; nothing of it is written anywhere."""
    sheet = Sheet(texts.SHEET_TITLE)
    facts = texts.SHEET_FACTS.format(day=texts.day(paper.made_on), register=paper.register_id)
    head = title(sheet, texts.SHEET_TITLE)
    about = Strip(22, [Piece(LEFT, 6, sheet.line(facts, FACTS), sheet.root.child("P"))], keep=True)
    blocks = [
        Block([head, about]),
        *(paragraph(sheet, Span(text, BODY), after=_AFTER) for text in texts.SHEET_INTRO),
        _lines(sheet, paper),
        heading(sheet, texts.SHEET_HOW_TITLE, 16),
        *(paragraph(sheet, Span(text, BODY), after=_AFTER) for text in texts.SHEET_HOW),
        heading(sheet, texts.SHEET_RECIPE_TITLE, 16),
        paragraph(sheet, Span(texts.SHEET_RECIPE, BODY), after=_AFTER),
        _recipe(sheet, paper),
    ]
    footer = partial(draw_footer, sheet, paper.controller, paper.control_code)
    return finish(sheet, blocks, footer, is_example=paper.is_example)


def grouped(line: str) -> str:
    """A line as it reads best: ``7K4M 1Q2X 5``."""
    signs, _, check = line.partition("-")
    return f"{signs[:_GROUP]} {signs[_GROUP:]} {check}"


def _lines(sheet: Sheet, paper: RecoveryPaper) -> Block:
    table = sheet.root.child("Table")
    strips = []
    for number, line in enumerate(paper.lines, start=1):
        row = table.child("TR")
        name = sheet.line(texts.SHEET_LINE.format(number=number), LABEL)
        pieces = [
            Piece(LEFT, 21, name, row.child("TH", "/O /Table /Scope /Row")),
            Piece(_VALUE_X, 22, sheet.line(grouped(line), _SIGNS), row.child("TD")),
        ]
        strips.append(Strip(31, pieces, [rule(LEFT, RIGHT, 0)], keep=True))
    strips.append(Strip(16, painters=[rule(LEFT, RIGHT, 0)]))
    return Block(strips)


def _recipe(sheet: Sheet, paper: RecoveryPaper) -> Block:
    strips: list[Strip] = []
    for line in paper.recipe:
        part = stack([Column(LEFT, sheet.lines(BODY_WIDTH, Span(line, SMALL)), sheet.root.child("Code"))])
        part[-1].height += 3
        strips += part
    return Block(strips)
