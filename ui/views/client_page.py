"""The page of one client: head, safe contact in red, the drawn trajectory, and the tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock, logs
from app.errors import EnvironmentProblem, RegisterError
from app.model.codes import Phase
from app.model.trajectories import phase_on, phase_spans
from app.services import clients, consent, timeline, trail
from app.services.clients import ClientFile
from ui import formatting, messages
from ui import theme as look
from ui.actions import make_action
from ui.desk import Desk
from ui.dialogs.contact_moment import ContactMomentDialog
from ui.dialogs.merge import UnmergeDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.safe_contact import SafeContactDialog
from ui.dialogs.step import StepDialog
from ui.messages import Message
from ui.models import client_words as words
from ui.theme import theme
from ui.views import timeline_words
from ui.views.client_notifications import NotificationsTab
from ui.views.client_overview import OverviewTab
from ui.views.client_plan import PlanTab
from ui.views.client_timeline import TimelineTab
from ui.views.half_typed import dialog_for
from ui.widgets.basics import Button, Card, Plain, ScrollPane, Text
from ui.widgets.flow import Flow
from ui.widgets.form_dialog import FormDialog
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.page_head import PageHead
from ui.widgets.panels import Chip, SafeContactStrip, TabBar
from ui.widgets.split_row import SplitRow
from ui.widgets.trajectory_line import LineEvent, PhaseBar, TrajectoryLine

STEP_SHOWN = 44

_OWN_TABS: dict[str, Callable[[Desk], QWidget]] = {
    "timeline": TimelineTab,
    "overview": OverviewTab,
    "plan": PlanTab,
    "notifications": NotificationsTab,
}
_OTHER_TABS = {
    "consent": ("ui.views.client_consent", "ConsentTab"),
    "referrals": ("ui.views.client_referrals", "ReferralsTab"),
    "shared": ("ui.views.client_shared", "SharedTab"),
}
"""Loaded when first shown: they bring the gate and the printing with them."""


class Tab(Protocol):
    """What every tab of the client page can do."""

    def show_file(self, file: ClientFile) -> None:
        """Show this client anew."""

    def focus_object(self, object_id: str) -> None:
        """Put the focus on a record."""


class ClientPage(QWidget):
    """One client at a time. ``show_client`` opens; ``reload`` reads again after a save anywhere."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.file: ClientFile | None = None
        self._is_left = False
        self._made: dict[str, QWidget] = {}
        self._stale: set[str] = set()
        self.pane = ScrollPane((look.PAGE, 0, look.PAGE, 0))
        box = self.pane.pane.box
        box.setSpacing(look.SMALL + 2)
        self.head = PageHead("")
        self.phase_chip = self.head.add_chip("")
        self.consent_chip = self.head.add_chip("")
        self._add_buttons()
        self.bar = MessageBar()
        self.strip = SafeContactStrip()
        self.strip.change_asked.connect(self.edit_safe_contact)
        self._course = self._trajectory_card()
        for widget in (self.head, self.bar, self.strip, self._course):
            box.addWidget(widget)
        self.tabs = TabBar(self._tab_names())
        self.tabs.chosen.connect(self.show_tab)
        box.addWidget(self.tabs)
        self._content = Plain(spacing=0)
        box.addWidget(self._content)
        box.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)
        self._add_actions()

    # -- building -----------------------------------------------------------------------------------

    def _tab_names(self) -> list[tuple[str, str]]:
        names = [
            ("timeline", self.tr("Tijdlijn")),
            ("overview", self.tr("Overzicht")),
            ("plan", self.tr("Plan")),
            ("consent", self.tr("Toestemming")),
            ("referrals", self.tr("Verwijzingen")),
            ("notifications", self.tr("Aanmeldingen")),
            ("shared", self.tr("Gedeeld")),
        ]
        return [(key, text) for key, text in names if key in _OWN_TABS or find_spec(_OTHER_TABS[key][0])]

    def _make_tab(self, key: str) -> QWidget:
        """Tabs are made when first looked at."""
        if key in _OWN_TABS:
            return _OWN_TABS[key](self._desk)
        module, name = _OTHER_TABS[key]
        return cast(QWidget, getattr(import_module(module), name)(self._desk))

    def _add_buttons(self) -> None:
        self.contact_button = Button(self.tr("Contactmoment"), "message-square-plus", "primary")
        self.referral_button = Button(self.tr("Verwijzing"), "send")
        self.summary_button = Button(self.tr("Samenvatting"), "printer")
        for button, call in (
            (self.contact_button, self.new_contact),
            (self.referral_button, self.new_referral),
            (self.summary_button, self.make_summary),
        ):
            button.clicked.connect(lambda _=False, call=call: call())
            self.head.add_button(button)

    def _trajectory_card(self) -> Card:
        card = Card()
        words = Flow(look.SMALL, 2)
        self.since = Text("", "facts", wrap=False)
        words.add(Text(self.tr("Traject"), "heading", wrap=False))
        words.add(self.since)
        self.next_chip = Chip("")
        card.add(SplitRow(words, self.next_chip))
        self.line = TrajectoryLine()
        card.add(self.line)
        return card

    def _add_actions(self) -> None:
        """The shortcuts of a client; they work while this page is in sight."""
        for act_id, call in (
            ("new_contact", self.new_contact),
            ("new_referral", self.new_referral),
            ("new_step", self.new_step),
            ("new_consent", self.new_consent),
            ("summary", self.make_summary),
            ("edit", self.edit_person),
        ):
            action = make_action(act_id, self)
            action.triggered.connect(lambda _=False, call=call: call())
            self.addAction(action)

    # -- showing ------------------------------------------------------------------------------------

    def show_client(self, client_id: str, tab: str = "timeline", object_id: str = "") -> None:
        """Open a client at a tab, at the record concerned if given."""
        is_other = self.file is None or self.file.client.id != client_id
        try:
            file = clients.open_file(self._desk.register, client_id)
            if is_other or self._is_left:
                self._note_view(file.client.id)
        except RegisterError as error:
            self.bar.show_message(messages.message_for(error))
            return
        if is_other:
            self.bar.dismiss()
            self.pane.verticalScrollBar().setValue(0)
        self._show(file)
        self.tabs.select(tab if tab in self.tabs.buttons else "timeline")
        self.show_tab(self.tabs.selected())
        if object_id:
            shown = cast(Tab, self._made[self.tabs.selected()])
            QTimer.singleShot(0, self, lambda: shown.focus_object(object_id))
        elif is_other:
            self.contact_button.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Coming back from another page is a new look at this client; a minimised window is not."""
        super().hideEvent(event)
        self._is_left = self._is_left or not event.spontaneous()

    def reload(self, tables: frozenset[str]) -> None:
        """Read the client again after a save."""
        if self.file is not None:
            self._show(clients.open_file(self._desk.register, self.file.client.id))
            self.show_tab(self.tabs.selected())

    def load(self) -> None:
        """Nothing to read before a client is chosen."""

    def show_tab(self, key: str) -> None:
        """Show one tab and hide the others."""
        if self.file is None:
            return
        if key not in self._made:
            self._made[key] = self._make_tab(key)
            self._content.box.addWidget(self._made[key])
            self._stale.add(key)
        if key in self._stale:
            cast(Tab, self._made[key]).show_file(self.file)
            self._stale.discard(key)
        for name, tab in self._made.items():
            tab.setVisible(name == key)
        self._course.setVisible(key in _WITH_COURSE)

    def _note_view(self, client_id: str) -> None:
        """Once per opening. A disk that takes no line must not keep a safe telephone number from her."""
        try:
            trail.client_viewed(self._desk.register, client_id)
        except EnvironmentProblem as error:
            logs.refusal(error)
        self._is_left = False

    def _show(self, file: ClientFile) -> None:
        self.file = file
        self._stale = set(self._made)
        today, person = clock.today(), file.client
        self.head.set_words(words.full_name(person), words.head_facts(person.code, person, today))
        phase = Phase.CLOSED if file.trajectory and file.trajectory.closed_on else phase_on(file.phases, today)
        self.phase_chip.set_text(*words.phase_words(phase))
        cells = consent.overview(self._desk.register, person.id, today)
        self.consent_chip.set_text(*words.consent_words(cells, today))
        self.strip.set_text(words.safe_contact_words(person.safe_contact))
        self._show_line(file, today)
        self._show_bar(file)

    def _show_line(self, file: ClientFile, today: date) -> None:
        trajectory = file.trajectory
        if trajectory is None:
            self.line.set_line([], [], None)
            self.since.setText(self.tr("nog niet begonnen"))
            self.next_chip.hide()
            return
        end = trajectory.closed_on
        days = formatting.count_text(((end or today) - trajectory.started_on).days, self.tr("dag"), self.tr("dagen"))
        since = self.tr("sinds {datum} · {dagen}") if end is None else self.tr("begonnen {datum} · duurde {dagen}")
        if trajectory.started_on == today and end is None:
            since = self.tr("vandaag begonnen")
        self.since.setText(since.format(datum=formatting.long_date(trajectory.started_on, weekday=False), dagen=days))
        bars = [
            PhaseBar(words.label("phase", span.phase), span.started_on, span.ended_on or end)
            for span in phase_spans(file.phases)
        ]
        if end is None:
            bars += [PhaseBar(words.label("phase", phase), None) for phase in _to_come(file)]
        happenings = timeline.timeline(self._desk.register, file.client.id)
        events = [
            LineEvent(timeline_words.line_label(item), item.happened_on)
            for item in timeline.line_events(happenings, trajectory.started_on)
        ]
        self.line.set_line(bars, events, today if end is None else None)
        self._show_next(file, today)

    def _show_next(self, file: ClientFile, today: date) -> None:
        step = next((s for s in file.steps if s.done_on is None and not s.is_voided), None)
        self.next_chip.setVisible(step is not None)
        if step is None:
            return
        most = STEP_SHOWN if theme().text_size <= 150 else STEP_SHOWN // 3
        text = step.description if len(step.description) <= most else f"{step.description[:most]}…"
        when = formatting.days_left(step.due_on, today)
        shown = self.tr("Volgende stap: {wat}, {wanneer}").format(wat=text, wanneer=when)
        kind = "bad" if step.due_on < today else "warn" if step.due_on == today else "info"
        self.next_chip.set_text(shown, kind)  # type: ignore[arg-type]
        self.next_chip.setToolTip(step.description)

    def _show_bar(self, file: ClientFile) -> None:
        if file.client.is_voided:
            text = self.tr("Reden: {reden}").format(reden=file.client.void_reason or "–")
            self.bar.show_message(Message(self.tr("Deze cliënt is ongeldig gemaakt."), text, "bad"), closable=False)
        elif file.merged:
            codes = formatting.list_text(client.code for client in file.merged)
            text = self.tr("Samengevoegd met {codes}: alles van deze persoon staat hier bij elkaar.")
            undo = BarAction(self.tr("Samenvoegen ongedaan maken…"), self.unmerge, "quiet")
            self.bar.show_message(Message(text.format(codes=codes), "", "info"), [undo], closable=False)
        else:
            self.bar.dismiss()

    # -- acts -----------------------------------------------------------------------------------------

    def new_contact(self) -> None:
        """Ctrl+M: write down what happened."""
        if self.file is not None:
            self._follow(ContactMomentDialog(self._desk, self.file.client.id, None, self.window()))

    def new_step(self) -> None:
        """Ctrl+T: plan what is next."""
        if self.file is not None:
            self._follow(StepDialog(self._desk, self.file.client.id, None, self.window()))

    def new_referral(self) -> None:
        """Ctrl+D: ask for a place or for care."""
        if self.file is not None:
            self._desk.show_page("referral_form", self.file.client.id)

    def new_consent(self) -> None:
        """Ctrl+E: record what was said about sharing."""
        if self.file is not None:
            self.tabs.select("consent")
            self.show_tab("consent")
            cast(Any, self._made["consent"]).record_consent()

    def make_summary(self) -> None:
        """Ctrl+P: what a partner may know, on paper."""
        if self.file is not None:
            flow = import_module("ui.views.summary_flow").SummaryFlow(self._desk, self)
            flow.start(self.file.client.id)

    def edit_person(self) -> None:
        """F2: change the person."""
        if self.file is not None:
            self._follow(PersonDialog(self._desk, self.file.client, self.window()))

    def edit_safe_contact(self) -> None:
        """Change the rules of the red strip."""
        if self.file is not None:
            self._follow(SafeContactDialog(self._desk, self.file.client, self.window()))

    def resume(self, form: str, subject: str) -> bool:
        """Open the dialog of a kept draft about this client; False when no dialog here knows it."""
        if form == "summary":
            self.make_summary()
            return True
        dialog = dialog_for(self._desk, self.file, form, subject, self.window()) if self.file is not None else None
        if dialog is not None:
            self._follow(dialog)
        return dialog is not None

    def unmerge(self) -> None:
        """Let two registrations stand apart again."""
        if self.file is not None and self.file.merged:
            self._follow(UnmergeDialog(self._desk, self.file, self.window()))

    def _follow(self, dialog: FormDialog) -> None:
        dialog.saved.connect(self._desk.saved)
        dialog.open()


_WITH_COURSE = frozenset({"timeline", "overview", "plan"})
"""Tabs about the course of care; where it is about sharing the room goes to that (look/toestemming)."""


def _to_come(file: ClientFile) -> list[Phase]:
    """The phases after the latest one, without *Afgesloten*."""
    spans = phase_spans(file.phases)
    order: list[Phase] = list(Phase)[:-1]
    return order[order.index(spans[-1].phase) + 1 :] if spans else order
