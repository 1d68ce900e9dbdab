"""The process: no core dumps, not readable by others of the same user."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.security import keys
from tests.helpers import vault

LOOK = """
import os, resource, sys
from app.security import process
os.setgid(65534); os.setuid(65534)
process._prctl(process.PR_SET_DUMPABLE, 1)
print(os.getpid(), flush=True)
sys.stdin.readline()
print(process.harden() == process.Hardening(True, True), oct(os.umask(0o077)), flush=True)
sys.stdin.readline()
"""
PEEK = "import os, sys; os.setgid(65534); os.setuid(65534); open(f'/proc/{sys.argv[1]}/mem', 'rb')"


@pytest.mark.skipif(sys.platform != "linux", reason="answers of Linux")
def test_hardening_holds_and_others_of_the_same_user_cannot_read_the_memory():
    import os
    import subprocess

    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    with vault.python(LOOK, stdin=subprocess.PIPE) as process:
        pid = process.stdout.readline().strip()
        with vault.python(PEEK, pid) as before:
            assert before.communicate()[1] == ""
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "True 0o77\n"
        with vault.python(PEEK, pid) as after:
            assert "PermissionError" in after.communicate()[1]
        process.communicate("\n")


@pytest.mark.parametrize(
    ("speed", "limit", "wanted"),
    [(0.5, 10**9, (262144, 3)), (0.05, 10**9, (1048576, 4)), (4.0, 10**9, (65536, 3)), (0.1, 300_000, (262144, 8)),
     (0.0001, 10**9, (1048576, 10)), (0.5, 1, (65536, 6)), (60.0, 10**9, (65536, 3))],
)  # fmt: skip
def test_the_work_factor_follows_the_machine_within_its_bounds(speed, limit, wanted):
    def seconds(work):
        return speed * work.memory_kib / 262144 * work.passes / 3

    work = keys.calibrated(memory_limit_kib=limit, seconds=seconds)
    work.check()
    assert (work.memory_kib, work.passes) == wanted


@pytest.mark.skipif(sys.platform != "linux", reason="a memory file system of Linux")
def test_the_page_on_its_way_to_the_printer_is_kept_in_memory():
    """CUPS makes its file where TMPDIR says."""
    cups = ctypes.util.find_library("cups")
    code = (
        "import ctypes, os, sys; from pathlib import Path; from app.security import process\n"
        f"place = Path('/dev/shm/zorgregister-proef-{os.getpid()}')\n"
        "assert process.temporary_files_in(place)\n"
        "assert not process.temporary_files_in(Path('/var/tmp/elders'))\n"
        "name = ctypes.create_string_buffer(1024)\n"
        "if sys.argv[1] != 'None':\n"
        "    os.close(ctypes.CDLL(sys.argv[1]).cupsTempFd(name, 1024))\n"
        "    assert name.value.decode().startswith(str(place)), name.value; os.unlink(name.value)\n"
        "assert place.stat().st_mode & 0o777 == 0o700; place.rmdir()\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code, str(cups)], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
