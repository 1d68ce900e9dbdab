"""The month's overview of the log, for the privacy officer: how often what was done, and the controlecode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import RegisterError
from app.model.plain_paper import PlainPaper
from app.services import printing, trail, vault
from ui import formatting, messages
from ui.desk import Desk
from ui.views.summary_flow import BlankFormFlow
from ui.widgets.basics import Button, Card, Text
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.form import Form
from ui.widgets.message_bar import MessageBar

MONTHS = 12
Numbers = Mapping[tuple[str, str], int]


def _tr(text: str) -> str:
    return QCoreApplication.translate("MonthCard", text)


class MonthCard(Card):
    """Choose a month and print its overview."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Maandoverzicht van het logboek"), parent)
        self._desk = desk
        words = self.tr(
            "Voor uw functionaris gegevensbescherming: hoe vaak er iets is gedaan, en de controlecode. Er staat niets "
            "in over een cliënt."
        )
        self.add(Text(words, "help"))
        form = Form()
        self.month = CodeCombo([(day.isoformat(), formatting.month_text(day)) for day in last_months(clock.today())])
        form.add_row(self.tr("Maand"), self.month, name="month")
        self.button = Button(self.tr("Maandoverzicht afdrukken…"), "printer")
        self.button.clicked.connect(self.show_report)
        self.bar = MessageBar()
        for widget in (form, self.button, self.bar):
            self.add(widget)
        self._flow = BlankFormFlow(self)
        self._flow.printed.connect(
            lambda is_done: desk.note(lambda: trail.form_printed(desk.register, "log_report", is_done=is_done))
        )
        self.month.set_value(last_months(clock.today())[0].isoformat())

    def show_report(self) -> None:
        """The preview, from which it is printed."""
        register = self._desk.register
        try:
            first = date.fromisoformat(str(self.month.value()))
            numbers, code = trail.month(register, first), vault.status(register).control_code
            paper = replace(report_paper(first, numbers, code), is_example=register.is_demo)
            self._flow.show(printing.plain_form(paper), self.tr("Dit overzicht noemt geen cliënt."))
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))


def last_months(today: date) -> list[date]:
    """First days of this month and those before it."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def report_paper(first: date, numbers: Numbers, code: str) -> PlainPaper:
    """The words of the overview."""
    made = _tr("{maand} · gemaakt op {dag} · controlecode {code}")
    return PlainPaper(
        title=_tr("Overzicht van het logboek"),
        made=made.format(maand=formatting.month_text(first), dag=formatting.long_date(clock.today()), code=code),
        steps_title=_tr("Hoe u dit gebruikt"),
        steps=(
            _tr("Bewaar dit blad buiten de laptop."),
            _tr("Wilt u later weten of het logboek is veranderd? Laat de controlecode opzoeken bij Beheer, Controle."),
        ),
        facts_title=_tr("Hoe vaak in deze maand"),
        facts=[(label, formatting.number_text(number)) for label, number in lines(numbers)],
        blanks_title=_tr("Ontvangen"),
        blanks=(_tr("Door"), _tr("Op")),
    )


def lines(numbers: Numbers) -> list[tuple[str, int]]:
    """Each kind of act with its number; every entry falls under exactly one of them."""
    found = {label: 0 for label, _, _ in _kinds()} | {_tr("Overige handelingen"): 0}
    for (action, outcome), number in numbers.items():
        label = next(
            (
                label
                for label, begins, wanted in _kinds()
                if action.startswith(begins) and (not wanted or outcome in wanted)
            ),
            _tr("Overige handelingen"),
        )
        found[label] += number
    return list(found.items())


_FAILED = ("refused", "failed")


def _kinds() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Label, beginnings of actions, outcomes (none: all); the first that fits counts."""
    client = ("client.", "notification.", "exploitation.", "trajectory.", "phase.", "track.", "step.",
              "contact_moment.", "consent.", "referral.", "handover.")  # fmt: skip
    access = ("slot.", "register.renewed", "register.recovered", "sheet.made")
    return [
        (_tr("Mislukte pogingen om te ontgrendelen"), ("register.unlock_failed",), ()),
        (_tr("Geweigerd: verkeerde wachtwoordzin of geen recht"), (*access, "backup.", "register."), ("refused",)),
        (_tr("Geweigerd: verstrekken zonder grond"), ("disclosure.",), _FAILED),
        (_tr("Register ontgrendeld"), ("register.unlocked",), ()),
        (_tr("Register vergrendeld"), ("register.locked",), ()),
        (_tr("Dossiers geopend"), ("client.viewed",), ()),
        (_tr("Nagekeken wie een dossier zag"), ("trail.viewed",), ()),
        (_tr("Lijsten met cliënten geopend"), ("list.viewed",), ()),
        (_tr("Gezocht"), ("search.used",), ()),
        (_tr("Over een cliënt vastgelegd of gewijzigd"), client, ()),
        (_tr("Verstrekkingen vastgelegd"), ("disclosure.",), ()),
        (_tr("Afgedrukt of opgeslagen"), ("paper.", "form.", "publication.saved"), ()),
        (_tr("Cijfers uitgegeven"), ("publication.",), ()),
        (_tr("Reservekopieën gemaakt of geoefend"), ("backup.",), ()),
        (_tr("Teruggezet, hersteld of gered"), ("register.restored", "register.healed", "register.salvaged",
                                                "register.migrated", "damage."), ()),
        (_tr("Toegang of sleutel gewijzigd"), access, ()),
        (_tr("Register of controlecode nagekeken"), ("register.verified", "code."), ()),
        (_tr("Instellingen of eigen gegevens gewijzigd"), ("settings.", "profile.", "organisation."), ()),
        (_tr("Klok versprongen"), ("clock.",), ()),
    ]  # fmt: skip
