"""The log tells where a mistake was made, and nothing of what was typed."""

from __future__ import annotations

import logging
import stat
import sys
import threading

import pytest

from app import logs
from app.errors import DiskFull

SECRET = "Tessa Voorbeeld 0612345678"


@pytest.fixture
def log(tmp_path):
    place = tmp_path / "logs" / "zorgregister.log"
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    assert logs.start(place)
    yield place
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def fail():
    raise ValueError(SECRET)


def test_a_mistake_is_logged_by_class_place_and_number_without_its_words(log, warning_logs):
    try:
        fail()
    except ValueError as error:
        reference = logs.mistake(error)
    warning_logs.take()
    text = log.read_text()
    assert reference in text
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert SECRET not in text


def test_the_log_is_for_its_owner_alone(log):
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_what_libraries_say_is_not_written(log, warning_logs):
    logging.getLogger("sqlalchemy.engine").warning(SECRET)
    warning_logs.take()
    assert SECRET not in log.read_text()


def test_the_log_is_cut_and_cannot_grow_for_ever(log):
    for _ in range(12_000):
        logs.event("x" * 100)
    files = sorted(p.name for p in log.parent.iterdir())
    assert len(files) <= 1 + logs.KEPT
    assert sum(p.stat().st_size for p in log.parent.iterdir()) <= (1 + logs.KEPT) * logs.LARGEST + 1000
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in log.parent.iterdir())


def test_every_way_an_exception_escapes_is_watched(log, warning_logs):
    told = []
    logs.watch(lambda error, reference: told.append((type(error).__name__, bool(reference))))
    sys.excepthook(ValueError, ValueError(SECRET), None)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    sys.excepthook(DiskFull, DiskFull(), None)
    warning_logs.take()
    assert told == [("ValueError", True), ("ValueError", True), ("DiskFull", False)]
    assert SECRET not in log.read_text()


def test_a_place_that_takes_no_file_does_not_stop_the_program(tmp_path):
    (tmp_path / "a").write_text("no folder")
    assert logs.start(tmp_path / "a" / "log") is False
