"""The vault as the window uses it: ways in, sheet, back-up, restore, check, status; each act logged (D37)."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.errors import (
    BackupNotProved,
    CoordinatorOnly,
    PassphraseRefused,
    PlaceInRegister,
    SheetRefused,
    WrongPassphrase,
)
from app.security.keys import WorkFactor
from app.services import printing, session, start
from app.services import vault as service
from app.storage import attempts
from app.storage.opening import open_register
from tests.helpers import pdf_text, vault
from tests.helpers.register import PASSPHRASE, QUICK, fresh_register
from tests.helpers.sharing import PROFILE

NEW = "zes heel andere woorden achter elkaar"


@pytest.fixture(autouse=True)
def quick_derivation(monkeypatch):
    monkeypatch.setattr(service, "calibrated", lambda: QUICK)


@pytest.fixture
def register(tmp_path):
    opened = fresh_register(tmp_path / "register")
    for name in ("Eerste", "Tweede"):
        vault.add(opened, name)
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path):
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def nothing(step):
    pass


def log(register):
    with register.reading() as read:
        return [tuple(row) for row in read.connection.exec_driver_sql(
            "SELECT action, outcome, object_type FROM audit_entry ORDER BY seq").fetchall()]  # fmt: skip


def test_every_act_on_the_vault_is_logged(register, stick):
    slot = service.add_substitute(register, NEW, clock.today() + timedelta(days=30))
    service.revoke(register, slot.id)
    service.change_passphrase(register, PASSPHRASE, NEW)
    service.recovery_sheet(register)
    (made,) = service.back_up(register, [stick], nothing)
    service.rehearse(register, made.backup.path, NEW)
    service.verify(register)
    assert log(register)[3:] == [
        ("slot.added", "ok", "slot"), ("slot.revoked", "ok", "slot"), ("slot.changed", "ok", "slot"),
        ("sheet.made", "ok", "register"), ("backup.made", "ok", "register"), ("backup.rehearsed", "ok", "register"),
        ("register.verified", "ok", "register"),
    ]  # fmt: skip


def test_a_busy_minute_makes_no_way_in_easier_to_guess(register, monkeypatch):
    (mine,) = service.slots(register)
    less = replace(mine.work, passes=mine.work.passes - 1)
    monkeypatch.setattr(service, "calibrated", lambda: less)
    assert service.add_substitute(register, NEW, None).work == mine.work
    service.change_passphrase(register, PASSPHRASE, NEW)
    assert {slot.work for slot in service.slots(register)} == {mine.work}


@pytest.mark.parametrize("weak", ["", "welkom01", "zeeland zeeland zeeland", "mensenhandel"])
def test_weak_passphrases_open_nothing(register, weak):
    with pytest.raises(PassphraseRefused):
        service.add_substitute(register, weak, None)
    with pytest.raises(PassphraseRefused):
        service.change_passphrase(register, PASSPHRASE, weak)
    assert len(service.slots(register)) == 1


def test_a_lost_passphrase_and_the_sealed_sheet(register):
    sheet = service.recovery_sheet(register)
    assert service.typed_back(register, 3, sheet.lines[2].lower())
    assert not service.typed_back(register, 3, sheet.lines[3])
    assert service.sheet_line_is_right(sheet.lines[6], 7)
    folder = register.folder
    register.close()
    with pytest.raises(SheetRefused) as caught:
        service.begin_recovery(folder, [*sheet.lines[:4], sheet.lines[4][::-1], *sheet.lines[5:]])
    assert caught.value.params == {"line": 5}
    before = vault.contents(folder)
    found = service.begin_recovery(folder, sheet.lines)
    assert found.counts["organisation"] == 2
    assert vault.contents(folder) == before
    with pytest.raises(PassphraseRefused):
        service.finish_recovery(found, "kort")
    again = service.finish_recovery(found, NEW)
    assert log(again)[-1] == ("register.recovered", "ok", "slot")
    again.close()
    with pytest.raises(WrongPassphrase):
        vault.reopen(folder)
    open_register(folder, NEW, wait=lambda s: None).close()


def test_the_recipe_as_it_stands_on_paper_opens_register_and_back_up_without_this_program(register, stick):
    from sqlcipher3 import dbapi2 as driver

    session.furnish(register, PROFILE)
    form = printing.recovery_form(register, service.recovery_sheet(register))
    (made,) = service.back_up(register, [stick], nothing)
    folder = register.folder
    register.close()
    assert form.pages == 1
    printed = pdf_text.text(form.pdf)
    name = re.search(r"sqlcipher (data\.\d+\.db)", printed)[1]
    key = re.search(r'PRAGMA key = "x\'([0-9a-f ]+)\'";', printed)[1].replace(" ", "")  # typed without spaces, as it says
    with zipfile.ZipFile(made.backup.path) as archive:
        archive.extract("data.db", stick)
    for place in (folder / name, stick / "data.db"):
        raw = driver.connect(str(place))
        raw.execute(f"PRAGMA key = \"x'{key}'\";")
        assert raw.execute("SELECT count(*) FROM organisation").fetchone() > (2,)
        raw.close()


def test_when_a_back_up_is_due(register, stick):
    now = clock.now()
    assert service.is_due(register)
    with clock.frozen(now):
        service.back_up(register, [stick], nothing)
        assert not service.is_due(register)
    with clock.frozen(now + timedelta(minutes=90)):
        assert not service.is_due(register)
        vault.add(register, "Derde")
        assert service.is_due(register)
    assert start.last_proved(register.folder) == (now, None)
    with clock.frozen(now + timedelta(minutes=95)):
        service.back_up(register, [stick], nothing)
    with clock.frozen(now + timedelta(minutes=96)):
        assert not service.is_due(register, is_ending=True)
        vault.add(register, "Ook nog")
        assert not service.is_due(register)
        assert service.is_due(register, is_ending=True)
        service.change_passphrase(register, PASSPHRASE, NEW)
        assert service.is_due(register)  # no copy opens with the new words yet
    with clock.frozen(now - timedelta(days=400)):
        service.back_up(register, [stick], nothing)
        assert not service.is_due(register)
        vault.add(register, "Vierde")
        assert service.is_due(register, is_ending=True)


def test_choosing_a_back_up_shows_what_would_be_lost_and_restores(register, stick):
    service.back_up(register, [stick], nothing)
    vault.add(register, "Na de kopie")
    (candidate,) = service.restore_candidates([stick, stick.parent / "weg"])
    shown = service.compare(register, candidate.path, PASSPHRASE, register.folder)
    assert shown.present["organisation"] - shown.rehearsal.counts["organisation"] == 1
    assert shown.later_acts == 2
    folder = register.folder
    register.close()
    service.restore(folder, candidate.path, PASSPHRASE)
    again = vault.reopen(folder)
    assert vault.organisation_names(again) == ["Eerste", "Tweede"]
    assert service.verify(again).is_intact
    assert service.status(again).older_generations == 1
    again.close()


def test_the_status_is_read_from_the_live_register(register, stick):
    folder = register.folder
    register.close()
    with pytest.raises(WrongPassphrase):
        open_register(folder, "fout", wait=lambda s: None)
    again = vault.reopen(folder)
    shown = service.status(again)
    assert shown.failed_before == 1
    assert shown.settings["journal_mode"] == "truncate"
    assert shown.settings["cipher_version"].startswith("4.19")
    assert shown.settings["synchronous"] == "3"
    assert shown.slots[0].work == WorkFactor(64 * 1024, 2, 1)
    assert (shown.proved_at, shown.wants_outside_backup, shown.wants_rehearsal) == (None, True, True)
    assert not shown.disk_failed
    service.back_up(again, [stick], nothing)
    assert service.status(again).proved_at is not None
    again.close()


def test_a_tampered_row_is_found_and_logged_as_a_failed_check(register):
    with register.working_copy() as conn:
        conn.exec_driver_sql("UPDATE organisation SET name = 'Anders' WHERE name = 'Eerste'")
    report = service.verify(register)
    assert [finding.code for finding in report.findings] == ["row_altered"]
    assert log(register)[-1] == ("register.verified", "failed", "register")


def test_a_substitute_works_but_does_not_decide_who_gets_in(register, stick):
    until = clock.today() + timedelta(days=30)
    labels = [service.add_substitute(register, f"{NEW} {number}", until).label for number in (1, 2)]
    assert labels == ["waarnemer", "waarnemer 2"]
    folder, own = register.folder, register.slot_id
    register.close()
    session = open_register(folder, f"{NEW} 2", wait=lambda seconds: None)
    before = service.slots(session)
    for act in (
        lambda: service.add_substitute(session, "nog een andere lange zin erbij", None),
        lambda: service.revoke(session, own),
        lambda: service.recovery_sheet(session),
        lambda: service.renew_master_key(session, f"{NEW} 2", nothing),
    ):
        with pytest.raises(CoordinatorOnly):
            act()
    assert service.slots(session) == before
    service.change_passphrase(session, f"{NEW} 2", f"{NEW} 3")
    service.back_up(session, [stick], nothing)
    vault.add(session, "Door de waarnemer")
    with session.reading() as read:
        query = "SELECT DISTINCT actor FROM audit_entry WHERE seq > ?"
        unlocked = "SELECT max(seq) FROM audit_entry WHERE action = 'register.unlocked'"
        seq = read.connection.exec_driver_sql(unlocked).scalar()
        actors = read.connection.exec_driver_sql(query, (seq,)).fetchall()
    assert [tuple(row) for row in actors] == [("waarnemer 2",)]
    assert [slot.until for slot in service.slots(session) if slot.is_current] == [until]
    session.close()


def test_a_forged_proof_on_the_start_screen_is_gone_once_she_is_in(register, stick, monkeypatch):
    monkeypatch.setattr(service.places, "kind_of", lambda place, home=None: service.PlaceKind.OUTSIDE)
    with clock.frozen(clock.now() - timedelta(days=40)):
        (made,) = service.back_up(register, [stick], nothing)
        service.rehearse(register, made.backup.path, PASSPHRASE)
    folder, told = register.folder, attempts.read(register.folder)
    register.close()
    attempts.note(folder, proved_at=clock.now(), proved_outside_at=clock.now(), rehearsed_at=clock.now())
    again = vault.reopen(folder)
    assert attempts.read(folder) == told
    assert told.proved_at == told.proved_outside_at <= told.rehearsed_at
    shown = service.status(again)
    assert (shown.wants_outside_backup, shown.wants_rehearsal) == (True, True)
    vault.add(again, "Derde")
    assert service.is_due(again)
    again.close()


def test_a_place_inside_the_register_gets_no_copy_and_a_copy_that_does_not_hold_is_logged(register, stick, monkeypatch):
    (stick / "koppeling").symlink_to(register.folder)
    (outcome,) = service.back_up(register, [stick / "koppeling"], nothing)
    assert (outcome.backup, type(outcome.problem)) == (None, PlaceInRegister)
    with register.working_copy() as conn:
        conn.exec_driver_sql("UPDATE organisation SET name = 'Anders' WHERE name = 'Eerste'")
    with pytest.raises(BackupNotProved):
        service.back_up(register, [stick], nothing)
    assert [row[:2] for row in log(register)[-2:]] == [("backup.failed", "failed")] * 2
    assert sorted(path.name for path in stick.iterdir()) == ["koppeling"]
