"""kill −9 at a random moment of an hour of work: short here, ``VAULT_KILLS=1000`` for the long run.

    VAULT_KILLS=1000 python -m pytest tests/vault/test_working_hour.py -s

The hour is :mod:`tests.vault.working_hour`. After each kill the register is opened as she opens it; both
integrity checks, the chain, the anchor and every row's revision hold; all that was acknowledged is there,
nothing is half there, every paper and every back-up under a final name is whole. Each kill goes on where
the one before it left the register; after ``HOURS`` of them a new register is taken.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from app.storage import anchor, backup, connection, slots, verification
from tests.helpers import vault
from tests.helpers.sharing import furnished_register

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks")

KILLS = int(os.environ.get("VAULT_KILLS", "2"))
SEED = int(os.environ.get("VAULT_SEED", "1"))
HOURS = 25
LONGEST = 1.6
"""About what the hour takes; the long run measures it."""

VARIES = {"disclosure.recorded", "notification.added"}
"""Acts that write another row or not by what stands there already."""


class Desk:
    """One register, its stick and papers, and the process that forks the hours."""

    def __init__(self, base: Path) -> None:
        self.folder, self.place, self.told = base / "register", base / "papers", base / "told"
        (self.place / "stick").mkdir(parents=True)
        furnished_register(self.folder).close()
        self.told.touch()
        code = [sys.executable, "-m", "tests.vault.working_hour", *map(str, (self.folder, self.place, self.told))]
        self.server = subprocess.Popen(code, cwd=vault.ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)  # fmt: skip
        assert self.server.stdout.readline() == "ready\n", self.server.communicate()[1]
        self.read = 0
        self.rows: dict[tuple[str, str], int] = {}
        self.voided: set[str] = set()
        self.drafts: dict[tuple[str, str], set[str | None]] = {}
        self.files: set[str] = set()
        self.backups: set[str] = set()
        self.slots: set[str] = set()
        self.shapes: dict[tuple[str, str | None], set[tuple[str, ...]]] = {}

    def run(self, seed: int, seconds: float) -> str:
        """Work until the kill; how the hour ended and in which act."""
        self.server.stdin.write(f"{seed}\n")
        self.server.stdin.flush()
        child = int(self.server.stdout.readline())
        if not select.select([self.server.stdout], [], [], seconds)[0]:
            os.kill(child, signal.SIGKILL)
        how = self.server.stdout.readline().strip()
        assert how in {"killed", "0"}, self.server.stderr.read() if self.server.poll() is not None else how
        return how

    def whole_hour(self) -> float:
        """Work without a kill; how long it takes."""
        begin = time.perf_counter()
        assert self.run(0, 240.0) == "0"
        return time.perf_counter() - begin

    def end(self) -> None:
        self.server.communicate()

    def listen(self) -> dict[str, object] | None:
        """Take in what was told since the last time; the act that was under way, if any."""
        data = self.told.read_bytes()[self.read :]
        lines = data.split(b"\n")
        self.read += len(data) - len(lines[-1])
        under_way = None
        for line in map(json.loads, lines[:-1]):
            if "begin" in line:
                under_way = line
            elif "done" in line:
                under_way = None
                self._take(line)
        return under_way

    def _take(self, line: dict[str, object]) -> None:
        for table, row_id, revision in line.get("rows", ()):
            self.rows[table, row_id] = revision
            if line.get("void"):
                self.voided.add(row_id)
        if line["done"] in {"draft", "no draft"}:
            self.drafts[line["draft"], line["subject"]] = {line["text"]}
        for name, known in (("file", self.files), ("backup", self.backups), ("slot", self.slots)):
            if name in line:
                known.add(line[name])
        self.slots.discard(line.get("slot_ended"))


def check(desk: Desk, under_way: dict[str, object] | None) -> None:
    """Everything that must hold after a kill."""
    register = vault.open_quickly(desk.folder)
    try:
        with register.alone() as raw:
            anchored = anchor.current(desk.folder, register.keys.anchor, register.file.generation)
            report = verification.examine(raw, register.keys.audit, anchored=anchored)
            assert report.is_intact, report.findings
            _acknowledged(desk, raw)
            _drafts(desk, raw, under_way)
            _no_half_act(desk, raw)
            _files(desk, raw, under_way)
        present = {slot.id for slot in slots.read(desk.folder, register.file.id)}
        assert desk.slots - present <= {(under_way or {}).get("slot")}
        _backups(desk, register)
        assert not [name for name in vault.contents(desk.folder) if ".tmp" in name]
    finally:
        register.close()


def _acknowledged(desk: Desk, raw: object) -> None:
    for (table, row_id), revision in desk.rows.items():
        columns = "revision, voided_at" if verification.tables.metadata.tables[table].c.get("revision") is not None else "1, NULL"
        row = raw.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (row_id,)).fetchone()
        assert row is not None and row[0] >= revision, ("lost", table, row_id, revision, row)
        assert row[1] is not None or row_id not in desk.voided, ("lost", table, row_id)


def _drafts(desk: Desk, raw: object, under_way: dict[str, object] | None) -> None:
    for (form, subject), texts in desk.drafts.items():
        row = raw.execute("SELECT fields FROM draft WHERE form = ? AND subject = ?", (form, subject)).fetchone()
        text = json.loads(row[0])["note"] if row else None
        allowed = set(texts)
        if under_way is not None and under_way.get("draft") == form:
            allowed.add(under_way.get("text"))
        assert text in allowed, ("draft lost", form)
        desk.drafts[form, subject] = {text}


def _no_half_act(desk: Desk, raw: object) -> None:
    """What an act of a kind writes is the same every time: the last one before the kill too."""
    query = "SELECT action, ground, changes FROM audit_entry WHERE action NOT LIKE 'register.%' ORDER BY seq"
    found = [((action, ground), tuple(sorted({change[0] for change in json.loads(changes)})))
             for action, ground, changes in raw.execute(query) if action not in VARIES]  # fmt: skip
    for kind, shape in found[:-1]:
        desk.shapes.setdefault(kind, set()).add(shape)
    if found and found[-1][0] in desk.shapes:
        assert found[-1][1] in desk.shapes[found[-1][0]], ("half an act", found[-1])


def _files(desk: Desk, raw: object, under_way: dict[str, object] | None) -> None:
    names = {path.name for path in desk.place.iterdir() if path.is_file()}
    assert desk.files <= names, desk.files - names
    recorded = dict(raw.execute("SELECT id, document_sha256 FROM disclosure").fetchall())
    for name in names:
        if name.endswith(".pdf"):
            assert name.removesuffix(".pdf") in recorded, "a paper that nobody recorded"
            digest = hashlib.sha256((desk.place / name).read_bytes()).hexdigest()
            if name in desk.files:
                assert digest == recorded[name.removesuffix(".pdf")], "half a paper"


def _backups(desk: Desk, register: object) -> None:
    found = {path.name: path for path in (desk.place / "stick").iterdir() if path.suffix == backup.SUFFIX}
    assert max(desk.backups, default="") <= max(found, default="")
    for path in sorted(found.values())[-2:]:
        backup.proved(path, register.keys)


@pytest.fixture
def new_desk():
    """Makes desks; the one before it is cleared away."""
    made = []

    def make(base):
        if made:
            made[-1].end()
            shutil.rmtree(made[-1].folder.parent)
        made.append(Desk(base))
        return made[-1]

    yield make
    made[-1].end()


def test_no_kill_in_an_hour_of_work_loses_what_was_acknowledged(new_desk, tmp_path):
    dice, ended, rows = random.Random(SEED), Counter(), 0
    for turn in range(KILLS):
        if turn % HOURS == 0:
            desk = new_desk(tmp_path / f"desk{turn}")
            longest = desk.whole_hour() if KILLS >= HOURS else LONGEST
        how = desk.run(SEED * 100_000 + turn, dice.uniform(0.0, longest))
        under_way = desk.listen()
        try:
            check(desk, under_way)
        except Exception as problem:
            shutil.copytree(desk.folder, tmp_path / "broken")
            raise AssertionError((turn, how, under_way, repr(problem), getattr(problem, "params", ""))) from problem
        ended[str((under_way or {}).get("begin", "between" if how == "killed" else "done"))] += 1
        rows += len(desk.rows) if turn % HOURS == HOURS - 1 or turn == KILLS - 1 else 0
    sys.stdout.write(f"{KILLS} kills, {rows} rows acknowledged; killed in {dict(ended)}\n")


def test_the_check_would_notice_a_lost_save(new_desk, tmp_path):
    desk = new_desk(tmp_path / "desk")
    desk.run(1, 0.8)
    desk.listen()
    with vault.direct(desk.folder) as raw:
        assert connection.integrity(raw) == ([], [])
    desk.rows["client", "11111111-1111-4111-8111-111111111111"] = 1
    with pytest.raises(AssertionError, match="lost"):
        check(desk, None)
