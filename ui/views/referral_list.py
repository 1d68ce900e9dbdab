"""Page *Verwijzingen*: every referral with its state, how long it waits, and what is open first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.codes import ReferralStatus
from app.model.referrals import AWAITING_ANSWER, OPEN_STATES, ReferralRow
from app.services import referrals
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.models.table_model import Column
from ui.theme import ChipKind
from ui.views.referral_words import LATE_AFTER_DAYS, chip_kind, waits_text
from ui.widgets.basics import EmptyState
from ui.widgets.page_head import PageHead
from ui.widgets.panels import FilterChips
from ui.widgets.table import Table

_TABLES = {"referral", "referral_state", "retraction", "disclosure", "client", "handover", "consent_event"}
Rule = Callable[[ReferralRow], bool]


class ReferralListPage(QWidget):
    """The page. Opening a row goes to the client's tab *Verwijzingen*, at that referral."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: tuple[ReferralRow, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.PAGE, look.MEDIUM, look.PAGE, look.MEDIUM)
        layout.setSpacing(look.MEDIUM)
        self.head = PageHead(self.tr("Verwijzingen"))
        layout.addWidget(self.head)
        self.filters = FilterChips(
            [
                ("open", self.tr("Alles open")),
                ("waits", self.tr("Wacht op antwoord")),
                ("review", self.tr("Opnieuw bekijken")),
                ("concept", self.tr("Nog niet verstuurd")),
                ("done", self.tr("Afgerond")),
            ]
        )
        self.filters.chosen.connect(self._filter)
        layout.addWidget(self.filters)
        words = self.tr("Geen verwijzingen. U start een verwijzing bij een cliënt.")
        empty = EmptyState("send", words, self.tr("Naar Cliënten"))
        if empty.button is not None:
            empty.button.clicked.connect(lambda _=False: desk.show_page("clients"))
        self.table = Table(self._columns(), self.tr("Verwijzingen"), empty)
        self.table.opened.connect(self._open)
        self.head.add_button(self.table.column_button())
        layout.addWidget(self.table, 1)

    def _columns(self) -> list[Column]:
        return [
            Column(self.tr("Cliënt"), _client, width=190),
            Column(self.tr("Code"), lambda r: r.client_code, width=130),
            Column(self.tr("Naar"), lambda r: r.destination, width=180, stretch=True),
            Column(self.tr("Stand"), lambda r: self._desk.label("referral_status", r.status), width=176,
                   chip=lambda r: chip_kind(r.status)),
            Column(self.tr("Sinds"), lambda r: r.status_on, width=110),
            Column(self.tr("Wacht"), lambda r: r.waits_days, lambda r: waits_text(r.waits_days), width=150,
                   chip=_wait_kind),
            Column(self.tr("Nodig vóór"), lambda r: r.needed_by, width=120),
            Column(self.tr("Ontvanger"), lambda r: r.recipient, width=160, is_hidden=True),
            Column(self.tr("Gevraagd op"), lambda r: r.asked_on, width=120, is_hidden=True),
        ]  # fmt: skip

    def load(self) -> None:
        """Read the list."""
        self._rows = referrals.rows(self._desk.register)
        self.table.set_rows(self._rows, key=lambda row: row.id)
        for key, rule in self._rules().items():
            self.filters.set_count(key, sum(map(rule, self._rows)))
        waiting = sum(1 for row in self._rows if row.status in AWAITING_ANSWER)
        is_open = sum(map(self._rules()["open"], self._rows))
        words = self.tr("Open: {aantal} · wacht op antwoord: {wacht}").format(aantal=is_open, wacht=waiting)
        self.head.set_words(self.tr("Verwijzingen"), words)
        self._filter(self.filters.selected())

    def reload(self, tables: frozenset[str]) -> None:
        """Read again when something in it changed."""
        if tables & _TABLES:
            self.load()

    def _rules(self) -> dict[str, Rule]:
        unsent = {ReferralStatus.CONCEPT, ReferralStatus.ENQUIRY}
        return {
            "open": lambda row: row.status in OPEN_STATES,
            "waits": lambda row: row.status in AWAITING_ANSWER,
            "review": lambda row: row.status is ReferralStatus.REVIEW,
            "concept": lambda row: row.status in unsent,
            "done": lambda row: row.status not in OPEN_STATES,
        }

    def _filter(self, key: str) -> None:
        self.table.set_rule(self._rules()[key])

    def _open(self, row: ReferralRow) -> None:
        self._desk.show_client(row.client_id, "referrals", row.id)


def _client(row: ReferralRow) -> str:
    return formatting.sorted_name(row.family_name or "", row.infix or "", row.given_name or "")


def _wait_kind(row: ReferralRow) -> ChipKind | None:
    if row.waits_days is None:
        return None
    return "bad" if row.waits_days >= LATE_AFTER_DAYS else "neutral"

