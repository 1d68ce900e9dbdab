"""Tells when the laptop goes to sleep or its screen is locked, where the system says so.

Linux: signals of logind and of the screen savers over D-Bus, which stays inside the machine. Windows:
messages to our own windows. Without a bus, or on another system, nothing is told and the idle clock is
all there is; :meth:`SessionWatch.start` says which.
"""

from __future__ import annotations

import sys
from typing import Any

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot

_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")
_LOGIN = "org.freedesktop.login1"


class SessionWatch(QObject):
    """Signals: ``left()`` when the screen is locked or the laptop is about to sleep."""

    left = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: WindowsFilter | None = None
        self._buses: list[Any] = []

    def start(self) -> int:
        """Begin to listen; returns to how many sources (0: the system says nothing)."""
        if sys.platform == "win32":
            return self._listen_on_windows()
        return self._listen_on_linux() if sys.platform.startswith("linux") else 0

    def _listen_on_linux(self) -> int:
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:  # a Qt built without D-Bus
            return 0
        turned: Any = SLOT("turned(bool)")  # the stubs ask for bytes, the call itself for this text
        locked: Any = SLOT("locked()")
        heard = 0
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            heard += system.connect("", "", f"{_LOGIN}.Manager", "PrepareForSleep", self, turned)
            heard += system.connect("", "", f"{_LOGIN}.Session", "Lock", self, locked)
        if session.isConnected():
            heard += sum(session.connect("", "", saver, "ActiveChanged", self, turned) for saver in _SAVERS)
        self._buses = [system, session]
        return heard

    def _listen_on_windows(self) -> int:
        """Untested on Windows itself."""
        app = QCoreApplication.instance()
        if app is None:
            return 0
        self._filter = WindowsFilter(self.left.emit)
        app.installNativeEventFilter(self._filter)
        return 1

    @Slot(bool)
    def turned(self, on: bool) -> None:
        """PrepareForSleep and ActiveChanged: True before it, False after it."""
        if on:
            self.left.emit()

    @Slot()
    def locked(self) -> None:
        """Lock of a session."""
        self.left.emit()


WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE = 0x02B1
_GONE = frozenset({0x2, 0x4, 0x6, 0x7})
"""Console or remote session disconnected (user switch), logged off, locked."""


class WindowsFilter(QAbstractNativeEventFilter):
    """Reads the messages of our own windows; holds none back. Untested on Windows itself."""

    def __init__(self, call: Any) -> None:
        super().__init__()
        self._call = call

    def nativeEventFilter(self, kind: Any, message: Any) -> Any:  # noqa: N802
        """Qt calls this for each message."""
        if bytes(kind) in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            from ctypes import wintypes

            told = wintypes.MSG.from_address(int(message))
            if is_leaving(told.message, told.wParam):
                self._call()
        return False, 0


def is_leaving(message: int, detail: int) -> bool:
    """Whether a Windows message means that she leaves: sleep, lock, log-off or another user."""
    if message == WM_POWERBROADCAST:
        return detail == PBT_APMSUSPEND
    return message == WM_WTSSESSION_CHANGE and detail in _GONE


def tell_of_session(window_id: int) -> bool:
    """Ask Windows to send session messages to this window; False elsewhere. Untested on Windows itself."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window_id, 0))
    return False
