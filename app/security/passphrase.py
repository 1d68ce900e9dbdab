"""Passphrase policy: five words, or whatever zxcvbn scores as hard to guess."""

from __future__ import annotations

from collections.abc import Sequence
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


def strength(passphrase: str) -> Strength:
    """How hard it is to guess. Five different words of three letters or more always pass."""
    words = {word for word in passphrase.split() if len(word) >= 3}
    if len(words) >= WORDS and len(passphrase) >= 20:
        return Strength(4, ())
    if not passphrase.strip():
        return Strength(0, ("empty",))
    from zxcvbn import zxcvbn

    answer = zxcvbn(passphrase[:ZXCVBN_LIMIT], user_inputs=["zorgregister", "mensenhandel", "zeeland", "welkom"])
    score = int(answer["score"])
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
