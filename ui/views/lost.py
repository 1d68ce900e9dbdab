"""*Laptop kwijt*: what to do, what is known of the register without opening it, and the sheet to print."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.model.plain_paper import PlainPaper
from app.services import lost
from app.services.lost import Known
from ui import formatting
from ui.views.summary_flow import BlankFormFlow
from ui.widgets.basics import Button, Rule, Text
from ui.widgets.center_card import CenterCard
from ui.widgets.fact_list import FactList
from ui.widgets.flow import Flow


class LostView(QWidget):
    """Asks for no passphrase: the laptop may be another one. Signals: ``cancelled()``."""

    cancelled = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._known = lost.known(folder)
        self._flow = BlankFormFlow(self)
        card = self._card = CenterCard(640)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        card.add_title("triangle-alert", self.tr("Laptop kwijt of gestolen?"))
        for number, words in enumerate(lost_steps(), start=1):
            card.add(Text(f"{number}. {words}"))
        card.add(Rule())
        card.add(Text(self.tr("Wat op deze laptop over het register bekend is"), "label"))
        facts = FactList()
        facts.set_facts(known_facts(self._known))
        card.add(facts)
        self.print_button = Button(self.tr("Blad afdrukken…"), "printer", "primary")
        self.print_button.clicked.connect(self._print)
        back = Button(self.tr("Terug"), role="quiet")
        back.clicked.connect(self.cancelled)
        line = Flow()
        line.add(self.print_button)
        line.add(back)
        card.add(line)

    def begin(self) -> None:
        """The first button has the focus."""
        self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._card.show_top()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _print(self) -> None:
        from app.services import printing  # loads much; the start screen does without

        self._flow.show(printing.plain_form(lost_paper(self._known)), print_help())


def _tr(text: str) -> str:
    return QCoreApplication.translate("LostView", text)


def print_help() -> str:
    """Above the preview."""
    return _tr("Op dit blad staat niets over cliënten en niets waarmee iemand binnenkomt.")


def lost_steps() -> tuple[str, ...]:
    """What to do, in order."""
    return (
        _tr("Bel meteen de functionaris gegevensbescherming van uw organisatie. Noem dag, uur en plek. Een datalek "
            "moet soms binnen 72 uur worden gemeld."),
        _tr("Was het register vergrendeld, dan is het zonder wachtwoordzin niet te lezen. Zeg ook of dat zo was."),
        _tr("Zet op een andere laptop de nieuwste reservekopie terug: kies op het startscherm Reservekopie "
            "terugzetten."),
        _tr("Vernieuw daar de hoofdsleutel, maak een nieuw herstelblad en een nieuwe reservekopie."),
        _tr("Kan iemand uw wachtwoordzin kennen? Zeg dat erbij: dan is de inhoud misschien gelezen."),
    )  # fmt: skip


def known_facts(known: Known) -> list[tuple[str, str]]:
    """Label and words; on another laptop there is little to tell."""
    if not known.register_id:
        return [(_tr("Register"), _tr("op deze laptop staat geen register"))]
    disk = {True: _tr("ja"), False: _tr("nee"), None: _tr("niet te zien; vraag uw beheerder")}
    ways = [_way_text(slot.label, slot.until) for slot in known.ways_in]
    return [
        (_tr("Register"), known.register_id),
        (_tr("Versleuteling"), _tr("AES-256, sleutel uit de wachtwoordzin met Argon2id")),
        (_tr("Wie binnen kan"), formatting.list_text(ways) if ways else _tr("niet te lezen")),
        (_tr("Laatste gecontroleerde reservekopie"), _moment(known.proved_at)),
        (_tr("Buiten de laptop"), _moment(known.proved_outside_at)),
        (_tr("Schijf van de laptop versleuteld"), disk[known.is_disk_encrypted]),
    ]


def lost_paper(known: Known) -> PlainPaper:
    """The words for the sheet."""
    return PlainPaper(
        title=_tr("Laptop kwijt of gestolen"),
        made=_tr("Gemaakt op {dag}").format(dag=formatting.long_date(clock.today())),
        steps_title=_tr("Wat u doet"),
        steps=lost_steps(),
        facts_title=_tr("Wat over het register bekend is"),
        facts=known_facts(known),
        blanks_title=_tr("Vul in en geef dit blad aan uw organisatie"),
        blanks=(
            _tr("Dag en uur van het verlies"),
            _tr("Plek en toedracht"),
            _tr("Was de laptop uit of vergrendeld?"),
            _tr("Lag er iets bij (stick, herstelblad)?"),
            _tr("Gemeld bij, op dag en uur"),
        ),
    )


def _way_text(label: str, until: date | None) -> str:
    return f"{label} ({_tr('tot en met {datum}').format(datum=formatting.date_text(until))})" if until else label


def _moment(at: datetime | None) -> str:
    return formatting.moment_text(at) if at else _tr("niet bekend")
