"""Preferences that say nothing about anybody: window, folder, theme, text size, language.

Kept in one small JSON file outside the register (``paths.settings_file``). Anything about people
or policy belongs inside the register.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from app.errors import DiskFailed, DiskFull, EnvironmentProblem, ReadOnlyPlace

VERSION = 1
THEMES = ("system", "light", "dark", "high_contrast")
LANGUAGES = ("nl",)
LARGEST = 1_000_000
TEXT_SIZE_MIN, TEXT_SIZE_MAX = 80, 200


@dataclass(frozen=True)
class Settings:
    """What the program remembers between two starts.

    ``window`` is the geometry as Qt writes it, in hexadecimal; ``register_folder`` the register
    last opened, empty for the default place; ``backup_folders`` where its back-ups go; ``other``
    the keys a newer version wrote, kept as they are.
    """

    window: str = ""
    register_folder: str = ""
    theme: str = "system"
    text_size: int = 100
    language: str = "nl"
    backup_folders: tuple[str, ...] = ()
    other: dict[str, Any] = field(default_factory=dict)


def load(path: Path) -> Settings:
    """Read the file; a missing, broken or strange one gives the defaults, value by value."""
    try:
        if not stat.S_ISREG(path.stat().st_mode) or path.stat().st_size > LARGEST:
            return Settings()  # a pipe or a device would hold up the start for ever
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(data, dict):
        return Settings()
    known = {item.name for item in fields(Settings)} - {"other"}
    other = {key: value for key, value in data.items() if key not in known and key != "version"}
    default = Settings()
    return Settings(
        window=_text(data.get("window"), default.window),
        register_folder=_text(data.get("register_folder"), default.register_folder),
        theme=_one_of(data.get("theme"), THEMES, default.theme),
        text_size=_size(data.get("text_size"), default.text_size),
        language=_one_of(data.get("language"), LANGUAGES, default.language),
        backup_folders=_texts(data.get("backup_folders")),
        other=other,
    )


def save(path: Path, settings: Settings) -> None:
    """Write the file in one step, readable by its owner only.

    Raises DiskFull, ReadOnlyPlace or DiskFailed; the file that stood there is then unharmed.
    """
    values = asdict(settings)
    content = {**values.pop("other"), **values, "version": VERSION}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, text.encode("utf-8"))
    except OSError as reason:
        raise _problem(reason) from None


def _replace(path: Path, content: bytes) -> None:
    import tempfile  # loads much; settings are read before the start screen, and written after

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:  # mkstemp makes it 0600
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _problem(reason: OSError) -> EnvironmentProblem:
    if reason.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    if reason.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ReadOnlyPlace()
    return DiskFailed()


def _text(value: object, default: str) -> str:
    return value if isinstance(value, str) else default


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str) and text) if isinstance(value, list) else ()


def _one_of(value: object, allowed: tuple[str, ...], default: str) -> str:
    return value if isinstance(value, str) and value in allowed else default


def _size(value: object, default: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        return default
    return max(TEXT_SIZE_MIN, min(TEXT_SIZE_MAX, value))
