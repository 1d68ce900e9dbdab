"""Wie heeft dit dossier gezien: every entry of the log about one client, readable, for a period."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.model.trail import TrailLine
from app.services import trail
from ui import formatting
from ui import theme as look
from ui.desk import Desk
from ui.models.table_model import Column
from ui.theme import theme
from ui.widgets.basics import Button, EmptyState, Text
from ui.widgets.date_field import DateField
from ui.widgets.flow import Flow
from ui.widgets.form import Form
from ui.widgets.reading_order import InReadingOrder
from ui.widgets.table import Table


class SeenByDialog(InReadingOrder, QDialog):
    """A table, newest first, with a period above it. Read only; that she looked is logged too."""

    def __init__(self, desk: Desk, client_id: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._client_id = desk, client_id
        self.setWindowTitle(self.tr("Wie heeft dit dossier gezien"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.form = Form()
        self.first, self.last = DateField(), DateField()
        self.form.add_row(self.tr("Van"), self.first, name="first", optional=True)
        self.form.add_row(self.tr("Tot en met"), self.last, name="last", optional=True, beside=True)
        empty = EmptyState("eye", self.tr("In deze periode heeft niemand dit dossier gezien of gewijzigd."))
        self.table = Table(self._columns(), self.tr("Wie heeft dit dossier gezien"), empty)
        self.show_button = Button(self.tr("Periode tonen"), "search")
        self.show_button.clicked.connect(self.load)
        close = Button(self.tr("Sluiten"))
        close.clicked.connect(self.close)
        buttons = Flow()
        for button in (self.show_button, close):
            buttons.add(button)
        self.count = Text("", "help")
        box = QVBoxLayout(self)
        box.setContentsMargins(look.PAGE, look.LARGE, look.PAGE, look.LARGE)
        box.setSpacing(look.MEDIUM)
        box.addWidget(Text(self.windowTitle(), "heading"))
        box.addWidget(Text(what, "facts"))
        box.addWidget(self.form)
        box.addWidget(self.table, 1)
        box.addWidget(self.count)
        box.addWidget(buttons)
        self.load()
        self.resize(self.sizeHint())

    def load(self) -> None:
        """Read the entries of the period."""
        if self.form.check():
            return
        rows = trail.of_person(self._desk.register, self._client_id, self.first.value(), self.last.value())
        self.table.set_rows(rows)
        self.count.setText(formatting.count_text(len(rows), self.tr("regel"), self.tr("regels")))

    def sizeHint(self) -> QSize:
        """Room for the table, never larger than the screen."""
        room = self.screen().availableGeometry()
        return QSize(min(theme().px(820), room.width() - 60), min(theme().px(620), room.height() - 80))

    def _columns(self) -> list[Column]:
        return [
            Column(self.tr("Wanneer"), lambda r: r.at, lambda r: formatting.moment_text(r.at), width=150),
            Column(self.tr("Wie"), lambda r: r.actor, width=112),
            Column(self.tr("Wat"), line_text, width=170, tooltip=line_text, stretch=True),
        ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("SeenByDialog", text)


def line_text(line: TrailLine) -> str:
    """What was done, and that it did not go when it did not."""
    ends = {"ok": "{wat}", "refused": _tr("{wat}: geweigerd")}
    return ends.get(line.outcome, _tr("{wat}: niet gelukt")).format(wat=action_text(line.action))


def action_text(action: str) -> str:
    """An action of the log, in words."""
    return _actions().get(action) or _tr("andere handeling")


def _actions() -> dict[str, str]:
    return {
        "client.viewed": _tr("dossier geopend"),
        "trail.viewed": _tr("deze lijst bekeken"),
        "search.used": _tr("gevonden met zoeken"),
        "client.registered": _tr("cliënt vastgelegd"),
        "client.changed": _tr("persoonsgegevens gewijzigd"),
        "client.merged": _tr("samengevoegd met een andere registratie"),
        "client.unmerged": _tr("samenvoegen ongedaan gemaakt"),
        "client.voided": _tr("cliënt ongeldig gemaakt"),
        "notification.added": _tr("aanmelding toegevoegd"),
        "notification.changed": _tr("aanmelding gewijzigd"),
        "notification.voided": _tr("aanmelding ongeldig gemaakt"),
        "exploitation.added": _tr("uitbuiting toegevoegd"),
        "exploitation.changed": _tr("uitbuiting gewijzigd"),
        "exploitation.voided": _tr("uitbuiting ongeldig gemaakt"),
        "trajectory.started": _tr("zorgtraject gestart"),
        "trajectory.changed": _tr("zorgtraject gewijzigd"),
        "trajectory.closed": _tr("zorgtraject afgesloten"),
        "trajectory.reopened": _tr("zorgtraject heropend"),
        "phase.entered": _tr("fase gewijzigd"),
        "phase.voided": _tr("fase ongeldig gemaakt"),
        "track.changed": _tr("spoor gewijzigd"),
        "step.added": _tr("stap toegevoegd"),
        "step.changed": _tr("stap gewijzigd"),
        "step.voided": _tr("stap ongeldig gemaakt"),
        "contact_moment.added": _tr("contactmoment toegevoegd"),
        "contact_moment.voided": _tr("contactmoment ongeldig gemaakt"),
        "consent.recorded": _tr("toestemming vastgelegd"),
        "consent.retracted": _tr("keuze over toestemming teruggenomen"),
        "disclosure.recorded": _tr("gegevens verstrekt"),
        "handover.recorded": _tr("vastgelegd hoe iets is verstrekt"),
        "handover.retracted": _tr("antwoord over verstrekken teruggenomen"),
        "paper.printed": _tr("samenvatting afgedrukt"),
        "paper.saved": _tr("samenvatting opgeslagen zonder wachtwoord"),
        "paper.saved_sealed": _tr("samenvatting opgeslagen met wachtwoord"),
        "form.printed": _tr("toestemmingsformulier afgedrukt"),
        "referral.created": _tr("verwijzing gemaakt"),
        "referral.changed": _tr("verwijzing gewijzigd"),
        "referral.voided": _tr("verwijzing ongeldig gemaakt"),
        "referral.state": _tr("stand van een verwijzing vastgelegd"),
        "referral.state_retracted": _tr("stand van een verwijzing teruggenomen"),
    }
