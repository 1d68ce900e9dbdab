"""Choose which counts are shown: the algorithm of counts.md §10, on one set of connected half-years.

Small counts start as ``<5``, others shown. While a value that must stay possible is not, one integer
program finds the cheapest cells to turn into ``x``; afterwards each ``x`` is tried once more. Costs go
by place in the table, never by value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.counts.counting import FORMS, PARTITIONS, Groups, more_than_one_form, row_groups
from app.counts.solver import Form, Line, near_many, proved_minimum, whole_numbers
from app.counts.system import Count, Span, System, isolated
from app.counts.watch import Watch
from app.errors import WouldDisclose
from app.model.count_tables import HIDDEN, ROWS, SECTORS, SMALL, UNKNOWN_SECTOR, BaseCounts, Mark, TableKind
from app.model.periods import HalfYear

SMALL_VALUES = range(5)
_PERSONS_COST, _ROW_COST, _NOTIFICATIONS_COST, _SMALL_COST = 6_000, 2_000, 800, 100


@dataclass(frozen=True)
class Cell:
    """A written count: its sum, the mark it already has (None: new), and its place (row, column)."""

    count: Count
    published: Mark | None
    place: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Need:
    """A sum that must be able to lie between two values (``high`` None: or be more)."""

    form: Form
    low: int
    high: int | None

    def line(self) -> Line:
        """The same as a row of a program."""
        return Line(self.form, self.low, self.high)


def unwritten_rows(municipalities: bool, annex_4: bool) -> list[Groups]:
    """The rows that stay protected where they are not written: those of the year page and ``Onb``,
    and those of Bijlage 4 and of the gemeenten once such a table hangs together with this one.

    The other rows of Bijlage 4 lie within a row of the year page that can be 4 or more, beside
    another row that can take the rest; ``Onb`` alone excludes every other sector.
    """
    codes = [row.code for row in ROWS[TableKind.YEARS]] + [UNKNOWN_SECTOR]
    if annex_4:
        codes += [row.code for row in ROWS[TableKind.ANNEX_4]]
    if municipalities:
        codes += [row.code for row in ROWS[TableKind.MUNICIPALITY]]
    return list(dict.fromkeys(row_groups(code) for code in codes))


class _Witnesses:
    """Whole-number registers that fit all published tables; each proves what it shows to be possible."""

    def __init__(self, found: Sequence[list[int]]) -> None:
        self.found = list(found)
        self._sums: dict[Form, list[int]] = {}

    def meet(self, need: Need) -> bool:
        """Whether one of them meets a need."""
        sums = self._sums.setdefault(need.form, [])
        for values in self.found[len(sums) :]:
            sums.append(sum(values[i] for i in need.form))
        return any(need.low <= value and (need.high is None or value <= need.high) for value in sums)

    def that_hold(self, line: Line) -> _Witnesses:
        """Those that also satisfy one more row."""
        return _Witnesses([values for values in self.found if line.holds(values)])


class Protection:
    """The cells of one component and the search for their marks. Pure; deterministic for equal input."""

    def __init__(
        self, cells: Sequence[Cell], frozen: Mapping[HalfYear, BaseCounts], watch: Watch, rows: list[Groups]
    ) -> None:
        self._cells = list(cells)
        self._written = {cell.count for cell in cells}
        self._spans = list(dict.fromkeys(cell.count.span for cell in cells))
        self._unwritten = [
            Count(groups, span)
            for span in isolated(self._spans)
            for groups in rows
            if Count(groups, span) not in self._written
        ]
        multiple = [Count(more_than_one_form(), span) for span in self._spans]
        self._system = System([*self._written, *self._unwritten, *multiple], frozen)
        self._forms = [self._system.form(cell.count) for cell in cells]
        self._truths = [self._system.value(form) for form in self._forms]
        self._later = [self._system.form(count) for count in self._unwritten if _may_be_asked(count)]
        self._watch = watch
        self._lasting = [*self._unwritten_needs(), *self._form_needs()]

    def marks(self) -> list[Mark]:
        """One mark per cell. WouldDisclose when hiding everything new is not enough; NotProved, Cancelled."""
        start = [
            cell.published or (SMALL if truth in SMALL_VALUES else Mark.shown(truth))
            for cell, truth in zip(self._cells, self._truths, strict=True)
        ]
        witnesses = _Witnesses([self._system.truth])
        hidden = self._hide(start, witnesses)
        return self._show_again(hidden, start, witnesses)

    def _is_accepted(self, groups: Groups, span: Span) -> bool:
        """Personen and politie of Bijlage 4 tell how many the others reported at least; §10 prints them so."""
        return groups == row_groups("anderen") and Count(row_groups("opvanginstelling"), span) in self._written

    # -- what must stay possible -----------------------------------------------------------------

    def _needs(self, marks: Sequence[Mark]) -> Iterator[Need]:
        """Kinds 1, 2, 3 and 4 of the protected counts, in the order of the table."""
        for form, truth in zip(self._forms, self._truths, strict=True):
            if truth in SMALL_VALUES:
                yield from _each_small_value(form)
        yield from self._remainder_needs(marks)
        yield from self._lasting

    def _unwritten_needs(self) -> Iterator[Need]:
        for count in self._unwritten:
            form = self._system.form(count)
            if self._system.value(form) in SMALL_VALUES and not self._is_accepted(count.groups, count.span):
                yield from _each_small_value(form)

    def _form_needs(self) -> Iterator[Need]:
        vormen = {row_groups(code) for code in (*FORMS, *SECTORS, UNKNOWN_SECTOR)}
        for span in self._spans:
            form = self._system.form(Count(more_than_one_form(), span))
            persons = self._system.value(self._system.form(Count(row_groups("personen"), span)))
            with_forms = any(count.span == span and count.groups in vormen for count in self._written)
            if with_forms and persons >= 5 and self._system.value(form) in SMALL_VALUES:
                yield Need(form, 5, None)

    def _remainder_needs(self, marks: Sequence[Mark]) -> Iterator[Need]:
        """Small parts under a total of 5 or more: together they must be able to be 5 or more."""
        numbers = {cell.count: number for number, cell in enumerate(self._cells)}
        for span in self._spans:
            for total, parts in PARTITIONS:
                found = [numbers.get(Count(row_groups(code), span)) for code in (total, *parts)]
                places = [number for number in found if number is not None]
                if len(places) != len(found) or self._truths[places[0]] in SMALL_VALUES:
                    continue
                small = [number for number in places[1:] if self._truths[number] in SMALL_VALUES]
                marked = [number for number in small if marks[number] == SMALL]
                for members in dict.fromkeys((tuple(small), tuple(marked))):
                    yield from self._together(members)

    def _together(self, members: Collection[int]) -> Iterator[Need]:
        form = tuple(i for number in members for i in self._forms[number])
        under_small = any(
            cell.published == SMALL and set(form) <= set(known)
            for cell, known in zip(self._cells, self._forms, strict=True)
        )
        if len(members) > 1 and not under_small and self._system.value(form) in SMALL_VALUES:
            yield Need(form, 5, None)

    def _hidden_needs(self, lines: Sequence[Line], marks: Sequence[Mark]) -> Iterator[Need]:
        """Kind 5: an ``x`` that could be 0 to 4 must be able to be each of them, whatever it is.

        A count that can be singled out and may still be asked for is treated like an ``x`` before
        that: else it may come to lie between 4 and 7, and then it can be hidden no more.
        """
        hidden = [form for form, mark in zip(self._forms, marks, strict=True) if mark == HIDDEN]
        for form in (*hidden, *self._later):
            if self._system.value(form) not in SMALL_VALUES:
                bound = proved_minimum(self._system.columns, lines, form, self._watch.left())
                if bound is None or bound <= 4:
                    yield from _each_small_value(form)

    # -- the search ------------------------------------------------------------------------------

    def _lines(self, marks: Sequence[Mark]) -> list[Line]:
        found = list(self._system.equalities)
        for form, mark in zip(self._forms, marks, strict=True):
            line = mark_line(form, mark)
            found += [line] if line is not None else []
        return found

    def _solve(self, lines: Sequence[Line], need: Need) -> list[int] | None:
        return whole_numbers(self._system.columns, [*lines, need.line()], self._watch.left())

    def _hide(self, marks: list[Mark], witnesses: _Witnesses) -> list[Mark]:
        marks = list(marks)
        while (need := self._first_unmet(marks, witnesses)) is not None:
            values = self._cheapest(marks, need)
            if values is None:
                self._give_up(need)
                continue
            for number, switch in self._switches(marks).items():
                if values[switch]:
                    marks[number] = HIDDEN
            witnesses.found.append(values[: self._system.columns])
        return marks

    def _give_up(self, need: Need) -> None:
        """Hiding everything new is not enough: refuse, unless the earlier publications alone exclude
        an unwritten value, by an exact proof; then this one takes nothing away.
        """
        self._watch.left()
        old = self._lines([cell.published or HIDDEN for cell in self._cells])
        if need not in self._lasting or not excluded(self._system.columns, old, need, self._watch):
            raise WouldDisclose
        self._lasting.remove(need)

    def _first_unmet(self, marks: Sequence[Mark], witnesses: _Witnesses) -> Need | None:
        lines = self._lines(marks)
        for needs in (self._needs(marks), self._hidden_needs(lines, marks)):
            unmet = [need for need in dict.fromkeys(needs) if not witnesses.meet(need)]
            self._meet_many(lines, unmet, witnesses)
            for need in unmet:
                if not witnesses.meet(need):
                    found = self._solve(lines, need)
                    if found is None:
                        return need
                    witnesses.found.append(found)
        return None

    def _meet_many(self, lines: Sequence[Line], needs: Sequence[Need], witnesses: _Witnesses) -> None:
        """Look for witnesses that meet many needs at once; value by value, as long as that helps."""
        for low in dict.fromkeys(need.low for need in needs):
            unmet = [need for need in needs if need.low == low]
            while len(unmet) > 2:
                wanted = [need.line() for need in unmet]
                found = near_many(self._system.columns, lines, wanted, self._watch.left())
                witnesses.found += [found] if found is not None else []
                rest = [need for need in unmet if not witnesses.meet(need)]
                if len(rest) > len(unmet) - 3:
                    break
                unmet = rest

    def _show_again(self, marks: list[Mark], start: Sequence[Mark], witnesses: _Witnesses) -> list[Mark]:
        turned = [number for number, mark in enumerate(marks) if mark != start[number]]
        for number in sorted(turned, key=lambda number: -self._cost(number, start[number])):
            trial = [*marks[:number], start[number], *marks[number + 1 :]]
            line = mark_line(self._forms[number], start[number])
            kept = witnesses.that_hold(line) if line is not None else _Witnesses(witnesses.found)
            before = len(kept.found)
            if self._first_unmet(trial, kept) is None:
                marks, witnesses = trial, kept
            else:
                witnesses.found += kept.found[before:]
        return marks

    def _switches(self, marks: Sequence[Mark]) -> dict[int, int]:
        free = [number for number, mark in enumerate(marks) if mark != HIDDEN and self._cells[number].published is None]
        return {number: self._system.columns + place for place, number in enumerate(free)}

    def _cheapest(self, marks: Sequence[Mark], need: Need) -> list[int] | None:
        """The cheapest further cells to hide so that the need is met; None when none or not in time."""
        switches = self._switches(marks)
        most = 1 << max(10, max(self._truths).bit_length() + 1)
        lines = [*self._system.equalities, need.line()]
        for number, (form, mark) in enumerate(zip(self._forms, marks, strict=True)):
            line = mark_line(form, mark)
            if line is None:
                continue
            if number not in switches:
                lines.append(line)
                continue
            high, low = line.high or 0, line.low or 0
            lines.append(Line(form, None, high, switch=((switches[number], -most),)))
            lines.append(Line(form, low, None, switch=((switches[number], low),)))
        cost = {switch: self._cost(number, marks[number]) for number, switch in switches.items()}
        columns = self._system.columns + len(switches)
        return whole_numbers(columns, lines, self._watch.left(), cost, range(self._system.columns, columns))

    def _cost(self, number: int, mark: Mark) -> int:
        """By place only: personen over category rows over aanmeldingen; earlier rows are kept longer."""
        cell = self._cells[number]
        row, column = cell.place
        late = 20 * (20 - row) + column
        if mark == SMALL:
            return _SMALL_COST + late // 20
        if cell.count.groups == row_groups("personen"):
            return _PERSONS_COST + column
        if cell.count.groups == row_groups("aanmeldingen"):
            return _NOTIFICATIONS_COST + column
        return _ROW_COST + late


def _may_be_asked(count: Count) -> bool:
    """Whether a later table can hold this count: totals of a half-year, rows of a year."""
    halves = sorted(count.span)
    if len(halves) == 1:
        kinds = [TableKind.HALF_YEAR]
    else:
        whole_year = len(halves) == 2 and halves[0].year == halves[1].year
        kinds = [TableKind.YEARS, TableKind.ANNEX_4] if whole_year else []
    return any(row_groups(row.code) == count.groups for kind in kinds for row in ROWS[kind])


def mark_line(form: Form, mark: Mark) -> Line | None:
    """What a reader knows from a mark; None for ``x``, which says nothing."""
    if mark == HIDDEN:
        return None
    return Line(form, 0, 4) if mark == SMALL else Line(form, mark.value, mark.value)


def excluded(columns: int, lines: Sequence[Line], need: Need, watch: Watch) -> bool:
    """Whether it is proved, in exact fractions, that a need cannot be met under these lines."""
    low = proved_minimum(columns, lines, need.form, watch.left())
    if low is not None and need.high is not None and low > need.high:
        return True
    high = proved_minimum(columns, lines, need.form, watch.left(), sign=-1)
    return high is not None and -high < need.low


def _each_small_value(form: Form) -> Iterator[Need]:
    return (Need(form, value, value) for value in SMALL_VALUES)
