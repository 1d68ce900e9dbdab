"""A value that belongs to a form and its draft, but that nobody types."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ui.widgets.field import Field, Json


class KeptField(Field):
    """Keeps any JSON value (the id of a new record, the ground chosen in another dialog).

    Goes into the draft with the rest of the form; put its row away with ``set_row_visible``.
    """

    def __init__(self, value: Json = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = value

    def value(self) -> Any:
        """What is kept."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Keep something else."""
        self._value = value
        self.changed.emit()

    def raw(self) -> Json:
        """The same as the value."""
        return self._value

    def restore(self, raw: Json) -> None:
        """Keep what the draft held."""
        self.set_value(raw)

    def focus_widget(self) -> QWidget:
        """Never shown, so never focused."""
        return self

    def bordered(self) -> list[QWidget]:
        """Nothing to colour."""
        return []
