"""Nothing leaves past the gate (DESIGN §5.4): who makes its token, and who needs one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import called, nodes, trees

#: What a function must be given before it may write to a place of her choosing or to a printer:
#: the gate's token, a form that tells nothing, or counts that stand in the ledger.
TOKENS = {"Released", "BlankForm", "Publication"}
#: The only makers of the first two.
MAKERS = {"Released": "app/services/gate.py", "BlankForm": "app/services/printing.py"}
#: The program's own files in the register's folder: encrypted, or about the folder itself.
OWN_FILES = ("app/storage/", "app/security/files.py", "app/settings.py", "app/logs.py")
WRITERS = {"write_new", "replace"}
#: Every way out there is. A new one is written here, beside the reason why it is one, or the build fails.
EXITS = {
    "app/services/printing.py save": "the saved summary",
    "app/services/counts.py save": "a published table",
    "ui/widgets/pdf_pages.py paint": "the printer",
}


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _names(tree: ast.AST | None) -> set[str]:
    if tree is None:
        return set()
    found = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    found |= {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    quoted = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return found | {word for text in quoted for word in re.findall(r"\w+", text)}


def _annotated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    return set().union(*(_names(a.annotation) for a in _arguments(function)))


def _writes_a_file(path: str, function: ast.AST) -> bool:
    """Reaches for ``files.write_new`` or ``files.replace`` outside the register's own folder."""
    return not path.startswith(OWN_FILES) and any(
        isinstance(node, ast.Attribute) and node.attr in WRITERS and getattr(node.value, "id", "") == "files"
        for node in ast.walk(function)
    )


def _exits() -> Iterator[tuple[str, set[str]]]:
    """Functions that write to a place of her choosing, or are handed a printer."""
    for path, function in _functions():
        annotated = _annotated(function)
        if "QPrinter" in annotated or _writes_a_file(path, function):
            yield f"{path} {function.name}", annotated


def test_only_the_gate_makes_its_token():
    made = {(called(node), place.rsplit(":", 1)[0]) for place, node in nodes(ast.Call) if called(node) in MAKERS}
    assert made == set(MAKERS.items())


def test_a_token_is_never_built_around_its_maker():
    """No subclass, and no copy with other bytes: ``replace(released, pdf=…)``."""
    heirs = [place for place, node in nodes(ast.ClassDef) if set(MAKERS) & set().union(*map(_names, node.bases), set())]
    copies = [
        place
        for place, node in nodes(ast.Call)
        if called(node) == "replace" and any(k.arg in {"pdf", "disclosure_id"} for k in node.keywords)
    ]
    assert (heirs, copies) == ([], [])


def test_the_writers_go_by_the_name_of_their_module():
    """So that the search below sees every call, and none under another name."""
    renamed = [
        place
        for place, node in nodes(ast.ImportFrom)
        if not place.startswith(OWN_FILES)
        and (
            (node.module == "app.security.files" and WRITERS & {a.name for a in node.names})
            or (node.module == "app.security" and any(a.name == "files" and a.asname for a in node.names))
        )
    ]
    renamed += [
        place
        for place, node in nodes(ast.Import)
        if not place.startswith(OWN_FILES) and any(a.name == "app.security.files" for a in node.names)
    ]
    assert renamed == []


def test_every_way_out_is_registered():
    assert {name for name, _ in _exits()} == set(EXITS)


def test_every_way_out_takes_a_token():
    assert [name for name, annotated in _exits() if not annotated & TOKENS] == []


def test_only_the_gate_records_a_disclosure():
    """The insert in storage has one caller, and nobody else names the table for writing."""
    callers = set()
    for place, node in nodes(ast.Call):
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if called(node) == "insert" and owner in {"disclosures", "stored"} and place.startswith("app/services/gate"):
            callers.add(place.rsplit(":", 1)[0])
        if called(node) in {"insert", "change", "void"} and node.args:
            target = node.args[0]
            name = getattr(target, "attr", getattr(target, "id", ""))
            if name == "disclosure":
                callers.add(place.rsplit(":", 1)[0])
    assert callers == {"app/services/gate.py", "app/storage/disclosures.py"}
    inserts = [
        place
        for place, node in nodes(ast.Call)
        if called(node) == "insert" and getattr(getattr(node.func, "value", None), "id", "") == "disclosures"
    ]
    assert inserts == []


def test_a_printer_is_painted_only_where_one_is_handed_in():
    """``QPainter(printer)`` and ``painter.begin(printer)`` stand in a function that took the printer."""
    guilty = []
    for path, function in _functions():
        printers = {a.arg for a in _arguments(function) if "QPrinter" in _names(a.annotation)}
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and called(node) in {"QPainter", "begin", "print_", "setOutputFileName"}:
                used = {n for arg in node.args for n in _names(arg) if "printer" in n.lower()}
                guilty += [f"{path}:{node.lineno}" for name in used if name not in printers]
            if isinstance(node, ast.Call) and called(node) == "setOutputFileName":
                guilty.append(f"{path}:{node.lineno}")
    assert guilty == []


def test_the_window_writes_no_file_itself():
    guilty = [
        place
        for place, node in nodes(ast.Attribute, ast.Name, below="ui/")
        if (getattr(node, "attr", "") or getattr(node, "id", "")) in {"QFile", "QSaveFile", "QPdfWriter"}
    ]
    assert guilty == []
