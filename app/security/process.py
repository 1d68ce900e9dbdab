"""What the operating system may keep of this process: no core dumps, no reading by others, private files."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PR_GET_DUMPABLE, PR_SET_DUMPABLE = 3, 4
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made below it


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


def temporary_files_in(memory: Path) -> bool:
    """What libraries put in a temporary file goes to ``memory``, a folder below a memory file system.

    The print system writes the whole page to such a file before it takes it; on a disk its bytes would
    stay. False where there is no such file system: then nothing changes.
    """
    if sys.platform != "linux" or not memory.is_relative_to(SHARED_MEMORY):
        return False
    try:
        memory.mkdir(mode=0o700, exist_ok=True)
        own = memory.lstat()
        if not stat.S_ISDIR(own.st_mode) or own.st_uid != os.getuid() or stat.S_IMODE(own.st_mode) != 0o700:
            return False
    except OSError:
        return False
    os.environ["TMPDIR"] = str(memory)
    return True


_M_PERTURB, _FILL = -6, 0x55
_PYTHONS_OWN = range(1, 481, 16)
"""Sizes that Python keeps in pools of its own; what is larger comes from the system."""
_SYSTEMS = range(480, 2100, 16)


def fill_what_is_freed(*, is_on: bool) -> bool:
    """From now on whatever is given back to the system's heap is overwritten at once; False where that cannot be.

    For while the window is taken down: it costs time with every release. Only glibc can.
    """
    try:
        return sys.platform == "linux" and bool(ctypes.CDLL(None).mallopt(_M_PERTURB, _FILL if is_on else 0))
    except (OSError, AttributeError):
        return False


def overwrite_freed() -> None:
    """Fill the gaps that freed texts left behind in Python's pools and in the small bins of the heap.

    Python does not clear what it frees, and hands it out again only when something of that size is wanted.
    So all of it is asked for, written over and given back (measured: of 4,850 copies of a name 800 stayed
    without this, and 1 to 7 with it). No promise: memory is out of scope, this makes it little.
    """
    taken = [[b"\0" * size for _ in range(2000)] for size in _PYTHONS_OWN]  # not bytes(size): that takes other room
    taken += [[b"\0" * size for _ in range(64)] for size in _SYSTEMS]
    del taken
    with suppress(OSError, AttributeError):
        if sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)
