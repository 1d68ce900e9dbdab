"""A second start calls the window that is open already: it touches a file, and this one comes to the front."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class FrontWatch(QObject):
    """Watches ``file`` for as long as ``window`` stands."""

    def __init__(self, file: Path, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watcher = QFileSystemWatcher([str(file)], self)
        self._watcher.fileChanged.connect(self._come)

    def _come(self) -> None:
        """To the front; where the desktop forbids that, its button asks for attention."""
        window = self._window
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        front = QApplication.activeModalWidget() or window
        front.raise_()
        front.activateWindow()
        QApplication.alert(front)
