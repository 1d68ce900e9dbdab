"""Where a file of counts is to be saved: Qt's own window, in Dutch, no memory of places."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Button, Text


class SaveCountsDialog(QFileDialog):
    """Opened with ``open()``. Signals: ``path_chosen(Path)``.

    The system's own window is not used: it keeps a list of recent files that anybody can read.
    """

    path_chosen = Signal(object)

    def __init__(self, name: str, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOption(QFileDialog.Option.DontUseNativeDialog)
        self.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
        # Qt's own question would open a loop within the loop; who opened this asks in its own words.
        self.setOption(QFileDialog.Option.DontConfirmOverwrite)
        self.setWindowTitle(self.tr("Csv opslaan"))
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setNameFilter(self.tr("Csv-bestand (*.csv)"))
        self.setDefaultSuffix("csv")
        self.setViewMode(QFileDialog.ViewMode.List)
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
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        self.setDirectory(str(folder or (documents if documents.is_dir() else Path.home())))
        self.selectFile(name)
        self.fileSelected.connect(self._chosen)

    def _chosen(self, path: str) -> None:
        self.path_chosen.emit(Path(path))


class ReplaceDialog(QDialog):
    """A file stands there already. Signals: ``replace_wanted``, ``other_wanted``; Esc does neither."""

    replace_wanted = Signal()
    other_wanted = Signal()

    def __init__(self, path: Path, beside: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Bestand bestaat al"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        words = self.tr("In deze map staat al {naam} of {uitleg}. Wilt u die bestanden vervangen?")
        self.other = Button(self.tr("Andere naam kiezen…"), role="primary")
        self.replace = Button(self.tr("Bestanden vervangen"), role="danger")
        cancel = Button(self.tr("Niet opslaan"), role="quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.PAGE, look.LARGE, look.PAGE, look.LARGE)
        layout.setSpacing(look.MEDIUM)
        layout.addWidget(Text(self.tr("Er staat al een bestand met deze naam"), "heading"))
        layout.addWidget(Text(words.format(naam=path.name, uitleg=beside.name)))
        for button in (self.other, self.replace, cancel):  # below each other: they fit at every text size
            layout.addWidget(button)
        self.setMinimumWidth(theme().px(420))
        self.other.clicked.connect(self._other)
        self.replace.clicked.connect(self._replace)
        cancel.clicked.connect(self.reject)
        self.other.setFocus()

    def _other(self) -> None:
        self.accept()
        self.other_wanted.emit()

    def _replace(self) -> None:
        self.accept()
        self.replace_wanted.emit()
