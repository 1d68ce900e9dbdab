"""Cijfers as she uses it: choose, look, record, save; refusals; nothing small ever on the screen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app import clock
from app.model.clients import ClientFields
from app.model.codes import Sector
from app.model.count_tables import TableKind
from app.model.notifications import NotificationFields
from app.model.organisations import ProfileFields
from app.model.records import new_id
from app.services import clients, counts, session
from app.services.session import Register
from tests.helpers import gui
from tests.helpers.register import copied, furnished_register, new_register
from tests.helpers.trail import trail_of
from ui.desk import Desk
from ui.dialogs.publish_counts import PublishCountsDialog
from ui.dialogs.save_counts import ReplaceDialog, SaveCountsDialog
from ui.models.count_model import CountModel
from ui.tasks import TaskRunner
from ui.theme import theme
from ui.views.counts import CountsPage

TODAY = datetime(2026, 3, 2, 11, tzinfo=UTC)
WORDS = {"minder dan 5", "afgeschermd"}
PROFILE = ProfileFields(
    coordinator_name="A. Voorbeeld",
    job_title="zorgcoördinator mensenhandel",
    phone="0113-000000",
    reachable="ma–do 9–17 uur",
    controller_name="gemeente Goes",
    dpo_contact="FG gemeente Goes",
)
SETS = (["SD"], ["SD"], ["GA"], ["SD", "GC"], ["GC"], ["SD"], ["NNG"], ["GA"])


def take_in(register: Register, day: date, sectors: list[str], number: int = 0) -> None:
    kind = "politie" if number % 3 else "opvanginstelling"
    report = NotificationFields(received_on=day, notifier_type=kind, sectors=tuple(Sector(s) for s in sectors))
    clients.register_client(
        register, report, client_id=new_id(), notification_id=new_id(), fields=ClientFields(given_name="Verzonnen")
    )


def fill(register: Register, persons: int, year: int) -> None:
    for number in range(persons):
        day = date(year, 1 + number % 12, 10)
        with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            take_in(register, day, SETS[number % len(SETS)], number)


@pytest.fixture(autouse=True)
def today(qapp: QApplication) -> Iterator[None]:
    theme().apply(qapp, "light", 100)
    with clock.frozen(TODAY):
        yield


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A closed register with two years of clients, and its master key."""
    folder = tmp_path_factory.mktemp("counts") / "register"
    made = new_register(folder)
    with clock.frozen(datetime(2023, 12, 1, 12, tzinfo=UTC)):
        session.furnish(made, PROFILE)
    fill(made, 22, 2024)
    fill(made, 25, 2025)
    master = bytes(made.keys.master)
    made.close()
    return folder, master


@pytest.fixture
def register(filled: tuple[Path, bytes], tmp_path: Path) -> Iterator[Register]:
    """A copy for this test alone: what one test publishes must not be there for the next."""
    made = copied(*filled, tmp_path / "register")
    yield made
    made.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Register]:
    made = furnished_register(tmp_path / "register", PROFILE)
    yield made
    made.close()


class Shown:
    """A page on the screen with its desk; ``keys`` counts every key that is pressed."""

    def __init__(self, qtbot: QtBot, register: Register, runner: TaskRunner) -> None:
        self.qtbot, self.desk = qtbot, Desk(register, runner)
        self.page = CountsPage(self.desk)
        self.desk.changed.connect(self.page.reload)
        qtbot.addWidget(self.page)
        self.page.resize(1150, 720)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.isActiveWindow)
        self.page.load()
        self.keys = 0

    def proved(self) -> None:
        self.qtbot.waitUntil(self.page.choice.save.isEnabled, timeout=60_000)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        if QApplication.activeWindow() is None:  # without a window manager nobody gets the focus back
            self.page.activateWindow()
            self.qtbot.waitUntil(self.page.isActiveWindow)
        window = QApplication.activeWindow()
        assert window is not None
        QTest.keyClick(window.focusWidget() or window, key, modifier)

    def dialog(self, kind: type[QDialog]) -> QDialog:
        def found() -> list[QDialog]:
            return [d for d in self.page.findChildren(kind) if d.isVisible() and d.isActiveWindow()]

        self.qtbot.waitUntil(lambda: len(found()) == 1)
        return found()[0]

    def save_as(self, path: Path) -> None:
        """Type a place in the window that asks for one, and Enter."""
        chosen = self.dialog(SaveCountsDialog)
        line = chosen.findChild(QLineEdit, "fileNameEdit")
        assert line is not None and line.hasFocus()
        line.setText(str(path))
        self.press(Qt.Key.Key_Return)

    def cells(self) -> list[list[str]]:
        model = self.page.table.model()
        return [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]


@pytest.fixture
def runner() -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


@pytest.fixture
def shown(qtbot: QtBot, register: Register, runner: TaskRunner) -> Shown:
    return Shown(qtbot, register, runner)


def test_from_the_page_to_the_file_by_keyboard(shown: Shown, tmp_path: Path) -> None:
    shown.proved()
    on_screen = shown.cells()
    path = tmp_path / "cijfers.csv"
    shown.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    before = shown.dialog(PublishCountsDialog)
    assert isinstance(before, PublishCountsDialog)
    model = before.view.model()
    preview = [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]
    assert any("voorgoed" in text for text in gui.texts(before))
    assert any("2e halfjaar 2025" in text for text in gui.texts(before))
    assert counts.earlier(shown.desk.register) == ()
    shown.press(Qt.Key.Key_Return)
    shown.save_as(path)
    shown.qtbot.waitUntil(path.exists)
    assert shown.keys <= 6
    made = counts.earlier(shown.desk.register)[0]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == made.csv_sha256 == made.certificate.csv_sha256
    lines = [list(row) for row in counts.cells(path.read_text(encoding="utf-8-sig"))]
    start = next(number for number, row in enumerate(lines) if row[:1] == ["rij"])
    assert preview == [[cell.strip() for cell in row] for row in lines[start + 1 :]]
    in_words = {"<5": "minder dan 5", "x": "afgeschermd"}
    written = [[in_words.get(cell, cell) for cell in row[2:]] for row in lines[start + 1 :]]
    assert [row[1:] for row in on_screen if any(row[1:])] == written
    assert path.with_name("cijfers-uitleg.txt").read_text(encoding="utf-8-sig").startswith("Hoe leest u deze cijfers?")
    said = gui.texts(shown.page.said)
    assert any("cijfers.csv" in text and "cijfers-uitleg.txt" in text and str(tmp_path) in text for text in said)
    assert [row.number for row in shown.page.earlier.table.shown_rows()] == [1]


def test_the_same_request_gives_the_same_bytes(shown: Shown, tmp_path: Path) -> None:
    shown.proved()
    first, second, third = tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"
    before = len(trail_of(shown.desk.register, "publication.saved"))
    shown.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    shown.dialog(PublishCountsDialog)
    shown.press(Qt.Key.Key_Return)
    shown.save_as(first)
    shown.qtbot.waitUntil(first.exists)
    made = len(counts.earlier(shown.desk.register))
    shown.proved()
    shown.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    again = shown.dialog(PublishCountsDialog)
    assert any("hetzelfde bestand" in text for text in gui.texts(again))
    shown.press(Qt.Key.Key_Return)
    shown.save_as(second)
    shown.qtbot.waitUntil(second.exists)
    gui.button(shown.page, "Opnieuw opslaan…").click()
    shown.save_as(third)
    shown.qtbot.waitUntil(third.exists)
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()
    written = trail_of(shown.desk.register, "publication.saved")
    assert written[before:] == [("publication.saved", "publication", None, "ok", None)] * 3
    assert len(counts.earlier(shown.desk.register)) == made


def test_no_file_is_written_over_in_silence(shown: Shown, tmp_path: Path) -> None:
    shown.proved()
    path = tmp_path / "verslag.csv"
    path.write_text("van iemand anders")
    shown.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    shown.dialog(PublishCountsDialog)
    shown.press(Qt.Key.Key_Return)
    shown.save_as(path)
    shown.dialog(ReplaceDialog)
    shown.press(Qt.Key.Key_Escape)
    assert path.read_text() == "van iemand anders"
    assert not path.with_name("verslag-uitleg.txt").exists()


@pytest.mark.parametrize("kind", TableKind)
def test_no_small_count_is_ever_on_the_screen(shown: Shown, kind: TableKind) -> None:
    shown.proved()
    shown.page.choice.show_table(kind)
    if not shown.page.choice.offered():
        shown.qtbot.waitUntil(lambda: "nog geen periode afgesloten" in shown.page.proof.title.text())
        return
    assert shown.page.choice.save.isEnabled() is (kind is TableKind.YEARS)  # what stood there is gone at once
    shown.proved()
    cells = [cell for row in shown.cells() for cell in row[1:] if cell]
    assert cells
    assert all(cell in WORDS or int(cell.replace(".", "")) >= 5 for cell in cells)
    model = shown.page.table.model()
    assert isinstance(model, CountModel)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Personen, ")
    assert gui.nameless(shown.page) == []


def test_stopping_leaves_nothing_behind(shown: Shown) -> None:
    made = len(counts.earlier(shown.desk.register))
    shown.proved()
    shown.page.choice.show_table(TableKind.ANNEX_4)
    shown.qtbot.waitUntil(shown.page.work.isVisible)
    gui.button(shown.page, "Stoppen").click()
    assert "Gestopt." in gui.texts(shown.page.proof)
    assert not shown.page.choice.save.isEnabled() and not shown.page.table.isVisible()
    assert len(counts.earlier(shown.desk.register)) == made
    gui.button(shown.page, "Cijfers opnieuw maken").click()
    shown.proved()
    assert shown.page.table.isVisible()


def test_the_proof_is_told_in_words(shown: Shown, tmp_path: Path) -> None:
    shown.proved()
    gui.button(shown.page, "Bewijs bekijken").click()
    dialog = shown.dialog(QDialog)
    said = " ".join(gui.texts(dialog))
    assert "kan 0, 1, 2, 3 of 4 schuilgaan" in said and "volgende aanmeldingen" in said
    shown.press(Qt.Key.Key_Escape)
    gui.button(shown.page, "Uitleg").click()
    assert "Wat betekent x?" in gui.texts(shown.dialog(QDialog))
    shown.press(Qt.Key.Key_Escape)


def test_without_a_closed_period_the_page_says_from_when(qtbot: QtBot, empty: Register, runner: TaskRunner) -> None:
    shown = Shown(qtbot, empty, runner)
    said = gui.texts(shown.page)
    assert "Nog geen afgesloten periode. Vanaf 1 juli 2026 kunt u cijfers maken." in said
    gui.button(shown.page, "Uitleg").click()
    shown.dialog(QDialog)
    shown.press(Qt.Key.Key_Escape)


def test_a_damaged_ledger_gives_no_counts(qtbot: QtBot, empty: Register, runner: TaskRunner, tmp_path: Path) -> None:
    fill(empty, 12, 2025)
    shown = Shown(qtbot, empty, runner)
    shown.proved()
    shown.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    shown.dialog(PublishCountsDialog)
    shown.press(Qt.Key.Key_Return)
    shown.save_as(tmp_path / "a.csv")
    shown.proved()
    with empty.alone() as raw:
        raw.execute("DROP TRIGGER publication_no_update")
        raw.execute("UPDATE publication SET csv_text = replace(csv_text, '12', '13')")
    shown.page.reload(frozenset({"client"}))
    assert "De lijst van eerdere uitgiften is beschadigd; er worden geen cijfers verstrekt." in gui.texts(shown.page)
    assert not shown.page.choice.save.isEnabled() and not shown.page.table.isVisible()


def test_somebody_added_after_the_look_is_not_frozen_out(
    qtbot: QtBot, empty: Register, runner: TaskRunner, tmp_path: Path
) -> None:
    fill(empty, 12, 2025)
    shown = Shown(qtbot, empty, runner)
    shown.proved()
    assert shown.cells()[0][1] == "12"
    shown.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    shown.dialog(PublishCountsDialog)
    take_in(empty, date(2025, 5, 5), ["SD"])
    shown.press(Qt.Key.Key_Return)
    shown.save_as(tmp_path / "a.csv")
    shown.qtbot.waitUntil(lambda: "Er is intussen iets opgeslagen dat meetelt." in gui.texts(shown.page.said))
    assert not (tmp_path / "a.csv").exists() and counts.earlier(empty) == ()
    shown.proved()
    assert shown.cells()[0][1] == "13"
