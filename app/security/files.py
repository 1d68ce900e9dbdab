"""Private files: the only way the program makes folders and writes files of its own.

Folders 0700, files 0600; a replacement is written beside, synced, renamed, and the folder synced, so
that after a power cut there is the old file or the new one (``security.md`` §2.1).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import DiskFailed, DiskFull, EnvironmentProblem, PlaceExists, ReadOnlyPlace

_KINDS: dict[int, type[EnvironmentProblem]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EROFS: ReadOnlyPlace,
    errno.EACCES: ReadOnlyPlace,
    errno.EPERM: ReadOnlyPlace,
    errno.EEXIST: PlaceExists,
}


def problem_of(error: OSError) -> EnvironmentProblem:
    """The refusal that belongs to an operating-system error, without its text (paths are personal)."""
    return _KINDS.get(error.errno or 0, DiskFailed)(errno=error.errno)


@contextmanager
def told() -> Iterator[None]:
    """Turn ``OSError`` into the refusal that can be told to the coordinator."""
    try:
        yield
    except OSError as error:
        raise problem_of(error) from None


def make_private_folder(folder: Path) -> None:
    """Create ``folder`` (and parents) with mode 0700, durably; an existing one that may be written is made 0700."""
    with told():
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise ReadOnlyPlace
        made = [place for place in (folder, *folder.parents) if not place.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_private(folder)
    for place in made:
        with suppress(ReadOnlyPlace):  # a folder above that may not be read: nothing to be done
            sync_folder(place.parent)


def keep_private(folder: Path) -> None:
    """Close a folder of ours to other accounts; a stick without such rights, or another's folder, stays as it is."""
    with suppress(OSError):
        if not is_private(folder):
            folder.chmod(0o700)


def is_private(folder: Path) -> bool:
    """Whether only this account can look into ``folder``; True where the system has no such rights to read."""
    if os.name == "nt":
        return True
    info = folder.stat()
    return info.st_uid == os.geteuid() and not info.st_mode & 0o077


_CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS})
"""What file systems of some sticks and shares answer to a sync of a folder: they have no such thing."""


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` durable; Windows and some sticks have no such call and need none."""
    if os.name == "nt":
        return
    with told():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _CANNOT_SYNC:
                raise
        finally:
            os.close(handle)


@contextmanager
def creating(path: Path) -> Iterator[BinaryIO]:
    """A file that must not exist yet, to write into: mode 0600, durable at the end.

    Raises :class:`PlaceExists`, :class:`DiskFull`, :class:`ReadOnlyPlace` or :class:`DiskFailed`;
    then, and when the body raises, no partial file is left.
    """
    with told():
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, durable before returning; see :func:`creating`."""
    with creating(path) as file:
        file.write(data)


def fill(path: Path, blocks: Iterator[bytes]) -> None:
    """Write into a private file that was made for it, durable before returning."""
    with told(), path.open("r+b") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Make what another library wrote into ``path`` durable. Never for the open database: closing drops its lock."""
    with told():
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    sync_folder(path.parent)


_BLOCK = 1 << 20


def keep_beside(source: Path, target: Path) -> None:
    """A second name for a file that must stay as it is, or a copy where the file system has none; durable."""
    with told():
        try:
            os.link(source, target)
        except OSError:
            copy(source, target)
    sync_folder(target.parent)


def copy(source: Path, target: Path) -> None:
    """A private copy of a file; ``target`` must not exist yet."""
    with told(), source.open("rb") as file, creating(target) as made:
        while block := file.read(_BLOCK):
            made.write(block)


def rename(source: Path, target: Path) -> None:
    """Give a finished file its name, durably; the caller made sure that the name is free or may go."""
    with told():
        os.replace(source, target)
    sync_folder(target.parent)


def replace(path: Path, data: bytes) -> None:
    """Write or replace a private file: the old one or the new one, never half of either."""
    beside = path.with_name(path.name + ".tmp")
    with told():
        beside.unlink(missing_ok=True)
    write_new(beside, data)
    try:
        with told():
            os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)


LARGEST = 4_000_000
"""Far more than any file of ours that is read whole; more is not read into memory."""


class NotPlain(ValueError):
    """Where one of our files should be lies a pipe, a device, a folder, or something far too large."""


def read(path: Path) -> bytes:
    """The bytes of a small file; ``FileNotFoundError`` when it is not there, :class:`NotPlain`, else a refusal.

    Never waits: somebody may have put a pipe or a device under this name.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise NotPlain
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            info = os.fstat(handle)
            if not stat.S_ISREG(info.st_mode) or info.st_size > LARGEST:
                raise NotPlain
            return file.read(LARGEST)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotPlain from None
        raise problem_of(error) from None


def is_own(info: os.stat_result) -> bool:
    """A plain file with one name: who writes into it writes into nothing else."""
    return stat.S_ISREG(info.st_mode) and info.st_nlink == 1


def own_handle(path: Path) -> int:
    """A handle to read and write the private file ``path``, made when it is not there.

    A link, a pipe or a second name of another file in its place is taken away first: what is written
    would end up at the other end.
    """
    careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with told():
        with suppress(FileNotFoundError):
            info = path.lstat()
            if not is_own(info) and not stat.S_ISDIR(info.st_mode):
                path.unlink()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | careful, 0o600)
        if not is_own(os.fstat(handle)):
            os.close(handle)
            raise DiskFailed
        return handle
