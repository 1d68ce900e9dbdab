"""The fonts on paper: Inter, and DejaVu Sans for what Inter lacks. Loaded once per process."""

from __future__ import annotations

from enum import Enum
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app import paths


class Weight(Enum):
    """A weight of the text: the bundled Inter file, and the DejaVu file that steps in for it."""

    REGULAR = ("Inter-Regular", "DejaVuSans")
    MEDIUM = ("Inter-Medium", "DejaVuSans")
    SEMIBOLD = ("Inter-SemiBold", "DejaVuSans-Bold")


MISSING = "□"
"""Drawn in the place of a character that no font here has."""


@cache
def face(name: str) -> TTFont:
    """The registered font of the bundled file ``name``; shaping is done here, not by ReportLab."""
    font = TTFont(name, str(paths.resources() / "fonts" / f"{name}.ttf"), shapable=False, asciiReadable=False)
    pdfmetrics.registerFont(font)
    return font


@cache
def glyphs(name: str) -> frozenset[str]:
    """The characters of the font ``name`` that can be written (BMP: ReportLab's text map ends there)."""
    return frozenset(chr(code) for code in face(name).face.charToGlyph if 32 <= code <= 0xFFFF)


@cache
def char_width(name: str, char: str) -> float:
    """The advance of one character at size 1."""
    return float(face(name).stringWidth(char, 1))
