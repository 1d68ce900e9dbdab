"""Reads what ``strace`` tells of a program, and says where any of the secrets was written: files, pipes, sockets.

``strace -f -y -xx -s 4194304 -e trace=CALLS -o '|python -m tests.vault.watched OUT SECRET…' PROGRAM``. Files that
were deleted since, unnamed ones (``O_TMPFILE``, ``memfd``) and what is overwritten later are seen too.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.vault.spellings import spellings

CALLS = (
    "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,openat,open,creat,memfd_create,rename,renameat,"
    "renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat,execve,setxattr,fsetxattr,connect"
)
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$", re.DOTALL)
_TARGET = re.compile(r"^(-?\w+)<((?:[^>\\]|\\x[0-9a-f]{2}|\\.)*)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
KEPT = 400
"""So much of what was written before is looked at again: a secret may fall between two writes."""


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


class Watch:
    """Goes through the lines; ``found`` is what was seen, ``made`` every name that was made or opened for writing."""

    def __init__(self, secrets: list[str]) -> None:
        every = {spelling for secret in secrets for spelling in spellings(secret)}
        self._wanted = sorted(every)
        self._before: dict[str, bytes] = {}
        self.found: list[str] = []
        self.made: set[str] = set()
        self.sockets: set[str] = set()
        self.calls = 0
        self.written = 0

    def read(self, line: str) -> None:
        """One line of ``strace``."""
        match = _CALL.match(line)
        if match is None:
            return
        self.calls += 1
        call, rest = match[1], match[2]
        data = b"".join(_bytes(part) for part in _STRING.findall(rest))
        if call in {"write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg"}:
            target = _TARGET.match(rest)
            place = _bytes(target[2]).decode(errors="replace") if target and "\\x" in target[2] else (target[2] if target else "?")
            self.written += len(data)
            whole = self._before.get(place, b"") + data
            self._look(f"{call} {place}", whole)
            self._before[place] = whole[-KEPT:]
            for stream in _inflated(data):
                self._look(f"{call} {place} (deflated)", stream)
            return
        self._look(call, data)
        if call in {"openat", "open", "creat"} and ("O_CREAT" in rest or "O_TMPFILE" in rest or call == "creat"):
            self.made.add(data.decode(errors="replace"))
        elif call == "connect":
            self.sockets.add(re.sub(r"\\x([0-9a-f]{2})", lambda m: chr(int(m[1], 16)), rest[rest.find("{") : rest.rfind("}") + 1]))
        elif call == "memfd_create":
            self.made.add("memfd:" + data.decode(errors="replace"))

    def _look(self, place: str, data: bytes) -> None:
        self.found += [f"{place}: {spelling!r}" for spelling in self._wanted if spelling in data]


def _inflated(data: bytes) -> Iterator[bytes]:
    for match in _ZLIB.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[match.start() :], 1 << 22)
        except zlib.error:
            continue


def main(out: Path, secrets: list[str]) -> None:
    """From standard input to ``out``."""
    watch = Watch(secrets)
    for line in sys.stdin:
        watch.read(line)
    told = {"found": sorted(set(watch.found)), "made": sorted(watch.made), "sockets": sorted(watch.sockets),
            "calls": watch.calls, "written": watch.written}  # fmt: skip
    out.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
