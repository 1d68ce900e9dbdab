"""*Beheer → Controle*: what was rewritten is said in words, with since when; a code from paper is looked up."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from app import clock
from app.services import trail, vault
from tests.helpers import gui
from tests.helpers.register import copied
from tests.helpers.sharing import take_in
from tests.helpers.trail import trail_of
from ui.dialogs.print_preview import PrintPreview
from ui.views import log_report
from ui.views.check import CheckTab


@pytest.fixture
def tab(qtbot, desk):
    made = CheckTab(desk)
    qtbot.addWidget(made)
    made.show()
    made.load()
    return made


def check(qtbot, tab):
    with qtbot.waitSignal(tab._desk.runner.busy_changed, timeout=1, raising=False):
        tab.check()
    qtbot.waitUntil(lambda: any("met zoeken te vinden" in text for text in gui.texts(tab)))
    return gui.texts(tab)


def test_what_is_whole_is_said_point_by_point(qtbot, tab, register):
    take_in(register)
    said = check(qtbot, tab)
    assert "Alles is zoals het is opgeslagen." in said
    assert "Alle tabellen en regels van het register zijn zoals ze horen." in said
    assert "Elke cliënt is met zoeken te vinden." in said
    assert trail_of(register, "register.verified")[-1][3:] == ("ok", "findings:0")
    assert not list(register.folder.glob("*.tmp*"))


def test_what_was_rewritten_is_named_with_since_when(qtbot, tab, register):
    client_id = take_in(register)
    with register.alone() as raw:
        raw.execute("UPDATE client SET family_name = 'Anders'")
        raw.execute("DROP TRIGGER disclosure_requires_consent")
    said = "\n".join(check(qtbot, tab))
    assert f"Cliënt {client_id[:8]}: buiten het programma om veranderd, na handeling" in said
    assert "van 24-11-2026" in said
    assert "“disclosure_requires_consent”: ontbreekt" in said
    assert "Werk niet verder." in said


def test_somebody_who_cannot_be_found_is_found_again(qtbot, tab, register):
    take_in(register)
    with register.alone() as raw:
        raw.execute("DELETE FROM client_search")
    said = check(qtbot, tab)
    assert any(text.endswith("met zoeken niet goed te vinden. De gegevens zelf zijn heel.") for text in said)
    gui.button(tab, "Zoeken herstellen").click()
    qtbot.waitUntil(tab.button.isEnabled)
    assert "Alles is zoals het is opgeslagen." in gui.texts(tab)


def test_a_code_from_paper_is_found_in_any_spelling(qtbot, tab, register):
    code = vault.status(register).control_code
    take_in(register)
    tab.code.field.set_value(code.lower().replace("-", " ").replace("0", "o"))
    tab.code.button.click()
    qtbot.waitUntil(lambda: any("De code hoort bij handeling" in text for text in gui.texts(tab)))
    assert "Alles in het logboek tot en met die handeling is zoals het was." in gui.texts(tab)
    assert [row[3] for row in trail_of(register, "code.compared")] == ["ok"]


def test_a_code_that_the_log_does_not_know_is_said_so(qtbot, tab, register):
    tab.code.field.set_value("7K4M1-Q2XD9")
    tab.code.button.click()
    qtbot.waitUntil(lambda: "Deze code staat niet in het logboek." in gui.texts(tab))


def test_what_is_no_code_is_refused_at_the_field(tab):
    tab.code.field.set_value("7K4M1")
    tab.code.button.click()
    assert "Een controlecode heeft tien letters en cijfers. Kijk elk teken na." in gui.texts(tab)


def test_a_code_before_which_the_log_was_rewritten_proves_nothing(qtbot, tab, register):
    take_in(register)
    code = vault.status(register).control_code
    with register.alone() as raw:
        raw.execute("DROP TRIGGER audit_entry_no_update")
        raw.execute("UPDATE audit_entry SET actor = 'waarnemer' WHERE seq = 2")
    tab.code.field.set_value(code)
    tab.code.button.click()
    qtbot.waitUntil(lambda: any("sluit niet aan" in text for text in gui.texts(tab)))


def test_a_whole_folder_put_back_with_its_anchor_shows_against_a_back_up(register, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    older = tmp_path / "older"
    register.write_anchor()
    shutil.copytree(register.folder, older)
    take_in(register)
    vault.back_up(register, [stick], lambda step: None)
    assert vault.verify(register, [stick]).is_intact
    master = bytes(register.keys.master)
    register.close()
    again = copied(older, master, tmp_path / "again")
    try:
        assert vault.verify(again).is_intact
        report = vault.verify(again, [stick])
        assert [f.code for f in report.findings] == ["backup_ahead"]
        assert report.backups == 1
    finally:
        again.close()


def test_without_its_anchor_the_register_says_so(qtbot, tab, register):
    (register.folder / "anchor.json").unlink()
    said = "\n".join(check(qtbot, tab))
    assert "weggehaald of vervangen" in said


def test_the_month_for_the_privacy_officer_counts_every_entry_once(qtbot, tab, register):
    take_in(register)
    trail.searched(register, 4)
    tab.month.button.click()
    qtbot.waitUntil(lambda: bool(tab.findChildren(PrintPreview)))
    preview = tab.findChildren(PrintPreview)[0]
    said = preview.view.text()
    code = vault.status(register).control_code
    assert "Overzicht van het logboek" in said
    assert "november 2026 · gemaakt op" in said
    assert f"controlecode {code}" in said
    assert "Tessa" not in said
    preview.reject()
    with register.reading() as read:
        since = read.connection.exec_driver_sql("SELECT count(*) FROM audit_entry WHERE at >= '2026-10-31T23:00'").scalar()
    numbers = dict(log_report.lines(trail.month(register, clock.today().replace(day=1))))
    assert sum(numbers.values()) == since
    assert (numbers["Gezocht"], numbers["Over een cliënt vastgelegd of gewijzigd"]) == (1, 2)


def test_the_months_go_back_a_year():
    months = log_report.last_months(date(2026, 3, 31))
    assert (months[0], months[-1]) == (date(2026, 3, 1), date(2025, 4, 1))
