"""The page of one client: what it shows, and every act on it by button and by key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.clients import ClientFields
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, Phase, Purpose, Scope, Sector, TrackStatus
from app.model.consent import ConsentFields
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.model.trajectories import ContactMomentFields, StepFields
from app.services import clients, consent, contact_moments, drafts, records, trajectories
from tests.helpers.gui import button, nameless, texts
from ui.dialogs.closure import ClosureDialog
from ui.dialogs.contact_moment import ContactMomentDialog
from ui.dialogs.contact_view import ContactViewDialog
from ui.dialogs.exploitation import ExploitationDialog
from ui.dialogs.history import HistoryDialog
from ui.dialogs.merge import MergeDialog, UnmergeDialog
from ui.dialogs.notification import NotificationDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.phase import PhaseDialog
from ui.dialogs.safe_contact import SafeContactDialog
from ui.dialogs.step import StepDialog, tidy_time
from ui.dialogs.track import TrackDialog
from ui.dialogs.trajectory import TrajectoryDialog
from ui.dialogs.void import VoidDialog
from ui.theme import theme
from ui.views.client_list import ClientListPage
from ui.views.client_page import ClientPage

TODAY = date(2026, 11, 24)
CTRL = Qt.KeyboardModifier.ControlModifier


def take_in(register, sectors=("SD", "GC"), kind="politie", on=date(2026, 11, 3), **person: Any) -> str:
    client_id = new_id()
    report = NotificationFields(received_on=on, notifier_type=kind, sectors=tuple(Sector(s) for s in sectors))
    clients.register_client(
        register, report, client_id=client_id, notification_id=new_id(), fields=ClientFields(**person)
    )
    return client_id


@pytest.fixture
def client(register) -> str:
    return take_in(
        register, given_name="Ștefania", family_name="Țîrlea", born_from=date(2007, 2, 3), born_to=date(2007, 2, 3),
        languages=("ro",), found_in="vlissingen", safe_contact=(("tijden", "10.00 en 16.00 uur"), ("geen_post", "")),
    )  # fmt: skip


@pytest.fixture
def page(qtbot: QtBot, desk, client) -> ClientPage:
    made = ClientPage(desk)
    qtbot.addWidget(made)
    desk.changed.connect(made.reload)
    made.resize(1154, 900)
    made.show()
    made.show_client(client)
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    for dialog in made.findChildren(VoidDialog):
        dialog.form.mark_clean()
        dialog.close()


def opened(page: ClientPage, kind: type) -> Any:
    found = [dialog for dialog in page.findChildren(kind) if dialog.isVisible()]
    assert len(found) == 1, f"{len(found)} of {kind.__name__} are open"
    return found[0]


def press(qtbot: QtBot, inside: Any, text: str) -> None:
    """Press a button that may have been made a moment ago."""
    qtbot.waitUntil(lambda: text in texts(inside))
    button(inside, text).click()


def tab(page: ClientPage, key: str) -> Any:
    page.tabs.buttons[key].click()
    return page._made[key]


def titles(page: ClientPage) -> list[str]:
    return [row.item.title for row in tab(page, "timeline").list.rows()]


def test_the_head_says_who_this_is(page):
    assert page.head.title.text() == "Ștefania Țîrlea"
    assert page.head.facts.text().endswith("· 19 jaar · Vlissingen · spreekt Roemeens")
    assert page.phase_chip.text() == "Aanmelding"
    assert page.consent_chip.text() == "toestemming niet gevraagd"
    assert page.strip.words.text() == "Veilig contact: alleen bellen tussen 10.00 en 16.00 uur, geen post."


def test_the_head_counts_the_consents_that_hold(page, desk, register, client):
    fier = next(o for o in desk.organisations() if o.name == "Fier")
    given = ConsentFields(
        purpose=Purpose.SHELTER, recipient_id=fier.id, scopes=(Scope.NAME,), kind=ConsentKind.GIVEN,
        form=ConsentForm.WRITTEN, given_by=ConsentGiver.CLIENT, given_on=TODAY, valid_until=date(2027, 5, 24),
    )  # fmt: skip
    desk.saved(consent.record_consent(register, client, given, id=new_id()))
    assert page.consent_chip.text() == "1 van 1 toestemming geldig"
    assert "Toestemming gegeven: Opvang regelen, Fier" in titles(page)


def test_a_name_that_is_not_known_is_said(page, register):
    page.show_client(take_in(register))
    assert page.head.title.text() == "Naam nog niet bekend"
    assert page.strip.words.text() == "Veilig contact: nog niet besproken"


def test_the_drawn_line_is_readable(page, desk, register, client):
    row = clients.open_file(register, client).trajectory
    desk.saved(trajectories.enter_phase(register, row.id, Phase.INTAKE, date(2026, 11, 9), id=new_id()))
    text = page.line.as_text()
    assert "Aanmelding: van 03-11-2026 tot 09-11-2026." in text
    assert "Intake: sinds 09-11-2026, dit is de fase van nu." in text
    assert "Nazorg: nog niet begonnen." in text


def test_a_contact_moment_takes_four_keys_and_lands_on_top(qtbot, page, register, client):
    qtbot.keyClick(page, Qt.Key.Key_M, CTRL)
    dialog = opened(page, ContactMomentDialog)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.form.field("kind").combo)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_T)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "Voelt zich rustiger.")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, CTRL)
    assert titles(page)[0] == "Telefoongesprek"
    assert contact_moments.contact_moments(register, client)[0].note == "Voelt zich rustiger."


def test_a_contact_moment_brings_its_next_step(page, register, client):
    page.new_contact()
    dialog = opened(page, ContactMomentDialog)
    dialog.form.set_values({"kind": "gesprek"})
    dialog.form.field("note").edit.setPlainText("Kennismaking.")
    dialog.form.field("step_description").edit.setText("Huisarts bellen")
    assert not dialog.flow.submit()
    dialog.form.field("step_due_on").edit.setText("+2")
    assert dialog.flow.submit()
    assert page.next_chip.text() == "Volgende stap: Huisarts bellen, over 2 dagen"


def test_a_contact_moment_refuses_ten_megabytes_and_keeps_the_text(page):
    page.new_contact()
    dialog = opened(page, ContactMomentDialog)
    note = dialog.form.field("note").edit
    note.setPlainText("Zij belde.")
    data = QMimeData()
    data.setText("x" * 10_000_000)
    note.insertFromMimeData(data)
    assert note.toPlainText() == "Zij belde."
    dialog.form.mark_clean()
    dialog.close()


def test_a_contact_moment_that_was_saved_before_a_kill_is_not_saved_twice(page, desk, client, register):
    page.new_contact()
    dialog = opened(page, ContactMomentDialog)
    dialog.form.set_values({"kind": "gesprek"})
    dialog.form.field("note").edit.setPlainText("Zij belde vanaf het station.")
    dialog.form.keep_draft()
    ((form, subject, _),) = drafts.all_of_them(register)
    state, _ = drafts.load(register, form, subject)
    assert dialog.flow.submit()
    drafts.keep(register, form, subject, state)  # the program was killed before the draft was thrown away
    assert page.resume(form, subject)
    again = opened(page, ContactMomentDialog)
    assert not again.flow.submit()
    assert "Dit was al opgeslagen." in texts(again)
    assert len(contact_moments.contact_moments(register, client)) == 1
    again.form.mark_clean()
    again.close()


def test_half_a_contact_moment_comes_back(qtbot, page, desk, client, register):
    page.new_contact()
    dialog = opened(page, ContactMomentDialog)
    dialog.form.field("note").edit.setPlainText("Zij belde vanaf het station.")
    dialog.form.keep_draft()
    dialog.hide()
    dialog.deleteLater()  # as at lock: the window goes, nobody chose Annuleren
    ((form, subject, _),) = drafts.all_of_them(register)
    assert page.resume(form, subject)
    again = opened(page, ContactMomentDialog)
    assert again.form.value("note") == "Zij belde vanaf het station."
    again.form.mark_clean()
    again.close()


def test_a_police_note_is_tagged_corrected_and_voided(qtbot, page, desk, register, client):
    moment = ContactMomentFields(kind="derde", happened_on=TODAY, origin="politie", note="Aangifte opgenomen.")
    desk.saved(contact_moments.add_contact_moment(register, client, moment, id=new_id()))
    row = tab(page, "timeline").list.rows()[0]
    assert row.item.text.startswith("[Van de politie]")
    qtbot.keyClick(row, Qt.Key.Key_Return)
    button(opened(page, ContactViewDialog), "Verbeteren…").click()
    dialog = opened(page, ContactMomentDialog)
    dialog.form.field("note").edit.setPlainText("Aangifte is nog niet opgenomen.")
    dialog.flow.submit()
    lines = [row.item for row in tab(page, "timeline").list.rows()]
    assert "Verbetering: Bericht van een ander" in [line.title for line in lines]  # the clock stands still
    first = next(line for line in lines if line.title == "Bericht van een ander")
    assert "Later verbeterd" in first.text
    tab(page, "timeline").open_line(first.key)
    button(opened(page, ContactViewDialog), "Ongeldig maken…").click()
    void = opened(page, VoidDialog)
    assert not void.flow.submit()
    void.form.field("void_reason").edit.setPlainText("verkeerd gehoord")
    void.flow.submit()
    voided = next(row.item for row in tab(page, "timeline").list.rows() if row.item.is_void)
    assert voided.text.endswith("Ongeldig: verkeerd gehoord")


def test_the_timeline_filters_by_kind_and_by_word(page, desk, register, client):
    long = "Begin. " + "gewoon " * 100 + "Slotwoord."
    desk.saved(
        contact_moments.add_contact_moment(
            register, client, ContactMomentFields(kind="gesprek", happened_on=TODAY, note=long), id=new_id()
        )
    )
    shown = tab(page, "timeline")
    shown.list.filters.buttons["notification"].click()
    assert [row.item.title for row in shown.list.rows()] == ["Aanmelding door Politie"]
    shown.list.filters.buttons[""].click()
    shown.search.setText("slotwoord")
    assert [row.item.title for row in shown.list.rows()] == ["Gesprek"]


def test_a_line_leads_to_where_it_is_settled(page, desk, client):
    shown = tab(page, "timeline")
    shown.list.filters.buttons["notification"].click()
    shown.open_line(shown.list.rows()[0].item.key)
    assert desk.went.clients[-1][1] == "notifications"


def test_changing_the_person_keeps_what_stood_there(page, register, client):
    overview = tab(page, "overview")
    overview.edit_person()
    dialog = opened(page, PersonDialog)
    dialog.form.field("given_name").edit.setText("Stefania")
    dialog.form.field("found_in").set_value("goes")
    assert dialog.flow.submit()
    assert page.head.title.text() == "Stefania Țîrlea"
    history = overview.show_history()
    said = texts(history)
    assert "Roepnaam" in said
    assert "stond er eerst: Ștefania" in said
    assert "stond er eerst: Vlissingen" in said
    history.close()


def test_a_stale_form_is_refused_and_keeps_its_text(page, register, client):
    page.edit_person()
    dialog = opened(page, PersonDialog)
    stored = clients.open_file(register, client).client
    clients.change_client(register, client, stored.revision, replace(stored, gender="vrouw"))
    dialog.form.field("given_name").edit.setText("Anders")
    assert not dialog.flow.submit()
    assert "intussen gewijzigd" in dialog.bar.title.text()
    assert dialog.form.value("given_name") == "Anders"
    dialog.form.mark_clean()
    dialog.close()


def test_safe_contact_changes_the_red_strip(page):
    page.strip.button.click()
    dialog = opened(page, SafeContactDialog)
    dialog.form.field("safe_contact").set_value((("andere_naam", "Ana"),))
    dialog.flow.submit()
    assert page.strip.words.text() == "Veilig contact: noem uzelf Ana."


def test_a_sector_of_her_own_is_added_and_voided(qtbot, page, register, client):
    overview = tab(page, "overview")
    overview.add_sector()
    dialog = opened(page, ExploitationDialog)
    dialog.form.field("sector").set_value("GB")
    dialog.flow.submit()
    assert "GB" in {s.value for s in page.file.sectors}
    press(qtbot, overview._sectors, "Ongeldig maken…")
    void = opened(page, VoidDialog)
    void.form.field("void_reason").edit.setPlainText("vergissing")
    void.flow.submit()
    assert "GB" not in {s.value for s in page.file.sectors}
    qtbot.waitUntil(lambda: any("ongeldig: vergissing" in text for text in texts(overview)))


def test_notifications_are_added_changed_and_counted_apart(qtbot, page, register, client):
    notifications = tab(page, "notifications")
    notifications.add_button.click()
    dialog = opened(page, NotificationDialog)
    dialog.form.field("notifier_type").set_value("opvanginstelling")
    dialog.form.field("sectors").set_value(("SD", "GB"))
    assert dialog.flow.submit()
    assert notifications.counts.text() == "Personen: 1 · aanmeldingen: 2 · sectorvermeldingen: 3"
    newest = next(iter(notifications._cards.values()))
    press(qtbot, newest, "Wijzigen")
    change = opened(page, NotificationDialog)
    change.form.field("sectors").set_value(("SD",))
    assert change.flow.submit()
    assert notifications.counts.text() == "Personen: 1 · aanmeldingen: 2 · sectorvermeldingen: 2"
    press(qtbot, next(iter(notifications._cards.values())), "Eerdere versies")
    history = opened(page, HistoryDialog)
    assert any("Gedwongen bedelarij" in text for text in texts(history))
    history.close()


def test_scenario_s1_merge_and_take_it_back(page, register, client):
    other = take_in(register, ("SD", "GB"), "opvanginstelling", date(2026, 11, 9), given_name="Stefanie", family_name="Tirlea")
    tab(page, "overview").merge()
    dialog = opened(page, MergeDialog)
    dialog.choose(other)
    dialog.join_button.click()
    assert tab(page, "notifications").counts.text() == "Personen: 1 · aanmeldingen: 2 · sectorvermeldingen: 3"
    assert "Samengevoegd met" in page.bar.title.text()
    page.bar.buttons()[0].click()
    undo = opened(page, UnmergeDialog)
    assert undo.flow.submit()
    assert tab(page, "notifications").counts.text() == "Personen: 1 · aanmeldingen: 1 · sectorvermeldingen: 2"
    assert page.bar.isHidden()
    assert clients.open_file(register, other).client.family_name == "Tirlea"


def test_a_merged_number_opens_the_person(page, register, client):
    other = take_in(register, given_name="Dubbel")
    clients.merge(register, other, client, 1)
    page.show_client(other)
    assert page.file.client.id == client


def test_steps_are_planned_done_and_taken_back(qtbot, page, desk, register, client):
    qtbot.keyClick(page, Qt.Key.Key_T, CTRL)
    dialog = opened(page, StepDialog)
    dialog.form.field("description").edit.setText("Antwoord Fier")
    dialog.form.field("due_on").edit.setText("21-11-2026")
    dialog.form.field("due_time").edit.setText("1430")
    dialog.form.field("who").edit.setText("Fier")
    assert dialog.flow.submit()
    assert page.next_chip.text() == "Volgende stap: Antwoord Fier, 3 dagen te laat"
    plan = tab(page, "plan")
    press(qtbot, plan, "Gedaan")
    assert page.next_chip.isHidden()
    _, undo = desk.went.undo[-1]
    undo()
    assert page.next_chip.isVisibleTo(page)


def test_a_spoor_is_changed_by_keyboard(qtbot, page, register, client):
    plan = tab(page, "plan")
    plan.tracks.table.select(lambda track: track.kind.value == "opvang_wonen")
    qtbot.keyClick(plan.tracks.table.view, Qt.Key.Key_Return)
    dialog = opened(page, TrackDialog)
    dialog.form.field("status").set_value("wacht")
    dialog.form.field("sentence").edit.setPlainText("Opvang: wacht op antwoord.")
    assert "26 van ongeveer 160 tekens" in dialog.form.rows["sentence"].help.text()
    assert dialog.flow.submit()
    track = next(t for t in clients.open_file(register, client).tracks if t.kind.value == "opvang_wonen")
    assert (track.status, track.sentence) == (TrackStatus.WAITING, "Opvang: wacht op antwoord.")


def test_phases_are_added_and_voided(page):
    plan = tab(page, "plan")
    plan.phase_button.click()
    dialog = opened(page, PhaseDialog)
    dialog.form.field("phase").set_value("intake")
    dialog.form.field("started_on").edit.setText("01-10-2026")
    assert not dialog.flow.submit()
    assert "voor het begin van het traject" in dialog.form.rows["started_on"].problem_text.text()
    dialog.form.field("started_on").edit.setText("05-11-2026")
    assert dialog.flow.submit()
    assert page.phase_chip.text() == "Intake"


def test_the_printed_sentences_and_payment(page, register, client):
    plan = tab(page, "plan")
    plan.edit_trajectory(page.file.trajectory)
    dialog = opened(page, TrajectoryDialog)
    dialog.form.field("situation").edit.setPlainText("Cliënt is mogelijk slachtoffer.")
    dialog.form.field("paying_municipality").set_value("goes")
    assert dialog.flow.submit()
    assert plan.printed.facts()["Situatie"] == "Cliënt is mogelijk slachtoffer."
    assert plan.printed.facts()["Betaling"] == "Goes"


def test_closing_lists_what_is_open_and_reopening_brings_it_back(page, desk, register, client):
    desk.saved(
        contact_moments.add_step(register, client, StepFields(description="Huisarts bellen", due_on=TODAY), id=new_id())
    )
    plan = tab(page, "plan")
    plan.close_button.click()
    dialog = opened(page, ClosureDialog)
    assert dialog.form.value("open_ends") == "Stap: Huisarts bellen (24-11-2026)"
    assert not dialog.flow.submit()
    dialog.form.field("closure_reason").set_value("doelen")
    assert dialog.flow.submit()
    assert page.phase_chip.text() == "Afgesloten"
    assert titles(page)[0] == "Traject afgesloten: Doelen bereikt"
    tab(page, "plan")
    plan.reopen_button.click()
    assert page.phase_chip.text() == "Aanmelding"


def test_a_new_trajectory_after_closing(page):
    plan = tab(page, "plan")
    plan.close_button.click()
    closure = opened(page, ClosureDialog)
    closure.form.field("closure_reason").set_value("doelen")
    closure.flow.submit()
    plan.new_button.click()
    dialog = opened(page, TrajectoryDialog)
    dialog.form.field("phase").set_value("nazorg")
    assert dialog.flow.submit()
    assert page.phase_chip.text() == "Nazorg"
    assert len(page.file.earlier) == 1


def test_a_voided_client_says_so(page, register, client):
    tab(page, "overview").void_client()
    void = opened(page, VoidDialog)
    void.form.field("void_reason").edit.setPlainText("per ongeluk gemaakt")
    assert void.flow.submit()
    assert page.bar.title.text() == "Deze cliënt is ongeldig gemaakt."
    assert records.changes(register, "client", client)


@pytest.mark.parametrize("key", ["timeline", "overview", "plan", "notifications"])
def test_every_part_has_a_name(page, key):
    tab(page, key)
    assert nameless(page) == []


@pytest.mark.parametrize(
    ("typed", "kept"), [("14.30", "14:30"), ("930", "09:30"), ("9:05", "09:05"), ("", None), ("straks", "straks")]
)
def test_times_as_people_write_them(typed, kept):
    assert tidy_time(typed) == kept


# -- the list ------------------------------------------------------------------------------------


@pytest.fixture
def listed(qtbot: QtBot, desk, register) -> ClientListPage:
    for name in ("Zeeman", "Çelik", "Berg", "Łukasik", "de Boer"):
        take_in(register, family_name=name)
    made = ClientListPage(desk)
    qtbot.addWidget(made)
    made.resize(1154, 700)
    made.show()
    return made


def test_the_list_sorts_the_dutch_way_and_opens_by_key(qtbot, listed, desk):
    listed.table.sort_by(1)
    assert [row.family_name for row in listed.table.shown_rows()] == ["Berg", "Çelik", "de Boer", "Łukasik", "Zeeman"]
    listed.search.setText("lukas")
    qtbot.keyClick(listed.search, Qt.Key.Key_Return)
    qtbot.keyClick(listed.table.view, Qt.Key.Key_Return)
    assert desk.went.clients[-1][0] == listed.table.current_row().id


def test_the_filters_count_and_choose(listed, desk, register):
    first = listed.table.shown_rows()[0]
    late = StepFields(description="Bellen", due_on=date(2026, 11, 20))
    desk.changed.connect(listed.reload)
    desk.saved(contact_moments.add_step(register, first.id, late, id=new_id()))
    assert listed.filters.buttons["late"].text() == "Te laat  1"
    listed.filters.buttons["late"].click()
    assert [row.id for row in listed.table.shown_rows()] == [first.id]
    assert listed.filters.buttons["running"].text() == "Lopend  5"
    assert listed.filters.buttons["consent"].text() == "Toestemming vraagt aandacht  5"
    assert listed.filters.buttons["closed"].text() == "Afgesloten  0"


def test_an_empty_list_explains_itself(qtbot, desk):
    page = ClientListPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert "U heeft nog geen cliënten. Zoek eerst of iemand al bekend is." in texts(page)
    with qtbot.waitSignal(desk.new_client_wanted):
        button(page.table, "Nieuwe cliënt").click()


@pytest.mark.parametrize(
    "key", ["timeline", "overview", "plan", "consent", "referrals", "notifications", "shared"]
)
def test_at_double_size_the_page_never_scrolls_sideways(qtbot, qapp, page, desk, register, client, key):
    long = StepFields(description="Vooroverleg met de huisarts over de verwijzing", due_on=date(2026, 11, 20))
    desk.saved(contact_moments.add_step(register, client, long, id=new_id()))
    theme().apply(qapp, "light", 200)
    try:
        page.resize(1154, 700)
        tab(page, key)
        qtbot.waitUntil(lambda: page.pane.horizontalScrollBar().maximum() == 0)
    finally:
        theme().apply(qapp, "light", 100)
