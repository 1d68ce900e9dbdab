"""Where a pdf is to be saved: Qt's own window, in Dutch, with a neutral name and no memory of places."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget


class SavePdfDialog(QFileDialog):
    """Opened with ``open()``. Signals: ``path_chosen(Path)``.

    The system's own window is not used: it keeps a list of recent files that anybody can read.
    """

    path_chosen = Signal(object)

    def __init__(self, stem: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        # Qt's own question would open a loop within the loop; an existing file is never overwritten.
        self.setOption(QFileDialog.Option.DontConfirmOverwrite)
        self.setWindowTitle(self.tr("Opslaan als pdf"))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setNameFilter(self.tr("Pdf-document (*.pdf)"))
        self.setDefaultSuffix("pdf")
        words = {
            QFileDialog.DialogLabel.LookIn: self.tr("Map:"),
            QFileDialog.DialogLabel.FileName: self.tr("Naam van het bestand:"),
            QFileDialog.DialogLabel.FileType: self.tr("Soort bestand:"),
            QFileDialog.DialogLabel.Accept: self.tr("Opslaan"),
            QFileDialog.DialogLabel.Reject: self.tr("Annuleren"),
        }
        for label, text in words.items():
            self.setLabelText(label, text)
        self.setHistory([])
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.setDirectory(documents if Path(documents).is_dir() else str(Path.home()))
        self.selectFile(f"{stem}.pdf")
        self.fileSelected.connect(self._chosen)
        self.finished.connect(self._forget)

    def _chosen(self, path: str) -> None:
        self._forget()
        self.path_chosen.emit(Path(path))

    def _forget(self) -> None:
        """Qt writes the last folder and the history to a file that anybody can read; leave it nothing."""
        self.setDirectory(str(Path.home()))
        self.setHistory([])
