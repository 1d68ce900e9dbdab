"""Nothing leaves past the gate: a new exit that does not take its token fails here (DESIGN §2, §5.4)."""

from __future__ import annotations

import ast

from tests.architecture.source import called, nodes, trees

MAKES_TOKENS = "app/services/gate.py"
#: What lets something go must take one of these: recorded first, then the first byte.
TOKENS = {"Released", "Publication"}
#: Writing inside the register's own folder is no exit.
INSIDE = ("app/security/", "app/storage/", "app/settings.py", "app/logs.py", "ui/self_test.py", "app/demo/")
WRITES = {"write_new", "replace"}
PRINTS = {"QPrinter"}


def _takes_token(function: ast.FunctionDef) -> bool:
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    named = {n.id for a in given if a.annotation for n in ast.walk(a.annotation) if isinstance(n, ast.Name)}
    return bool(named & TOKENS)


def _writes_a_file(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call)
        and called(node) in WRITES
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == "files"
        for node in ast.walk(function)
    )


def _paints_on_a_printer(function: ast.FunctionDef) -> bool:
    begins = any(
        isinstance(node, ast.Call) and called(node) in {"begin", "QPainter", "setOutputFileName", "print_"}
        for node in ast.walk(function)
    )
    named = {n.id for n in ast.walk(function) if isinstance(n, ast.Name)}
    return begins and bool(named & PRINTS)


def test_only_the_gate_makes_its_token():
    guilty = [
        place
        for place, node in nodes(ast.Call)
        if called(node) == "Released" and not place.startswith(MAKES_TOKENS)
    ]
    assert guilty == []


def test_every_exit_takes_the_token():
    guilty = []
    for place, function in nodes(ast.FunctionDef):
        if not place.startswith(INSIDE) and (_writes_a_file(function) or _paints_on_a_printer(function)):
            guilty += [] if _takes_token(function) else [f"{place} {function.name}"]
    assert guilty == []


def test_the_window_writes_no_file_itself():
    guilty = [
        place
        for place, node in nodes(ast.Attribute, ast.Name, below="ui/")
        if (getattr(node, "attr", "") or getattr(node, "id", "")) in {"QFile", "QSaveFile", "QPdfWriter"}
    ]
    assert guilty == []


def test_there_is_a_gate_to_check():
    made = [place for place, node in nodes(ast.Call) if called(node) == "Released"]
    exits = [f.name for p, f in nodes(ast.FunctionDef) if not p.startswith(INSIDE) and _takes_token(f)]
    assert MAKES_TOKENS in trees()
    assert made
    assert exits
