from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.unit.ui.test_theme import contrast
from ui import actions
from ui.messages import Message
from ui.theme import SCHEMES, theme
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.basics import Button, IconButton, Link, Text
from ui.widgets.choice_fields import CodeCombo, MultiCheck
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, TextArea
from ui.widgets.flow import Flow
from ui.widgets.message_bar import BarAction, MessageBar
from ui.widgets.page_head import PageHead
from ui.widgets.panels import Chip, FilterChips, GateLine, GatePanel, SafeContactStrip, TabBar
from ui.widgets.side_bar import Room, SideBar
from ui.widgets.timeline import Timeline, TimelineItem, TimelineRow
from ui.widgets.trajectory_line import LineEvent, PhaseBar, TrajectoryLine


def changed_pixels(before: QImage, after: QImage) -> list[tuple[str, str]]:
    """Old and new colour of every pixel that changed."""
    first, second = (memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("I") for image in (before, after))
    return [(f"#{old & 0xFFFFFF:06x}", f"#{new & 0xFFFFFF:06x}") for old, new in zip(first, second, strict=True) if old != new]


CONTROLS: dict[str, Any] = {
    "line": LineField, "area": TextArea, "date": DateField, "combo": lambda: CodeCombo([("a", "Een")]), "checks": lambda: MultiCheck([("a", "Een")]),
    "primary": lambda: Button("Opslaan", role="primary"), "outlined": lambda: Button("Openen"), "quiet": lambda: Button("Annuleren", role="quiet"),
    "tab": lambda: Button("Tijdlijn", role="tab"), "icon": lambda: IconButton("Sluiten", "x"), "link": lambda: Link("Naam: vul dit in."), "check": lambda: QCheckBox("Spoed"),
    "plain line": QLineEdit, "plain combo": QComboBox, "plain button": lambda: QPushButton("Knop"),
    "timeline row": lambda: TimelineRow(TimelineItem("1", date(2026, 1, 1), "phone", "Gesprek"), True),
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("make", CONTROLS.values(), ids=CONTROLS)
def test_the_focus_is_seen_on_every_control(qtbot: QtBot, qapp: QApplication, make: Any, scheme: Any) -> None:
    if theme().scheme != scheme:
        theme().apply(qapp, scheme)
    window = QWidget()
    layout = QVBoxLayout(window)
    other, control = QPushButton("ander"), make()
    layout.addWidget(other)
    layout.addWidget(control)
    qtbot.addWidget(window)
    window.resize(320, 260)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    before = window.grab(control.geometry()).toImage()
    control.setFocus()
    if isinstance(control, MultiCheck):
        control.focus_widget().setFocus()
    changed = changed_pixels(before, window.grab(control.geometry()).toImage())
    assert len(changed) > 30
    assert max(contrast(old, new) for old, new in set(changed)) >= 3.0


def test_message_bar_says_offers_and_goes(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    pressed: list[int] = []
    bar.show_message(Message("Opgeslagen.", "", "ok"), [BarAction("Ongedaan maken", lambda: pressed.append(1))])
    assert bar.isVisible()
    assert bar.accessibleName() == "Opgeslagen."
    qtbot.keyClick(bar.buttons()[0], Qt.Key.Key_Return)
    assert pressed == [1]
    bar.show_message(Message("Let op.", "Nog iets."), [])
    assert bar.buttons() == []
    with qtbot.waitSignal(bar.dismissed):
        bar.dismiss()
    assert not bar.isVisible()


def test_gate_speaks_in_words_not_only_in_signs(qtbot: QtBot) -> None:
    panel = GatePanel()
    qtbot.addWidget(panel)
    asked: list[str] = []
    panel.show_answer("Er is nog geen toestemming", [GateLine("naam: 12-11-2026", True), GateLine("gezondheid: niet gevraagd", False)], [BarAction("Andere grond…", lambda: asked.append("x"))])
    spoken = {label.accessibleName() for label in panel.findChildren(QLabel)}
    assert {"mag: naam: 12-11-2026", "mag niet: gezondheid: niet gevraagd"} <= spoken
    panel.buttons()[0].click()
    assert asked == ["x"]
    panel.show_answer("Alles mag", [GateLine("naam", True)])
    assert panel.property("kit") == "bar-ok"
    assert panel.buttons() == []


def test_safe_contact_not_yet_discussed_is_said(qtbot: QtBot) -> None:
    strip = SafeContactStrip()
    qtbot.addWidget(strip)
    assert strip.words.text() == "Veilig contact: nog niet besproken"


def test_tabs_by_arrow_keys(qtbot: QtBot) -> None:
    tabs = TabBar([("a", "Tijdlijn"), ("b", "Plan"), ("c", "Gedeeld")])
    qtbot.addWidget(tabs)
    tabs.show()
    chosen: list[str] = []
    tabs.chosen.connect(chosen.append)
    qtbot.keyClick(tabs.buttons["a"], Qt.Key.Key_Left)
    assert chosen == ["c"]
    assert tabs.selected() == "c"
    tabs.select("b")
    assert chosen == ["c"]
    tabs.buttons["a"].toggle()  # as a screen reader does
    assert chosen == ["c", "a"]
    qtbot.mouseClick(tabs.buttons["b"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(tabs.buttons["b"], Qt.MouseButton.LeftButton)
    assert chosen == ["c", "a", "b", "b"]


def test_filter_shows_its_count(qtbot: QtBot) -> None:
    chips = FilterChips([("a", "Te laat")])
    qtbot.addWidget(chips)
    chips.set_count("a", 2)
    assert chips.buttons["a"].accessibleName() == "Te laat  2"


def test_trajectory_is_read_as_text_and_drawn(qtbot: QtBot) -> None:
    line = TrajectoryLine()
    qtbot.addWidget(line)
    line.resize(700, 90)
    phases = [PhaseBar("Aanmelding", date(2026, 11, 3), date(2026, 11, 5)), PhaseBar("Intake", date(2026, 11, 5)), PhaseBar("Nazorg", None)]
    line.set_line(phases, [LineEvent("aangifte", date(2026, 11, 6))], date(2026, 11, 24))
    assert line.accessibleDescription() == (
        "Aanmelding: van 03-11-2026 tot 05-11-2026. Intake: sinds 05-11-2026, dit is de fase van nu. Nazorg: nog niet begonnen. 06-11-2026: aangifte."
    )
    image = line.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 3)}
    for token in ("bar_past", "accent", "bad"):
        assert theme().color(token).name() in colors


@pytest.mark.parametrize("phases", [[], [PhaseBar("Intake", None)], [PhaseBar("Intake", date(2026, 1, 1), date(2026, 1, 1))]])
def test_trajectory_without_much_is_no_trouble(qtbot: QtBot, phases: list[PhaseBar]) -> None:
    line = TrajectoryLine()
    qtbot.addWidget(line)
    line.set_line(phases, [LineEvent("x", date(2020, 1, 1)), LineEvent("y", date(2030, 1, 1))], None)
    for width in (1, 20, 200, 3000):
        line.resize(width, 80)
        line.grab()


def test_timeline_newest_first_filters_and_opens(qtbot: QtBot) -> None:
    timeline = Timeline([("contact", "Contact")])
    qtbot.addWidget(timeline)
    timeline.show()
    items = [TimelineItem(str(n), date(2026, 1, 1 + n % 28), "phone", f"Gesprek {n}", kind="contact" if n % 2 else "x", is_void=n == 27) for n in range(130)]
    timeline.set_items(items)
    rows = timeline.rows()
    assert len(rows) == 60
    assert rows[0].item.on == date(2026, 1, 28)
    assert rows[0].accessibleName().startswith("28-01-2026, Ongeldig: Gesprek 27")
    timeline.more.click()
    assert len(timeline.rows()) == 120
    timeline.filters.buttons["contact"].click()
    assert all(row.item.kind == "contact" for row in timeline.rows())
    with qtbot.waitSignal(timeline.opened) as opened:
        qtbot.keyClick(timeline.rows()[0], Qt.Key.Key_Return)
    assert opened.args == [timeline.rows()[0].item.key]
    timeline.set_items([])
    assert timeline._empty.isVisible()


def test_a_protected_count_is_words_and_dashes(qtbot: QtBot) -> None:
    chart = BarChart("Personen per vorm")
    qtbot.addWidget(chart)
    chart.set_bars([Bar("Arbeid", None, "minder dan 5"), Bar("Crimineel", 8), Bar("Anders", 0)])
    chart.resize(400, 110)
    assert chart.accessibleDescription() == "Arbeid: minder dan 5. Crimineel: 8. Anders: 0."
    chart.grab()


def test_side_bar_folds_and_tells_its_names(qtbot: QtBot) -> None:
    side = SideBar([Room("today", "Vandaag", "sun", "Ctrl+1"), Room("counts", "Cijfers", "chart-no-axes-column")], "Zorgregister")
    qtbot.addWidget(side)
    side.show()
    side.set_count("today", 3)
    side.fit(1366)
    assert side.width() == 212
    assert "Vandaag" in side.buttons["today"].text()
    side.fit(700)
    assert side.width() < 100
    qtbot.waitUntil(lambda: abs(side.mark.geometry().center().x() - side.buttons["today"].geometry().center().x()) <= 1)
    face = QAccessible.queryAccessibleInterface(side.buttons["today"])
    assert face.text(QAccessible.Text.Name) == "Vandaag, 3"
    with qtbot.waitSignal(side.chosen) as chosen:
        side.buttons["counts"].click()
    assert chosen.args == ["counts"]
    theme().set_text_size(200)
    side.fit(1366)
    assert side.buttons["today"].text() == ""
    theme().set_text_size(100)


@pytest.mark.parametrize("size", [100, 200])
def test_buttons_and_chips_are_never_cut_off(qtbot: QtBot, size: int) -> None:
    theme().set_text_size(size)
    head = PageHead("Een lange titel van een pagina", "feiten")
    head.add_chip("Begeleiding", "info")
    buttons = [head.add_button(Button(words, "send")) for words in ("Contactmoment", "Verwijzing", "Samenvatting")]
    qtbot.addWidget(head)
    head.show()
    for width in (1200, 700, 500):
        head.resize(width, head.heightForWidth(width))
        QApplication.sendPostedEvents()
        for button in buttons:
            assert button.width() >= button.sizeHint().width()
    theme().set_text_size(100)


def test_flow_wraps(qtbot: QtBot) -> None:
    flow = Flow(10, 4)
    qtbot.addWidget(flow)
    labels = [Text("woord woord", wrap=False) for _ in range(4)]
    for label in labels:
        flow.add(label)
    one = flow.flow.sizeHint()
    assert flow.heightForWidth(one.width()) == one.height()
    assert flow.heightForWidth(one.width() // 2 + 12) == 2 * one.height() + 4


def test_chip_names_itself(qtbot: QtBot) -> None:
    chip = Chip("Intake", "info")
    qtbot.addWidget(chip)
    chip.set_text("Nazorg", "neutral")
    assert chip.accessibleName() == "Nazorg"
    assert chip.text() == "Nazorg"


def test_every_action_has_its_own_name_and_shortcut(qapp: QApplication) -> None:
    acts = actions.all_actions()
    assert len({act.id for act in acts}) == len(acts)
    shortcuts = [act.shortcut for act in acts if act.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)
    made = actions.make_action("new_client", qapp)
    assert made.text() == "Nieuwe cliënt"
    assert not made.icon().isNull()
    assert actions.act("lock").shortcut == "Ctrl+L"
