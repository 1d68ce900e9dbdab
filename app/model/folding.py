"""Folding for search and sorting: accents, case and look-alikes do not matter."""

from __future__ import annotations

import unicodedata

_BY_HAND = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ħ": "h",
    "ŧ": "t",
})  # fmt: skip


def folded(text: str) -> str:
    """Lower case, decomposed, without marks; letters and digits separated by single spaces.

    ``Țîrlea`` → ``tirlea``, ``Łukasz`` → ``lukasz``, ``O'Neill`` → ``o neill``. Scripts without
    case (Arabic, Georgian) pass unchanged.
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_BY_HAND)
    letters = (
        ch if ch.isalnum() else " "
        for ch in plain
        if not unicodedata.combining(ch) and unicodedata.category(ch) != "Cf"
    )
    return " ".join("".join(letters).split())
