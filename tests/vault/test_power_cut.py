"""A power cut at any moment of a session: nothing acknowledged is lost, and the register opens.

Short here; ``VAULT_CUTS=2000`` for the long run.
"""

from __future__ import annotations

import os
import random
import shutil
import sys

import pytest

from app.errors import RegisterError, WrongPassphrase
from app.storage import attempts, slots, verification
from app.storage.opening import open_register
from tests.helpers.register import PASSPHRASE
from tests.vault import power_cut

pytestmark = pytest.mark.skipif(not power_cut.available(), reason="strace records the writes")

CUTS = int(os.environ.get("VAULT_CUTS", "6"))
SEED = int(os.environ.get("VAULT_SEED", "1"))
OTHER = "een andere zin na het wisselen"

BEGIN = """
import os, sys
from pathlib import Path
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK
from app.storage import recovery, slots
folder = Path(sys.argv[1])
def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())
"""
SESSION = BEGIN + f"""
register = vault.open_quickly(folder)
rows = {{}}
for n in range(8):
    row = vault.add(register, f"n{{n}} " + "x" * (20, 3000, 12000)[n % 3])
    say("row", row, 1)
    rows[row] = 1
    if n % 2:
        vault.rename(register, row, 1, f"m{{n}} " + "y" * (12000, 20)[n % 3 == 0])
        say("row", row, 2)
    if n % 3 == 0:
        register.write_anchor()
slots.change_passphrase(register, PASSPHRASE, {OTHER!r}, work=QUICK)
say("changed")
register.close()
say("closed")
"""
RENEWAL = BEGIN + """
register = vault.open_quickly(folder)
say("row", vault.add(register, "vooraf"), 1)
recovery.renew_master_key(register, PASSPHRASE, QUICK, lambda step: None)
say("renewed")
register = vault.open_quickly(folder)
say("row", vault.add(register, "achteraf"), 1)
register.close()
"""


@pytest.fixture
def recorded(closed, tmp_path, request):
    return power_cut.record(request.param, closed, tmp_path / "strace.log")


def unlocked(folder, told):
    """Open with whatever passphrase must work by now."""
    for passphrase in (OTHER, PASSPHRASE) if "changed" in told else (PASSPHRASE, OTHER):
        try:
            return open_register(folder, passphrase, wait=lambda seconds: None)
        except WrongPassphrase:
            assert not ("changed" in told and passphrase == OTHER)
    raise AssertionError("no passphrase opens it")


def survives(recorded, folder, dice):
    """One cut; what was acknowledged is there, and everything verifies. Says whether it healed or moved on."""
    told = power_cut.replay(recorded, dice.randrange(len(recorded.ops) + 1), dice, folder).decode().splitlines()
    attempts.write(folder, attempts.Attempts())
    register = unlocked(folder, told)
    try:
        with register.reading() as read:
            stored = dict(read.connection.exec_driver_sql("SELECT id, revision FROM organisation").fetchall())
        wanted = {}
        for line in told:
            if line.startswith("row"):
                _, row, revision = line.split()
                wanted[row] = int(revision)
        lost = {row for row, revision in wanted.items() if stored.get(row, 0) < revision}
        assert not lost
        with register.alone() as raw:
            report = verification.examine(raw, register.keys.audit)
        assert report.is_intact, report.findings
        assert {slot.epoch for slot in slots.read(folder, register.file.id)} == {register.file.epoch}
        return register.file.generation > 1
    finally:
        register.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("recorded", [SESSION, RENEWAL], ids=["session", "renewal"], indirect=True)
def test_no_power_cut_loses_what_was_acknowledged(recorded, tmp_path):
    dice = random.Random(SEED)
    later = sum(survives(recorded, tmp_path / f"cut{turn}", dice) for turn in range(CUTS))
    sys.stdout.write(f"{CUTS} cuts over {len(recorded.ops)} operations, {later} in a later generation\n")


@pytest.mark.parametrize("recorded", [SESSION], ids=["session"], indirect=True)
def test_the_replay_would_notice_a_program_that_never_syncs(recorded, tmp_path):
    recorded.ops = [op for op in recorded.ops if not op.kind.startswith("sync")]
    dice = random.Random(SEED)
    failed = 0
    for turn in range(6):
        try:
            survives(recorded, tmp_path / f"cut{turn}", dice)
        except (AssertionError, RegisterError):
            failed += 1
    assert failed > 0
