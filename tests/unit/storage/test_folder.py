"""The private folder: what lies in it, who holds it, and what a cut-short making leaves."""

from __future__ import annotations

import json
import os
import signal
from datetime import UTC, datetime

import pytest

from app.errors import FolderNotEmpty, KeysDamaged, RegisterDamaged, RegisterExists, RegisterInUse, RegisterMissing
from app.storage import attempts as attempts_file
from app.storage import folder as folder_files
from app.storage.attempts import Attempts
from app.storage.folder import FolderLock, FolderState
from tests.helpers import vault
from tests.helpers.register import fresh_register

HOLD = """
import sys, time
from pathlib import Path
from app.storage.folder import FolderLock
FolderLock(Path(sys.argv[1])).take()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def held(tmp_path):
    """A second process that holds the folder's lock."""
    process = vault.python(HOLD, str(tmp_path))
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_process_is_refused_with_who_and_since_when(tmp_path, held):
    with pytest.raises(RegisterInUse) as caught:
        FolderLock(tmp_path).take()
    assert caught.value.params["pid"] == held.pid
    assert caught.value.params["host"] == os.uname().nodename
    assert abs((datetime.now(UTC) - caught.value.params["since"]).total_seconds()) < 60
    assert folder_files.holder(tmp_path) == caught.value.params


def test_a_killed_holder_holds_nothing(tmp_path, held):
    held.send_signal(signal.SIGKILL)
    held.wait()
    assert folder_files.holder(tmp_path) is None
    lock = FolderLock(tmp_path)
    lock.take()
    lock.release()


def test_an_old_lock_file_with_a_pid_of_another_program_is_no_lock(tmp_path):
    text = json.dumps({"host": "laptop", "pid": 1, "since": "2026-01-01T00:00:00+00:00"})
    (tmp_path / folder_files.LOCK_FILE).write_text(text)
    lock = FolderLock(tmp_path)
    lock.take()
    assert folder_files.holder(tmp_path)["pid"] == os.getpid()
    lock.release()
    assert folder_files.holder(tmp_path) is None


def test_looking_who_holds_it_writes_nothing(tmp_path):
    assert folder_files.holder(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"pid": 1e999, "host": 1, "since": 5}', "x" * 5000])
def test_an_unreadable_lock_text_still_says_in_use(tmp_path, held, text):
    (tmp_path / folder_files.LOCK_FILE).write_text(text)
    with pytest.raises(RegisterInUse) as caught:
        FolderLock(tmp_path).take()
    assert caught.value.params == {"host": None, "pid": None, "since": None}


def test_what_the_start_screen_finds(tmp_path, closed):
    assert folder_files.state(tmp_path / "nothing") is FolderState.MISSING
    assert folder_files.state(closed) is FolderState.PRESENT
    (tmp_path / "other").mkdir()
    assert folder_files.state(tmp_path / "other") is FolderState.MISSING
    (tmp_path / "other" / "brief.odt").write_bytes(b"x")
    assert folder_files.state(tmp_path / "other") is FolderState.OTHER_FILES
    (tmp_path / "file").write_bytes(b"x")
    assert folder_files.state(tmp_path / "file") is FolderState.OTHER_FILES


@pytest.mark.parametrize("lost", ["register.json", "keys.json", "keys.bak.json", "anchor.json", "data.1.db"])
def test_a_register_that_lost_a_file_is_still_a_register(closed, lost):
    (closed / lost).unlink()
    assert folder_files.state(closed) is FolderState.PRESENT
    with pytest.raises(RegisterExists):
        fresh_register(closed)


def test_creating_refuses_what_holds_anything(tmp_path, closed):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "brief.odt").write_bytes(b"x")
    with pytest.raises(FolderNotEmpty):
        fresh_register(tmp_path / "papers")
    assert [p.name for p in (tmp_path / "papers").iterdir()] == ["brief.odt"]
    before = vault.contents(closed)
    with pytest.raises(RegisterExists):
        fresh_register(closed)
    assert vault.contents(closed) == before


def test_a_making_that_was_killed_is_no_register_and_is_cleared_away(tmp_path):
    folder = tmp_path / "new"
    lock = folder_files.prepare_new(folder)
    (folder / "keys.json").write_bytes(b"half")
    (folder / "data.1.db").write_bytes(b"half")
    (folder / "data.1.db-journal").write_bytes(b"half")
    lock.release()
    assert folder_files.state(folder) is FolderState.MISSING
    register = fresh_register(folder)
    register.close()
    assert folder_files.UNFINISHED_FILE not in vault.contents(folder)
    vault.reopen(folder).close()


def test_an_unfinished_making_never_takes_other_files_with_it(tmp_path):
    folder_files.prepare_new(tmp_path / "new").release()
    (tmp_path / "new" / "brief.odt").write_bytes(b"x")
    with pytest.raises(FolderNotEmpty):
        fresh_register(tmp_path / "new")
    folder_files.clear_unfinished(tmp_path / "new")
    assert "brief.odt" in vault.contents(tmp_path / "new")


def test_a_mark_that_came_back_after_a_power_cut_never_clears_a_finished_register(closed):
    (closed / folder_files.UNFINISHED_FILE).write_bytes(b"")
    folder_files.clear_unfinished(closed)
    with pytest.raises(RegisterExists):
        fresh_register(closed)
    vault.reopen(closed).close()


def test_no_register_is_something_else_than_a_damaged_one(tmp_path, closed):
    with pytest.raises(RegisterMissing):
        vault.reopen(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    (closed / "register.json").unlink()
    (closed / "register.bak.json").unlink()
    with pytest.raises(RegisterDamaged) as caught:
        vault.reopen(closed)
    assert caught.value.params == {"file": "register.json"}


@pytest.mark.parametrize("name", ["keys.json", "keys.bak.json"])
@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"sha256": "x"}', b"[" * 100_000, None])
def test_a_damaged_copy_of_the_keys_is_repaired_from_the_other(closed, name, damage):
    whole = (closed / name).read_bytes()
    if damage is None:
        (closed / name).unlink()
    else:
        (closed / name).write_bytes(damage)
    vault.reopen(closed).close()
    assert (closed / "keys.json").read_bytes() == (closed / "keys.bak.json").read_bytes() == whole


def test_both_copies_damaged_is_told_as_such_and_left_alone(closed):
    for name in ("keys.json", "keys.bak.json"):
        (closed / name).write_bytes(b"{}")
    before = vault.contents(closed)
    with pytest.raises(KeysDamaged):
        vault.reopen(closed)
    assert vault.contents(closed) == before


def test_every_single_flipped_byte_of_the_keys_file_is_noticed(closed):
    whole = (closed / "keys.json").read_bytes()
    wanted = folder_files.read_keys(closed)
    for place in range(0, len(whole), 19):
        flipped = bytearray(whole)
        flipped[place] ^= 1 + place % 255
        (closed / "keys.json").write_bytes(flipped)
        assert folder_files.read_keys(closed) == wanted
    vault.reopen(closed).close()
    assert (closed / "keys.json").read_bytes() == whole


@pytest.mark.parametrize(
    "text",
    ["", "x", "[]", "null", '{"failed": "many"}', '{"failed": 1e999}', '{"failed": -5}', '{"failed": 1, "last_at": 7}',
     '{"failed": 2, "last_at": "2026-01-01"}', "[" * 50_000],
)  # fmt: skip
def test_the_count_of_failures_is_never_trusted_to_be_readable(tmp_path, text):
    (tmp_path / folder_files.ATTEMPTS_FILE).write_text(text)
    assert attempts_file.read(tmp_path).failed in {0, 1, 2}


def test_the_count_of_failures_survives_a_restart(tmp_path):
    kept = Attempts(3, datetime(2026, 6, 15, tzinfo=UTC))
    attempts_file.write(tmp_path, kept)
    assert attempts_file.read(tmp_path) == kept
