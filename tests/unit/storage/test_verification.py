"""The critical reading: every row that is not as the log says is named (D35)."""

from __future__ import annotations

import pytest

from app.storage import verification
from app.storage.audit import Head
from tests.helpers import vault


@pytest.fixture
def changed(closed):
    """Three organisations, one of them changed twice; closed."""
    register = vault.open_quickly(closed)
    row_id = vault.add(register, "Vierde")
    vault.rename(register, row_id, 1, "Vijfde")
    vault.rename(register, row_id, 2, "Zesde")
    register.close()
    return closed, row_id


def examine(folder, **options):
    derived = vault.keys_of(folder)
    with vault.direct(folder) as raw:
        return verification.examine(raw, derived.audit, **options)


def dump(folder):
    with vault.direct(folder) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [raw.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names]


def tamper(folder, *statements):
    with vault.direct(folder) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        for table in ("audit_entry", "history", "consent_event"):
            vault.without_guards(raw, table)
        for statement in statements:
            raw.execute(statement)


def test_a_register_as_written_is_intact(changed):
    folder, _ = changed
    report = examine(folder, size=vault.database(folder).stat().st_size)
    assert report.is_intact
    assert report.counts["organisation"] == 4
    assert report.counts["history"] == 2


CASES = {
    "a value changed": ("row_altered", "UPDATE organisation SET place = 'Elders' WHERE name = 'Zesde'"),
    "an older revision": ("row_revision", "UPDATE organisation SET revision = 2, name = 'Vijfde' WHERE name = 'Zesde'"),
    "a row removed": ("row_missing", "DELETE FROM organisation WHERE name = 'Zesde'"),
    "a row slipped in": ("row_unnamed", "INSERT INTO organisation SELECT 'nieuw', 'Spook', department, kind, place, region, "
                                        "functions, admission, receives_through_id, is_shelter, notifier_type, relative, "
                                        "search_text, 1, created_at, changed_at, NULL, NULL FROM organisation LIMIT 1"),
    "history rewritten": ("history_altered", "UPDATE history SET row = replace(row, 'Vierde', 'Anders')"),
    "history thinned": ("history_altered", "DELETE FROM history WHERE revision = 1"),
    "log rewritten": ("chain", "UPDATE audit_entry SET changes = '[]' WHERE seq = 2"),
    "reference broken": ("references", "UPDATE organisation SET receives_through_id = 'weg' WHERE name = 'Zesde'"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_what_was_done_with_the_key_in_hand_is_named(changed, kind):
    folder, row_id = changed
    code, statement = CASES[kind]
    tamper(folder, statement)
    findings = examine(folder).findings
    assert code in {finding.code for finding in findings}, findings
    for finding in findings:
        if finding.code in {"row_altered", "row_revision", "row_missing", "history_altered"}:
            assert finding.row_id is not None
            if kind != "log rewritten":
                assert finding.row_id == row_id


def test_a_cut_tail_shows_against_the_anchor(changed):
    folder, _ = changed
    derived = vault.keys_of(folder)
    with vault.direct(folder) as raw:
        head = verification.read_head(raw)
    tamper(folder, f"DELETE FROM audit_entry WHERE seq = {head.seq}")
    with vault.direct(folder) as raw:
        codes = {finding.code for finding in verification.examine(raw, derived.audit, anchored=head).findings}
        assert "rolled_back" in codes
        other = Head(2, "f" * 64)
        assert "chain" in {f.code for f in verification.examine(raw, derived.audit, anchored=other).findings}


def test_one_page_of_an_older_copy_put_back_is_noticed(closed):
    register = vault.open_quickly(closed)
    row_id = vault.add(register, "Vierde " + "x" * 3000)
    register.close()
    before = vault.database(closed).read_bytes()
    register = vault.open_quickly(closed)
    vault.rename(register, row_id, 1, "Anders " + "y" * 3000)
    register.close()
    after = bytearray(vault.database(closed).read_bytes())
    pages = [n for n in range(1, len(before) // 4096) if before[n * 4096 :][:4096] != bytes(after[n * 4096 :][:4096])]
    noticed, wanted = 0, dump(closed)
    for page in pages:
        mixed = bytearray(after)
        mixed[page * 4096 : (page + 1) * 4096] = before[page * 4096 : (page + 1) * 4096]
        vault.database(closed).write_bytes(mixed)
        if examine(closed).is_intact:
            assert dump(closed) == wanted, page  # a page that holds nothing any more
        else:
            noticed += 1
    assert noticed >= 5


def test_torn_free_pages_are_healed_at_opening(closed):
    register = vault.open_quickly(closed)
    with register.working_copy() as conn:
        for n in range(40):
            conn.exec_driver_sql("INSERT INTO draft VALUES (?, 's', json_object('a', ?), '2026-01-01T00:00:00.000Z')", (str(n), "x" * 9000))
    with register.working_copy() as conn:
        conn.exec_driver_sql("DELETE FROM draft")
    register.close()
    path = vault.database(closed)
    data = bytearray(path.read_bytes())
    with vault.direct(closed) as raw:
        free = raw.execute("PRAGMA freelist_count").fetchone()[0]
    assert free > 50
    torn = len(data) - 4096 * 2 + 512
    data[torn : torn + 512] = bytes(512)
    path.write_bytes(data)
    register = vault.open_quickly(closed)
    assert register.file.generation == 2
    assert vault.organisation_names(register) == ["Eerste", "Tweede", "Derde"]
    with register.reading() as read:
        last = read.connection.exec_driver_sql("SELECT action FROM audit_entry ORDER BY seq DESC LIMIT 1").scalar()
    assert last == "register.healed"
    register.close()
    assert path.read_bytes() == bytes(data)
    vault.reopen(closed).close()


def test_an_older_schema_is_raised_in_a_generation_of_its_own(closed, tmp_path, monkeypatch):
    from app import paths
    from app.storage import connection

    scripts = tmp_path / "db"
    (scripts / "migrations").mkdir(parents=True)
    parts = (paths.database_scripts() / "schema.sql").read_text().partition("CREATE TABLE organisation (")
    coming = parts[2].replace("void_reason TEXT\n)", "void_reason TEXT,\n    remark TEXT -- added\n)", 1)
    (scripts / "schema.sql").write_text((parts[0] + parts[1] + coming).replace("user_version = 2", "user_version = 3"))
    (scripts / "migrations" / "0003_note.sql").write_text("ALTER TABLE organisation ADD COLUMN remark TEXT;")
    before = vault.database(closed).read_bytes()
    monkeypatch.setattr(paths, "database_scripts", lambda: scripts)
    monkeypatch.setattr(connection, "SCHEMA_VERSION", 3)
    register = vault.open_quickly(closed)
    assert register.file.generation == 2
    with register.reading() as read:
        assert read.connection.exec_driver_sql("SELECT count(remark) FROM organisation").scalar() == 0
    with register.alone() as raw:
        assert verification.examine(raw, register.keys.audit).is_intact
    register.close()
    assert (closed / "data.1.db").read_bytes() == before


def test_a_migration_that_fails_leaves_the_old_register_as_it_was(closed, tmp_path, monkeypatch):
    from app import paths
    from app.storage import connection

    scripts = tmp_path / "db"
    (scripts / "migrations").mkdir(parents=True)
    (scripts / "migrations" / "0003_bad.sql").write_text("ALTER TABLE organisation ADD COLUMN remark TEXT; SELEC;")
    before = vault.contents(closed)
    with monkeypatch.context() as patched:
        patched.setattr(paths, "database_scripts", lambda: scripts)
        patched.setattr(connection, "SCHEMA_VERSION", 3)
        with pytest.raises(Exception, match="RegisterDamaged"):
            vault.open_quickly(closed)
    assert vault.contents(closed) == before
    vault.reopen(closed).close()
