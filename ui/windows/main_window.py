"""The window while the register is open: side bar, search, pages, footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import clock
from app.errors import RegisterError
from app.services import session, start, vault
from app.services.session import Register
from ui import formatting, messages
from ui import theme as look
from ui.actions import act, all_actions, make_action
from ui.desk import Desk
from ui.dialogs.form_places import client_of, form_place
from ui.dialogs.help_window import HelpDialog
from ui.dialogs.palette import Entry, Palette, SearchField
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.messages import Message
from ui.places import Places
from ui.tasks import TaskRunner
from ui.theme import theme
from ui.widgets.basics import Button, Text, announce
from ui.widgets.message_bar import BarAction
from ui.widgets.reading_order import InReadingOrder
from ui.widgets.side_bar import Footer, Room, SideBar
from ui.windows import palette_source
from ui.windows.backup_keeper import BackupKeeper
from ui.windows.bars import Bars
from ui.windows.clock_watch import ClockWatch
from ui.windows.front_watch import FrontWatch
from ui.windows.idle import IdleWatch, LockKey
from ui.windows.pages import Pages, Place, exists
from ui.windows.session_watch import SessionWatch
from ui.windows.text_size import TextSize

ROOMS = ("today", "clients", "referrals", "network", "counts", "management")
_ROOM_OF = {"client": "clients", "new_client": "clients", "referral_form": "referrals"}


class MainWindow(InReadingOrder, QWidget):
    """Made at unlock and destroyed at lock.

    Signals: ``lock_wanted()`` by Ctrl+L, the side bar or idle time; ``quit_wanted()`` by its close button.
    """

    lock_wanted = Signal()
    quit_wanted = Signal()

    def __init__(
        self,
        register: Register,
        runner: TaskRunner,
        places: Places | None = None,
        session_watch: SessionWatch | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Zorgregister"))
        self.setMinimumSize(640, 400)
        self.desk = Desk(register, runner, self, places)
        self.pages = Pages(self.desk)
        self.side = SideBar(rooms(), self.tr("Zorgregister"))
        self.footer = Footer()
        self.search = SearchField()
        self.palette_list = Palette(self.search, self._entries, self)
        self.bars = Bars(register.is_demo)
        self._pending_act = ""
        self._day = clock.today()
        self._lay_out()
        self._make_actions()
        self._listen()
        self._minutes = session.profile(register).lock_minutes
        self.idle = IdleWatch(self._minutes, parent=self)
        self._watch_idle()
        self._session_watch = session_watch
        self.desk.lock_sources = self._lock_sources
        self.keeper = BackupKeeper(self.desk, self.idle, self.footer, self)
        self.keeper.said.connect(self.say)
        self.front = FrontWatch(start.called_file(register.folder), self)
        self.clock_watch = ClockWatch(self.desk, self)
        self._say_footer()
        self.go(Place("today"))

    # -- where she is -----------------------------------------------------------------------

    def place(self) -> Place:
        """The page now shown, to come back to after a lock."""
        return self.pages.place or Place("today")

    def go(self, place: Place, name_hint: str = "") -> None:
        """Show a place; a refusal is said and leaves her where she was."""
        self.palette_list.close_list()
        try:
            self.pages.go(place, name_hint)
        except RegisterError as error:
            self.say(messages.message_for(error))
        self.side.select(_ROOM_OF.get(self.place().page, self.place().page))

    def say(self, message: Message, actions: Sequence[BarAction] = ()) -> None:
        """Say something above the page."""
        self.bars.say(message, actions)

    def offer_half_typed(self, forms: Sequence[tuple[str, str]]) -> None:
        """After unlock: open the one form that was being typed again; offer a choice when there were more."""
        if len(forms) == 1 and self.resume(*forms[0]):
            return
        self.bars.offer_forms(forms)

    def resume(self, form: str, subject: str) -> bool:
        """Open the form of a draft at the place where it belongs; False when no page knows it."""
        where = form_place(form)
        client_id = client_of(subject) if where.page == "client" else ""
        if not exists(where.page):
            return False
        self.go(Place(where.page, client_id, where.tab))
        page = self.pages.page
        if where.page == "new_client":
            return True
        return bool(page.resume(form, subject)) if hasattr(page, "resume") else False

    def perform(self, act_id: str) -> bool:
        """Trigger an act of the window or of the page now shown; False when there is none such."""
        found = self._enabled_actions().get(act_id)
        if found is not None:
            found.trigger()
        return found is not None

    def showEvent(self, event: QShowEvent) -> None:
        """No button has the focus before she presses Tab."""
        super().showEvent(event)
        if self.focusWidget() is None or self.focusWidget() in self.side.buttons.values():
            self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side bar narrows and the list of the search field follows."""
        super().resizeEvent(event)
        self.side.fit(self.width())
        self.palette_list.place()

    def sizeHint(self) -> QSize:
        """The size of the pictures, or what the screen has."""
        room = self.screen().availableGeometry()
        return QSize(min(1366, room.width()), min(768, room.height()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing locks first: drafts are written and the register is let go of."""
        event.ignore()
        self.quit_wanted.emit()

    # -- building ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.new_button = Button(self.tr("Nieuwe cliënt"), "user-plus", role="primary")
        top = QHBoxLayout()
        top.setContentsMargins(look.PAGE, look.MEDIUM, look.PAGE, look.SMALL)
        top.setSpacing(look.MEDIUM)
        top.addWidget(self.search, 3)
        top.addStretch(2)
        self._keys = Text("Ctrl+K", "help", wrap=False)
        top.addWidget(self._keys)
        top.addWidget(self.new_button)
        self.new_button.setVisible(exists("new_client"))
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(top)
        right.addWidget(self.bars)
        right.addWidget(self.pages, 1)
        right.addWidget(self.footer)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side)
        whole.addLayout(right, 1)
        self._scale()

    def _make_actions(self) -> None:
        size = TextSize(self)
        calls: dict[str, Callable[[], Any]] = {
            **{key: partial(self.go, Place(key)) for key in ROOMS if exists(key)},
            "search": self._focus_search,
            "new_client": self._new_client,
            "back": self._back,
            "lock": self.lock_wanted.emit,
            "help": self._show_help,
            "shortcuts": self._show_shortcuts,
            "quit": self.quit_wanted.emit,
            "larger": size.larger,
            "smaller": size.smaller,
            "normal_size": size.normal,
        }
        if not exists("new_client"):
            del calls["new_client"]
        for key, call in calls.items():
            action = make_action(key, self)
            if key == "larger":
                action.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
            action.triggered.connect(lambda _=False, call=call: call())
            self.addAction(action)

    def _listen(self) -> None:
        self.side.chosen.connect(lambda key: self.go(Place(key)))
        self.side.lock_asked.connect(self.lock_wanted)
        self.new_button.clicked.connect(lambda _=False: self._new_client())
        desk = self.desk
        desk.changed.connect(self._changed)
        desk.told.connect(self._told)
        desk.client_wanted.connect(self._show_client)
        desk.page_wanted.connect(lambda page, row: self.go(Place(page, object_id=row)))
        desk.new_client_wanted.connect(self._new_client)
        desk.search_wanted.connect(self._focus_search)
        desk.client_asked.connect(self._ask_client)
        desk.count_changed.connect(self._show_count)
        desk.act_wanted.connect(self._perform_wanted)
        desk.form_wanted.connect(self._resume_wanted)
        desk.undo_offered.connect(self.bars.offer_undo)
        self.palette_list.searched.connect(desk.searched)
        self.bars.form_wanted.connect(self._resume_wanted)
        theme().changed.connect(self._scale)
        self._day_timer = QTimer(self)
        self._day_timer.setInterval(30_000)
        self._day_timer.timeout.connect(self._look_at_the_day)
        self._day_timer.start()

    def _watch_idle(self) -> None:
        self._lock_key = LockKey(self)
        self._lock_key.pressed.connect(self.lock_wanted)
        self.idle.nearly.connect(self.bars.warn_of_lock)
        self.idle.active.connect(self.bars.warning.dismiss)
        self.idle.expired.connect(self.lock_wanted)

    def _lock_sources(self) -> frozenset[str]:
        system = {"system"} if self.idle.system.is_known else set()
        watch = self._session_watch
        return frozenset({"idle", *system, *(watch.sources if watch is not None else ())})

    def _scale(self) -> None:
        self.search.setMaximumWidth(theme().px(420))
        self._keys.setVisible(theme().text_size <= 150)
        self.side.fit(self.width())

    # -- what happens -----------------------------------------------------------------------

    def _show_client(self, client_id: str, tab: str, object_id: str) -> None:
        self.go(Place("client", client_id, tab, object_id))

    def _new_client(self, name: str = "") -> None:
        self.go(Place("new_client"), name)

    def _back(self) -> None:
        if not self.pages.back():
            self._told(self.tr("U bent bij het begin."))
        self.side.select(_ROOM_OF.get(self.place().page, self.place().page))

    def _focus_search(self, text: str = "") -> None:
        self._pending_act = ""
        self.palette_list.open_list(text)

    def _ask_client(self, act_id: str) -> None:
        self._pending_act = act_id
        self.palette_list.open_list()
        self._told(self.tr("Kies een cliënt: typ een naam of code"))

    def _show_count(self, page: str, number: int) -> None:
        if page in self.side.buttons:
            self.side.set_count(page, number)

    def _entries(self, text: str) -> list[Entry]:
        if self._pending_act and self.palette_list.is_open:
            return palette_source.clients_for(self.desk, text, partial(self._show_and_do, self._pending_act))
        self._pending_act = ""
        actions = self._enabled_actions()
        return palette_source.entries(self.desk, text, actions, can_add_client=exists("new_client"))

    def _enabled_actions(self) -> dict[str, QAction]:
        known = {item.id for item in all_actions()}
        page = self.pages.currentWidget()
        found = [*(page.findChildren(QAction) if page is not None else ()), *self.actions()]
        return {item.objectName(): item for item in found if item.objectName() in known and item.isEnabled()}

    def _show_and_do(self, act_id: str, client_id: str) -> None:
        self._pending_act = ""
        self.desk.show_client(client_id)
        self.perform(act_id)

    def _perform_wanted(self, act_id: str) -> None:
        self.perform(act_id)

    def _resume_wanted(self, form: str, subject: str) -> None:
        self.resume(form, subject)

    def _changed(self, tables: frozenset[str]) -> None:
        if "profile" in tables:
            self._minutes = session.profile(self.desk.register).lock_minutes
            self.idle.set_minutes(self._minutes)
            self._say_footer()
        self.pages.reload(tables)

    def _told(self, text: str) -> None:
        self.footer.set_saved(text)
        announce(self, text)

    def _say_footer(self) -> None:
        self.footer.set_saved(self.tr("Alles opgeslagen"))
        time = formatting.count_text(self._minutes, self.tr("minuut"), self.tr("minuten"))
        self.footer.set_lock(self.tr("Vergrendelt na {tijd} zonder invoer").format(tijd=time))

    def _look_at_the_day(self) -> None:
        if self._day != clock.today():
            self._day = clock.today()
            if vault.has_ended(self.desk.register):
                self.lock_wanted.emit()
                return
            self.pages.reload(frozenset({"day"}))

    def _show_help(self) -> None:
        HelpDialog(self.place().page, self).open()

    def _show_shortcuts(self) -> None:
        ShortcutsDialog(self).open()


def rooms() -> list[Room]:
    """The rooms of the side bar that work in this version."""
    words = {
        "today": _tr("Vandaag"),
        "clients": _tr("Cliënten"),
        "referrals": _tr("Verwijzingen"),
        "network": _tr("Netwerk"),
        "counts": _tr("Cijfers"),
        "management": _tr("Beheer"),
    }
    return [Room(key, words[key], act(key).icon, act(key).shortcut) for key in ROOMS if exists(key)]


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
