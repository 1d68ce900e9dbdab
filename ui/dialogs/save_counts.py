"""Where a file of counts is to be saved: and what to do when one stands there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from ui import theme as look
from ui.theme import theme
from ui.widgets.basics import Button, Text
from ui.widgets.file_dialog import SaveDialog, documents
from ui.widgets.reading_order import InReadingOrder


class SaveCountsDialog(SaveDialog):
    """Opened with ``open()``. Signals: ``path_chosen(Path)``."""

    def __init__(self, name: str, folder: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(name, folder or documents(), parent)
        self.setWindowTitle(self.tr("Csv opslaan"))
        self.setNameFilter(self.tr("Csv-bestand (*.csv)"))
        self.setViewMode(QFileDialog.ViewMode.List)
        self.selectFile(name)


class ReplaceDialog(InReadingOrder, QDialog):
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
