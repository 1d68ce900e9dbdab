"""A mistake of the program: one Dutch box with a number, and a way to lock."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox

from app.errors import RegisterBusy
from tests.helpers import gui
from ui.theme import theme


def test_one_box_with_a_number_and_a_way_to_lock(opened):
    opened.application._tell(ValueError("Tessa"), "AB12CD")
    opened.application._tell(ValueError("nog een"), "EF34")
    box = opened.dialog(QMessageBox)
    assert "AB12CD" in box.informativeText()
    assert "Tessa" not in box.text() + box.informativeText()
    opened.press("Register vergrendelen", box)
    opened.until_locked()


def test_a_refusal_that_no_page_caught_is_said_above_the_page(opened):
    opened.application._tell(RegisterBusy(), "")
    opened.bot.waitUntil(lambda: "Het register is nog met iets anders bezig." in gui.texts(opened.window))


def test_text_size_by_keys_is_kept_for_the_next_start(opened, start, folder):
    opened.window.perform("larger")
    opened.window.perform("larger")
    opened.bot.waitUntil(lambda: theme().text_size == 125)
    opened.lock()
    opened.application._save_settings()
    assert start(folder).application.settings.text_size == 125
    assert theme().text_size == 125
