"""Where things are: bundled files, and the user's own folders.

The only module that knows whether the program runs from a frozen bundle.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

APP_NAME = "zorgregister"
PROGRAM_VERSION = "0.1.0"

_home: Path | None = None


def set_home(folder: Path | None) -> None:
    """Keep all settings and data below ``folder`` (``--home``; tests and portable use)."""
    global _home
    _home = folder.resolve() if folder is not None else None


def _bundle() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def resources() -> Path:
    """The folder ``resources/`` of this installation."""
    return _bundle() / "resources"


def database_scripts() -> Path:
    """The folder ``db/`` with ``schema.sql`` and ``migrations/``."""
    return _bundle() / "db"


def settings_file() -> Path:
    """Non-personal preferences (window, last register folder, theme, text size)."""
    base = _home or Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))
    return base / "settings.json"


def default_register() -> Path:
    """Where a new register is proposed."""
    base = _home or Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
    return base / "register"


def log_file() -> Path:
    """The log: codes and frames, never values."""
    base = _home or Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
    return base / "zorgregister.log"


def runtime_folder() -> Path:
    """Below it the demo register is made: a memory file system where there is one."""
    if _home is not None:
        return _home
    memory = Path("/dev/shm")  # noqa: S108 - a private folder is made below it
    if sys.platform == "linux" and os.access(memory, os.W_OK):
        return memory / f"{APP_NAME}-{os.getuid()}"
    return Path(platformdirs.user_runtime_dir(APP_NAME, appauthor=False))


def demo_folder() -> Path:
    """Where the invented register of this process is made; it is removed when the program ends."""
    return runtime_folder() / f"voorbeelden-{os.getpid()}"


def self_test_folder() -> Path:
    """Where the self-test leaves what it made: summary, counts, pictures."""
    base = _home or Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
    return base / "zelftest"
