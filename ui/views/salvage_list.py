"""*Beheer → Controle*: what was lost, older or not proved when the register was saved, client by client."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app import clock
from ui import formatting
from ui import theme as look
from ui.views.salvage_words import lines, result_parts
from ui.widgets.basics import Card, Plain, Text


class SalvageCard(Card):
    """One act of salvage, as it is kept inside the register."""

    def __init__(self, result: Any, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        day = formatting.long_date(clock.on_day(result.at))
        self.title.setText(self.tr("Gered na schade op {dag}").format(dag=day))
        self.title.show()
        words = self.tr(
            "Het register was beschadigd. Hieronder staat wat gered is, en per cliënt wat u moet nakijken of opnieuw "
            "moet vastleggen. De beschadigde bestanden staan nog in de map van het register."
        )
        self.add(Text(words))
        for part in result_parts(result):
            self.add(part)
        for who, told in lines(result):
            block = Plain(spacing=look.TINY)
            block.box.addWidget(Text(who, "strong"))
            for line in told:
                block.box.addWidget(Text("– " + line))
            self.add(block)
