"""How long nobody touched the computer, where the system can say it.

X11: its own count, over the connection that Qt has already. GNOME without X11: its window manager, over D-Bus.
Windows and macOS: one call. Elsewhere nothing is known, and the window's own count is all there is
(docs/decisions/0017).
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

_MUTTER = (
    "org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor", "GetIdletime",
)  # fmt: skip


class SystemIdle(QObject):
    """Signals: ``told(seconds)`` after :meth:`ask`: at once, later over D-Bus, or never where nobody knows."""

    told = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = _reader()
        self._is_waiting = False
        self.is_known = self._read is not None

    def ask(self) -> None:
        """Ask; never waits for an answer."""
        if self._read is not None:
            seconds = self._read()
            if seconds is not None:
                self.told.emit(seconds)
        elif sys.platform.startswith("linux") and not self._is_waiting:
            self._ask_mutter()

    def _ask_mutter(self) -> None:
        from ui.windows import linux_bus

        self._is_waiting = linux_bus.call_session(_MUTTER, self._answered, self)

    def _answered(self, arguments: list[Any] | None) -> None:
        self._is_waiting = False
        self.is_known = arguments is not None and len(arguments) == 1 and isinstance(arguments[0], int)
        if self.is_known and arguments is not None:
            self.told.emit(arguments[0] / 1000)


def _reader() -> Callable[[], float | None] | None:
    try:
        if sys.platform == "win32":
            return _windows_reader()
        if sys.platform == "darwin":
            return _mac_reader()
        return _x11_reader() if QGuiApplication.platformName() == "xcb" else None
    except (OSError, AttributeError):  # a library is not there
        return None


class _ScreenSaverInfo(ctypes.Structure):
    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("mask", ctypes.c_ulong),
    )


def _x11_reader() -> Callable[[], float | None]:
    app: Any = QGuiApplication.instance()
    display = ctypes.c_void_p(int(app.nativeInterface().display()))
    x11, saver = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXss.so.1")
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = (ctypes.c_void_p,)
    saver.XScreenSaverQueryInfo.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p)
    root, info = x11.XDefaultRootWindow(display), _ScreenSaverInfo()

    def read() -> float | None:
        is_told = saver.XScreenSaverQueryInfo(display, root, ctypes.byref(info))
        return info.idle / 1000 if is_told else None

    return read if read() is not None else _no_reader()


def _no_reader() -> Callable[[], float | None]:
    raise OSError


class LastInputInfo(ctypes.Structure):
    """As Windows wants it: its own size, and the tick of the last input."""

    _fields_ = (("size", ctypes.c_uint32), ("tick", ctypes.c_uint32))


def seconds_between(now: int, then: int) -> float:
    """Windows counts milliseconds in 32 bits: after 49 days it begins again."""
    return ((now - then) & 0xFFFFFFFF) / 1000


def _windows_reader() -> Callable[[], float | None]:
    """Untested on Windows itself."""
    windows: Any = ctypes.windll  # type: ignore[attr-defined]
    info = LastInputInfo(ctypes.sizeof(LastInputInfo), 0)

    def read() -> float | None:
        if not windows.user32.GetLastInputInfo(ctypes.byref(info)):
            return None
        return seconds_between(windows.kernel32.GetTickCount(), info.tick)

    return read


def _mac_reader() -> Callable[[], float | None]:
    """Untested on macOS itself."""
    services = ctypes.CDLL("/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices")
    ask = services.CGEventSourceSecondsSinceLastEventType
    ask.restype, ask.argtypes = ctypes.c_double, (ctypes.c_int32, ctypes.c_uint32)
    return lambda: float(ask(1, 0xFFFFFFFF))  # the hardware, any kind of input
