"""The window that asks where to save: Dutch, neutral, and without a memory on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton

from ui.dialogs.save_pdf import SavePdfDialog

SAVES = """
import sys
from PySide6.QtWidgets import QApplication
import shiboken6
app = QApplication([])
from ui.dialogs.save_pdf import SavePdfDialog
dialog = SavePdfDialog("samenvatting-1")
places = []
dialog.path_chosen.connect(places.append)
dialog.open()
dialog.setDirectory(sys.argv[1])
dialog.selectFile("samenvatting-1.pdf")
dialog.accept()
shiboken6.delete(dialog)
assert [place.parent.name for place in places] == ["Tessa"], places
"""


def test_the_folder_she_chose_is_not_kept_in_any_file(own_home: Path):
    folder = own_home / "Tessa"
    folder.mkdir()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", SAVES, str(folder)], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    written = [path for path in own_home.rglob("*") if path.is_file()]
    assert written, "Qt keeps the state of the window somewhere"
    assert [path for path in written if b"Tessa" in path.read_bytes()] == []


def test_its_words_are_dutch(qtbot):
    dialog = SavePdfDialog("samenvatting-1")
    qtbot.addWidget(dialog)
    said = {w.text() for kind in (QLabel, QPushButton) for w in dialog.findChildren(kind) if w.text()}
    assert {"Map:", "Naam van het bestand:", "Soort bestand:", "Opslaan", "Annuleren"} <= said
    assert not any(text.startswith(("Look", "File", "Files", "Save", "Cancel")) for text in said)
