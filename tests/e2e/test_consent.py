"""Toestemming in the window: recording, who may, withdrawing (S2), taking back, any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QLineEdit

from app import clock
from app.model.clients import ClientFields
from app.model.codes import ConsentForm, ConsentGiver, ConsentKind, ParentalAuthority, Purpose, ReferralStatus, Scope
from app.model.disclosures import ReleaseRequest
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.services import clients, consent, gate, printing, referrals
from app.services.referrals import StateFields
from tests.helpers import gui
from tests.helpers.desk import desk_on, opened, window_with
from tests.helpers.sharing import agree, furnished_register, organisation_id, take_in
from tests.helpers.trail import trail_of
from ui.desk import Desk
from ui.dialogs.authority import AuthorityDialog
from ui.dialogs.consent import ConsentDialog, ConsentPreset
from ui.dialogs.consent_sheet import ConsentSheetDialog
from ui.dialogs.day import DayDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.retraction import RetractionDialog
from ui.dialogs.withdrawal import WithdrawalDialog
from ui.views.client_consent import ConsentTab

NOON = datetime(2026, 5, 20, 10, tzinfo=UTC)


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with clock.frozen(NOON), desk_on(furnished_register(tmp_path / "register"), qapp) as made:
        yield made


def tab_of(desk: Desk, client_id: str, qtbot) -> ConsentTab:
    tab = ConsentTab(desk)
    qtbot.addWidget(window_with(tab))
    tab.show_file(clients.open_file(desk.register, client_id))
    return tab


def choose(qtbot, combo, text: str) -> None:
    """Type a part and take the first that is offered."""
    combo.setFocus()
    qtbot.keyClicks(combo.lineEdit(), text)
    popup = combo.completer().popup()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)


def type_in(qtbot, widget, text: str) -> None:
    widget.setFocus()
    qtbot.keyClicks(widget, text)


def test_consent_is_recorded_with_the_keyboard_alone(desk, qtbot):
    client = take_in(desk.register)
    tab = tab_of(desk, client, qtbot)
    tab.record_button.setFocus()
    qtbot.keyClick(tab.record_button, Qt.Key.Key_Return)
    dialog = opened(ConsentDialog)
    form = dialog.form
    type_in(qtbot, form.field("purpose").focus_widget(), "Opvang")
    choose(qtbot, form.field("recipient_id").focus_widget(), "fier")
    for code in ("naam", "veiligheid"):
        box = form.field("scopes").boxes[code]
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Space)
    dialog.activateWindow()  # the offscreen platform does not give it back after a pop-up
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [link.accessibleName() for link in form.summary.links()] == []
    (event,) = consent.events(desk.register, client)
    assert event.recipient_id == organisation_id(desk.register, "Fier")
    assert (event.scopes, event.valid_until) == ((Scope.NAME, Scope.SAFETY), date(2026, 11, 20))
    assert "tot 20-11-2026" in tab.matrix.cells[Purpose.SHELTER, event.recipient_id].text()
    qtbot.waitUntil(lambda: "Gegeven: opvang regelen, Fier" in gui.texts(tab))


def test_a_refused_form_keeps_its_text_and_an_interrupted_one_comes_back(desk, qtbot):
    client = take_in(desk.register)
    dialog = ConsentDialog(desk, client)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.form.field("note").set_value("Zij wil er nog over nadenken.")
    gui.button(dialog, "Toestemming opslaan").click()
    assert dialog.isVisible()
    assert len(dialog.form.summary.links()) == 3
    dialog.form.keep_draft()
    kept = dialog.form.value("id")
    dialog.hide()  # as at lock: not closed by her
    again = ConsentDialog(desk, client)
    qtbot.addWidget(again)
    assert again.form.value("note") == "Zij wil er nog over nadenken."
    assert again.form.value("id") == kept
    assert consent.events(desk.register, client) == ()


def test_oral_asks_for_a_witness_and_comensha_takes_no_other_recipient(desk, qtbot):
    client = take_in(desk.register)
    fier = organisation_id(desk.register, "Fier")
    dialog = ConsentDialog(desk, client, ConsentPreset(Purpose.SHELTER, fier, (Scope.NAME,)))
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.form.rows["witness"].isHidden()
    dialog.form.field("form").set_value(ConsentForm.ORAL)
    gui.button(dialog, "Toestemming opslaan").click()
    assert dialog.form.rows["witness"].problem_text.text() == "Vul dit in."
    dialog.form.field("purpose").set_value(Purpose.COMENSHA_REGISTRATION)
    assert dialog.form.value("recipient_id") == organisation_id(desk.register, "CoMensha")
    assert any("vraagt schriftelijke toestemming" in text for text in gui.texts(dialog))
    dialog.form.field("witness").set_value("B. Voorbeeld")
    dialog.form.mark_clean()
    dialog.form.field("form").set_value(ConsentForm.ORAL)
    gui.button(dialog, "Toestemming opslaan").click()
    tab = tab_of(desk, client, qtbot)
    cell = tab.matrix.cells[Purpose.COMENSHA_REGISTRATION, organisation_id(desk.register, "CoMensha")]
    assert cell.text() == "alleen mondeling"


def test_a_no_is_recorded_too_and_has_no_end(desk, qtbot):
    client = take_in(desk.register)
    comensha = organisation_id(desk.register, "CoMensha")
    preset = ConsentPreset(Purpose.COMENSHA_REGISTRATION, comensha, (Scope.AGE_GENDER,))
    dialog = ConsentDialog(desk, client, preset)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.form.field("kind").set_value(ConsentKind.REFUSED)
    assert dialog.form.rows["valid_until"].isHidden()
    gui.button(dialog, "Toestemming opslaan").click()
    tab = tab_of(desk, client, qtbot)
    assert tab.matrix.cells[Purpose.COMENSHA_REGISTRATION, comensha].text() == "geweigerd 20-05"


FIFTEEN = ClientFields(given_name="Jip", family_name="Voorbeeld", born_from=date(2011, 4, 1), born_to=date(2011, 4, 1))


def test_under_sixteen_gezag_is_filled_in_without_losing_the_form(desk, qtbot):
    client = take_in(desk.register, FIFTEEN)
    fier = organisation_id(desk.register, "Fier")
    dialog = ConsentDialog(desk, client, ConsentPreset(Purpose.SHELTER, fier, (Scope.NAME,)))
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.form.field("note").set_value("Samen besproken.")
    assert dialog.form.value("given_by") == "beide"
    gui.button(dialog, "Toestemming opslaan").click()
    assert dialog.bar.title.text() == "Cliënt is jonger dan 16 jaar."
    assert dialog.bar.text.text() == "Vul in wie het gezag heeft, of waarom u die persoon niet vraagt."
    gui.button(dialog.bar, "Gezag invullen…").click()
    authority = opened(AuthorityDialog)
    authority.form.field("parental_authority").set_value(ParentalAuthority.MOTHER)
    gui.button(authority, "Leeftijd en gezag opslaan").click()
    assert dialog.form.value("note") == "Samen besproken."
    gui.button(dialog, "Toestemming opslaan").click()
    assert not dialog.isVisible()
    (event,) = consent.events(desk.register, client)
    assert event.note == "Samen besproken."


def test_s3_at_sixteen_the_consent_of_both_ends_and_a_blocked_mother_receives_nothing(desk, qtbot):
    fields = ClientFields(
        given_name="Jip", family_name="Voorbeeld", born_from=date(2010, 6, 1), born_to=date(2010, 6, 1),
        parental_authority=ParentalAuthority.BOTH_PARENTS,
    )  # fmt: skip
    client = take_in(desk.register, fields)
    agree(desk.register, client, "Fier", Scope.NAME, given_by=ConsentGiver.AUTHORITY, kind=ConsentKind.REFUSED, valid_until=None,
          given_on=date(2026, 5, 2))  # fmt: skip
    agree(desk.register, client, "Fier", Scope.NAME, given_by=ConsentGiver.BOTH, given_on=date(2026, 5, 12))
    fier = organisation_id(desk.register, "Fier")
    tab = tab_of(desk, client, qtbot)
    assert tab.matrix.cells[Purpose.SHELTER, fier].text() == "tot 12-11-2026"
    dialog = AuthorityDialog(desk, client)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.form.field("blocked_parents").set_value(("moeder",))
    gui.button(dialog, "Leeftijd en gezag opslaan").click()
    assert dialog.form.rows["blocked_reason"].problem_text.text() == "Schrijf kort op waarom."
    dialog.form.field("blocked_reason").set_value("Zij is misschien zelf betrokken.")
    gui.button(dialog, "Leeftijd en gezag opslaan").click()
    mother = next(o.id for o in desk.organisations() if o.relative == "moeder")
    asking = ConsentDialog(desk, client, ConsentPreset(Purpose.RELATIVE, mother, (Scope.CONTACT,)))
    qtbot.addWidget(asking)
    asking.open()
    gui.button(asking, "Toestemming opslaan").click()
    assert asking.bar.title.text() == "Deze persoon mag niets ontvangen."
    asking.form.mark_clean()
    asking.close()
    with clock.frozen(datetime(2026, 6, 1, 10, tzinfo=UTC)):
        dialog = ConsentDialog(desk, client, ConsentPreset(Purpose.SHELTER, fier, (Scope.NAME,)))
        qtbot.addWidget(dialog)
        dialog.form.discard_draft()
        assert dialog.form.value("given_by") in {"client", "beide"}
        assert "16 jaar of ouder: cliënt beslist zelf." in dialog.form.rows["given_by"].help.text()


def sent_to_fier(desk: Desk, client: str) -> str:
    register = desk.register
    fier, referral = organisation_id(register, "Fier"), new_id()
    scopes = (Scope.NAME, Scope.AGE_GENDER, Scope.SAFETY, Scope.URGENT_CARE)
    with clock.frozen(datetime(2026, 5, 12, 10, tzinfo=UTC)):
        agree(register, client, "Fier", *scopes)
        agree(register, client, "CoMensha", Scope.AGE_GENDER, purpose=Purpose.COMENSHA_REGISTRATION)
        fields = ReferralFields(destination_id=fier, asked_on=clock.today(), question="Is er plek?", scopes=scopes)
        referrals.create(register, client, fields, id=referral)
        request = ReleaseRequest(
            client_id=client, recipient_id=fier, purpose=Purpose.SHELTER, scopes=scopes, referral_id=referral
        )
        preview = printing.summary_preview(register, request, "Is er plek?")
        printing.release_summary(register, preview, id=new_id())
    with clock.frozen(datetime(2026, 5, 15, 10, tzinfo=UTC)):
        state = StateFields(status=ReferralStatus.ACCEPTED, happened_on=clock.today())
        referrals.add_state(register, referral, state, id=new_id())
    return referral


def test_s2_withdrawing_after_a_referral_says_first_what_it_does(desk, qtbot):
    client = take_in(desk.register)
    referral = sent_to_fier(desk, client)
    tab = tab_of(desk, client, qtbot)
    wanted = "Intrekken… Gegeven: opvang regelen, Fier"
    button = next(b for b in tab.findChildren(type(tab.record_button)) if b.accessibleName() == wanted)
    button.click()
    dialog = opened(WithdrawalDialog)
    said = dialog.effect_text()
    assert "De verwijzing naar Fier (geaccepteerd) gaat naar Opnieuw bekijken." in said
    assert "Al gedeeld op 12-05-2026, nummer 1: naam, leeftijd en geslacht, veiligheid en dringende medische zorg" in said
    assert "Andere afspraken blijven gelden, ook die over CoMensha." in said
    assert referrals.referral(desk.register, referral).now.status is ReferralStatus.ACCEPTED
    gui.button(dialog, "Toestemming intrekken").click()
    assert referrals.referral(desk.register, referral).now.status is ReferralStatus.REVIEW
    fier, comensha = (organisation_id(desk.register, name) for name in ("Fier", "CoMensha"))
    assert tab.matrix.cells[Purpose.SHELTER, fier].text() == "ingetrokken 20-05"
    assert tab.matrix.cells[Purpose.COMENSHA_REGISTRATION, comensha].text() == "tot 12-11-2026"
    assert tab.bar.title.text() == "Er staat een verwijzing op Opnieuw bekijken."
    assert len(gate.disclosures(desk.register, client)) == 1
    went: list[tuple[str, str, str]] = []
    desk.client_wanted.connect(lambda *place: went.append(place))
    gui.button(tab.bar, "Verwijzing openen").click()
    assert went == [(client, "referrals", referral)]


def test_a_part_can_be_withdrawn_and_the_cell_says_how_much_is_left(desk, qtbot):
    client = take_in(desk.register)
    event = agree(desk.register, client, "Fier")
    given = next(e for e in consent.events(desk.register, client) if e.id == event)
    dialog = WithdrawalDialog(desk, given)
    qtbot.addWidget(dialog)
    dialog.open()
    assert "Fier heeft hiervan nog niets gekregen." in dialog.effect_text()
    dialog.form.field("scopes").set_value(("veiligheid",))
    gui.button(dialog, "Toestemming intrekken").click()
    tab = tab_of(desk, client, qtbot)
    fier = organisation_id(desk.register, "Fier")
    cell = tab.matrix.cells[Purpose.SHELTER, fier]
    assert cell.text() == "deels: 2 van 3"
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    shown = gui.texts(tab.detail)
    assert "naam: toestemming van 12-05-2026, geldig tot en met 12-11-2026" in shown
    assert "veiligheid: ingetrokken op 20-05-2026" in shown


def test_a_mistake_is_taken_back_with_a_reason_and_stays_in_sight(desk, qtbot):
    client = take_in(desk.register)
    agree(desk.register, client, "Fier")
    tab = tab_of(desk, client, qtbot)
    wanted = "Terugnemen… Gegeven: opvang regelen, Fier"
    next(b for b in tab.findChildren(type(tab.record_button)) if b.accessibleName() == wanted).click()
    dialog = opened(RetractionDialog)
    gui.button(dialog, "Regel terugnemen").click()
    assert dialog.isVisible()
    dialog.form.field("reason").set_value("Dit was een andere cliënt.")
    gui.button(dialog, "Regel terugnemen").click()
    fier = organisation_id(desk.register, "Fier")
    assert fier not in {key for _, key in tab.matrix.cells}
    qtbot.waitUntil(lambda: "Ongeldig: Gegeven: opvang regelen, Fier" in gui.texts(tab))
    assert any("Teruggenomen: Dit was een andere cliënt." in text for text in gui.texts(tab))


def test_another_day_shows_what_held_then(desk, qtbot):
    client = take_in(desk.register)
    event = agree(desk.register, client, "Fier")
    given = next(e for e in consent.events(desk.register, client) if e.id == event)
    withdrawal = WithdrawalDialog(desk, given)
    qtbot.addWidget(withdrawal)
    withdrawal.open()
    gui.button(withdrawal, "Toestemming intrekken").click()
    tab = tab_of(desk, client, qtbot)
    fier = organisation_id(desk.register, "Fier")
    assert tab.matrix.cells[Purpose.SHELTER, fier].text() == "ingetrokken 20-05"
    gui.button(tab, "Andere dag…").click()
    dialog = opened(DayDialog)
    dialog.form.field("day").set_value(date(2026, 5, 13))
    gui.button(dialog, "Die dag tonen").click()
    assert tab.matrix.cells[Purpose.SHELTER, fier].text() == "tot 12-11-2026"


def test_the_arrow_keys_go_about_in_the_matrix_and_tab_stops_there_once(desk, qtbot):
    client = take_in(desk.register)
    agree(desk.register, client, "Fier")
    agree(desk.register, client, "Emergis", purpose=Purpose.CARE)
    tab = tab_of(desk, client, qtbot)
    stops = [c for c in tab.matrix.cells.values() if c.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1
    first = stops[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    qtbot.keyClick(tab.window().focusWidget(), Qt.Key.Key_Right)
    assert tab.window().focusWidget() is not first
    assert gui.nameless(tab) == []


def test_the_blank_form_is_shown_before_it_is_printed(desk, qtbot, tmp_path):
    client = take_in(desk.register)
    tab = tab_of(desk, client, qtbot)
    gui.button(tab, "Formulier afdrukken…").click()
    dialog = opened(ConsentSheetDialog)
    dialog.form.field("purpose").set_value(Purpose.SHELTER)
    dialog.form.field("recipient_id").set_value(organisation_id(desk.register, "Fier"))
    gui.button(dialog, "Formulier bekijken").click()
    preview = opened(PrintPreview)
    assert "Opslaan als pdf…" not in gui.texts(preview)
    gui.button(preview, "Afdrukken…").click()
    dialog = opened(QPrintDialog)
    dialog.findChild(QLineEdit, "filename").setText(str(tmp_path / "formulier.pdf"))
    dialog.accept()
    assert (tmp_path / "formulier.pdf").read_bytes().startswith(b"%PDF")
    assert trail_of(desk.register, "form.printed") == [("form.printed", "consent_form", client, "ok", None)]
    assert gate.disclosures(desk.register, client) == ()
