"""A passphrase shown once, and the only way a secret gets on the clipboard: for half a minute."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ui import theme as look
from ui.widgets.basics import Button, Text, announce

CLEAR_AFTER_MS = 30_000
_HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\x01\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\x00\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\x00\x00\x00\x00",
}


class _Copied(QObject):
    """Remembers what we put on the clipboard and takes it off again, if it is still ours."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.forget)

    def put(self, text: str, clear_after_ms: int) -> None:
        data = QMimeData()
        data.setText(text)
        for kind, value in _HINTS.items():
            data.setData(kind, value)
        self._text = text
        QGuiApplication.clipboard().setMimeData(data)
        self._timer.start(clear_after_ms)

    def forget(self) -> None:
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._text and clipboard.text(QClipboard.Mode.Clipboard) == self._text:
            clipboard.clear(QClipboard.Mode.Clipboard)
        self._text = ""


_copied: _Copied | None = None


def copy_secret(text: str, clear_after_ms: int = CLEAR_AFTER_MS) -> None:
    """Put ``text`` on the clipboard, marked as a secret, and take it off after a while."""
    global _copied
    if _copied is None:
        _copied = _Copied()
    _copied.put(text, clear_after_ms)


def forget_copied() -> None:
    """Take our secret off the clipboard now, if it is still there; called at lock and at quit."""
    if _copied is not None:
        _copied.forget()


class SecretText(QFrame):
    """The words of a passphrase, large and numbered, with a button to copy them.

    The passphrase is typed with single spaces between the words. ``forget`` empties the widget.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passphrase = ""
        self.setProperty("kit", "inset")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that it is brought into sight and read aloud
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.LARGE)
        self._grid.setVerticalSpacing(look.TINY)
        self._copy = Button(self.tr("Wachtwoord kopiëren"), "copy")
        self._copy.clicked.connect(self._copy_now)
        self._said = Text("", "help")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.MEDIUM, look.MEDIUM, look.MEDIUM, look.MEDIUM)
        layout.setSpacing(look.SMALL)
        layout.addLayout(self._grid)
        layout.addWidget(self._copy)
        layout.addWidget(self._said)
        self._said.hide()

    def show_passphrase(self, passphrase: str) -> None:
        """Show the words two by two."""
        self.forget()
        self._passphrase = passphrase
        for index, word in enumerate(passphrase.split()):
            label = Text(f"{index + 1}  {word}", "heading", wrap=False)
            self._grid.addWidget(label, index // 2, index % 2)
        self.setAccessibleName(self.tr("Wachtwoord: {woorden}").format(woorden=passphrase))

    def forget(self) -> None:
        """Empty the widget; what was copied stays until its time is up."""
        self._passphrase = ""
        self.setAccessibleName("")
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._said.hide()

    def _copy_now(self) -> None:
        copy_secret(self._passphrase)
        self._said.setText(self.tr("Gekopieerd. Na 30 seconden halen wij het weer van het klembord."))
        self._said.show()
        announce(self, self._said.text())
