"""The page Cijfers: protected counts of closed periods, their proof, and the way to a file.

Nothing here ever shows a true small count: the page draws the marks of a ``Protected``, and that same
object is what is published.
"""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.errors import RegisterError
from app.model.count_tables import Certificate, CountTable, Protected
from app.model.publications import CountInputs, Publication
from app.model.records import Saved
from app.services import counts
from ui import formatting
from ui import theme as look
from ui.actions import make_action
from ui.desk import Desk
from ui.dialogs import counts_words as words
from ui.dialogs.counts_help import CountsHelpDialog
from ui.dialogs.proof import ProofDialog
from ui.messages import Message
from ui.models.count_model import CountModel, table_lines
from ui.tasks import Task
from ui.theme import theme
from ui.views.counts_choice import ChoiceCard
from ui.views.counts_export import CountsExport
from ui.views.counts_parts import ChartCard, EarlierCard, WhyCard, WorkStrip
from ui.widgets.basics import Card, EmptyState, Plain, ScrollPane
from ui.widgets.count_view import CountView
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.page_head import PageHead

_COUNTED = frozenset({"client", "notification", "exploitation", "trajectory", "publication", "frozen_half_year", "day"})
_SIDE, _BESIDE_FROM = 400, 900


class CountsPage(QWidget):
    """Made by the window with its desk; :meth:`load` once, :meth:`reload` when tables changed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
        self._inputs: CountInputs | None = None
        self._protected: Protected | None = None
        self._earlier: tuple[Publication, ...] = ()
        self.choice = ChoiceCard()
        self.said, self.proof, self.work = MessageBar(), MessageBar(), WorkStrip()
        self.table = CountView(self.tr("Cijfers"))
        self.chart, self.why, self.earlier = ChartCard(), WhyCard(), EarlierCard()
        self._empty = EmptyState("chart-no-axes-column", "", self.tr("Uitleg"))
        self._export = CountsExport(desk.register, self)
        self._build()
        self.choice.changing.connect(self._forget)
        self.choice.changing.connect(self.said.dismiss)
        self.choice.chosen.connect(self._calculate)
        self.choice.export_wanted.connect(self.save_csv)
        self.work.stop_wanted.connect(self._stop)
        self.table.moved.connect(self._follow)
        self.why.help_wanted.connect(self.show_help)
        self.earlier.save_wanted.connect(self._export.again)
        self.earlier.proof_wanted.connect(self._prove_earlier)
        self._export.told.connect(self._tell)
        self._export.recorded.connect(self._recorded)
        self._export.outdated.connect(self._outdated)
        if self._empty.button is not None:
            self._empty.button.clicked.connect(self.show_help)
        save = make_action("save", self)
        save.setText(self.tr("Csv voor de werkgroep opslaan"))
        save.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.triggered.connect(self.save_csv)
        self.addAction(save)
        theme().changed.connect(self._arrange)

    # -- what the window calls --------------------------------------------------------------

    def load(self) -> None:
        """Read which periods are closed and what was published, and begin with the usual table."""
        offered = counts.choices(self._desk.register)
        has_any = any(offered.values())
        self._content.setVisible(has_any)
        self._empty_card.setVisible(not has_any)
        if not has_any:
            first = counts.next_closing(self._desk.register).last_day + timedelta(days=1)
            sentence = self.tr("Nog geen afgesloten periode. Vanaf {datum} kunt u cijfers maken.")
            self._empty.words.setText(sentence.format(datum=formatting.long_date(first, weekday=False)))
            return
        self.choice.set_choices(offered)
        self._calculate()

    def reload(self, tables: frozenset[str]) -> None:
        """Make the table anew when something that is counted changed: what is shown is what would leave."""
        if tables & _COUNTED:
            self.load()

    def save_csv(self) -> None:
        """Show what would leave, when there is a proved table."""
        if self._inputs is not None and self._protected is not None and self._content.isVisible():
            self.said.dismiss()
            self._export.publish(self._inputs, self._protected)

    def show_help(self) -> None:
        """“Hoe leest u deze cijfers?”"""
        dialog = CountsHelpDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # -- protect and prove ------------------------------------------------------------------

    def _calculate(self) -> None:
        self._forget()
        request = self.choice.request()
        if request is None:
            self._ask_period()
            return
        try:
            self._read_earlier()
            self._inputs = counts.prepare(self._desk.register, request)
        except RegisterError as error:
            self._refuse(error)
            return
        self.work.begin()
        self._task = self._desk.runner.run(counts.protect, self._inputs, owner=self, with_progress=True)
        self._task.succeeded.connect(self._show)
        self._task.failed.connect(self._failed)

    def _forget(self) -> None:
        """Whatever runs or stands here belongs to another choice."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._inputs = self._protected = None
        for widget in (self._result, self.work, self.proof):
            widget.hide()
        self.choice.save.setEnabled(False)

    def _read_earlier(self) -> None:
        self._earlier = counts.earlier(self._desk.register)
        self.earlier.show_publications(self._earlier)

    def _ask_period(self) -> None:
        title = self.tr("Kies minstens één periode.")
        text = ""
        if not self.choice.offered():
            title = self.tr("Voor deze tabel is nog geen periode afgesloten.")
            text = self.tr("Kies een andere tabel.")
        self.proof.show_message(Message(title, text, "info"), closable=False)

    def _stop(self) -> None:
        self._forget()
        words_ = self.tr("Er is niets gemaakt en niets vastgelegd.")
        again = [BarAction(self.tr("Cijfers opnieuw maken"), self._calculate)]
        self.proof.show_message(Message(self.tr("Gestopt."), words_, "info"), again, closable=False)
        self.proof.setFocus()

    def _failed(self, error: Exception) -> None:
        if self.sender() is not self._task:
            return
        if not isinstance(error, RegisterError):
            self._forget()
            raise error
        self._refuse(error)

    def _refuse(self, error: RegisterError) -> None:
        self._forget()
        self.proof.show_message(words.refusal(error), closable=False)

    def _show(self, protected: Protected) -> None:
        if self.sender() is not self._task:
            return
        self._task, self._protected = None, protected
        self.work.hide()
        self._show_proof(protected)
        table = protected.table
        heads = [words.table_name(table.request.kind), *(period.label for period in table.columns)]
        self.table.setAccessibleName(words.request_name(table.request))
        self.table.show_lines(CountModel(heads, table_lines(table)))
        self.chart.show_table(table)
        self.why.setVisible(words.has_protected(table))
        self._result.show()
        self.choice.save.setEnabled(True)
        self._arrange()

    def _show_proof(self, protected: Protected) -> None:
        title = self.tr("Bewezen: achter elke ‘minder dan 5’ kan 0, 1, 2, 3 of 4 schuilgaan")
        text = f"{self._beside(protected)} {words.visible_text(protected.table)}"
        see = BarAction(self.tr("Bewijs bekijken"), self._prove, "quiet")
        self.proof.show_message(Message(title, text, "ok"), [see], closable=False)

    def _beside(self, protected: Protected) -> str:
        same = self._publication(protected.number)
        if same is not None:
            sentence = self.tr("Al vastgelegd als uitgifte {nummer}, op {moment}: u krijgt hetzelfde bestand.")
            return sentence.format(nummer=same.number, moment=formatting.moment_text(same.published_at))
        if self._earlier:
            return self.tr("Ook naast alle eerdere uitgiften.")
        return self.tr("Dit wordt de eerste uitgifte.")

    # -- dialogs and their answers ----------------------------------------------------------

    def _publication(self, number: int | None) -> Publication | None:
        return next((made for made in self._earlier if made.number == number), None)

    def _prove(self) -> None:
        if self._protected is None:
            return
        stored = self._publication(self._protected.number)
        certificate = stored.certificate if stored is not None else self._protected.certificate
        if certificate is not None:
            self._show_certificate(certificate, self._protected.table)

    def _prove_earlier(self, made: Publication) -> None:
        self._show_certificate(made.certificate, made.table)

    def _show_certificate(self, certificate: Certificate, table: CountTable) -> None:
        dialog = ProofDialog(certificate, words.request_name(table.request), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _tell(self, message: Message) -> None:
        self.said.show_message(message)
        self._pane.ensureWidgetVisible(self.said)

    def _recorded(self, made: Publication) -> None:
        tables = frozenset({"publication", "frozen_half_year"})
        self._desk.saved(Saved(made.id, tables), self.tr("Uitgifte {nummer} vastgelegd").format(nummer=made.number))
        self._calculate()

    def _outdated(self) -> None:
        title = self.tr("Er is intussen iets opgeslagen dat meetelt.")
        text = self.tr("Er is niets vastgelegd. De cijfers worden opnieuw gemaakt; bekijk ze en kies dan opnieuw.")
        self._tell(Message(title, text, "warn"))
        self._calculate()

    # -- layout -----------------------------------------------------------------------------

    def _build(self) -> None:
        pane = ScrollPane((look.PAGE, look.MEDIUM, look.PAGE, look.PAGE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(pane)
        pane.pane.box.addWidget(PageHead(self.tr("Cijfers")))
        self._content = Plain(spacing=look.MEDIUM)
        self._result = Plain(vertical=False, spacing=look.MEDIUM)
        self._side = Plain(spacing=look.MEDIUM)
        self._side.box.addWidget(self.chart)
        self._side.box.addWidget(self.why)
        self._result.box.addWidget(self.table, 1, Qt.AlignmentFlag.AlignTop)
        self._result.box.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        for widget in (self.said, self.choice, self.proof, self.work, self._result, self.earlier):
            self._content.box.addWidget(widget)
        pane.pane.box.addWidget(self._content)
        self._empty_card = Card()
        self._empty_card.add(self._empty)
        self._empty_card.hide()
        pane.pane.box.addWidget(self._empty_card)
        pane.pane.box.addStretch(1)
        self._pane = pane
        pane.viewport().installEventFilter(self)
        self.setFocusProxy(self.choice)

    def showEvent(self, event: QShowEvent) -> None:
        """Start at the choice of a table, so that the keys of this page work at once."""
        super().showEvent(event)
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The scroll bar takes room too."""
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        room = self._pane.viewport().width() - 2 * look.PAGE
        beside = room >= theme().px(_BESIDE_FROM)
        right, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._result.box.setDirection(right if beside else below)
        self._side.setMinimumWidth(theme().px(_SIDE) if beside else 0)
        self._side.setMaximumWidth(theme().px(_SIDE) if beside else 16_777_215)

    def _follow(self, cell: QRect) -> None:
        """Keep the cell with the focus in sight: the page scrolls, not the table."""
        if self.table.hasFocus():
            middle = self.table.mapTo(self._pane.pane, cell.center())
            self._pane.ensureVisible(middle.x(), middle.y(), cell.width() // 2, cell.height() * 2)
