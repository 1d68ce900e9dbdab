"""What the papers have in common: title, heading, paragraph, and the line at the bottom of each page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.model.summary import RenderedPdf
from app.reports import texts
from app.reports.layout import (
    BODY_WIDTH,
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
)
from app.reports.typeset import Span, text_width

Footer = Callable[[int, int], None]
"""Draws the bottom of the page now being made: which page of how many."""


def title(sheet: Sheet, text: str) -> Strip:
    """The name of the paper; what belongs beside it is added to its pieces."""
    return Strip(40, [Piece(LEFT, 20, sheet.line(text, TITLE), sheet.root.child("H1"))], keep=True)


def heading(sheet: Sheet, text: str, baseline: float) -> Block:
    """Stays with what follows it; ``baseline`` is how far below what comes before, in points."""
    piece = Piece(LEFT, baseline, sheet.line(text, STRONG), sheet.root.child("H2"))
    return Block([Strip(baseline + 8, [piece], keep=True)])


def paragraph(sheet: Sheet, *spans: Span, after: float) -> Block:
    """Over the whole width, with ``after`` points below it."""
    strips = keep_ends(stack([Column(LEFT, sheet.lines(BODY_WIDTH, *spans), sheet.root.child("P"))]))
    strips[-1].height += after
    return Block(strips)


def finish(sheet: Sheet, blocks: Sequence[Block], footer: Footer, *, is_example: bool) -> RenderedPdf:
    """The blocks on as many pages as they take, each with its footer, and marked when it is an example."""
    pages = paginate(blocks, (MARGIN, MARGIN))
    for number, placed in enumerate(pages, start=1):
        if is_example:
            sheet.watermark(texts.WATERMARK)
        footer(number, len(pages))
        sheet.page(placed)
        sheet.end_page()
    return RenderedPdf(sheet.finish(), len(pages), tuple(sorted(sheet.uncovered)))


def draw_footer(sheet: Sheet, controller: str, code: str, number: int, pages: int) -> None:
    """On the page now being made; a name that is too long gives way, the code and the number never."""
    base = PAGE_HEIGHT - MARGIN
    page = sheet.line(texts.PAGE.format(page=number, pages=pages), NOTE)
    page_x = RIGHT - sum(part.width for part in page)
    held = "  ·  " + texts.CONTROL_CODE.format(code=code)
    room = page_x - LEFT - text_width(held, NOTE) - 12
    name = sheet.lines(room, Span(texts.FOOTER.format(controller=controller), NOTE))[0]
    sheet.artifact([rule(LEFT, RIGHT, 0)], base - 16)
    sheet.artifact_line(LEFT, base, name)
    sheet.artifact_line(LEFT + sum(part.width for part in name), base, sheet.line(held, NOTE))
    sheet.artifact_line(page_x, base, page)


def draw_page_number(sheet: Sheet, number: int, pages: int) -> None:
    """The bottom of a paper that names nobody and proves nothing."""
    base = PAGE_HEIGHT - MARGIN
    page = texts.PAGE.format(page=number, pages=pages)
    sheet.artifact([rule(LEFT, RIGHT, 0)], base - 16)
    sheet.artifact_line(RIGHT - text_width(page, NOTE), base, sheet.line(page, NOTE))
