"""The equations of a set of publications: which half-years hang together, unknowns, sums, equalities.

Half-years that always occur together are one *block*, groups that always occur together one *class*;
an unknown is a class in a block. Both reductions are exact: what is together in every sum can be moved
to one member without changing any of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.counts.counting import (
    EQUAL_FAMILIES,
    FAMILY_GROUPS,
    GROUPS,
    Groups,
    group_values,
    row_groups,
)
from app.counts.solver import Form, Line
from app.model.count_tables import BaseCounts
from app.model.periods import HalfYear, Period

Span = frozenset[HalfYear]
_T = TypeVar("_T", bound=Hashable)


@dataclass(frozen=True)
class Count:
    """Groups added up over a span. Equal sums are equal objects: one cell, whatever table it stands in."""

    groups: Groups
    span: Span

    @classmethod
    def of(cls, row_code: str, period: Period) -> Count:
        """The count that a row has in a period."""
        return cls(row_groups(row_code), frozenset(period.half_years))

    def true_value(self, frozen: Mapping[HalfYear, BaseCounts]) -> int:
        """Its value by the frozen base counts."""
        return sum(group_values(frozen[half])[i] for half in self.span for i in self.groups)


class System:
    """Unknowns and equalities for a collection of counts over the half-years of their spans.

    ``truth`` holds the true value of each unknown; ``form`` gives the unknowns that a count adds up.
    A count that cannot be written in these unknowns is refused (KeyError).
    """

    def __init__(self, counts: Collection[Count], frozen: Mapping[HalfYear, BaseCounts]) -> None:
        spans = {count.span for count in counts}
        halves = sorted(frozenset[HalfYear]().union(*spans))
        self._blocks = _alike(halves, lambda half: [half in span for span in spans])
        used = {*(count.groups for count in counts), *FAMILY_GROUPS.values()}
        self._classes = _alike(range(len(GROUPS)), lambda group: [group in groups for groups in used])
        self.columns = len(self._blocks) * len(self._classes)
        values = {half: group_values(frozen[half]) for half in halves}
        self.truth = [
            sum(values[half][i] for half in block for i in groups) for block in self._blocks for groups in self._classes
        ]
        self.equalities = [
            Line(self._in_block(number, FAMILY_GROUPS["sector_sets"]), 0, 0, self._in_block(number, other))
            for number in range(len(self._blocks))
            for other in (FAMILY_GROUPS[family] for family in EQUAL_FAMILIES)
        ]

    def form(self, count: Count) -> Form:
        """The unknowns of which a count is the sum."""
        blocks = _covering(self._blocks, count.span)
        return tuple(i for number in blocks for i in self._in_block(number, count.groups))

    def value(self, form: Form) -> int:
        """The true value of a sum."""
        return sum(self.truth[i] for i in form)

    def _in_block(self, block: int, groups: Groups) -> Form:
        start = block * len(self._classes)
        return tuple(start + number for number in _covering(self._classes, groups))


def _alike(members: Iterable[_T], signature: Callable[[_T], list[bool]]) -> list[frozenset[_T]]:
    found: dict[tuple[bool, ...], set[_T]] = defaultdict(set)
    for member in members:
        found[tuple(signature(member))].add(member)
    return [frozenset(alike) for alike in found.values()]


def _covering(parts: list[frozenset[_T]], whole: frozenset[_T]) -> list[int]:
    chosen = [number for number, part in enumerate(parts) if part <= whole]
    if sum(len(parts[number]) for number in chosen) != len(whole):
        raise KeyError("a count outside this system")
    return chosen


def components(spans: Iterable[Span]) -> list[frozenset[HalfYear]]:
    """Half-years that hang together, directly or through other spans; in time order.

    Between two of these sets there is no equation: what is known of one says nothing of the other.
    """
    found: list[frozenset[HalfYear]] = []
    for span in spans:
        touching = [other for other in found if other & span]
        found = [other for other in found if not other & span] + [span.union(*touching)]
    return sorted(found, key=min)


def isolated(written: Collection[Span]) -> list[Span]:
    """Spans of which a reader can single out the counts: the written ones, what is left of one when
    another is taken off it (year and first half: the second half), and what is left when that is
    done again, as far as it is a single half-year or lies within one year. Shortest first.
    """
    first = {a - b for a in written for b in written if b < a} | set(written)
    known = set(first)
    while fresh := {a - b for a in known for b in known if b < a} - known:
        known |= fresh
    kept = first | {span for span in known if len({half.year for half in span}) == 1}
    return sorted(kept, key=lambda span: (len(span), sorted(span)))
