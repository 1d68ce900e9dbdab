"""Whole ways through the main window: pages that answer each other, not one page alone."""

from __future__ import annotations

import gc

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.errors import DiskFull
from app.services import listing
from tests.helpers import gui
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.widgets.basics import ScrollPane
from ui.widgets.reading_order import tab_stops
from ui.windows.pages import Place

PAGES = ("today", "clients", "new_client", "referrals", "referral_form", "network", "counts", "management")


def mistakes() -> list[str]:
    return [w.text() for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]


def test_a_client_is_taken_in_through_the_window(opened):
    opened.window.perform("new_client")
    page = opened.window.pages.page
    page.form.field("search").focus_widget().setFocus()
    opened.bot.keyClicks(page.form.field("search").focus_widget(), "Mirela van den Berg")
    page.form.field("notifier_type").set_value("politie")
    opened.press("Opslaan en naar cliënt", page)
    assert mistakes() == []
    assert opened.window.place().page == "client"
    (row,) = listing.client_rows(opened.window.desk.register)
    assert "Mirela van den Berg" in gui.texts(opened.window)
    assert row.code in " ".join(gui.texts(opened.window))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_hears_that_something_changed(opened, page):
    opened.window.go(Place(page))
    opened.window.desk.changed.emit(frozenset({"client", "notification", "organisation"}))
    assert mistakes() == []
    assert opened.window.place().page == page


@pytest.mark.parametrize("page", PAGES)
def test_tab_goes_as_the_page_is_read(opened, page):
    """Down, or to the right on one line; a column beside another starts at the top again."""
    opened.window.go(Place(page))
    stops = tab_stops(opened.window)
    inside = [w for w in stops if opened.window.pages.page.isAncestorOf(w)]
    opened.window.setFocus()
    for expected in stops[:3]:
        opened.keys(opened.window.focusWidget() or opened.window, Qt.Key.Key_Tab)
        assert opened.window.focusWidget() is expected
    form = getattr(opened.window.pages.page, "form", None)
    if form is not None:
        fields = [w for w in inside if form.isAncestorOf(w)]
        after = inside[inside.index(fields[-1]) + 1 :]
        assert "Annuleren" in [w.accessibleName() or getattr(w, "text", str)() for w in after]


def test_a_refusal_below_the_screen_comes_into_sight(opened):
    opened.window.resize(900, 420)
    opened.window.perform("new_client")
    page = opened.window.pages.page
    page.flow.show_error(DiskFull())
    bar = page.flow.bar
    opened.bot.waitUntil(lambda: not bar.visibleRegion().isEmpty())
    assert bar.visibleRegion().boundingRect() == bar.rect()


def test_a_window_opens_at_its_top(opened):
    opened.window.setFocus()
    opened.window.perform("shortcuts")
    dialog = opened.dialog(ShortcutsDialog)
    opened.bot.waitExposed(dialog)
    opened.bot.waitUntil(lambda: dialog.focusWidget() is not None)
    QApplication.sendPostedEvents()
    pane = dialog.findChild(ScrollPane)
    assert pane.verticalScrollBar().value() == 0


def test_an_act_that_needs_a_client_offers_a_new_one_when_there_is_none(opened):
    opened.press("Contactmoment vastleggen")
    (only,) = opened.window.palette_list.entries()
    assert only.text == "Nieuwe cliënt"
    opened.keys(opened.window.search, Qt.Key.Key_Return)
    assert opened.window.place().page == "new_client"


def test_walking_with_tab_leaves_the_page_alive(opened):
    """PySide hung the scroll area on its own viewport, and the next collection destroyed the page."""
    opened.window.go(Place("management"))
    page = opened.window.pages.page
    for _ in range(3):
        opened.keys(QApplication.focusWidget() or opened.window, Qt.Key.Key_Tab)
    assert tab_stops(opened.window)
    gc.collect()
    assert "Beheer" in gui.texts(page)
    assert shiboken6.isValid(page.tabs)
