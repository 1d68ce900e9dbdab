"""Killed in the middle of the larger acts (D02, D10): before or after, never between.

Back-up, restore, another passphrase, a renewed key (a switch of generation), migration, first creation:
nothing half under a final name, leftovers cleared at the next start. One kill each here; thirty with

    VAULT_KILLS=30 python -m pytest tests/vault/test_interrupted.py -s
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from contextlib import nullcontext

import pytest

from app.storage import backup, slots, verification
from app.storage import folder as folder_files
from app.storage import recovery as ways_back
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, fresh_register
from tests.vault import failing
from tests.vault.failing import OTHER

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals of Linux")

KILLS = int(os.environ.get("VAULT_KILLS", "1"))
SEED = int(os.environ.get("VAULT_SEED", "1"))
NAMES = ["Eerste", "Tweede", "Derde"]
ACTS = sorted(set(failing.ACTS) - {"save"})


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


def holds(base):
    """The register opens with one passphrase or the other, is whole, and the proved back-up is still there."""
    folder, stick = base / "r", base / "stick"
    register, _ = vault.unlocked(folder, PASSPHRASE, OTHER)
    try:
        assert vault.organisation_names(register) == NAMES
        with register.alone() as raw:
            assert verification.examine(raw, register.keys.audit).is_intact
        assert len({slot.epoch for slot in slots.read(folder, register.file.id)}) == 1
        assert failing.unfinished(folder) == []
        copies = list(stick.glob("*.kluis"))
        assert copies
        for path in copies:
            ways_back.rehearse(path, PASSPHRASE, base)
        return register.file.generation
    finally:
        register.close()


def made(folder):
    """A making that was killed leaves a register that opens, or room for the next."""
    if folder_files.state(folder) is folder_files.FolderState.MISSING:
        fresh_register(folder).close()
    register, _ = vault.unlocked(folder, PASSPHRASE)
    assert failing.unfinished(folder) == []
    register.close()


@pytest.mark.parametrize("act", ACTS)
def test_killed_half_way(prepared, tmp_path, act):
    dice, server = random.Random(SEED), failing.Killing(prepared / "r")
    longest, later = 0.3, 0
    try:
        if KILLS > 1:
            shutil.copytree(prepared, tmp_path / "whole")
            longest = 1.1 * server.run(act, tmp_path / "whole", 60)
        for turn in range(KILLS):
            base = tmp_path / f"k{turn}"
            shutil.copytree(prepared, base)
            server.run(act, base, dice.uniform(0, longest))
            if act == "creation":
                made(base / "new")
            else:
                with failing.next_version(base) if act == "migration" else nullcontext():
                    later += holds(base) > 1
            shutil.rmtree(base)
    finally:
        server.end()
    sys.stdout.write(f"{act}: {KILLS} kills within {longest:.2f} s, {later} in a later generation\n")
