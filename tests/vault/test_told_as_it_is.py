"""What she is told after a disk error, and what a second try with the same id does: never twice, never lost."""

from __future__ import annotations

import json

import pytest

from app import clock
from app.errors import AlreadySaved
from app.model.records import new_id
from app.security import keys
from app.security.keys import NewSlot
from app.services import drafts
from app.storage import attempts, backup, folder, recovery, slots
from app.storage.opening import open_register
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK
from tests.vault.failing import OTHER


def test_a_record_that_an_earlier_try_saved_is_not_saved_again(opened):
    row = vault.add(opened, "Fier", new_id())
    with pytest.raises(AlreadySaved):
        vault.add(opened, "Fier", row)
    assert vault.organisation_names(opened).count("Fier") == 1


def test_an_anchor_that_cannot_be_written_undoes_nothing_and_blocks_nothing(closed):
    for name in (folder.ANCHOR_FILE, folder.ATTEMPTS_FILE):
        (closed / (name + ".tmp")).mkdir()  # in the way of every replacement
        (closed / (name + ".tmp") / "full").touch()
    register = open_register(closed, PASSPHRASE, wait=lambda seconds: None)
    vault.add(register, "Fier")
    register.write_anchor()
    attempts.note(closed, proved_at=clock.now())
    register.close()
    register = vault.open_quickly(closed)
    assert vault.organisation_names(register)[-1] == "Fier"
    register.close()


def test_a_register_opens_when_its_coming_anchor_cannot_take_its_place(closed):
    register = vault.open_quickly(closed)
    recovery.renew_master_key(register, PASSPHRASE, QUICK, lambda step: None)
    (closed / folder.ANCHOR_FILE).rename(closed / folder.NEXT_ANCHOR)
    (closed / folder.ANCHOR_FILE).mkdir()
    (closed / folder.ANCHOR_FILE / "full").touch()
    register = vault.open_quickly(closed)
    vault.add(register, "Fier")
    register.close()


def test_the_mark_of_a_making_does_not_outlive_it(closed):
    (closed / folder.UNFINISHED_FILE).touch()
    vault.open_quickly(closed).close()
    assert not (closed / folder.UNFINISHED_FILE).exists()
    (closed / folder.UNFINISHED_FILE).touch()
    (closed / folder.REGISTER_FILE).unlink()
    assert folder.state(closed) is folder.FolderState.PRESENT
    folder.clear_unfinished(closed)
    assert vault.database(closed).exists()


def test_a_change_cut_short_before_its_file_leaves_the_coordinator_a_way_in(opened, closed):
    slots.add(opened, OTHER, until=None, work=QUICK)
    present = slots.counting(opened)
    mine = next(slot for slot in present if slot.id == opened.slot_id)
    wanted = NewSlot(mine.label, QUICK, mine.epoch, None, mine.id)
    sealed = keys.seal(opened.keys.master, "nooit opgeschreven zin", opened.file.id, wanted)
    slots.announce(opened, present, [sealed if slot.id == mine.id else slot for slot in present])
    opened.close()  # the power goes before the file is written
    for passphrase in (OTHER, PASSPHRASE):  # the substitute is first at the laptop
        open_register(closed, passphrase, wait=lambda seconds: None).close()


def test_what_a_pulled_stick_left_is_cleared_by_the_next_backup(opened, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "register-20260101T000000Z-1-1.kluis.tmp").write_bytes(b"half")
    (stick / "van haar zelf.tmp").write_bytes(b"not ours")
    (outcome,) = backup.make(opened, (stick,), lambda step: None)
    assert sorted(path.name for path in stick.iterdir()) == [outcome.backup.path.name, "van haar zelf.tmp"]


def test_a_draft_that_comes_back_after_its_save_does_not_double_it(opened):
    """A kill between the save and the end of the draft: the same id is in both."""
    row = new_id()
    drafts.keep(opened, "organisation", "", {"id": row, "name": "Fier"})
    vault.add(opened, "Fier", row)
    state, _ = drafts.load(opened, "organisation", "")
    with pytest.raises(AlreadySaved):
        vault.add(opened, state["name"], json.loads(json.dumps(state["id"])))
