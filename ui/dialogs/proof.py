"""The proof behind a set of counts, in plain words: what was proved, beside what, and how to check it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.model.count_tables import Certificate
from ui import formatting
from ui.dialogs.counts_sheet import CountsSheet, card, pair, point
from ui.widgets.basics import Button, Text


def grouped(digest: str) -> str:
    """A check sum in groups of eight: it wraps, and can be read out."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


class ProofDialog(CountsSheet):
    """Shows a certificate; nothing to save. ``name`` is the table with its periods."""

    def __init__(self, certificate: Certificate, name: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Bewijs"), name, parent)
        self.pane.addWidget(self._proved())
        self.pane.addWidget(self._beside(certificate))
        self.pane.addWidget(self._accepted(certificate))
        self.pane.addWidget(self._figures(certificate))
        close = self.add_button(Button(self.tr("Bewijs sluiten"), role="primary"))
        close.clicked.connect(self.accept)
        self.finish()
        close.setFocus()

    def _proved(self) -> QWidget:
        return card(
            self.tr("Wat is bewezen?"),
            Text(
                self.tr(
                    "Achter elke ‘minder dan 5’ kan 0, 1, 2, 3 of 4 schuilgaan, ook als u alle tabellen die "
                    "ooit zijn verstrekt naast elkaar legt."
                ),
                "strong",
            ),
            point(self.tr("Elk cijfer onder de 5 in deze tabel kan nog 0, 1, 2, 3 en 4 zijn.")),
            point(
                self.tr(
                    "Dat geldt ook voor halfjaren en jaren die niet in de tabel staan, maar die iemand kan "
                    "uitrekenen door tabellen van elkaar af te trekken."
                )
            ),
            point(self.tr("Kleine cijfers onder een totaal kunnen samen 5 of meer zijn.")),
            point(self.tr("Het aantal personen met meer dan één vorm van uitbuiting kan 5 of meer zijn.")),
            point(self.tr("‘Afgeschermd’ verraadt niet of er een klein of een groot cijfer achter zit.")),
            Text(
                self.tr(
                    "Voor elke mogelijkheid is een volledig voorbeeld gevonden dat bij alle tabellen past. Elk "
                    "voorbeeld is regel voor regel nagerekend. Was er één niet gevonden, dan was er geen bestand."
                ),
                "help",
            ),
        )

    def _beside(self, certificate: Certificate) -> QWidget:
        if certificate.earlier:
            numbers = formatting.list_text(str(number) for number in certificate.earlier)
            words = self.tr("Samen met de eerdere uitgiften {nummers}, die over dezelfde tijd gaan.")
            if len(certificate.earlier) == 1:
                words = self.tr("Samen met de eerdere uitgifte {nummers}, die over dezelfde tijd gaat.")
            text = words.format(nummers=numbers)
        else:
            text = self.tr("Er zijn geen eerdere uitgiften over dezelfde tijd.")
        return card(self.tr("Naast welke tabellen?"), Text(text))

    def _accepted(self, certificate: Certificate) -> QWidget:
        found = card(self.tr("Wat kan wel worden afgeleid?"))
        if "further_notifications" in certificate.accepted:
            found.add(
                Text(
                    self.tr(
                        "Aanmeldingen min personen is het aantal volgende aanmeldingen van mensen die al bekend "
                        "waren. Dat mag bekend worden: het zegt niets over één persoon."
                    )
                )
            )
        found.add(
            Text(
                self.tr(
                    "Iemand die dit programma zelf draait op een gegokt register, kan meer te weten komen dan "
                    "iemand die alleen de tabellen heeft. Meer dan de zin hierboven beloven wij niet."
                ),
                "help",
            )
        )
        return found

    def _figures(self, certificate: Certificate) -> QWidget:
        words = self.tr("{klein} × ‘minder dan 5’, {verborgen} × ‘afgeschermd’")
        counted = self.tr("{onbekenden} onbekende aantallen, {regels} vergelijkingen, {rekenaar}")
        return card(
            self.tr("Om na te rekenen"),
            pair(
                self.tr("Beschermde cijfers in deze tabel"),
                words.format(klein=certificate.small_cells, verborgen=certificate.hidden_cells),
            ),
            pair(
                self.tr("Omvang van het bewijs"),
                counted.format(
                    onbekenden=formatting.number_text(certificate.unknowns),
                    regels=formatting.number_text(certificate.equations),
                    rekenaar=certificate.solver,
                ),
            ),
            pair(self.tr("Controlegetal van het bestand (SHA-256)"), grouped(certificate.csv_sha256), selectable=True),
            pair(
                self.tr("Controlegetal van de eerdere uitgiften (SHA-256)"),
                grouped(certificate.ledger_sha256),
                selectable=True,
            ),
        )
