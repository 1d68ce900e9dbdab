"""Where a pdf is to be saved, with a neutral name."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.widgets.file_dialog import SaveDialog, documents


class SavePdfDialog(SaveDialog):
    """Opened with ``open()``. Signals: ``path_chosen(Path)``."""

    def __init__(self, stem: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{stem}.pdf", documents(), parent)
        self.setWindowTitle(self.tr("Opslaan als pdf"))
        self.setNameFilter(self.tr("Pdf-document (*.pdf)"))
        self.selectFile(f"{stem}.pdf")
