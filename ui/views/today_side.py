"""The cards beside the lines of *Vandaag*, and the forms that were not finished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app import clock
from app.errors import RegisterError
from app.model.clients import RecentClient
from app.model.codes import Phase
from app.services import clients
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.dialogs.form_places import form_place
from ui.messages import Message
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.basics import Button, Card, Link, Picture, Plain, Rule, Text
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.panels import Chip


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class RunningCard(Card):
    """Running trajectories per phase, as bars or as a table of numbers."""

    def __init__(self, per_phase: Sequence[tuple[Phase, int]], desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("today", "Lopende trajecten"), parent)
        rows = [(desk.label("phase", phase.value), count) for phase, count in per_phase]
        self.chart = BarChart(self.tr("Lopende trajecten per fase"))
        self.chart.set_bars([Bar(label, count) for label, count in rows])
        self.add(self.chart)
        self.table = self._as_table(rows)
        self.add(self.table)
        self.table.hide()
        self.button = Button(self.tr("Toon als tabel"), "table", role="quiet")
        self.button.clicked.connect(self._turn)
        self.add(self.button)

    def _as_table(self, rows: Sequence[tuple[str, int]]) -> Plain:
        holder = Plain()
        grid = QGridLayout()
        grid.setVerticalSpacing(look.SMALL)
        grid.setColumnStretch(0, 1)
        for number, (label, count) in enumerate([*rows, (self.tr("Samen"), sum(count for _, count in rows))]):
            role = "strong" if number == len(rows) else "text"
            grid.addWidget(Text(label, "strong" if role == "strong" else "text"), number, 0)
            words = Text(formatting.number_text(count), "strong" if role == "strong" else "text", wrap=False)
            grid.addWidget(words, number, 1, Qt.AlignmentFlag.AlignRight)
        holder.box.addLayout(grid)
        return holder

    def _turn(self) -> None:
        is_table = self.table.isHidden()
        self.table.setVisible(is_table)
        self.chart.setVisible(not is_table)
        self.button.set_words(self.tr("Toon als staafjes") if is_table else self.tr("Toon als tabel"))


class LatestCard(Card):
    """The clients opened last."""

    def __init__(self, rows: Sequence[RecentClient], desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("today", "Laatst geopend"), parent)
        for row in rows:
            name = formatting.initial_name(row.family_name or "", row.infix or "", row.given_name or "")
            line = Plain(vertical=False)
            line.box.addWidget(Text(row.code.rsplit("-", 1)[-1], "facts", wrap=False))
            link = Link(name)
            link.clicked.connect(partial(desk.show_client, row.id))
            line.box.addWidget(link, 1)
            if row.phase is not None:
                line.box.addWidget(Chip(desk.label("phase", row.phase.value), "info"))
            self.add(line)


class AskingCard(Card):
    """One thing to do for the register itself: what, why, and the button to the tab of Beheer that does it."""

    def __init__(self, icon: str, what: str, why: str, verb: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        line = Plain(vertical=False, spacing=look.MEDIUM)
        line.box.addWidget(Picture(icon, "warn"), 0, Qt.AlignmentFlag.AlignVCenter)
        told = Plain(spacing=0)
        told.box.addWidget(Text(what))
        told.box.addWidget(Text(why, "help"))
        line.box.addWidget(told, 1)
        self.button = Button(verb)
        line.box.addWidget(self.button)
        self.add(line)


class BackupCard(AskingCard):
    """Asks for a copy outside the laptop."""

    def __init__(self, words: str, desk: Desk, parent: QWidget | None = None) -> None:
        why = _tr("Is de laptop stuk of kwijt, dan is alles weg. Sluit een usb-stick aan.")
        super().__init__("triangle-alert", words, why, _tr("Reservekopie maken…"), parent)
        self.button.clicked.connect(lambda _=False: desk.show_page("management", "backup"))


class RehearsalCard(AskingCard):
    """Asks once a month to practise putting a back-up back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        what = _tr("Oefen het terugzetten van een reservekopie.")
        why = _tr("Zo weet u dat de kopie opengaat met uw wachtwoordzin. Er verandert niets in dit register.")
        super().__init__("rotate-ccw", what, why, _tr("Terugzetten oefenen…"), parent)
        self.button.clicked.connect(lambda _=False: desk.show_page("management", "security"))


class UnfinishedCard(Card):
    """Drafts, newest first. Signals: ``discard_wanted(form, subject)`` after she confirmed it."""

    discard_wanted = Signal(str, str)

    def __init__(
        self, kept: Sequence[tuple[str, str, datetime]], desk: Desk, parent: QWidget | None = None
    ) -> None:
        super().__init__(QCoreApplication.translate("today", "Niet afgemaakt"), parent)
        self._desk = desk
        self.head.insertWidget(1, Chip(str(len(kept)), "info"))
        self.bar = MessageBar()
        self.add(self.bar)
        for number, (form, subject, at) in enumerate(kept):
            if number:
                self.add(Rule())
            self.add(self._line(form, subject, at))

    def _line(self, form: str, subject: str, at: datetime) -> Plain:
        line = Plain(vertical=False, spacing=look.MEDIUM)
        words = Plain(spacing=0)
        what = form_place(form).text
        words.box.addWidget(Text(what[:1].upper() + what[1:]))
        moment = formatting.relative_moment(at, clock.today())
        about = self._about(subject)
        words.box.addWidget(Text(" · ".join(part for part in (about, moment) if part), "help"))
        line.box.addWidget(words, 1)
        go_on = Button(self.tr("Verder gaan"))
        go_on.setAccessibleName(f"{self.tr('Verder gaan')}: {what}, {about}")
        go_on.clicked.connect(partial(self._desk.resume, form, subject))
        throw = Button(self.tr("Weggooien…"), role="quiet")
        throw.setAccessibleName(f"{self.tr('Weggooien')}: {what}, {about}")
        throw.clicked.connect(partial(self._ask, form, subject, what))
        line.box.addWidget(go_on)
        line.box.addWidget(throw)
        return line

    def _about(self, subject: str) -> str:
        client_id = subject.split(":", 1)[0]
        if not client_id:
            return ""
        try:
            client = clients.open_file(self._desk.register, client_id).client
        except RegisterError:
            return ""
        name = formatting.initial_name(client.family_name or "", client.infix or "", client.given_name or "")
        return f"{client.code} · {name}"

    def _ask(self, form: str, subject: str, what: str) -> None:
        title = self.tr("Weggooien: {wat}?").format(wat=what)
        text = self.tr("Wat u typte en nog niet had opgeslagen, is dan weg.")
        keep = BarAction(self.tr("Bewaren"), self.bar.dismiss)
        throw = BarAction(self.tr("Weggooien"), partial(self.discard_wanted.emit, form, subject), "danger")
        self.bar.show_message(Message(title, text, "warn"), (keep, throw), closable=False)
        self.bar.buttons()[0].setFocus()
