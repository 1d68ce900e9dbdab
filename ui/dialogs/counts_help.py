"""“Hoe leest u deze cijfers?”: the same words that go beside every file."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services import counts
from ui.dialogs.counts_sheet import CountsSheet
from ui.widgets.basics import Button, Plain, Text


class CountsHelpDialog(CountsSheet):
    """Shows the whole text; nothing to save."""

    def __init__(self, parent: QWidget | None = None) -> None:
        title, *blocks = counts.how_to_read().removeprefix("\ufeff").replace("\r\n", "\n").strip().split("\n\n")
        super().__init__(title, self.tr("Deze uitleg gaat als tekstbestand mee met elke csv."), parent)
        for block in blocks:
            question, _, answer = block.partition("\n")
            part = Plain(spacing=2)
            part.box.addWidget(Text(question, "strong"))
            part.box.addWidget(Text(answer))
            self.pane.addWidget(part)
        close = self.add_button(Button(self.tr("Uitleg sluiten"), role="primary"))
        close.clicked.connect(self.accept)
        self.finish()
        close.setFocus()
