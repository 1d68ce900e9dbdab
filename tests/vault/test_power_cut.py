"""A power cut at any moment of each act: nothing acknowledged is lost, and the register opens.

Acts: a session of saves with another passphrase at its end, first creation, migration, renewal of the
master key, healing, back-up, restore. A few cuts of three of them here; 2,000 over all with

    VAULT_CUTS=2000 python -m pytest tests/vault/test_power_cut.py -s
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from contextlib import nullcontext

import pytest

from app.errors import RegisterError
from app.storage import backup, slots, verification
from app.storage import folder as folder_files
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, fresh_register
from tests.vault import failing, power_cut
from tests.vault.failing import OTHER

pytestmark = pytest.mark.skipif(not power_cut.available(), reason="strace records the writes")

CUTS = int(os.environ.get("VAULT_CUTS", "14"))
SEED = int(os.environ.get("VAULT_SEED", "1"))
NAMES = {"Eerste", "Tweede", "Derde"}

BEGIN = f"""
import os, sys
from pathlib import Path
from app.services import drafts
from app.services import vault as vaults
from app.storage import recovery, slots
from app.storage.opening import open_register
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK, fresh_register
from tests.vault.failing import next_version
base = Path(sys.argv[1])
folder, stick = base / "r", base / "stick"
def nothing(step): pass
def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())
def save(register, name):
    say("row", vault.add(register, name), 1)
OTHER = {OTHER!r}
"""
ACTS = {
    "session": """
register = vault.open_quickly(folder)
rows = {}
for n in range(8):
    drafts.keep(register, "organisation", "new", {"name": "z" * (12000, 20000)[n % 2]})
    row = vault.add(register, f"n{n} " + "x" * (20, 3000, 12000)[n % 3])
    say("row", row, 1)
    rows[row] = 1
    drafts.discard(register, "organisation", "new")  # leaves free pages, which the next act takes up unjournalled
    if n % 2:
        vault.rename(register, row, 1, f"m{n} " + "y" * (12000, 20)[n % 3 == 0])
        say("row", row, 2)
    if n % 3 == 0:
        register.write_anchor()
slots.change_passphrase(register, PASSPHRASE, OTHER, work=QUICK)
say("changed")
register.close()
say("closed")
""",
    "creation": """
register = fresh_register(base / "new" / "r")
say("made")
save(register, "de eerste")
register.close()
""",
    "migration": """
with next_version(base):
    register = open_register(folder, PASSPHRASE, wait=lambda seconds: None)
    say("migrated")
    save(register, "na de overgang")
    register.close()
""",
    "renewal": """
register = vault.open_quickly(folder)
save(register, "vooraf")
recovery.renew_master_key(register, PASSPHRASE, QUICK, nothing)
say("renewed")
register = vault.open_quickly(folder)
save(register, "achteraf")
register.close()
""",
    "healing": """
register = vault.open_quickly(folder)
say("healed")
save(register, "daarna")
register.close()
""",
    "backup": """
register = vault.open_quickly(folder)
save(register, "vooraf")
(outcome,) = vaults.back_up(register, (stick,), nothing)
say("copy", outcome.backup.path.name)
save(register, "achteraf")
register.close()
""",
    "restore": """
recovery.restore(folder, next(stick.glob("*.kluis")), PASSPHRASE)
say("restored")
register = vault.open_quickly(folder)
save(register, "achteraf")
register.close()
""",
}


def torn(closed, base):
    """A register that a power cut left with a torn free page; the next opening heals it."""
    recorded = power_cut.record(BEGIN + ACTS["session"], closed, base / "torn.log")
    dice = random.Random(SEED)
    for turn in range(200):
        place = base / f"torn{turn}"
        power_cut.replay(recorded, dice.randrange(len(recorded.ops) + 1), dice, place)
        copy = base / "torn"
        shutil.copytree(place, copy)
        register, _ = vault.unlocked(copy / "r", PASSPHRASE, OTHER)
        is_healed = register.file.generation > 1
        register.close()
        shutil.rmtree(copy)
        if is_healed and has_first_passphrase(place / "r"):
            return place
        shutil.rmtree(place)
    raise AssertionError("no cut left a torn free page")


def has_first_passphrase(folder):
    """Whether the first passphrase is still the one."""
    file = folder_files.read_register_file(folder)
    (slot,) = slots.read(folder, file.id)
    return vault.master_of(slot, PASSPHRASE, file.id) is not None


@pytest.fixture
def recorded(tmp_path, vault_base, request):
    """The act, recorded from a register with three organisations and a stick with one back-up of it."""
    base = tmp_path / "base"
    folder, stick = vault.closed_register(base / "r", vault_base), base / "stick"
    stick.mkdir()
    if request.param == "restore":
        register = vault.open_quickly(folder)
        backup.make(register, (stick,), lambda step: None)
        register.close()
    if request.param == "healing":
        base = torn(base, tmp_path)
    if request.param == "migration":
        with failing.next_version(base):
            pass
    return power_cut.record(BEGIN + ACTS[request.param], base, tmp_path / "strace.log")


def survives(recorded, act, base, dice):
    """One cut; what was acknowledged is there, and everything verifies. Says whether it is in a later generation."""
    told = power_cut.replay(recorded, dice.randrange(len(recorded.ops) + 1), dice, base).decode().splitlines()
    folder = base / "new" / "r" if act == "creation" else base / "r"
    try:
        if act == "creation" and folder_files.state(folder) is folder_files.FolderState.MISSING:
            assert not told, told
            fresh_register(folder).close()
            return False
        with failing.next_version(base) if act == "migration" else nullcontext():
            return stands(folder, act, told)
    finally:
        shutil.rmtree(base)


def stands(folder, act, told):
    """The register opens, is whole, and holds what was acknowledged."""
    register, passphrase = vault.unlocked(folder, PASSPHRASE, OTHER)
    try:
        if "changed" in told:
            assert passphrase == OTHER
        with register.reading() as read:
            stored = dict(read.connection.exec_driver_sql("SELECT id, revision FROM organisation").fetchall())
        rows = {line.split()[1]: int(line.split()[2]) for line in told if line.startswith("row")}
        assert not {row for row, revision in rows.items() if stored.get(row, 0) < revision}
        assert act == "creation" or set(vault.organisation_names(register)) >= NAMES
        with register.alone() as raw:
            report = verification.examine(raw, register.keys.audit)
        assert report.is_intact, report.findings
        assert {slot.epoch for slot in slots.read(folder, register.file.id)} == {register.file.epoch}
        assert failing.unfinished(folder) == []
        copies = {path.name for path in (folder.parent / "stick").glob("*.kluis")}
        assert {line.split()[1] for line in told if line.startswith("copy")} <= copies
        for name in copies:
            backup.proved(folder.parent / "stick" / name, register.keys)
        return register.file.generation > 1
    finally:
        register.close()


#: Recording an act takes seconds; the others join in a campaign.
USUAL = ("session", "creation", "backup")
TRIED = USUAL if "VAULT_CUTS" not in os.environ else tuple(ACTS)


@pytest.mark.parametrize(("recorded", "act"), [(act, act) for act in TRIED], ids=TRIED, indirect=["recorded"])
def test_no_power_cut_loses_what_was_acknowledged(recorded, act, tmp_path):
    dice, cuts = random.Random(SEED), max(2, CUTS // len(ACTS))
    later = 0
    for turn in range(cuts):
        try:
            later += survives(recorded, act, tmp_path / f"cut{turn}", dice)
        except Exception as problem:
            raise AssertionError((act, turn, repr(problem), getattr(problem, "params", ""))) from problem
    sys.stdout.write(f"{act}: {cuts} cuts over {len(recorded.ops)} operations, {later} in a later generation\n")


@pytest.mark.parametrize("recorded", ["session"], indirect=True)
def test_the_replay_would_notice_a_program_that_never_syncs(recorded, tmp_path):
    recorded.ops = [op for op in recorded.ops if not op.kind.startswith("sync")]
    dice = random.Random(SEED)
    failed = 0
    for turn in range(6):
        try:
            survives(recorded, "session", tmp_path / f"cut{turn}", dice)
        except (AssertionError, RegisterError):
            failed += 1
    assert failed > 0
