"""Verwijzing in the window: the gate in the form, sending, states, and the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app import clock
from app.model.clients import ClientFields
from app.model.codes import ConsentForm, ParentalAuthority, Purpose, ReferralStatus, Route, Scope
from app.services import gate, referrals
from tests.helpers import gui
from tests.helpers.desk import main_window_on, opened
from tests.helpers.sharing import agree, furnished_register, organisation_id, take_in
from ui.dialogs.consent import ConsentDialog
from ui.dialogs.ground import GroundDialog
from ui.dialogs.referral_state import ReferralStateDialog
from ui.dialogs.retraction import RetractionDialog
from ui.views.client_referrals import ReferralCard, ReferralsTab
from ui.views.client_shared import SharedTab
from ui.views.referral_request import RequestStep
from ui.views.referral_send import SendStep
from ui.windows.main_window import MainWindow

NOON = datetime(2026, 5, 20, 10, tzinfo=UTC)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    with clock.frozen(NOON), main_window_on(furnished_register(tmp_path / "register"), qapp) as made:
        yield made


@pytest.fixture
def register(window: MainWindow):
    return window.desk.register


@pytest.fixture
def client(register) -> str:
    return take_in(register)


def form_of(window: MainWindow, client: str, referral: str = "") -> RequestStep:
    window.desk.show_page("referral_form", f"{client}:{referral}" if referral else client)
    step = window.pages.page.step_one
    assert step is not None
    return step


def fill(step: RequestStep, register, name: str, scopes: tuple[str, ...], question: str = "Heeft u plek?") -> None:
    step.form.field("destination_id").set_value(organisation_id(register, name))
    step.form.field("question").set_value(question)
    step.form.field("scopes").set_value(scopes)


def send_step(window: MainWindow) -> SendStep:
    step = window.pages.page.step_two
    assert step is not None
    return step


def press(qtbot, inside: QWidget, text: str) -> None:
    """Press a button that has just appeared."""
    qtbot.waitUntil(lambda: gui.button(inside, text) is not None)
    gui.button(inside, text).click()


def only(register, client: str):
    (view,) = referrals.of_client(register, client)
    return view


def card_of(window: MainWindow) -> ReferralCard:
    (card,) = window.findChildren(ReferralsTab)[0].cards.values()
    return card


class Keys:
    """Presses keys in whatever has the focus, and counts them; free text is not counted."""

    def __init__(self, qtbot, window: QWidget) -> None:
        self._qtbot, self._window, self.count = qtbot, window, 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.count += 1
        popup = QApplication.activePopupWidget()
        self._qtbot.keyClick(popup or self.where(), key, modifier)

    def type(self, text: str) -> None:
        self._qtbot.keyClicks(self.where(), text)

    def where(self) -> QWidget:
        found = self._window.focusWidget()
        assert found is not None
        return found


def test_a_referral_to_a_known_shelter_takes_at_most_twenty_keys(window, register, client, qtbot):
    agree(register, client, "Fier", Scope.NAME, Scope.AGE_GENDER, Scope.SAFETY)
    window.desk.show_client(client)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    keys = Keys(qtbot, window)
    keys.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), QLineEdit) or window.pages.page.step_one is not None)
    step = window.pages.page.step_one
    assert step.isAncestorOf(keys.where())
    keys.type("fier")
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Tab)
    assert keys.where() is step.form.field("question").focus_widget()
    keys.type("Heeft u plek?")
    assert "U mag dit delen" in gui.texts(step)
    keys.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert only(register, client).now.status is ReferralStatus.CONCEPT
    told = send_step(window)
    assert keys.where() is told.preview_button
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Return)
    view = only(register, client)
    assert view.now.status is ReferralStatus.SENT
    assert keys.count <= 20
    (row,) = gate.disclosures(register, client)
    assert row.disclosure.scopes == (Scope.NAME, Scope.AGE_GENDER, Scope.SAFETY)
    assert window.place().tab == "referrals"


def test_what_is_missing_stands_in_the_form_and_is_recorded_without_losing_a_word(window, register, client, qtbot):
    agree(register, client, "Fier", Scope.NAME)
    step = form_of(window, client)
    fill(step, register, "Fier", ("naam", "medisch_spoed"))
    step.form.field("note").set_value("Bel na 14 uur.")
    qtbot.waitUntil(lambda: "dringende medische zorg: niet gevraagd" in gui.texts(step.watch.panel))
    shown = gui.texts(step.watch.panel)
    assert "Er is nog geen toestemming voor alles wat u wilt delen" in shown
    assert "naam: toestemming van 12-05-2026, geldig tot en met 12-11-2026" in shown
    gui.button(step.flow, "Verwijzing versturen").click()
    assert step.flow.bar.title.text() == "U kunt nog niet versturen."
    assert step.flow.bar.text.text() == (
        "Voor Fier ontbreekt toestemming voor: dringende medische zorg. "
        "Leg die vast of laat dit onderdeel weg. Uw tekst blijft staan."
    )
    assert referrals.of_client(register, client) == ()
    press(qtbot, step.watch.panel, "Toestemming vastleggen…")
    dialog = opened(ConsentDialog)
    assert dialog.form.value("scopes") == ("medisch_spoed",)
    assert dialog.form.value("recipient_id") == organisation_id(register, "Fier")
    gui.button(dialog, "Toestemming opslaan").click()
    assert step.form.value("note") == "Bel na 14 uur."
    qtbot.waitUntil(lambda: "U mag dit delen" in gui.texts(step.watch.panel))
    gui.button(step.flow, "Verwijzing versturen").click()
    gui.button(send_step(window), "Zonder papier doorgegeven").click()
    assert only(register, client).referral.note == "Bel na 14 uur."
    assert only(register, client).now.status is ReferralStatus.SENT


def test_without_the_missing_part_it_goes(window, register, client, qtbot):
    agree(register, client, "Fier", Scope.NAME)
    step = form_of(window, client)
    fill(step, register, "Fier", ("naam", "gezondheid"))
    press(qtbot, step.watch.panel, "Zonder gezondheid versturen")
    gui.button(send_step(window), "Zonder papier doorgegeven").click()
    (row,) = gate.disclosures(register, client)
    assert row.disclosure.scopes == (Scope.NAME,)


def test_another_ground_needs_all_five_considerations_and_can_be_read_back(window, register, client, qtbot):
    step = form_of(window, client)
    fill(step, register, "Veilig Thuis Zeeland", ("naam",))
    press(qtbot, step.watch.panel, "Andere grond…")
    dialog = opened(GroundDialog)
    dialog.form.field("route").set_value(Route.CONFLICT_OF_DUTIES)
    names = [name for name in dialog.form.rows if name.startswith("consideration_")]
    for name in names[:4]:
        dialog.form.field(name).set_value(f"Antwoord bij {name[14:]}.")
    gui.button(dialog, "Deze grond gebruiken").click()
    assert dialog.form.rows[names[4]].problem_text.text() == "Vul dit in."
    dialog.form.field(names[4]).set_value("Collega op 19-05-2026.")
    gui.button(dialog, "Deze grond gebruiken").click()
    assert "U deelt dit zonder toestemming, op een andere grond" in gui.texts(step.watch.panel)
    gui.button(step.flow, "Verwijzing versturen").click()
    gui.button(send_step(window), "Zonder papier doorgegeven").click()
    window.desk.show_client(client, "shared")
    tab = window.findChildren(SharedTab)[0]
    qtbot.waitUntil(lambda: "Collega op 19-05-2026." in gui.texts(tab))
    said = gui.texts(tab)
    assert "Met wie heb ik overlegd" in said


def test_a_named_article_is_a_ground_too(window, register, client, qtbot):
    step = form_of(window, client)
    fill(step, register, "Veilig Thuis Zeeland", ("naam",))
    press(qtbot, step.watch.panel, "Andere grond…")
    dialog = opened(GroundDialog)
    dialog.form.field("route").set_value(Route.LEGAL_POWER)
    gui.button(dialog, "Deze grond gebruiken").click()
    assert dialog.form.rows["article"].problem_text.text() == "Vul dit in."
    dialog.form.field("article").set_value("artikel 5.2.6 Wmo 2015")
    gui.button(dialog, "Deze grond gebruiken").click()
    gui.button(step.flow, "Verwijzing versturen").click()
    gui.button(send_step(window), "Zonder papier doorgegeven").click()
    (row,) = gate.disclosures(register, client)
    assert (row.disclosure.route, row.disclosure.article) == (Route.LEGAL_POWER, "artikel 5.2.6 Wmo 2015")


def test_cosm_is_reached_through_comensha(window, register, client):
    agree(register, client, "CoMensha", Scope.NAME, purpose=Purpose.COMENSHA_SHELTER)
    step = form_of(window, client)
    step.form.field("destination_id").set_value(organisation_id(register, "COSM"))
    assert step.form.rows["destination_id"].help.text() == "Ontvanger: CoMensha"
    assert step.form.value("purpose") == Purpose.COMENSHA_SHELTER
    assert step.form.value("scopes") == ("naam",)
    step.form.field("question").set_value("Is er plek?")
    gui.button(step.flow, "Verwijzing versturen").click()
    gui.button(send_step(window), "Zonder papier doorgegeven").click()
    (row,) = gate.disclosures(register, client)
    assert (row.recipient, only(register, client).destination) == ("CoMensha", "COSM")


def test_an_enquiry_needs_no_consent_and_can_be_sent_later(window, register, client):
    step = form_of(window, client)
    fill(step, register, "Sterk Huis", ())
    gui.button(step.flow, "Navraag zonder naam doen").click()
    view = only(register, client)
    assert view.now.status is ReferralStatus.ENQUIRY
    assert gate.disclosures(register, client) == ()
    gui.button(card_of(window), "Wijzigen of versturen…").click()
    again = window.pages.page.step_one
    assert again.form.value("question") == "Heeft u plek?"
    assert "Navraag zonder naam doen" not in gui.texts(again)
    agree(register, client, "Sterk Huis", Scope.NAME)
    again.form.field("scopes").set_value(("naam",))
    gui.button(again.flow, "Verwijzing versturen").click()
    gui.button(send_step(window), "Zonder papier doorgegeven").click()
    assert only(register, client).now.status is ReferralStatus.SENT


def test_a_concept_may_lack_almost_anything_and_its_draft_survives(window, register, client, qtbot):
    step = form_of(window, client)
    gui.button(step.flow, "Als concept bewaren").click()
    assert [link.accessibleName() for link in step.form.summary.links()] == [
        "Naar welke organisatie? Maak een keuze.",
        "Waarvoor? Maak een keuze.",
    ]
    step.form.field("destination_id").set_value(organisation_id(register, "Fier"))
    step.form.field("question").set_value("Half getypt")
    window.desk.show_page("clients")
    again = form_of(window, client)
    assert again.form.value("question") == "Half getypt"
    gui.button(again.flow, "Als concept bewaren").click()
    view = only(register, client)
    assert (view.now.status, view.referral.question) == (ReferralStatus.CONCEPT, "Half getypt")


def test_sending_says_everything_that_is_missing_at_once(window, register, client):
    step = form_of(window, client)
    step.form.field("destination_id").set_value(organisation_id(register, "Fier"))
    step.form.field("scopes").set_value(())
    gui.button(step.flow, "Verwijzing versturen").click()
    assert [link.accessibleName() for link in step.form.summary.links()] == [
        "Wat vraagt u? Vul dit in.",
        "Wat deelt u? Kies er minstens één.",
    ]


def sent(window, register, client) -> ReferralCard:
    agree(register, client, "Fier", Scope.NAME)
    step = form_of(window, client)
    fill(step, register, "Fier", ("naam",))
    gui.button(step.flow, "Verwijzing versturen").click()
    gui.button(send_step(window), "Zonder papier doorgegeven").click()
    return card_of(window)


def test_only_the_states_that_may_follow_are_offered_and_a_refusal_has_a_reason(window, register, client, qtbot):
    card = sent(window, register, client)
    gui.button(card, "Stand bijwerken…").click()
    dialog = opened(ReferralStateDialog)
    offered = [label for _, label in dialog.choices()]
    assert "Verstuurd" not in offered
    assert "Beëindigd" not in offered
    assert {"Geaccepteerd", "Op wachtlijst", "Geplaatst door politie", "Geplaatst door CoMensha"} <= set(offered)
    dialog.form.field("status").set_value(ReferralStatus.REJECTED)
    gui.button(dialog, "Stand opslaan").click()
    assert dialog.form.rows["reason"].problem_text.text() == "Maak een keuze."
    dialog.form.field("reason").set_value("vol")
    gui.button(dialog, "Stand opslaan").click()
    qtbot.waitUntil(lambda: "Afgewezen: geen plek" in gui.texts(card_of(window)))


def test_placed_by_police_is_a_fact_and_a_mistaken_state_is_taken_back(window, register, client, qtbot):
    step = form_of(window, client)
    fill(step, register, "Fier", ())
    gui.button(step.flow, "Navraag zonder naam doen").click()
    gui.button(card_of(window), "Stand bijwerken…").click()
    dialog = opened(ReferralStateDialog)
    dialog.form.field("status").set_value("geplaatst:politie")
    gui.button(dialog, "Stand opslaan").click()
    qtbot.waitUntil(lambda: "Geplaatst door politie" in gui.texts(card_of(window)))
    assert gate.disclosures(register, client) == ()
    gui.button(card_of(window), "Terugnemen…").click()
    taking = opened(RetractionDialog)
    taking.form.field("reason").set_value("Dit was een ander.")
    gui.button(taking, "Stand terugnemen").click()
    assert only(register, client).now.status is ReferralStatus.ENQUIRY
    qtbot.waitUntil(lambda: "Ongeldig: Geplaatst door politie" in gui.texts(card_of(window)))


def test_a_concept_made_by_mistake_is_voided_and_stays_in_sight(window, register, client, qtbot):
    step = form_of(window, client)
    fill(step, register, "Fier", ())
    gui.button(step.flow, "Als concept bewaren").click()
    gui.button(card_of(window), "Ongeldig maken…").click()
    dialog = opened(RetractionDialog)
    dialog.form.field("reason").set_value("Verkeerde cliënt.")
    gui.button(dialog, "Ongeldig maken").click()
    assert only(register, client).referral.is_voided
    qtbot.waitUntil(lambda: card_of(window).chip.text() == "ongeldig")


def test_the_list_counts_filters_and_opens(window, register, client, qtbot):
    sent(window, register, client)
    step = form_of(window, client)
    fill(step, register, "Sterk Huis", ())
    gui.button(step.flow, "Als concept bewaren").click()
    with clock.frozen(datetime(2026, 5, 30, 10, tzinfo=UTC)):
        window.desk.show_page("referrals")
        page = window.pages.page
        page.load()
        texts = [page.table.model.columns[5].shown(row) for row in page.table.shown_rows()]
        assert sorted(texts) == ["", "10 dagen"]
        gui.button(page, "Wacht op antwoord  1").click()
        (row,) = page.table.shown_rows()
        assert row.destination == "Fier"
        page.table.select(lambda _: True)
        qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
        assert window.place().tab == "referrals"
        assert window.place().client_id == client


def test_every_field_and_button_has_a_name(window, register, client):
    sent(window, register, client)
    assert gui.nameless(window) == []
    form_of(window, client)
    assert gui.nameless(window) == []


def test_oral_consent_does_not_carry_a_registration(window, register, client):
    agree(register, client, "CoMensha", Scope.AGE_GENDER, purpose=Purpose.COMENSHA_REGISTRATION,
          form=ConsentForm.ORAL, witness="B. Voorbeeld")  # fmt: skip
    step = form_of(window, client)
    step.form.field("destination_id").set_value(organisation_id(register, "CoMensha"))
    step.form.field("purpose").set_value(Purpose.COMENSHA_REGISTRATION)
    step.form.field("question").set_value("Wilt u dit registreren?")
    step.form.field("scopes").set_value(("leeftijd_geslacht",))
    gui.button(step.flow, "Verwijzing versturen").click()
    assert step.flow.bar.title.text() == "Registratie bij CoMensha vraagt schriftelijke toestemming."
    assert gate.disclosures(register, client) == ()


def test_after_a_lock_the_form_comes_back_with_its_ground(window, register, client, qtbot):
    step = form_of(window, client)
    fill(step, register, "Veilig Thuis Zeeland", ("naam",), "Wilt u meekijken?")
    press(qtbot, step.watch.panel, "Andere grond…")
    dialog = opened(GroundDialog)
    dialog.form.field("route").set_value(Route.LEGAL_POWER)
    dialog.form.field("article").set_value("artikel 5.2.6 Wmo 2015")
    gui.button(dialog, "Deze grond gebruiken").click()
    window.pages.keep_drafts()
    window.desk.show_page("clients")
    assert window.resume("referral", client)
    again = window.pages.page.step_one
    assert again.form.value("question") == "Wilt u meekijken?"
    assert again.watch.ground.article == "artikel 5.2.6 Wmo 2015"
    assert again.form.value("id") == step.form.value("id")


def test_a_blocked_parent_receives_nothing_on_any_ground(window, register, qtbot):
    blocked = ClientFields(
        given_name="Jip", family_name="Voorbeeld", born_from=date(2010, 6, 1), born_to=date(2010, 6, 1),
        parental_authority=ParentalAuthority.BOTH_PARENTS, blocked_parents=("moeder",),
        blocked_reason="Zij is misschien zelf betrokken.",
    )  # fmt: skip
    client = take_in(register, blocked)
    mother = next(o.id for o in window.desk.organisations() if o.relative == "moeder")
    step = form_of(window, client)
    step.form.field("destination_id").set_value(mother)
    step.form.field("question").set_value("Wilt u bellen?")
    step.form.field("scopes").set_value(("naam",))
    qtbot.waitUntil(lambda: "Deze persoon mag niets ontvangen" in gui.texts(step.watch.panel))
    assert "Andere grond…" not in gui.texts(step.watch.panel)
    gui.button(step.flow, "Verwijzing versturen").click()
    assert step.flow.bar.title.text() == "Deze persoon mag niets ontvangen."
    assert gate.disclosures(register, client) == ()
