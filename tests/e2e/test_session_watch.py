"""Sleep, lid, user switch and screen lock lock the register: a real bus, real messages, the real program."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import session
from tests.helpers.register import PASSPHRASE
from ui.windows.windows_session import Message, WindowsFilter, is_leaving

ROOT = Path(__file__).resolve().parents[2]
needs_bus = pytest.mark.skipif(not shutil.which("dbus-daemon") or sys.platform == "win32", reason="no D-Bus here")

PROGRAM = """
import os, sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from app import paths
from ui.application import Application, Options
folder, home = Path(sys.argv[1]), Path(sys.argv[2])
paths.set_home(home)
application = Application(Options(register=folder))
def say(text):
    print(text, flush=True)
def look():
    main = application.main_window
    if main is not None and "open" not in said:
        said.append("open")
        say("open")
        main.idle.expired.connect(lambda: say("expired"))
    if main is None and "open" in said and not application.start_window._is_locking:
        said.clear()
        links = [f"/proc/self/fd/{n}" for n in os.listdir("/proc/self/fd")]
        left = [os.readlink(link) for link in links if os.path.islink(link)]
        say("locked" if not [p for p in left if ".db" in p] else "descriptor left")
said = []
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
def type_passphrase():
    view = application.start_window.view
    view.field.edit.setText(sys.argv[3])
    view.submit()
def heard():
    for line in sys.stdin:
        orders.append(line.split())
orders = []
def obey():
    while orders:
        order = orders.pop(0)
        if order[0] == "unlock":
            type_passphrase()
        elif order[0] == "sources":
            sources = " ".join(sorted(application.main_window.desk.lock_sources()))
            say(sources)
            if "switch" not in sources or "lid" not in sources or "system" not in sources:
                orders.append(order)  # not everything has answered yet
                break
threading.Thread(target=heard, daemon=True).start()
timer.timeout.connect(obey)
QTimer.singleShot(0, type_passphrase)
sys.exit(application.run())
"""


class Spoken:
    """A program that is told and answers by the line."""

    def __init__(self, *command: str, env: dict[str, str]) -> None:
        self.run = subprocess.Popen(  # a program that says nothing more is ended: then hear() fails instead of waiting
            command, cwd=ROOT, env={**os.environ, **env}, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._limit = threading.Timer(40, self.run.kill)
        self._limit.daemon = True
        self._limit.start()

    def tell(self, *words: str) -> None:
        assert self.run.stdin is not None
        self.run.stdin.write(" ".join(words) + "\n")
        self.run.stdin.flush()

    def hear(self, wanted: str) -> str:
        """Lines up to and with the one that begins so; nothing more than that is waited for."""
        assert self.run.stdout is not None
        heard = []
        for line in self.run.stdout:
            heard.append(line.strip())
            if line.startswith(wanted):
                return line.strip()
        raise AssertionError(f"{wanted!r} was not said: {heard}")

    def end(self) -> None:
        self._limit.cancel()
        for stream in (self.run.stdin, self.run.stdout):
            assert stream is not None
            stream.close()
        if self.run.poll() is None:
            self.run.kill()
        self.run.wait(10)


@pytest.fixture
def bus() -> Iterator[dict[str, str]]:
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    yield {"DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address, "XDG_SESSION_ID": "2"}
    daemon.stdout.close()
    daemon.kill()
    daemon.wait(10)


@pytest.fixture
def system(bus: dict[str, str]) -> Iterator[Spoken]:
    made = Spoken(sys.executable, "-m", "tests.helpers.fake_system", env=bus)
    made.hear("ready")
    yield made
    made.end()


def begin(folder: Path, tmp_path: Path, env: dict[str, str]) -> Spoken:
    folders = (str(folder), str(tmp_path / "home"))
    return Spoken(sys.executable, "-c", PROGRAM, *folders, PASSPHRASE, env={"QT_QPA_PLATFORM": "offscreen", **env})


@pytest.fixture
def program(folder: Path, tmp_path: Path, bus: dict[str, str], system: Spoken) -> Iterator[Spoken]:
    made = begin(folder, tmp_path, bus)
    made.hear("open")
    system.hear("held")
    yield made
    made.end()


LOGIN, OWN, OTHER = "org.freedesktop.login1", "/org/freedesktop/login1/session/_32", "/org/freedesktop/login1/session/_35"
MANAGER = "/org/freedesktop/login1"


@needs_bus
def test_the_lock_beats_the_sleep(program: Spoken, system: Spoken) -> None:
    """The system waits while the register is open, and no longer than that."""
    system.tell("signal", MANAGER, f"{LOGIN}.Manager", "PrepareForSleep", "true")
    program.hear("locked")
    system.hear("released")
    system.tell("signal", MANAGER, f"{LOGIN}.Manager", "PrepareForSleep", "false")
    program.tell("unlock")
    program.hear("open")
    system.hear("held")


@needs_bus
def test_screen_lock_lid_and_user_switch_lock_and_those_of_others_do_not(program: Spoken, system: Spoken) -> None:
    ways = (
        ("signal", OWN, f"{LOGIN}.Session", "Lock"),
        ("signal", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", "true"),
        ("property", OWN, f"{LOGIN}.Session", "Active", "false"),
        ("property", OWN, f"{LOGIN}.Session", "LockedHint", "true"),
        ("property", "/org/freedesktop/UPower", "org.freedesktop.UPower", "LidIsClosed", "true"),
    )
    for way in ways:
        # what is no reason to lock goes first: had it locked, the register would lock twice and open once
        system.tell("signal", OTHER, f"{LOGIN}.Session", "Lock")
        system.tell("property", OTHER, f"{LOGIN}.Session", "Active", "false")
        system.tell("property", OWN, f"{LOGIN}.Session", "Active", "true")
        system.tell("signal", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", "false")
        program.tell("sources")
        program.hear("idle lid screen sleep switch system")
        system.tell(*way)
        program.hear("locked")
        system.hear("released")
        program.tell("unlock")
        program.hear("open")
        system.hear("held")


@needs_bus
def test_nobody_at_the_computer_locks_whatever_the_window_gets(program: Spoken, system: Spoken) -> None:
    system.tell("idle", "300000")
    program.hear("expired")
    program.hear("locked")


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals on Windows")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_asked_to_end_it_locks_and_ends(folder: Path, tmp_path: Path, number: int) -> None:
    program = begin(folder, tmp_path, {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"})
    program.hear("open")
    program.run.send_signal(number)
    assert program.run.wait(20) == 0
    program.end()
    register = session.unlock(folder, PASSPHRASE)
    with register.reading() as read:
        actions = [row.action for row in read.connection.exec_driver_sql("SELECT action FROM audit_entry ORDER BY seq")]
    register.close()
    assert actions[-2:] == ["register.locked", "register.unlocked"]


def test_leaving_locks_the_register(opened, qtbot):
    register = opened.window.desk.register
    opened.application.session_watch.left.emit(False)
    opened.until_locked()
    assert not register.is_open


@pytest.mark.parametrize(
    ("message", "detail", "leaves"),
    [(0x2B1, 7, True), (0x2B1, 8, False), (0x218, 4, True), (0x218, 7, False), (0x2B1, 2, True), (0x100, 7, False)],
)
def test_windows_messages(message, detail, leaves):
    assert is_leaving(message, detail) is leaves


def test_windows_messages_are_read_from_both_kinds_and_none_is_held_back():
    heard: list[object] = []
    native = WindowsFilter(heard.append, lambda: heard.append("woke"))
    for kind, message, detail in (
        (b"windows_generic_MSG", 0x218, 4),  # about to sleep: in haste
        (b"windows_dispatcher_MSG", 0x2B1, 7),  # screen locked
        (b"windows_generic_MSG", 0x218, 0x12),  # awake
        (b"windows_generic_MSG", 0x201, 4),  # a mouse button
        (b"xcb_generic_event_t", 0x2B1, 7),  # not Windows
    ):
        told = Message(window=None, message=message, detail=detail)
        assert native.nativeEventFilter(kind, ctypes.addressof(told)) == (False, 0)
    assert heard == [True, False, "woke"]
