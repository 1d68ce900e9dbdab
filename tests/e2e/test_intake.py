"""Taking in a client: search first, one page, by mouse and by keyboard alone; nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.model.clients import ClientFields
from app.model.codes import Phase, Sector
from app.model.notifications import NotificationFields
from app.model.records import new_id
from app.services import clients, drafts, listing
from tests.helpers.gui import button, field, nameless, texts
from ui.dialogs.comparison import CompareDialog
from ui.dialogs.organisation import OrganisationDialog
from ui.dialogs.person import PersonDialog
from ui.views.client_list import ClientListPage
from ui.views.client_page import ClientPage
from ui.views.new_client import NewClientPage, split_name
from ui.windows.pages import Pages, Place


@pytest.fixture
def page(qtbot: QtBot, desk) -> NewClientPage:
    made = NewClientPage(desk)
    qtbot.addWidget(made)
    made.resize(1154, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.form.mark_clean()


def known(register, **person) -> str:
    client_id = new_id()
    clients.register_client(
        register,
        NotificationFields(received_on=date(2026, 3, 3), notifier_type="politie", sectors=(Sector("SD"), Sector("GC"))),
        client_id=client_id,
        notification_id=new_id(),
        fields=ClientFields(**person),
    )
    return client_id


def dialog_of(kind: type):
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def compare_with_the_only_one(qtbot: QtBot, page: NewClientPage) -> None:
    page.look_up()
    qtbot.waitUntil(lambda: "Vergelijken" in texts(page.known))
    button(page.known, "Vergelijken").click()


def press(qtbot: QtBot, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_a_telephone_call_without_a_mouse_takes_few_keys(qtbot, desk, page, register):
    """Search, two tabs, the type of notifier, Ctrl+S: four keys beside what is typed."""
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.form.field("search").focus_widget())
    qtbot.keyClicks(QApplication.focusWidget(), "Mirela van den Berg")
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Tab)
    qtbot.keyClicks(QApplication.focusWidget(), "politie")
    press(qtbot, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (row,) = listing.client_rows(register)
    assert (row.given_name, row.infix, row.family_name) == ("Mirela", "van den", "Berg")
    assert row.phase is Phase.NOTIFICATION
    assert desk.went.pages == [("clients", "")]
    assert drafts.all_of_them(register) == ()


def test_a_client_without_a_name_is_not_bad_input(desk, page, register):
    page.form.field("notifier_type").set_value("gemeente")
    button(page, "Opslaan en naar cliënt").click()
    (row,) = listing.client_rows(register)
    assert row.family_name is None
    assert desk.went.clients == [(row.id, "timeline", "")]


def test_without_a_notifier_it_says_so_and_keeps_all(page, register):
    page.form.field("given_name").set_value("Mirela")
    button(page, "Opslaan").click()
    assert listing.client_rows(register) == ()
    assert "Wie meldt aan? Maak een keuze." in [link.accessibleName() for link in page.form.summary.links()]
    assert page.form.value("given_name") == "Mirela"


def test_who_may_be_known_is_offered_while_typing(qtbot, page, register):
    known(register, given_name="Ștefania", family_name="Țîrlea", aliases=("Ana",))
    qtbot.keyClicks(page.form.field("search").focus_widget(), "tirlea")
    qtbot.waitUntil(lambda: "Țîrlea, Ștefania" in texts(page.known))
    page.form.field("search").set_value("")
    qtbot.keyClicks(page.form.field("given_name").focus_widget(), "Stefanja")
    qtbot.keyClicks(page.form.field("family_name").focus_widget(), "Tirlea")
    qtbot.waitUntil(lambda: "Țîrlea, Ștefania" in texts(page.known))


def test_a_birth_year_finds_too(qtbot, page, register):
    known(register, given_name="Bo", born_from=date(2001, 5, 6), born_to=date(2001, 5, 6))
    qtbot.keyClicks(page.form.field("search").focus_widget(), "2001")
    qtbot.waitUntil(lambda: "Bo" in texts(page.known))


def test_scenario_s1_by_hand(qtbot, desk, page, register):
    """The second body reports the same woman in another spelling: compare, add, nothing is lost."""
    first = known(register, given_name="Mirela", family_name="Popescu")
    page.form.field("search").set_value("Mirella Popesku")
    page.form.field("search").left.emit()
    page.form.field("notifier_type").set_value("opvanginstelling")
    page.form.field("sectors").set_value(("SD", "GB"))
    page.form.field("aliases").set_value(("Miri",))
    page.form.field("safe_contact").set_value((("geen_post", ""),))
    compare_with_the_only_one(qtbot, page)
    compare = dialog_of(CompareDialog)
    assert "Naam" in compare.grid.differing
    button(compare, "Aanmelding bij deze cliënt").click()
    file = clients.open_file(register, first)
    assert len(listing.client_rows(register)) == 1
    assert len(file.notifications) == 2
    assert {sector.value for sector in file.sectors} == {"SD", "GC", "GB"}
    assert desk.went.clients[-1][:2] == (first, "notifications")
    dialog = PersonDialog(desk, file.client)
    qtbot.addWidget(dialog)
    assert dialog.form.value("aliases") == ("Miri",)
    assert dialog.form.value("given_name") == "Mirella"
    assert dialog.form.draft_bar.isVisibleTo(dialog)
    assert {form for form, _, _ in drafts.all_of_them(register)} == {"client", "safe_contact"}
    dialog.form.mark_clean()


def test_somebody_else_after_all_is_not_offered_again(qtbot, page, register):
    known(register, given_name="Mirela")
    page.form.field("search").set_value("Mirela")
    compare_with_the_only_one(qtbot, page)
    button(dialog_of(CompareDialog), "Toch een nieuwe cliënt").click()
    page.look_up()
    assert "Mirela" not in texts(page.known)


def test_authority_is_asked_under_eighteen_only(page):
    born = page.form.field("born")
    assert not page.form.rows["parental_authority"].isVisibleTo(page)
    born.year.setText("2011")
    assert page.form.rows["parental_authority"].isVisibleTo(page)
    page.form.field("blocked_parents").set_value(("moeder",))
    assert page.form.rows["blocked_reason"].isVisibleTo(page)
    page.form.field("notifier_type").set_value("politie")
    button(page, "Opslaan").click()
    assert "Waarom mag die niets weten?" in " ".join(texts(page.form.summary) + [
        link.accessibleName() for link in page.form.summary.links()
    ])  # fmt: skip
    born.year.setText("1990")
    page.form.field("blocked_parents").set_value(())
    assert not page.form.rows["parental_authority"].isVisibleTo(page)


def test_an_estimated_age_is_kept_as_a_range(page, register):
    page.form.field("notifier_type").set_value("politie")
    page.form.field("born").age.setText("19")
    button(page, "Opslaan").click()
    client = clients.open_file(register, listing.client_rows(register)[0].id).client
    assert client.birth_is_estimated
    assert (client.born_from, client.born_to) == (date(2006, 11, 25), date(2007, 11, 24))


def test_everything_she_fills_in_is_stored(page, register):
    rules = (("geen_voicemail", ""), ("tijden", "10.00 en 16.00 uur"))
    page.form.set_values({
        "received_on": date(2026, 11, 3), "notifier_type": "politie", "contact_person": "dhr. Jansen",
        "request_kinds": ("opvang",), "is_urgent": True, "sectors": ("SD",), "story": "Bij controle.",
        "comensha_state": "gemeld", "comensha_number": "123", "given_name": "Lena", "gender": "vrouw",
        "languages": ("pl",), "interpreter_needed": "ja", "children_count": 2, "found_in": "goes",
        "safe_contact": rules, "phase": "intake", "legal_regime": "wmo_2015", "informed_on": date(2026, 11, 4),
    })  # fmt: skip
    page.form.field("infix").set_value("de")
    button(page, "Opslaan").click()
    file = clients.open_file(register, listing.client_rows(register)[0].id)
    row, client = file.notifications[0], file.client
    assert (row.is_urgent, row.comensha_number, row.story) == (True, "123", "Bij controle.")
    assert (client.infix, client.interpreter_needed, client.children_count) == ("de", True, 2)
    assert client.safe_contact == rules
    assert client.informed_on == date(2026, 11, 4)
    assert file.trajectory.started_on == date(2026, 11, 3)
    assert [phase.phase for phase in file.phases] == [Phase.INTAKE]


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("received_on", "31-02-2026", "Deze datum bestaat niet"),
        ("received_on", "25-11-2026", "Deze datum ligt in de toekomst"),
        ("received_on", "morgen", "Deze datum ligt in de toekomst"),
        ("informed_on", "29-02-2025", "Deze datum bestaat niet"),
    ],
)
def test_impossible_and_future_dates_are_said_and_kept(page, register, name, typed, says):
    page.form.field("notifier_type").set_value("politie")
    page.form.field(name).focus_widget().setText(typed)
    button(page, "Opslaan").click()
    assert says in page.form.rows[name].problem_text.text()
    assert listing.client_rows(register) == ()
    assert page.form.field(name).focus_widget().text() == typed


def test_ten_megabytes_are_refused_whole_and_said(page):
    story = page.form.field("story").edit
    story.setPlainText("Zij belde.")
    data = QMimeData()
    data.setText("a" * 10_000_000)
    story.insertFromMimeData(data)
    assert story.toPlainText() == "Zij belde."
    assert "te lang" in page.form.rows["story"].problem_text.text()


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d teken"])
def test_what_no_file_can_hold_is_refused_in_every_text_field(page, register, text):
    page.form.field("notifier_type").set_value("politie")
    for name in ("contact_person", "given_name", "infix", "family_name", "interpreter_note", "children_note"):
        edit = page.form.field(name).focus_widget()
        edit.setText(text)
        if edit.text() != text:  # Qt itself drops what it cannot hold: then there is nothing to refuse
            edit.clear()
            continue
        button(page, "Opslaan").click()
        assert "niet bewaard" in page.form.rows[name].problem_text.text()
        edit.clear()
    assert listing.client_rows(register) == ()


NASTY = "'; DROP TABLE client; -- <b>=1+1</b> 👩‍👧 \u202eomgekeerd\u202c محمد &amp; {x} %s"


def test_strange_text_in_every_field_is_stored_and_shown_as_typed(qtbot, page, register):
    page.form.field("notifier_type").set_value("politie")
    for edit in page.findChildren(QLineEdit):
        if edit.objectName() == "" and edit.parent().objectName() in {
            "contact_person", "given_name", "infix", "family_name", "interpreter_note", "children_note", "search",
        }:  # fmt: skip
            edit.setText(NASTY)
    for area in page.findChildren(QPlainTextEdit):
        area.setPlainText(NASTY)
    page.form.field("aliases").line.edit.setText(NASTY)
    page.form.field("safe_contact").set_value((("codewoord", NASTY),))
    page.form.field("comensha_state").set_value("andere_reden")
    page.form.field("comensha_reason").focus_widget().setText(NASTY)
    button(page, "Opslaan").click()
    (row,) = listing.client_rows(register)
    file = clients.open_file(register, row.id)
    assert file.client.family_name == NASTY
    assert file.client.aliases == (NASTY,)
    assert file.client.safe_contact == (("codewoord", NASTY),)
    assert file.notifications[0].story == NASTY


def test_half_typed_comes_back(qtbot, desk, page, register):
    page.form.field("given_name").set_value("Mirela")
    page.form.field("story").edit.setPlainText("Zij belde vanaf het station.")
    page.form.keep_draft()
    again = NewClientPage(desk)
    qtbot.addWidget(again)
    again.show()
    assert again.form.value("given_name") == "Mirela"
    assert again.form.value("story") == "Zij belde vanaf het station."
    assert "Concept hersteld" in texts(again.form.draft_bar)
    again.form.mark_clean()


def test_a_rule_without_its_words_is_asked_for(page, register):
    page.form.field("notifier_type").set_value("politie")
    box: QCheckBox = page.form.field("safe_contact").boxes["codewoord"]
    box.setChecked(True)
    button(page, "Opslaan").click()
    assert "Codewoord" in page.form.rows["safe_contact"].problem_text.text()
    assert listing.client_rows(register) == ()


def test_organisations_of_the_notifier_type_come_first_and_all_can_be_chosen(page, desk):
    combo = page.form.field("organisation_id").combo
    page.form.field("notifier_type").set_value("politie")
    own = [o.name for o in desk.organisations() if o.notifier_type == "politie"]
    assert own
    assert combo.itemText(1).startswith(own[0])
    assert combo.count() - 1 == len([o for o in desk.organisations() if o.relative is None])


def test_a_new_organisation_is_chosen_at_once(qtbot, page, desk, register):
    combo = page.form.field("organisation_id").combo
    combo.setEditText("Stichting Proef")
    button(page, "Nieuwe organisatie…").click()
    dialog = dialog_of(OrganisationDialog)
    assert dialog.form.value("name") == "Stichting Proef"
    dialog.flow.submit()
    assert desk.organisation_name(page.form.value("organisation_id")) == "Stichting Proef"


def test_every_field_has_a_name_and_a_label(page):
    assert nameless(page) == []
    assert field(page, "Contactpersoon (niet verplicht)", QLineEdit)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Ana", ("Ana", "", "")),
        ("Sanne van den Berg", ("Sanne", "van den", "Berg")),
        ("Mila de", ("Mila", "", "de")),
        ("ZLD-26-K7M4", ("", "", "")),
        ("Ana 2007", ("", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_searched_name_is_taken_apart(typed, parts):
    assert split_name(typed) == parts


@pytest.fixture
def pages(qtbot: QtBot, desk) -> Pages:
    """The pages as the window holds them: they read again after every save."""
    made = Pages(desk)
    qtbot.addWidget(made)
    desk.changed.connect(made.reload)
    desk.page_wanted.connect(lambda page, row: made.go(Place(page, object_id=row)))
    desk.client_wanted.connect(lambda client, tab, row: made.go(Place("client", client, tab, row)))
    made.resize(1154, 700)
    made.show()
    made.go(Place("clients"))
    return made


def test_in_the_window_saving_goes_to_the_list_or_to_the_client(qtbot, pages, register):
    for verb, lands_on in (("Opslaan", ClientListPage), ("Opslaan en naar cliënt", ClientPage)):
        pages.go(Place("new_client"))
        pages.page.form.field("notifier_type").set_value("politie")
        pages.page.form.field("given_name").set_value(verb)
        button(pages.page, verb).click()
        assert isinstance(pages.page, lands_on)
    assert pages.page.head.title.text() == "Opslaan en naar cliënt"
    assert len(listing.client_rows(register)) == 2
    pages.go(Place("clients"))
    assert len(pages.page.table.shown_rows()) == 2


def test_in_the_window_a_merge_a_contact_and_a_step_reach_every_page(qtbot, pages, desk, register):
    first, second = known(register, given_name="Mirela"), known(register, given_name="Mirella")
    desk.show_client(first)
    desk.saved(clients.merge(register, second, first, 1))
    assert "Samengevoegd met" in pages.page.bar.title.text()
    pages.go(Place("clients"))
    assert [row.id for row in pages.page.table.shown_rows()] == [first]
