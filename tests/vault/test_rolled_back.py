"""The whole register put back to an older day, its anchor too: a back-up knows better."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.errors import RegisterRolledBack
from app.services import salvaging
from app.storage import backup, recovery
from app.storage import folder as folder_files
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE
from ui.places import Found
from ui.views.backing_up import result_message
from ui.views.restore import loss_text


def backed_up(register, place, days=0):
    """A back-up made ``days`` from now; of one day only the last is kept."""
    with clock.frozen(datetime.now(UTC) + timedelta(days=days)):
        (outcome,) = backup.make(register, (place,), lambda step: None)
    return outcome


@pytest.fixture
def put_back(closed, tmp_path):
    """The folder as it was before a day's work of which the stick has a back-up."""
    stick, old = tmp_path / "stick", tmp_path / "old"
    stick.mkdir()
    register = vault.open_quickly(closed)
    assert backed_up(register, stick).backup
    register.close()
    shutil.copytree(closed, old)
    register = vault.open_quickly(closed)
    vault.add(register, "Na die dag")
    assert backed_up(register, stick, days=1).backup
    assert salvaging.behind(register, (stick,)) is None
    register.close()
    shutil.rmtree(closed)
    shutil.copytree(old, closed)
    return closed, stick


def test_it_is_seen_at_open_and_refused_at_the_next_back_up(put_back):
    folder, stick = put_back
    register = vault.open_quickly(folder)  # its own anchor fits: nothing inside the folder can tell
    ahead = salvaging.behind(register, (stick,))
    assert ahead is not None
    copies = sorted(stick.iterdir())
    outcome = backed_up(register, stick)
    assert isinstance(outcome.problem, RegisterRolledBack)
    assert "een kopie die verder is dan dit register" in result_message([outcome], Found()).text
    found = recovery.compare(register, copies[-1], PASSPHRASE, folder)
    assert found.has_parted and found.later_acts is None
    assert "van vóór deze kopie" in loss_text(found)
    assert not recovery.compare(register, copies[0], PASSPHRASE, folder).has_parted
    assert sorted(stick.iterdir()) == copies
    vault.add(register, "Verder gewerkt")  # the chain has parted now
    vault.add(register, "Nog verder")
    vault.add(register, "Voorbij de kop")
    assert salvaging.behind(register, (stick,)) is not None
    register.close()


@pytest.mark.parametrize("which", [0, 1])
def test_a_back_up_put_back_on_purpose_is_no_alarm(put_back, which):
    folder, stick = put_back
    recovery.restore(folder, sorted(stick.iterdir())[which], PASSPHRASE)
    register = vault.open_quickly(folder)
    assert salvaging.behind(register, (stick,)) is None
    assert backed_up(register, stick, days=2).backup
    register.close()


def test_put_back_on_another_laptop_it_comes_after_every_back_up(put_back, tmp_path):
    folder, stick = put_back
    recovery.restore(folder, sorted(stick.iterdir())[-1], PASSPHRASE)
    register = vault.open_quickly(folder)
    assert backed_up(register, stick, days=2).backup
    register.close()
    newest = backup.found_in(stick)[0].path
    recovery.restore(tmp_path / "other", newest, PASSPHRASE)
    register = vault.open_quickly(tmp_path / "other")
    assert salvaging.behind(register, (stick,)) is None
    register.close()


def test_a_copy_of_another_register_or_with_a_forged_manifest_is_no_alarm(put_back, tmp_path):
    folder, stick = put_back
    newest = sorted(stick.iterdir())[-1]
    newest.write_bytes(newest.read_bytes().replace(b'"generation": 1', b'"generation": 9'))
    register = vault.open_quickly(folder)
    assert salvaging.behind(register, (stick, tmp_path / "gone")) is None
    register.close()


def test_an_older_pointer_is_called_older(put_back):
    folder, stick = put_back
    pointer = (folder / "register.json").read_bytes()
    recovery.restore(folder, sorted(stick.iterdir())[-1], PASSPHRASE)
    assert folder_files.read_register_file(folder).generation == 2
    for name in ("register.json", "register.bak.json"):
        (folder / name).write_bytes(pointer)
    with pytest.raises(RegisterRolledBack):
        vault.reopen(folder)


def test_an_older_database_under_the_name_of_now_is_called_older(closed):
    old = vault.database(closed).read_bytes()
    register = vault.open_quickly(closed)
    vault.add(register, "Later")
    register.close()
    vault.database(closed).write_bytes(old)
    kept = vault.contents(closed)
    with pytest.raises(RegisterRolledBack):
        vault.reopen(closed)
    assert vault.contents(closed) == kept
