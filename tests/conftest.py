"""What every test gets: its own home, no network, no unexpected warning, no window left behind."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest

from app import clock, paths

# Two cores are shared, so no deadline; no folder with examples beside the tests either.
hypothesis.settings.register_profile("register", deadline=None, database=None, max_examples=60)
hypothesis.settings.load_profile("register")

#: A Monday, inside the first half of a year, so that "this week" and closed periods are easy to read.
NOON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Home, XDG folders and temporary folder of this test alone."""
    home = tmp_path_factory.mktemp("home")
    for name, folder in {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "config",
        "LOCALAPPDATA": home / "data",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_RUNTIME_DIR": home / "runtime",
        "TMPDIR": home / "tmp",
    }.items():
        folder.mkdir(mode=0o700, exist_ok=True)
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield home
    paths.set_home(None)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a socket is a failure, wherever it happens in this process."""

    class Refused(socket.socket):
        def __init__(self, *args: object, **kwargs: object) -> None:
            raise AssertionError("the program never opens a socket")

    monkeypatch.setattr(socket, "socket", Refused)


@pytest.fixture
def frozen_clock() -> Iterator[datetime]:
    """The clock stands still on Monday 15 June 2026, noon in Amsterdam."""
    with clock.frozen(NOON):
        yield NOON


class ExpectedLogs:
    """What was logged at WARNING or above; ``taken`` once a test has looked at it."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        self.taken = False

    def take(self) -> list[str]:
        """The messages so far; the test answers for them."""
        self.taken = True
        return [record.getMessage() for record in self.records]


@pytest.fixture(autouse=True)
def warning_logs() -> Iterator[ExpectedLogs]:
    """Fails the test on a log line at WARNING or above, unless the test takes it."""
    logs = ExpectedLogs()
    handler = logging.Handler(logging.WARNING)
    handler.emit = logs.records.append  # type: ignore[method-assign]
    root = logging.getLogger()
    root.addHandler(handler)
    yield logs
    root.removeHandler(handler)
    if not logs.taken and logs.records:
        pytest.fail("unexpected log: " + "; ".join(r.getMessage() for r in logs.records))


@pytest.fixture(autouse=True)
def no_window_left() -> Iterator[None]:
    """Reports every top-level window that is still on the screen after the test, and closes it."""
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    names = [f"{type(widget).__name__} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.hide()
        widget.deleteLater()
    if names:
        pytest.fail("windows left open: " + ", ".join(names))


@pytest.fixture(scope="session")
def qapp(qapp: object) -> object:
    """The application in Dutch, whatever the machine speaks."""
    from PySide6.QtCore import QLocale

    QLocale.setDefault(QLocale("nl_NL"))
    gc.freeze()  # what is imported stays; each lock of each test would search it for cycles
    return qapp
