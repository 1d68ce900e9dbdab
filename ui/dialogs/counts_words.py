"""The words of the page Cijfers: names of tables, what the bars show, what a refusal says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.errors import RegisterError, WouldDisclose
from app.model.count_tables import CountRequest, CountTable, Mark, MarkKind, TableKind
from app.model.periods import Period
from ui import formatting
from ui.messages import Message, message_for
from ui.models.count_model import mark_text, short_label
from ui.widgets.bar_chart import Bar

_BARS = {
    TableKind.YEARS: ("seksueel", "arbeid", "crimineel", "anders"),
    TableKind.ANNEX_4: ("SD", "GA", "GC", "GB", "OH", "NNG", "Onb"),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("counts", text)


def table_name(kind: TableKind) -> str:
    """What a table is called."""
    return {
        TableKind.YEARS: _tr("Jaaroverzicht"),
        TableKind.HALF_YEAR: _tr("Halfjaar"),
        TableKind.ANNEX_4: _tr("Bijlage 4"),
        TableKind.MUNICIPALITY: _tr("Gemeente"),
    }[kind]


def period_names(periods: Sequence[Period]) -> str:
    """“2023, 2024 en 2025”."""
    return formatting.list_text(period.label for period in periods)


def request_name(request: CountRequest) -> str:
    """“Jaaroverzicht, 2024 en 2025”."""
    return f"{table_name(request.kind)}, {period_names(request.periods)}"


def chart_title(table: CountTable) -> str:
    """What the bars show, with the period: never two units in one drawing."""
    newest = table.columns[-1].label
    titles = {
        TableKind.YEARS: _tr("Personen per vorm, {periode}"),
        TableKind.HALF_YEAR: _tr("Personen per halfjaar"),
        TableKind.ANNEX_4: _tr("Vermeldingen per sector, {periode}"),
        TableKind.MUNICIPALITY: _tr("Personen per gemeente"),
    }
    return titles[table.request.kind].format(periode=newest)


def chart_note(kind: TableKind, shown: Sequence[Bar]) -> str:
    """What must be known to read the bars."""
    notes = []
    if any(bar.value is None for bar in shown):
        notes.append(_tr("Een gestippelde balk is een beschermd cijfer; de lengte zegt niets."))
    if kind is TableKind.YEARS:
        notes.append(_tr("Vormen tellen niet op: wie op meer manieren is uitgebuit, telt bij elke vorm mee."))
    if kind is TableKind.ANNEX_4:
        notes.append(_tr("Eén persoon kan bij meer sectoren staan."))
    return " ".join(notes)


def bars(table: CountTable) -> list[Bar]:
    """Bars of the newest period (of every half-year for that table), from the marks alone."""
    if table.request.kind is TableKind.HALF_YEAR:
        found = [(period.label, table.mark("personen", period)) for period in table.columns]
    else:
        codes = _BARS.get(table.request.kind)
        rows = [row for row in table.rows if (row.code in codes if codes else row.level)]
        found = [(short_label(row), table.mark(row.code, table.columns[-1])) for row in rows]
    highest = max((mark.value for _, mark in found if mark.value), default=10)
    return [_bar(label, mark, highest) for label, mark in found]


def _bar(label: str, mark: Mark, highest: int) -> Bar:
    """The length of a dashed bar follows the longest shown bar, never the count behind it."""
    share = 0.3 if mark.kind is MarkKind.SMALL else 0.6
    return Bar(label, mark.value, mark_text(mark), max(1, round(share * highest)))


def visible_text(table: CountTable) -> str:
    """“In 2025 zijn 10 van de 16 cijfers zichtbaar.”"""
    column = [line[-1] for line in table.marks]
    shown = sum(mark.kind is MarkKind.SHOWN for mark in column)
    newest = table.columns[-1]
    words = _tr("In {periode} zijn {zichtbaar} van de {alle} cijfers zichtbaar.")
    if newest.is_half_year:
        words = _tr("In het {periode} zijn {zichtbaar} van de {alle} cijfers zichtbaar.")
    if newest.is_block:
        words = _tr("Over {periode} zijn {zichtbaar} van de {alle} cijfers zichtbaar.")
    return words.format(periode=newest.label, zichtbaar=shown, alle=len(column))


def has_protected(table: CountTable) -> bool:
    """Whether any cell is not shown."""
    return any(mark.kind is not MarkKind.SHOWN for line in table.marks for mark in line)


def refusal(error: RegisterError) -> Message:
    """What to say when a table is refused: what, why, what helps (``counts.md`` §10)."""
    if not isinstance(error, WouldDisclose):
        return message_for(error)
    numbers = [str(number) for number in error.params.get("publications", ())]
    beside = formatting.list_text(numbers)
    if len(numbers) == 1:
        words = _tr("uitgifte {nummers}").format(nummers=beside)
    else:
        words = _tr("de uitgiften {nummers}").format(nummers=beside) if numbers else _tr("de tabel zelf")
    helps = formatting.list_text((_helps().get(code, code) for code in error.params.get("helps", ())), _tr("of"))
    return message_for(WouldDisclose(publications=words, helps=helps))


def _helps() -> dict[str, str]:
    return {
        "subregion": _tr("regio’s in plaats van gemeenten (tabel Jaaroverzicht)"),
        "merge_forms": _tr("vormen samenvoegen (tabel Jaaroverzicht)"),
        "whole_year": _tr("een heel jaar (tabel Jaaroverzicht)"),
        "three_years": _tr("drie jaar samen (tabel Gemeente)"),
    }
