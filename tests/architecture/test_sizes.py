"""Nothing grows past what one can read at once (figures of the style page)."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

import pytest

from tests.architecture.source import ROOT, nodes, trees

FILE, FUNCTION, CONSTRUCTOR, CLASS = 400, 50, 60, 300
VAGUE = {"utils", "util", "common", "helpers", "misc", "tools"}
CATCHES_ALL = {"ui/self_test.py", "ui/windows/leaving.py", "ui/tasks.py"}


def _length(node) -> int:
    first = node.body[0]
    described = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = first.end_lineno - first.lineno + 1 if described else 0
    return node.end_lineno - node.lineno + 1 - docstring


def _is_a_table(node) -> bool:
    """Nothing but one literal handed back: long, but read like a list."""
    steps = [n for n in node.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
    only = steps[0].value if len(steps) == 1 and isinstance(steps[0], ast.Return) else None
    return isinstance(only, ast.Dict | ast.Tuple | ast.List)


def test_files_fit():
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in trees()}
    assert {path: n for path, n in lengths.items() if n > FILE} == {}


@pytest.mark.parametrize("kind", [ast.FunctionDef, ast.ClassDef])
def test_functions_and_classes_fit(kind):
    too_long = []
    for place, node in nodes(kind):
        limit = CLASS if kind is ast.ClassDef else CONSTRUCTOR if node.name == "__init__" else FUNCTION
        if _length(node) > limit and not _is_a_table(node):
            too_long.append(f"{place} {node.name}: {_length(node)}")
    assert too_long == []


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in trees() if PurePosixPath(path).stem in VAGUE] == []


def test_only_the_two_outer_edges_catch_everything():
    guilty = []
    for place, node in nodes(ast.ExceptHandler):
        caught = getattr(node.type, "id", None) if node.type else "everything"
        raises_again = any(isinstance(n, ast.Raise) for n in ast.walk(node))
        if caught in {"Exception", "BaseException", "everything"} and not raises_again:
            guilty += [place] if place.rsplit(":", 1)[0] not in CATCHES_ALL else []
    assert guilty == []
