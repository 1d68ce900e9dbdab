"""What every page and dialog is handed: the open register, the worker, and how to tell the others.

One object for the time the register is open; the window that unlocks makes it and drops it at lock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app import logs
from app.errors import RegisterError
from app.model.code_lists import CodeItem, CodeList
from app.model.organisations import Organisation
from app.model.records import Saved
from app.services import code_lists, drafts, organisations, trail
from app.services.session import Register
from ui import formatting
from ui.places import Places
from ui.tasks import TaskRunner
from ui.widgets.form import Drafts

Pairs = list[tuple[str, str]]
"""Code and label (the desk's own ``list`` is a code list)."""


@dataclass(frozen=True)
class DeskDrafts(Drafts):
    """A form's drafts with their key, so that at lock all open forms can be kept in one act."""

    form: str = ""
    subject: str = ""


class Desk(QObject):
    """The open register as pages see it.

    Signals: ``changed(tables)`` after a saved act, with the names of the tables whose lists should be
    read again; ``told(text)`` one short sentence for the footer and the screen reader;
    ``client_wanted(client_id, tab, object_id)`` and ``page_wanted(page, object_id)`` to go somewhere;
    ``new_client_wanted(name)``, ``search_wanted(text)``, ``act_wanted(act_id)`` and
    ``undo_offered(text, call)``, ``form_wanted(form, subject)``, ``client_asked(act_id)`` and
    ``count_changed(page, number)`` for what the window itself does.
    """

    changed = Signal(object)
    told = Signal(str)
    client_wanted = Signal(str, str, str)
    page_wanted = Signal(str, str)
    new_client_wanted = Signal(str)
    search_wanted = Signal(str)
    act_wanted = Signal(str)
    undo_offered = Signal(str, object)
    form_wanted = Signal(str, str)
    client_asked = Signal(str)
    count_changed = Signal(str, int)

    def __init__(
        self, register: Register, runner: TaskRunner, parent: QObject | None = None, places: Places | None = None
    ) -> None:
        super().__init__(parent)
        self.register = register
        self.runner = runner
        self.places = places or Places(parent=self)
        self.lock_sources: Callable[[], frozenset[str]] = frozenset
        """What makes the register lock by itself, as the window knows it now (``ui/windows``)."""
        self._organisations: tuple[Organisation, ...] | None = None
        self._words: tuple[tuple[Organisation, tuple[str, ...]], ...] | None = None
        self.changed.connect(self._forget)
        self.places.changed.connect(self._note_places)

    def saved(self, result: Saved, text: str = "") -> None:
        """Tell everyone that something was saved."""
        self.changed.emit(result.tables)
        self.told.emit(text or self.tr("Opgeslagen"))

    def show_client(self, client_id: str, tab: str = "timeline", object_id: str = "") -> None:
        """Open a client's page at a tab, at the record concerned if given."""
        self.client_wanted.emit(client_id, tab, object_id)

    def show_page(self, page: str, object_id: str = "") -> None:
        """Open a page of the side bar, or a form page, by its id; at a record if given."""
        self.page_wanted.emit(page, object_id)

    def new_client(self, name: str = "") -> None:
        """Start taking in a client; ``name`` is what was searched for in vain."""
        self.new_client_wanted.emit(name)

    def search(self, text: str = "") -> None:
        """Put the cursor in the search field at the top, with ``text`` in it."""
        self.search_wanted.emit(text)

    def ask_client(self, act_id: str) -> None:
        """Let her choose a client in the search field and then do ``act_id`` on that client's page."""
        self.client_asked.emit(act_id)

    def show_count(self, page: str, number: int) -> None:
        """The badge of a room in the side bar; 0 shows none."""
        self.count_changed.emit(page, number)

    def searched(self, letters: int, client_id: str = "") -> None:
        """A search for clients was left or used: into the log, without its words."""
        self.note(lambda: trail.searched(self.register, letters, client_id))

    def note(self, write: Callable[[], None]) -> None:
        """Write a line of the log about what has happened already: what stands in its way undoes nothing."""
        try:
            write()
        except RegisterError as error:
            logs.refusal(error)

    def perform(self, act_id: str) -> None:
        """Do an act of ``ui/actions.py`` on the page now shown, as its shortcut would."""
        self.act_wanted.emit(act_id)

    def resume(self, form: str, subject: str) -> None:
        """Open the form of a kept draft at the place where it belongs."""
        self.form_wanted.emit(form, subject)

    def offer_undo(self, text: str, call: Callable[[], None]) -> None:
        """Say what was done, with [Ongedaan maken] for ten seconds."""
        self.undo_offered.emit(text, call)

    def list(self, name: str) -> CodeList:
        """A code list by the name of its table."""
        return code_lists.load()[name]

    def label(self, name: str, code: str | None) -> str:
        """The Dutch label of a code; a dash for nothing."""
        return "–" if code is None else self.list(name).label(code)

    def choices(self, name: str) -> Pairs:
        """Code and label of a list, in its order, for a combo or check boxes."""
        items: tuple[CodeItem, ...] = self.list(name).items
        return [(item.code, item.label) for item in items if item.valid_until is None]

    def organisations(self) -> tuple[Organisation, ...]:
        """The network by name, read once until it changes."""
        if self._organisations is None:
            self._organisations = organisations.all_of_them(self.register)
        return self._organisations

    def organisation_words(self) -> tuple[tuple[Organisation, tuple[str, ...]], ...]:
        """Each organisation with the folded words of its names and place, for the search field."""
        if self._words is None:
            self._words = tuple(
                (row, tuple(formatting.folded(" ".join(filter(None, (row.name, row.department, row.place)))).split()))
                for row in self.organisations()
            )
        return self._words

    def organisation_name(self, row_id: str | None) -> str:
        """Name of an organisation; a dash for none."""
        return next((o.name for o in self.organisations() if o.id == row_id), "–")

    def drafts(self, form: str, subject: str) -> DeskDrafts:
        """Where a form keeps what is half typed: form name and the record (or client) it is about."""

        def load() -> dict[str, Any] | None:
            found = drafts.load(self.register, form, subject)
            return found[0] if found else None

        keep: Callable[[dict[str, Any]], None] = lambda state: drafts.keep(self.register, form, subject, state)  # noqa: E731
        return DeskDrafts(load, keep, lambda: drafts.discard(self.register, form, subject), form, subject)

    def _note_places(self) -> None:
        self.note(lambda: trail.places_chosen(self.register, len(self.places.folders)))

    def _forget(self, tables: frozenset[str]) -> None:
        if "organisation" in tables:
            self._organisations = self._words = None
