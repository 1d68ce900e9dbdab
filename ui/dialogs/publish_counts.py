"""The last look before counts leave: the cells of the file itself, and what is recorded for good."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.model.count_tables import Protected
from app.model.publications import CountInputs
from app.services import counts
from ui import formatting
from ui.dialogs.counts_sheet import CountsSheet, card, pair, point
from ui.dialogs.counts_words import request_name
from ui.models.count_model import CountModel, file_lines
from ui.widgets.basics import Button, Text
from ui.widgets.count_view import CountView


class PublishCountsDialog(CountsSheet):
    """Shows what is in the text of the file, read back from that text. Signals: ``confirmed``."""

    confirmed = Signal()

    def __init__(self, inputs: CountInputs, protected: Protected, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Dit gaat naar buiten"), request_name(inputs.request), parent)
        self.setWindowTitle(self.tr("Csv voor de werkgroep"))
        is_repeat = protected.number is not None
        self.pane.addWidget(self._recorded(inputs, protected))
        self.pane.addWidget(self._file(protected.csv_text))
        verb = self.tr("Zelfde bestand opslaan…") if is_repeat else self.tr("Vastleggen en opslaan…")
        self.go = self.add_button(Button(verb, "save", "primary"))
        cancel = self.add_button(Button(self.tr("Niet opslaan"), role="quiet"))
        self.go.clicked.connect(self._confirm)
        cancel.clicked.connect(self.reject)
        self.finish()
        self.go.setFocus()

    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit()

    def _recorded(self, inputs: CountInputs, protected: Protected) -> QWidget:
        promise = self.tr(
            "Achter elke ‘<5’ kan 0, 1, 2, 3 of 4 schuilgaan, ook als u alle tabellen die ooit zijn verstrekt "
            "naast elkaar legt."
        )
        made = card(self.tr("Wat u hiermee doet"), point(promise, "badge-check"))
        if protected.number is not None:
            words = self.tr("Deze tabel is al vastgelegd als uitgifte {nummer}. U krijgt precies hetzelfde bestand.")
            made.add(point(words.format(nummer=protected.number), "history", "text2"))
            return made
        number = len(inputs.ledger) + 1
        forever = self.tr(
            "Dit wordt uitgifte {nummer} en blijft voorgoed staan. U kunt een uitgifte niet terugnemen: latere "
            "tabellen houden er altijd rekening mee."
        )
        made.add(point(forever.format(nummer=number), "lock", "text2"))
        fresh = sorted(half for half in inputs.base if half not in inputs.already_frozen)
        if fresh:
            frozen = self.tr(
                "Vanaf nu staan deze halfjaren vast: {halfjaren}. Wie u er later nog bij zet, telt mee in het "
                "lopende halfjaar."
            )
            names = formatting.list_text(half.label for half in fresh)
            made.add(point(frozen.format(halfjaren=names), "calendar-clock", "text2"))
        made.add(
            point(self.tr("Naast de csv komt een tekstbestand: ‘Hoe leest u deze cijfers?’"), "file-text", "text2")
        )
        return made

    def _file(self, csv_text: str) -> QWidget:
        rows = counts.cells(csv_text)
        start = next(number for number, row in enumerate(rows) if not row) + 1
        made = card(self.tr("Precies dit staat in het bestand"))
        for row in rows[: start - 1]:
            made.add(pair(row[0], row[1]) if len(row) > 1 else Text(row[0], "strong"))
        self.view = CountView(self.tr("Inhoud van het bestand"))
        self.view.show_lines(CountModel(rows[start], file_lines(rows[start + 1 :])))
        made.add(self.view)
        return made
