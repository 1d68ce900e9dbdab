"""The bar in a page or dialog that says what happened, and offers what helps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme as look
from ui.messages import Kind, Message
from ui.widgets.basics import Button, ButtonRole, IconButton, Picture, Plain, Text, announce, discard, restyle
from ui.widgets.flow import Flow

ICONS: dict[Kind, str] = {
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}
TINTS: dict[Kind, str] = {"info": "accent", "ok": "ok", "warn": "warn", "bad": "bad"}


@dataclass(frozen=True)
class BarAction:
    """One button in a bar: its words (verb first) and what it does."""

    text: str
    call: Callable[[], None]
    role: ButtonRole = "outlined"


class MessageBar(QFrame):
    """Info, ok, warn or bad in words; hidden until :meth:`show_message` and after :meth:`dismiss`.

    Signals: ``dismissed``. A shown message is announced to a screen reader.
    """

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.MEDIUM, look.MEDIUM - 3, look.SMALL, look.MEDIUM - 3)
        layout.setSpacing(look.SMALL + 2)
        self._picture = Picture("info", "accent")
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title, self.text = Text("", "strong"), Text("")
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._buttons = Flow()
        words.addWidget(self._buttons)
        layout.addLayout(words, 1)
        self._aside = Plain(vertical=False)
        layout.addWidget(self._aside)
        self._close = IconButton(self.tr("Melding sluiten"), "x")
        self._close.clicked.connect(self.dismiss)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_message(
        self, message: Message, actions: Sequence[BarAction] = (), closable: bool = True
    ) -> None:
        """Show ``message`` in place of what stood here, with its buttons."""
        self.setProperty("kit", f"bar-{message.kind}")
        restyle(self)
        self._picture.set_picture(ICONS[message.kind], TINTS[message.kind])
        self.title.setText(message.title)
        self.text.setText(message.text)
        self.text.setVisible(bool(message.text))
        self._set_actions(actions)
        self._close.setVisible(closable)
        self.setAccessibleName(message.spoken)
        self.show()
        announce(self, message.spoken)

    def buttons(self) -> list[Button]:
        """The action buttons now shown."""
        return [*self._buttons.findChildren(Button), *self._aside.findChildren(Button)]

    def dismiss(self) -> None:
        """Take the message away."""
        if self.isVisibleTo(self.parentWidget() or self):
            self.hide()
            self.dismissed.emit()

    def _set_actions(self, actions: Sequence[BarAction]) -> None:
        for old in self.buttons():
            discard(old)
        is_aside = len(actions) == 1 and actions[0].role == "quiet"  # one quiet way out stands at the right
        for action in actions:
            button = Button(action.text, role=action.role)
            button.clicked.connect(lambda _=False, call=action.call: call())
            if is_aside:
                self._aside.box.addWidget(button)
            else:
                self._buttons.add(button)
        self._buttons.setVisible(bool(actions) and not is_aside)
        self._aside.setVisible(is_aside)
