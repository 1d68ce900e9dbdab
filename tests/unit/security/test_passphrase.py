"""Which passphrases are enough: five words that do not follow from each other, or what zxcvbn calls hard."""

from __future__ import annotations

import pytest

from app.security import keys, passphrase
from tests.helpers.register import PASSPHRASE


@pytest.mark.parametrize(
    "weak",
    ["", " ", "\n", "\0", "welkom", "x" * 1_000_000, "een twee drie vier vijf", "Maandag Dinsdag Woensdag Donderdag Vrijdag",
     "aaa bbb ccc ddd eee fff", "12345 23456 34567 45678 56789", "januari februari maart april mei juni",
     "wachtwoord wachtwoord1 wachtwoord2 wachtwoord3 wachtwoord4", "rood oranje geel groen blauw", "\ud800"],
)  # fmt: skip
def test_what_follows_from_itself_is_not_enough(weak):
    assert not passphrase.strength(weak).is_enough


@pytest.mark.parametrize(
    "enough",
    [PASSPHRASE, "regen fiets molen banaan kasteel", "de rode fiets staat op maandag buiten", "q8!vR2#kz0Lw9pTn",
     "x'" + "1f9c3a77" * 8 + "'", "🗝 fiets ﬁlm größe naïef kasteel", "'; DROP TABLE fiets -- molen banaan kasteel"],
)  # fmt: skip
def test_what_cannot_be_foreseen_is(enough):
    assert passphrase.strength(enough).is_enough
    assert keys.passphrase_bytes(enough)


@pytest.mark.parametrize(
    ("weak", "hint"),
    [("zomer zomer zomer zomer zomer", "repeats"), ("Kat hond kat hond kat Hond", "repeats"),
     ("kat hond muis vis", "more_words"), ("paard batterij nietje", "more_words"), ("welkom welkom", "more_words")],
)  # fmt: skip
def test_a_few_plain_words_or_the_same_again_are_not_called_strong(weak, hint):
    found = passphrase.strength(weak)
    assert found.score <= 2 and found.hints[0] == hint


def test_what_the_program_makes_is_always_enough():
    for _ in range(500):
        assert passphrase.strength(passphrase.make_passphrase()).is_enough
