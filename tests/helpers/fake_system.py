"""A logind, a screen saver and a GNOME window manager on a private bus, told on stdin what to say.

Run as a program of its own. Says ``ready``, ``held`` when somebody asks sleep to wait, ``released`` when that
one lets go; ``asked`` for each question how long nobody touched the computer.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QCoreApplication, QSocketNotifier
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusUnixFileDescriptor, QDBusVirtualObject

SESSION = "/org/freedesktop/login1/session/_32"
SERVICES = ("org.freedesktop.login1", "org.freedesktop.UPower", "org.gnome.ScreenSaver", "org.gnome.Mutter.IdleMonitor")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Services(QDBusVirtualObject):
    """Answers every call to every path."""

    def __init__(self) -> None:
        super().__init__()
        self.idle_ms = 0
        self._ends: dict[int, QSocketNotifier] = {}

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        answers = {
            "Inhibit": self._inhibit,
            "GetSession": lambda: QDBusObjectPath(SESSION),
            "GetIdletime": self._idle,
        }
        if message.member() not in answers:
            return False
        reply = message.createReply()
        reply.setArguments([answers[message.member()]()])
        return connection.send(reply)

    def _idle(self) -> int:
        say("asked")
        return self.idle_ms

    def _inhibit(self) -> QDBusUnixFileDescriptor:
        reads, writes = os.pipe()
        handle = QDBusUnixFileDescriptor(writes)  # a copy of its own
        os.close(writes)
        notifier = QSocketNotifier(reads, QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: self._let_go(reads))
        self._ends[reads] = notifier
        say("held")
        return handle

    def _let_go(self, reads: int) -> None:
        if os.read(reads, 1) == b"":
            self._ends.pop(reads).setEnabled(False)
            os.close(reads)
            say("released")


def main() -> None:
    app = QCoreApplication([])
    bus = QDBusConnection.sessionBus()
    services = Services()
    bus.registerVirtualObject("/", services, QDBusConnection.VirtualObjectRegisterOption.SubPath)
    for service in SERVICES:
        bus.registerService(service)

    def told() -> None:
        line = sys.stdin.readline().split()
        if not line:
            app.quit()
        elif line[0] == "idle":
            services.idle_ms = int(line[1])
        elif line[0] == "signal":
            path, interface, member, *values = line[1:]
            message = QDBusMessage.createSignal(path, interface, member)
            message.setArguments([value == "true" for value in values])
            bus.send(message)
        elif line[0] == "property":
            path, interface, name, value = line[1:]
            message = QDBusMessage.createSignal(path, "org.freedesktop.DBus.Properties", "PropertiesChanged")
            message.setArguments([interface, {name: value == "true"}, ["Other"]])
            bus.send(message)

    listens = QSocketNotifier(0, QSocketNotifier.Type.Read)
    listens.activated.connect(told)
    say("ready")
    app.exec()


if __name__ == "__main__":
    main()
