"""Replays a power cut: what was not synced may be gone, half there, or there in another order.

The writer runs under strace, which gives every write, truncation, sync, creation, rename and removal below
one folder (register, stick), and what the writer had acknowledged by then. A replay picks a moment, keeps all
that was synced before it, and of the rest what the dice say; a surviving write may be torn at 512 bytes.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.helpers import vault

STRACE = "/usr/bin/strace"
CALLS = "openat,close,lseek,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,dup,fcntl"
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
SECTOR = 512
IGNORED = ("register.lock",)


@dataclass
class Op:
    kind: str
    inode: int = 0
    at: int = 0
    data: bytes = b""
    name: str = ""
    other: str = ""


@dataclass
class Recording:
    """Everything the writer did to the folder, in order, and the folder as it was before."""

    folders: set[str]
    before: dict[str, bytes]
    inodes: dict[str, int]
    ops: list[Op] = field(default_factory=list)


def _text(quoted: str) -> bytes:
    return bytes.fromhex(quoted.strip('"').replace("\\x", ""))


def record(code: str, folder: Path, log: Path) -> Recording:
    """Run ``code`` with the folder as its argument; what it prints are its acknowledgements.

    Files below the folder go by their path in it, as ``r/data.1.db``.
    """
    inside = sorted(folder.rglob("*"))
    before = {str(p.relative_to(folder)): p.read_bytes() for p in inside if p.is_file() and p.name not in IGNORED}
    folders = {str(p.relative_to(folder)) for p in inside if p.is_dir()} | {""}
    command = [STRACE, "-f", "-qq", "-xx", "-s", "4000000", "-e", f"trace={CALLS}", "-o", str(log),
               sys.executable, "-c", code, str(folder)]  # fmt: skip
    done = subprocess.run(command, cwd=vault.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    recording = Recording(folders, before, {name: number for number, name in enumerate(before, start=1)})
    _Reader(recording, folder).read(log)
    return recording


class _Reader:
    """Turns strace's lines into operations on names and inodes."""

    def __init__(self, recording: Recording, folder: Path) -> None:
        self.recording, self.folder = recording, str(folder)
        self.names = dict(recording.inodes)
        self.folders = set(recording.folders)
        self.open: dict[int, Any] = {}
        self.next = len(self.names) + 1

    def read(self, log: Path) -> None:
        with log.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                match = LINE.match(line)
                if match and int(match[3]) >= 0:
                    handler = getattr(self, "on_" + match[1], None)
                    if handler is not None:
                        handler(match[2], int(match[3]))

    def _name(self, quoted: str) -> str | None:
        path = _text(quoted).decode(errors="replace")
        if path == self.folder:
            return ""
        inside = path.startswith(self.folder + "/") and path.rpartition("/")[2] not in IGNORED
        return path.removeprefix(self.folder + "/") if inside else None

    def add(self, kind: str, **values: Any) -> None:
        self.recording.ops.append(Op(kind, **values))

    def on_openat(self, arguments: str, fd: int) -> None:
        parts = arguments.split(", ")
        self.open.pop(fd, None)
        name = self._name(parts[1])
        if name is None:
            return
        if name in self.folders:
            self.open[fd] = "folder:" + name
            return
        if name not in self.names:
            self.names[name] = self.next
            self.add("create", name=name, inode=self.next)
            self.next += 1
        elif "O_TRUNC" in parts[2]:
            self.add("truncate", inode=self.names[name], at=0)
        self.open[fd] = [self.names[name], 0]

    def on_close(self, arguments: str, _: int) -> None:
        self.open.pop(int(arguments), None)

    def on_lseek(self, arguments: str, result: int) -> None:
        place = self.open.get(int(arguments.split(", ", maxsplit=1)[0]))
        if isinstance(place, list):
            place[1] = result

    def on_fcntl(self, arguments: str, result: int) -> None:
        if "F_DUPFD" in arguments:
            self.open[result] = self.open.get(int(arguments.split(",", maxsplit=1)[0]))

    def on_write(self, arguments: str, size: int) -> None:
        fd, rest = arguments.split(", ", 1)
        data = _text(rest.rsplit(", ", 1)[0]) if int(fd) == 1 or self.open.get(int(fd)) else b""
        if int(fd) == 1:
            self.add("ack", data=data)
        elif isinstance(self.open.get(int(fd)), list):
            place = self.open[int(fd)]
            self.add("write", inode=place[0], at=place[1], data=data[:size])
            place[1] += size

    def on_pwrite64(self, arguments: str, size: int) -> None:
        fd, rest = arguments.split(", ", 1)
        if isinstance(self.open.get(int(fd)), list):
            quoted, _, at = rest.rsplit(", ", 2)
            self.add("write", inode=self.open[int(fd)][0], at=int(at), data=_text(quoted)[:size])

    def on_ftruncate(self, arguments: str, _: int) -> None:
        fd, size = arguments.split(", ")
        if isinstance(self.open.get(int(fd)), list):
            self.add("truncate", inode=self.open[int(fd)][0], at=int(size))

    def on_fsync(self, arguments: str, _: int) -> None:
        place = self.open.get(int(arguments))
        if isinstance(place, str):
            self.add("sync_folder", name=place.removeprefix("folder:"))
        elif place:
            self.add("sync", inode=place[0])

    on_fdatasync = on_fsync

    def on_mkdir(self, arguments: str, _: int) -> None:
        name = self._name(arguments.split(", ", maxsplit=1)[0])
        if name:
            self.folders.add(name)
            self.add("mkdir", name=name)

    def on_rename(self, arguments: str, _: int) -> None:
        quoted = [part for part in arguments.split(", ") if part.startswith('"')]
        source, target = self._name(quoted[0]), self._name(quoted[1])
        if source and target:
            self.names[target] = self.names.pop(source)
            self.add("rename", name=source, other=target)

    on_renameat = on_renameat2 = on_rename

    def on_unlink(self, arguments: str, _: int) -> None:
        quoted = [part for part in arguments.split(", ") if part.startswith('"')]
        name = self._name(quoted[0])
        if name and name in self.names:
            del self.names[name]
            self.add("unlink", name=name)

    on_unlinkat = on_unlink


def replay(recording: Recording, cut: int, dice: random.Random, folder: Path) -> bytes:
    """Lay down in ``folder`` what the disk may hold after a cut before operation ``cut``; what was acknowledged."""
    ops = recording.ops[:cut]
    keep = dice.choice((0.0, 0.2, 0.5, 0.8, 1.0))
    synced, folder_synced = _synced(ops)
    contents = {recording.inodes[name]: bytearray(data) for name, data in recording.before.items()}
    names, folders = dict(recording.inodes), set(recording.folders)
    for number, op in enumerate(ops):
        if op.kind in {"write", "truncate"}:
            certain = number <= synced.get(op.inode, -1)
            if certain or dice.random() < keep:
                _apply(contents.setdefault(op.inode, bytearray()), op, None if certain else dice)
        elif op.kind in {"create", "rename", "unlink", "mkdir"}:
            certain = number <= folder_synced.get(_folder_of(op.name), -1)
            if certain or dice.random() < keep:
                _rename(names, folders, op)
    _lay_down(folder, folders, {name: bytes(contents.get(inode, b"")) for name, inode in names.items()})
    return b"".join(op.data for op in ops if op.kind == "ack")


def _synced(ops: list[Op]) -> tuple[dict[int, int], dict[str, int]]:
    """The last sync of each file and of each folder."""
    return (
        {op.inode: number for number, op in enumerate(ops) if op.kind == "sync"},
        {op.name: number for number, op in enumerate(ops) if op.kind == "sync_folder"},
    )


def _lay_down(folder: Path, folders: set[str], files: dict[str, bytes]) -> None:
    for name in sorted(folders):
        if name == "" or (folder / name).parent.is_dir():
            (folder / name).mkdir()
    for name, data in files.items():
        if (folder / name).parent.is_dir():
            (folder / name).write_bytes(data)


def _apply(content: bytearray, op: Op, dice: random.Random | None) -> None:
    if op.kind == "truncate":
        if op.at < len(content):
            del content[op.at :]
        else:
            content.extend(bytes(op.at - len(content)))
        return
    data = op.data
    if dice is not None and dice.random() < 0.5:
        data = data[: dice.randrange(0, len(data) // SECTOR + 1) * SECTOR]
    if len(content) < op.at:
        content.extend(bytes(op.at - len(content)))
    content[op.at : op.at + len(data)] = data


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]


def _rename(names: dict[str, int], folders: set[str], op: Op) -> None:
    if op.kind == "mkdir":
        folders.add(op.name)
    elif op.kind == "create":
        names.setdefault(op.name, op.inode)
    elif op.kind == "unlink":
        names.pop(op.name, None)
    elif op.name in names:
        names[op.other] = names.pop(op.name)


def available() -> bool:
    """Whether strace is here and may trace."""
    return os.path.exists(STRACE)
