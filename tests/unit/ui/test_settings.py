import json
import stat
import sys
from pathlib import Path

import pytest

from app import settings
from app.errors import EnvironmentProblem
from app.settings import Settings


def test_round_trip_keeps_unknown_keys_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "map" / "settings.json"
    path.parent.mkdir()
    path.write_text('{"theme": "dark", "later": {"a": 1}, "version": 9}', encoding="utf-8")
    read = settings.load(path)
    assert read.theme == "dark"
    settings.save(path, read)
    again = json.loads(path.read_text(encoding="utf-8"))
    assert again["later"] == {"a": 1}
    assert again["theme"] == "dark"
    assert list(path.parent.iterdir()) == [path]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"theme": 5, "text_size": "x", "language": "en"}', "\x00", "[" * 100000])
def test_a_broken_file_gives_the_defaults(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="utf-8")
    assert settings.load(path) == Settings()


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "niets.json") == Settings()


@pytest.mark.parametrize(("stored", "kept"), [(10, 80), (500, 200), (125, 125), (True, 100)])
def test_text_size_is_held_within_bounds(tmp_path: Path, stored: object, kept: int) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"text_size": stored}), encoding="utf-8")
    assert settings.load(path).text_size == kept


def test_a_place_that_cannot_hold_it_is_said_in_a_code(tmp_path: Path) -> None:
    blocked = tmp_path / "bestand"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(EnvironmentProblem):
        settings.save(blocked / "settings.json", Settings())
