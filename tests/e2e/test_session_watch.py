"""Sleep and screen lock lock the register: a real bus, real signals."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ui.windows.session_watch import SessionWatch, is_leaving

ROOT = Path(__file__).resolve().parents[2]

LISTEN = """
import os, subprocess, sys
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from PySide6.QtCore import QCoreApplication, QTimer
from ui.windows.session_watch import SessionWatch
app = QCoreApplication([])
watch = SessionWatch()
heard = []
watch.left.connect(lambda: heard.append(1))
print(watch.start(), flush=True)
def say(path, member, *arguments):
    subprocess.run(["dbus-send", "--session", "--type=signal", path, member, *arguments], check=True)
say("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:true")
say("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", "boolean:false")
say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", "boolean:true")
say("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Lock")
say("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true")
QTimer.singleShot(15000, app.quit)
watch.left.connect(lambda: len(heard) == 4 and QTimer.singleShot(300, app.quit))
app.exec()
print(len(heard))
"""


@pytest.mark.skipif(not shutil.which("dbus-run-session") or sys.platform == "win32", reason="no D-Bus here")
def test_sleep_and_screen_lock_are_heard_on_a_real_bus():
    command = ["dbus-run-session", "--", sys.executable, "-c", LISTEN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["6", "4"], done.stderr


def test_leaving_locks_the_register(opened, qtbot):
    register = opened.window.desk.register
    opened.application.session_watch.left.emit()
    opened.until_locked()
    assert not register.is_open


def test_waking_up_locks_nothing(qtbot):
    watch = SessionWatch()
    heard = []
    watch.left.connect(lambda: heard.append(1))
    watch.turned(False)
    assert heard == []
    watch.turned(True)
    assert heard == [1]


@pytest.mark.parametrize(
    ("message", "detail", "leaves"),
    [(0x2B1, 7, True), (0x2B1, 8, False), (0x218, 4, True), (0x218, 7, False), (0x2B1, 2, True), (0x100, 7, False)],
)
def test_windows_messages(message, detail, leaves):
    assert is_leaving(message, detail) is leaves
