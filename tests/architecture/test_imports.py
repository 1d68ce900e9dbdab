"""Who may know whom. Each test is one sentence of DESIGN's second chapter."""

from __future__ import annotations

import ast

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source import ROOT, nodes


def test_every_room_imports_only_what_its_contract_allows(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_nothing_imports_the_program_itself():
    guilty = []
    for place, node in nodes(ast.Import, ast.ImportFrom):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        guilty += [place for name in names if name.split(".")[0] == "main"]
    assert guilty == []


def test_the_file_that_makes_a_folder_a_package_is_empty():
    full = [
        file.relative_to(ROOT).as_posix()
        for top in ("app", "ui")
        for file in (ROOT / top).rglob("__init__.py")
        if any(not isinstance(n, ast.Expr) for n in ast.parse(file.read_text(encoding="utf-8")).body)
    ]
    assert full == []
