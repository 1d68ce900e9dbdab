"""Ways in: a substitute's, its end, revoking, another passphrase, a renewed master key (D08, D10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.errors import LastSlot, SheetOfAnotherRegister, SlotExpired, WrongPassphrase
from app.security import keys, recovery
from app.security.keys import WorkFactor
from app.storage import recovery as ways_back
from app.storage import slots
from app.storage.opening import open_register
from tests.helpers import vault
from tests.helpers.register import PASSPHRASE, QUICK

OTHER = "een tweede zin voor de waarnemer"


def opens(folder, passphrase):
    try:
        register = open_register(folder, passphrase, wait=lambda seconds: None)
    except WrongPassphrase:
        return None
    actor = register.actor
    register.close()
    return actor


def actions(register):
    with register.reading() as read:
        return read.connection.exec_driver_sql("SELECT action, actor FROM audit_entry ORDER BY seq").fetchall()


def test_a_substitute_opens_in_their_own_name_until_the_end(opened):
    folder, today = opened.folder, clock.today()
    slot = slots.add(opened, OTHER, until=today, work=QUICK)
    assert [(s.label, s.is_current) for s in slots.listed(opened)] == [("coördinator", True), ("waarnemer", False)]
    assert actions(opened)[-1][0] == "slot.added"
    opened.close()
    assert opens(folder, OTHER) == "waarnemer"
    register = vault.reopen(folder)
    assert ("register.unlocked", "waarnemer") in [tuple(a) for a in actions(register)]
    register.close()
    with clock.frozen(clock.now() + timedelta(days=2)):
        with pytest.raises(SlotExpired) as caught:
            opens(folder, OTHER)
        assert caught.value.params == {"until": slot.until}
        assert opens(folder, PASSPHRASE) == "coördinator"


def test_revoking_ends_it_and_the_way_in_that_is_in_use_stays(opened):
    slot = slots.add(opened, OTHER, until=None, work=QUICK)
    slots.revoke(opened, slot.id)
    with pytest.raises(LastSlot):
        slots.revoke(opened, opened.slot_id)
    folder = opened.folder
    opened.close()
    assert (opens(folder, OTHER), opens(folder, PASSPHRASE)) == (None, "coördinator")


def test_another_passphrase_touches_one_small_file_only(opened):
    slots.change_passphrase(opened, PASSPHRASE, OTHER, work=QUICK)
    folder = opened.folder
    opened.close()
    assert (opens(folder, PASSPHRASE), opens(folder, OTHER)) == (None, "coördinator")


def test_the_old_passphrase_is_asked_for(opened):
    with pytest.raises(WrongPassphrase):
        slots.change_passphrase(opened, "iets anders", OTHER, work=QUICK)
    folder = opened.folder
    opened.close()
    assert (opens(folder, PASSPHRASE), opens(folder, OTHER)) == ("coördinator", None)


def test_an_unlock_raises_a_slot_below_what_the_program_asks_now(opened, monkeypatch):
    folder, before = opened.folder, len(actions(opened))
    opened.close()
    monkeypatch.setattr(keys, "LEAST_WORK", WorkFactor(65536, 3, 1))
    for _ in range(2):
        register = vault.reopen(folder)
        raised = [action for action, _ in actions(register)[before:] if action == "slot.raised"]
        assert raised == ["slot.raised"], "once"
        assert [(s.work.memory_kib, s.work.passes) for s in slots.listed(register)] == [(65536, 3)]
        register.close()


def test_when_the_log_cannot_be_written_the_slots_stay(opened, monkeypatch):
    from app.errors import DiskFull
    from app.storage import register as register_module

    def full(*arguments):
        raise DiskFull

    monkeypatch.setattr(register_module.audit, "append", full)
    with pytest.raises(DiskFull):
        slots.change_passphrase(opened, PASSPHRASE, OTHER, work=QUICK)
    monkeypatch.undo()
    folder = opened.folder
    opened.close()
    assert (opens(folder, PASSPHRASE), opens(folder, OTHER)) == ("coördinator", None)


def test_the_work_only_ever_goes_up(opened):
    slots.raise_work(opened, PASSPHRASE, WorkFactor(65536, 3, 1))
    assert slots.listed(opened)[0].work.passes == 3
    slots.raise_work(opened, PASSPHRASE, QUICK)
    assert slots.listed(opened)[0].work.passes == 3
    folder = opened.folder
    opened.close()
    assert opens(folder, PASSPHRASE) == "coördinator"


def test_a_renewed_master_key_opens_the_same_data_and_voids_sheet_and_substitute(opened):
    folder = opened.folder
    slots.add(opened, OTHER, until=None, work=QUICK)
    lines = recovery.sheet_lines(opened.keys.master, opened.file.id)
    old_key = bytearray(opened.keys.database)
    with opened.reading() as read:
        code = opened.head(read.connection).control_code
        entry = read.connection.exec_driver_sql("SELECT mac FROM audit_entry ORDER BY seq DESC LIMIT 1").scalar()
    with pytest.raises(WrongPassphrase):
        ways_back.renew_master_key(opened, OTHER, QUICK, lambda step: None)
    steps = []
    ways_back.renew_master_key(opened, PASSPHRASE, QUICK, steps.append)
    assert steps == ["copy", "switch", "done"]
    assert not opened.is_open
    assert opens(folder, OTHER) is None
    register = vault.reopen(folder)
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde"]
    assert register.keys.database != old_key
    assert code
    with register.reading() as read:
        assert read.connection.exec_driver_sql("SELECT count(*) FROM audit_entry WHERE mac = ?", (entry,)).scalar() == 1
    vault.add(register, "Vierde")
    from app.storage import verification

    with register.alone() as raw:
        assert verification.examine(raw, register.keys.audit).is_intact
    register.close()
    with pytest.raises(SheetOfAnotherRegister):
        ways_back.open_with_sheet(folder, lines)
    assert len(slots.read(folder, register.file.id)) == 1


@pytest.mark.parametrize("stop", ["keys", "anchor", "pointer", "last"])
def test_a_renewal_that_is_cut_short_leaves_the_old_or_the_new_key(opened, monkeypatch, stop):
    from app.storage import folder as folder_files
    from app.storage import generations

    class PowerCut(BaseException):
        pass

    def cut(*arguments, **options):
        raise PowerCut

    written = slots.write
    if stop == "keys":
        monkeypatch.setattr(slots, "write", cut)
    elif stop == "last":
        calls = []

        def second(*arguments):
            calls.append(1)
            if len(calls) == 2:
                raise PowerCut
            written(*arguments)

        monkeypatch.setattr(slots, "write", second)
    elif stop == "anchor":
        monkeypatch.setattr(generations.anchor, "write", cut)
    else:
        monkeypatch.setattr(folder_files, "write_register_file", cut)
    with pytest.raises(PowerCut):
        ways_back.renew_master_key(opened, PASSPHRASE, QUICK, lambda step: None)
    monkeypatch.undo()
    folder = opened.folder
    opened.close()
    register = vault.reopen(folder)
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde"]
    assert {slot.epoch for slot in slots.read(folder, register.file.id)} == {register.file.epoch}
    assert (register.file.epoch > 1) == (stop == "last")
    register.close()


def test_both_keys_files_gone_and_the_sheet_opens_it(closed):
    lines = recovery.sheet_lines(vault.keys_of(closed).master, vault.folder_files.read_register_file(closed).id)
    for name in ("keys.json", "keys.bak.json"):
        (closed / name).unlink()
    before = vault.contents(closed)
    found = ways_back.open_with_sheet(closed, lines)
    assert found.counts["organisation"] == 3
    assert vault.contents(closed) == before
    found.cancel()
    found = ways_back.open_with_sheet(closed, lines)
    register = found.finish(OTHER, QUICK)
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde"]
    register.close()
    assert opens(closed, OTHER) == "coördinator"


def test_a_sheet_does_not_write_a_slot_when_the_data_does_not_read(closed):
    lines = recovery.sheet_lines(vault.keys_of(closed).master, vault.folder_files.read_register_file(closed).id)
    data = bytearray(vault.database(closed).read_bytes())
    data[4096 * 3 : 4096 * 40] = bytes(4096 * 37)
    vault.database(closed).write_bytes(data)
    before = vault.contents(closed)
    with pytest.raises(Exception, match="RegisterDamaged"):
        ways_back.open_with_sheet(closed, lines)
    assert vault.contents(closed) == before


def test_keys_are_zeroed_when_opening_fails(closed, monkeypatch):
    seen = []
    expand = keys.expand
    monkeypatch.setattr(slots.keys, "expand", lambda *a: seen.append(expand(*a)) or seen[-1])
    (closed / "anchor.json").unlink()
    with pytest.raises(Exception, match="RegisterDamaged"):
        vault.reopen(closed)
    assert not any(seen[0].master)
    assert not any(seen[0].database)
