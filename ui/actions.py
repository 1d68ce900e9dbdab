"""Every action of the program: one list of names, words, shortcuts and icons.

Menus, buttons, the search box (Ctrl+K) and the page of shortcuts (Ctrl+/) read this list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from ui.theme import theme

Where = Literal["overal", "cliënt", "formulier", "lijst"]


@dataclass(frozen=True)
class Act:
    """One action: ``id`` for code, ``text`` for people (verb first), ``where`` it works."""

    id: str
    text: str
    shortcut: str = ""
    icon: str = ""
    where: Where = "overal"


def _tr(text: str) -> str:
    return QCoreApplication.translate("actions", text)


def all_actions() -> tuple[Act, ...]:
    """The list, in the order in which menus and help show it."""
    return (
        Act("today", _tr("Naar Vandaag"), "Ctrl+1", "sun"),
        Act("clients", _tr("Naar Cliënten"), "Ctrl+2", "users"),
        Act("signals", _tr("Naar Signalen"), "Ctrl+3", "radio-tower"),
        Act("referrals", _tr("Naar Verwijzingen"), "Ctrl+4", "send"),
        Act("network", _tr("Naar Netwerk"), "Ctrl+5", "building-2"),
        Act("counts", _tr("Naar Cijfers"), "Ctrl+6", "chart-no-axes-column"),
        Act("management", _tr("Naar Beheer"), "Ctrl+7", "settings"),
        Act("search", _tr("Zoeken of opdracht kiezen"), "Ctrl+K", "search"),
        Act("new_client", _tr("Nieuwe cliënt"), "Ctrl+N", "user-plus"),
        Act("back", _tr("Terug"), "Alt+Left", "arrow-left"),
        Act("lock", _tr("Register vergrendelen"), "Ctrl+L", "lock"),
        Act("help", _tr("Uitleg openen"), "F1", "circle-question-mark"),
        Act("shortcuts", _tr("Sneltoetsen tonen"), "Ctrl+/", "keyboard"),
        Act("quit", _tr("Programma afsluiten"), "Ctrl+Q", "x"),
        Act("larger", _tr("Tekst groter"), "Ctrl++", "plus"),
        Act("smaller", _tr("Tekst kleiner"), "Ctrl+-", "minus"),
        Act("normal_size", _tr("Tekst op normale grootte"), "Ctrl+0", ""),
        Act("new_contact", _tr("Contactmoment vastleggen"), "Ctrl+M", "message-square-plus", "cliënt"),
        Act("new_referral", _tr("Verwijzing maken"), "Ctrl+D", "send", "cliënt"),
        Act("new_step", _tr("Volgende stap plannen"), "Ctrl+T", "calendar-clock", "cliënt"),
        Act("new_consent", _tr("Toestemming vastleggen"), "Ctrl+E", "shield-check", "cliënt"),
        Act("summary", _tr("Samenvatting maken"), "Ctrl+P", "printer", "cliënt"),
        Act("edit", _tr("Gegevens wijzigen"), "F2", "pencil", "cliënt"),
        Act("save", _tr("Opslaan"), "Ctrl+S", "save", "formulier"),
        Act("cancel", _tr("Annuleren"), "Esc", "", "formulier"),
        Act("open", _tr("Regel openen"), "Return", "", "lijst"),
        Act("filter", _tr("In deze lijst zoeken"), "Ctrl+F", "search", "lijst"),
    )


def act(act_id: str) -> Act:
    """The action with this id; KeyError when there is none."""
    return {item.id: item for item in all_actions()}[act_id]


def make_action(act_id: str, parent: QObject) -> QAction:
    """A QAction with the words, shortcut and icon of the list; the caller connects it."""
    item = act(act_id)
    action = QAction(item.text, parent)
    action.setObjectName(item.id)
    if item.shortcut:
        action.setShortcut(QKeySequence(item.shortcut))
    if item.icon:
        action.setIcon(theme().icon(item.icon))
    return action
