"""From a user's text to lines that can be drawn: cleaned, shaped, broken, in visual order.

Every text is data here, never markup. Latin, Cyrillic and Greek are drawn as they come; Arabic is
joined, and right-to-left text put in visual order per line. (An /ActualText with the typed order was
tried: poppler and pdfium both turn it round once more. The joined forms are named by their letters
in :mod:`app.reports.tagging` instead; then both give the words as typed.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from app.reports.fonts import MISSING, Weight, char_width, glyphs

Colour = tuple[float, float, float]

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_LATIN_SCRIPT = re.compile("[A-Za-z\u00c0-\u058f\u10a0-\u10ff\u1e00-\u1fff]")
_JOINERS = re.compile("[\u200c\u200d]")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


@dataclass(frozen=True)
class Style:
    """How a text is set: weight, size in points, colour."""

    weight: Weight
    size: float
    colour: Colour


@dataclass(frozen=True)
class Span:
    """A text in one style. Right-to-left order stays inside a span, so give each value its own."""

    text: str
    style: Style


@dataclass(frozen=True)
class Fragment:
    """A piece of a line: runs of (font name, text) in visual order."""

    runs: tuple[tuple[str, str], ...]
    style: Style
    width: float


Line = tuple[Fragment, ...]


def clean(text: str, uncovered: set[str]) -> list[str]:
    """The paragraphs of ``text``, composed, without invisible controls; what no font has becomes □.

    Those characters are added to ``uncovered``.
    """
    return [_clean_one(part, uncovered) for part in _BREAKS.split(text)]


def set_lines(spans: Iterable[Span], width: float, uncovered: set[str]) -> list[Line]:
    """Break ``spans``, set one after the other, into lines of at most ``width`` points.

    A word wider than a line is broken between characters; there is always at least one line.
    """
    lines: list[Line] = []
    for paragraph in _paragraphs(spans, uncovered):
        lines.extend(_fill(paragraph, width))
    return lines


def own_line(text: str, style: Style) -> Line:
    """A text of the program itself on one line: drawable, left to right, spaces as they stand."""
    return (Fragment(_runs(text, style.weight), style, text_width(text, style)),)


def text_width(text: str, style: Style) -> float:
    """The width in points of a text that was cleaned and holds no right-to-left letters."""
    return _measure(text, style.weight) * style.size


# -- cleaning --------------------------------------------------------------------------------


@cache
def _drawable(weight: Weight) -> frozenset[str]:
    return glyphs(weight.value[0])


@cache
def _anywhere() -> frozenset[str]:
    return glyphs(Weight.REGULAR.value[0]) | glyphs(Weight.REGULAR.value[1])


def _clean_one(text: str, uncovered: set[str]) -> str:
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    if text.isascii() and text.isprintable():
        return text
    known = _anywhere()
    out: list[str] = []
    for char in text:
        kind = unicodedata.category(char)
        if char in "\u200c\u200d" or (char in known and kind not in ("Cc", "Cf", "Co", "Cn")):
            out.append(char)
        elif kind == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
            continue  # directions, soft hyphens, variants: nothing to see, and they would reorder the page
        else:
            uncovered.add(char)
            out.append(MISSING)
    return "".join(out)


# -- words -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Bit:
    """A part of a word in one span: as typed, as drawn (joined), and its width."""

    plain: str
    drawn: str
    style: Style
    span: int
    width: float


_Word = list[_Bit]


def _paragraphs(spans: Iterable[Span], uncovered: set[str]) -> Iterator[list[_Word]]:
    words: list[_Word] = []
    open_word = False
    for number, span in enumerate(spans):
        for index, part in enumerate(clean(span.text, uncovered)):
            if index:
                yield words
                words, open_word = [], False
            for piece in re.split("( +)", part):
                if not piece:
                    continue
                if piece.isspace():
                    open_word = False
                    continue
                bit = _bit(piece, span.style, number)
                if open_word:
                    words[-1].append(bit)
                else:
                    words.append([bit])
                open_word = True
    yield words


def _bit(text: str, style: Style, span: int) -> _Bit:
    drawn = text
    if not text.isascii():
        drawn = _JOINERS.sub("", _join(text) if _ARABIC.search(text) else text)
    return _Bit(text, drawn, style, span, _measure(drawn, style.weight) * style.size)


@cache
def _reshape():  # type: ignore[no-untyped-def]
    from arabic_reshaper import ArabicReshaper

    return ArabicReshaper({"delete_harakat": False, "support_zwj": True, "support_ligatures": True}).reshape


def _join(text: str) -> str:
    shaped = str(_reshape()(text))
    known = _anywhere()
    return shaped if all(char in known or char in "\u200c\u200d" for char in shaped) else text


@lru_cache(maxsize=4096)
def _measure(text: str, weight: Weight) -> float:
    inter, other = weight.value
    own = _drawable(weight)
    return sum(char_width(inter if char in own else other, char) for char in text)


# -- lines -----------------------------------------------------------------------------------


def _fill(words: list[_Word], width: float) -> list[Line]:
    lines: list[Line] = []
    current: list[_Word] = []
    used = 0.0
    for word in words:
        for part in _fitting(word, width):
            size = sum(bit.width for bit in part)
            gap = char_width(part[0].style.weight.value[0], " ") * part[0].style.size
            if current and used + gap + size > width:
                lines.append(_line(current, more=True))
                current, used = [], 0.0
            used += size + (gap if current else 0.0)
            current.append(part)
    lines.append(_line(current, more=False))
    return lines


def _fitting(word: _Word, width: float) -> Iterator[_Word]:
    """``word`` itself if it fits on a line, otherwise pieces of it that do."""
    if sum(bit.width for bit in word) <= width:
        yield word
        return
    part: _Word = []
    used = 0.0
    for bit in word:
        for cluster in _clusters(bit.plain):
            piece = _bit(cluster, bit.style, bit.span)
            if part and used + piece.width > width:
                yield _merged(part)
                part, used = [], 0.0
            part.append(piece)
            used += piece.width
    yield _merged(part)


def _merged(part: _Word) -> _Word:
    """Neighbouring characters of one span as one bit again (Arabic is joined anew)."""
    out: _Word = []
    for bit in part:
        if out and out[-1].span == bit.span:
            out[-1] = _Bit(out[-1].plain + bit.plain, "", bit.style, bit.span, 0.0)
        else:
            out.append(bit)
    return [_bit(bit.plain, bit.style, bit.span) for bit in out]


def _clusters(text: str) -> Iterator[str]:
    start = 0
    for index in range(1, len(text)):
        if not _MARKS.match(text[index]):
            yield text[start:index]
            start = index
    yield text[start:]


def _line(words: list[_Word], more: bool) -> Line:
    """The fragments of one line; a line that goes on ends with a space, for whoever reads it aloud."""
    bits: list[_Bit] = []
    for index, word in enumerate(words):
        for place, bit in enumerate(word):
            gap = " " if index and not place else ""
            if bits and bits[-1].span == bit.span:
                last = bits[-1]
                bits[-1] = _Bit(last.plain + gap + bit.plain, last.drawn + gap + bit.drawn, bit.style, bit.span, 0)
                continue
            if gap:
                last = bits[-1]
                bits[-1] = _Bit(last.plain + gap, last.drawn + gap, last.style, last.span, 0)
            bits.append(bit)
    if more and bits:
        last = bits[-1]
        bits[-1] = _Bit(last.plain + " ", last.drawn + " ", last.style, last.span, 0)
    return tuple(_fragment(bit) for bit in bits)


def _fragment(bit: _Bit) -> Fragment:
    drawn = bit.drawn
    if not drawn.isascii() and _RIGHT_TO_LEFT.search(drawn):
        drawn = _visual(drawn, bit.plain)
    weight = bit.style.weight
    return Fragment(_runs(drawn, weight), bit.style, _measure(drawn, weight) * bit.style.size)


def _visual(drawn: str, plain: str) -> str:
    from bidi import get_display

    base = "L" if _LATIN_SCRIPT.search(plain) else "R"
    tail = " " if drawn.endswith(" ") else ""  # the gap to the next word stays at the right end
    return str(get_display(drawn.rstrip(" "), base_dir=base)) + tail


def _runs(text: str, weight: Weight) -> tuple[tuple[str, str], ...]:
    inter, other = weight.value
    own = _drawable(weight)
    if own.issuperset(text):
        return ((inter, text),) if text else ()
    runs: list[tuple[str, str]] = []
    for cluster in _clusters(text):
        name = inter if own.issuperset(cluster) else other
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + cluster)
        else:
            runs.append((name, cluster))
    return tuple(runs)
