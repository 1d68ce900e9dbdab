"""An attacker who has only the CSV files: own reader, own unknowns, own integer programs.

Shares no code with the product. He lays all files side by side and asks of each cell which of 0, 1, 2, 3, 4
can still be. Only for counts that are written nowhere (kind 2) and remainders (kinds 3 and 4) he is told
the truth, because only small ones are protected there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations

import highspy
import numpy as np

SETS = [frozenset(c) for n in range(7) for c in combinations(("SD", "GA", "GC", "GB", "OH", "NNG"), n)]
AGES = ("minderjarig", "18 tot en met 23 jaar", "24 jaar en ouder of onbekend")
PLACES = {
    "Walcheren": ("Middelburg", "Veere", "Vlissingen"),
    "Bevelanden": ("Borsele", "Goes", "Kapelle", "Noord-Beveland", "Reimerswaal"),
    "Zeeuws-Vlaanderen": ("Hulst", "Sluis", "Terneuzen"),
    "Oosterschelde": ("Schouwen-Duiveland", "Tholen"),
    "buiten Zeeland of onbekend": ("Nederland buiten Zeeland", "buitenland", "gemeente onbekend"),
}
TYPES = ("politie", "opvanginstelling", "ambulante hulpverlening", "overige instantie")
VORMEN = {
    "seksueel": {"SD"},
    "arbeid": {"GA"},
    "crimineel en bedelarij": {"GC", "GB"},
    "anders of onbekend": {"OH", "NNG", ""},
}
SECTORS = {code: {code} for code in ("SD", "GA", "GC", "GB", "OH", "NNG")} | {"Onb": {""}}
TOWNS = [town for towns in PLACES.values() for town in towns]
KINDS = [*(("set", s) for s in SETS), *(("age", a) for a in AGES), *(("town", t) for t in TOWNS)]
KINDS += [(which, kind) for which in ("first", "further") for kind in TYPES]


def members(row: str) -> frozenset[int]:
    """The kinds of unknown that a row of any table adds up."""

    def pick(test: Callable[[str, object], bool]) -> frozenset[int]:
        return frozenset(i for i, (family, key) in enumerate(KINDS) if test(family, key))

    forms = VORMEN | SECTORS
    if row == "personen":
        return pick(lambda f, k: f == "set")
    if row == "meer dan een vorm":
        return pick(lambda f, k: f == "set" and sum(bool((k or {""}) & v) for v in VORMEN.values()) > 1)
    if row in forms:
        return pick(lambda f, k: f == "set" and bool((k or {""}) & forms[row]))
    if row in AGES or row in TOWNS or row in TYPES:
        return pick(lambda f, k: k == row)
    if row in PLACES:
        return pick(lambda f, k: k in PLACES[row])
    wanted = {"aanmeldingen": TYPES, "anderen": TYPES[1:]}[row]
    return pick(lambda f, k: f in ("first", "further") and k in wanted)


def halves(label: str) -> frozenset[tuple[int, int]]:
    if "halfjaar" in label:
        half, _, year = label.split()
        return frozenset({(int(year), int(half[0]))})
    years = [int(part) for part in label.split(" tot en met ")]
    return frozenset((year, half) for year in range(years[0], years[-1] + 1) for half in (1, 2))


Cell = tuple[frozenset[int], frozenset[tuple[int, int]]]


def parse(text: str) -> list[tuple[str, str, str]]:
    """(row, period, mark) of every cell in a file."""
    lines = [line.split(";") for line in text.lstrip("\ufeff").split("\r\n")]
    start = next(n for n, line in enumerate(lines) if line[0] == "rij")
    skip = 2 if lines[start][1] == "eenheid" else 1
    return [
        (line[0].strip(), period, mark)
        for line in lines[start + 1 :]
        if len(line) > skip
        for period, mark in zip(lines[start][skip:], line[skip:], strict=True)
    ]


class Attacker:
    """Everything that the files together say."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.names: dict[Cell, str] = {}
        self.cells: dict[Cell, str] = {}
        self.contradictions: list[str] = []
        for text in texts:
            for row, period, mark in parse(text):
                cell = (members(row), halves(period))
                self.names[cell] = f"{row} {period}"
                if self.cells.setdefault(cell, mark) != mark:
                    self.contradictions.append(self.names[cell])
        self.programs: dict[frozenset[tuple[int, int]], _Program] = {}

    def program(self, span: frozenset[tuple[int, int]]) -> _Program:
        reach = set(span)
        while more := {h for _, other in self.cells if other & reach for h in other} - reach:
            reach |= more
        key = frozenset(reach)
        if key not in self.programs:
            here = {cell: mark for cell, mark in self.cells.items() if cell[1] <= key}
            self.programs[key] = _Program(sorted(key), here)
        return self.programs[key]

    def values(self, cell: Cell) -> set[int]:
        """Which of 0 to 4 a sum can be."""
        program = self.program(cell[1])
        return {k for k in range(5) if program.possible(cell, k, k)}

    def findings(self) -> list[str]:
        """What the files alone give away: ``<5`` narrower than 0-4, ``x`` that is some of 0-4 but not all."""
        found = [f"two marks: {name}" for name in self.contradictions]
        for cell, mark in self.cells.items():
            if mark.isdigit():
                found += [f"shown: {self.names[cell]} = {mark}"] if int(mark) < 5 else []
                continue
            values = self.values(cell)
            if values != set(range(5)) and (mark == "<5" or values):
                found.append(f"{mark}: {self.names[cell]} only {sorted(values)}")
        return found

    def findings_knowing(self, truth: Callable[[Cell], int]) -> list[str]:
        """Kinds 1 to 4: small true counts, written or in spans that can be singled out, and remainders."""
        found = [f"narrow: {self.names[c]}" for c in self.cells if truth(c) < 5 and len(self.values(c)) < 5]
        spans = {span for _, span in self.cells}
        left, once = set(spans), {a - b for a in spans for b in spans if b < a}
        while more := {a - b for a in left for b in left if b < a} - left:
            left |= more
        left = once | {span for span in left if len({year for year, _ in span}) == 1}
        rows = ["personen", "aanmeldingen", "politie", "anderen", *VORMEN, *AGES, *PLACES, *SECTORS, *TYPES]
        for span in sorted(spans | left, key=sorted):
            for row in rows:
                cell = (members(row), span)
                if row == "anderen" and (members(TYPES[1]), span) in self.cells:
                    continue  # accepted: personen and politie of Bijlage 4 stand side by side
                if cell not in self.cells and truth(cell) < 5 and len(self.values(cell)) < 5:
                    found.append(f"unwritten: {row} {sorted(span)} only {sorted(self.values(cell))}")
            found += self._remainders(span, truth) if span in spans else []
        return found

    def _remainders(self, span: frozenset[tuple[int, int]], truth: Callable[[Cell], int]) -> list[str]:
        several, persons = (members("meer dan een vorm"), span), (members("personen"), span)
        asked: list[tuple[str, Cell]] = []
        if (members("seksueel"), span) in self.cells and truth(persons) >= 5:
            asked.append(("more than one vorm", several))
        splits = (("personen", AGES), ("personen", tuple(PLACES)), ("personen", tuple(TOWNS)))
        for total, parts in (*splits, ("aanmeldingen", ("politie", "anderen")), ("aanmeldingen", TYPES)):
            cells = [(members(part), span) for part in parts]
            if all(c in self.cells for c in cells) and truth((members(total), span)) >= 5:
                small = [c for c in cells if truth(c) < 5]
                whole = (frozenset[int]().union(*(c[0] for c in small)), span)
                inside = any(m == "<5" and s == span and whole[0] <= g for (g, s), m in self.cells.items())
                if len(small) > 1 and not inside:
                    asked.append((f"small parts of {total}", whole))
        return [
            f"remainder: {name} {sorted(span)}"
            for name, cell in asked
            if truth(cell) < 5 and not self.program(span).possible(cell, 5, None)
        ]


class _Program:
    """One set of connected half-years; answers with the witnesses found before, else with a new program."""

    def __init__(self, all_halves: list[tuple[int, int]], cells: dict[Cell, str]) -> None:
        self.unknowns = {(h, i): n for n, (h, i) in enumerate((h, i) for h in all_halves for i in range(len(KINDS)))}
        self.rows: list[tuple[dict[int, int], float, float]] = []
        for h in all_halves:
            for family in ("age", "town", "first"):
                row = {self.unknowns[h, i]: 1 for i, (f, _) in enumerate(KINDS) if f == "set"}
                row |= {self.unknowns[h, i]: -1 for i, (f, _) in enumerate(KINDS) if f == family}
                self.rows.append((row, 0, 0))
        for cell, mark in cells.items():
            if mark != "x":
                low, high = (0, 4) if mark == "<5" else (int(mark), int(mark))
                self.rows.append((self.sum(cell), low, high))
        self.witnesses: list[np.ndarray] = []

    def sum(self, cell: Cell) -> dict[int, int]:
        return {self.unknowns[h, i]: 1 for h in cell[1] for i in cell[0]}

    def possible(self, cell: Cell, low: int, high: int | None) -> bool:
        wanted = self.sum(cell)
        top = np.inf if high is None else high
        index = list(wanted)
        if any(low <= witness[index].sum() <= top for witness in self.witnesses):
            return True
        found = self._solve([*self.rows, (wanted, low, top)])
        if found is not None:
            self.witnesses.append(found)
        return found is not None

    def _solve(self, rows: list[tuple[dict[int, int], float, float]]) -> np.ndarray | None:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.unknowns), len(rows)
        model.col_cost_ = np.zeros(model.num_col_)
        model.col_lower_, model.col_upper_ = np.zeros(model.num_col_), np.full(model.num_col_, 2000.0)
        model.row_lower_ = np.array([low for _, low, _ in rows], dtype=float)
        model.row_upper_ = np.array([high for _, _, high in rows], dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row, _, _ in rows)]).astype(np.int32)
        model.a_matrix_.index_ = np.array([n for row, _, _ in rows for n in row], dtype=np.int32)
        model.a_matrix_.value_ = np.array([v for row, _, _ in rows for v in row.values()], dtype=float)
        model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.passModel(model)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.round(np.array(highs.getSolution().col_value))
