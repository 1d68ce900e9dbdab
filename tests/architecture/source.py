"""Reads the product's own code as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def trees() -> dict[str, ast.Module]:
    """Path below the root → tree, for ``app/``, ``ui/`` and ``main.py``."""
    files = [*sorted((ROOT / "app").rglob("*.py")), *sorted((ROOT / "ui").rglob("*.py")), ROOT / "main.py"]
    return {
        file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in files
        if file.exists()
    }


@cache
def _by_kind() -> dict[type[ast.AST], list[tuple[str, ast.AST]]]:
    found: dict[type[ast.AST], list[tuple[str, ast.AST]]] = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            found.setdefault(type(node), []).append((f"{path}:{getattr(node, 'lineno', 0)}", node))
    return found


def nodes(*kinds: type[ast.AST], below: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node of these kinds, with ``path:line``."""
    for kind, found in _by_kind().items():
        if issubclass(kind, kinds):
            yield from (entry for entry in found if entry[0].startswith(below))


def called(node: ast.Call) -> str:
    """The last name of what is called: ``self.tr(…)`` → ``tr``."""
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def docstrings(tree: ast.Module) -> set[int]:
    """The ``id`` of every constant that is a docstring."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found
