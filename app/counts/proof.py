"""The proof: a path of its own from the written texts to the promise.

It shares with the search only the meaning of the rows and the solver. It reads the CSV texts, sets up
the unknowns of every half-year in the finest groups, works out for itself what must stay possible, and
accepts nothing but a whole-number register per required value, checked here in Python integers. No
answer from the solver means: not proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.counts.counting import (
    EQUAL_FAMILIES,
    FAMILY_GROUPS,
    FORMS,
    GROUPS,
    PARTITIONS,
    Groups,
    group_values,
    more_than_one_form,
    row_groups,
)
from app.counts.solver import Line, near_many, proved_minimum, whole_numbers
from app.counts.watch import Watch
from app.errors import NotProved
from app.model.count_tables import HIDDEN, ROWS, SMALL, BaseCounts, CountTable, Mark, TableKind
from app.model.periods import HalfYear

Key = tuple[Groups, frozenset[HalfYear]]


@dataclass(frozen=True)
class Demand:
    """One sum and one value (or ``at least``) that a reader must hold possible."""

    key: Key
    low: int
    high: int | None


class Proof:
    """All tables that hang together, as a reader sees them, beside the frozen counts."""

    def __init__(
        self,
        earlier: Sequence[CountTable],
        new: CountTable,
        halves: frozenset[HalfYear],
        frozen: Mapping[HalfYear, BaseCounts],
        watch: Watch,
    ) -> None:
        self._watch = watch
        self._halves = sorted(halves)
        self._old = self._read(earlier)
        self._marks = self._read([*earlier, new])
        self._kinds = {table.request.kind for table in (*earlier, new) if halves.intersection(table.request.half_years)}
        self._values = {half: group_values(frozen[half]) for half in self._halves}
        self._demands = list(dict.fromkeys(self._all_demands()))
        self._columns = self._reduce()
        self._forms: dict[Key, tuple[int, ...]] = {}

    @property
    def unknowns(self) -> int:
        """How many unknowns the whole system has, before any are taken together.

        Not the reduced number: that depends on what must be protected, so on values not shown.
        """
        return len(self._halves) * len(GROUPS)

    @property
    def equations(self) -> int:
        """How many rows: equalities and marks that say something."""
        return len(self._lines(self._marks))

    def run(self) -> None:
        """Returns only when every required value has a checked witness; NotProved or Cancelled otherwise."""
        lines = self._lines(self._marks)
        truth = [sum(self._values[half][i] for half, i in cells) for cells in self._columns]
        witnesses = [truth]
        if not all(line.holds(truth) for line in lines):
            raise NotProved(seconds=0)
        hidden = [key for key, mark in self._marks.items() if mark == HIDDEN]
        open_keys = [key for key in hidden if not self._is_five_or_more(key, lines)]
        values = (Demand(key, value, value) for key in open_keys for value in range(5))
        demands = list(dict.fromkeys([*self._demands, *values]))
        self._gather(demands, lines, witnesses)
        for demand in demands:
            self._require(demand, lines, witnesses)

    # -- what is demanded ------------------------------------------------------------------------

    def _value(self, key: Key) -> int:
        return sum(self._values[half][i] for half in key[1] for i in key[0])

    def _all_demands(self) -> Iterator[Demand]:
        for key in [*self._marks, *self._single_out()]:
            if self._value(key) < 5:
                yield from (Demand(key, value, value) for value in range(5))
        for span in {span for _, span in self._marks}:
            yield from self._sums(span)

    def _single_out(self) -> Iterator[Key]:
        """Rows that are not written, in spans that the published periods leave over or hold."""
        kinds = self._kinds | {TableKind.YEARS}
        rows = {row_groups(row.code) for kind in kinds for row in ROWS[kind]} | {row_groups("Onb")}
        spans = {span for _, span in self._marks}
        reached, once = set(spans), spans | {a - b for a in spans for b in spans if b < a}
        while more := {a - b for a in reached for b in reached if b < a} - reached:
            reached |= more
        within_a_year = {span for span in reached if len({half.year for half in span}) == 1}
        for span in sorted(once | within_a_year, key=sorted):
            yield from ((groups, span) for groups in rows if not self._is_known((groups, span)))

    def _is_known(self, key: Key) -> bool:
        """Written; or the notifications by others in a column of Bijlage 4, of which personen and politie
        tell a least number (accepted: counts.md §10 prints that table so)."""
        of_annex = (row_groups("opvanginstelling"), key[1]) in self._marks
        return key in self._marks or (of_annex and key[0] == row_groups("anderen"))

    def _sums(self, span: frozenset[HalfYear]) -> Iterator[Demand]:
        everyone = (row_groups("personen"), span)
        several = (more_than_one_form(), span)
        form_rows = {row_groups(code) for code in (*FORMS, *(row.code for row in ROWS[TableKind.ANNEX_4][6:]))}
        has_forms = any((groups, span) in self._marks for groups in form_rows)
        if has_forms and self._value(everyone) >= 5 and self._value(several) < 5:
            yield Demand(several, 5, None)
        for total, parts in PARTITIONS:
            keys = [(row_groups(code), span) for code in (total, *parts)]
            if all(key in self._marks for key in keys) and self._value(keys[0]) >= 5:
                yield from self._remainders(keys[1:], span)

    def _remainders(self, parts: list[Key], span: frozenset[HalfYear]) -> Iterator[Demand]:
        small = [key for key in parts if self._value(key) < 5]
        for members in (small, [key for key in small if self._marks[key] == SMALL]):
            whole = (frozenset[int]().union(*(groups for groups, _ in members)), span)
            within = any(
                mark == SMALL and other_span == span and whole[0] <= groups
                for (groups, other_span), mark in self._old.items()
            )
            if len(members) > 1 and not within and self._value(whole) < 5:
                yield Demand(whole, 5, None)

    # -- the equations ---------------------------------------------------------------------------

    def _read(self, tables: Sequence[CountTable]) -> dict[Key, Mark]:
        found: dict[Key, Mark] = {}
        for table in tables:
            for row, marks in zip(table.rows, table.marks, strict=True):
                for period, mark in zip(table.columns, marks, strict=True):
                    key = (row_groups(row.code), frozenset(period.half_years))
                    if key[1] <= set(self._halves) and found.setdefault(key, mark) != mark:
                        raise NotProved(seconds=0)
        return found

    def _reduce(self) -> list[list[tuple[HalfYear, int]]]:
        """Unknowns (half-year, group) that stand in exactly the same sums, taken together."""
        sums: list[Key] = [*self._marks, *(demand.key for demand in self._demands)]
        sums += [(groups, frozenset({half})) for groups in FAMILY_GROUPS.values() for half in self._halves]
        sums = list(dict.fromkeys(sums))
        columns: dict[tuple[int, ...], list[tuple[HalfYear, int]]] = {}
        for half in self._halves:
            within = [(n, groups) for n, (groups, span) in enumerate(sums) if half in span]
            for i in range(len(GROUPS)):
                signature = tuple(n for n, groups in within if i in groups)
                columns.setdefault(signature, []).append((half, i))
        return list(columns.values())

    def _form(self, key: Key) -> tuple[int, ...]:
        groups, span = key
        return tuple(n for n, cells in enumerate(self._columns) if cells[0][0] in span and cells[0][1] in groups)

    def _lines(self, marks: Mapping[Key, Mark]) -> list[Line]:
        lines = []
        for half in self._halves:
            one = frozenset({half})
            persons = self._form((FAMILY_GROUPS["sector_sets"], one))
            for family in EQUAL_FAMILIES:
                lines.append(Line(persons, 0, 0, minus=self._form((FAMILY_GROUPS[family], one))))
        for key, mark in marks.items():
            if mark != HIDDEN:
                low, high = (0, 4) if mark == SMALL else (mark.value, mark.value)
                lines.append(Line(self._form(key), low, high))
        return lines

    # -- witnesses -------------------------------------------------------------------------------

    def _gather(self, demands: list[Demand], lines: list[Line], witnesses: list[list[int]]) -> None:
        """Witnesses that show many values at once; :meth:`_require` asks for what they leave open."""
        for low in range(6):
            wanted = [Line(self._form(each.key), low, each.high) for each in demands if each.low == low]
            while unmet := [each for each in wanted if not any(each.holds(known) for known in witnesses)]:
                found = near_many(len(self._columns), lines, unmet, self._watch.left())
                if found is None or sum(each.holds(found) for each in unmet) < 3:
                    break
                if not all(each.holds(found) for each in lines):
                    raise NotProved(seconds=0)
                witnesses.append(found)

    def _require(self, demand: Demand, lines: list[Line], witnesses: list[list[int]]) -> None:
        line = Line(self._form(demand.key), demand.low, demand.high)
        if any(line.holds(values) for values in witnesses):
            return
        found = whole_numbers(len(self._columns), [*lines, line], self._watch.left())
        if found is not None and all(each.holds(found) for each in (*lines, line)):
            witnesses.append(found)
        elif demand.key in self._marks or not self._was_excluded(line):
            self._watch.left()
            raise NotProved(seconds=0)

    def _was_excluded(self, line: Line) -> bool:
        """An unwritten value that the earlier publications alone exclude, by exact multipliers."""
        lines, size = self._lines(self._old), len(self._columns)
        low = proved_minimum(size, lines, line.plus, self._watch.left())
        high = proved_minimum(size, lines, line.plus, self._watch.left(), sign=-1)
        above = low is not None and line.high is not None and low > line.high
        return above or (high is not None and line.low is not None and -high < line.low)

    def _is_five_or_more(self, key: Key, lines: list[Line]) -> bool:
        if self._value(key) < 5:
            return False
        bound = proved_minimum(len(self._columns), lines, self._form(key), self._watch.left())
        return bound is not None and bound > 4
