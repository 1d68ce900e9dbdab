"""The only door to the solver (HiGHS): whole-number programs over sums of unknowns, nothing else.

Loaded on first use. Its word is never taken: callers check every answer in Python integers, and
"no answer" (infeasible, time-out, error) always counts as unsafe. Traps met here (counts.md §7): a
banner on file descriptor 1, and wrong optima when integrality is added to a solved instance, so
each program is a fresh model.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from app.errors import SolverMissing

Form = tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """One row of a program: ``low ≤ Σ plus − Σ minus + Σ factor·switch ≤ high`` (None: no bound)."""

    plus: Form
    low: int | None
    high: int | None
    minus: Form = ()
    switch: tuple[tuple[int, int], ...] = ()

    def holds(self, values: Sequence[int]) -> bool:
        """Whether whole numbers satisfy this row, in exact arithmetic."""
        total = sum(values[i] for i in self.plus) - sum(values[i] for i in self.minus)
        total += sum(factor * values[i] for i, factor in self.switch)
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)

    def terms(self) -> list[tuple[int, int]]:
        """The coefficients by unknown."""
        return [*((i, 1) for i in self.plus), *((i, -1) for i in self.minus), *self.switch]


def name() -> str:
    """The solver and its version, for the certificate. SolverMissing when it cannot be loaded."""
    highspy, _ = _modules()
    return "HiGHS " + ".".join(str(getattr(highspy, f"HIGHS_VERSION_{part}")) for part in ("MAJOR", "MINOR", "PATCH"))


def whole_numbers(
    columns: int,
    lines: Sequence[Line],
    seconds: float,
    cost: Mapping[int, int] | None = None,
    switches: range = range(0),
    gap: float = 0.0,
) -> list[int] | None:
    """Non-negative whole numbers that satisfy all lines (cheapest when ``cost`` is given), or None.

    ``switches`` are the unknowns that may be 0 or 1 only. The answer is checked here row by row in
    Python integers; None means only "no checked answer". With a cost, an answer that is not proved
    cheapest (within ``gap``, a share) in time is None too.
    """
    highspy, numpy = _modules()
    model = _model(columns, lines, cost or {})
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    upper = numpy.full(columns, highspy.kHighsInf)
    upper[list(switches)] = 1.0
    model.col_upper_ = upper
    highs = _run(model, seconds, gap)
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = [round(value) for value in highs.getSolution().col_value]
    in_bounds = all(value >= 0 for value in values) and all(values[i] <= 1 for i in switches)
    return values if in_bounds and all(line.holds(values) for line in lines) else None


def near_many(columns: int, lines: Sequence[Line], wanted: Sequence[Line], seconds: float) -> list[int] | None:
    """Whole numbers that satisfy all ``lines`` and come near as many ``wanted`` rows as they can, or None.

    One program in the place of many: what it meets need not be asked again. Checked like every answer.
    """
    elastic = [
        Line(row.plus, row.low, row.high, switch=((columns + 2 * n, 1), (columns + 2 * n + 1, -1)))
        for n, row in enumerate(wanted)
    ]
    total = columns + 2 * len(wanted)
    cost = dict.fromkeys(range(columns, total), 1)
    values = whole_numbers(total, [*lines, *elastic], seconds, cost, gap=0.2)
    return None if values is None else values[:columns]


def proved_minimum(columns: int, lines: Sequence[Line], form: Form, seconds: float, sign: int = 1) -> Fraction | None:
    """A lower bound of ``sign·Σ form`` over all non-negative numbers that satisfy the lines, or None.

    The bound is proved in exact fractions from the multipliers of the linear program; it may be
    weaker than the true minimum but never above it.
    """
    highspy, numpy = _modules()
    model = _model(columns, lines, dict.fromkeys(form, sign))
    model.col_upper_ = numpy.full(columns, highspy.kHighsInf)
    highs = _run(model, seconds)
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return _checked_bound(columns, lines, form, sign, list(highs.getSolution().row_dual))


def _checked_bound(
    columns: int, lines: Sequence[Line], form: Form, sign: int, duals: Sequence[float]
) -> Fraction | None:
    left = [Fraction(0)] * columns
    for i in form:
        left[i] += sign
    bound = Fraction(0)
    for line, dual in zip(lines, duals, strict=True):
        factor = Fraction(dual).limit_denominator(64)
        side = line.low if factor > 0 else line.high
        if factor == 0 or side is None:
            continue
        bound += factor * side
        for i, coefficient in line.terms():
            left[i] -= factor * coefficient
    return bound if all(rest >= 0 for rest in left) else None


def _model(columns: int, lines: Sequence[Line], cost: Mapping[int, int]) -> Any:
    highspy, numpy = _modules()
    starts, index, value = [0], [], []
    for line in lines:
        terms = line.terms()
        index += [i for i, _ in terms]
        value += [coefficient for _, coefficient in terms]
        starts.append(len(index))
    infinity = highspy.kHighsInf
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(lines)
    costs = numpy.zeros(columns)
    for i, amount in cost.items():
        costs[i] = amount
    model.col_cost_, model.col_lower_ = costs, numpy.zeros(columns)
    model.row_lower_ = numpy.array([-infinity if line.low is None else float(line.low) for line in lines])
    model.row_upper_ = numpy.array([infinity if line.high is None else float(line.high) for line in lines])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = numpy.array(starts, dtype=numpy.int32)
    model.a_matrix_.index_ = numpy.array(index, dtype=numpy.int32)
    model.a_matrix_.value_ = numpy.array(value, dtype=float)
    return model


def _run(model: Any, seconds: float, gap: float = 0.0) -> Any:
    highspy, _ = _modules()
    highs = highspy.Highs()
    for option, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 0.0),
        ("time_limit", max(seconds, 0.001)),
    ):
        highs.setOptionValue(option, setting)
    highs.passModel(model)
    highs.run()
    return highs


@cache
def _modules() -> tuple[Any, Any]:
    try:
        import highspy
        import numpy

        with _quiet():
            highspy.Highs()  # type: ignore[no-untyped-call]
    except (ImportError, OSError) as error:
        raise SolverMissing from error
    return highspy, numpy


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Send file descriptor 1 to nowhere: HiGHS greets there, once, past ``sys.stdout``."""
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # a windowed program may have no standard output at all
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
