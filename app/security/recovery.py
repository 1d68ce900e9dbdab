"""The recovery sheet: the master key on paper, in lines of eight with a check sign each.

Crockford's base 32 (no I, L, O, U), so that it can be read aloud. 256 bits of key and 24 of a digest
over key and register fill seven lines of eight. Each line's check is a sum in GF(32) with the line's
number in it: any one wrong sign, two neighbours swapped and two whole lines swapped are all caught,
and the line is named.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from app.errors import SheetOfAnotherRegister, SheetRefused
from app.security.keys import KEY_BYTES

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LINES = 7
SIGNS = 8
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None, ".": None, "–": None})
_DIGEST_BYTES = 3


def sheet_lines(master_key: bytearray, register_id: str) -> tuple[str, ...]:
    """Seven lines as printed: ``7K4M1Q2X-5``."""
    payload = bytes(master_key) + _digest(master_key, register_id)
    number = int.from_bytes(payload, "big")
    signs = [number >> shift & 31 for shift in range(5 * (LINES * SIGNS - 1), -5, -5)]
    lines = []
    for line in range(LINES):
        part = signs[line * SIGNS : (line + 1) * SIGNS]
        lines.append("".join(ALPHABET[sign] for sign in part) + "-" + ALPHABET[_check(part, line)])
    return tuple(lines)


def line_is_right(text: str, line: int) -> bool:
    """Whether line number ``line`` (the first is 1) can be right as typed."""
    try:
        _signs(text, line)
    except SheetRefused:
        return False
    return True


def same_line(wanted: str, typed: str) -> bool:
    """Whether a line typed back is the one that was printed, however it was spaced."""
    return hmac.compare_digest(_plain(wanted).encode(), _plain(typed).encode())


def _plain(text: str) -> str:
    return text.strip().upper().translate(_READ_AS)


def key_of(lines: Sequence[str], register_id: str) -> bytearray:
    """The master key from the typed lines.

    Raises :class:`SheetRefused` with the first wrong line, :class:`SheetOfAnotherRegister` when all
    lines are right but belong elsewhere.
    """
    typed = [line for line in lines if line.strip()]
    if len(typed) != LINES:
        raise SheetRefused(line=len(typed) + 1 if len(typed) < LINES else LINES)
    number = 0
    for line, text in enumerate(typed, start=1):
        for sign in _signs(text, line):
            number = number << 5 | sign
    payload = number.to_bytes(KEY_BYTES + _DIGEST_BYTES, "big")
    key = bytearray(payload[:KEY_BYTES])
    if payload[KEY_BYTES:] != _digest(key, register_id):
        raise SheetOfAnotherRegister
    return key


def _signs(text: str, line: int) -> list[int]:
    signs = [ALPHABET.find(sign) for sign in _plain(text)]
    if len(signs) != SIGNS + 1 or -1 in signs or _check(signs[:SIGNS], line - 1) != signs[SIGNS]:
        raise SheetRefused(line=line)
    return signs[:SIGNS]


def _digest(key: bytearray, register_id: str) -> bytes:
    return hashlib.sha256(b"recovery/1" + register_id.encode() + bytes(key)).digest()[:_DIGEST_BYTES]


def _times(left: int, right: int) -> int:
    """Product in GF(32), modulo x^5 + x^2 + 1."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left, right = left << 1, right >> 1
        if left & 32:
            left ^= 0b100101
    return product


def _check(signs: Sequence[int], line: int) -> int:
    total, weight = line + 1, 1
    for sign in signs:
        weight = _times(weight, 2)
        total ^= _times(sign, weight)
    return total
