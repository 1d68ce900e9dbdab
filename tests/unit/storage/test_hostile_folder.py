"""What somebody puts into the folder in place of our files: it is refused or repaired, and never waited for."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import threading
from contextlib import suppress

import pytest

from app import clock, settings
from app.errors import DiskFailed, EnvironmentProblem, RegisterDamaged, RegisterError
from app.services import lost, start
from app.storage import anchor, attempts, backup, slots
from app.storage import folder as folder_files
from app.storage import recovery as ways_back
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and links as POSIX has them")


def in_time(call, *arguments):
    """What the call gives or raises; fails when it waits."""
    answer = []

    def run():
        try:
            answer.append(call(*arguments))
        except Exception as error:  # noqa: BLE001 - handed on to whoever waits
            answer.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(20)
    assert answer, "it waits for what will never come"
    if isinstance(answer[0], Exception):
        raise answer[0]
    return answer[0]


def put(path, kind):
    """Something else under the name of a file of ours."""
    with_content = path.read_bytes() if path.is_file() else b""
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "loop":
        path.symlink_to(path.name)
    elif kind == "huge":
        path.touch()
        os.truncate(path, 1 << 30)
    return with_content


KINDS = ["pipe", "folder", "device", "loop", "huge"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["register.json", "keys.json"])
def test_the_copy_is_read_when_something_else_stands_in_place_of_the_first(closed, name, kind):
    put(closed / name, kind)
    assert in_time(start.look, closed).has_register
    in_time(vault.reopen, closed).close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["anchor.json", "data.1.db"])
def test_what_has_no_copy_is_damage_and_stays(closed, name, kind):
    put(closed / name, kind)
    with pytest.raises(EnvironmentProblem):
        in_time(vault.open_quickly, closed)
    assert os.path.lexists(closed / name)


@pytest.mark.parametrize("kind", KINDS)
def test_the_count_of_failures_and_the_preferences_do_not_hold_up_the_start(closed, kind, tmp_path):
    put(closed / "attempts.json", kind)
    assert in_time(attempts.read, closed) in (attempts.Attempts(), attempts.Attempts(is_unreadable=True))
    put(tmp_path / "settings.json", kind)
    assert in_time(settings.load, tmp_path / "settings.json") == settings.Settings()


@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "link", "second name"])
def test_writing_who_holds_it_writes_into_nothing_else(closed, kind, tmp_path):
    victim = tmp_path / "verslag.txt"
    victim.write_text("van iemand anders")
    lock = closed / folder_files.LOCK_FILE
    lock.unlink(missing_ok=True)
    if kind == "link":
        lock.symlink_to(victim)
    elif kind == "second name":
        lock.hardlink_to(closed / "data.1.db")
    else:
        put(lock, kind)
    before = (closed / "data.1.db").read_bytes()
    assert in_time(start.look, closed).holder is None
    register = in_time(vault.open_quickly, closed)
    assert folder_files.holder(closed)["pid"] == os.getpid()
    register.close()
    assert victim.read_text() == "van iemand anders"
    assert (closed / "data.1.db").read_bytes() == before
    assert stat.S_ISREG(lock.lstat().st_mode)


def test_a_folder_in_place_of_the_lock_is_told(closed):
    (closed / folder_files.LOCK_FILE).unlink(missing_ok=True)
    (closed / folder_files.LOCK_FILE).mkdir()
    with pytest.raises(DiskFailed):
        vault.open_quickly(closed)


@pytest.mark.parametrize(
    "change",
    [{"generation": 10**30}, {"generation": -1}, {"generation": "../../x"}, {"generation": 1.0}, {"generation": True},
     {"generation": "1"}, {"format": None}, {"epoch": 0}, {"epoch": 10**12}, {"id": ["x"]}, {"id": "x" * 10_000},
     {"is_demo": "nee"}, {"mac": 5}],
)  # fmt: skip
def test_a_pointer_that_is_no_pointer_of_ours_is_damage(closed, change):
    value = json.loads((closed / "register.json").read_bytes())
    for name in ("register.json", "register.bak.json"):
        (closed / name).write_text(json.dumps(value | change))
    with pytest.raises(RegisterDamaged):
        vault.open_quickly(closed)


@pytest.mark.parametrize("text", ['{"id": NaN}', '{"a": ' * 50_000, '{"generation": ' + "9" * 5000 + "}", "\ud800".encode("utf-8", "surrogatepass")])
def test_no_text_in_the_pointer_makes_the_start_fall(closed, text):
    data = text if isinstance(text, bytes) else text.encode()
    for name in ("register.json", "register.bak.json"):
        (closed / name).write_bytes(data)
    assert start.look(closed).has_register
    with pytest.raises(RegisterDamaged):
        vault.open_quickly(closed)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-06-15T10:00:00", "x", 7])
def test_a_forged_moment_falls_over_nothing(closed, moment):
    (closed / "attempts.json").write_text(json.dumps({"failed": 10**300, "last_at": moment, "proved_at": moment, "rehearsed_at": moment}))
    kept = attempts.read(closed)
    assert kept.failed <= attempts.MOST
    for at in start.last_proved(closed):
        assert at is None or clock.on_day(at)
    assert start.wants_rehearsal(closed) in {True, False}
    vault.reopen(closed).close()


@pytest.mark.parametrize("name", ["met spatie ? # % & 'aanhaling'", "regel\neinde", "é ﬁ 🗝 ＝", os.fsdecode(b"geen \xff utf-8"), "d" * 120 + "/" + "e" * 120 + "/" + "f" * 120])
def test_a_folder_of_any_name_works(closed, tmp_path, name):
    folder = tmp_path / name / "register"
    folder.parent.mkdir(parents=True)
    shutil.move(closed, folder)
    place = tmp_path / name / "stick"
    place.mkdir()
    register = vault.open_quickly(folder)
    vault.add(register, "Vierde")
    (made,) = backup.make(register, (place,), lambda step: None)
    assert made.problem is None
    register.close()
    ways_back.restore(folder, made.backup.path, PASSPHRASE)
    register = vault.open_quickly(folder)
    assert vault.organisation_names(register)[-1] == "Vierde"
    register.close()


def test_the_folder_renamed_or_gone_while_it_is_open_makes_no_second_register(opened, tmp_path):
    moved = tmp_path / "elders"
    opened.folder.rename(moved)
    with pytest.raises(RegisterError):
        vault.add(opened, "Vierde")
    opened.close()
    assert not opened.folder.exists()
    register = vault.open_quickly(moved)
    assert len(vault.organisation_names(register)) == 3
    register.close()


def test_another_file_put_in_place_while_it_is_open_is_not_written(opened, closed):
    path = vault.database(closed)
    strange = path.read_bytes()
    path.unlink()
    path.write_bytes(strange)
    with pytest.raises(RegisterError):
        vault.add(opened, "Vierde")
    assert path.read_bytes() == strange


ODD = [None, True, 0, -1, 2**63, 10**400, 1.5, float("nan"), float("inf"), "", "x", "\ud800", "é" * 5000, "9999-12-31",
       "0001-01-01", "9999-12-31T23:59:59+00:00", "AA==", [], {}, [[]], [{}], "../../x"]  # fmt: skip


def mutated(value, chance):
    """A copy with one thing in it replaced or taken out, at any depth."""
    value = json.loads(json.dumps(value))
    holder = value
    while True:
        key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        inside = holder[key]
        if isinstance(inside, dict | list) and inside and chance.random() < 0.8:
            holder = inside
            continue
        if chance.random() < 0.25:
            del holder[key]
        else:
            holder[key] = chance.choice(ODD)
        return value


def test_nothing_in_a_file_of_ours_makes_the_program_fall(closed):
    """Each file with odd values at odd places: refused or read, never a mistake of the program."""
    chance = random.Random(int(os.environ.get("VAULT_SEED", "7")))
    register_id, anchor_key = folder_files.read_register_file(closed).id, vault.keys_of(closed).anchor
    moments = {"failed": 3, "last_at": "2026-01-01T00:00:00+00:00", "proved_at": "2026-01-01T00:00:00+00:00"}
    (closed / "attempts.json").write_text(json.dumps(moments))
    readers = {
        "keys.json": (("keys.bak.json",), lambda: (slots.read(closed, register_id), lost.known(closed))),
        "register.json": (("register.bak.json",), lambda: (start.look(closed), folder_files.read_register_file(closed))),
        "anchor.json": ((), lambda: anchor.current(closed, anchor_key, 1)),
        "attempts.json": ((), lambda: (start.last_proved(closed), start.wants_rehearsal(closed))),
    }
    for name, (others, reading) in readers.items():
        whole = json.loads((closed / name).read_bytes())
        for _ in range(int(os.environ.get("VAULT_FLIPS", "60"))):
            odd = mutated(whole, chance)
            odd = folder_files.with_digest(odd) if name == "keys.json" else odd
            for file in (name, *others):
                (closed / file).write_text(json.dumps(odd))
            with suppress(RegisterError):
                reading()
        for file in (name, *others):
            (closed / file).write_text(json.dumps(whole))
    vault.open_quickly(closed).close()
