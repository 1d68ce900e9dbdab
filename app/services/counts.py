"""Counts for the werkgroep: what can be asked, protect and prove, record, and only then write.

Three steps, so that the solver never holds the register: :func:`prepare` reads plain values,
:func:`protect` is a pure task, :func:`publish` writes in a second transaction that fails if the
ledger has moved. A file is written by :func:`save` from the text of a stored publication alone.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path

from app import clock
from app.errors import HeadMoved, PlaceExists
from app.model.count_tables import CountRequest, LedgerEntry, Protected, TableKind
from app.model.periods import HalfYear, Period, closed_half_years
from app.model.publications import CountInputs, Publication
from app.storage import publications
from app.storage.register import Reader, Register


def choices(register: Register) -> dict[TableKind, tuple[Period, ...]]:
    """Per ready-made table the closed periods in which anything counts, newest first."""
    today = clock.today()
    with register.reading() as read:
        first = publications.first_half_year(read)
    halves = closed_half_years(first, today) if first else ()
    years = sorted({half.year for half in halves})
    closed_years = [Period.of_year(y) for y in years if Period.of_year(y).is_closed(today)]
    blocks = dict.fromkeys(Period.block(y) for y in years)
    closed_blocks = [block for block in blocks if block.is_closed(today)]
    return {
        TableKind.YEARS: tuple(reversed(closed_years)),
        TableKind.HALF_YEAR: tuple(Period.half(half) for half in reversed(halves)),
        TableKind.ANNEX_4: tuple(reversed(closed_years)),
        TableKind.MUNICIPALITY: tuple(reversed(closed_blocks)),
    }


def next_closing(register: Register) -> HalfYear:
    """The running half-year: its counts can be made from the day after it ends."""
    return HalfYear.of(clock.today())


def prepare(register: Register, request: CountRequest) -> CountInputs:
    """Everything the pure task needs. Raises PeriodOpen for a running period, LedgerDamaged."""
    from app.counts.publication import check_closed, needed_half_years

    check_closed(request, clock.today())
    with register.reading() as read:
        earlier = publications.ledger(read)
        needed = needed_half_years(request, earlier)
        fixed = publications.frozen(read)
        fresh = publications.facts(read, [half for half in needed if half not in fixed])
        base = {half: fixed[half] if half in fixed else fresh[half] for half in needed}
        return CountInputs(request, base, frozenset(fixed), earlier)


def protect(inputs: CountInputs, progress: Callable[[int, int], None] | None = None, seconds: float = 60) -> Protected:
    """Protect and prove; pure, for the worker. Raises WouldDisclose, NotProved, LedgerDamaged, SolverMissing.

    ``progress(steps, 0)`` is called before each step of the solver (how many there will be is not
    known) and may raise Cancelled.
    """
    from app.counts.publication import publish as protect_and_prove
    from app.exporters.counts_csv import FORMAT

    steps = itertools.count(1)
    step = None if progress is None else lambda: progress(next(steps), 0)
    return protect_and_prove(inputs.request, inputs.base, inputs.ledger, FORMAT, progress=step, seconds=seconds)


def publish(register: Register, inputs: CountInputs, protected: Protected, *, id: str) -> Publication:
    """Record the publication and freeze what it touches; an identical request gives the stored one.

    Raises :class:`HeadMoved` when the ledger, or what is counted in a half-year that would now be
    frozen, changed since :func:`prepare`; then prepare again: nobody may be frozen out unseen.
    """
    with register.transaction("publication.made") as act:
        earlier = publications.ledger(act)
        stored = _stored(act, inputs.request, earlier)
        if stored is not None:
            return stored
        fixed = publications.frozen(act)
        if earlier != inputs.ledger or frozenset(fixed) != inputs.already_frozen or protected.certificate is None:
            raise HeadMoved
        fresh = {half: base for half, base in inputs.base.items() if half not in fixed}
        if publications.facts(act, fresh) != fresh:
            raise HeadMoved
        number = len(earlier) + 1
        act.about("publication", id)
        content = {"certificate": json.loads(protected.certificate.to_json())}
        values = {
            "id": id,
            "number": number,
            "request_key": inputs.request.key,
            "request": json.dumps({"key": inputs.request.key}),
            "content": json.dumps(content, sort_keys=True),
            "csv_text": protected.csv_text,
            "csv_sha256": hashlib.sha256(protected.csv_text.encode()).hexdigest(),
            "published_at": act.at,
        }
        publications.insert(act, values, fresh)
        act.anchors = True
        return Publication(
            id, number, inputs.request, protected.table, protected.certificate, protected.csv_text,
            str(values["csv_sha256"]), act.at,
        )  # fmt: skip


def _stored(read: Reader, request: CountRequest, earlier: tuple[LedgerEntry, ...]) -> Publication | None:
    number = next((entry.number for entry in earlier if entry.request == request), None)
    return next((p for p in _all(read) if p.number == number), None)


def _all(read: Reader) -> tuple[Publication, ...]:
    from app.exporters.counts_csv import read as read_table

    return tuple(
        Publication(
            row["id"],
            row["number"],
            CountRequest.from_key(row["request_key"]),
            read_table(row["csv_text"]),
            publications.certificate(row),
            row["csv_text"],
            row["csv_sha256"],
            row["published_at"],
        )
        for row in publications.rows(read)
    )


def earlier(register: Register) -> tuple[Publication, ...]:
    """Every publication so far, oldest first."""
    with register.reading() as read:
        publications.ledger(read)
        return _all(read)


def explanation_beside(path: Path) -> Path:
    """Where *Hoe leest u deze cijfers?* goes when the counts go to ``path``."""
    return path.with_name(path.stem + "-uitleg.txt")


def check_place(path: Path) -> None:
    """Raises PlaceExists when saving there would write over a file; asked before anything is recorded."""
    if path.exists() or _is_other_explanation(explanation_beside(path)):
        raise PlaceExists


def _is_other_explanation(path: Path) -> bool:
    from app.security import files

    try:
        return files.read(path) != how_to_read().encode()
    except FileNotFoundError:
        return False


def save(publication: Publication, path: Path, *, overwrite: bool = False) -> None:
    """Write the stored text to a file she chose, and *Hoe leest u deze cijfers?* beside it.

    Raises PlaceExists without ``overwrite``, or what the disk says; the publication stays recorded.
    """
    from app.security import files

    if not overwrite:
        check_place(path)
    write = files.replace if overwrite else files.write_new
    write(path, publication.csv_text.encode())
    files.replace(explanation_beside(path), how_to_read().encode())


def cells(csv_text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a file of counts, line by line, as a spreadsheet will show them."""
    text = io.StringIO(csv_text.removeprefix("\ufeff"), newline="")
    return tuple(tuple(line) for line in csv.reader(text, delimiter=";", strict=True))


def how_to_read() -> str:
    """*Hoe leest u deze cijfers?*, word for word as it is saved beside the counts."""
    from app.exporters.counts_csv import how_to_read as text

    return text()


def file_name(request: CountRequest) -> str:
    """The name proposed: from the request alone, no date and no person."""
    from app.exporters.counts_csv import file_name as name_of

    return name_of(request)
