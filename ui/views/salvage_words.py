"""What is damaged, and what became of each record when it was saved, in words; start screen and *Controle*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app import clock
from app.errors import RegisterError, RegisterRolledBack
from ui import formatting
from ui import theme as look
from ui.widgets.basics import Plain, Text

GONE = ("lost", "kept_out", "stand_in")
"""Ways of not being there any more; the other codes are of rows that stand in the register."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("salvage", text)


def damage_text(error: RegisterError) -> str:
    """Over the ways back: that nothing was changed, and what of the register does not hold."""
    kept = _tr("Er is niets gewijzigd.")
    if isinstance(error, RegisterRolledBack):
        return kept + " " + _tr("Iemand of iets heeft een oudere versie teruggezet. U kunt zo verdergaan:")
    whole = {
        "": _tr("U kunt zo verdergaan:"),
        "anchor.json": _tr(
            "Het bestand dat bewijst hoe ver het logboek was, ontbreekt of is beschadigd. Misschien heeft iemand een "
            "oudere versie teruggezet. U kunt zo verdergaan:"
        ),
        "register.json": _tr(
            "Het bestand dat zegt welke gegevens gelden, is beschadigd of veranderd. U kunt zo verdergaan:"
        ),
    }
    data = _tr(
        "Een deel van het bestand met uw gegevens is niet goed meer, bijvoorbeeld door een schijf die slijt. "
        "U kunt zo verdergaan:"
    )
    return kept + " " + whole.get(str(error.params.get("file", "")), data)


def kinds() -> dict[str, tuple[str, str]]:
    """Table → one and several, in the order in which she looks."""
    return {
        "client": (_tr("Cliënt"), _tr("Cliënten")),
        "notification": (_tr("Aanmelding"), _tr("Aanmeldingen")),
        "exploitation": (_tr("Uitbuiting"), _tr("Uitbuiting")),
        "trajectory": (_tr("Zorgtraject"), _tr("Zorgtrajecten")),
        "phase_start": (_tr("Fase"), _tr("Fasen")),
        "track": (_tr("Spoor"), _tr("Sporen")),
        "step": (_tr("Stap"), _tr("Stappen")),
        "contact_moment": (_tr("Contactmoment"), _tr("Contactmomenten")),
        "consent_event": (_tr("Keuze over toestemming"), _tr("Keuzes over toestemming")),
        "retraction": (_tr("Terugneming"), _tr("Terugnemingen")),
        "referral": (_tr("Verwijzing"), _tr("Verwijzingen")),
        "referral_state": (_tr("Stand van een verwijzing"), _tr("Standen van verwijzingen")),
        "disclosure": (_tr("Verstrekking"), _tr("Verstrekkingen")),
        "handover": (_tr("Hoe verstrekt"), _tr("Hoe verstrekt")),
        "organisation": (_tr("Organisatie"), _tr("Organisaties")),
        "profile": (_tr("Uw gegevens"), _tr("Uw gegevens")),
        "publication": (_tr("Uitgifte van cijfers"), _tr("Uitgiften van cijfers")),
        "frozen_half_year": (_tr("Vastgezet halfjaar"), _tr("Vastgezette halfjaren")),
    }


def ways() -> dict[str, str]:
    """Code → what is the matter with a record."""
    return {
        "lost": _tr("verloren"),
        "kept_out": _tr("staat alleen nog in de geschiedenis, want waar het bij hoorde is verloren"),
        "stand_in": _tr("verloren; er staat een lege regel, zodat wat erbij hoort er nog is"),
        "older": _tr("een eerdere versie; de laatste is verloren"),
        "reference": _tr("gered, maar waar het naar verwees is verloren"),
        "uncertain": _tr("gered, maar niet te controleren: de regel in het logboek is verloren"),
        "withdrawn": _tr("teruggenomen uit voorzorg: een andere keuze van deze cliënt is verloren"),
    }


def result_parts(result: Any) -> list[QWidget]:
    """The counts, before she switches."""
    parts: list[QWidget] = [_table(result)]
    if not result.affected and not result.lost_entries:
        parts.append(Text(_tr("Alles is gered, zoals het het laatst was opgeslagen."), "strong"))
    parts += [Text(words) for words in notes(result)]
    return parts


def notes(result: Any) -> list[str]:
    """What else she should know."""
    found = []
    filled = sum(result.filled.values())
    if filled and result.spare_at is not None:
        moment = formatting.relative_moment(result.spare_at, clock.today())
        count = formatting.count_text(filled, _tr("regel"), _tr("regels"))
        found.append(_tr("Uit de reservekopie van {moment}: {aantal}. Die zijn gelijk aan wat u het laatst opsloeg.")
                     .format(moment=moment, aantal=count))  # fmt: skip
    if result.lost_entries:
        count = formatting.count_text(result.lost_entries, _tr("handeling"), _tr("handelingen"))
        found.append(_tr("Uit het logboek zijn {aantal} verloren. De nummers en codes erna kloppen nog.")
                     .format(aantal=count))  # fmt: skip
    names = [kinds()[table][1].lower() for table in result.unsure if table in kinds()]
    if names:
        found.append(_tr("Van deze soorten kan meer verloren zijn dan hier staat: {soorten}.")
                     .format(soorten=formatting.list_text(names)))  # fmt: skip
    if any(affected.code == "withdrawn" for affected in result.affected):
        found.append(_tr(
            "Toestemmingen van cliënten van wie een keuze verloren is, gelden niet meer. Vraag ze opnieuw: de "
            "verloren keuze kan een weigering zijn geweest."
        ))  # fmt: skip
    return found


def _table(result: Any) -> Plain:
    holder = Plain()
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.LARGE)
    grid.setVerticalSpacing(look.TINY)
    grid.setColumnStretch(0, 1)
    heads = ("", _tr("Gered"), _tr("Verloren"), _tr("Nakijken"))
    for column, words in enumerate(heads):
        grid.addWidget(Text(words, "label", wrap=False), 0, column, Qt.AlignmentFlag.AlignRight)
    for number, (words, counts) in enumerate(counted(result), start=1):
        grid.addWidget(Text(words), number, 0)
        for column, value in enumerate(counts, start=1):
            is_bad = column > 1 and value > 0
            cell = Text(formatting.number_text(value), "strong" if is_bad else "text", wrap=False)
            cell.setAccessibleName(f"{words}, {heads[column]}: {value}")
            grid.addWidget(cell, number, column, Qt.AlignmentFlag.AlignRight)
    holder.box.addLayout(grid)
    return holder


def counted(result: Any) -> list[tuple[str, tuple[int, int, int]]]:
    """Per kind: saved, lost, to be looked at; kinds of which there is nothing are left out."""
    codes: Mapping[str, Counter[str]] = {table: Counter() for table in kinds()}
    for affected in result.affected:
        codes.setdefault(affected.table, Counter())[affected.code] += 1  # type: ignore[attr-defined]
    found = []
    for table, (_, several) in kinds().items():
        gone = sum(codes[table][code] for code in GONE)
        there = result.rows.get(table, 0) - codes[table]["stand_in"]
        doubtful = sum(number for code, number in codes[table].items() if code not in GONE)
        if there or gone:
            found.append((several, (there, gone, doubtful)))
    return found


def lines(result: Any) -> list[tuple[str, list[str]]]:
    """The list to work through: per client (by code), then what belongs to none, each record in one line."""
    by_client: dict[str, list[str]] = {}
    order = list(kinds())
    for affected in sorted(result.affected, key=lambda a: (order.index(a.table), a.code)):
        client = affected.client_id or ""
        by_client.setdefault(client, []).append(f"{kinds()[affected.table][0]}: {ways()[affected.code]}")
    named = {result.codes.get(client, _tr("Cliënt zonder code")): told for client, told in by_client.items() if client}
    found = [(code, _folded(told)) for code, told in sorted(named.items())]
    if "" in by_client:
        found.append((_tr("Niet van één cliënt"), _folded(by_client[""])))
    return found


def _folded(told: list[str]) -> list[str]:
    """The same line several times is one line with a number."""
    return [f"{words} ({number} ×)" if number > 1 else words for words, number in Counter(told).items()]
