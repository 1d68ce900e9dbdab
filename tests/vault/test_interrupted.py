"""Killed, or failing at one write or sync, in the middle of the larger acts (D02, D04, D10).

Back-up, restore, another passphrase, a renewed key, healing: before or after, never between; nothing
half under a final name; leftovers cleared at the next start. Short here; ``VAULT_KILLS=30`` and
``VAULT_INJECTIONS=60`` for the long run.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time

import pytest

from app.errors import RegisterError, WrongPassphrase
from app.storage import attempts, backup, slots, verification
from app.storage import recovery as ways_back
from app.storage.opening import open_register
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals and strace of Linux")

KILLS = int(os.environ.get("VAULT_KILLS", "1"))
INJECTIONS = int(os.environ.get("VAULT_INJECTIONS", "0"))
SEED = int(os.environ.get("VAULT_SEED", "1"))
NAMES = ["Eerste", "Tweede", "Derde"]
OTHER = "een andere zin na het wisselen"

BEGIN = f"""
import os, sys
from pathlib import Path
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK
from app.storage import backup, recovery, slots
folder, stick = Path(sys.argv[1]), Path(sys.argv[2])
OTHER = {OTHER!r}
def nothing(step): pass
def act(work):
    try:
        work()
        print("done", flush=True)
    except Exception as error:
        print(type(error).__name__, flush=True)
"""
ACTS = {
    "backup": """
register = vault.open_quickly(folder)
print("ready", flush=True)
def work():
    (outcome,) = backup.make(register, (stick,), nothing)
    if outcome.problem: raise outcome.problem
act(work)
""",
    "restore": """
import tests.helpers.register
print("ready", flush=True)
act(lambda: recovery.restore(folder, next(stick.glob("*.kluis")), PASSPHRASE))
""",
    "passphrase": """
register = vault.open_quickly(folder)
print("ready", flush=True)
act(lambda: slots.change_passphrase(register, PASSPHRASE, OTHER, work=QUICK))
""",
    "renewal": """
register = vault.open_quickly(folder)
print("ready", flush=True)
act(lambda: recovery.renew_master_key(register, PASSPHRASE, QUICK, nothing))
""",
}


@pytest.fixture
def prepared(tmp_path, vault_base):
    """A register, and a stick with one proved back-up of it."""
    folder, stick = vault.closed_register(tmp_path / "base" / "r", vault_base), tmp_path / "base" / "stick"
    stick.mkdir()
    register = vault.open_quickly(folder)
    backup.make(register, (stick,), lambda step: None)
    with register.transaction("register.locked"):
        pass
    register.close()
    return tmp_path / "base"


EACH = [("fsync", "EIO"), ("write", "ENOSPC"), ("rename", "EIO"), ("pwrite64", "ENOSPC")]
FAILURES = [(name, *failure) for name in ACTS for failure in EACH] if INJECTIONS else [
    ("passphrase", "fsync", "EIO"), ("backup", "write", "ENOSPC"), ("restore", "pwrite64", "ENOSPC"), ("renewal", "rename", "EIO"),
]  # fmt: skip


def holds(base):
    """The register opens with one passphrase or the other, is whole, and the proved back-up is still there."""
    folder, stick = base / "r", base / "stick"
    attempts.write(folder, attempts.Attempts())
    register = None
    for passphrase in (PASSPHRASE, OTHER):
        try:
            register = open_register(folder, passphrase, wait=lambda seconds: None)
            break
        except WrongPassphrase:
            continue
    assert register is not None, "no passphrase opens it"
    try:
        assert vault.organisation_names(register) == NAMES
        with register.alone() as raw:
            assert verification.examine(raw, register.keys.audit).is_intact
        assert len({slot.epoch for slot in slots.read(folder, register.file.id)}) == 1
        assert not [name for name in vault.contents(folder) if ".tmp" in name]
        proved = 0
        for path in stick.glob("*.kluis"):
            ways_back.rehearse(path, PASSPHRASE, base)
            proved += 1
        assert proved >= 1
    finally:
        register.close()


@pytest.mark.parametrize("name", ACTS)
def test_killed_half_way(prepared, tmp_path, name):
    dice = random.Random(SEED)
    for turn in range(KILLS):
        base = tmp_path / f"k{turn}"
        shutil.copytree(prepared, base)
        process = vault.python(BEGIN + ACTS[name], str(base / "r"), str(base / "stick"))
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
        time.sleep(dice.uniform(0, 0.35))
        process.kill()
        process.communicate()
        holds(base)


@pytest.mark.skipif(not os.path.exists("/usr/bin/strace"), reason="strace injects the failures")
@pytest.mark.parametrize(("name", "call", "error"), FAILURES)
def test_one_call_that_fails(prepared, tmp_path, name, call, error):
    points = range(1, INJECTIONS + 1) or {"fsync": (3,), "write": (4,), "rename": (1,), "pwrite64": (12,)}[call]
    for number in points:
        base = tmp_path / f"i{number}"
        shutil.copytree(prepared, base)
        command = ["/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                   f"inject={call}:error={error}:when={number}", sys.executable, "-c", BEGIN + ACTS[name],
                   str(base / "r"), str(base / "stick")]  # fmt: skip
        done = subprocess.run(command, cwd=vault.ROOT, capture_output=True, text=True, check=False)
        told = done.stdout.splitlines()[-1:] or ["nothing"]
        if told[0].endswith("OSError"):
            told = ["nothing"]  # the word "done" itself could not be written
        assert told[0] in {"done", "ready", "nothing", "DiskFull", "DiskFailed", "BackupNotProved", "RegisterClosed"}, (
            number, told, done.stderr[-800:])  # fmt: skip
        try:
            holds(base)
        except (RegisterError, AssertionError) as problem:
            raise AssertionError((name, call, number, told, repr(problem), problem.args)) from problem
        if told[0] == "done" and name == "passphrase":
            open_register(base / "r", OTHER, wait=lambda seconds: None).close()
        shutil.rmtree(base)
