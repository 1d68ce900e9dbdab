"""*Beheer → Controle*: what was lost, older or not proved when the register was saved, client by client."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from app import clock
from app.model.plain_paper import PlainPaper
from ui import formatting
from ui import theme as look
from ui.views.salvage_words import lines, notes, result_parts
from ui.widgets.basics import Button, Card, Plain, Text
from ui.widgets.flow import Flow


class SalvageCard(Card):
    """One act of salvage, as it is kept inside the register. Signals: ``print_wanted(paper)``."""

    print_wanted = Signal(object)

    def __init__(self, result: Any, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        day = formatting.long_date(clock.on_day(result.at))
        self.title.setText(self.tr("Gered na schade op {dag}").format(dag=day))
        self.title.show()
        about = self.tr(
            "Het register was beschadigd. Hieronder staat wat gered is, en per cliënt wat u moet nakijken of opnieuw "
            "moet vastleggen."
        )
        self.add(Text(about))
        for part in result_parts(result):
            self.add(part)
        self.print_button = Button(self.tr("Lijst afdrukken…"), "printer")
        self.print_button.clicked.connect(lambda: self.print_wanted.emit(list_paper(result)))
        buttons = Flow()
        buttons.add(self.print_button)
        self.add(buttons)
        for who, told in lines(result):
            block = Plain(spacing=look.TINY)
            block.box.addWidget(Text(who, "strong"))
            for words in told:
                block.box.addWidget(Text("– " + words))
            self.add(block)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SalvageCard", text)


def print_help() -> str:
    """Above the preview."""
    return _tr("Op deze lijst staan codes van cliënten, geen namen. Vernietig de lijst na gebruik.")


def list_paper(result: Any) -> PlainPaper:
    """The list as a sheet: what to know, and per client what to look at."""
    day = formatting.long_date(clock.on_day(result.at))
    return PlainPaper(
        title=_tr("Nakijken na schade aan het register"),
        made=_tr("Gered op {dag}").format(dag=day),
        steps_title=_tr("Wat u moet weten"),
        steps=(
            _tr("Leg opnieuw vast wat verloren is, en kijk na wat een eerdere versie is of niet te controleren."),
            *notes(result),
        ),
        facts_title=_tr("Per cliënt"),
        facts=[(who, "; ".join(told)) for who, told in lines(result)],
        blanks_title=_tr("Klaar"),
        blanks=(_tr("Nagekeken op"), _tr("Door")),
    )
