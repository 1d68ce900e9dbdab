"""What Windows tells our windows about sleep, screen lock and user switch. Untested on Windows itself."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
PBT_RESUMES = frozenset({0x7, 0x12})
"""Resumed with her there, or by itself."""
WM_WTSSESSION_CHANGE = 0x02B1
_GONE = frozenset({0x2, 0x4, 0x6, 0x7})
"""Console or remote session disconnected (user switch), logged off, locked."""


class Message(ctypes.Structure):
    """MSG as Windows lays it out."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint32),
        ("detail", ctypes.c_size_t),
        ("more", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
        ("x", ctypes.c_int32),
        ("y", ctypes.c_int32),
    )


class WindowsFilter(QAbstractNativeEventFilter):
    """Reads the messages of our own windows; holds none back. ``call(in_haste)`` when she leaves, ``woke()`` after."""

    def __init__(self, call: Callable[[bool], None], woke: Callable[[], None]) -> None:
        super().__init__()
        self._call, self._woke = call, woke

    def nativeEventFilter(self, kind: Any, message: Any) -> Any:  # noqa: N802
        """Qt calls this for each message."""
        if bytes(kind) in (b"windows_generic_MSG", b"windows_dispatcher_MSG"):
            told = Message.from_address(int(message))
            if is_leaving(told.message, told.detail):
                self._call(told.message == WM_POWERBROADCAST)
            elif told.message == WM_POWERBROADCAST and told.detail in PBT_RESUMES:
                self._woke()
        return False, 0


def is_leaving(message: int, detail: int) -> bool:
    """Whether a Windows message means that she leaves: sleep, lock, log-off or another user."""
    if message == WM_POWERBROADCAST:
        return detail == PBT_APMSUSPEND
    return message == WM_WTSSESSION_CHANGE and detail in _GONE


def tell_of_session(window_id: int) -> bool:
    """Ask Windows to send session messages to this window; False elsewhere."""
    if sys.platform == "win32":
        return bool(ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window_id, 0))
    return False
