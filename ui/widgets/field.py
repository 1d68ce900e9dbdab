"""What every field of a form can do, and the two plainest fields."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ui.theme import theme
from ui.widgets.basics import restyle

Json = None | bool | int | str | list[Any] | dict[str, Any]
Fault = tuple[str, dict[str, Any]]  # code and parameters of ui/messages.py

LINE_LIMIT = 500
AREA_LIMIT = 100_000


def text_fault(text: str, limit: int) -> Fault | None:
    """Why ``text`` cannot be kept: too long, or a character that no file can hold."""
    if len(text) > limit:
        return "too_long", {"limit": limit}
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        return "character", {}
    return None


class Field(QWidget):
    """Base of every field.

    Signals: ``changed`` at each change by her or by the program; ``left`` when the focus goes to
    another field (not to another window or a pop-up of the field itself); ``refused(code, params)``
    when something she did at once could not be taken (a paste that is too long).
    """

    changed = Signal()
    left = Signal()
    refused = Signal(str, dict)

    required_code = "required"
    label_hint = ""
    keeps_draft = True

    def value(self) -> Any:
        """The typed value (text, date, code, tuple of codes), or None when empty."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show ``value``; None empties the field."""
        raise NotImplementedError

    def raw(self) -> Json:
        """Exactly what stands in the field, right or wrong, for a draft."""
        raise NotImplementedError

    def restore(self, raw: Json) -> None:
        """Put back what :meth:`raw` gave; anything else is ignored."""
        raise NotImplementedError

    def fault(self) -> Fault | None:
        """What is wrong with what stands here, empty or not; None when nothing is."""
        return None

    def is_empty(self) -> bool:
        """Whether she filled in nothing."""
        return self.value() in (None, "", ())

    def focus_widget(self) -> QWidget:
        """The widget that takes the focus, carries the name and gets the red border."""
        raise NotImplementedError

    def bordered(self) -> list[QWidget]:
        """The widgets whose border turns red."""
        return [self.focus_widget()]

    def set_invalid(self, invalid: bool) -> None:
        """Turn the red border on or off."""
        for widget in self.bordered():
            if bool(widget.property("invalid")) != invalid:
                widget.setProperty("invalid", invalid)
                restyle(widget)

    def name(self, label: str, description: str) -> None:
        """Tell a screen reader what this field is called and what help or problem belongs to it."""
        self.focus_widget().setAccessibleName(label)
        self.focus_widget().setAccessibleDescription(description)

    def watch(self, widget: QWidget) -> None:
        """Notice when ``widget`` loses the focus to something outside this field."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn a lost focus into ``left``; nothing is swallowed."""
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            elsewhere = event.reason() in (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
                Qt.FocusReason.MenuBarFocusReason,
            )
            now = QApplication.focusWidget()
            if not elsewhere and not (now is not None and self.isAncestorOf(now)):
                self.left.emit()
        return super().eventFilter(watched, event)


class LineField(Field):
    """One line of text. Keeps right-to-left marks and emoji; refuses NUL and what is too long."""

    def __init__(
        self, limit: int = LINE_LIMIT, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limit = limit
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.watch(self.edit)
        self.edit.textChanged.connect(self.changed)

    def value(self) -> str | None:
        """The text without blanks around it, or None."""
        return self.edit.text().strip() or None

    def set_value(self, value: Any) -> None:
        """Show a text or number."""
        self.edit.setText("" if value is None else str(value))
        self.edit.setCursorPosition(0)

    def raw(self) -> Json:
        """The text as typed."""
        return self.edit.text()

    def restore(self, raw: Json) -> None:
        """Put the text back."""
        if isinstance(raw, str):
            self.edit.setText(raw)

    def fault(self) -> Fault | None:
        """Too long, or a character that cannot be kept."""
        return text_fault(self.edit.text(), self._limit)

    def focus_widget(self) -> QWidget:
        """The line edit."""
        return self.edit


class NumberField(LineField):
    """A whole number within bounds, e.g. how many minutes or children."""

    def __init__(self, lowest: int = 0, highest: int = 9999, parent: QWidget | None = None) -> None:
        super().__init__(12, "", parent)
        self._bounds = lowest, highest
        self.edit.setMaximumWidth(theme().px(140))
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            layout.addStretch(1)  # under its label, not in the middle

    def value(self) -> Any:
        """The number, or None when empty or not a number."""
        text = self.edit.text().strip()
        return int(text) if text.isascii() and text.isdigit() else None

    def is_empty(self) -> bool:
        """Whether nothing stands here."""
        return not self.edit.text().strip()

    def fault(self) -> Fault | None:
        """Not a whole number, or out of bounds."""
        number = self.value()
        if self.is_empty() or (number is not None and self._bounds[0] <= number <= self._bounds[1]):
            return None
        return "number_invalid", {"low": self._bounds[0], "high": self._bounds[1]}


class _Area(QPlainTextEdit):
    """A text box that asks before taking a paste."""

    too_much = Signal()

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 (Qt calls it)
        """Plain text only; a paste that does not fit is refused whole, never cut."""
        length = self.document().characterCount() - 1 + len(source.text())
        if length > self._limit:
            self.too_much.emit()
            return
        self.insertPlainText(source.text())


class TextArea(Field):
    """Several lines. Grows with the text, Tab leaves it, a paste that does not fit is refused."""

    def __init__(
        self, lines: int = 4, limit: int = AREA_LIMIT, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limit, self._lines = limit, lines
        self.edit = _Area(limit)
        self.edit.setPlaceholderText(placeholder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.watch(self.edit)
        self.edit.textChanged.connect(self.changed)
        self.edit.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.edit.too_much.connect(self._refuse)
        theme().changed.connect(self._grow)
        self._grow()

    def value(self) -> str | None:
        """The text without blanks around it, or None."""
        return self.edit.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self.edit.setPlainText("" if value is None else str(value))

    def raw(self) -> Json:
        """The text as typed."""
        return self.edit.toPlainText()

    def restore(self, raw: Json) -> None:
        """Put the text back."""
        if isinstance(raw, str):
            self.edit.setPlainText(raw)

    def fault(self) -> Fault | None:
        """Too long, or a character that cannot be kept."""
        return text_fault(self.edit.toPlainText(), self._limit)

    def focus_widget(self) -> QWidget:
        """The text box."""
        return self.edit

    def _refuse(self) -> None:
        self.refused.emit("too_long", {"limit": self._limit})

    def _grow(self) -> None:
        line = self.edit.fontMetrics().lineSpacing()
        shown = max(self._lines, min(self._lines * 3, self.edit.document().lineCount()))
        self.edit.setFixedHeight(round(line * shown + 2 * self.edit.document().documentMargin() + 16))
