"""An older or foreign keys file put in place of the present one, and a change that was cut short (D08, D10)."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest

from app import clock
from app.errors import SlotExpired, SlotRevoked, WrongPassphrase
from app.services import session
from app.services import vault as vault_service
from app.storage import attempts, backup, slot_record, slots
from app.storage import folder as folder_files
from app.storage import recovery as ways_back
from app.storage.opening import open_register
from app.storage.slot_record import Record
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK, fresh_register

NEW = "zes heel andere woorden achter elkaar"
SUBSTITUTE = "een tweede zin voor de waarnemer"


def unlock(folder, passphrase):
    register = open_register(folder, passphrase, wait=lambda seconds: None)
    with register.reading() as read:
        query = "SELECT ground FROM audit_entry WHERE action = 'register.unlocked' ORDER BY seq DESC LIMIT 1"
        ground = read.connection.exec_driver_sql(query).scalar()
    actor = register.actor
    register.close()
    return actor, "old_keys" in (ground or "")


def kept(folder):
    return {name: (folder / name).read_bytes() for name in ("keys.json", "keys.bak.json")}


def put(folder, files, *names):
    for name in names or files:
        (folder / name).write_bytes(files[name])


def test_yesterdays_keys_file_does_not_bring_the_old_passphrase_back(opened):
    old = kept(opened.folder)
    slots.change_passphrase(opened, PASSPHRASE, NEW, work=QUICK)
    opened.close()
    put(opened.folder, old)
    with pytest.raises(SlotRevoked):
        unlock(opened.folder, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        unlock(opened.folder, NEW)
    assert kept(opened.folder) == old, "nothing is written over before somebody is in"
    assert attempts.read(opened.folder).failed == 2


@pytest.mark.parametrize("name", ["keys.json", "keys.bak.json"])
def test_one_old_copy_is_put_right_and_told(opened, name):
    old = kept(opened.folder)
    slots.change_passphrase(opened, PASSPHRASE, NEW, work=QUICK)
    opened.close()
    now = kept(opened.folder)
    put(opened.folder, old, name)
    with pytest.raises(SlotRevoked):
        unlock(opened.folder, PASSPHRASE)
    assert unlock(opened.folder, NEW) == ("coördinator", True)
    assert kept(opened.folder) == now
    assert unlock(opened.folder, NEW) == ("coördinator", False)


@pytest.mark.parametrize("names", [("keys.json",), ("keys.bak.json",), ("keys.json", "keys.bak.json")])
def test_a_revoked_substitute_does_not_come_back(opened, names):
    slot = slots.add(opened, SUBSTITUTE, until=None, work=QUICK)
    old = kept(opened.folder)
    slots.revoke(opened, slot.id)
    opened.close()
    put(opened.folder, old, *names)
    with pytest.raises(SlotRevoked):
        unlock(opened.folder, SUBSTITUTE)
    assert unlock(opened.folder, PASSPHRASE) == ("coördinator", True)
    with pytest.raises(WrongPassphrase):
        unlock(opened.folder, SUBSTITUTE)


def test_the_same_words_after_more_work_still_open_when_the_first_copy_is_old(opened):
    old = kept(opened.folder)
    slots.raise_work(opened, PASSPHRASE, keys_work(3))
    opened.close()
    put(opened.folder, old, "keys.json")
    assert unlock(opened.folder, PASSPHRASE) == ("coördinator", True)
    assert [slot.work.passes for slot in slots.read(opened.folder, opened.file.id)] == [3]


def keys_work(passes):
    return type(QUICK)(QUICK.memory_kib, passes, QUICK.lanes)


def test_the_keys_of_another_register_do_not_push_out_the_right_copy(closed, tmp_path):
    other = fresh_register(tmp_path / "other")
    other.close()
    right = kept(closed)
    for name in ("keys.json", "keys.bak.json"):
        put(closed, right)
        shutil.copy(other.folder / "keys.json", closed / name)
        assert unlock(closed, PASSPHRASE) == ("coördinator", False)
        assert kept(closed) == right


@pytest.mark.parametrize("stop", ["before", "between", "after"])
def test_a_change_of_passphrase_that_is_cut_short_leaves_one_that_opens(opened, stop):
    """As after a power cut: the record names both sets, and the files hold the old, a mix, or the new one."""
    old = kept(opened.folder)
    before = slots.counting(opened)
    slots.change_passphrase(opened, PASSPHRASE, NEW, work=QUICK)
    new = kept(opened.folder)
    slots.announce(opened, before, slots.read(opened.folder, opened.file.id))
    opened.close()
    put(opened.folder, old if stop == "before" else new)
    if stop == "between":
        put(opened.folder, old, "keys.bak.json")
    wanted, gone = (PASSPHRASE, NEW) if stop == "before" else (NEW, PASSPHRASE)
    assert unlock(opened.folder, wanted) == ("coördinator", False)
    assert kept(opened.folder) == (old if stop == "before" else new)
    with pytest.raises(WrongPassphrase):
        unlock(opened.folder, gone)
    put(opened.folder, new if stop == "before" else old)
    with pytest.raises(SlotRevoked):
        unlock(opened.folder, gone)


def test_what_is_put_into_the_folder_while_it_is_open_does_not_enter_a_back_up_or_a_change(opened, tmp_path):
    slot = slots.add(opened, SUBSTITUTE, until=None, work=QUICK)
    old = kept(opened.folder)
    slots.revoke(opened, slot.id)
    put(opened.folder, old)
    assert [s.label for s in slots.listed(opened)] == ["coördinator"]
    (tmp_path / "stick").mkdir()
    (made,) = backup.make(opened, (tmp_path / "stick",), lambda step: None)
    assert len(backup.stored_keys(made.backup.path)["slots"]) == 1
    slots.change_passphrase(opened, PASSPHRASE, NEW, work=QUICK)
    assert len(slots.read(opened.folder, opened.file.id)) == 1


def test_a_slot_slipped_into_a_back_up_is_not_taken_over(opened, tmp_path):
    slot = slots.add(opened, SUBSTITUTE, until=None, work=QUICK)
    old = json.loads((opened.folder / "keys.json").read_bytes())
    slots.revoke(opened, slot.id)
    (tmp_path / "stick").mkdir()
    (made,) = backup.make(opened, (tmp_path / "stick",), lambda step: None)
    opened.close()
    swapped = tmp_path / "swapped.kluis"
    rewrite(made.backup.path, swapped, old)
    ways_back.restore(tmp_path / "elsewhere", swapped, PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        unlock(tmp_path / "elsewhere", SUBSTITUTE)
    assert unlock(tmp_path / "elsewhere", PASSPHRASE) == ("coördinator", False)


def rewrite(source, target, keys):
    import zipfile

    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as write:
        for part in read.infolist():
            data = json.dumps(folder_files.with_digest(keys)) if part.filename == "keys.json" else read.read(part)
            write.writestr(part.filename, data)


def test_a_register_from_before_the_record_takes_it_on_at_its_next_unlock(opened):
    with opened.working_copy() as conn:
        conn.exec_driver_sql("DELETE FROM meta WHERE key = 'slots'")
    old = kept(opened.folder)
    opened.close()
    assert unlock(opened.folder, PASSPHRASE) == ("coördinator", False)
    assert kept(opened.folder) == old
    register = vault.open_quickly(opened.folder)
    with register.reading() as read:
        record = slot_record.read(read.connection.exec_driver_sql)
    register.close()
    assert record == Record(slot_record.marks(slots.read(opened.folder, opened.file.id)))


def test_a_clock_set_back_does_not_lengthen_a_substitution(opened):
    slots.add(opened, SUBSTITUTE, until=clock.today() + timedelta(days=3), work=QUICK)
    opened.close()
    assert unlock(opened.folder, SUBSTITUTE)[0] == "waarnemer"
    with clock.frozen(clock.now() + timedelta(days=5)):
        vault.reopen(opened.folder).close()
    with pytest.raises(SlotExpired):
        unlock(opened.folder, SUBSTITUTE)
    assert unlock(opened.folder, PASSPHRASE)[0] == "coördinator"


def test_keys_files_that_vanish_while_it_is_open_are_made_again(closed, tmp_path):
    register = open_register(closed, PASSPHRASE, wait=lambda seconds: None)
    slots.add(register, SUBSTITUTE, until=None, work=QUICK)
    now = kept(closed)
    for name in now:
        (closed / name).unlink()
    (tmp_path / "stick").mkdir()
    (made,) = backup.make(register, (tmp_path / "stick",), lambda step: None)
    assert made.problem is None
    ways_back.rehearse(made.backup.path, SUBSTITUTE, tmp_path)
    session.lock(register)
    assert kept(closed) == now
    assert unlock(closed, PASSPHRASE) == ("coördinator", False)


def test_a_session_does_not_outlive_the_last_day(closed):
    register = open_register(closed, PASSPHRASE, wait=lambda seconds: None)
    slots.add(register, SUBSTITUTE, until=clock.today(), work=QUICK)
    register.close()
    register = open_register(closed, SUBSTITUTE, wait=lambda seconds: None)
    assert not vault_service.has_ended(register)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert vault_service.has_ended(register)
    register.close()
