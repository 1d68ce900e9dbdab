"""What she sees before a document leaves, and what she can ask for there."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QTextEdit

from app.model.codes import Scope, TrackKind
from app.model.protected_fields import ProtectedKind, protected_in_content
from app.model.summary import Item, LeftOut, LeftOutReason, cut
from app.reports.summary import render_summary
from tests.helpers import gui
from tests.unit.reports.examples import FRAME, SOURCE, everything
from ui.dialogs import left_out_texts
from ui.dialogs.print_preview import PrintPreview
from ui.widgets import clipboard as copies

PASSPHRASE = "paard brug lamp groen fiets zee"


@pytest.fixture
def preview(qtbot):
    grounds = everything()
    for scope in (Scope.HEALTH, Scope.RESIDENCE):
        grounds.pop(scope)
    source = dataclasses.replace(SOURCE, situation="Bel 06-12345678 of ትግ.", wish="")
    content, left_out = cut(source, grounds)
    dialog = PrintPreview()
    qtbot.addWidget(dialog)
    dialog.show_document(render_summary(content, FRAME), left_out, protected_in_content(content))
    dialog.resize(1280, 700)
    dialog.open()
    yield dialog
    dialog.close()


def test_what_was_left_out_stands_beside_the_page_not_on_it(preview):
    said = gui.texts(preview)
    assert "Geen toestemming of andere grond" in said
    assert "Nationaliteit en verblijf" in said
    assert "Wat loopt er: gezondheid" in said
    assert "Niets ingevuld voor de samenvatting" in said
    assert "Wat wil cliënt" in said
    assert "Wat loopt er: opvang en wonen" not in said
    paper = preview.view.text()
    for words in ("Geen toestemming of andere grond", "Nationaliteit en verblijf", "huisarts"):
        assert words not in paper


def test_warnings_come_first(preview):
    said = " ".join(gui.texts(preview))
    assert "misschien een telefoonnummer" in said
    assert "ት en ግ" in said
    assert "Op papier staat daar □." in said
    assert "Dit document gaat onversleuteld naar de printer. Haal de afdruk direct op." in said
    assert "De laptop en de printer bewaren een afdruk soms een tijd." in said


def test_it_asks_and_does_nothing_itself(qtbot, preview):
    with qtbot.waitSignal(preview.print_requested):
        qtbot.mouseClick(gui.button(preview, "Afdrukken…"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(preview.save_requested) as asked:
        qtbot.mouseClick(gui.button(preview, "Opslaan als pdf…"), Qt.MouseButton.LeftButton)
    assert asked.args == [True]
    gui.field(preview, "Versleutelen met een wachtwoord", QCheckBox).click()
    assert "Iedereen die het bestand heeft, kan het lezen." in gui.texts(preview)
    with qtbot.waitSignal(preview.save_requested) as asked:
        gui.button(preview, "Opslaan als pdf…").click()
    assert asked.args == [False]
    preview.set_busy(True)
    assert not gui.button(preview, "Afdrukken…").isEnabled()
    preview.set_busy(False)


def test_passphrase_is_shown_once_and_copied_for_a_while(qtbot, preview):
    preview.show_passphrase(PASSPHRASE)
    assert {f"{n}  {word}" for n, word in enumerate(PASSPHRASE.split(), start=1)} <= set(gui.texts(preview))
    gui.button(preview, "Wachtwoord kopiëren").click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == PASSPHRASE
    assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    copies.forget()
    assert clipboard.text() == ""
    preview.show_document(render_summary(cut(SOURCE, everything())[0], FRAME))
    assert not any(word in " ".join(gui.texts(preview)) for word in ("paard", "fiets"))


def test_the_passphrase_is_in_sight_and_has_the_focus(qtbot, preview):
    preview.resize(900, 420)
    gui.button(preview, "Opslaan als pdf…").setFocus()
    preview.set_busy(True)
    preview.show_passphrase(PASSPHRASE)
    preview.set_busy(False)
    secret = preview._secret
    qtbot.waitUntil(lambda: preview.focusWidget() is secret)
    assert secret.visibleRegion().boundingRect() == secret.rect()
    assert PASSPHRASE in secret.accessibleName()


def test_the_clipboard_is_cleared_only_if_it_is_still_ours(qtbot, monkeypatch):
    monkeypatch.setattr(copies, "CLEAR_AFTER_MS", 10)
    clipboard = QGuiApplication.clipboard()
    watch = copies.watch()
    copies.put(PASSPHRASE)
    assert clipboard.text() == PASSPHRASE
    qtbot.waitUntil(lambda: clipboard.text() == "")
    copies.put(PASSPHRASE)
    clipboard.setText("van een ander programma")
    assert not any(timer.isActive() for timer in watch._timers.values())
    copies.forget()
    assert clipboard.text() == "van een ander programma"
    clipboard.clear()


@pytest.mark.parametrize("way", ["ctrl+c in a line", "ctrl+c in a text", "menu", "ctrl+x"])
def test_what_she_copies_from_a_field_is_marked_and_leaves_in_time(qtbot, monkeypatch, way):
    monkeypatch.setattr(copies, "CLEAR_AFTER_MS", 30)
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda self: True)  # the offscreen platform cannot say
    copies.watch()
    field = QTextEdit() if "text" in way else QLineEdit()
    qtbot.addWidget(field)
    field.show()
    (field.setPlainText if isinstance(field, QTextEdit) else field.setText)("Tessa Voorbeeld")
    field.selectAll()
    if way == "menu":
        menu = field.createStandardContextMenu()
        next(action for action in menu.actions() if "Ctrl+C" in action.text() or "Copy" in action.text()).trigger()
        menu.deleteLater()
    else:
        qtbot.keyClick(field, Qt.Key.Key_X if "+x" in way else Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "Tessa Voorbeeld"
    data = clipboard.mimeData()
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    for kind in ("CanIncludeInClipboardHistory", "CanUploadToCloudClipboard"):
        assert data.data(f'application/x-qt-windows-mime;value="{kind}"').data() == b"\0\0\0\0"
    qtbot.waitUntil(lambda: clipboard.text() == "")


def test_closing_forgets_document_and_passphrase(preview):
    preview.show_passphrase(PASSPHRASE)
    gui.button(preview, "Voorbeeld sluiten").click()
    assert not preview.isVisible()
    assert preview.view.text() == ""
    assert preview._secret._passphrase == ""


def test_every_field_has_a_name_and_escape_closes(qtbot, preview):
    assert gui.nameless(preview) == []
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_a_blank_form_is_not_encrypted(qtbot):
    dialog = PrintPreview()
    qtbot.addWidget(dialog)
    dialog.show_document(render_summary(cut(SOURCE, everything())[0], FRAME), may_encrypt=False)
    with qtbot.waitSignal(dialog.save_requested) as asked:
        dialog._save.click()
    assert asked.args == [False]


def test_every_part_and_field_has_words():
    for item in Item:
        for track in TrackKind if item is Item.TRACK else (None,):
            assert left_out_texts.item_text(LeftOut(item, Scope.NAME, LeftOutReason.NOT_COVERED, track))
    assert all(left_out_texts.protected_text(kind) for kind in ProtectedKind)
