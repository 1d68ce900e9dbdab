"""The clipboard holds what was copied here for half a minute, and not at all once the register is locked.

Everything copied in our windows counts: a made passphrase, and what she copies from a field or a list. What
another program put there is not ours to take away.
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEAR_AFTER_MS = 30_000
OURS = "application/x-zorgregister"
_HINTS = {
    OURS: b"1",
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\x01\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\x00\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\x00\x00\x00\x00",
}
"""Formats by which programs that keep a history of the clipboard know that they should not."""
_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class ClipboardWatch(QObject):
    """Marks what is copied in our windows, and takes it off again in time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timers: dict[QClipboard.Mode, QTimer] = {}
        for mode in _MODES:
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda mode=mode: _clear(mode))
            self._timers[mode] = timer
        QGuiApplication.clipboard().changed.connect(self._changed)

    def _changed(self, mode: QClipboard.Mode) -> None:
        timer = self._timers.get(mode)
        if timer is None:
            return
        data = QGuiApplication.clipboard().mimeData(mode)
        if data is None or not data.formats() or not is_ours(mode):
            timer.stop()
            return
        if mode == QClipboard.Mode.Clipboard and not _is_marked(mode):
            _mark(data)  # which comes by here again
            return
        timer.start(CLEAR_AFTER_MS)

    def forget(self) -> None:
        """Take what is ours off now: at lock and at quit."""
        for mode, timer in self._timers.items():
            timer.stop()
            _clear(mode)


def is_ours(mode: QClipboard.Mode) -> bool:
    """Whether what is there was put there by this program."""
    clipboard = QGuiApplication.clipboard()
    owns = clipboard.ownsClipboard() if mode == QClipboard.Mode.Clipboard else clipboard.ownsSelection()
    return owns or _is_marked(mode)


def put(text: str) -> None:
    """Copy ``text``, marked as a secret."""
    data = QMimeData()
    data.setText(text)
    _set(data)


def _set(data: QMimeData) -> None:
    for kind, value in _HINTS.items():
        data.setData(kind, value)
    QGuiApplication.clipboard().setMimeData(data)


def _mark(before: QMimeData) -> None:
    data = QMimeData()
    for kind in before.formats():
        data.setData(kind, before.data(kind))
    if before.hasText():
        data.setText(before.text())
    _set(data)


def _is_marked(mode: QClipboard.Mode) -> bool:
    data = QGuiApplication.clipboard().mimeData(mode)
    return data is not None and data.hasFormat(OURS)


def _clear(mode: QClipboard.Mode) -> None:
    clipboard = QGuiApplication.clipboard()
    if is_ours(mode) and (mode == QClipboard.Mode.Clipboard or clipboard.supportsSelection()):
        clipboard.clear(mode)


_watch: ClipboardWatch | None = None


def watch() -> ClipboardWatch:
    """The one watch of this program, begun at its first call."""
    global _watch
    if _watch is None:
        _watch = ClipboardWatch()
    return _watch


def forget() -> None:
    """Take what is ours off the clipboard now."""
    watch().forget()
