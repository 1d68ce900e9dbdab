"""Create, open, lock, wrong passphrase, another version: each with its own refusal."""

from __future__ import annotations

import json
import os
import stat
import threading
from datetime import timedelta

import pytest

from app import clock
from app.errors import (
    Cancelled,
    KeysDamaged,
    KeySettingsRefused,
    PassphraseRefused,
    RegisterClosed,
    RegisterDamaged,
    RegisterInUse,
    RegisterRolledBack,
    RegisterTooNew,
    WrongPassphrase,
)
from app.security import keys
from app.services import vault as services
from app.storage import attempts as attempts_file
from app.storage import folder as folder_files
from app.storage.opening import open_register
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK, fresh_register


def test_what_was_saved_is_there_after_locking(tmp_path):
    register = fresh_register(tmp_path / "r")
    vault.add(register, "Fier")
    register.close()
    again = vault.reopen(tmp_path / "r")
    assert vault.organisation_names(again) == ["Fier"]
    assert not again.is_demo
    again.close()


def test_the_mark_of_a_demo_register_travels_with_it(tmp_path):
    fresh_register(tmp_path / "r", is_demo=True).close()
    register = vault.reopen(tmp_path / "r")
    assert register.is_demo
    register.close()


def test_a_closed_register_holds_no_key_and_no_file(opened):
    opened.close()
    assert not any(opened.keys.master)
    assert not any(opened.keys.database)
    assert not opened.is_open
    held = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{fd}")]
    assert [path for path in held if str(opened.folder) in path] == []
    for act in (opened.reading, opened.working_copy, opened.alone, lambda: opened.transaction("x")):
        with pytest.raises(RegisterClosed), act():
            pass
    opened.close()
    opened.interrupt()


def test_a_wrong_passphrase_says_only_that_and_changes_nothing_but_the_count(closed):
    before = vault.contents(closed)
    with pytest.raises(WrongPassphrase):
        open_register(closed, "een andere zin dan deze", wait=lambda seconds: None)
    after = vault.contents(closed)
    assert after.pop(folder_files.ATTEMPTS_FILE)
    assert after == before
    assert folder_files.holder(closed) is None


def test_failures_are_slowed_over_restarts_and_told_after_success(closed):
    waits = []
    with clock.frozen(clock.now()):
        for _ in range(5):
            with pytest.raises(WrongPassphrase):
                open_register(closed, "fout", wait=waits.append)
        register = open_register(closed, PASSPHRASE, wait=waits.append)
    assert waits == [0, 0, 1, 2, 4, 8]
    with register.reading() as read:
        row = read.connection.exec_driver_sql("SELECT ground FROM audit_entry ORDER BY seq DESC LIMIT 1").scalar()
    assert row == "failed_before:5"
    register.close()
    assert attempts_file.read(closed).failed == 0


def test_time_that_passed_is_taken_off_and_a_clock_set_back_is_not(closed):
    waits = []
    attempts_file.write(closed, attempts_file.Attempts(40, clock.now() - timedelta(hours=1)))
    open_register(closed, PASSPHRASE, wait=waits.append).close()
    attempts_file.write(closed, attempts_file.Attempts(10**9, clock.now() + timedelta(hours=1)))
    open_register(closed, PASSPHRASE, wait=waits.append).close()
    assert waits == [0, 30]


def test_a_clock_set_forward_takes_nothing_off_within_one_run(closed):
    waits = []
    for _ in range(6):
        with pytest.raises(WrongPassphrase):
            open_register(closed, "fout", wait=waits.append)
    with clock.frozen(clock.now() + timedelta(days=400)):
        open_register(closed, PASSPHRASE, wait=waits.append).close()
    assert waits[-1] > 10


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"failed": "veel"}'])
def test_a_count_that_cannot_be_read_costs_four_seconds_and_is_told(closed, text):
    waits = []
    (closed / folder_files.ATTEMPTS_FILE).write_text(text)
    with clock.frozen(clock.now()):
        with pytest.raises(WrongPassphrase):
            open_register(closed, "fout", wait=waits.append)
        register = open_register(closed, PASSPHRASE, wait=waits.append)
    assert waits == [4, 4]
    with register.reading() as read:
        row = read.connection.exec_driver_sql("SELECT ground FROM audit_entry ORDER BY seq DESC LIMIT 1").scalar()
    assert row == "failed_before:1 attempts_unreadable"
    register.close()
    assert attempts_file.read(closed) == attempts_file.Attempts()


def test_a_wrong_passphrase_at_the_open_register_slows_and_counts_too(closed, monkeypatch):
    register = vault.reopen(closed)
    monkeypatch.setattr(keys, "calibrated", lambda **_: keys.LEAST_WORK)
    waits = []
    monkeypatch.setattr(register, "pause", waits.append)
    with clock.frozen(clock.now()):
        for _ in range(4):
            with pytest.raises(WrongPassphrase):
                services.change_passphrase(register, "fout", "vijf heel andere woorden hier")
    register.close()
    assert waits == [0, 0, 1, 2]
    assert attempts_file.read(closed).failed == 4


def test_who_waits_at_the_open_register_does_not_hold_up_the_lock(closed):
    attempts_file.write(closed, attempts_file.Attempts(9, clock.now()))
    register = open_register(closed, PASSPHRASE, wait=lambda _: None)
    attempts_file.write(closed, attempts_file.Attempts(9, clock.now()))
    threading.Timer(0.2, register.leave).start()
    started = clock.steady()
    with pytest.raises(Cancelled):
        services.change_passphrase(register, PASSPHRASE, "vijf heel andere woorden hier")
    assert clock.steady() - started < 3
    register.close()


def test_a_clock_that_ran_back_is_written_down_and_work_goes_on(closed):
    with clock.frozen(clock.now() - timedelta(days=1)):
        register = vault.reopen(closed)
    with register.reading() as read:
        assert read.connection.exec_driver_sql("SELECT ground FROM audit_entry ORDER BY seq DESC").scalar() == "clock_back"
    register.close()
    vault.reopen(closed).close()
    with clock.frozen(clock.now() - timedelta(minutes=1)):
        register = vault.reopen(closed)
    with register.reading() as read:
        assert read.connection.exec_driver_sql("SELECT ground FROM audit_entry ORDER BY seq DESC").scalar() is None
    register.close()


def test_new_codes_and_labels_of_the_program_are_taken_over_and_none_removed(closed):
    from app.model.code_lists import CodeItem, CodeList
    from app.services import code_lists

    lists = dict(code_lists.load())
    first, *_, last = lists["gender"].items
    changed = CodeItem(first.code, "Nieuw woord", first.position)
    lists["gender"] = CodeList("gender", "", (changed, CodeItem("nieuw", "Nieuw", 99)))
    register = open_register(closed, PASSPHRASE, lists)
    with register.reading() as read:
        labels = dict(read.connection.exec_driver_sql("SELECT code, label FROM gender").fetchall())
    assert (labels[first.code], labels["nieuw"], labels[last.code]) == ("Nieuw woord", "Nieuw", last.label)
    register.close()


@pytest.mark.parametrize("passphrase", ["", "  ", "a\0b", "\ud800"])
def test_an_unusable_passphrase_makes_no_folder(tmp_path, passphrase):
    from app.services import code_lists
    from app.storage.opening import create

    with pytest.raises(PassphraseRefused):
        create(tmp_path / "r", passphrase, code_lists.load(), work=QUICK)
    assert not (tmp_path / "r").exists()


def test_open_twice_is_refused_also_within_one_process(opened):
    with pytest.raises(RegisterInUse) as caught:
        vault.reopen(opened.folder)
    assert caught.value.params["pid"] == os.getpid()
    assert vault.organisation_names(opened) == ["Eerste", "Tweede", "Derde"]


@pytest.mark.parametrize("name", ["register.json", "anchor.json"])
@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "null", "\x00", "{}", '{"generation": 1e999, "format": 1e999}', "[" * 60_000]
)
def test_damage_in_the_folders_own_files_is_named(closed, name, damage):
    for copy in (name, name.replace(".json", ".bak.json")):
        if (closed / copy).exists():
            (closed / copy).write_text(damage)
    before = vault.contents(closed)
    with pytest.raises(RegisterDamaged) as caught:
        vault.reopen(closed)
    assert caught.value.params == {"file": name}
    assert vault.contents(closed) == before
    assert folder_files.holder(closed) is None


@pytest.mark.parametrize("name", ["register.json", "anchor.json", "data.1.db"])
def test_a_missing_file_is_damage_and_is_not_made_anew(closed, name):
    (closed / name).unlink()
    (closed / name.replace(".json", ".bak.json")).unlink(missing_ok=True)
    before = vault.contents(closed)
    with pytest.raises(RegisterDamaged) as caught:
        vault.reopen(closed)
    assert caught.value.params == {"file": name}
    assert vault.contents(closed) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "another"), ("generation", 2), ("epoch", 9), ("mac", "00"),
     ("is_demo", True)],
)  # fmt: skip
def test_an_altered_register_file_does_not_pass(closed, field, value):
    text = json.loads((closed / "register.json").read_text())
    (closed / "register.json").write_text(json.dumps({**text, field: value}))
    with pytest.raises(RegisterDamaged):
        vault.reopen(closed)


@pytest.mark.parametrize("damage", [None, "", "{", "null"])
def test_a_damaged_register_file_is_read_from_its_copy(closed, damage):
    if damage is None:
        (closed / "register.json").unlink()
    else:
        (closed / "register.json").write_text(damage)
    register = vault.reopen(closed)
    assert len(vault.organisation_names(register)) == 3
    register.close()


@pytest.mark.parametrize("name", ["register.json"])
def test_a_newer_format_of_the_folder(closed, name):
    text = json.loads((closed / name).read_text())
    (closed / name).write_text(json.dumps({**text, "format": 99}))
    with pytest.raises(RegisterTooNew):
        vault.reopen(closed)


def rewrite_keys(folder, change):
    value = folder_files.read_keys(folder)
    change(value)
    folder_files.write_keys(folder, value)


def test_hostile_work_factors_in_a_valid_keys_file_are_refused_before_they_run(closed):
    rewrite_keys(closed, lambda value: value["slots"][0].update(memory_kib=2**31))
    with pytest.raises(KeySettingsRefused):
        vault.reopen(closed)


def test_a_thousand_slots_are_refused_before_they_run(closed):
    rewrite_keys(closed, lambda value: value.update(slots=value["slots"] * 1000))
    with pytest.raises(KeySettingsRefused):
        vault.reopen(closed)


@pytest.mark.parametrize(
    "change",
    [lambda v: v.update(slots=[]), lambda v: v.update(slots=None), lambda v: v.update(slots=["x"]),
     lambda v: v["slots"][0].pop("epoch"), lambda v: v["slots"][0].update(epoch=float("inf")), lambda v: v["slots"][0].pop("salt")],
)  # fmt: skip
def test_a_keys_file_that_is_not_ours_is_damage_not_a_wrong_passphrase(closed, change):
    rewrite_keys(closed, change)
    with pytest.raises(KeysDamaged):
        vault.reopen(closed)


def test_the_keys_of_another_register_are_not_called_a_wrong_passphrase(closed, tmp_path):
    fresh_register(tmp_path / "other").close()
    for name in ("keys.json", "keys.bak.json"):
        (closed / name).write_bytes((tmp_path / "other" / name).read_bytes())
    with pytest.raises(KeysDamaged):
        vault.reopen(closed)


@pytest.mark.parametrize("change", [{"epoch": 2}, {"until": "2099-01-01"}, {"label": "waarnemer"}])
def test_epoch_end_and_owner_of_a_slot_cannot_be_altered(closed, change):
    rewrite_keys(closed, lambda value: value["slots"][0].update(change))
    with pytest.raises(WrongPassphrase):
        vault.reopen(closed)


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_everything_in_the_folder_is_private_whatever_the_umask(tmp_path, mask):
    before = os.umask(mask)
    try:
        register = fresh_register(tmp_path / "r")
        vault.add(register, "Fier")
        register.write_anchor()
        with pytest.raises(RegisterInUse):
            vault.reopen(tmp_path / "r")
        register.close()
        with pytest.raises(WrongPassphrase):
            open_register(tmp_path / "r", "fout", wait=lambda seconds: None)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == 0o700
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "r").iterdir()}
    assert set(modes.values()) == {0o600}
    assert {"data.1.db", "data.1.db-journal", "attempts.json", "register.lock"} <= set(modes)


def test_an_older_database_put_back_is_noticed(closed):
    old = (closed / "data.1.db").read_bytes()
    register = vault.reopen(closed)
    vault.add(register, "Vierde")
    register.close()
    (closed / "data.1.db").write_bytes(old)
    before = vault.contents(closed)
    with pytest.raises(RegisterRolledBack):
        vault.reopen(closed)
    assert vault.contents(closed) == before


def test_a_newer_schema_is_left_alone(closed):
    with vault.direct(closed) as raw:
        raw.execute("PRAGMA user_version = 7")
    before = vault.contents(closed)
    with pytest.raises(RegisterTooNew):
        vault.reopen(closed)
    assert vault.contents(closed) == before


def test_leftovers_of_a_cut_short_write_are_cleared_at_the_next_start(closed):
    for name in ("register.json.tmp", "data.2.db.tmp", "keys.json.tmp"):
        (closed / name).write_bytes(b"half")
    (closed / "brief.tmp").write_bytes(b"hers")
    vault.reopen(closed).close()
    assert [name for name in vault.contents(closed) if name.endswith(".tmp")] == ["brief.tmp"]


def test_the_key_derivation_is_the_only_slow_part(closed):
    stored = folder_files.read_keys(closed)
    assert keys.slot_from_json(stored["slots"][0]).work == QUICK
