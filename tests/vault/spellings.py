"""How a text may stand on a disk: encodings, cases, base 64 at each offset, hexadecimal."""

from __future__ import annotations

import base64


def spellings(text: str) -> list[bytes]:
    """Every spelling that is looked for."""
    cased = dict.fromkeys((text, text.lower(), text.upper()))
    raw = [part.encode(code) for part in cased for code in ("utf-8", "utf-16-le", "utf-16-be", "cp1252")]
    coded = [base64.b64encode(b" " * pad + part)[4:-4] for part in raw for pad in range(3)]
    urls = text.encode("unicode_escape"), "".join(f"%{byte:02X}" if byte > 126 or byte == 32 else chr(byte) for byte in text.encode()).encode()
    return list(dict.fromkeys([*raw, *[part for part in coded if len(part) > 8], *[part.hex().encode() for part in raw], *urls]))
