"""What the search field finds, best first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from app import clock
from app.services import clients
from ui import formatting
from ui.actions import all_actions
from ui.desk import Desk
from ui.dialogs.palette import Entry

MOST_CLIENTS, MOST_ORGANISATIONS = 8, 4
_NOT_LISTED = {"search", "save", "cancel", "open", "filter"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("palette", text)


def entries(desk: Desk, text: str, actions: Mapping[str, QAction], *, can_add_client: bool) -> list[Entry]:
    """Empty: clients opened last, then acts. Else clients, organisations, acts, and a new client of that name."""
    wanted = formatting.folded(text)
    if not wanted:
        return [*_recent(desk), *_acts("", actions)]
    found = [*_clients(desk, text), *_organisations(desk, wanted), *_acts(wanted, actions)]
    if can_add_client:
        name = text.strip()
        words = _tr("Nieuwe cliënt “{naam}”").format(naam=name)
        found.append(Entry("user-plus", words, "", partial(desk.new_client, name)))
    return found


def clients_for(desk: Desk, text: str, call: Callable[[str], None]) -> list[Entry]:
    """Clients only, for an act that needs one: ``call(client_id)`` when chosen; without any, a new client."""
    found = _clients(desk, text) if formatting.folded(text) else _recent(desk)
    if not found:
        name = text.strip()
        words = _tr("Nieuwe cliënt “{naam}”").format(naam=name) if name else _tr("Nieuwe cliënt")
        return [Entry("user-plus", words, "", partial(desk.new_client, name))]
    return [replace(entry, call=partial(call, entry.key)) for entry in found]


def _recent(desk: Desk) -> list[Entry]:
    return [
        Entry(
            "history",
            formatting.full_name(row.family_name or "", row.infix or "", row.given_name or ""),
            row.code,
            partial(desk.show_client, row.id),
            row.id,
        )
        for row in clients.recently_opened(desk.register)
    ]


def _clients(desk: Desk, text: str) -> list[Entry]:
    day = clock.today()
    found = []
    for hit in clients.find(desk.register, text, limit=MOST_CLIENTS):
        name = formatting.full_name(hit.family_name or "", hit.infix or "", hit.given_name or "")
        if hit.aliases:
            name = _tr("{naam} (ook: {andere})").format(naam=name, andere=", ".join(hit.aliases))
        age = formatting.age_text(hit.born_from, hit.born_to, day)
        years = _tr("{leeftijd} jaar").format(leeftijd=age) if age[0].isdigit() else ""
        hint = " · ".join(part for part in (years, hit.code) if part)
        found.append(Entry("user", name, hint, partial(desk.show_client, hit.id), hit.id))
    return found


def _organisations(desk: Desk, wanted: str) -> list[Entry]:
    words = wanted.split()
    hits = [
        row
        for row, parts in desk.organisation_words()
        if all(any(part.startswith(word) for part in parts) for word in words)
    ]
    return [
        Entry("building-2", row.name, row.place or _tr("organisatie"), partial(desk.show_page, "network", row.id))
        for row in hits[:MOST_ORGANISATIONS]
    ]


def _acts(wanted: str, actions: Mapping[str, QAction]) -> list[Entry]:
    words = wanted.split()
    found = []
    for item in all_actions():
        if item.id in _NOT_LISTED or item.id not in actions:
            continue
        parts = formatting.folded(item.text).split()
        if all(any(part.startswith(word) for part in parts) for word in words):
            found.append(Entry(item.icon or "arrow-right", item.text, item.shortcut, actions[item.id].trigger))
    return found
