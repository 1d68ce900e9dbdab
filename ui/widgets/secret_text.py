"""A passphrase shown once, with a button that copies it for half a minute."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ui import theme as look
from ui.widgets import clipboard
from ui.widgets.basics import Button, Text, announce


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
        clipboard.put(self._passphrase)
        self._said.setText(self.tr("Gekopieerd. Na 30 seconden halen wij het weer van het klembord."))
        self._said.show()
        announce(self, self._said.text())
