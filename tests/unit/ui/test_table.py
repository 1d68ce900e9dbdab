from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.models.sort_proxy import SortProxy
from ui.models.table_model import Column, RowRole, SortRole, TableModel
from ui.widgets.basics import EmptyState
from ui.widgets.table import Table


@dataclass(frozen=True)
class ClientRow:
    name: str
    age: int | None
    seen_on: date | None
    phase: str = "intake"


COLUMNS = [
    Column("Naam", lambda row: row.name, stretch=True),
    Column("Leeftijd", lambda row: row.age, align="right"),
    Column("Gezien", lambda row: row.seen_on),
    Column("Fase", lambda row: row.phase, text=lambda row: row.phase.title(), chip=lambda row: "info", tooltip=lambda row: "Fase van nu"),
]
ROWS = [
    ClientRow("Zwart, Ana", 9, date(2026, 3, 4)), ClientRow("'t Veld, Bo", None, None), ClientRow("Țîrlea, Ștefania", 19, date(2025, 12, 1)),
    ClientRow("Özdemir, Can", 100, date(2026, 1, 10)), ClientRow("Łukasik, Paweł", 20, None), ClientRow("cliënt 10", 1, None), ClientRow("cliënt 9", 2, None),
]


def model() -> TableModel:
    made = TableModel(COLUMNS)
    made.set_rows(ROWS)
    return made


def test_the_model_obeys_qt_in_every_state(qtbot: QtBot) -> None:
    made = model()
    proxy = SortProxy()
    proxy.setSourceModel(made)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(m, fatal) for m in (made, proxy)]
    proxy.sort(0)
    proxy.set_text("an")
    made.set_rows([])
    made.set_rows(ROWS * 3)
    proxy.set_rule(lambda row: row.age is not None)
    proxy.sort(1, Qt.SortOrder.DescendingOrder)
    assert all(testers)


def test_cells_say_what_the_column_says() -> None:
    made = model()
    assert made.index(0, 2).data() == "04-03-2026"
    assert made.index(1, 2).data() == ""
    assert made.index(0, 3).data() == "Intake"
    assert made.index(0, 3).data(Qt.ItemDataRole.ToolTipRole) == "Fase van nu"
    assert made.index(0, 2).data(SortRole) == "2026-03-04"
    assert made.index(2, 1).data(RowRole) is ROWS[2]
    assert made.headerData(1, Qt.Orientation.Horizontal) == "Leeftijd"


def table(qtbot: QtBot) -> Table:
    made = Table(COLUMNS, "Cliënten", EmptyState("users", "U heeft nog geen cliënten.", "Nieuwe cliënt"))
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.set_rows(ROWS)
    return made


def names(made: Table) -> list[str]:
    return [row.name for row in made.shown_rows()]


def test_dutch_order_and_nothing_last(qtbot: QtBot) -> None:
    made = table(qtbot)
    assert names(made) == [row.name for row in ROWS]
    made.sort_by(0)
    assert names(made) == ["cliënt 9", "cliënt 10", "Łukasik, Paweł", "Özdemir, Can", "Țîrlea, Ștefania", "'t Veld, Bo", "Zwart, Ana"]
    made.sort_by(1)
    assert [row.age for row in made.shown_rows()] == [1, 2, 9, 19, 20, 100, None]
    made.sort_by(1, descending=True)
    assert [row.age for row in made.shown_rows()] == [100, 20, 19, 9, 2, 1, None]
    made.sort_by(2)
    assert [row.seen_on for row in made.shown_rows()][:3] == [date(2025, 12, 1), date(2026, 1, 10), date(2026, 3, 4)]


def test_filter_without_accents_and_by_rule(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.set_text("tirl STEF")
    assert names(made) == ["Țîrlea, Ștefania"]
    made.set_text("irlea")
    assert names(made) == []
    made.set_text("")
    made.set_rule(lambda row: (row.age or 0) > 15)
    assert len(names(made)) == 3
    made.set_rule(None)
    assert len(names(made)) == len(ROWS)


def test_empty_list_explains_itself_and_an_empty_filter_too(qtbot: QtBot) -> None:
    made = table(qtbot)
    assert made.view.isVisible()
    made.set_text("bestaat niet")
    assert not made.view.isVisible()
    made.set_text("")
    made.set_rows([])
    button = made._empty.button
    assert button is not None
    assert button.isVisible()


def test_enter_opens_and_the_choice_survives_new_rows(qtbot: QtBot) -> None:
    made = table(qtbot)
    assert made.select(lambda row: row.age == 19)
    with qtbot.waitSignal(made.opened) as opened:
        qtbot.keyClick(made.view, Qt.Key.Key_Return)
    assert opened.args == [ROWS[2]]
    made.set_rows(list(reversed(ROWS)), key=lambda row: row.name)
    assert made.current_row() == ROWS[2]


def test_tab_leaves_the_table(qtbot: QtBot) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    made, after = Table(COLUMNS, "Cliënten"), QLineEdit()
    layout.addWidget(made)
    layout.addWidget(after)
    qtbot.addWidget(window)
    made.set_rows(ROWS)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.view.setFocus()
    qtbot.keyClick(made.view, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_columns_can_be_chosen(qtbot: QtBot) -> None:
    made = table(qtbot)
    menu = made.column_menu()
    assert [action.text() for action in menu.actions()] == ["Leeftijd", "Gezien", "Fase"]
    menu.actions()[0].setChecked(False)
    assert made.visible_columns() == ("Naam", "Gezien", "Fase")
    made.set_visible_columns(("Leeftijd",))
    assert made.visible_columns() == ("Naam", "Leeftijd")


def test_stretching_column_takes_the_room_and_keeps_its_least(qtbot: QtBot) -> None:
    made = table(qtbot)
    wide = made.view.columnWidth(0)
    assert wide > 300
    made.resize(300, 400)
    assert made.view.columnWidth(0) == 120


def test_ten_thousand_rows_are_no_burden(qtbot: QtBot) -> None:
    made = table(qtbot)
    rows = [ClientRow(f"Naam {n % 997}, Voornaam {n}", n % 90, date(2026, 1, 1 + n % 28)) for n in range(10_000)]
    made.set_rows(rows)
    made.sort_by(0)
    made.set_text("naam 99 voornaam")
    made.view.grab()
    assert made.proxy.rowCount() > 0
    assert not made.model.index(0, 0).parent().isValid()
    assert made.model.rowCount(made.model.index(0, 0)) == 0
    assert made.model.data(QModelIndex()) is None
