"""Passphrase policy: five words, or whatever zxcvbn scores as hard to guess."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from app import paths

WORDS = 5
ZXCVBN_LIMIT = 72
"""zxcvbn 4.5 raises above this many characters; more only makes a passphrase stronger."""


@dataclass(frozen=True)
class Strength:
    """``score`` 0–4 as zxcvbn gives it, and the codes of what would help (sentences in ``ui/messages.py``)."""

    score: int
    hints: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Only 4 of 4 opens a register full of other people's lives."""
        return self.score == 4


@cache
def word_list() -> Sequence[str]:
    """The bundled Dutch words that generated passphrases are made of."""
    text = (paths.resources() / "wordlist_nl.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def make_passphrase(words: int = WORDS) -> str:
    """``words`` random words of the list, separated by spaces."""
    import secrets

    return " ".join(secrets.choice(word_list()) for _ in range(words))


_ROWS = (
    {"een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"},
    {"eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"},
    {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"},
    {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
     "december"},
    {"lente", "zomer", "herfst", "winter"},
    {"rood", "oranje", "geel", "groen", "blauw", "paars", "zwart", "wit", "grijs", "bruin", "roze"},
)  # fmt: skip
_MOST_OF_A_ROW = 0.6


def in_a_row(words: Collection[str]) -> bool:
    """Whether most of the words follow from each other: days, numbers, one letter or number again, one stem again."""
    found = {unicodedata.normalize("NFKC", word).casefold() for word in words}
    if len(found) < WORDS - 1:
        return False
    most = _MOST_OF_A_ROW * len(found)
    if any(len(found & row) >= most for row in _ROWS):
        return True
    plain = sum(word.isdigit() or len(set(word)) == 1 for word in found)
    stems = Counter(word[:4] for word in found if len(word) > 4)
    return plain >= most or max(stems.values(), default=0) >= most


_FEW_WORDS = 2
"""What less than five plain words are worth at most: zxcvbn knows no Dutch, and would call three of them strong."""


def strength(passphrase: str) -> Strength:
    """How hard it is to guess. Five different words of three letters or more pass, unless they are a row."""
    every = passphrase.casefold().split()
    words = {word for word in passphrase.split() if len(word) >= 3}
    if in_a_row(words):
        return Strength(1, ("row",))
    if len(every) > 2 and len(set(every)) <= len(every) / 2:
        return Strength(1, ("repeats",))
    if len(words) >= WORDS and len(passphrase) >= 20:
        return Strength(4, ())
    if not passphrase.strip():
        return Strength(0, ("empty",))
    from zxcvbn import zxcvbn

    answer = zxcvbn(passphrase[:ZXCVBN_LIMIT], user_inputs=["zorgregister", "mensenhandel", "zeeland", "welkom"])
    is_plain = len(every) > 1 and all(word.isalpha() for word in every)
    score = min(int(answer["score"]), _FEW_WORDS if is_plain else 4)
    hints = []
    if len(words) < WORDS:
        hints.append("more_words")
    for match in answer["sequence"]:
        kind = {"dictionary": "known_word", "spatial": "keyboard_row", "repeat": "repeats", "sequence": "row",
                "date": "date"}.get(match["pattern"])  # fmt: skip
        if kind is not None and kind not in hints and score < 4:
            hints.append(kind)
    if passphrase != passphrase.strip():
        hints.append("outer_space")
    return Strength(score, tuple(hints))
