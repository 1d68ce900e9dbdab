"""The words on the screen: one way to write them, none missing, the verb on the button."""

from __future__ import annotations

import ast
import inspect

from app import errors
from tests.architecture.source import called, docstrings, nodes, trees

TRANSLATES = {"tr", "_tr", "translate"}
EMPTY_WORDS = {"OK", "Ok", "Oké", "Ja", "Nee", "Yes", "No", "Cancel"}
BUTTONS = {"QPushButton", "QToolButton", "addButton", "setButtonText"}
STANDARD = {"Ok", "Yes", "No", "YesToAll", "NoToAll"}
#: Where Dutch sentences may stand in app/: the printed page, the CSV, and the invented cases.
SPEAKS = ("app/reports/texts.py", "app/exporters/", "app/demo/")


def _texts(call: ast.Call) -> list[ast.expr]:
    return call.args[1:2] if called(call) == "translate" else call.args[:1]


def test_a_text_is_never_put_together_before_it_is_translated():
    guilty = []
    for place, node in nodes(ast.Call, below="ui/"):
        if called(node) in TRANSLATES:
            guilty += [place for text in _texts(node) if isinstance(text, ast.JoinedStr | ast.BinOp)]
    assert guilty == []


def test_a_button_names_what_it_does():
    guilty = []
    for place, node in nodes(ast.Call, below="ui/"):
        if called(node) in BUTTONS:
            words = {n.value for a in node.args for n in ast.walk(a) if isinstance(n, ast.Constant)}
            guilty += [place] if words & EMPTY_WORDS else []
    for place, node in nodes(ast.Attribute, below="ui/"):
        if node.attr in STANDARD:
            guilty += [place] if ast.unparse(node.value).endswith("StandardButton") else []
    assert guilty == []


def test_every_refusal_has_its_sentence():
    from ui import messages

    classes = {name for name, value in vars(errors).items() if inspect.isclass(value) and _is_refusal(value)}
    assert classes - set(messages.error_texts()) == set()


def _is_refusal(value: type) -> bool:
    return issubclass(value, errors.RegisterError)


def test_every_problem_of_a_field_has_its_sentence():
    from ui import messages

    used = set()
    for _, node in nodes(ast.Call):
        if called(node) == "Problem":
            code = node.args[1] if len(node.args) > 1 else None
            code = code or next((k.value for k in node.keywords if k.arg == "code"), None)
            if isinstance(code, ast.Constant):
                used.add(code.value)
    assert used - set(messages.problem_texts()) == set()


def test_the_rooms_below_hold_no_sentences():
    guilty = []
    for path, tree in trees().items():
        if not path.startswith("app/") or path.startswith(SPEAKS):
            continue
        described = docstrings(tree)
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in described and _is_sentence(node.value):
                guilty.append(f"{path}:{node.lineno} {node.value[:60]}")
    assert guilty == []


def _is_sentence(text: str) -> bool:
    """Dutch: at least four words, among them one that no SQL and no code has."""
    words = [word.strip(".,:;()") for word in text.split()]
    return len(words) >= 4 and bool({"de", "het", "een", "niet", "uw", "u", "deze"} & set(words))
