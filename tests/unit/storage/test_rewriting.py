"""Whoever holds the key and rewrites the register directly: each thing done to it is named, and since where (D35)."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from app import clock
from app.errors import BackupNotProved, Cancelled
from app.model.clients import ClientFields
from app.model.codes import HandedOver, Purpose, Scope
from app.model.disclosures import ReleaseRequest
from app.model.records import new_id
from app.model.referrals import ReferralFields
from app.services import clients, consent, drafts, gate, referrals
from app.services import vault as service
from app.storage import anchor, generations, schema, tables, verification
from app.storage import folder as folder_files
from tests.helpers import vault
from tests.helpers.sharing import TESSA, agree, furnished_register, organisation_id, take_in

DAY = datetime(2026, 6, 15, 10, tzinfo=UTC)


def fill(register):
    """A row in every kind of table."""
    client_id = take_in(register)
    file = clients.open_file(register, client_id)
    clients.change_client(register, client_id, file.client.revision, ClientFields(**{**vars_of(TESSA), "infix": "van"}))
    take_in(register, ClientFields(given_name="Ander", family_name="Proef", born_from=TESSA.born_from, born_to=TESSA.born_to))
    agree(register, client_id, "Fier")
    mistaken = agree(register, client_id, "Sterk Huis")
    consent.retract_consent(register, mistaken, "verkeerde organisatie")
    fier = organisation_id(register, "Fier")
    request = ReleaseRequest(client_id=client_id, recipient_id=fier, purpose=Purpose.SHELTER, scopes=(Scope.NAME,))
    gate.disclose_without_paper(register, request, id=new_id())
    fields = ReferralFields(destination_id=fier, purpose=Purpose.SHELTER, asked_on=clock.today(),
                            question="plek", scopes=(Scope.NAME,))  # fmt: skip
    referral = new_id()
    referrals.create(register, client_id, fields, id=referral)
    drafts.keep(register, "client", client_id, {"note": "half getypt"})
    with register.transaction("publication.made") as act:
        row = {"id": new_id(), "number": 1, "request_key": "k", "request": "{}", "content": "{}", "csv_text": "a;5",
               "csv_sha256": "0" * 64, "published_at": act.at}  # fmt: skip
        act.insert(tables.publication, row)
        act.insert(tables.frozen_half_year, {"half_year": "2020-1", "publication_id": row["id"], "base_counts": "{}"})
    with register.transaction("handover.recorded") as act:
        shared = act.connection.exec_driver_sql("SELECT id FROM disclosure").scalar()
        act.insert(tables.handover, {"id": new_id(), "disclosure_id": shared, "handed_over": HandedOver.IN_PERSON,
                                     "handed_over_on": clock.today(), "note": None, "recorded_at": act.at})  # fmt: skip


def vars_of(fields):
    return {name: getattr(fields, name) for name in fields.__dataclass_fields__}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("written") / "register"
    with clock.frozen(DAY):
        register = furnished_register(folder)
        fill(register)
        register.write_anchor()
        register.close()
    return folder


@pytest.fixture
def written(template, tmp_path):
    """A register with a row of every kind, closed."""
    return shutil.copytree(template, tmp_path / "register")


def examined(folder):
    derived = vault.keys_of(folder)
    anchored = anchor.current(folder, derived.anchor, folder_files.read_register_file(folder).generation)
    with vault.direct(folder) as raw:
        return verification.examine(raw, derived.audit, anchored=anchored)


def rewrite(folder, script):
    """Run statements past every rule: triggers dropped while it lasts and put back as they were."""
    with vault.direct(folder) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("PRAGMA recursive_triggers = OFF")
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            raw.execute(f"DROP TRIGGER {name}")
        raw.executescript(script)
        for _, sql in guards:
            raw.execute(sql)


ROWS = {
    "a name": ("row_altered", "client", "UPDATE client SET family_name = 'Anders' WHERE given_name = 'Ander'"),
    "a code list": ("row_altered", "consent_kind", "UPDATE consent_kind SET label = 'Ja' WHERE code = 'geweigerd'"),
    "a code slipped in": ("row_unnamed", "scope", "INSERT INTO scope SELECT 'alles', label, 99, NULL, attributes FROM scope LIMIT 1"),
    "a code removed": ("row_missing", "route", "DELETE FROM route WHERE code = 'conflict'"),
    "the demo mark": ("row_altered", "meta", "UPDATE meta SET value = '1' WHERE key = 'is_demo'"),
    "identity added": ("row_unnamed", "meta", "INSERT INTO meta VALUES ('audit_key_old', '00')"),
    "the profile": ("row_altered", "profile", "UPDATE profile SET lock_minutes = 30"),
    "a second profile": ("row_unnamed", "profile", "INSERT INTO profile SELECT 'x', 'Ander', job_title, phone, reachable, "
                         "controller_name, dpo_contact, lock_minutes, revision, created_at, changed_at, NULL, NULL FROM profile"),
    "an organisation": ("row_altered", "organisation", "UPDATE organisation SET receives_through_id = NULL WHERE receives_through_id IS NOT NULL"),
    "consent altered": ("row_altered", "consent_event", "UPDATE consent_event SET kind = 'geweigerd', valid_until = NULL"),
    "consent backdated": ("row_unnamed", "consent_event", "INSERT INTO consent_event SELECT 'x', client_id, purpose, recipient_id, "
                          "'[\"naam\"]', kind, form, witness, given_by, giver_name, '2020-01-01', valid_until, language, interpreter, "
                          "note, '2020-01-01T00:00:00.000Z' FROM consent_event LIMIT 1"),
    "consent removed": ("row_missing", "consent_event", "DELETE FROM consent_event"),
    "retraction removed": ("row_missing", "retraction", "DELETE FROM retraction"),
    "a disclosure removed": ("row_missing", "disclosure", "DELETE FROM handover; DELETE FROM disclosure"),
    "a disclosure altered": ("row_altered", "disclosure", "UPDATE disclosure SET scopes = '[\"naam\",\"adres\"]'"),
    "a hand-over altered": ("row_altered", "handover", "UPDATE handover SET note = 'nooit gegeven'"),
    "a state altered": ("row_altered", "referral_state", "UPDATE referral_state SET happened_on = '2020-01-01'"),
    "a publication altered": ("row_altered", "publication", "UPDATE publication SET csv_text = 'a;6'"),
    "a half-year thawed": ("row_missing", "frozen_half_year", "DELETE FROM frozen_half_year"),
    "a revision bumped": ("row_revision", "client", "UPDATE client SET revision = revision + 1 WHERE given_name = 'Ander'"),
    "a whole table emptied": ("row_missing", "track", "DELETE FROM track"),
    "two rows swapped": ("row_revision", "client", "UPDATE client SET id = 'tmp', code = 'ZLD-26-0000' WHERE given_name = 'Ander'; "
                         "UPDATE client SET id = (SELECT id FROM swap WHERE n = 'a') WHERE given_name = 'Tessa'; "
                         "UPDATE client SET id = (SELECT id FROM swap WHERE n = 't') WHERE id = 'tmp'"),
    "a kept version altered": ("history_altered", "client", "UPDATE history SET row = replace(row, 'Tessa', 'Tosca')"),
    "a kept version removed": ("history_altered", "client", "DELETE FROM history WHERE table_name = 'client'"),
    "a kept version added": ("history_altered", "client", "INSERT INTO history (table_name, row_id, revision, row, changed_at, audit_seq) "
                             "SELECT table_name, row_id, 7, row, changed_at, audit_seq FROM history WHERE table_name = 'client'"),
    "another did it": ("history_altered", "client", "UPDATE history SET audit_seq = 1 WHERE table_name = 'client'"),
    "another day": ("history_altered", "client", "UPDATE history SET changed_at = '2020-01-01T00:00:00.000Z' WHERE table_name = 'client'"),
    "not to be found": ("search", "client", "DELETE FROM client_search WHERE rowid = 1"),
    "found under another name": ("search", "client", "UPDATE client_search SET words = 'iemand anders' WHERE rowid = 1"),
}  # fmt: skip


def test_a_register_as_written_is_intact(written):
    report = examined(written)
    assert report.findings == ()
    assert {name for name, n in report.counts.items() if not n} <= {"exploitation", "step", "contact_moment", "recent_client"}


@pytest.mark.parametrize("kind", ROWS)
def test_a_row_that_was_rewritten_is_named(written, kind):
    code, table, script = ROWS[kind]
    if "swap" in script:
        script = ("CREATE TEMP TABLE swap AS SELECT 'a' AS n, id FROM client WHERE given_name = 'Ander' "
                  "UNION SELECT 't', id FROM client WHERE given_name = 'Tessa'; ") + script  # fmt: skip
    rewrite(written, script)
    found = [f for f in examined(written).findings if (f.code, f.table) == (code, table)]
    assert found, examined(written).findings
    if code not in {"row_unnamed", "search"}:
        assert all(f.seq is not None and f.at is not None for f in found)


@pytest.mark.parametrize("kind", ["consent backdated", "another did it", "not to be found"])
def test_no_back_up_is_made_of_what_was_rewritten(written, kind):
    rewrite(written, ROWS[kind][2])
    register = vault.open_quickly(written)
    with pytest.raises(BackupNotProved):
        service.back_up(register, [written.parent], lambda step: None)
    register.close()
    assert not list(written.parent.glob("*.kluis"))


SHAPES = {
    "a guard dropped": ("consent_event_no_delete", "DROP TRIGGER consent_event_no_delete"),
    "a guard weakened": ("disclosure_no_update", "DROP TRIGGER disclosure_no_update; CREATE TRIGGER disclosure_no_update "
                         "BEFORE UPDATE ON disclosure BEGIN SELECT 1; END"),
    "the gate's rule dropped": ("disclosure_requires_consent", "DROP TRIGGER disclosure_requires_consent"),
    "a view that says yes": ("consent_answer", "DROP VIEW consent_answer; CREATE VIEW consent_answer AS SELECT 1 AS client_id"),
    "a rule added": ("stil", "CREATE TRIGGER stil AFTER INSERT ON client BEGIN DELETE FROM draft; END"),
    "a copy beside": ("kopie", "CREATE TABLE kopie AS SELECT * FROM client"),
    "an index dropped": ("client_by_root", "DROP INDEX client_by_root"),
    "a check loosened": ("profile", "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'BETWEEN 1 AND 30', "
                         "'BETWEEN 1 AND 999') WHERE name = 'profile'"),
    "a table dropped": ("track", "PRAGMA foreign_keys = OFF; DROP TABLE track"),
    "the log dropped": ("audit_entry", "DROP TABLE audit_entry"),
    "history dropped": ("history", "DROP TABLE history"),
    "the search dropped": ("client_search", "DROP TABLE client_search"),
    "the version lowered": ("user_version", "PRAGMA user_version = 0"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHAPES)
def test_a_rule_or_table_that_is_not_as_made_is_named(written, kind):
    name, script = SHAPES[kind]
    derived = vault.keys_of(written)
    with vault.direct(written) as raw:
        raw.executescript(script)
        report = verification.examine(raw, derived.audit)
    assert name in {f.table for f in report.findings if f.code == "schema"}, report.findings
    assert kind != "the log dropped" or ("chain", 1) in {(f.code, f.seq) for f in report.findings}


def test_the_shape_is_that_of_the_schema_file(written):
    with vault.direct(written) as raw:
        assert schema.differences(raw) == []


def test_a_log_made_anew_and_empty_is_a_rollback(written):
    with vault.direct(written) as raw:
        made = raw.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'audit_entry' AND sql IS NOT NULL").fetchall()
        raw.execute("DROP TABLE audit_entry")
        for (sql,) in made:
            raw.execute(sql)
    codes = {f.code for f in examined(written).findings}
    assert {"rolled_back", "row_unnamed"} <= codes
    assert "schema" not in codes


def test_a_chain_under_the_key_of_another_register_does_not_hold(written):
    rewrite(written, "INSERT INTO meta VALUES ('audit_key', '" + "ab" * 32 + "')")
    with vault.direct(written) as raw:
        derived = vault.keys_of(written)
        generations.adopt_audit_key(raw, derived)
        found = verification.examine(raw, derived.audit).findings
    assert ("chain", 1) in {(f.code, f.seq) for f in found}


def test_a_key_of_the_chain_that_no_renewal_put_there_is_named(written):
    derived = vault.keys_of(written)
    rewrite(written, f"INSERT INTO meta VALUES ('audit_key', '{derived.audit.hex()}')")
    assert ("row_unnamed", "audit_key") in {(f.code, f.row_id) for f in examined(written).findings}


def test_a_stop_is_a_stop_and_no_finding(written):
    def stop(done, total):
        raise Cancelled

    derived = vault.keys_of(written)
    with vault.direct(written) as raw, pytest.MonkeyPatch.context() as patched:
        patched.setattr(verification, "STEP", 10)
        with pytest.raises(Cancelled):
            verification.contents(raw, derived.audit, progress=stop)

