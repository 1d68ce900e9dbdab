"""Back-up files that somebody made or changed, and places that are not what they seem."""

from __future__ import annotations

import json
import os
import random
import shutil
import zipfile
from datetime import timedelta

import pytest

from app import clock
from app.errors import BackupRefused, SheetOfAnotherRegister, SheetRefused, WrongPassphrase
from app.security import keys, recovery
from app.services import vault as service
from app.storage import backup, connection, verification
from app.storage import folder as folder_files
from app.storage import recovery as ways_back
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK, fresh_register
from tests.unit.storage.test_hostile_folder import in_time

NEW = "zes heel andere woorden achter elkaar"


def nothing(step):
    pass


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def made(opened, stick):
    """A proved back-up of a register that is closed by now."""
    (outcome,) = backup.make(opened, (stick,), nothing)
    opened.close()
    return outcome.backup.path


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path, parts, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return path


def sign(manifest, folder, **changes):
    """The manifest with changes, signed by somebody who has the key."""
    value = {key: part for key, part in json.loads(manifest).items() if key != "mac"} | changes
    mac = keys.mac(vault.keys_of(folder).manifest, json.dumps(value, sort_keys=True).encode())
    return json.dumps({**value, "mac": mac}).encode()


def refused(path, tmp_path):
    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises((BackupRefused, WrongPassphrase)):
        in_time(ways_back.restore, tmp_path / "nieuw", path, PASSPHRASE)
    left = list(tmp_path.rglob("*.db*"))
    assert all(p.parent.name == "register" for p in left), "nothing was unpacked"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "nieuw") == before


ODD = {
    "extra part": lambda parts, folder: [*parts.items(), ("x", b"x")],
    "part twice": lambda parts, folder: [*parts.items(), ("data.db", parts["data.db"])],
    "keys twice": lambda parts, folder: [("keys.json", b"{}"), ("manifest.json", parts["manifest.json"]), ("keys.json", parts["keys.json"])],
    "path that leads out": lambda parts, folder: [("manifest.json", parts["manifest.json"]), ("keys.json", parts["keys.json"]), ("../data.db", parts["data.db"])],
    "absolute path": lambda parts, folder: [("manifest.json", parts["manifest.json"]), ("keys.json", parts["keys.json"]), ("/data.db", parts["data.db"])],
    "no data": lambda parts, folder: [(n, d) for n, d in parts.items() if n != "data.db"],
    "empty data": lambda parts, folder: [*{**parts, "data.db": b""}.items()],
    "empty data, signed": lambda parts, folder: [*{**parts, "data.db": b"", "manifest.json": sign(parts["manifest.json"], folder, size=0, sha256=keys_sha(b""))}.items()],
    "huge manifest": lambda parts, folder: [*{**parts, "manifest.json": b" " * 2_000_000 + parts["manifest.json"]}.items()],
    "deep manifest": lambda parts, folder: [*{**parts, "manifest.json": b"[" * 200_000}.items()],
    "manifest of no number": lambda parts, folder: [*{**parts, "manifest.json": parts["manifest.json"].replace(b'"seq": ', b'"seq": NaN, "s": ')}.items()],
    "made in the year 9999": lambda parts, folder: [*{**parts, "manifest.json": sign(parts["manifest.json"], folder, made_at="9999-12-31T23:59:59+00:00")}.items()],
    "made in the year 1": lambda parts, folder: [*{**parts, "manifest.json": sign(parts["manifest.json"], folder, made_at="0001-01-01T00:00:00+14:00")}.items()],
    "newer format": lambda parts, folder: [*{**parts, "manifest.json": sign(parts["manifest.json"], folder, format=2)}.items()],
    "keys that ask for terabytes": lambda parts, folder: [*{**parts, "keys.json": hostile(parts["keys.json"], memory_kib=2**31)}.items()],
    "keys of no register": lambda parts, folder: [*{**parts, "keys.json": json.dumps(folder_files.with_digest({"slots": []})).encode()}.items()],
    "keys with a yes for a number": lambda parts, folder: [*{**parts, "keys.json": hostile(parts["keys.json"], epoch=True)}.items()],
    "counts that are not there": lambda parts, folder: [*{**parts, "manifest.json": sign(parts["manifest.json"], folder, counts={"client": 7})}.items()],
    "another head": lambda parts, folder: [*{**parts, "manifest.json": sign(parts["manifest.json"], folder, seq=1)}.items()],
}  # fmt: skip


def keys_sha(data):
    import hashlib

    return hashlib.sha256(data).hexdigest()


def hostile(data, **changes):
    value = {name: part for name, part in json.loads(data).items() if name != "sha256"}
    value["slots"][0].update(changes)
    return json.dumps(folder_files.with_digest(value)).encode()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", ODD)
def test_an_archive_that_is_not_as_we_make_it(made, closed, tmp_path, kind):
    odd = pack(tmp_path / "stick" / "odd.kluis", ODD[kind](parts_of(made), closed))
    if kind in {"counts that are not there", "another head"}:
        with pytest.raises(BackupRefused):
            ways_back.rehearse(odd, PASSPHRASE, tmp_path)
        return
    try:
        refused(odd, tmp_path)
    except BaseException as error:
        from app.errors import KeysDamaged, KeySettingsRefused

        if kind.startswith("keys") and isinstance(error, KeysDamaged | KeySettingsRefused):
            return
        raise
    assert made in [item.path for item in backup.found_in(made.parent)], "the good one is still listed"


def test_compressed_it_is_not_opened_at_all(made, tmp_path):
    refused(pack(tmp_path / "klein.kluis", parts_of(made).items(), zipfile.ZIP_DEFLATED), tmp_path)


def test_the_order_of_the_parts_does_not_matter(made, closed, tmp_path):
    parts = parts_of(made)
    ways_back.restore(tmp_path / "nieuw", pack(tmp_path / "om.kluis", reversed(parts.items())), PASSPHRASE)
    vault.open_quickly(tmp_path / "nieuw").close()


def test_a_list_of_a_million_parts_is_not_read(tmp_path):
    path = tmp_path / "veel.kluis"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2000):
            archive.writestr(str(number), b"")
    with pytest.raises(BackupRefused):
        backup.look(path)


def test_data_of_another_back_up_of_the_same_register(opened, stick, tmp_path):
    (stick / "eerst").mkdir()
    (first,) = backup.make(opened, (stick / "eerst",), nothing)
    vault.add(opened, "Vierde")
    (second,) = backup.make(opened, (stick,), nothing)
    opened.close()
    parts = {**parts_of(second.backup.path), "data.db": parts_of(first.backup.path)["data.db"]}
    refused(pack(tmp_path / "gemengd.kluis", parts.items()), tmp_path)


def test_data_exchanged_after_the_proof_is_not_restored(opened, stick, tmp_path, monkeypatch):
    (stick / "eerst").mkdir()
    (first,) = backup.make(opened, (stick / "eerst",), nothing)
    vault.add(opened, "Vierde")
    (second,) = backup.make(opened, (stick,), nothing)
    opened.close()
    real = backup.proved

    def exchanged(path, derived):
        manifest = real(path, derived)
        shutil.copy(first.backup.path, second.backup.path)
        return manifest

    monkeypatch.setattr(backup, "proved", exchanged)
    refused(second.backup.path, tmp_path)


def test_keys_and_data_of_another_register(made, tmp_path):
    other = fresh_register(tmp_path / "register2")
    (tmp_path / "stick2").mkdir()
    (theirs,) = backup.make(other, (tmp_path / "stick2",), nothing)
    other.close()
    for name in ("keys.json", "data.db", "manifest.json"):
        parts = {**parts_of(made), name: parts_of(theirs.backup.path)[name]}
        with pytest.raises((BackupRefused, WrongPassphrase, Exception)) as caught:
            ways_back.restore(tmp_path / "nieuw", pack(tmp_path / "gemengd.kluis", parts.items()), PASSPHRASE)
        assert type(caught.value).__module__ == "app.errors"


def test_cut_and_flipped_anywhere_it_is_refused_before_a_key_is_derived_or_by_the_proof(made, closed, tmp_path):
    whole, random_ = made.read_bytes(), random.Random(int(os.environ.get("VAULT_SEED", "7")))
    times = int(os.environ.get("VAULT_FLIPS", "40"))
    derived, path = vault.keys_of(closed), tmp_path / "x.kluis"
    for _ in range(times):
        path.write_bytes(whole[: random_.randrange(len(whole))])
        with pytest.raises(BackupRefused):
            backup.proved(path, derived)
    with zipfile.ZipFile(made) as archive:
        data = archive.getinfo("data.db")
    noticed = 0
    for _ in range(times):
        flipped, place = bytearray(whole), random_.randrange(len(whole))
        flipped[place] ^= 1 << random_.randrange(8)
        path.write_bytes(flipped)
        try:
            assert backup.proved(path, derived) == backup.look(made).manifest
            backup.stored_keys(path)
        except BackupRefused:
            noticed += 1
        else:
            assert not data.header_offset + 100 < place < data.header_offset + data.file_size, "data was changed"
    assert noticed


@pytest.mark.skipif(os.name == "nt", reason="pipes as POSIX has them")
def test_a_pipe_a_folder_and_a_link_on_the_stick_hold_nothing_up(made, stick, tmp_path):
    os.mkfifo(stick / "register-pijp.kluis")
    (stick / "register-map.kluis").mkdir()
    (stick / "register-lus.kluis").symlink_to("register-lus.kluis")
    (stick / "register-nul.kluis").symlink_to("/dev/zero")
    found = in_time(backup.found_in, stick)
    assert [item.path for item in found] == [made]


def test_a_back_up_of_a_newer_program_is_called_that(made, closed, tmp_path, monkeypatch):
    from app.errors import RegisterTooNew

    monkeypatch.setattr(connection, "SCHEMA_VERSION", connection.SCHEMA_VERSION - 1)
    with pytest.raises(RegisterTooNew):
        ways_back.rehearse(made, PASSPHRASE, tmp_path)


def test_a_table_that_the_back_up_does_not_know_yet_is_no_damage(opened):
    """As in the back-up of an older schema: what it lacks is not counted and not missed."""
    with opened.alone() as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("DROP TABLE recent_client")
        report = verification.examine(raw, opened.keys.audit)
        raw.execute("PRAGMA foreign_keys = ON")
    assert {finding.code for finding in report.findings} == {"schema"}, "an older version is not compared at all"
    assert "recent_client" not in report.counts
    assert report.counts["organisation"] == 3


def test_what_is_made_after_a_restore_elsewhere_is_the_newest(opened, stick, tmp_path):
    """On another laptop the generations go on where the back-ups on the stick are."""
    with clock.frozen(clock.now() - timedelta(days=3)):
        (first,) = backup.make(opened, (stick,), nothing)
    opened.close()
    ways_back.restore(opened.folder, first.backup.path, PASSPHRASE)
    again = vault.open_quickly(opened.folder)
    vault.add(again, "Vierde")
    backup.make(again, (stick,), nothing)
    again.close()
    ways_back.restore(tmp_path / "andere laptop", first.backup.path, PASSPHRASE)
    third = vault.open_quickly(tmp_path / "andere laptop")
    (last,) = backup.make(third, (stick,), nothing)
    third.close()
    assert backup.found_in(stick)[0].path == last.backup.path


def test_the_one_that_was_just_proved_stays_whatever_lies_there(opened, stick):
    """A forged order cannot push it out: somebody with the key signs one of a later generation on the same day."""
    (made,) = backup.make(opened, (stick,), nothing)
    parts = parts_of(made.backup.path)
    parts["manifest.json"] = sign(parts["manifest.json"], opened.folder, generation=900)
    pack(stick / "register-vals.kluis", parts.items())
    assert backup.thin(stick, opened.keys, made.backup.path) == 0
    assert made.backup.path.exists()


def test_laptop_and_passphrase_gone_back_up_and_sheet_open_everything(opened, stick, tmp_path):
    (made,) = backup.make(opened, (stick,), nothing)
    lines = recovery.sheet_lines(opened.keys.master, opened.file.id)
    opened.close()
    new, path = tmp_path / "nieuw", made.backup.path
    with pytest.raises(SheetRefused) as caught:
        ways_back.restore_with_sheet(new, path, [*lines[:2], lines[2][::-1], *lines[3:]], NEW, QUICK)
    assert caught.value.params == {"line": 3}
    other = fresh_register(tmp_path / "register2")
    theirs = recovery.sheet_lines(other.keys.master, other.file.id)
    other.close()
    with pytest.raises(SheetOfAnotherRegister):
        ways_back.restore_with_sheet(new, path, theirs, NEW, QUICK)
    assert not new.exists()
    ways_back.restore_with_sheet(new, path, lines, NEW, QUICK)
    with pytest.raises(WrongPassphrase):
        vault.reopen(new)
    register = vault.open_register(new, NEW, wait=lambda seconds: None)
    assert vault.organisation_names(register)[-1] == "Derde"
    assert service.verify(register).is_intact
    with register.reading() as read:
        query = "SELECT actor FROM audit_entry WHERE action = 'register.restored'"
        assert read.connection.exec_driver_sql(query).scalar() == "herstelblad"
    register.close()
