"""*Beheer → Controle*: is everything as it was written, and if not, where not."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app import clock, logs
from app.errors import RegisterError
from app.services import vault
from app.services.vault import Report
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.messages import Message
from ui.widgets.basics import Button, Card, Picture, Plain, Text
from ui.widgets.fact_list import FactList
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.panels import clear

SHOWN = 50


def verify(register: Any) -> Any:
    """On the worker: everything at once."""
    return vault.verify(register)


class CheckTab(Plain):
    """[Register controleren], what was found, and the controlecode."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=look.MEDIUM, parent=parent)
        self._desk = desk
        self.bar = MessageBar()
        self._found = Plain(spacing=look.SMALL)
        self._facts = FactList()
        card = Card(self.tr("Controle van het register"))
        words = self.tr(
            "Wij lezen het hele bestand: elke pagina, elke regel en het hele logboek. Zo ziet u of alles nog is zoals "
            "het is opgeslagen. Bij duizenden regels duurt dit een paar tellen."
        )
        card.add(Text(words))
        self.button = Button(self.tr("Register controleren"), "shield-check", "primary")
        self.button.clicked.connect(self.check)
        card.add(self.button)
        card.add(self.bar)
        card.add(self._found)
        self.box.addWidget(card)
        self.box.addWidget(self._code_card())

    def load(self) -> None:
        """The code of now; a check runs only when asked for."""
        if self._desk.register.is_open:
            status = vault.status(self._desk.register)
            self._facts.set_facts(
                [
                    (self.tr("Controlecode"), status.control_code),
                    (self.tr("Handelingen in het logboek"), formatting.number_text(status.entries)),
                ]
            )

    def check(self) -> None:
        """Check everything, on the worker."""
        text = self.tr("Het register wordt gecontroleerd…")
        task = self._desk.runner.run(verify, self._desk.register, owner=self, text=text, is_register_task=True)
        task.stopped.connect(self._desk.register.interrupt)
        task.succeeded.connect(self.show_report)
        task.failed.connect(self._failed)

    def show_report(self, report: Report) -> None:
        """Say what is intact and where not."""
        moment = formatting.relative_moment(clock.now(), clock.today())
        actions: tuple[BarAction, ...] = ()
        if report.is_intact:
            count = formatting.number_text(sum(report.counts.values()))
            title = self.tr("Alles is zoals het is opgeslagen.")
            text = self.tr("{regels} regels gecontroleerd, {moment}.").format(regels=count, moment=moment)
            message = Message(title, text, "ok")
        else:
            places = formatting.count_text(len(report.findings), self.tr("plek"), self.tr("plekken"))
            title = self.tr("Op {plekken} is het register niet zoals het is opgeslagen.").format(plekken=places)
            message = Message(title, way_back_text(report), "bad")
            actions = (BarAction(self.tr("Naar Reservekopie"), self._show_backups),)
        self.bar.show_message(message, actions, closable=False)
        clear(self._found)
        for is_right, words in parts(report):
            self._found.box.addWidget(_line(is_right, words))
        for finding in report.findings[:SHOWN]:
            self._found.box.addWidget(Text("– " + finding_text(finding)))
        more = len(report.findings) - SHOWN
        if more > 0:
            self._found.box.addWidget(Text(self.tr("En nog {n} plekken.").format(n=more), "help"))
        self.load()

    # -- inside -----------------------------------------------------------------------------

    def _code_card(self) -> Card:
        card = Card(self.tr("Bewijs voor anderen"))
        card.add(self._facts)
        words = self.tr(
            "Deze code hoort bij het einde van het logboek. Hij staat op elk papier dat u verstrekt en in elke "
            "reservekopie. Geef hem af en toe door aan uw functionaris gegevensbescherming: wie de code van toen "
            "heeft, kan later zien dat niemand het logboek daarvoor heeft veranderd."
        )
        card.add(Text(words, "help"))
        return card

    def _show_backups(self) -> None:
        self._desk.show_page("management", "backup")

    def _failed(self, error: Exception) -> None:
        if isinstance(error, RegisterError):
            self.bar.show_message(messages.message_for(error))
        else:
            self.bar.show_message(messages.unexpected(logs.mistake(error)))


def _line(is_right: bool, words: str) -> Plain:
    line = Plain(vertical=False)
    line.box.addWidget(Picture("circle-check" if is_right else "circle-alert", "ok" if is_right else "bad"))
    line.box.addWidget(Text(words), 1)
    return line


def _tr(text: str) -> str:
    return QCoreApplication.translate("CheckTab", text)


def parts(report: Report) -> list[tuple[bool, str]]:
    """Each thing that was looked at, and whether it holds."""
    codes = {finding.code for finding in report.findings}
    entries = formatting.number_text(report.head.seq)
    rows = {"row_altered", "row_revision", "row_missing", "row_unnamed"}
    return [
        _part(not codes & {"cipher", "pages", "size"}, _tr("Alle pagina's van het bestand zijn heel."),
              _tr("Niet alle pagina's van het bestand zijn heel.")),
        _part("chain" not in codes, _tr("De {n} handelingen in het logboek sluiten op elkaar aan.").format(n=entries),
              _tr("Het logboek sluit niet overal aan.")),
        _part("rolled_back" not in codes, _tr("Het einde van het logboek is het einde dat ernaast is vastgelegd."),
              _tr("Aan het einde van het logboek ontbreken handelingen die ernaast wel zijn vastgelegd.")),
        _part(not codes & {*rows, "references"}, _tr("Elke regel is zoals die het laatst is opgeslagen."),
              _tr("Niet elke regel is zoals die het laatst is opgeslagen.")),
        _part("history_altered" not in codes, _tr("Alle eerdere versies zijn er nog en zijn niet veranderd."),
              _tr("Eerdere versies ontbreken of zijn veranderd.")),
    ]  # fmt: skip


def _part(is_right: bool, right: str, wrong: str) -> tuple[bool, str]:
    return is_right, right if is_right else wrong


def _kinds() -> dict[str, str]:
    return {
        "client": _tr("Cliënt"),
        "trajectory": _tr("Zorgtraject"),
        "contact_moment": _tr("Contactmoment"),
        "step": _tr("Stap"),
        "consent_event": _tr("Keuze over toestemming"),
        "referral": _tr("Verwijzing"),
        "disclosure": _tr("Verstrekking"),
        "organisation": _tr("Organisatie"),
        "notification": _tr("Aanmelding"),
        "profile": _tr("Uw gegevens"),
    }


def finding_text(finding: Any) -> str:
    """One finding: what and where. A row is named by its kind and the first characters of its number."""
    texts = {
        "cipher": _tr("Een lege pagina is beschadigd, bijvoorbeeld door stroomuitval. Uw gegevens zijn heel."),
        "pages": _tr("Een pagina met gegevens is beschadigd."),
        "references": _tr("Een verwijzing wijst naar een regel die er niet is."),
        "size": _tr("Het bestand is niet zo lang als het hoort te zijn."),
        "chain": _tr("Logboek: vanaf handeling {seq} klopt het niet meer; alles daarvoor is heel."),
        "rolled_back": _tr("Logboek: het houdt op bij handeling {seq}; daarna is iets weggehaald of teruggezet."),
        "row_altered": _tr("{soort} {nummer}: buiten het programma om veranderd."),
        "row_revision": _tr("{soort} {nummer}: teruggezet naar een oudere versie."),
        "row_missing": _tr("{soort} {nummer}: weggehaald."),
        "row_unnamed": _tr("{soort} {nummer}: nooit door het programma opgeslagen."),
        "history_altered": _tr("{soort} {nummer}: een eerdere versie ontbreekt of is veranderd."),
    }
    kind = _kinds().get(finding.table or "", _tr("Regel in {tabel}").format(tabel=finding.table or "–"))
    number = (finding.row_id or "–")[:8]
    return texts[finding.code].format(seq=finding.seq, soort=kind, nummer=number)


def way_back_text(report: Report) -> str:
    """What to do now."""
    if report.is_healable:
        return _tr("Vergrendel het register en open het opnieuw: dan herstelt het programma dit zelf.")
    return _tr("Werk niet verder. Zet op het startscherm de nieuwste gecontroleerde reservekopie terug en vertel het "
               "uw functionaris gegevensbescherming. Wat er nu staat, blijft bewaard voor onderzoek.")  # fmt: skip
