"""The live connection is set as the design says, and nothing else may set it (D11, D12)."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2 as driver

from app.errors import RegisterInUse, RuleBroken
from app.storage import connection
from tests.helpers import vault

WANTED = {
    "cipher_status": 1, "journal_mode": "truncate", "synchronous": 3, "foreign_keys": 1, "recursive_triggers": 1,
    "trusted_schema": 0, "temp_store": 2, "mmap_size": 0, "cipher_memory_security": 1, "secure_delete": 1,
    "locking_mode": "exclusive", "cell_size_check": 1, "cache_size": -65536, "page_size": "4096",
    "application_id": connection.APPLICATION_ID, "user_version": connection.SCHEMA_VERSION,
}  # fmt: skip


def test_every_setting_of_the_live_connection(opened):
    with opened.reading() as read:
        found = {name: read.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in WANTED}
        version = read.connection.exec_driver_sql("PRAGMA cipher_version").scalar()
    found["cipher_status"] = int(found["cipher_status"])
    found["cipher_memory_security"] = int(found["cipher_memory_security"])
    assert found == WANTED
    assert version.startswith("4.19")
    assert driver.sqlite_version_info >= (3, 51, 3)


def test_the_cipher_is_the_strong_one(opened):
    with opened.alone() as raw:
        settings = {row[0] for row in raw.execute("PRAGMA cipher_settings")}
    assert "PRAGMA cipher_hmac_algorithm = HMAC_SHA512;" in settings
    assert "PRAGMA cipher_use_hmac = 1;" in settings
    assert "PRAGMA cipher_page_size = 4096;" in settings
    assert "PRAGMA cipher_plaintext_header_size = 0;" in settings


def test_a_rolled_back_act_leaves_nothing(opened):
    with pytest.raises(RuleBroken), opened.working_copy() as conn:
        conn.exec_driver_sql("CREATE TABLE stray (x)") and conn.exec_driver_sql("DELETE FROM audit_entry")
    with opened.reading() as read:
        assert read.connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name='stray'").scalar() == 0


SECOND = """
import sys
from pathlib import Path
from app.storage import connection
try:
    connection.connect(Path(sys.argv[1]), bytearray.fromhex(sys.argv[2]))
except Exception as error:
    print(type(error).__name__)
else:
    print("opened")
"""


def test_a_program_that_ignores_the_lock_file_is_kept_out_too(opened, tmp_path):
    path = opened.folder / opened.file.database_name
    with opened.alone() as raw:
        connection.copy_into(raw, tmp_path / "copy.db")
        assert connection.integrity(raw) == ([], [])
    second = vault.python(SECOND, str(path), bytes(opened.keys.database).hex())
    assert second.communicate()[0] == "RegisterInUse\n"


def test_two_connections_in_one_process_are_refused_as_well(opened):
    with pytest.raises(RegisterInUse):
        connection.connect(opened.folder / opened.file.database_name, opened.keys.database)


def test_a_file_that_is_not_there_is_not_made(closed):
    path = closed / "data.9.db"
    with pytest.raises(Exception, match=r"ReadOnlyPlace|RegisterDamaged"):
        connection.connect(path, vault.keys_of(closed).database)
    assert not path.exists()


def test_the_key_text_is_built_from_bytes_that_can_be_wiped():
    key = bytearray(range(48))
    literal = connection._as_literal(key)
    assert literal == b"x'" + bytes(key).hex().encode() + b"'"
    assert isinstance(literal, bytearray)
