"""A second start brings the window that is open already to the front, and says who has it and since when."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from app.services import start as start_services
from app.storage import attempts
from tests.helpers import gui

ROOT = Path(__file__).resolve().parents[2]
LONG = 30_000

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app import paths
paths.set_home(Path(sys.argv[2]))
from ui.application import Application, Options
from ui.views.unlock import CALL_AFTER_MS
from tests.helpers import gui
application = Application(Options(Path(sys.argv[1])))
application.show_start()
def tell():
    print("\\n".join(gui.texts(application.start_window.view.bar)), flush=True)
    application.qt.quit()
QTimer.singleShot(CALL_AFTER_MS + 600, tell)
application.qt.exec()
application.end()
"""


@pytest.fixture
def second(tmp_path):
    def begin(folder):
        return subprocess.Popen(
            [sys.executable, "-c", SECOND, str(folder), str(tmp_path / "other")],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return begin


def test_the_first_window_comes_to_the_front_and_the_second_says_so(opened, folder, second):
    window = opened.window
    window.showMinimized()
    assert window.isMinimized()
    before = sorted(path.name for path in folder.iterdir())
    other = second(folder)
    opened.bot.waitUntil(lambda: not window.isMinimized(), timeout=LONG)
    said, errors = other.communicate(timeout=60)
    assert other.returncode == 0, errors
    assert "Het register is al open." in said
    assert "Ga naar dat venster" in said
    assert "sinds vandaag" in said
    assert sorted(path.name for path in folder.iterdir()) == before
    assert stat.S_IMODE((folder / "register.lock").stat().st_mode) == 0o600


def test_the_window_of_another_computer_is_not_called(opened, folder):
    window = opened.window
    window.showMinimized()
    touched = os.stat(folder / "register.lock").st_mtime_ns
    start_services.call_holder(folder, {"host": "een andere laptop", "pid": 1, "since": None})
    assert os.stat(folder / "register.lock").st_mtime_ns == touched
    start_services.call_holder(folder, dict(start_services.look(folder).holder))
    opened.bot.waitUntil(lambda: not window.isMinimized(), timeout=LONG)


def test_after_a_lock_nobody_is_called(opened, folder):
    opened.lock()
    assert start_services.look(folder).holder is None


def test_today_asks_to_practise_once_a_month(opened, folder):
    page, now = opened.window.pages.page, clock.now()
    ask = "Oefen het terugzetten van een reservekopie."
    assert ask not in gui.texts(page)  # without a back-up there is nothing to practise with
    attempts.note(folder, proved_at=now, proved_outside_at=now, rehearsed_at=now - timedelta(days=30))
    page.load()
    assert ask not in gui.texts(page)
    attempts.note(folder, rehearsed_at=now - timedelta(days=31))
    page.load()
    opened.bot.waitUntil(lambda: ask in gui.texts(page))
    opened.press("Terugzetten oefenen…", page)
    place = opened.window.pages.page
    assert place.tabs.selected() == "security"
