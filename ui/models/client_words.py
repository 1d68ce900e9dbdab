"""What is said about a client: names, age, contact rules and states, from codes and dates to Dutch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from app import clock
from app.model.clients import ClientFields, ClientRow
from app.model.codes import Phase, SafeContact, TrackStatus
from app.model.consent import ConsentCell
from app.services import code_lists
from ui import formatting
from ui.theme import ChipKind

SOON_DAYS = 14
"""So many days ahead a consent that ends asks for attention."""


class Named(Protocol):
    """Anything with the three parts of a name."""

    @property
    def given_name(self) -> str | None:
        """Roepnaam."""

    @property
    def infix(self) -> str | None:
        """Tussenvoegsel."""

    @property
    def family_name(self) -> str | None:
        """Achternaam."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("client_words", text)


def label(name: str, code: str | None) -> str:
    """The Dutch label of a code in a list; a dash for nothing, the code itself when it is unknown."""
    if not code:
        return "–"
    try:
        return code_lists.load()[name].label(code)
    except KeyError:
        return code


def inline(name: str, code: str) -> str:
    """The label as it stands inside a sentence."""
    item = code_lists.load()[name].item(code)
    if "inline" in item.attributes or any(char.isupper() for char in item.label[1:]):
        return item.inline
    return item.label[:1].lower() + item.label[1:]


def labels(name: str, codes: Iterable[str]) -> str:
    """Several labels as “a, b en c”; a dash for none."""
    return formatting.list_text(label(name, code) for code in codes) or "–"


def full_name(person: Named) -> str:
    """“Sanne van den Berg”, or that the name is not known yet."""
    return formatting.full_name(person.family_name or "", person.infix or "", person.given_name or "")


def sorted_name(person: Named) -> str:
    """“Berg, Sanne van den”, or that the name is not known yet."""
    return formatting.sorted_name(person.family_name or "", person.infix or "", person.given_name or "")


def age_words(person: ClientFields, day: date) -> str:
    """“19 jaar”, “31–33 jaar”, or that the age is not known."""
    if person.birth is None:
        return _tr("leeftijd onbekend")
    return _tr("{leeftijd} jaar").format(leeftijd=formatting.age_text(person.born_from, person.born_to, day))


def languages_words(person: ClientFields) -> str:
    """“spreekt Roemeens en Engels · tolk nodig”, nothing while nothing is known."""
    spoken = formatting.list_text(label("language", code) for code in person.languages)
    parts = [_tr("spreekt {talen}").format(talen=spoken)] if spoken else []
    if person.interpreter_needed:
        parts.append(_tr("tolk nodig"))
    return " · ".join(parts)


def head_facts(code: str, person: ClientFields, day: date) -> str:
    """The line under the name: code, age, gemeente, languages."""
    place = "" if person.municipality == "onbekend" else label("municipality", person.municipality)
    parts = (code, age_words(person, day), place, languages_words(person))
    return " · ".join(part for part in parts if part)


def safe_contact_words(rules: Iterable[tuple[str, str]]) -> str:
    """The rules as one sentence; empty while nothing was discussed."""
    parts = [_rule_words(rule, detail) for rule, detail in rules if rule != SafeContact.UNKNOWN]
    joined = ", ".join(part[:1].lower() + part[1:] for part in parts)
    return f"{joined}." if joined else ""


def safe_contact_lines(rules: Iterable[tuple[str, str]]) -> list[str]:
    """The rules, each on a line of its own."""
    return [_rule_words(rule, detail) for rule, detail in rules if rule != SafeContact.UNKNOWN]


def _rule_words(rule: str, detail: str) -> str:
    words, detail = label("safe_contact", rule), detail.strip()
    if "…" in words:
        return words.replace("…", detail or "…")
    return f"{words}: {detail}" if detail else words


PHASE_CHIPS: dict[Phase, ChipKind] = {
    Phase.NOTIFICATION: "info",
    Phase.INTAKE: "info",
    Phase.STABILISATION: "info",
    Phase.GUIDANCE: "info",
    Phase.AFTERCARE: "neutral",
    Phase.CLOSED: "neutral",
}

TRACK_CHIPS: dict[TrackStatus, ChipKind] = {
    TrackStatus.OPEN: "neutral",
    TrackStatus.RUNNING: "info",
    TrackStatus.WAITING: "warn",
    TrackStatus.SETTLED: "ok",
    TrackStatus.STOPPED: "neutral",
    TrackStatus.NOT_APPLICABLE: "neutral",
}


def phase_words(phase: Phase | None) -> tuple[str, ChipKind]:
    """Chip of the phase."""
    return (_tr("geen traject"), "neutral") if phase is None else (label("phase", phase), PHASE_CHIPS[phase])


def consent_words(cells: Sequence[ConsentCell], day: date) -> tuple[str, ChipKind]:
    """Chip in the head of the client: how many of the consents she was asked for hold today."""
    if not cells:
        return _tr("toestemming niet gevraagd"), "warn"
    held = sum(1 for cell in cells if len(cell.given) == len(cell.answers))
    ends = [cell.ends_on for cell in cells if cell.ends_on is not None]
    if ends and (min(ends) - day).days <= SOON_DAYS:
        return _tr("toestemming verloopt {wanneer}").format(wanneer=formatting.days_left(min(ends), day)), "warn"
    noun = _tr("toestemming") if len(cells) == 1 else _tr("toestemmingen")
    words = _tr("{aantal} van {totaal} {wat} geldig").format(aantal=held, totaal=len(cells), wat=noun)
    return words, "ok" if held == len(cells) else "warn" if held else "bad"


def row_consent(row: ClientRow) -> tuple[str, ChipKind]:
    """Chip in the list of clients."""
    if row.phase in {None, Phase.CLOSED}:
        return "–", "neutral"
    if row.has_withdrawal and row.consent_given < row.consent_total:
        return _tr("ingetrokken"), "bad"
    if row.consent_total == 0:
        return _tr("niet gevraagd"), "warn"
    today = clock.today()
    if row.consent_ends_on is not None and (row.consent_ends_on - today).days <= SOON_DAYS:
        return _tr("verloopt {wanneer}").format(wanneer=formatting.days_left(row.consent_ends_on, today)), "warn"
    words = _tr("{aantal} van {totaal} geldig").format(aantal=row.consent_given, totaal=row.consent_total)
    return words, "ok" if row.consent_given == row.consent_total else "warn"


def asks_for_consent(row: ClientRow) -> bool:
    """Whether the list's filter *Toestemming vraagt aandacht* shows this client."""
    return row.phase not in {None, Phase.CLOSED} and row_consent(row)[1] in {"warn", "bad"}


def next_words(row: ClientRow) -> str:
    """“vandaag”, “3 dagen te laat”, a date further ahead, a dash for nothing planned."""
    if row.next_on is None:
        return "–"
    today = clock.today()
    if row.next_on <= today or (row.next_on - today).days == 1:
        return formatting.days_left(row.next_on, today)
    return formatting.date_text(row.next_on)
