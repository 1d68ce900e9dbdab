"""What Linux says over D-Bus about sleep, lid, screen lock and who sits at the screen. It stays inside the machine.

Every question is asked without waiting for the answer. Without a bus, or with a Qt built without D-Bus, nothing
is told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

try:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher
except ImportError:  # a Qt built without D-Bus
    QDBusConnection = None  # type: ignore[assignment, misc]

_LOGIN = "org.freedesktop.login1"
_MANAGER = (_LOGIN, "/org/freedesktop/login1", f"{_LOGIN}.Manager")
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_POWER = "org.freedesktop.UPower"
_SAVERS = (
    "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)  # fmt: skip
_LEAVING = {"Active": False, "LockedHint": True}
"""Properties of her session: another user took the screen, or it was locked."""

Then = Callable[[list[Any] | None], None]


def call(bus: Any, where: tuple[str, ...], arguments: list[Any], then: Then, parent: QObject) -> None:
    """Ask over ``bus`` (service, path, interface, member); ``then(arguments of the answer)``, None after a refusal."""
    message = QDBusMessage.createMethodCall(*where)
    message.setArguments(arguments)
    watcher = QDBusPendingCallWatcher(bus.asyncCall(message), parent)

    def finished(*_: Any) -> None:
        then(None if watcher.isError() else watcher.reply().arguments())
        watcher.deleteLater()  # the answer holds a descriptor of its own

    watcher.finished.connect(finished)


def call_session(where: tuple[str, ...], then: Then, parent: QObject) -> bool:
    """Ask over the bus of her session; False, and never an answer, where there is none."""
    bus = QDBusConnection.sessionBus() if QDBusConnection is not None else None
    if bus is None or not bus.isConnected():
        return False
    call(bus, where, [], then, parent)
    return True


class LinuxBus(QObject):
    """Signals: ``left(in_haste)`` when she goes or the laptop is about to sleep; ``woke()`` after sleep.

    ``sources`` says what is live: ``sleep``, ``lid``, ``switch``, ``screen``.
    """

    left = Signal(bool)
    woke = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sources: set[str] = set()
        self._system: Any = None
        self._own_path = ""
        self._is_held = False
        self._handle: int | None = None

    def start(self) -> None:
        """Begin to listen; what is there to be heard is asked for and comes later in ``sources``."""
        if QDBusConnection is None:
            return
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        going: Any = SLOT("going(bool)")  # the stubs ask for bytes, the call itself for this text
        locked: Any = SLOT("locked(QDBusMessage)")
        changed: Any = SLOT("changed(QString,QVariantMap,QStringList,QDBusMessage)")
        if system.isConnected():
            self._system = system
            for member in ("PrepareForSleep", "PrepareForShutdown"):
                system.connect("", "", f"{_LOGIN}.Manager", member, self, going)
            system.connect("", "", f"{_LOGIN}.Session", "Lock", self, locked)
            for interface in (f"{_LOGIN}.Session", f"{_LOGIN}.Manager", _POWER):
                where = ("", "", "org.freedesktop.DBus.Properties", "PropertiesChanged", [interface], "sa{sv}as")
                system.connect(*where, self, changed)
            call(system, (*_BUS, "ListNames"), [], self._system_names, self)
            self._find_session()
        if session.isConnected():
            turned: Any = SLOT("turned(bool)")
            for saver in _SAVERS:
                session.connect("", "", saver, "ActiveChanged", self, turned)
            call(session, (*_BUS, "ListNames"), [], self._session_names, self)

    def hold(self) -> None:
        """Let sleep and shutting down wait (a few seconds at most, the system says) until :meth:`release`."""
        self._is_held = True
        if self._system is not None and self._handle is None:
            why = ["sleep:shutdown", "Zorgregister", "Register vergrendelen", "delay"]
            call(self._system, (*_MANAGER, "Inhibit"), why, self._held, self)

    def release(self) -> None:
        """The register is locked: the laptop may go."""
        self._is_held = False
        handle, self._handle = self._handle, None
        if handle is not None:
            with suppress(OSError):
                os.close(handle)

    # -- inside -----------------------------------------------------------------------------

    def _find_session(self) -> None:
        session = os.environ.get("XDG_SESSION_ID") or "auto"
        call(self._system, (*_MANAGER, "GetSession"), [session], self._own_session, self)

    def _own_session(self, arguments: list[Any] | None) -> None:
        if arguments:
            found = arguments[0]
            self._own_path = found.path() if hasattr(found, "path") else str(found)
            self.sources.add("switch")

    def _system_names(self, arguments: list[Any] | None) -> None:
        names = arguments[0] if arguments else []
        if _LOGIN in names:
            self.sources |= {"sleep", "screen"}
        if _LOGIN in names or _POWER in names:
            self.sources.add("lid")

    def _session_names(self, arguments: list[Any] | None) -> None:
        if arguments and any(saver in arguments[0] for saver in _SAVERS):
            self.sources.add("screen")

    def _held(self, arguments: list[Any] | None) -> None:
        if not arguments:
            return
        handle = os.dup(arguments[0].fileDescriptor())  # Qt's own closes with the message
        if self._is_held and self._handle is None:
            self._handle = handle
        else:
            os.close(handle)  # locked before the answer came

    @Slot(bool)
    def going(self, on: bool) -> None:
        """PrepareForSleep and PrepareForShutdown: True before it, False after it."""
        if on:
            self.left.emit(True)
        else:
            self.woke.emit()

    @Slot(bool)
    def turned(self, on: bool) -> None:
        """ActiveChanged of a screen saver."""
        if on:
            self.left.emit(False)

    @Slot("QDBusMessage")
    def locked(self, message: Any) -> None:
        """Lock of a session; that of another user on this machine is not hers."""
        if self._is_own(message.path()):
            self.left.emit(False)

    @Slot(str, "QVariantMap", "QStringList", "QDBusMessage")
    def changed(self, interface: str, values: Mapping[str, Any], _: list[str], message: Any) -> None:
        """A property of her session, of the lid."""
        if interface == f"{_LOGIN}.Session":
            is_known = bool(self._own_path) and message.path() == self._own_path
            if is_known and any(name in values and values[name] is state for name, state in _LEAVING.items()):
                self.left.emit(False)
        elif values.get("LidClosed") is True or values.get("LidIsClosed") is True:
            self.left.emit(True)

    def _is_own(self, path: str) -> bool:
        return not self._own_path or path == self._own_path
