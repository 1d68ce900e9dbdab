from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import ConsentMissing, DiskFull, InvalidInput, Problem, RegisterBusy, RegisterError
from ui.widgets.basics import Button
from ui.widgets.choice_fields import CodeCombo
from ui.widgets.date_field import DateField
from ui.widgets.field import LineField, TextArea
from ui.widgets.form import Drafts, Form
from ui.widgets.form_dialog import FormDialog
from ui.widgets.message_bar import BarAction
from ui.widgets.passphrase_field import PassphraseField


@dataclass(frozen=True)
class RegisterNote:
    name: str
    reason: str
    note: str | None


class NoteDialog(FormDialog):
    def __init__(self, save: Any, parent: QWidget | None = None) -> None:
        super().__init__("Notitie", "Notitie opslaan", save, parent=parent)
        self.form.add_row("Naam", LineField(), name="name", required=True)
        self.form.add_row("Reden", CodeCombo([("a", "Een"), ("b", "Twee")]), name="reason", required=True, beside=True)
        self.form.add_row("Datum", DateField(), name="day", help_text="Mag leeg blijven.")
        self.form.add_row("Toelichting", TextArea(), name="note", optional=True)
        self.helped = False

    def command(self) -> RegisterNote:
        return RegisterNote(self.form.value("name"), self.form.value("reason"), self.form.value("note"))

    def ways_out(self, error: RegisterError) -> list[BarAction]:
        def help_her() -> None:
            self.helped = True

        return [BarAction("Toestemming vastleggen…", help_her)] if isinstance(error, ConsentMissing) else []


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QWidget]:
    widget = QWidget()
    widget.resize(900, 700)
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    for dialog in widget.findChildren(FormDialog):
        dialog.form.mark_clean()
        dialog.close()


def fill(dialog: NoteDialog) -> None:
    dialog.form.field("name").set_value("Ana")
    dialog.form.field("reason").set_value("b")


def open_dialog(qtbot: QtBot, parent: QWidget, save: Any) -> NoteDialog:
    dialog = NoteDialog(save, parent)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_one_call_sets_buddy_name_and_help(qtbot: QtBot, parent: QWidget) -> None:
    dialog = open_dialog(qtbot, parent, lambda _: None)
    row = dialog.form.rows["day"]
    assert row.label.text() == "Datum (dd-mm-jjjj)"
    assert row.label.buddy() is row.field.focus_widget()
    face = QAccessible.queryAccessibleInterface(row.field.focus_widget())
    assert face.text(QAccessible.Text.Name) == "Datum"
    assert face.text(QAccessible.Text.Description) == "Mag leeg blijven."
    assert dialog.form.rows["note"].label.text() == "Toelichting (niet verplicht)"


def test_saving_an_empty_form_says_what_is_missing_and_leads_there(qtbot: QtBot, parent: QWidget) -> None:
    saved: list[Any] = []
    dialog = open_dialog(qtbot, parent, saved.append)
    assert dialog.flow.save_button.isEnabled()
    qtbot.mouseClick(dialog.flow.save_button, Qt.MouseButton.LeftButton)
    summary = dialog.form.summary
    assert summary.isVisible()
    assert summary.title.text() == "Er zijn 2 punten die u nog moet aanvullen:"
    qtbot.waitUntil(summary.hasFocus)
    for name, text in (("name", "Vul dit in."), ("reason", "Maak een keuze.")):
        assert dialog.form.rows[name].problem_text.text() == text
        assert dialog.form.field(name).focus_widget().property("invalid") is True
    links = summary.links()
    assert [link.accessibleName() for link in links] == ["Naam: vul dit in.", "Reden: maak een keuze."]
    qtbot.keyClick(links[0], Qt.Key.Key_Return)
    assert dialog.form.field("name").focus_widget().hasFocus()
    description = dialog.form.field("name").focus_widget().accessibleDescription()
    assert "Vul dit in." in description
    assert saved == []


def test_a_problem_comes_on_leaving_and_never_while_typing(qtbot: QtBot, parent: QWidget) -> None:
    dialog = open_dialog(qtbot, parent, lambda _: None)
    day = dialog.form.field("day").focus_widget()
    day.setFocus()
    qtbot.keyClicks(day, "31-02-2026")
    row = dialog.form.rows["day"]
    assert row.problem_text.text() == ""
    qtbot.keyClick(day, Qt.Key.Key_Tab)
    assert row.problem_text.text() == "Deze datum bestaat niet. Vul in als dd-mm-jjjj, bijvoorbeeld 04-03-2026."
    assert day.property("invalid") is True
    day.setFocus()
    day.setText("")
    assert row.problem_text.text() != ""
    dialog.form.field("note").focus_widget().setFocus()
    assert row.problem_text.text() == ""


def test_tab_goes_through_in_reading_order(qtbot: QtBot, parent: QWidget) -> None:
    dialog = open_dialog(qtbot, parent, lambda _: None)
    order = []
    dialog.form.field("name").focus_widget().setFocus()
    for _ in range(6):
        focused = dialog.focusWidget()
        order.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert order == ["Naam", "Reden", "Datum", "Toelichting", "Notitie opslaan", "Annuleren"]


def test_tab_goes_from_the_list_of_problems_into_its_links_and_then_the_fields(qtbot: QtBot, parent: QWidget) -> None:
    dialog = open_dialog(qtbot, parent, lambda _: None)
    dialog.flow.submit()
    assert dialog.focusWidget() is dialog.form.summary
    links = dialog.form.summary.links()
    assert len(links) >= 2
    for expected in (*links, dialog.form.field("name").focus_widget()):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.focusWidget() is expected


def test_saving_hands_over_the_command_and_closes(qtbot: QtBot, parent: QWidget) -> None:
    commands: list[Any] = []
    dialog = open_dialog(qtbot, parent, lambda command: commands.append(command) or 7)
    fill(dialog)
    with qtbot.waitSignal(dialog.saved) as result:
        qtbot.keyClick(dialog.form.field("name").focus_widget(), Qt.Key.Key_Return)
    assert result.args == [7]
    assert commands == [RegisterNote("Ana", "b", None)]
    assert not dialog.isVisible()


def test_ctrl_s_saves(qtbot: QtBot, parent: QWidget) -> None:
    dialog = open_dialog(qtbot, parent, lambda _: 1)
    fill(dialog)
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(dialog.form.field("note").focus_widget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_a_refusal_keeps_everything_and_offers_what_helps(qtbot: QtBot, parent: QWidget) -> None:
    def refuse(_: Any) -> None:
        raise ConsentMissing(recipient="Fier", scopes=["gezondheid"])

    dialog = open_dialog(qtbot, parent, refuse)
    fill(dialog)
    before = dialog.form.raw_state()
    dialog.flow.submit()
    assert dialog.isVisible()
    assert dialog.form.raw_state() == before
    assert dialog.bar.title.text() == "U kunt nog niet versturen."
    assert "Fier" in dialog.bar.text.text()
    dialog.bar.buttons()[0].click()
    assert dialog.helped
    assert dialog.flow.save_button.isEnabled()


def test_fields_that_the_service_refuses_are_marked(qtbot: QtBot, parent: QWidget) -> None:
    def refuse(_: Any) -> None:
        raise InvalidInput(Problem("note", "too_long", {"limit": 3}), Problem("elders", "reason"))

    dialog = open_dialog(qtbot, parent, refuse)
    fill(dialog)
    dialog.flow.submit()
    assert dialog.form.rows["note"].problem_text.text().startswith("Deze tekst is te lang. Er passen 3 tekens")
    assert len(dialog.form.summary.links()) == 2


def test_a_refused_field_stays_marked_until_it_is_changed(qtbot: QtBot, parent: QWidget) -> None:
    def refuse(_: Any) -> None:
        raise InvalidInput(Problem("name", "duplicate"))

    dialog = open_dialog(qtbot, parent, refuse)
    fill(dialog)
    dialog.flow.submit()
    name = dialog.form.field("name").focus_widget()
    other = dialog.form.field("note").focus_widget()
    name.setFocus()
    other.setFocus()
    assert dialog.form.rows["name"].problem_text.text() == "Dit staat er al. Vul iets anders in."
    name.setFocus()
    qtbot.keyClicks(name, "x")
    other.setFocus()
    assert dialog.form.rows["name"].problem_text.text() == ""


def test_a_full_disk_keeps_the_text(qtbot: QtBot, parent: QWidget) -> None:
    def fail(_: Any) -> None:
        raise DiskFull

    dialog = open_dialog(qtbot, parent, fail)
    fill(dialog)
    dialog.flow.submit()
    assert dialog.bar.title.text() == "Opslaan is niet gelukt: de schijf is vol."
    assert dialog.form.value("name") == "Ana"


def test_escape_closes_an_untouched_form_and_asks_on_a_touched_one(qtbot: QtBot, parent: QWidget) -> None:
    dialog = open_dialog(qtbot, parent, lambda _: None)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog = open_dialog(qtbot, parent, lambda _: None)
    fill(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert [button.text() for button in dialog.bar.buttons()] == ["Verder met invullen", "Niet opslaan"]
    dialog.close()
    assert dialog.isVisible()
    dialog.bar.buttons()[1].click()
    assert not dialog.isVisible()


class Shelf:
    """A place for one draft."""

    def __init__(self) -> None:
        self.state: dict[str, Any] | None = None
        self.busy = False

    def save(self, state: dict[str, Any]) -> None:
        if self.busy:
            raise RegisterBusy
        self.state = state

    def discard(self) -> None:
        self.state = None

    def drafts(self) -> Drafts:
        return Drafts(lambda: self.state, self.save, self.discard)


def small_form(qtbot: QtBot, shelf: Shelf) -> Form:
    form = Form()
    qtbot.addWidget(form)
    form.add_row("Naam", LineField(), name="name")
    form.add_row("Zin", PassphraseField(), name="secret")
    form.attach_drafts(shelf.drafts())
    form.show()
    return form


def test_a_draft_is_kept_after_the_last_key_and_comes_back(qtbot: QtBot) -> None:
    shelf = Shelf()
    form = small_form(qtbot, shelf)
    form._timer.setInterval(10)
    form.field("name").focus_widget().setText("half get")
    form.field("secret").set_value("geheim")
    qtbot.waitUntil(lambda: shelf.state is not None)
    assert shelf.state == {"name": "half get"}
    again = small_form(qtbot, shelf)
    assert again.value("name") == "half get"
    assert again.draft_bar.title.text() == "Concept hersteld"
    assert again.is_dirty()
    throw_away = again.draft_bar.buttons()[0]
    assert isinstance(throw_away, Button)
    throw_away.click()
    assert again.value("name") is None
    assert shelf.state is None


def test_a_busy_register_makes_the_draft_wait_not_vanish(qtbot: QtBot) -> None:
    shelf = Shelf()
    shelf.busy = True
    form = small_form(qtbot, shelf)
    form._timer.setInterval(10)
    form.field("name").focus_widget().setText("x")
    form.keep_draft()
    assert shelf.state is None
    shelf.busy = False
    qtbot.waitUntil(lambda: shelf.state == {"name": "x"})


def test_a_draft_that_could_not_be_taken_away_goes_later(qtbot: QtBot) -> None:
    shelf = Shelf()
    shelf.state = {"name": "oud"}
    form = small_form(qtbot, shelf)
    form._timer.setInterval(10)
    real, calls = shelf.discard, []

    def busy_once() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RegisterBusy
        real()

    form._drafts = Drafts(lambda: None, shelf.save, busy_once)
    form.mark_clean()
    form.discard_draft()
    assert shelf.state == {"name": "oud"}
    qtbot.waitUntil(lambda: shelf.state is None)


def test_a_dialog_is_as_high_as_its_form_and_grows_with_its_problems(qtbot: QtBot, parent: QWidget) -> None:
    dialog = open_dialog(qtbot, parent, lambda _: None)
    pane = dialog._pane
    qtbot.waitUntil(lambda: pane.verticalScrollBar().maximum() == 0)
    before = dialog.height()
    dialog.flow.submit()
    qtbot.waitUntil(lambda: dialog.height() > before)


@pytest.mark.parametrize("state", [{"name": 5}, {"onbekend": "x"}, {"name": None, "secret": "x"}, {"name": ["a"]}])
def test_a_strange_draft_does_no_harm(qtbot: QtBot, state: dict[str, Any]) -> None:
    form = small_form(qtbot, Shelf())
    form.restore(state)
    assert form.value("name") is None
    assert form.value("secret") is None


def test_hidden_rows_are_not_checked(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add_row("Naam", LineField(), name="name", required=True)
    form.show()
    assert len(form.check()) == 1
    form.set_row_visible("name", False)
    assert form.check() == []


def test_a_refused_passphrase_keeps_its_problem_until_it_is_changed(qtbot: QtBot, parent: QWidget) -> None:
    form = Form(parent)
    field = PassphraseField()
    form.add_row("Wachtwoordzin", field, name="passphrase", required=True)
    form.show()
    parent.activateWindow()
    field.edit.setFocus()
    qtbot.keyClicks(field.edit, "welkom welkom")
    form.show_problems([Problem("passphrase", "passphrase_weak")])  # takes the focus to the list above
    qtbot.waitUntil(form.summary.hasFocus)
    assert form.rows["passphrase"].problem_text.text()
    qtbot.keyClicks(field.edit, " kasteel")
    field.left.emit()
    assert not form.rows["passphrase"].problem_text.text()
