"""A text *voor samenvatting*: it is printed, so the field says how long it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui import formatting
from ui.widgets.field import TextArea
from ui.widgets.form import Form


class PrintedText(TextArea):
    """Counts its characters in the help line, with advice instead of a refusal."""

    def __init__(self, form: Form, lines: int, advised: int) -> None:
        super().__init__(lines)
        self._form, self._advised = form, advised

    def watch_length(self, name: str) -> None:
        """Say the length in the help of the row ``name``, now and after each change."""
        row = self._form.rows[name]
        first = row.help.text()

        def show() -> None:
            length = len(self.value() or "")
            words = QCoreApplication.translate("printed_text", "{aantal} van ongeveer {advies} tekens").format(
                aantal=formatting.number_text(length), advies=formatting.number_text(self._advised)
            )
            row.help.setText(f"{first} {words}" if length else first)

        self.changed.connect(show)
        show()
