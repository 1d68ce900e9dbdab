"""One page of an SQLCipher file at a time, without the engine: sealed or not, and what is in it.

The engine gives up a whole connection at the first bad page; what stands on the good ones is read here.
Layout of SQLCipher 4 (its design page): ciphertext, IV of 16, HMAC-SHA512 of 64 over both and the page
number; the first page begins with the salt instead of the file's name. Nothing here writes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PAGE = 4096
KEY_BYTES, SALT_BYTES = 32, 16
IV_BYTES, MAC_BYTES = 16, 64
USABLE = PAGE - IV_BYTES - MAC_BYTES
HEADER = b"SQLite format 3\0"
_SALT_MASK, _ROUNDS = 0x3A, 2


class PageKey:
    """The key and salt of one database, for reading its pages."""

    def __init__(self, key: bytearray) -> None:
        self._key = bytes(key[:KEY_BYTES])
        salt = bytes(byte ^ _SALT_MASK for byte in key[KEY_BYTES:])
        self._mac = hashlib.pbkdf2_hmac("sha512", self._key, salt, _ROUNDS, KEY_BYTES)

    def is_sealed(self, number: int, page: bytes) -> bool:
        """Whether these bytes are page ``number`` (the first is 1) as the engine wrote it, some time."""
        if len(page) != PAGE:
            return False
        covered = page[SALT_BYTES if number == 1 else 0 : PAGE - MAC_BYTES]
        code = hmac.digest(self._mac, covered + number.to_bytes(4, "little"), "sha512")
        return hmac.compare_digest(code, page[PAGE - MAC_BYTES :])

    def opened(self, number: int, page: bytes) -> bytes | None:
        """The plain page without its reserve, or None when its seal is broken."""
        if not self.is_sealed(number, page):
            return None
        start = SALT_BYTES if number == 1 else 0
        decryptor = Cipher(AES(self._key), CBC(page[USABLE : USABLE + IV_BYTES])).decryptor()
        plain = decryptor.update(page[start:USABLE]) + decryptor.finalize()
        return HEADER + plain if number == 1 else plain

    def placed(self, page: bytes, numbers: Iterable[int]) -> int | None:
        """Which of these pages it is, when it stands in the wrong place."""
        return next((number for number in numbers if self.is_sealed(number, page)), None)
