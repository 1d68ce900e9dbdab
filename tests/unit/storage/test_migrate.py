"""The migration runner, with invented versions: all of a file or nothing of it."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2 as driver

from app.errors import RegisterDamaged
from app.storage import connection, migrate


@pytest.fixture
def raw(tmp_path):
    connected = driver.connect(str(tmp_path / "old.db"), isolation_level=None)
    connected.set_key(bytearray(b"x'" + b"11" * 48 + b"'"))
    connected.executescript(
        "PRAGMA foreign_keys = ON;"
        "CREATE TABLE parent (id TEXT PRIMARY KEY); CREATE TABLE child (id TEXT, of TEXT REFERENCES parent (id));"
        "INSERT INTO parent VALUES ('a'); INSERT INTO child VALUES ('b', 'a'); PRAGMA user_version = 1;"
    )
    yield connected
    connected.close()


def folder_with(tmp_path, **scripts):
    folder = tmp_path / "migrations"
    folder.mkdir()
    for name, script in scripts.items():
        (folder / f"{name[1:]}.sql").write_text(script, encoding="utf-8")
    return folder


def shape(raw):
    return sorted(row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))


def test_files_are_applied_in_order(raw, tmp_path):
    folder = folder_with(
        tmp_path,
        n0003_rename="ALTER TABLE child RENAME COLUMN note TO remark;",
        n0002_note="ALTER TABLE child ADD COLUMN note TEXT; UPDATE child SET note = 'é; ''x''';",
    )
    migrate.raise_to(raw, migrate.pending(folder, 1))
    assert connection.version(raw) == 3
    assert raw.execute("SELECT remark FROM child").fetchone() == ("é; 'x'",)
    assert migrate.pending(folder, 3) == []
    assert raw.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE extra (x); INSERT INTO nowhere VALUES (1);",
        "CREATE TABLE extra (x); DELETE FROM parent;",
        "CREATE TABLE extra (x); SELEC;",
        "CREATE TABLE extra (x); INSERT INTO parent VALUES ('a');",
    ],
    ids=["run-time", "reference", "syntax", "constraint"],
)
def test_a_file_that_fails_half_way_changes_nothing(raw, tmp_path, script):
    before, rows = shape(raw), raw.execute("SELECT * FROM child, parent").fetchall()
    folder = folder_with(tmp_path, n0002_bad=script)
    with pytest.raises((RegisterDamaged, driver.Error)):
        migrate.raise_to(raw, migrate.pending(folder, 1))
    assert shape(raw) == before
    assert raw.execute("SELECT * FROM child, parent").fetchall() == rows
    assert connection.version(raw) == 1
    assert not raw.in_transaction
    assert raw.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_what_was_raised_before_the_failing_file_stays(raw, tmp_path):
    folder = folder_with(tmp_path, n0002_good="CREATE TABLE good (x);", n0003_bad="SELEC;")
    with pytest.raises(driver.Error):
        migrate.raise_to(raw, migrate.pending(folder, 1))
    assert connection.version(raw) == 2


@pytest.mark.parametrize("end", ["COMMIT;", "ROLLBACK;", "END;"])
def test_a_script_that_ends_its_transaction_is_refused_before_it_is_marked(raw, tmp_path, end):
    folder = folder_with(tmp_path, n0002_own=f"CREATE TABLE extra (x); {end}")
    with pytest.raises(RegisterDamaged):
        migrate.raise_to(raw, migrate.pending(folder, 1))
    assert connection.version(raw) == 1


@pytest.mark.parametrize(
    "names", [("n0003_gap",), ("n0002_a", "n0004_b"), ("n0002_a", "nreadme"), ("n0002_a", "n0002_b")]
)
def test_a_gap_a_double_or_a_foreign_name_is_refused(tmp_path, names):
    folder = folder_with(tmp_path, **dict.fromkeys(names, ""))
    with pytest.raises(RegisterDamaged):
        migrate.pending(folder, 1)
