import ast
from datetime import date
from pathlib import Path

import pytest

from app import errors
from app.errors import Problem, RegisterError
from ui import messages

ROOT = Path(__file__).resolve().parents[3]


def tree(cls: type[RegisterError]) -> list[type[RegisterError]]:
    return [cls, *(below for child in cls.__subclasses__() if child.__module__ == errors.__name__ for below in tree(child))]


def used_codes() -> set[str]:
    found = set()
    for folder in ("app", "ui"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Problem":
                    code = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "code"), None)
                    if isinstance(code, ast.Constant):
                        found.add(code.value)
    return found


@pytest.mark.parametrize("cls", tree(RegisterError), ids=lambda cls: cls.__name__)
def test_every_error_class_has_its_own_sentence(cls: type[RegisterError]) -> None:
    assert cls.__name__ in messages.error_texts()
    message = messages.message_for(cls())
    assert message.title.endswith((".", "?")) or ":" in message.title
    assert message.text.endswith(".")
    assert "{" not in message.spoken


def test_every_sentence_belongs_to_a_class() -> None:
    assert set(messages.error_texts()) == {cls.__name__ for cls in tree(RegisterError)}


def test_every_problem_code_in_the_program_has_a_sentence() -> None:
    assert used_codes() - set(messages.problem_texts()) == set()


def test_consent_missing_reads_as_agreed() -> None:
    error = errors.ConsentMissing(recipient="Fier", scopes=["medisch_spoed", "contact"])
    labels = {"medisch_spoed": "dringende medische zorg", "contact": "veilig contact"}
    assert messages.message_for(error, labels).spoken == (
        "U kunt nog niet versturen. Voor Fier ontbreekt toestemming voor: dringende medische zorg en veilig contact. "
        "Leg die vast of laat dit onderdeel weg. Uw tekst blijft staan."
    )


def test_dates_in_a_sentence_are_dutch() -> None:
    text = messages.problem_text(Problem("given_on", "date_from", {"earliest": date(2026, 3, 4)}))
    assert "04-03-2026" in text


def test_braces_in_a_value_are_harmless() -> None:
    error = errors.StepNotAllowed(current="{wanted}", wanted="{0}")
    assert "‘{wanted}’" in messages.message_for(error).text


def test_a_code_without_a_sentence_still_says_something() -> None:
    assert messages.problem_text(Problem("x", "bestaat_niet")) == "Kijk dit veld na."
