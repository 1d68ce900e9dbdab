"""*Laptop kwijt*: the sheet is there without a passphrase, on this laptop and on another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app import clock
from app.reports import texts
from app.services import lost, printing, session, vault
from app.storage import attempts
from tests.e2e.conftest import PROFILE
from tests.helpers import gui, pdf_text
from tests.helpers.register import PASSPHRASE, QUICK, furnished_register
from ui.dialogs.print_preview import PrintPreview
from ui.theme import theme
from ui.views.lost import LostView, lost_paper
from ui.windows.pages import Place


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(vault, "calibrated", lambda: QUICK)
    register = furnished_register(tmp_path / "register", PROFILE)
    vault.add_substitute(register, "stoel appel regenboog kikker trein", clock.today() + timedelta(days=9))
    session.lock(register)
    attempts.note(tmp_path / "register", proved_at=clock.now(), proved_outside_at=clock.now() - timedelta(days=2))
    return tmp_path / "register"


def preview():
    (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview) and w.isVisible()]
    return window


def test_from_the_unlock_screen_without_a_passphrase(start, folder):
    program = start(register=folder)
    program.press("Laptop kwijt?")
    view = program.start.view
    assert isinstance(view, LostView)
    shown = gui.texts(view)
    assert any("waarnemer (tot en met" in text for text in shown)
    assert any(text.startswith("1. Bel meteen") for text in shown)
    program.press("Blad afdrukken…")
    preview().close()
    program.press("Terug")
    program.unlock(PASSPHRASE)


def test_with_large_text_it_starts_at_step_one(start, folder):
    program = start(register=folder)
    theme().set_text_size(200)
    try:
        program.press("Laptop kwijt?")
        (first,) = [label for label in program.start.view.findChildren(QLabel) if label.text().startswith("1. Bel")]
        program.bot.waitUntil(lambda: not first.visibleRegion().isEmpty())
    finally:
        theme().set_text_size(100)


def test_on_a_laptop_without_a_register(start, tmp_path):
    program = start(register=None)
    program.press("Laptop kwijt?")
    assert "op deze laptop staat geen register" in " ".join(gui.texts(program.start))
    program.press("Terug")
    assert "Nieuw register" in gui.texts(program.start)


def test_the_sheet_says_what_is_known_and_leaves_lines_for_the_rest(folder):
    form = printing.plain_form(lost_paper(lost.known(folder)))
    text = pdf_text.text(form.pdf)
    assert form.pages == 1
    for words in ("72 uur", "coördinator", "waarnemer (tot en met", "Argon2id", "Dag en uur van het verlies", "Gemeld bij"):
        assert words in text
    assert PROFILE.coordinator_name not in text


@pytest.mark.parametrize("is_example", [False, True])
def test_a_plain_paper_of_the_demo_register_is_marked(folder, is_example):
    paper = replace(lost_paper(lost.known(folder)), is_example=is_example)
    glyphs = "".join(pdf_text.text(printing.plain_form(paper).pdf).split())
    assert ("".join(texts.WATERMARK.split()) in glyphs) is is_example


@pytest.mark.parametrize("damage", ["register", "keys", "all"])
def test_damage_does_not_keep_the_sheet_away(folder, damage):
    for path in list(folder.iterdir()):
        if damage == "all" or path.name.startswith(damage):
            path.write_bytes(b"{}")
    assert printing.plain_form(lost_paper(lost.known(folder))).pages == 1


def test_a_substitute_sees_the_sheet_and_not_what_is_the_coordinators(start, folder):
    program = start(register=folder)
    program.unlock("stoel appel regenboog kikker trein")
    program.window.go(Place("management", object_id="security"))
    shown = gui.texts(program.window)
    assert any(text.startswith("U bent ontgrendeld als waarnemer") for text in shown)
    hidden = {"Waarnemer toevoegen…", "Nieuw herstelblad afdrukken…", "Hoofdsleutel vernieuwen…", "Intrekken…"}
    assert not hidden & set(shown)
    assert "Wachtwoordzin wijzigen…" in shown
    program.press("Blad afdrukken…")
    preview().close()


def test_the_window_of_a_substitute_locks_when_the_last_day_is_over(start, folder):
    program = start(register=folder)
    program.unlock("stoel appel regenboog kikker trein")
    program.window._look_at_the_day()
    assert program.is_open
    with clock.frozen(clock.now() + timedelta(days=10)):
        program.window._look_at_the_day()
        program.until_locked()
