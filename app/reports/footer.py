"""The line at the bottom of a paper: who is responsible, the controlecode, which page."""

from __future__ import annotations

from app.reports import texts
from app.reports.layout import LEFT, MARGIN, NOTE, PAGE_HEIGHT, RIGHT, Sheet, rule
from app.reports.typeset import Span, text_width


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
