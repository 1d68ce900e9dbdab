"""The pages behind the side bar: made when first shown, read again when something changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app import clock
from app.services import trail
from ui.desk import Desk
from ui.widgets.form import Form


@dataclass(frozen=True)
class Place:
    """Where she is: a page, and on the client page a client, a tab and perhaps a record."""

    page: str
    client_id: str = ""
    tab: str = ""
    object_id: str = ""


_PAGES = {
    "today": ("ui.views.today", "TodayPage"),
    "clients": ("ui.views.client_list", "ClientListPage"),
    "client": ("ui.views.client_page", "ClientPage"),
    "new_client": ("ui.views.new_client", "NewClientPage"),
    "referrals": ("ui.views.referral_list", "ReferralListPage"),
    "referral_form": ("ui.views.referral_form", "ReferralFormPage"),
    "network": ("ui.views.network", "NetworkPage"),
    "counts": ("ui.views.counts", "CountsPage"),
    "management": ("ui.views.management", "ManagementPage"),
}
"""Module and class of each page; loaded when first shown, so that unlocking stays quick."""
_FORMS = ("new_client", "referral_form")
"""Pages that are left for good when they are left."""
_LISTS = ("today", "clients", "referrals")
"""Pages with names of several clients: that she looked is logged, at most once an hour for each."""
_LOOKED_AGAIN = timedelta(hours=1)
_LAYOUT_ROUNDS = 4
"""Rows that turn ask for another layout; deeper than this nothing was seen to."""


def exists(page: str) -> bool:
    """Whether the room works in this version."""
    return page in _PAGES


def make_page(page: str, desk: Desk, name_hint: str) -> Any:
    """Make a page; only the one that takes in a client wants the name that was searched for."""
    module, name = _PAGES[page]
    kind = getattr(import_module(module), name)
    return kind(desk, name_hint) if page == "new_client" else kind(desk)


@contextmanager
def drawn_once(widget: QWidget) -> Iterator[None]:
    """Paint nothing of ``widget`` until what is changed inside is laid out too: half a layout is never seen."""
    widget.setUpdatesEnabled(False)
    try:
        yield
        for _ in range(_LAYOUT_ROUNDS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    finally:
        widget.setUpdatesEnabled(True)


class Pages(QStackedWidget):
    """Shows one place at a time and remembers the way back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._made: dict[str, Any] = {}
        self._stale: dict[str, frozenset[str]] = {}
        self._way: list[Place] = []
        self._looked: dict[str, datetime] = {}

    @property
    def place(self) -> Place | None:
        """Where she is."""
        return self._way[-1] if self._way else None

    @property
    def page(self) -> Any:
        """The page now shown."""
        return self.currentWidget()

    def go(self, place: Place, name_hint: str = "") -> None:
        """Show ``place``; what was half typed on the page she leaves is kept as a draft first."""
        self.keep_drafts()
        with drawn_once(self):
            self._show(place, name_hint)

    def _show(self, place: Place, name_hint: str) -> None:
        if place.page == "new_client":
            self._drop("new_client")
        is_new = place.page not in self._made
        page = self._made.get(place.page) or self._make(place.page, name_hint)
        if is_new and hasattr(page, "load"):
            page.load()  # before it is shown, so that it is laid out once and whole
        elif place.page in self._stale:
            page.reload(self._stale[place.page])
        self._stale.pop(place.page, None)
        self.setCurrentWidget(page)
        if not self._way or self._way[-1] != place:
            self._way.append(place)
        if place.page == "client":
            page.show_client(place.client_id, place.tab or "timeline", place.object_id)
        elif place.object_id and hasattr(page, "show_object"):
            page.show_object(place.object_id)
        if place.page in _LISTS:
            QTimer.singleShot(0, self, lambda: self._note_look(place.page))

    def _note_look(self, page: str) -> None:
        now = clock.now()
        before = self._looked.get(page)
        if self._desk.register.is_open and (before is None or not timedelta(0) <= now - before < _LOOKED_AGAIN):
            self._looked[page] = now
            self._desk.note(lambda: trail.list_viewed(self._desk.register, page))

    def back(self) -> bool:
        """Go to where she was before; False at the beginning. A form she left is not opened again."""
        if len(self._way) < 2:
            return False
        self._way.pop()
        place = self._way.pop()
        while place.page in _FORMS and self._way:
            place = self._way.pop()
        self.go(place)
        return True

    def reload(self, tables: frozenset[str]) -> None:
        """Read the shown page again now, and the others when they are next shown."""
        for key, page in self._made.items():
            if page is self.page:
                with drawn_once(self):
                    page.reload(tables)
            else:
                self._stale[key] = self._stale.get(key, frozenset()) | tables

    def keep_drafts(self) -> None:
        """Store what is half typed on the page now shown."""
        page = self.currentWidget()
        if page is not None:
            for form in page.findChildren(Form):
                form.keep_draft()

    def _make(self, key: str, name_hint: str) -> Any:
        page = make_page(key, self._desk, name_hint)
        self._made[key] = page
        self.addWidget(page)
        return page

    def _drop(self, key: str) -> None:
        page = self._made.pop(key, None)
        if page is not None:
            self.removeWidget(page)
            page.deleteLater()
