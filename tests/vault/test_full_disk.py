"""A full disk, a folder that may not be written, a failing disk: told by name, nothing lost, fine again afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

from app.storage import backup
from tests.helpers import vault

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and strace of Linux")

FULL = """
import os, sys
from pathlib import Path
from tests.helpers import vault
from tests.helpers.register import fresh_register
folder = Path(sys.argv[1])
ballast = folder.parent / "ballast"
def fill(leave):
    ballast.unlink(missing_ok=True)
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    room = os.statvfs(folder.parent)
    os.posix_fallocate(handle, 0, max(1, room.f_bavail * room.f_frsize - leave))
    os.close(handle)
"""


@pytest.fixture
def small_disk(tmp_path):
    """A real disk of 3 MB: a file system in memory, mounted for this test."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


CREATE = FULL + """
from app.storage import folder as f
for leave in (0, 8192, 100_000, 630_000):
    fill(leave)
    try:
        fresh_register(folder).close()
    except Exception as error:
        names = sorted(p.name for p in folder.iterdir()) if folder.exists() else []
        print(type(error).__name__, f.state(folder).value, names in ([], ["register.lock"]))
ballast.unlink()
register = fresh_register(folder)
vault.add(register, "Fier")
print(vault.organisation_names(register))
register.close()
"""


def test_a_full_disk_while_making_a_register_leaves_a_folder_to_try_again(small_disk):
    out, err = vault.python(CREATE, str(small_disk / "r")).communicate()
    lines = out.splitlines()
    assert lines[:-1] == ["DiskFull missing True"] * 4, out + err
    assert lines[-1] == "['Fier']"


SAVE = FULL + """
register = vault.open_quickly(folder)
saved, refused = [], set()
fill(300_000)
for n in range(60):
    name = f"{n:04d}" + "x" * 9000
    try:
        vault.add(register, name)
        saved.append(name)
    except Exception as error:
        refused.add(type(error).__name__)
assert refused == {"DiskFull"}, refused
assert 0 < len(saved) < 60
assert vault.organisation_names(register)[3:] == saved
ballast.unlink()
vault.add(register, "weer ruimte")
fill(0)
register.close()
ballast.unlink()
register = vault.open_quickly(folder)
assert vault.organisation_names(register)[3:] == [*saved, "weer ruimte"]
register.close()
print("ok", len(saved))
"""


def test_a_full_disk_while_saving_loses_nothing(small_disk, vault_base):
    folder = vault.closed_register(small_disk / "r", vault_base)
    out, err = vault.python(SAVE, str(folder)).communicate()
    assert out.startswith("ok"), err


OPEN_FULL = FULL + """
fill(0)
for turn in range(2):
    try:
        vault.reopen(folder).close()
        print("opened")
    except Exception as error:
        print(type(error).__name__)
ballast.unlink()
register = vault.reopen(folder)
print(vault.organisation_names(register))
register.close()
"""


def test_opening_on_a_full_disk_says_so_and_lets_go_again(small_disk, vault_base):
    folder = vault.closed_register(small_disk / "r", vault_base)
    (folder / "data.1.db-journal").unlink()
    out, err = vault.python(OPEN_FULL, str(folder)).communicate()
    assert out == "DiskFull\nDiskFull\n['Eerste', 'Tweede', 'Derde']\n", err


AS_NOBODY = """
import os, sys
from pathlib import Path
folder, act = Path(sys.argv[1]), sys.argv[2]
sys.path.insert(0, ".")
from tests.helpers import vault
from tests.helpers.register import fresh_register
os.setgid(65534); os.setuid(65534)
try:
    register = fresh_register(folder) if act == "create" else vault.reopen(folder)
except Exception as error:
    print(type(error).__name__)
else:
    print("opened")
"""


def as_nobody(folder, act):
    process = vault.python(AS_NOBODY, str(folder), act)
    out, err = process.communicate()
    assert out, err
    return out.strip()


@pytest.fixture
def reachable():
    """A folder that a user without rights can reach: the one of pytest is closed to others."""
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    place = Path(tempfile.mkdtemp(dir="/tmp"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


def test_a_folder_that_may_not_be_written(reachable, vault_base):
    tmp_path, closed = reachable, vault.closed_register(reachable / "register", vault_base)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine").chmod(0o500)
    os.chown(tmp_path / "mine", 65534, 65534)
    assert as_nobody(tmp_path / "mine", "create") == "ReadOnlyPlace"
    assert list((tmp_path / "mine").iterdir()) == []
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o500
    for path in (closed, *closed.iterdir()):
        os.chown(path, 65534, 65534)
    before = vault.contents(closed)
    closed.chmod(0o500)
    assert as_nobody(closed, "open") == "ReadOnlyPlace"
    closed.chmod(0o700)
    vault.database(closed).chmod(0o400)
    assert as_nobody(closed, "open") == "ReadOnlyPlace"
    vault.database(closed).chmod(0o600)
    assert vault.contents(closed) == before
    assert as_nobody(closed, "open") == "opened"


def _gone(stick):
    subprocess.run(["umount", "-l", str(stick)], check=True)


def _read_only(stick):
    subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)


def _full(stick):
    with (stick / "ballast").open("wb") as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(65536))
            ballast.flush()


@pytest.mark.parametrize("pull", [_gone, _read_only, _full])
@pytest.mark.parametrize("step", ["copy", "pack", "read_back"])
def test_a_stick_that_goes_during_a_backup(opened, small_disk, tmp_path, step, pull):
    backup.make(opened, (small_disk,), lambda told: None)
    vault.add(opened, "daarna")
    if pull is _full:
        (small_disk / "most").write_bytes(bytes(1_500_000))
    before = {path.name for path in small_disk.glob("*.kluis")}
    other = tmp_path / "tweede"
    other.mkdir()
    pulled = []

    def progress(told):
        if told == step and not pulled:
            pulled.append(told)
            pull(small_disk)

    first, second = backup.make(opened, (small_disk, other), progress)
    assert second.problem is None and second.backup.path.exists()
    if pull is not _gone:  # else the names below are those of the folder under the stick
        after = {path.name for path in small_disk.glob("*.kluis")}
        if first.backup is None:
            assert after == before, first.problem
        else:  # of one day the ring keeps the newest
            assert after == {first.backup.path.name}
        assert all(backup.proved(small_disk / name, opened.keys) for name in after)
    else:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(small_disk)], check=True)
    assert vault.organisation_names(opened)[-1] == "daarna"
