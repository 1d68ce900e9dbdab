"""A protected table as CSV text that Dutch Excel and LibreOffice open at a double click, and back.

UTF-8 with BOM, semicolons, CRLF. Every cell is a plain number, a word, ``<5`` or ``x``: nothing that a
spreadsheet takes for a formula or a date. The same table always gives the same text. Only protected
tables can be given in; writing the text to a place is the gate's business, not done here.
"""

from __future__ import annotations

import csv
import io

from app.model.count_tables import ROWS, CountFormat, CountRequest, CountTable, Mark, Row, TableKind, Unit
from app.model.periods import Period

_BOM = "\ufeff"
_ROW_HEAD, _UNIT_HEAD = "rij", "eenheid"
_INDENT = "  "
_REGISTER = "zorgcoördinator mensenhandel Zeeland"
TITLES = {
    TableKind.YEARS: "Jaaroverzicht",
    TableKind.HALF_YEAR: "Halfjaar",
    TableKind.ANNEX_4: "Bijlage 4",
    TableKind.MUNICIPALITY: "Gemeente",
}
_UNIT_DEFINITIONS = {
    Unit.PERSONS: "ieder mens telt één keer, in het halfjaar van de eerste aanmelding ooit; "
    "leeftijd en gemeente zijn die bij de eerste aanmelding",
    Unit.NOTIFICATIONS: "één persoon kan door meer organisaties zijn aangemeld",
    Unit.MENTIONS: "één persoon kan op meer manieren zijn uitgebuit en telt dan bij elke sector één keer; "
    "Onb alleen als geen andere sector bekend is",
}
_ROW_NOTES = {
    TableKind.YEARS: "wie op meer manieren is uitgebuit, telt bij elke vorm mee: de vormen (seksueel, "
    "arbeid, crimineel en bedelarij, anders of onbekend) tellen niet op tot het totaal",
    TableKind.MUNICIPALITY: "gemeente waar iemand is aangetroffen, anders uitgebuit, anders ingeschreven",
    TableKind.ANNEX_4: "SD seksuele dienstverlening, GA gereguleerde arbeid en dienstverlening, GC gedwongen "
    "criminaliteit, GB gedwongen bedelarij, OH orgaanhandel, NNG nog niet gewerkt, Onb onbekend",
}
_MARKS_NOTE = "<5 is 0, 1, 2, 3 of 4; x is afgeschermd en kan elk aantal zijn"
_HOW_TO_READ = """Hoe leest u deze cijfers?

Wie telt mee?
Mogelijke slachtoffers van mensenhandel die bij de zorgcoördinator Zeeland zijn aangemeld. Niet \
iedereen is in beeld. Een laag cijfer betekent niet dat er weinig mensenhandel is.

Waarom andere cijfers dan CoMensha of politie?
Zij tellen anders, in een ander gebied. Tel de cijfers niet op.

Wat tellen wij?
Personen: ieder mens één keer, in het halfjaar van de eerste aanmelding. Aanmeldingen: één persoon \
kan door meer organisaties zijn aangemeld. Sectorvermeldingen: één persoon kan op meer manieren zijn \
uitgebuit. Vergelijk deze drie niet. Leeftijd en gemeente gelden bij de eerste aanmelding. Wie op \
meer manieren is uitgebuit, telt bij elke vorm mee; de vormen tellen dus niet op tot het totaal. \
Gemeente: waar iemand is aangetroffen, anders uitgebuit, anders ingeschreven.

Wat betekent <5?
0, 1, 2, 3 of 4.

Wat betekent x?
Afgeschermd: het kan elk aantal zijn. Anders kon u een klein cijfer uitrekenen. Daarom ontbreekt \
soms juist een totaal.

Hoe veilig is dit?
Achter elke <5 kan nog 0 tot en met 4 zitten, ook als u alle tabellen naast elkaar legt.

Wat vragen wij u?
Probeer niemand te herkennen en deel geen kennis over personen. Noem geen stijging of daling bij <5 \
of x. Vermeld altijd periode en eenheid.

Meer nodig?
Vraag een langere periode of grotere groepen. Knelpunten bespreken wij graag, zonder personen en \
aantallen.
"""


def how_to_read() -> str:
    """The text that goes beside every set of counts (texts.md §7), as plain text with CRLF and BOM."""
    return _BOM + _HOW_TO_READ.replace("\n", "\r\n")


def file_name(request: CountRequest) -> str:
    """A name for the file in plain letters, from the request alone: ``jaaroverzicht-2024-2026.csv``."""
    codes = [request.periods[0].code, request.periods[-1].code]
    return "-".join([request.kind.value, *dict.fromkeys(codes)]).replace("_", "-") + ".csv"


def write(table: CountTable) -> str:
    """The table as the text of a file, beginning with the BOM."""
    units = list(dict.fromkeys(row.unit for row in table.rows))
    several = len(units) > 1
    lines = _head(table, units)
    periods = [period.label for period in table.columns]
    lines.append([_ROW_HEAD, *([_UNIT_HEAD] if several else []), *periods])
    for row, marks in zip(table.rows, table.marks, strict=True):
        unit = [row.unit.value] if several else []
        lines.append([_label(row), *unit, *(mark.text for mark in marks)])
    return _BOM + "".join(";".join(_quoted(_safe(cell)) for cell in line) + "\r\n" for line in lines)


def read(text: str) -> CountTable:
    """The table that a text of :func:`write` holds; ValueError unless writing it gives exactly this text."""
    try:
        lines = list(csv.reader(io.StringIO(text.removeprefix(_BOM), newline=""), delimiter=";", strict=True))
    except csv.Error as error:
        raise ValueError("not a published table") from error
    kinds = {f"{title} {_REGISTER}": kind for kind, title in TITLES.items()}
    if not lines or not lines[0] or lines[0][0] not in kinds:
        raise ValueError("not a published table")
    kind = kinds[lines[0][0]]
    start = next((n for n, line in enumerate(lines) if line[:1] == [_ROW_HEAD]), None)
    if start is None or len(lines) - start - 1 != len(ROWS[kind]):
        raise ValueError("not a published table")
    skip = 2 if lines[start][1:2] == [_UNIT_HEAD] else 1
    periods = tuple(Period.from_label(label) for label in lines[start][skip:])
    marks = tuple(tuple(Mark.parse(cell) for cell in line[skip:]) for line in lines[start + 1 :])
    table = CountTable(CountRequest(kind, periods), marks)
    if write(table) != text:
        raise ValueError("not a published table")
    return table


FORMAT = CountFormat(write, read)


def _head(table: CountTable, units: list[Unit]) -> list[list[str]]:
    unit = "per rij, zie de kolom eenheid" if len(units) > 1 else units[0].value
    lines = [
        [f"{TITLES[table.request.kind]} {_REGISTER}"],
        ["Periode", "gesloten periode: " + ", ".join(period.label for period in table.columns)],
        ["Eenheid", unit],
        *([f"Definitie {each.value}", _UNIT_DEFINITIONS[each]] for each in units),
    ]
    if table.request.kind in _ROW_NOTES:
        lines.append(["Toelichting", _ROW_NOTES[table.request.kind]])
    return [*lines, ["Tekens", _MARKS_NOTE], []]


def _label(row: Row) -> str:
    return _INDENT * row.level + row.label


def _safe(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe before what starts like a formula."""
    return "'" + cell if cell.lstrip()[:1] in tuple("=+-@\t\r") and cell.strip() else cell


def _quoted(cell: str) -> str:
    """Quoted for a comma or tab too: LibreOffice may take those for separators at the first opening."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ';,"\t\r\n') else cell
