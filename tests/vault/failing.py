"""Acts that are cut short: by a call of the operating system that fails, once or from then on, or by a kill.

``python -m tests.vault.failing CALL FOLDER`` forks for every line of its input and does the act named there
in the register of a copy of FOLDER. Under strace (:class:`Failing`) each process's call number WHEN fails;
it first makes so many empty calls that the one wanted comes at the right moment. So the next failure costs
a fork and no new start. Without (:class:`Killing`) it is killed after a while.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app import paths
from app.errors import RegisterError
from app.model.clients import ClientFields
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.services import clients, vault
from app.storage import connection, recovery, slots
from app.storage import folder as folder_files
from tests.helpers import vault as broken
from tests.helpers.register import PASSPHRASE, QUICK, fresh_register

STRACE = "/usr/bin/strace"
WHEN = {"write": 60, "pwrite64": 700, "fsync": 150, "fdatasync": 40, "ftruncate": 40, "rename": 40}
"""More than any act makes of each call."""
MARK = "/the-act-begins-here"
OTHER = "een andere zin na het wisselen"
NOW = connection.SCHEMA_VERSION
MIGRATION = "CREATE TABLE added (id TEXT PRIMARY KEY); ALTER TABLE client ADD COLUMN added TEXT;"


def nothing(step: str) -> None:
    """Progress that nobody sees."""


@contextmanager
def next_version(place: Path) -> Any:
    """The program of a version to come, with an invented migration."""
    scripts, coming = place / "db", NOW + 1
    if not scripts.exists():
        shutil.copytree(paths.database_scripts(), scripts)
        (scripts / "migrations" / f"{coming:04d}_added.sql").write_text(MIGRATION)
        now = (scripts / "schema.sql").read_text(encoding="utf-8")
        then = now.replace(f"PRAGMA user_version = {NOW};", f"{MIGRATION} PRAGMA user_version = {coming};")
        (scripts / "schema.sql").write_text(then, encoding="utf-8")
    before, where = connection.SCHEMA_VERSION, paths.database_scripts
    connection.SCHEMA_VERSION, paths.database_scripts = coming, lambda: scripts  # type: ignore[assignment]
    try:
        yield
    finally:
        connection.SCHEMA_VERSION, paths.database_scripts = before, where


# -- acts: what is made ready, then what may fail ----------------------------------------------


def save(base: Path) -> Callable[[], Any]:
    """Three acts, each tried again once with the same id when it was refused."""
    register = broken.open_quickly(base / "r")
    rows = [new_id() for _ in range(4)]
    report = NotificationFields(received_on=vault.clock.today(), notifier_type="politie")
    fields = ClientFields(given_name="Tessa")
    acts = (
        (("organisation", rows[0]), lambda: broken.add(register, "x" * 12_000, rows[0])),
        (("client", rows[1]), lambda: clients.register_client(
            register, report, client_id=rows[1], notification_id=rows[2], fields=fields)),
        (("organisation", rows[3]), lambda: broken.add(register, "y" * 9_000, rows[3])),
    )  # fmt: skip

    def work() -> list[Any]:
        told = []
        for row, act in acts:
            outcomes = [_outcome(act)]
            if outcomes[0] != "done":
                outcomes.append(_outcome(act))
            told.append([*row, outcomes])
        return told

    return work


def passphrase(base: Path) -> Callable[[], Any]:
    """Another passphrase."""
    register = broken.open_quickly(base / "r")
    return lambda: slots.change_passphrase(register, PASSPHRASE, OTHER, work=QUICK)


def backup(base: Path) -> Callable[[], Any]:
    """One proved back-up to the stick, with its line in the log."""
    register = broken.open_quickly(base / "r")

    def work() -> None:
        (outcome,) = vault.back_up(register, (base / "stick",), nothing)
        if outcome.problem is not None:
            raise outcome.problem

    return work


def restore(base: Path) -> Callable[[], Any]:
    """The back-up on the stick becomes the register."""
    (path,) = (base / "stick").glob("*.kluis")
    return lambda: recovery.restore(base / "r", path, PASSPHRASE)


def renewal(base: Path) -> Callable[[], Any]:
    """Another master key, in a new generation; then one save in whatever register is open."""
    register = broken.open_quickly(base / "r")
    return lambda: recovery.renew_master_key(register, PASSPHRASE, QUICK, nothing)


def migration(base: Path) -> Callable[[], Any]:
    """Opening with a newer program."""
    with next_version(base):
        pass  # its script is there

    def work() -> None:
        with next_version(base):
            broken.open_quickly(base / "r").close()

    return work


def creation(base: Path) -> Callable[[], Any]:
    """The first start."""
    return lambda: fresh_register(base / "new").close()


ACTS = {act.__name__: act for act in (save, passphrase, backup, restore, renewal, migration, creation)}


def _outcome(act: Callable[[], Any]) -> Any:
    try:
        result = act()
    except RegisterError as error:
        return type(error).__name__
    return result if isinstance(result, list) else "done"


# -- the process under strace ------------------------------------------------------------------


def _dummies(call: str, count: int, place: Path) -> None:
    handle = os.open(place / "dummy", os.O_RDWR | os.O_CREAT)
    empty = {
        "write": lambda: os.write(handle, b""), "pwrite64": lambda: os.pwrite(handle, b"", 0),
        "fsync": lambda: os.fsync(handle), "fdatasync": lambda: os.fdatasync(handle),
        "ftruncate": lambda: os.ftruncate(handle, 0), "rename": lambda: os.rename(MARK, MARK),
    }[call]  # fmt: skip
    for _ in range(count):
        with suppress(OSError):
            empty()
    os.close(handle)


def _child(call: str, line: str) -> None:
    asked = json.loads(line)
    base = Path(asked["base"])
    if call in WHEN:
        _dummies(call, asked["dummies"], base)
    work = ACTS[asked["act"]](base)
    os.writev(1, [b"ready\n"])
    with suppress(OSError):
        os.open(MARK, os.O_RDONLY)
    told = _outcome(work)
    os.writev(1, [json.dumps(told).encode() + b"\n"])


def main(call: str, folder: Path) -> None:
    """Fork for each line; a process that died without a word is told as null."""
    broken.keys_of(folder)  # derived once, for all forks
    os.writev(1, [b"ready\n"])
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.writev(1, [f"{os.getpid()}\n".encode()])
            try:
                _child(call, line)
            except BaseException as error:  # noqa: BLE001  a mistake of the act is told, and the fork ends here
                os.writev(2, [repr(error).encode()])
                os.writev(1, [json.dumps(f"!{type(error).__name__}").encode() + b"\n"])
            os._exit(0)
        os.waitpid(pid, 0)
        os.writev(1, [b"over\n"])


class Server:
    """The process that forks, from the outside."""

    def __init__(self, call: str, folder: Path, *before: str) -> None:
        command = [*before, sys.executable, "-m", "tests.vault.failing", call, str(folder)]
        self.process = subprocess.Popen(command, cwd=broken.ROOT, text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
        assert self.hear() == "ready"

    def hear(self) -> str:
        """The next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        return line.rstrip("\n")

    def ask(self, **what: Any) -> None:
        """One act."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """Let it go."""
        self.process.communicate()


class Killing(Server):
    """Kills the act after a while."""

    def __init__(self, folder: Path) -> None:
        super().__init__("kill", folder)

    def run(self, act: str, base: Path, seconds: float) -> float:
        """How long it took to the kill or, if that came too late, to the end."""
        self.ask(act=act, base=str(base))
        pid = int(self.hear())
        assert self.hear() == "ready"
        begin = time.perf_counter()
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            os.kill(pid, signal.SIGKILL)
        while self.hear() != "over":
            pass
        return time.perf_counter() - begin


class Failing(Server):
    """Lets a call fail."""

    def __init__(self, call: str, error: str, folder: Path, log: Path, *, lasting: bool = False) -> None:
        self.when = WHEN[call]
        when = f"{self.when}+" if lasting else str(self.when)
        inject = f"inject={call}:error={error}:when={when}"
        super().__init__(call, folder, STRACE, "-f", "--seccomp-bpf", "-qq", "-o", str(log), "-e",
                         f"trace=openat,{call}", "-e", inject)  # fmt: skip
        self.log = log

    def run(self, act: str, base: Path, number: int) -> tuple[str, Any]:
        """Let call ``number`` fail; where it fell (``before`` the act, ``in`` it, ``never``), and what was told."""
        place = self.log.stat().st_size
        self.ask(act=act, base=str(base), dummies=self.when - number)
        told, _ = None, self.hear()
        while (answer := self.hear()) != "over":
            told = told if answer == "ready" else json.loads(answer)
        with self.log.open("rb") as file:
            file.seek(place)
            seen = file.read()
        injected, mark = seen.find(b"(INJECTED)"), seen.find(MARK.encode() + b'", O_RDONLY')
        if injected < 0:
            return "never", told
        return ("in" if 0 <= mark < injected else "before"), told


def present_names(register: Any) -> dict[str, int]:
    """Ids of organisations and clients, with how often each stands there."""
    with register.reading() as read:
        query = "SELECT id, count(*) FROM (SELECT id FROM organisation UNION ALL SELECT id FROM client) GROUP BY id"
        return dict(read.connection.exec_driver_sql(query).fetchall())


def unfinished(folder: Path) -> list[str]:
    """Files that a write left behind."""
    return [path.name for path in folder.iterdir() if ".tmp" in path.name or path.name == folder_files.UNFINISHED_FILE]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
