"""Back-up as she makes it: places, [Reservekopie maken], the footer, Vandaag, locking and closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app import clock
from app.services import vault
from app.storage.register import Register
from tests.helpers import gui
from tests.helpers.desk import main_window_on, opened
from ui.places import Places
from ui.tasks import TaskRunner
from ui.views.locking import LockingView
from ui.widgets.panels import Chip
from ui.windows.main_window import MainWindow
from ui.windows.pages import Place


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


@pytest.fixture
def window(register: Register, qapp: QApplication) -> Iterator[MainWindow]:
    with main_window_on(register, qapp) as made:
        made.activateWindow()
        yield made


def _page(window: MainWindow) -> Any:
    return window.pages.page


def test_she_chooses_a_place_makes_a_copy_and_sees_that_it_holds(
    window: MainWindow, register: Register, tmp_path: Path, qtbot: Any
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert "Er is nog geen gecontroleerde reservekopie buiten deze laptop." in gui.texts(window)
    qtbot.mouseClick(gui.button(window, "Reservekopie maken…"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(gui.button(_page(window), "Reservekopie maken"), Qt.MouseButton.LeftButton)
    chooser = opened(QFileDialog)
    assert chooser.testOption(QFileDialog.Option.DontUseNativeDialog)
    chooser.setDirectory(str(stick))
    chooser.accept()
    tab = _page(window)
    qtbot.waitUntil(lambda: bool(window.desk.places.folders))
    qtbot.waitUntil(lambda: "Op deze laptop" in [chip.text() for chip in tab.findChildren(Chip)])
    qtbot.mouseClick(gui.button(tab, "Reservekopie maken"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "De reservekopie is gemaakt en gecontroleerd." in gui.texts(window), timeout=20_000)
    (file,) = stick.iterdir()
    assert vault.rehearse(register, file, "vijf losse woorden voor proef").counts["organisation"] > 0
    assert window.footer.backup.text() == "Reservekopie gecontroleerd: vandaag 12.00"
    assert not gui.nameless(tab)


def test_a_stick_that_is_gone_is_said_with_opnieuw(window: MainWindow, tmp_path: Path, qtbot: Any) -> None:
    stick = tmp_path / "stick"
    window.desk.places.add(stick)
    window.go(Place("management", object_id="backup"))
    qtbot.mouseClick(gui.button(_page(window), "Reservekopie maken"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "De reservekopie is niet gelukt: de usb-stick ontbreekt." in gui.texts(window))
    stick.mkdir()
    qtbot.keyPress(gui.button(_page(window), "Opnieuw"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "De reservekopie is gemaakt en gecontroleerd." in gui.texts(window), timeout=20_000)
    assert len(list(stick.iterdir())) == 1


def test_a_place_inside_the_register_is_refused(window: MainWindow, register: Register) -> None:
    window.go(Place("management", object_id="backup"))
    _page(window)._tabs["backup"]._chosen(str(register.folder))
    assert "Dit is de map van het register zelf." in gui.texts(window)
    assert window.desk.places.folders == ()


def test_an_idle_moment_makes_one_and_not_a_second_within_the_hour(
    window: MainWindow, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.desk.places.add(tmp_path)
    window.keeper.look()
    assert not list(tmp_path.glob("*.kluis"))
    monkeypatch.setattr(window.idle, "idle_seconds", lambda: 61)
    with qtbot.waitSignal(window.keeper.run.told, timeout=20_000):
        window.keeper.look()
    window.keeper.look()
    assert not window.desk.runner.is_busy()
    assert len(list(tmp_path.glob("*.kluis"))) == 1


def test_locking_makes_one_and_closing_asks_for_a_missing_stick(
    register: Register, runner: TaskRunner, tmp_path: Path, qtbot: Any
) -> None:
    stick = tmp_path / "stick"
    view = LockingView(register, (), runner, Places([stick]), may_ask=True)
    qtbot.addWidget(view)
    view.show()
    view.begin()
    missing = "De reservekopie is niet gelukt: de usb-stick ontbreekt."
    qtbot.waitUntil(lambda: missing in gui.texts(view), timeout=10_000)
    assert register.is_open
    stick.mkdir()
    with qtbot.waitSignal(view.locked, timeout=20_000):
        qtbot.mouseClick(gui.button(view, "Opnieuw"), Qt.MouseButton.LeftButton)
    assert not register.is_open
    assert view.trouble is None
    assert len(list(stick.glob("*.kluis"))) == 1


def test_walking_away_never_waits_for_a_stick(
    register: Register, runner: TaskRunner, tmp_path: Path, qtbot: Any
) -> None:
    view = LockingView(register, (), runner, Places([tmp_path / "weg"]))
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.locked, timeout=10_000):
        view.begin()
    assert not register.is_open
    assert view.trouble is not None
    assert view.trouble.title == "De reservekopie is niet gelukt: de usb-stick ontbreekt."


def test_vandaag_asks_again_after_seven_days(window: MainWindow, register: Register, qtbot: Any) -> None:
    from app.storage import attempts

    attempts.note(register.folder, proved_at=clock.now(), proved_outside_at=clock.now() - timedelta(days=6))
    window.go(Place("today"))
    window.pages.page.load()
    assert not [text for text in gui.texts(window) if "buiten deze laptop" in text]
    attempts.note(register.folder, proved_outside_at=clock.now() - timedelta(days=8))
    window.pages.page.load()
    asked = "De laatste reservekopie buiten deze laptop is 8 dagen oud."
    qtbot.waitUntil(lambda: asked in gui.texts(window))


def test_stopping_leaves_nothing_behind_and_the_register_usable(
    window: MainWindow, register: Register, tmp_path: Path, qtbot: Any
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    window.desk.places.add(stick)
    window.go(Place("management", object_id="backup"))
    tab = _page(window)._tabs["backup"]
    tab.make()
    qtbot.waitUntil(lambda: bool(window.desk.runner._tasks))
    ((task, _),) = window.desk.runner._tasks.values()
    with qtbot.waitSignal(task.finished, timeout=20_000):
        task.cancel()
    assert not list(stick.iterdir())
    assert not list(register.folder.glob("*.tmp"))
    assert not tab.run.is_busy
    tab.make()
    qtbot.waitUntil(lambda: "De reservekopie is gemaakt en gecontroleerd." in gui.texts(window), timeout=20_000)
