"""An A4 sheet as a stack of strips: put together first, broken into pages, then drawn and tagged.

A strip is one line high and never splits, so a text of any length flows over the pages and nothing
can be too tall to place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.reports import tagging
from app.reports.fonts import Weight, face
from app.reports.tagging import Element
from app.reports.typeset import Colour, Line, Span, Style, own_line, set_lines

PAGE_WIDTH, PAGE_HEIGHT = A4
LEADING = 15.6
MARGIN = 56.69  # 20 mm
LEFT, RIGHT = MARGIN, PAGE_WIDTH - MARGIN
BODY_WIDTH = RIGHT - LEFT
BOTTOM = PAGE_HEIGHT - MARGIN - 24.0
"""The lowest point of the text, measured from the top; the footer stands below it."""


def _rgb(code: int) -> Colour:
    return ((code >> 16) / 255, (code >> 8 & 255) / 255, (code & 255) / 255)


TEXT, TEXT2, HAIRLINE = _rgb(0x17212B), _rgb(0x4A5662), _rgb(0xD9E0E6)
SOFT, BAD, BAD_SOFT, WATERMARK = _rgb(0xE2EFF6), _rgb(0xB3261E), _rgb(0xFBE7E5), _rgb(0xE9EDF1)

TITLE = Style(Weight.SEMIBOLD, 20, TEXT)
BODY = Style(Weight.REGULAR, 11, TEXT)
BODY_MEDIUM = Style(Weight.MEDIUM, 11, TEXT)
STRONG = Style(Weight.SEMIBOLD, 11, TEXT)
ALARM = Style(Weight.SEMIBOLD, 11, BAD)
LABEL = Style(Weight.SEMIBOLD, 9.5, TEXT2)
SMALL = Style(Weight.REGULAR, 9.5, TEXT)
SMALL_STRONG = Style(Weight.SEMIBOLD, 9.5, TEXT)
FACTS = Style(Weight.REGULAR, 9.5, TEXT2)
NOTE = Style(Weight.REGULAR, 9, TEXT2)
CHIP = Style(Weight.SEMIBOLD, 9.5, BAD)

Painter = Callable[[Canvas, float], None]
"""Draws decoration (an artifact) with the strip's top at the given y, measured from the top."""


@dataclass(frozen=True)
class Piece:
    """A line of text at ``x``, its baseline ``drop`` points below the strip's top."""

    x: float
    drop: float
    line: Line
    element: Element


@dataclass
class Strip:
    """One line of the page. ``keep`` forbids a page break after it."""

    height: float
    pieces: list[Piece] = field(default_factory=list)
    painters: list[Painter] = field(default_factory=list)
    keep: bool = False


@dataclass
class Block:
    """Strips that belong together; ``again`` is drawn in the label column when it goes on overleaf."""

    strips: list[Strip]
    again: str = ""


@dataclass(frozen=True)
class Column:
    """Text in a column: each baseline ``drop`` points below its strip's top."""

    x: float
    lines: Sequence[Line]
    element: Element
    drop: float = 12.0
    align_right: float | None = None


def stack(columns: Sequence[Column], height: float = LEADING) -> list[Strip]:
    """Strips of ``height`` that hold the columns side by side."""
    strips: list[Strip] = []
    for column in columns:
        for index, line in enumerate(column.lines):
            while len(strips) <= index:
                strips.append(Strip(height))
            x = column.x
            if column.align_right is not None:
                x = column.align_right - sum(fragment.width for fragment in line)
            strips[index].pieces.append(Piece(x, column.drop, line, column.element))
    return strips


def rule(x0: float, x1: float, y: float, colour: Colour = HAIRLINE, width: float = 0.7) -> Painter:
    """A hairline ``y`` points below the strip's top."""

    def paint(canvas: Canvas, top: float) -> None:
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(width)
        canvas.line(x0, PAGE_HEIGHT - top - y, x1, PAGE_HEIGHT - top - y)

    return paint


def box(x: float, y: float, size: tuple[float, float], colour: Colour, radius: float = 6.0) -> Painter:
    """A filled rounded box, ``y`` points below the strip's top."""

    def paint(canvas: Canvas, top: float) -> None:
        canvas.setFillColorRGB(*colour)
        canvas.roundRect(x, PAGE_HEIGHT - top - y - size[1], size[0], size[1], radius, stroke=0, fill=1)

    return paint


def outline(x: float, y: float, size: tuple[float, float], colour: Colour) -> Painter:
    """An empty box with a thin border, to be ticked by hand."""

    def paint(canvas: Canvas, top: float) -> None:
        canvas.setStrokeColorRGB(*colour)
        canvas.setLineWidth(1)
        canvas.roundRect(x, PAGE_HEIGHT - top - y - size[1], size[0], size[1], 1.5, stroke=1, fill=0)

    return paint


def keep_ends(strips: list[Strip], at_least: int = 2, whole: int = 4) -> list[Strip]:
    """Forbid breaks that leave fewer than ``at_least`` lines; up to ``whole`` lines never break."""
    last = len(strips) - 1
    for index, strip in enumerate(strips[:-1]):
        strip.keep = strip.keep or last < whole or index < at_least - 1 or index > last - at_least
    return strips


@dataclass(frozen=True)
class Placed:
    """A strip with its place on a page; ``again`` repeats the label of a block that goes on."""

    top: float
    strip: Strip
    again: str = ""


def paginate(blocks: Sequence[Block], tops: tuple[float, float]) -> list[list[Placed]]:
    """Distribute the strips: the first page begins at ``tops[0]``, the others at ``tops[1]``."""
    pages: list[list[Placed]] = [[]]
    y = tops[0]
    for block in blocks:
        for group_index, group in enumerate(_groups(block.strips)):
            height = sum(strip.height for strip in group)
            full = pages[-1] and y + height > BOTTOM
            if full:
                pages.append([])
                y = tops[1]
            for index, strip in enumerate(group):
                if y + strip.height > BOTTOM and pages[-1]:
                    pages.append([])
                    y = tops[1]
                again = block.again if (group_index or index) and not pages[-1] else ""
                pages[-1].append(Placed(y, strip, again))
                y += strip.height
    return pages


def _groups(strips: Sequence[Strip]) -> list[list[Strip]]:
    groups: list[list[Strip]] = [[]]
    for strip in strips:
        groups[-1].append(strip)
        if not strip.keep:
            groups.append([])
    return [group for group in groups if group]


class Sheet:
    """Draws pages on a ReportLab canvas in memory and tags what it draws."""

    def __init__(self, title: str) -> None:
        self._canvas = Canvas(
            "", pagesize=A4, invariant=1, pageCompression=1, initialFontName=face("Inter-Regular").fontName
        )
        self.root = Element("Document")
        self.uncovered: set[str] = set()
        self._page = 0
        self._marked = 0
        tagging.prepare(self._canvas, title)

    def lines(self, width: float, *spans: Span) -> list[Line]:
        """Set spans to a width; characters that cannot be drawn are remembered in ``uncovered``."""
        return set_lines(spans, width, self.uncovered)

    def line(self, text: str, style: Style) -> Line:
        """A text of our own on one line, spaces as they stand."""
        return own_line(text, style)

    def artifact(self, painters: Sequence[Painter], top: float) -> None:
        """Decoration that a screen reader passes over."""
        if not painters:
            return
        self._canvas._code.append("/Artifact BMC")
        for paint in painters:
            paint(self._canvas, top)
        self._canvas._code.append("EMC")

    def artifact_line(self, x: float, y: float, line: Line) -> None:
        """A running header or footer text with its baseline ``y`` points from the top."""
        self._canvas._code.append("/Artifact << /Type /Pagination >> BDC")
        self._draw(x, y, line)
        self._canvas._code.append("EMC")

    def page(self, placed: Sequence[Placed]) -> None:
        """Draw the strips of one page: decoration first, then each element's lines in one go."""
        order: dict[int, list[tuple[float, Piece]]] = {}
        for place in placed:
            self.artifact(place.strip.painters, place.top)
            if place.again:
                self.artifact_line(LEFT, place.top + 12, self.line(place.again, NOTE))
            for piece in place.strip.pieces:
                order.setdefault(id(piece.element), []).append((place.top, piece))
        for pieces in order.values():
            element = pieces[0][1].element
            self._canvas._code.append(f"/{element.tag} << /MCID {self._marked} >> BDC")
            for top, piece in pieces:
                self._draw(piece.x, top + piece.drop, piece.line)
            self._canvas._code.append("EMC")
            element.kids.append((self._page, self._marked))
            self._marked += 1

    def end_page(self) -> None:
        """Close this page."""
        tagging.end_page(self._canvas, self._page)
        self._page += 1
        self._marked = 0

    def watermark(self, text: str) -> None:
        """A pale line of text across the page, behind everything; draw it first."""
        style = Style(Weight.SEMIBOLD, 40, WATERMARK)
        line = self.line(text, style)
        width = sum(fragment.width for fragment in line)
        canvas = self._canvas
        canvas._code.append("/Artifact << /Type /Background >> BDC")
        canvas.saveState()
        canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        canvas.rotate(52)
        self._draw(-width / 2, PAGE_HEIGHT + 14, line)
        canvas.restoreState()
        canvas._code.append("EMC")

    def finish(self) -> bytes:
        """The finished file."""
        return tagging.finish(self._canvas, self.root, self._page)

    def _draw(self, x: float, y: float, line: Line) -> None:
        text = self._canvas.beginText(x, PAGE_HEIGHT - y)
        colour: Colour | None = None
        for fragment in line:
            if fragment.style.colour != colour:
                colour = fragment.style.colour
                text.setFillColorRGB(*colour)
            for name, part in fragment.runs:
                text.setFont(name, fragment.style.size)
                text.textOut(part)
        self._canvas.drawText(text)
