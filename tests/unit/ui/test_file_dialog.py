"""The windows that ask for a file or a folder: Dutch, neutral, and without a memory on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from ui.dialogs.save_counts import SaveCountsDialog
from ui.dialogs.save_pdf import SavePdfDialog
from ui.widgets.file_dialog import FileDialog, FolderChooser

START = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import shiboken6
from ui.dialogs.save_counts import SaveCountsDialog
from ui.dialogs.save_pdf import SavePdfDialog
from ui.widgets.file_dialog import FolderChooser, keep_no_places
app = QApplication([])
folder = Path(sys.argv[1])
"""
OPENED = {
    "pdf": 'dialog, file = SavePdfDialog("samenvatting-1"), "samenvatting-1.pdf"',
    "csv": 'dialog, file = SaveCountsDialog("cijfers.csv"), "cijfers.csv"',
    "csv again": 'dialog, file = SaveCountsDialog("cijfers.csv", folder), "cijfers.csv"',
    "folder": 'dialog, file = FolderChooser("Map", "Kiezen", Path.home(), None), ""',
}
USED = {
    "chosen": """
places = []
dialog.path_chosen.connect(places.append)
dialog.open()
dialog.setDirectory(str(folder))
dialog.selectFile(str(folder / file) if file else str(folder))
dialog.accept()
shiboken6.delete(dialog)
assert len(places) == 1 and "Tessa" in str(places[0]), places
""",
    "taken away by a lock": """
dialog.open()
dialog.setDirectory(str(folder))
dialog.hide()
shiboken6.delete(dialog)
""",
}


def written_by(code: str, home: Path) -> list[Path]:
    """The files that a program of its own leaves in its home."""
    folder = home / "Tessa"
    folder.mkdir()
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", START + code, str(folder)], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [path for path in home.rglob("*") if path.is_file()]


@pytest.mark.parametrize("used", USED)
@pytest.mark.parametrize("opened", OPENED)
def test_the_folder_she_chose_is_not_kept_in_any_file(own_home: Path, opened: str, used: str):
    written = written_by(OPENED[opened] + USED[used], own_home)
    assert written, "Qt keeps the state of the window somewhere"
    assert [path for path in written if b"Tessa" in path.read_bytes()] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt keeps its settings elsewhere")
def test_in_the_program_qt_keeps_nothing_at_all(own_home: Path):
    """The print window asks for a file with a window of Qt's own, that we cannot empty."""
    code = "from PySide6.QtWidgets import QFileDialog\nkeep_no_places()\ndialog, file = QFileDialog(), ''\n"
    assert written_by(code + USED["taken away by a lock"], own_home) == []


@pytest.mark.parametrize("kind", ["pdf", "csv", "folder"])
def test_its_words_are_dutch(qtbot, tmp_path: Path, kind: str):
    dialog: FileDialog = {
        "pdf": lambda: SavePdfDialog("samenvatting-1"),
        "csv": lambda: SaveCountsDialog("cijfers.csv"),
        "folder": lambda: FolderChooser("Map voor het register", "Deze map kiezen", tmp_path),
    }[kind]()
    qtbot.addWidget(dialog)
    said = {w.text() for found in (QLabel, QPushButton) for w in dialog.findChildren(found) if w.text()}
    assert {"Map:", "Soort bestand:", "Annuleren"} <= said
    assert said & {"Opslaan", "Deze map kiezen"}
    assert not any(text.startswith(("Look", "File", "Files", "Save", "Cancel", "Direct", "&")) for text in said), said
