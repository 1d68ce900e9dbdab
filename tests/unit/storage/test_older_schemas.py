"""Registers that earlier versions of the program made: they open, and their back-ups are put back.

How ``tests/data/schema_1`` was made stands in its README.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from app.errors import RegisterDamaged
from app.services import salvaging, session
from app.storage import backup, connection, recovery, schema, verification
from tests.helpers.register import PASSPHRASE

OLD = Path(__file__).parent.parent.parent / "data" / "schema_1"
SUBSTITUTE = "vijf andere woorden voor hulp"


@pytest.fixture
def old_register(tmp_path):
    """A locked register as the first version left it, with two clients and a substitute."""
    folder = tmp_path / "register"
    folder.mkdir(mode=0o700)
    with zipfile.ZipFile(OLD / "register.kluis") as packed:
        (folder / "data.1.db").write_bytes(packed.read("data.db"))
        (folder / "keys.json").write_bytes(packed.read("keys.json"))
    for name in ("register.json", "anchor.json"):
        shutil.copy(OLD / name, folder)
    return folder


@pytest.mark.parametrize("passphrase", [PASSPHRASE, SUBSTITUTE])
def test_a_register_of_the_first_version_opens_with_everything_in_it(old_register, passphrase):
    before = (old_register / "data.1.db").read_bytes()
    register = session.unlock(old_register, passphrase)
    told = backup.look(OLD / "register.kluis").manifest.counts
    with register.alone() as raw:
        assert connection.version(raw) == connection.SCHEMA_VERSION
        assert schema.differences(raw) == []
        report = verification.examine(raw, register.keys.audit)
    assert report.is_intact, report.findings
    for table in ("client", "consent_event", "organisation", "track"):
        assert report.counts[table] == told[table]
    with register.reading() as read:
        entries = read.connection.exec_driver_sql("SELECT action, utc_offset, actor FROM audit_entry ORDER BY seq").fetchall()
    assert [entry[1] for entry in entries[: told["audit_entry"]]] == [None] * told["audit_entry"]
    assert [entry[0] for entry in entries[told["audit_entry"] :]] == ["register.migrated", "register.unlocked"]
    session.lock(register)
    assert (old_register / "data.1.db").read_bytes() == before
    session.lock(session.unlock(old_register, passphrase))


def test_a_back_up_of_the_first_version_is_rehearsed_and_put_back(tmp_path):
    path = OLD / "register.kluis"
    told = backup.look(path).manifest.counts
    assert recovery.rehearse(path, PASSPHRASE, tmp_path).counts == told
    folder = tmp_path / "register"
    recovery.restore(folder, path, PASSPHRASE)
    register = session.unlock(folder, PASSPHRASE)
    with register.alone() as raw:
        report = verification.examine(raw, register.keys.audit)
    assert report.is_intact, report.findings
    assert report.counts["client"] == told["client"]
    session.lock(register)


def test_a_damaged_register_of_the_first_version_is_salvaged(old_register):
    path = old_register / "data.1.db"
    data = bytearray(path.read_bytes())
    data[3 * 4096 + 50] ^= 4
    path.write_bytes(data)
    with pytest.raises(RegisterDamaged):
        session.unlock(old_register, PASSPHRASE)
    ready = salvaging.prepare(old_register, PASSPHRASE, None, "onleesbaar", lambda done, total: None)
    ready.adopt()
    register = session.unlock(old_register, PASSPHRASE)
    with register.alone() as raw:
        report = verification.examine(raw, register.keys.audit)
    assert report.is_intact, report.findings
    assert report.counts["client"] == 2
    assert report.counts["audit_entry"] > backup.look(OLD / "register.kluis").manifest.counts["audit_entry"]
    session.lock(register)
