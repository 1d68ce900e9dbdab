"""The folders where back-ups go, as the window and the pages share them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal


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

    def present(self) -> tuple[Path, ...]:
        """Those that are there now (a stick comes and goes)."""
        return tuple(folder for folder in self.folders if folder.is_dir())

    def missing(self) -> tuple[Path, ...]:
        """Those that are not."""
        return tuple(folder for folder in self.folders if not folder.is_dir())
