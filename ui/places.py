"""The folders where back-ups go, as the window and the pages share them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.looks import Look, Seen
from ui.tasks import TaskRunner


class Places(QObject):
    """An ordered list of folders without doubles. Signals: ``changed()``, ``proved()`` after a back-up held."""

    changed = Signal()
    proved = Signal()

    def __init__(self, folders: Iterable[Path] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folders: tuple[Path, ...] = tuple(folders)

    def add(self, folder: Path) -> None:
        """Put one at the end; one that is there already stays where it is."""
        if folder not in self.folders:
            self.folders = (*self.folders, folder)
            self.changed.emit()

    def remove(self, folder: Path) -> None:
        """Forget one; the files in it stay."""
        self.folders = tuple(kept for kept in self.folders if kept != folder)
        self.changed.emit()

    def look(self, runner: TaskRunner, owner: QObject) -> Look:
        """Which are there now (a stick comes and goes): its ``seen`` is for :func:`found`. Holds nothing up."""
        return runner.look(self.folders, Path.is_dir, owner)


@dataclass(frozen=True)
class Found:
    """Which places are there; those that gave no answer in time are ``silent``, and ``missing`` too."""

    present: tuple[Path, ...] = ()
    missing: tuple[Path, ...] = ()
    silent: tuple[Path, ...] = ()


def found(seen: Seen) -> Found:
    """Sort what a look saw."""
    present = tuple(folder for folder, is_there in seen.items() if is_there)
    missing = tuple(folder for folder in seen if folder not in present)
    return Found(present, missing, tuple(folder for folder, is_there in seen.items() if is_there is None))
