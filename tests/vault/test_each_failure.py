"""EIO and ENOSPC at every write, sync, truncation and rename of each act (D04): what was told is the truth.

A few here; every one of them, each alone and from then on, with

    VAULT_INJECTIONS=all python -m pytest tests/vault/test_each_failure.py -s
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass

import pytest

from app.storage import backup, recovery, slots, verification
from app.storage import folder as folder_files
from app.storage.opening import open_register
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, fresh_register
from tests.vault import failing
from tests.vault.failing import OTHER

pytestmark = pytest.mark.skipif(not os.path.exists(failing.STRACE), reason="strace injects the failures")

ALL = bool(os.environ.get("VAULT_INJECTIONS"))
NAMES = ["Eerste", "Tweede", "Derde"]
DISK = {"DiskFull", "DiskFailed", "OutcomeUnknown"}
REFUSALS = dict.fromkeys(failing.ACTS, DISK) | {"backup": DISK | {"BackupNotProved"}}
CAMPAIGN = [
    (act, call, error, lasting)
    for act in failing.ACTS for call in failing.WHEN for error in ("EIO", "ENOSPC") for lasting in (False, True)
]  # fmt: skip
COMPLETE = {"save", "migration", "passphrase", "backup"}
"""Of these every single write; of the others every write of a small file, and of the pages one in nine."""
SHORT = [("save", "ftruncate", "EIO", True), ("migration", "pwrite64", "ENOSPC", False)]


@dataclass(frozen=True)
class Before:
    """What lay there before the act."""

    file: folder_files.RegisterFile
    copies: frozenset[str]


@pytest.fixture
def prepared(tmp_path, vault_base):
    """A register, and a stick with one proved back-up of it."""
    base = tmp_path / "base"
    folder, stick = vault.closed_register(base / "r", vault_base), base / "stick"
    stick.mkdir()
    register = vault.open_quickly(folder)
    backup.make(register, (stick,), lambda step: None)
    with register.transaction("register.locked"):
        pass
    register.close()
    return base


def holds(base, act, told, before):
    """Everything that must hold afterwards, whatever failed; what was told is what is there."""
    said = told if isinstance(told, str) else "done"
    assert said in REFUSALS[act] | {"done"}, told
    if act == "creation":
        created(base, said)
        return
    register, passphrase = vault.unlocked(base / "r", PASSPHRASE, OTHER)
    try:
        with register.alone() as raw:
            report = verification.examine(raw, register.keys.audit)
        assert report.is_intact, report.findings
        assert vault.organisation_names(register)[:3] == NAMES
        assert len({slot.epoch for slot in slots.read(base / "r", register.file.id)}) == 1
        assert failing.unfinished(base / "r") == []
        outcome(base, register, act, said, passphrase, before)
        if act == "save" and isinstance(told, list):
            saves(register, told)
    finally:
        register.close()
    copies = list((base / "stick").glob("*.kluis"))
    assert copies
    for path in copies if act == "backup" else ():
        recovery.rehearse(path, PASSPHRASE, base)


def outcome(base, register, act, said, passphrase, before):
    """The state after is the one that was told."""
    if said == "OutcomeUnknown":
        return
    is_done = said == "done"
    copies = {path.name for path in (base / "stick").glob("*.kluis")}
    checks = {
        "passphrase": lambda: (passphrase == OTHER) == is_done,
        "restore": lambda: (register.file.generation > before.file.generation) == is_done,
        "renewal": lambda: (register.file.epoch > before.file.epoch) == is_done,
        "backup": lambda: bool(copies - before.copies) if is_done else bool(copies),
    }
    assert checks.get(act, lambda: True)(), (act, said)


def saves(register, told):
    """Each row is there as told, and once."""
    there = failing.present_names(register)
    for _, row, outcomes in told:
        assert there.get(row, 0) <= 1
        last = outcomes[-1]
        if last in {"done", "AlreadySaved"}:
            assert there.get(row) == 1, (row, outcomes)
        elif "OutcomeUnknown" not in outcomes:
            assert row not in there, (row, outcomes)
        assert set(outcomes) <= DISK | {"done", "AlreadySaved"}, outcomes


def created(base, said):
    """A making that failed leaves room for the next; one that did not, a register."""
    folder = base / "new"
    if said == "done":
        open_register(folder, PASSPHRASE, wait=lambda seconds: None).close()
    else:
        assert folder_files.state(folder) is folder_files.FolderState.MISSING, vault.contents(folder)
        fresh_register(folder).close()
    assert failing.unfinished(folder) == []


@pytest.mark.parametrize(("act", "call", "error", "lasting"), CAMPAIGN if ALL else SHORT)
def test_whatever_call_fails_what_was_told_is_the_truth(prepared, tmp_path, act, call, error, lasting):
    names = frozenset(path.name for path in (prepared / "stick").iterdir())
    before = Before(folder_files.read_register_file(prepared / "r"), names)
    step = 1 if call != "pwrite64" else 25 if lasting else 1 if act in COMPLETE else 9
    server, seen, passed = failing.Failing(call, error, prepared / "r", tmp_path / "log", lasting=lasting), Counter(), 0
    try:
        for number in range(1, failing.WHEN[call], step) if ALL else (1, 2, 3):
            base = tmp_path / f"n{number}"
            shutil.copytree(prepared, base)
            where, told = server.run(act, base, number)
            if where == "never":
                assert told == "done" or isinstance(told, list), told
                break
            if where == "in":
                passed += 1
                try:
                    with failing.next_version(base) if act == "migration" else nullcontext():
                        holds(base, act, told, before)
                except Exception as problem:
                    raise AssertionError((act, call, error, number, told, repr(problem), getattr(problem, "params", ""))) from problem
                seen[str([outcomes for *_, outcomes in told]) if isinstance(told, list) else told] += 1
            shutil.rmtree(base)
    finally:
        server.end()
    sys.stdout.write(f"{act} {call} {error}{' from then on' if lasting else ''}: {passed} points {dict(seen)}\n")
