"""Build something to install, for the system this runs on: ``python3 packaging/build.py``.

Standard library only. Makes ``build/venv`` with the pinned versions, a folder with PyInstaller, tries
it with ``--self-test``, and on Debian packs it as ``dist/zorgregister_VERSION_amd64.deb``. On Windows
``packaging/windows/build.ps1`` calls this and then NSIS.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
PYTHON = BUILD / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def call(*command: str | Path, **options: object) -> None:
    """Run a step; its failure is ours."""
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, **options)


def make_folder() -> Path:
    """``dist/zorgregister`` with everything in it that the program needs."""
    if not PYTHON.exists():
        call(sys.executable, "-m", "venv", BUILD / "venv")
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    call(*pip, "-r", ROOT / "constraints.txt", "-r", ROOT / "packaging" / "constraints-build.txt")
    call(
        PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", DIST,
        "--workpath", BUILD / "work", ROOT / "packaging" / "register.spec",
    )  # fmt: skip
    return DIST / PROJECT["name"]


def try_it(folder: Path) -> None:
    """Create, unlock, write, print, export and lock with the built program, in a home of its own."""
    program = folder / (PROJECT["name"] + (".exe" if os.name == "nt" else ""))
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
        call(program, "--home", home, "--self-test", env=environment)


def main() -> None:
    """Folder, trial, package."""
    folder = make_folder()
    try_it(folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"{folder}: {size / 1e6:.0f} MB")
    if shutil.which("dpkg-deb"):
        call("sh", ROOT / "packaging" / "linux" / "make-deb.sh", PROJECT["version"])


if __name__ == "__main__":
    main()
