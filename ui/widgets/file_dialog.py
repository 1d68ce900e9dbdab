"""Qt's own window for a file or a folder, in Dutch, that leaves no trace of where she was.

The system's own window is not used: it keeps a list of recent files that anybody can read. Qt's window
keeps the last folder and its history in QtProject.conf; :func:`keep_no_places` takes that file away from
it where Qt allows it, and every window here empties its memory before it is hidden, also by a lock.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QWidget


def keep_no_places() -> None:
    """Qt's own settings go nowhere: also the print window asks for a file and would keep its folder.

    Called once at start. Windows and macOS keep such settings elsewhere; there the print window is the
    system's own.
    """
    if sys.platform.startswith("linux"):
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)


def documents() -> Path:
    """Where a file is proposed: the folder for documents, else the home folder."""
    place = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return place if place.is_dir() else Path.home()


class FileDialog(QFileDialog):
    """Opened with ``open()``. Signals: ``path_chosen(Path)``, when nothing of the place is remembered any more."""

    path_chosen = Signal(object)

    def __init__(self, title: str, verb: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        self.setWindowTitle(title)
        words = {
            QFileDialog.DialogLabel.LookIn: self.tr("Zoeken in:"),
            QFileDialog.DialogLabel.FileName: self.tr("Map:"),
            QFileDialog.DialogLabel.FileType: self.tr("Soort bestand:"),
            QFileDialog.DialogLabel.Accept: verb,
            QFileDialog.DialogLabel.Reject: self.tr("Annuleren"),
        }
        for label, text in words.items():
            self.setLabelText(label, text)
        self.setHistory([])
        self.setDirectory(str(folder if folder.is_dir() else Path.home()))
        self.fileSelected.connect(self._chosen)

    def hideEvent(self, event: QHideEvent) -> None:
        """However it goes away, Qt has nothing left to write when the window is destroyed."""
        super().hideEvent(event)
        self._forget()

    def _chosen(self, path: str) -> None:
        self._forget()
        self.path_chosen.emit(Path(path))

    def _forget(self) -> None:
        self.setDirectory(str(Path.home()))
        self.setHistory([])


class SaveDialog(FileDialog):
    """Asks where a new file goes. Who opened it asks before a file is replaced.

    A subclass says the window title and the kind of file in its own words; then it selects ``name``.
    """

    def __init__(self, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__("", "", folder, parent)
        # Qt's own question would open a loop within the loop.
        self.setOption(QFileDialog.Option.DontConfirmOverwrite)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        self.setLabelText(QFileDialog.DialogLabel.LookIn, self.tr("Map:"))
        self.setLabelText(QFileDialog.DialogLabel.FileName, self.tr("Naam van het bestand:"))
        self.setLabelText(QFileDialog.DialogLabel.Accept, self.tr("Opslaan"))
        self.setLabelText(QFileDialog.DialogLabel.Reject, self.tr("Annuleren"))


class FolderChooser(FileDialog):
    """Chooses a folder."""

    def __init__(self, title: str, verb: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(title, verb, folder, parent)
        self.setOption(QFileDialog.Option.ShowDirsOnly)
        self.setFileMode(QFileDialog.FileMode.Directory)
        self.setLabelText(QFileDialog.DialogLabel.Accept, verb)
