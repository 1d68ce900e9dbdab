"""A real register behind real pages: what the end-to-end tests stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app import clock, paths
from app.model.organisations import ProfileFields
from app.services import session
from app.storage.register import Register
from tests.helpers.program import Program
from tests.helpers.register import PASSPHRASE, furnished_register
from ui.desk import Desk
from ui.tasks import TaskRunner
from ui.theme import theme

PROFILE = ProfileFields(
    coordinator_name="Proef Coördinator",
    job_title="Zorgcoördinator mensenhandel",
    phone="0113 00 00 00",
    reachable="ma–do 9–17 uur",
    controller_name="Proefgemeente",
    dpo_contact="fg@proef.example",
)


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    if theme().scheme != "light" or theme().text_size != 100 or not qapp.styleSheet():
        theme().apply(qapp, "light", 100)


@pytest.fixture
def now() -> Iterator[None]:
    """Tuesday 24 November 2026."""
    with clock.frozen(datetime(2026, 11, 24, 11, tzinfo=UTC)):
        yield


@pytest.fixture
def register(tmp_path: Path, now: None) -> Iterator[Register]:
    """An empty register with the network that comes with the program."""
    opened = furnished_register(tmp_path / "register", PROFILE)
    yield opened
    if opened.is_open:
        opened.close()


@dataclass
class Went:
    """Where the pages asked to go."""

    clients: list[tuple[str, str, str]] = field(default_factory=list)
    pages: list[tuple[str, str]] = field(default_factory=list)
    undo: list[tuple[str, object]] = field(default_factory=list)


@pytest.fixture
def desk(register: Register, qapp: QApplication) -> Iterator[Desk]:
    """The open register as pages see it; ``desk.went`` notes where they ask to go."""
    runner = TaskRunner()
    made = Desk(register, runner)
    went = Went()
    made.client_wanted.connect(lambda *place: went.clients.append(place))
    made.page_wanted.connect(lambda *place: went.pages.append(place))
    made.undo_offered.connect(lambda *offer: went.undo.append(offer))
    made.went = went  # type: ignore[attr-defined]
    yield made
    runner.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A furnished, locked register that opens with ``PASSPHRASE``."""
    place = tmp_path / "register"
    made = furnished_register(place, PROFILE)
    session.lock(made)
    return place


@pytest.fixture
def start(qtbot: object, tmp_path: Path, qapp: QApplication) -> Iterator[Callable[..., Program]]:
    """Starts the program as a person does; locked and let go of afterwards."""
    paths.set_home(tmp_path / "home")
    started: list[Program] = []

    def begin(register: Path | None = None, **options: object) -> Program:
        program = Program(qtbot, register, **options)
        started.append(program)
        return program

    yield begin
    for program in started:
        program.end()
    theme().apply(qapp, "light", 100)


@pytest.fixture
def opened(start: Callable[..., Program], folder: Path) -> Program:
    """The program with the register open on Vandaag."""
    program = start(folder)
    program.unlock(PASSPHRASE)
    return program
