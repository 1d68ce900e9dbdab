"""Back-ups: proved before they are named, from the file alone restorable, never thinned wrongly (D04, D30–D33)."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest

from app import clock
from app.errors import BackupNotProved, BackupRefused, Cancelled, ReadOnlyPlace, RegisterInUse, WrongPassphrase
from app.security import files
from app.storage import attempts, backup, connection, generations, proofs, slots
from app.storage import recovery as ways_back
from app.storage.opening import open_register
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK, fresh_register


def nothing(step):
    pass


@pytest.fixture
def stick(tmp_path):
    place = tmp_path / "stick"
    place.mkdir()
    return place


def made(register, place):
    (outcome,) = backup.make(register, (place,), nothing)
    assert outcome.problem is None, outcome.problem
    return outcome.backup.path


def test_a_back_up_is_one_private_file_without_a_name_in_it(opened, stick):
    vault.add(opened, "Zwartkeelkanarie")
    steps = []
    (outcome,) = backup.make(opened, (stick,), steps.append)
    assert steps == ["copy", "check", "pack", "read_back", "done"]
    assert [p.name for p in stick.iterdir()] == [outcome.backup.path.name]
    assert outcome.backup.path.stat().st_mode & 0o777 == 0o600
    assert b"Zwartkeel" not in outcome.backup.path.read_bytes()
    assert outcome.backup.manifest.counts["organisation"] == 4
    assert not [p for p in opened.folder.iterdir() if ".tmp" in p.name]
    with zipfile.ZipFile(outcome.backup.path) as archive:
        assert sorted(archive.namelist()) == ["data.db", "keys.json", "manifest.json"]
        assert "organisation" in archive.read("manifest.json").decode()


def test_from_the_file_and_the_passphrase_alone_everything_comes_back(opened, stick, tmp_path):
    vault.add(opened, "Vierde")
    path = made(opened, stick)
    opened.close()
    ways_back.restore(tmp_path / "new laptop", path, PASSPHRASE)
    register = vault.reopen(tmp_path / "new laptop")
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde", "Vierde"]
    assert register.file.id == opened.file.id
    register.close()
    assert sorted(p.name for p in (tmp_path / "new laptop").iterdir() if p.suffix == ".db") == ["data.2.db"]


def test_a_rehearsal_proves_it_and_leaves_nothing(opened, stick, tmp_path):
    path = made(opened, stick)
    (tmp_path / "scratch").mkdir()
    found = ways_back.rehearse(path, PASSPHRASE, tmp_path / "scratch")
    assert found.counts["organisation"] == 3
    assert list((tmp_path / "scratch").iterdir()) == []
    with pytest.raises(WrongPassphrase):
        ways_back.rehearse(path, "een andere zin", tmp_path / "scratch")


def test_every_flipped_byte_of_a_back_up_is_noticed(opened, stick, tmp_path):
    path = made(opened, stick)
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        flipped = bytearray(whole)
        flipped[place] ^= 0x55
        path.write_bytes(flipped)
        try:
            manifest = backup.proved(path, opened.keys)
        except BackupRefused:
            continue
        path.write_bytes(whole)
        assert manifest == backup.proved(path, opened.keys), place  # a byte that says nothing (a time of the zip)


@pytest.mark.parametrize("size", [0, 1, 100, -1, -5000])
def test_a_cut_back_up_is_refused(opened, stick, size):
    path = made(opened, stick)
    whole = path.read_bytes()
    path.write_bytes(whole[:size])
    with pytest.raises(BackupRefused):
        backup.proved(path, opened.keys)
    with pytest.raises(BackupRefused):
        ways_back.rehearse(path, PASSPHRASE, opened.folder)
    assert backup.found_in(stick) == ()


def test_the_manifest_cannot_be_rewritten(opened, stick):
    path = made(opened, stick)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    for change in ({"made_at": "2030-01-01T00:00:00+00:00"}, {"seq": 999}, {"counts": {}}, {"sha256": "0" * 64}):
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in {**parts, "manifest.json": json.dumps({**manifest, **change}).encode()}.items():
                archive.writestr(name, data)
        with pytest.raises(BackupRefused):
            backup.proved(path, opened.keys)


def test_a_swollen_archive_is_not_unpacked(opened, stick):
    path = stick / "register-x.kluis"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "{}" + " " * 10_000_000)
        archive.writestr("keys.json", "{}")
        archive.writestr("data.db", b"")
    with pytest.raises(BackupRefused):
        backup.look(path)


@pytest.mark.parametrize("step", ["copy", "pack", "read_back"])
def test_damage_at_any_step_is_told_and_nothing_is_thinned(opened, stick, step, monkeypatch):
    first = made(opened, stick)
    vault.add(opened, "Vierde")
    copy = opened.folder / "copy.db.tmp"

    def spoil(path):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    if step == "copy":
        real = files.sync
        monkeypatch.setattr(backup.files, "sync", lambda path: (real(path), spoil(path)))
    else:
        real_thin, real_proved = backup.thin, backup.proved
        monkeypatch.setattr(backup, "thin", lambda *a: pytest.fail("thinned") or real_thin(*a))
        if step == "read_back":
            monkeypatch.setattr(backup, "proved", lambda path, k: (spoil(path), real_proved(path, k))[1])
    if step == "copy":
        with pytest.raises(BackupNotProved):
            backup.make(opened, (stick,), nothing)
    elif step == "pack":
        def progress(code):
            if code == "pack":
                spoil(copy)

        (outcome,) = backup.make(opened, (stick,), progress)
        assert isinstance(outcome.problem, BackupNotProved)
    else:
        (outcome,) = backup.make(opened, (stick,), nothing)
        assert isinstance(outcome.problem, BackupNotProved)
    assert [p.name for p in stick.iterdir()] == [first.name]
    assert not copy.exists()


def test_one_place_that_is_gone_does_not_stop_the_other(opened, stick, tmp_path):
    gone, good = backup.make(opened, (tmp_path / "weg", stick), nothing)
    assert gone.backup is None
    assert gone.problem is not None
    assert good.backup is not None


def test_a_full_stick_keeps_what_was_there(opened, stick, monkeypatch):
    first = made(opened, stick)
    vault.add(opened, "Vierde")

    real = files.creating

    def full(path):
        if path.parent == stick:
            raise ReadOnlyPlace
        return real(path)

    monkeypatch.setattr(backup.files, "creating", full)
    (outcome,) = backup.make(opened, (stick,), nothing)
    assert isinstance(outcome.problem, ReadOnlyPlace)
    assert [p.name for p in stick.iterdir()] == [first.name]


def test_restoring_makes_a_generation_and_keeps_the_present_set(opened, stick):
    folder = opened.folder
    path = made(opened, stick)
    vault.add(opened, "Na de kopie")
    found = ways_back.compare(opened, path, PASSPHRASE, folder)
    assert (found.rehearsal.counts["organisation"], found.present["organisation"], found.later_acts) == (3, 4, 1)
    with pytest.raises(RegisterInUse):
        ways_back.restore(folder, path, PASSPHRASE)
    opened.close()
    before = vault.database(folder).read_bytes()
    (folder / "data.1.db-journal").write_bytes(b"from a crash")
    ways_back.restore(folder, path, PASSPHRASE)
    assert (folder / "data.1.db").read_bytes() == before
    assert (folder / "data.1.db-journal").read_bytes() == b"from a crash"
    register = vault.reopen(folder)
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde"]
    assert register.file.generation == 2
    with register.reading() as read:
        last = read.connection.exec_driver_sql("SELECT action FROM audit_entry ORDER BY seq DESC LIMIT 2").scalars().all()
    assert last == ["register.unlocked", "register.restored"]
    made(register, stick)
    assert [p.name for p in generations.older(folder, register.file)] == []
    register.close()


@pytest.mark.parametrize("damage", ["data", "register", "keys", "everything"])
def test_a_damaged_register_comes_back_from_its_back_up(closed, stick, damage):
    register = vault.open_quickly(closed)
    path = made(register, stick)
    register.close()
    spoiled = {"data": ["data.1.db"], "register": ["register.json", "register.bak.json"],
               "keys": ["keys.json", "keys.bak.json"]}  # fmt: skip
    everything = [name for names in spoiled.values() for name in names]
    for name in spoiled.get(damage, [*everything, "anchor.json"]):
        (closed / name).write_bytes(b"x" * 4096)
    ways_back.restore(closed, path, PASSPHRASE)
    register = vault.reopen(closed)
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde"]
    register.close()


def test_a_changed_passphrase_stays_after_restoring_an_older_back_up(opened, stick):
    folder = opened.folder
    path = made(opened, stick)
    slots.change_passphrase(opened, PASSPHRASE, "een heel andere zin van nu", work=QUICK)
    opened.close()
    ways_back.restore(folder, path, PASSPHRASE)
    open_register(folder, "een heel andere zin van nu", wait=lambda s: None).close()
    with pytest.raises(WrongPassphrase):
        vault.reopen(folder)


def test_a_back_up_from_before_a_renewed_key_still_restores(opened, stick):
    folder = opened.folder
    path = made(opened, stick)
    ways_back.renew_master_key(opened, PASSPHRASE, QUICK, nothing)
    register = vault.reopen(folder)
    slots.change_passphrase(register, PASSPHRASE, "een heel andere zin van nu", work=QUICK)
    vault.add(register, "Vierde")
    later = made(register, stick)
    register.close()
    ways_back.restore(folder, path, PASSPHRASE)
    register = vault.reopen(folder)
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde"]
    register.close()
    ways_back.restore(folder, later, "een heel andere zin van nu")
    register = open_register(folder, "een heel andere zin van nu", wait=lambda s: None)
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde", "Vierde"]
    register.close()


def test_the_back_up_of_another_register_is_refused(opened, stick, tmp_path):
    other = fresh_register(tmp_path / "other")
    path = made(other, stick)
    other.close()
    folder = opened.folder
    opened.close()
    before = vault.contents(folder)
    with pytest.raises(BackupRefused):
        ways_back.restore(folder, path, PASSPHRASE)
    assert vault.contents(folder) == before
    vault.reopen(folder).close()


def test_two_registers_on_one_stick_do_not_thin_each_other(opened, stick, tmp_path):
    other = fresh_register(tmp_path / "other")
    theirs = made(other, stick)
    other.close()
    now = clock.now()
    for day in range(16):
        with clock.frozen(now + timedelta(days=day)):
            vault.add(opened, f"dag {day}")
            made(opened, stick)
    ours = [b for b in backup.found_in(stick) if b.manifest.register == opened.file.id]
    assert theirs.exists()
    assert 14 <= len(ours) < 16
    assert backup.found_in(stick)[0].manifest.head.seq == max(b.manifest.head.seq for b in ours)


def test_the_same_state_twice_is_one_back_up(opened, stick):
    with clock.frozen(clock.now()):
        assert made(opened, stick) == made(opened, stick)


def test_when_it_was_proved_is_known_without_a_key(opened, stick):
    assert attempts.read(opened.folder).proved_at is None
    outcomes = backup.make(opened, (stick,), nothing)
    proofs.note(opened, outcomes, outside=False)
    kept = attempts.read(opened.folder)
    assert kept.proved_at is not None
    assert kept.proved_outside_at is None


class Interrupted:
    """The driver's connection at the moment of [Stoppen]: its next statement is interrupted."""

    def execute(self, *_):
        raise connection.DriverError("interrupted")


def test_stopping_while_it_counts_is_a_stop_and_no_mistake(opened, stick):
    """Any statement may be the one that is interrupted, also the counting before the copy."""
    real = opened._raw

    def told(code):
        if code == "copy":
            opened._raw = Interrupted()

    with pytest.raises(Cancelled):
        backup.make(opened, (stick,), told)
    opened._raw = real
    assert not list(stick.iterdir())
    assert not list(opened.folder.glob("*.tmp"))
    assert made(opened, stick).exists()
