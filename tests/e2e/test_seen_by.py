"""Wie heeft dit dossier gezien: readable, complete, by period; on the page *Gedeeld* of a client."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app import clock
from app.model.codes import Phase
from app.model.records import new_id
from app.services import clients, trail, trajectories
from tests.architecture.test_trail import ACTS
from tests.helpers import gui
from tests.helpers.sharing import agree, take_in
from ui.dialogs.seen_by import SeenByDialog, action_text

ELSEWHERE = ("register.", "slot.", "sheet.", "backup.", "publication.", "organisation.", "profile.", "settings.",
             "clock.", "list.", "code.", "damage.", "search.rebuilt")  # fmt: skip


@pytest.fixture
def person(register):
    with clock.frozen(datetime(2026, 10, 1, 9, tzinfo=UTC)):
        client_id = take_in(register, day=date(2026, 10, 1))
        agree(register, client_id, "Fier", given_on=date(2026, 10, 1), valid_until=date(2027, 4, 1))
    trail.client_viewed(register, client_id)
    return client_id


def shown(dialog):
    return [(row.actor, action_text(row.action)) for row in dialog.table.shown_rows()]


def test_the_log_of_one_client_is_read_in_words(qtbot, desk, register, person):
    take_in(register)
    dialog = SeenByDialog(desk, person, "ZLD-26-K7M4")
    qtbot.addWidget(dialog)
    dialog.show()
    assert shown(dialog) == [
        ("coördinator", "dossier geopend"), ("coördinator", "toestemming vastgelegd"), ("coördinator", "spoor gewijzigd"),
        ("coördinator", "cliënt vastgelegd"),
    ]  # fmt: skip
    assert "4 regels" in gui.texts(dialog)
    assert not gui.nameless(dialog)


def test_a_period_leaves_out_what_lies_outside_it(qtbot, desk, person):
    dialog = SeenByDialog(desk, person, "ZLD-26-K7M4")
    qtbot.addWidget(dialog)
    dialog.last.set_value(clock.today() - timedelta(days=1))
    dialog.show_button.click()
    assert shown(dialog)[0] == ("coördinator", "toestemming vastgelegd")
    dialog.first.set_value(clock.today())
    dialog.last.set_value(clock.today())
    dialog.show_button.click()
    assert [words for _, words in shown(dialog)] == ["deze lijst bekeken", "deze lijst bekeken", "dossier geopend"]


def test_nothing_about_a_client_lacks_in_it(register, person):
    """Every act that touches a row of hers is found under her, also the one about a phase or a void."""
    file = clients.open_file(register, person)
    phase = new_id()
    trajectories.enter_phase(register, file.trajectory.id, Phase.INTAKE, clock.today(), id=phase)
    trajectories.void_phase(register, phase, 1, "verkeerde dag")
    with register.reading() as read:
        lost = read.connection.exec_driver_sql(
            "SELECT action FROM audit_entry WHERE client_id IS NULL AND action NOT LIKE 'register.%'"
        ).fetchall()
    assert lost == []
    assert [line.action for line in trail.of_person(register, person, None, None)][:2] == ["phase.voided", "phase.entered"]


def test_every_act_about_a_client_has_words():
    lacking = [
        action for action in ACTS.values()
        if not action.startswith(ELSEWHERE) and "{" not in action and action_text(action) == "andere handeling"
    ]  # fmt: skip
    assert lacking == []


def test_the_button_stands_under_what_was_shared(qtbot, desk, person, register):
    from ui.views.client_shared import SharedTab

    tab = SharedTab(desk)
    qtbot.addWidget(tab)
    tab.show_file(clients.open_file(register, person))
    tab.show()
    gui.button(tab, "Wie heeft dit dossier gezien…").click()
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(SeenByDialog)))
    tab.window().findChildren(SeenByDialog)[0].close()
