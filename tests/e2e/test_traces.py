"""A whole day in the real window with a canary in every field: not one byte of it in clear on the disk (D16–D19)."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.whole_day import CANARY, PASSPHRASE, STEPS
from tests.vault.spellings import spellings
from tests.vault.watched import CALLS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("home", "config", "data", "state", "cache", "runtime", "tmp", "place")
CHOSEN = ("afdruk.pdf", "watch.json")
"""In clear because she asked for it: the print to a file; and what the test itself writes down."""


def traces(place: Path, secrets: list[str]) -> list[str]:
    """Files below ``place`` whose bytes, or whose name, say any of the secrets; what she chose herself aside."""
    wanted = [spelling for secret in secrets for spelling in spellings(secret)]
    found = []
    for path in place.rglob("*"):
        if not path.is_file() or path.name in CHOSEN or path.parent.name.startswith("map van"):
            continue
        data = path.read_bytes()
        found += [f"{path.relative_to(place)}: {spelling!r}" for spelling in wanted if spelling in data]
    return found


SECRETS = [CANARY, CANARY.split()[0], PASSPHRASE, PASSPHRASE.split()[1]]
LONG = int(os.environ.get("VAULT_KILLS", "1")) > 1
# A day takes half a minute: the places to be killed at, and in the middle of, are for VAULT_KILLS=2 and more.
ENDS = ("quit", *((*STEPS, *(f"in:{step}" for step in STEPS[1:])) if LONG else ()))
WATCHED = os.environ.get("VAULT_WATCH", "")
"""``offscreen``, ``xcb`` or both: the day again under strace, every byte that is written looked at."""


def lived(tmp_path: Path, end: str, *, before: tuple[str, ...] = (), **more: str) -> subprocess.CompletedProcess[bytes]:
    """The day as a program of its own, in folders of its own."""
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1",
           "QT_LOGGING_RULES": "*=true" if LONG or WATCHED else "*.warning=true", "PYTHONDONTWRITEBYTECODE": "1", **more}  # fmt: skip
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TMPDIR")
    for name, folder in zip((*names, "PLACE"), FOLDERS, strict=True):
        (tmp_path / folder).mkdir(mode=0o700)
        env[name] = str(tmp_path / folder)
    command = [*before, sys.executable, "-m", "tests.helpers.whole_day", env["PLACE"], end]
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        done = subprocess.run(command, env=env, cwd=ROOT, stdout=out, stderr=err, timeout=1200, check=False)
    failure = tmp_path / "place" / "went-wrong.txt"
    assert not failure.exists(), failure.read_text()
    return done


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks where Linux keeps things")
@pytest.mark.parametrize("end", ENDS)
def test_not_one_byte_of_a_day_stands_in_clear(tmp_path: Path, end: str):
    """``end`` is how it stops: closed, or killed after that step, or in the middle of it."""
    done = lived(tmp_path, end)
    assert done.returncode == (0 if end == "quit" else -9)
    steps = (tmp_path / "out").read_text().split("\n")
    assert end.startswith("in:") or f"done {STEPS[-1] if end == 'quit' else end}" in steps
    assert traces(tmp_path, SECRETS) == []
    if end == "quit":
        made = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file()}
        assert made <= {"config", "data", "state", "place", "out", "err"}, "caches and temporary files of others"


@pytest.mark.skipif(not WATCHED or shutil.which("strace") is None, reason="VAULT_WATCH=offscreen,xcb takes minutes")
@pytest.mark.parametrize("platform", WATCHED.split(","))
def test_no_write_of_a_day_says_any_of_it(tmp_path: Path, platform: str):
    """Deleted and unnamed files, pipes and sockets too; only the folder that she named so herself says it."""
    seen = tmp_path / "watch.json"
    asked = " ".join(shlex.quote(part) for part in (sys.executable, "-m", "tests.vault.watched", str(seen), *SECRETS))
    strace = ("strace", "-f", "-y", "-xx", "-s", "4194304", "-e", f"trace={CALLS}", "-o", f"|{asked}")
    screen = ("dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1366x768x24") if platform == "xcb" else ()
    done = lived(tmp_path, "quit", before=(*screen, *strace), QT_QPA_PLATFORM=platform)
    assert done.returncode == 0
    told = json.loads(seen.read_text())
    assert told["calls"] > 5000
    assert [line for line in told["found"] if not line.startswith(("mkdir:", "openat:"))] == []
    assert [path for path in told["made"] if not path.startswith((str(tmp_path), "memfd:"))] == []
    outside = [name for name in told["sockets"] if "AF_UNIX" not in name]
    assert all("631" in name and ("127.0.0.1" in name or "::1" in name) for name in outside), outside  # CUPS, asked by Qt
    assert traces(tmp_path, SECRETS) == []


def test_the_sweep_sees_what_it_looks_for(tmp_path: Path):
    for number, spelling in enumerate(spellings(CANARY)):
        (tmp_path / f"spoor-{number}").write_bytes(b"abc" + spelling + b"xyz")
        assert any(line.startswith(f"spoor-{number}:") for line in traces(tmp_path, [CANARY]))


def test_with_all_logging_on_the_program_ends_well_and_says_nothing(tmp_path: Path):
    """``QT_LOGGING_RULES=*=true`` crashed it at the very end: Qt spoke when Python was gone (D19)."""
    code = (
        "import sys; from pathlib import Path; from app import logs, paths; paths.set_home(Path(sys.argv[1]))\n"
        "logs.start(paths.log_file())\n"
        "from PySide6.QtCore import QTimer; from ui.application import Application, Options\n"
        "program = Application(Options()); QTimer.singleShot(300, program.qt.quit); sys.exit(program.run())"
    )
    env = {**os.environ, "QT_LOGGING_RULES": "*=true", "PYTHONFAULTHANDLER": "1", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert b"Fatal" not in done.stderr
