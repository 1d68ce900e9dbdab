"""Several short values: aliases typed freely, or languages picked from a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.basics import Button, discard
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.field import LINE_LIMIT, Fault, Field, Json, LineField, text_fault
from ui.widgets.flow import Flow


class TagField(Field):
    """Values as small buttons (press to take one away) above the field that adds one.

    With ``pairs`` a code list, without it free text that Enter or a comma adds. Text that she typed
    but did not add counts as a value too, so that nothing typed is lost. ``value`` is a tuple.
    """

    def __init__(
        self,
        pairs: Sequence[tuple[str, str]] | None = None,
        limit: int = LINE_LIMIT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._limit = limit
        self._labels = dict(pairs or ())
        self._values: list[str] = []
        self._tags = Flow(6)
        self.line: LineField | None = None
        self.list: CodeCombo | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._tags)
        if pairs is None:
            self.line = LineField(limit, self.tr("Typ en druk op Enter"))
            self.line.changed.connect(self.changed)
            self.line.edit.installEventFilter(self)
        else:
            self.list = CodeCombo(pairs)
            self.list.combo.activated.connect(lambda _: self._take_choice())
            self.list.left.connect(self._take_choice)
        inner: Field = self.line or self.list  # type: ignore[assignment]
        inner.left.connect(self.left)
        layout.addWidget(inner)
        self.setFocusProxy(inner)
        self._inner = inner
        self._show()

    def value(self) -> tuple[str, ...]:
        """All values, with what is still in the field."""
        pending = self._pending()
        return (*self._values, pending) if pending and pending not in self._values else tuple(self._values)

    def set_value(self, value: Any) -> None:
        """Show these values."""
        self._values = list(dict.fromkeys(value or ()))
        self._inner.set_value(None)
        self._show()
        self.changed.emit()

    def raw(self) -> Json:
        """Values and the text in the field."""
        return {"values": list(self._values), "typed": self._inner.raw()}

    def restore(self, raw: Json) -> None:
        """Put values and text back."""
        if isinstance(raw, dict) and isinstance(raw.get("values"), list):
            self.set_value([item for item in raw["values"] if isinstance(item, str)])
            self._inner.restore(raw.get("typed"))

    def fault(self) -> Fault | None:
        """What is wrong with the field or one of the values."""
        faults = (text_fault(item, self._limit) for item in self._values)
        return self._inner.fault() or next((fault for fault in faults if fault), None)

    def focus_widget(self) -> QWidget:
        """The field that adds."""
        return self._inner.focus_widget()

    def name(self, label: str, description: str) -> None:
        """The field that adds carries the name."""
        self._inner.name(label, description)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and the comma add a value; backspace in an empty field takes the last one back."""
        if self.line is not None and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Comma) and self._pending():
                self._take_text()
                return True
            if event.key() == Qt.Key.Key_Backspace and not self.line.edit.text() and self._values:
                self.line.edit.setText(self._values.pop() + " ")
                self._show()
        return super().eventFilter(watched, event)

    def _pending(self) -> str:
        return (self.line.value() or "") if self.line is not None else ""

    def _take_text(self) -> None:
        if self.line is not None and (text := self._pending()):
            if text not in self._values:
                self._values.append(text)
            self.line.set_value(None)
            self._show()

    def _take_choice(self) -> None:
        if self.list is None or (code := self.list.value()) is None:
            return
        if code not in self._values:
            self._values.append(code)
        self.list.set_value(None)
        self._show()
        self.changed.emit()

    def _remove(self, item: str) -> None:
        self._values.remove(item)
        self._show()
        self._inner.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        for old in self._tags.findChildren(Button):
            discard(old)
        for item in self._values:
            words = self._labels.get(item, item)
            button = Button(words, "x", tint="text2")
            button.setAccessibleName(self.tr("{waarde} weghalen").format(waarde=words))
            button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            button.clicked.connect(lambda _=False, item=item: self._remove(item))
            self._tags.add(button)
        self._tags.setVisible(bool(self._values))
