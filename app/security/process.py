"""What the operating system may keep of this process: no core dumps, no reading by others, private files."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass

PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4


@dataclass(frozen=True)
class Hardening:
    """What holds now; None where the system cannot say."""

    core_dumps_off: bool | None
    not_readable_by_others: bool | None


def harden() -> Hardening:
    """Switch core dumps off, forbid others of the same user to read our memory, make new files private.

    Called once at start, before a passphrase is typed. What a system does not offer is left out; the
    status page says what holds.
    """
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _prctl(PR_SET_DUMPABLE, 0)
    return holds()


def holds() -> Hardening:
    """What the system answers."""
    if sys.platform == "win32":
        return Hardening(None, None)
    import resource

    off = resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
    readable = _prctl(PR_GET_DUMPABLE, 0) if sys.platform == "linux" else None
    return Hardening(off, None if readable is None else readable == 0)


def _prctl(option: int, value: int) -> int | None:
    try:
        return int(ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0))
    except (OSError, AttributeError):
        return None
