"""Looking at folders that may not answer: a network drive that is gone, a stick that hangs.

A look costs the window nothing and the worker nothing: each folder has a thread of its own, and after a few
seconds its silence is the answer. A folder that is still silent is not asked again until it has answered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app import logs

LOOK_SECONDS = 4.0
"""A stick that sleeps needs two or three seconds to spin up."""
LISTING_SECONDS = 20.0
"""For reading what every file in a folder says of itself."""

Seen = Mapping[Path, Any]
"""What was seen per folder, in the order asked; None where no answer came."""


class Look(QObject):
    """One look. Signals: ``seen(Mapping)`` once, always later than the call; nothing when its owner is gone."""

    seen = Signal(object)

    def __init__(self, folders: Sequence[Path], owner: QObject, parent: QObject) -> None:
        super().__init__(parent)
        self.owner = owner
        self.found: dict[Path, Any] = dict.fromkeys(folders)
        self.waits_for = set(folders)


class Looker(QObject):
    """Begins looks and hands over what they saw, on the window's thread."""

    _answered = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._looks: dict[int, Look] = {}
        self._silent: set[Path] = set()
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def look(
        self, folders: Sequence[Path], function: Callable[[Path], Any], owner: QObject, seconds: float = 0.0
    ) -> Look:
        """``function(folder)`` for each, elsewhere; an exception counts as no answer, and so does silence.

        ``seconds``: how long to wait when it reads more than the folder's name. ``function`` holds no widget: it
        runs on a thread that may outlive the window.
        """
        self._count += 1
        look = Look(folders, owner, self)
        self._looks[self._count] = look
        for folder in dict.fromkeys(folders):
            if folder in self._silent:
                look.waits_for.discard(folder)
                continue
            ask = (self, self._count, folder, function)
            threading.Thread(target=_ask, args=ask, name="look", daemon=True).start()
        number = self._count
        wait_ms = int((seconds or LOOK_SECONDS) * 1000) if look.waits_for else 0
        QTimer.singleShot(wait_ms, self, lambda: self._end(number))
        return look

    def _take(self, number: int, folder: Path, found: object) -> None:
        self._silent.discard(folder)
        look = self._looks.get(number)
        if look is None:
            return
        look.found[folder] = found
        look.waits_for.discard(folder)
        if not look.waits_for:
            self._end(number)

    def _end(self, number: int) -> None:
        look = self._looks.pop(number, None)
        if look is None:
            return
        if look.waits_for:
            self._silent |= look.waits_for
            logs.event("look.silent", folders=len(look.waits_for))
        if shiboken6.isValid(look.owner):
            look.seen.emit(look.found)
        look.deleteLater()


def _ask(looker: Looker, number: int, folder: Path, function: Callable[[Path], Any]) -> None:
    found = None
    try:
        with suppress(OSError):  # no answer; a mistake of ours goes to the hook for threads, and is none either
            found = function(folder)
    finally:
        if shiboken6.isValid(looker):
            looker._answered.emit(number, folder, found)
