"""Tells when she goes: the laptop sleeps, its lid closes, its screen is locked, another user comes, the session ends.

Each system in its own way (:mod:`ui.windows.linux_bus`, :mod:`ui.windows.windows_session`); elsewhere the idle
clock is all there is. ``sources`` says what is live.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Signal

from ui.windows.linux_bus import LinuxBus
from ui.windows.windows_session import WindowsFilter, tell_of_session


class SessionWatch(QObject):
    """Signals: ``left(in_haste)`` when she goes, in haste when seconds count; ``woke()`` after sleep."""

    left = Signal(bool)
    woke = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filter: WindowsFilter | None = None
        self._bus = LinuxBus(self)
        self._bus.left.connect(self.left)
        self._bus.woke.connect(self.woke)
        self._has_session_messages = False

    def start(self) -> None:
        """Begin to listen."""
        if sys.platform == "win32":
            app = QCoreApplication.instance()
            self._filter = WindowsFilter(self.left.emit, self.woke.emit)
            if app is not None:
                app.installNativeEventFilter(self._filter)
        elif sys.platform.startswith("linux"):
            self._bus.start()

    @property
    def sources(self) -> frozenset[str]:
        """What is live: ``sleep``, ``lid``, ``switch``, ``screen``."""
        if self._filter is not None:
            return frozenset({"sleep", *(("switch", "screen") if self._has_session_messages else ())})
        return frozenset(self._bus.sources)

    def hold(self, window_id: int) -> None:
        """The register is open: sleep waits until :meth:`release`, and Windows tells this window of the session."""
        self._has_session_messages = tell_of_session(window_id)
        self._bus.hold()

    def release(self) -> None:
        """The register is locked."""
        self._bus.release()


class EndWatch(QObject):
    """Signals: ``asked()`` when the system asks the program to end (SIGTERM, SIGHUP, Ctrl+C in its shell).

    Without it the program would end at once, with a half-typed line of the last two seconds unkept.
    """

    asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notifier: QSocketNotifier | None = None
        if sys.platform == "win32":
            return
        self._reads, writes = os.pipe()
        for end in (self._reads, writes):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, _noted)
        self._notifier = QSocketNotifier(self._reads, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def _woken(self) -> None:
        with suppress(BlockingIOError):
            if os.read(self._reads, 64):
                self.asked.emit()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The pipe has told it already; this only keeps Python from ending the program."""
