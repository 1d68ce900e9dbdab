"""*Misschien al bekend*: who the person on the telephone may be, while she is typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.model.clients import ClientHit
from ui import formatting
from ui.models.client_words import label, sorted_name
from ui.widgets.basics import Button, Plain, Rule, Text, announce
from ui.widgets.panels import FactsCard, clear


class MaybeKnown(FactsCard):
    """Names with [Vergelijken]; never joins anything itself. Signals: ``compare_asked(client_id)``."""

    compare_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        title = self.body.itemAt(0)
        heading = title.widget() if title is not None else None
        if isinstance(heading, Text):
            heading.setText(self.tr("Misschien al bekend"))
        self._list = Plain()
        self.body.addWidget(self._list)
        self._dismissed: set[str] = set()
        self._shown: tuple[str, ...] = ()
        self.show_hits((), False)

    def show_hits(self, hits: Sequence[ClientHit], has_asked: bool) -> None:
        """Show these; without a question say what to do, without an answer say that."""
        hits = [hit for hit in hits if hit.id not in self._dismissed]
        if hits:
            words = self.tr("Kijk eerst of het om dezelfde persoon gaat.")
        elif has_asked:
            words = self.tr("Niemand gevonden. Ga verder met de aanmelding.")
        else:
            words = self.tr("Typ links een naam, alias of geboortejaar.")
        self.facts.setText(words)
        self.facts.show()
        clear(self._list)
        for hit in hits:
            self._list.box.addWidget(self._line(hit))
        shown = tuple(hit.id for hit in hits)
        if shown and shown != self._shown:
            found = formatting.count_text(len(hits), self.tr("persoon"), self.tr("personen"))
            announce(self, self.tr("Misschien al bekend: {aantal}").format(aantal=found))
        self._shown = shown

    def dismiss(self, client_id: str) -> None:
        """She says it is somebody else."""
        self._dismissed.add(client_id)
        self.show_hits((), True)

    def _line(self, hit: ClientHit) -> QWidget:
        line = Plain(spacing=2)
        line.box.addWidget(Rule())
        name = sorted_name(hit)
        line.box.addWidget(Text(name))
        if hit.aliases:
            words = self.tr("ook: {namen}").format(namen=formatting.list_text(hit.aliases))
            line.box.addWidget(Text(words, "help"))
        birth = formatting.birth_text(hit.born_from, hit.born_to, False)
        facts = [hit.code, self.tr("geboren {datum}").format(datum=birth), label("municipality", hit.municipality)]
        line.box.addWidget(Text(" · ".join(facts), "help"))
        button = Button(self.tr("Vergelijken"), role="quiet")
        button.setAccessibleName(self.tr("Vergelijken met {naam}").format(naam=name))
        button.clicked.connect(lambda _=False: self.compare_asked.emit(hit.id))
        line.box.addWidget(button)
        return line
