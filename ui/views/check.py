"""*Beheer → Controle*: is everything as it was written, and if not, where not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import shiboken6
from PySide6.QtWidgets import QWidget

from app import clock, logs
from app.errors import RegisterError
from app.model.plain_paper import PlainPaper
from app.services import printing, salvaging, trail, vault
from app.services.vault import Report
from ui import formatting, messages
from ui import theme as look
from ui.desk import Desk
from ui.messages import Message
from ui.places import Found, found
from ui.tasks import Task
from ui.views.check_code import CodeCard
from ui.views.check_words import finding_text, parts, way_back_text
from ui.views.log_report import MonthCard
from ui.views.salvage_list import SalvageCard, print_help
from ui.views.summary_flow import BlankFormFlow
from ui.widgets.basics import Button, Card, Picture, Plain, Text
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.panels import clear

SHOWN = 50


def _checking(register: Any, places: Any, progress: Any) -> Any:
    """On the worker: everything at once."""
    return vault.verify(register, places, progress)


class CheckTab(Plain):
    """[Register controleren], what was found, and the controlecode: this one, and one from paper."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(spacing=look.MEDIUM, parent=parent)
        self._desk = desk
        self._task: Task | None = None
        self.bar = MessageBar()
        self._found = Plain(spacing=look.SMALL)
        card = Card(self.tr("Controle van het register"))
        words = self.tr(
            "Wij lezen het hele bestand: elke pagina, elke regel en het hele logboek. Ook de reservekopieën die er nu "
            "zijn, leggen wij ernaast. U kunt intussen doorwerken."
        )
        card.add(Text(words))
        self.button = Button(self.tr("Register controleren"), "shield-check", "primary")
        self.button.clicked.connect(self.check)
        self.stop = Button(self.tr("Stoppen"))
        self.stop.clicked.connect(self._stop)
        self.busy = Text("", "help")
        line = Plain(vertical=False)
        for widget in (self.button, self.stop, self.busy):
            line.box.addWidget(widget)
        line.box.addStretch(1)
        card.add(line)
        card.add(self.bar)
        card.add(self._found)
        self.box.addWidget(card)
        self.code = CodeCard(desk)
        self.box.addWidget(self.code)
        self.month = MonthCard(desk)
        self.box.addWidget(self.month)
        self._flow = BlankFormFlow(self)
        self._flow.printed.connect(self._note_printed)
        self._saved = Plain(spacing=look.MEDIUM)
        self.box.addWidget(self._saved)
        self._show_busy(False)

    def load(self) -> None:
        """The code of now, and what was saved after damage; a check runs only when asked for."""
        self.code.load()
        clear(self._saved)
        if self._desk.register.is_open:
            for result in salvaging.lists(self._desk.register):
                card = SalvageCard(result)
                card.print_wanted.connect(self._print_list)
                self._saved.box.addWidget(card)
            if salvaging.keeps_damaged(self._desk.register):
                self._saved.box.addWidget(self._kept_card())

    def check(self) -> None:
        """Check everything, on the worker; the window stays live."""
        self._show_busy(True)
        self._task = None
        desk = self._desk
        desk.places.look(desk.runner, self).seen.connect(lambda seen: self._begin(found(seen)))

    def _begin(self, places: Found) -> None:
        desk = self._desk
        if not desk.register.is_open:
            return
        task = desk.runner.run(_checking, desk.register, places.present, owner=self, with_progress=True)
        self._task = task
        task.stopped.connect(desk.register.interrupt)
        task.progressed.connect(self._advance)
        task.succeeded.connect(self.show_report)
        task.failed.connect(self._failed)
        task.finished.connect(lambda: self._show_busy(False))
        self.stop.setEnabled(True)

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
            if {finding.code for finding in report.findings} == {"search"}:
                actions = (BarAction(self.tr("Zoeken herstellen"), self._rebuild_search),)
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

    def _show_busy(self, is_busy: bool) -> None:
        self.button.setEnabled(not is_busy)
        self.stop.setVisible(is_busy)
        self.stop.setEnabled(False)  # until the places have been looked at, a few seconds at most
        self.busy.setVisible(is_busy)
        self.busy.setText(self.tr("Het register wordt gelezen…"))

    def _advance(self, done: int, total: int) -> None:
        self.busy.setText(self.tr("{procent} % gelezen").format(procent=round(100 * done / max(1, total))))

    def _stop(self) -> None:
        if self._task is not None and shiboken6.isValid(self._task):
            self._task.cancel()

    def _rebuild_search(self) -> None:
        try:
            vault.rebuild_search(self._desk.register)
        except RegisterError as error:
            self._failed(error)
        else:
            self.check()

    def _kept_card(self) -> Card:
        card = Card(self.tr("Beschadigde bestanden"))
        words = self.tr(
            "De beschadigde bestanden staan nog in de map van het register. Ze gaan open met de wachtwoordzin van "
            "toen. Gooi ze weg als de lijst is nagekeken en niemand ze meer nodig heeft."
        )
        card.add(Text(words))
        self.remove_button = Button(self.tr("Beschadigde bestanden weggooien…"), "trash-2")
        self.remove_button.clicked.connect(self._ask_remove)
        card.add(self.remove_button)
        return card

    def _ask_remove(self) -> None:
        title = self.tr("De beschadigde bestanden weggooien?")
        text = self.tr("Daarna kan niemand er nog iets uit redden. Uw register en uw reservekopieën blijven.")
        keep = BarAction(self.tr("Bewaren"), self.bar.dismiss)
        take = BarAction(self.tr("Weggooien"), self._remove, "danger")
        self.bar.show_message(Message(title, text, "warn"), (keep, take), closable=False)
        self.bar.buttons()[0].setFocus()

    def _remove(self) -> None:
        try:
            salvaging.remove_damaged(self._desk.register)
        except RegisterError as error:
            self._failed(error)
            return
        self.bar.show_message(Message(self.tr("De beschadigde bestanden zijn weg."), "", "ok"))
        self.load()

    def _print_list(self, paper: PlainPaper) -> None:
        example = replace(paper, is_example=self._desk.register.is_demo)
        self._flow.show(printing.plain_form(example), print_help())

    def _note_printed(self, is_done: bool) -> None:
        self._desk.note(lambda: trail.form_printed(self._desk.register, "damage_list", is_done=is_done))

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
