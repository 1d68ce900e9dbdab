"""A whole day in the real window with a canary in every field: not one byte of it in clear on the disk (D16–D19)."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.whole_day import CANARY, PASSPHRASE, STEPS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("home", "config", "data", "state", "cache", "runtime", "tmp", "place")
CHOSEN = ("afdruk.pdf",)
"""Files in clear that she asked for: the print to a file."""


def spellings(text: str) -> list[bytes]:
    """How a text may stand on the disk."""
    raw = [part.encode(code) for part in (text, text.lower(), text.upper()) for code in ("utf-8", "utf-16-le", "cp1252")]
    coded = [base64.b64encode(part + b" " * pad)[4:20] for part in raw for pad in range(3)]
    return [*raw, *coded, *[part.hex().encode() for part in raw], text.encode("unicode_escape")]


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


# A day takes half a minute: the further places to be killed at are for VAULT_KILLS=2 and more.
ENDS = ("quit", "referral") if int(os.environ.get("VAULT_KILLS", "1")) < 2 else ("quit", "dialogs", "summary", "referral")

@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks where Linux keeps things")
@pytest.mark.parametrize("end", ENDS)
def test_not_one_byte_of_a_day_stands_in_clear(tmp_path: Path, end: str):
    """``end`` is how it stops: closed, or killed after that step."""
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1",
           "QT_LOGGING_RULES": "*.warning=true", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "TMPDIR")
    for name, folder in zip((*names, "PLACE"), FOLDERS, strict=True):
        (tmp_path / folder).mkdir(mode=0o700)
        env[name] = str(tmp_path / folder)
    command = [sys.executable, "-m", "tests.helpers.whole_day", env["PLACE"], end]
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        done = subprocess.run(command, env=env, cwd=ROOT, stdout=out, stderr=err, timeout=600, check=False)
    failure = tmp_path / "place" / "went-wrong.txt"
    assert not failure.exists(), failure.read_text()
    assert done.returncode == (0 if end == "quit" else -9)
    steps = (tmp_path / "out").read_text().split("\n")
    assert f"done {STEPS[-1] if end == 'quit' else end}" in steps
    assert traces(tmp_path, [CANARY, CANARY.split()[0], PASSPHRASE, PASSPHRASE.split()[1]]) == []


def test_the_sweep_sees_what_it_looks_for(tmp_path: Path):
    for number, spelling in enumerate(spellings(CANARY)):
        (tmp_path / f"spoor-{number}").write_bytes(b"abc" + spelling + b"xyz")
        assert any(line.startswith(f"spoor-{number}:") for line in traces(tmp_path, [CANARY]))
