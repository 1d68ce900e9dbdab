"""Protected fields typed by mistake into a sentence for paper.

The eight fields of the Besluit bescherming slachtoffergegevens have no place on a summary; free text
could still hold one. What is found here is a warning for her before anything leaves, never a block.
"""

from __future__ import annotations

import re
from enum import StrEnum

from app.model.summary import SummaryContent


class ProtectedKind(StrEnum):
    """A protected field that a free sentence seems to hold."""

    PHONE = "telefoonnummer"
    EMAIL = "e_mailadres"
    POSTCODE = "postcode"
    BSN = "bsn"


_PATTERNS = (
    (ProtectedKind.EMAIL, re.compile(r"[^\s@]{1,64}@[^\s@.]{1,63}\.[^\s@]")),
    (
        ProtectedKind.PHONE,
        re.compile(r"(?<![\d+])(?:\+\d{1,3}|00\d{2}|0)[\s.-]?[1-9](?:[\s.-]?\d){7,9}(?!\d)"),
    ),
    (ProtectedKind.POSTCODE, re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b")),
)
_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")


def protected_in(text: str) -> tuple[ProtectedKind, ...]:
    """Which protected fields ``text`` seems to hold; a warning for her, it blocks nothing."""
    found = [kind for kind, pattern in _PATTERNS if pattern.search(text)]
    if any(_passes_eleven(digits) for digits in _NINE_DIGITS.findall(text)):
        found.append(ProtectedKind.BSN)
    return tuple(found)


def protected_in_content(content: SummaryContent) -> tuple[ProtectedKind, ...]:
    """The protected fields that the free text of this page seems to hold, each once."""
    texts = (
        content.question, content.urgent_care, content.situation, content.wish,
        *(line.sentence for line in content.tracks), *(rule.detail for rule in content.contact_rules),
    )  # fmt: skip
    return tuple(dict.fromkeys(kind for text in texts for kind in protected_in(text)))


def _passes_eleven(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0
