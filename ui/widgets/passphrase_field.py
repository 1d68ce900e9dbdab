"""The passphrase: shown or hidden, never kept, never in a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.basics import Button, Picture, Plain, Text, announce
from ui.widgets.field import Fault, Field, Json, text_fault

Meter = Callable[[str], tuple[int, str]]


class StrengthBar(QWidget):
    """Four parts; the words beside it say the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score = 0
        self.setFixedSize(theme().px(120), 8)

    def set_score(self, score: int) -> None:
        """0 (empty) to 4 (strong)."""
        self._score = score
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = ("field", "bad", "warn", "ok", "ok")[self._score]
        part = (self.width() - 12) / 4
        for index in range(4):
            filled = index < self._score
            painter.setPen(theme().color(tint if filled else "field"))
            painter.setBrush(theme().color(tint if filled else "sunken"))
            painter.drawRoundedRect(QRectF(index * (part + 4) + 0.5, 0.5, part - 1, self.height() - 1), 3, 3)


class PassphraseField(Field):
    """Hidden text with a button to show it, a Caps Lock hint and, if wanted, a strength meter.

    ``meter(text)`` gives a score 0–4 and one sentence of advice. The field empties itself when it
    is hidden or its window closes, and keeps no draft.
    """

    keeps_draft = False

    def __init__(self, meter: Meter | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meter = meter
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setMaxLength(1024)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.edit.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.button = Button(self.tr("Tonen"), "eye", role="quiet")
        self.button.setAccessibleName(self.tr("Wachtwoordzin tonen"))
        self.button.clicked.connect(self._toggle)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.edit, 1)
        line.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        self._caps = self._caps_line()
        layout.addWidget(self._caps)
        self._strength = Plain(vertical=False)
        self._bar, self._advice = StrengthBar(), Text("", "help")
        self._strength.box.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        self._strength.box.addWidget(self._advice, 1)
        self._strength.setVisible(meter is not None)
        layout.addWidget(self._strength)
        self.setFocusProxy(self.edit)
        self.watch(self.edit)
        self.edit.textChanged.connect(self._measure)
        self.edit.textChanged.connect(self.changed)
        self._measure("")

    def _caps_line(self) -> Plain:
        line = Plain(vertical=False, spacing=6)
        line.box.addWidget(Picture("arrow-big-up-dash", "warn", 16))
        line.box.addWidget(Text(self.tr("Caps Lock staat aan."), "help"), 1)
        line.hide()
        return line

    def value(self) -> str | None:
        """The text exactly as typed (blanks count), or None."""
        return self.edit.text() or None

    def set_value(self, value: Any) -> None:
        """Put text in (a made passphrase), or empty the field."""
        self.edit.setText(value or "")

    def clear(self) -> None:
        """Empty the field and its undo list, and hide the text again."""
        self.edit.setText("")
        if self.edit.echoMode() == QLineEdit.EchoMode.Normal:
            self._toggle()

    def raw(self) -> Json:
        """Nothing: a passphrase is never kept."""
        return None

    def restore(self, raw: Json) -> None:
        """Nothing is restored."""

    def fault(self) -> Fault | None:
        """A character that cannot be typed again."""
        return text_fault(self.edit.text(), 1024)

    def focus_widget(self) -> QWidget:
        """The line edit."""
        return self.edit

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody leaves a passphrase behind."""
        if not event.spontaneous():  # minimising the window keeps it
            self.clear()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice Caps Lock from a letter whose case does not fit the shift key."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._notice_caps(event)
        return super().eventFilter(watched, event)

    def _notice_caps(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            self._caps.hide()
            return
        text = event.text()
        if len(text) != 1 or text.lower() == text.upper():
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        is_on = text.isupper() != shifted
        if is_on and not self._caps.isVisible():
            announce(self.edit, self.tr("Caps Lock staat aan."))
        self._caps.setVisible(is_on)

    def _toggle(self) -> None:
        hidden = self.edit.echoMode() == QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        self.button.set_words(self.tr("Verbergen") if hidden else self.tr("Tonen"))
        name = self.tr("Wachtwoordzin verbergen") if hidden else self.tr("Wachtwoordzin tonen")
        self.button.setAccessibleName(name)

    def _measure(self, text: str) -> None:
        if self._meter is not None:
            score, advice = self._meter(text) if text else (0, "")
            self._bar.set_score(score)
            self._advice.setText(advice)
