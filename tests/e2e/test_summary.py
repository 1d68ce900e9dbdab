"""The summary in the window: preview, recorded before it leaves, printed, saved, handed over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QLineEdit

from app import clock
from app.model.codes import HandedOver, ReferralStatus, Scope
from app.model.records import new_id
from app.model.trajectories import StepFields
from app.services import contact_moments, gate, referrals
from tests.helpers import gui
from tests.helpers.desk import main_window_on, opened
from tests.helpers.sharing import agree, furnished_register, organisation_id, take_in
from tests.helpers.trail import trail_of
from ui.dialogs.handover import HandoverDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.retraction import RetractionDialog
from ui.dialogs.save_pdf import SavePdfDialog
from ui.dialogs.summary_request import SummaryRequestDialog
from ui.views.client_shared import SharedTab
from ui.views.summary_flow import SummaryFlow
from ui.widgets.secret_text import SecretText
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
    who = take_in(register)
    agree(register, who, "Fier", Scope.NAME, Scope.SAFETY, Scope.URGENT_CARE)
    return who


@pytest.fixture
def preview(window, register, client) -> PrintPreview:
    """Ctrl+P, filled in, up to the preview."""
    window.desk.show_client(client)
    window.perform("summary")
    dialog = opened(SummaryRequestDialog)
    dialog.form.field("recipient_id").set_value(organisation_id(register, "Fier"))
    dialog.form.field("purpose").set_value("opvang")
    assert dialog.form.value("scopes") == ("naam", "veiligheid", "medisch_spoed")
    dialog.form.field("question").set_value("Heeft u binnen twee weken plek?")
    gui.button(dialog, "Voorbeeld bekijken").click()
    return opened(PrintPreview)


def disclosed(register, client):
    return gate.disclosures(register, client)


def save_to(preview: PrintPreview, path: Path, encrypted: bool = True) -> None:
    preview._encrypt.setChecked(encrypted)
    gui.button(preview, "Opslaan als pdf…").click()
    dialog = opened(SavePdfDialog)
    dialog.selectFile(str(path))
    dialog.accept()


def text_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return words


def test_nothing_is_recorded_by_looking(preview, register, client):
    assert disclosed(register, client) == ()
    said = gui.texts(preview)
    assert "Taal en tolk" in said
    assert "Wat wil cliënt" in said
    preview.close()
    assert disclosed(register, client) == ()


def test_the_saved_file_opens_with_its_passphrase_only_and_was_recorded_first(
    preview, register, client, tmp_path, qtbot
):
    path = tmp_path / "samenvatting.pdf"
    flow = preview.parent().findChildren(SummaryFlow)[-1]
    seen: list[bool] = []
    flow.recorded.connect(lambda _: seen.append(path.exists()))
    save_to(preview, path)
    assert seen == [False], "recorded before the first byte"
    passphrase = shown_passphrase(preview, qtbot)
    assert len(passphrase.split()) == 6
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password=passphrase) as sealed:
        assert sealed.encryption.R == 6
        assert sealed.encryption.bits == 256
        assert str(sealed.Root.Lang) == "nl-NL"
    (row,) = disclosed(register, client)
    assert row.disclosure.scopes == (Scope.NAME, Scope.SAFETY, Scope.URGENT_CARE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert trail_of(register, "paper.saved_sealed") == [("paper.saved_sealed", "disclosure", client, "ok", None)]
    preview.close()
    asked = opened(HandoverDialog)
    asked.form.field("handed_over").set_value(HandedOver.SECURE_MAIL)
    gui.button(asked, "Antwoord opslaan").click()
    (row,) = disclosed(register, client)
    assert row.handover.handed_over is HandedOver.SECURE_MAIL


def shown_passphrase(preview: PrintPreview, qtbot) -> str:
    shown = preview.findChild(SecretText)
    qtbot.waitUntil(shown.isVisible)
    return shown.accessibleName().removeprefix("Wachtwoord: ")


def test_an_existing_file_is_never_overwritten_and_nothing_is_recorded(preview, register, client, tmp_path):
    path = tmp_path / "er-staat-al-iets.pdf"
    path.write_bytes(b"van een ander")
    save_to(preview, path)
    assert path.read_bytes() == b"van een ander"
    assert preview.bar.title.text() == "Er staat al een bestand met deze naam."
    assert disclosed(register, client) == ()
    preview.close()


def test_the_file_holds_what_was_agreed_and_its_hash_is_in_the_register(preview, register, client, tmp_path):
    path = tmp_path / "open.pdf"
    save_to(preview, path, encrypted=False)
    data = path.read_bytes()
    (row,) = disclosed(register, client)
    assert hashlib.sha256(data).hexdigest() == row.disclosure.document_sha256
    assert trail_of(register, "paper.saved") == [("paper.saved", "disclosure", client, "ok", None)]
    words = text_of(data)
    assert "Tessa Voorbeeld" in words
    assert "Gebruikt dagelijks medicijnen" in words
    assert row.disclosure.control_code in words
    assert "seksuele" not in words
    assert "haar opleiding" not in words
    opened(HandoverDialog).hide()


def print_to(preview: PrintPreview, path: Path) -> None:
    """The print window of the system, to a file: there is no printer here."""
    gui.button(preview, "Afdrukken…").click()
    dialog = opened(QPrintDialog)
    dialog.findChild(QLineEdit, "filename").setText(str(path))
    dialog.accept()


def test_printing_records_then_paints(preview, register, client, tmp_path):
    path = tmp_path / "afdruk.pdf"
    flow = preview.parent().findChildren(SummaryFlow)[-1]
    seen: list[bool] = []
    flow.recorded.connect(lambda _: seen.append(path.exists()))
    print_to(preview, path)
    assert seen == [False], "recorded before the first byte"
    (row,) = disclosed(register, client)
    assert row.handover is None
    assert trail_of(register, "paper.printed") == [("paper.printed", "disclosure", client, "ok", None)]
    assert path.read_bytes().startswith(b"%PDF")
    asked = opened(HandoverDialog)
    assert asked.form.value("handed_over") is None
    gui.button(asked, "Later invullen").click()
    assert [r.disclosure.id for r in gate.awaiting_handover(register)] == [row.disclosure.id]


@pytest.mark.qt_log_ignore("QPainter", "QPdf", "QFile", extend=True)
def test_a_print_that_failed_offers_to_say_that_nothing_was_handed_over(preview, register, client, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    flow = preview.parent().findChildren(SummaryFlow)[-1]
    flow.recorded.connect(lambda _: folder.rmdir())  # the stick is pulled out at that moment
    print_to(preview, folder / "afdruk.pdf")
    asked = opened(HandoverDialog)
    assert asked.form.value("handed_over") == HandedOver.DESTROYED
    gui.button(asked, "Antwoord opslaan").click()
    (row,) = disclosed(register, client)
    assert row.was_destroyed


def test_what_was_saved_meanwhile_makes_the_page_anew(preview, register, client, tmp_path):
    fields = StepFields(description="Bellen met Fier", due_on=date(2026, 5, 21))
    contact_moments.add_step(register, client, fields, id=new_id())
    before = preview.view
    save_to(preview, tmp_path / "een.pdf")
    assert preview.bar.title.text() == "Er is intussen iets opgeslagen."
    assert disclosed(register, client) == ()
    assert preview.view is before
    save_to(preview, tmp_path / "een.pdf")
    (row,) = disclosed(register, client)
    assert (tmp_path / "een.pdf").exists()
    assert row.disclosure.number == 1
    preview.close()
    opened(HandoverDialog).hide()


def test_a_referral_is_sent_by_its_paper_and_unsent_when_that_was_destroyed(window, register, client, tmp_path):
    window.desk.show_page("referral_form", client)
    step = window.pages.page.step_one
    step.form.field("destination_id").set_value(organisation_id(register, "Fier"))
    step.form.field("question").set_value("Heeft u plek?")
    gui.button(step.flow, "Verwijzing versturen").click()
    second = window.pages.page.step_two
    gui.button(second, "Samenvatting bekijken").click()
    preview = opened(PrintPreview)
    (view,) = referrals.of_client(register, client)
    assert view.now.status is ReferralStatus.CONCEPT
    save_to(preview, tmp_path / "voor-fier.pdf")
    (view,) = referrals.of_client(register, client)
    assert view.now.status is ReferralStatus.SENT
    assert view.now.disclosure_id == disclosed(register, client)[0].disclosure.id
    preview.close()
    asked = opened(HandoverDialog)
    asked.form.field("handed_over").set_value(HandedOver.DESTROYED)
    gui.button(asked, "Antwoord opslaan").click()
    (view,) = referrals.of_client(register, client)
    assert view.now.status is ReferralStatus.REVIEW
    assert window.place().tab == "referrals"


def test_what_was_shared_can_be_read_and_a_wrong_answer_taken_back(window, preview, register, client, tmp_path, qtbot):
    save_to(preview, tmp_path / "een.pdf")
    preview.close()
    asked = opened(HandoverDialog)
    asked.form.field("handed_over").set_value(HandedOver.POST)
    gui.button(asked, "Antwoord opslaan").click()
    window.desk.show_client(client, "shared")
    (row,) = disclosed(register, client)
    card = window.findChildren(SharedTab)[0].cards[row.disclosure.id]
    qtbot.waitUntil(lambda: "Grond: toestemming van 12-05-2026." in gui.texts(card))
    said = " ".join(gui.texts(card))
    assert "20-05-2026 · nummer 1 · samenvatting · Opvang regelen" in said
    assert f"controlecode {row.disclosure.control_code}" in said
    assert f"SHA-256 {row.disclosure.document_sha256[:12]}…" in said
    gui.button(card, "Antwoord terugnemen…").click()
    dialog = opened(RetractionDialog)
    dialog.form.field("reason").set_value("Het was beveiligde mail.")
    gui.button(dialog, "Antwoord terugnemen").click()
    assert len(gate.awaiting_handover(register)) == 1
    card = window.findChildren(SharedTab)[0].cards[row.disclosure.id]
    qtbot.waitUntil(lambda: gui.button(card, "Invullen hoe dit is verstrekt…") is not None)
    gui.button(card, "Invullen hoe dit is verstrekt…").click()
    again = opened(HandoverDialog)
    again.form.field("handed_over").set_value(HandedOver.SECURE_MAIL)
    qtbot.keyClick(again, Qt.Key.Key_Return)
    assert disclosed(register, client)[0].handover.handed_over is HandedOver.SECURE_MAIL


def test_without_consent_the_request_says_what_is_missing(window, register, client, qtbot):
    window.desk.show_client(client)
    window.perform("summary")
    dialog = opened(SummaryRequestDialog)
    dialog.form.field("recipient_id").set_value(organisation_id(register, "Sterk Huis"))
    dialog.form.field("purpose").set_value("opvang")
    dialog.form.field("question").set_value("Is er plek?")
    dialog.form.field("scopes").set_value(("naam",))
    gui.button(dialog, "Voorbeeld bekijken").click()
    assert dialog.bar.title.text() == "U kunt nog niet versturen."
    assert dialog.isVisible()
    dialog.form.mark_clean()
    dialog.close()
