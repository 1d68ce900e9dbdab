"""``db/schema.sql`` is the truth; the Core tables, enums and dataclasses follow it to the letter."""

from __future__ import annotations

import re
from dataclasses import fields
from enum import StrEnum

import pytest
from sqlalchemy import UniqueConstraint
from sqlcipher3 import dbapi2 as driver

from app import paths
from app.model import clients, codes, consent, disclosures, notifications, organisations, referrals, trajectories
from app.storage import connection, migrate, tables
from app.storage.columns import Code

SCHEMA = (paths.database_scripts() / "schema.sql").read_text(encoding="utf-8")
SEARCH = {"client_search"}
MODELS = {
    "client": clients.Client,
    "notification": notifications.Notification,
    "exploitation": notifications.Exploitation,
    "organisation": organisations.Organisation,
    "profile": organisations.Profile,
    "trajectory": trajectories.Trajectory,
    "phase_start": trajectories.PhaseStart,
    "track": trajectories.Track,
    "step": trajectories.Step,
    "contact_moment": trajectories.ContactMoment,
    "consent_event": consent.ConsentEvent,
    "disclosure": disclosures.Disclosure,
    "handover": disclosures.Handover,
    "referral": referrals.Referral,
    "referral_state": referrals.ReferralState,
}
COMPUTED = {"retracted_reason"}
"""Read from the table ``retraction``, not a column."""

CHECKED_CODES: dict[str, type[StrEnum]] = {
    "consent_event.kind": codes.ConsentKind,
    "consent_event.form": codes.ConsentForm,
    "consent_event.given_by": codes.ConsentGiver,
    "disclosure.route": codes.Route,
}


@pytest.fixture(scope="module")
def database():
    connected = driver.connect(":memory:")
    connected.executescript(SCHEMA)
    yield connected
    connected.close()


def names(database):
    found = {
        row[0]
        for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    }
    return {name for name in found if not any(name.startswith(search) for search in SEARCH)} | {"client_search_row"}


def test_every_table_stands_on_both_sides(database):
    assert names(database) == set(tables.metadata.tables)


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda t: t.name)
def test_columns_nullability_and_keys_are_the_same(database, table):
    stored = {row[1]: row for row in database.execute(f"PRAGMA table_info({table.name})")}
    assert list(stored) == [column.name for column in table.columns]
    for column in table.columns:
        _, _, kind, not_null, default, key = stored[column.name]
        assert (column.name, bool(not_null)) == (column.name, not column.nullable)
        assert default is None
        assert bool(key) == column.primary_key
        assert kind == ("INTEGER" if column.type.__class__.__name__ in {"Integer", "Boolean"} else "TEXT")


@pytest.mark.parametrize("table", tables.metadata.sorted_tables, ids=lambda t: t.name)
def test_references_and_uniques_are_the_same(database, table):
    stored = {(row[3], row[2], row[4], row[6]) for row in database.execute(f"PRAGMA foreign_key_list({table.name})")}
    ours = {(key.parent.name, key.column.table.name, key.column.name, key.ondelete) for key in table.foreign_keys}
    assert stored == ours
    unique = set()
    for _, name, is_unique, origin, _ in database.execute(f"PRAGMA index_list({table.name})").fetchall():
        if is_unique and origin == "u":
            unique.add(tuple(row[2] for row in database.execute(f"PRAGMA index_info({name})")))
    wanted = {tuple(c.name for c in u.columns) for u in table.constraints if isinstance(u, UniqueConstraint)}
    assert unique == wanted | {(column.name,) for column in table.columns if column.unique}


def test_every_table_is_strict(database):
    assert [row[1] for row in database.execute("PRAGMA table_list") if row[1] in names(database) and not row[5]] == []


@pytest.mark.parametrize("name", MODELS)
def test_dataclass_fields_are_the_columns(name):
    held = {field.name for field in fields(MODELS[name])} - COMPUTED
    assert held == set(tables.metadata.tables[name].c.keys())


@pytest.mark.parametrize("place", CHECKED_CODES)
def test_a_check_lists_exactly_the_members(place):
    table, column = place.split(".")
    body = re.search(rf"CREATE TABLE {table} \((.*?)\n\) STRICT", SCHEMA, re.S)[1]
    line = next(line for line in body.splitlines() if line.strip().startswith(column + " "))
    listed = re.search(rf"CHECK \({column} IN \((.*?)\)\)", line)[1]
    assert set(re.findall(r"'(\w+)'", listed)) == {member.value for member in CHECKED_CODES[place]}


def test_a_code_column_points_to_its_own_list():
    for table in tables.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Code):
                (key,) = column.foreign_keys
                assert key.column.table.name in tables.code_tables, f"{table.name}.{column.name}"


def test_append_only_tables_are_guarded_and_carry_no_revision(database):
    triggers = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for name in (*tables.APPEND_ONLY, "audit_entry", "history"):
        assert {f"{name}_no_update", f"{name}_no_delete"} <= triggers
        assert "voided_at" not in tables.metadata.tables[name].c
    for name in tables.APPEND_ONLY:
        assert "revision" not in tables.metadata.tables[name].c


def test_every_day_and_instant_is_checked_with_is(database):
    for table in tables.metadata.sorted_tables:
        (sql,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).fetchone()
        for column in table.columns:
            if column.name.endswith("_on") or column.name == "valid_until":
                assert f"CHECK ({column.name} IS date({column.name}))" in sql, f"{table.name}.{column.name}"
            if column.name.endswith("_at") or column.name == "at":
                assert f"CHECK ({column.name} IS strftime('%Y-%m-%dT%H:%M:%fZ', {column.name}))" in sql


def test_the_version_is_the_highest_migration(database):
    stored = connection.version(database)
    assert stored == connection.SCHEMA_VERSION
    numbers = [number for number, _ in migrate.pending(paths.database_scripts() / "migrations", 1)]
    assert stored == max([1, *numbers])


def test_the_mark_of_the_file_is_the_one_that_opening_asks_for(database):
    assert database.execute("PRAGMA application_id").fetchone()[0] == connection.APPLICATION_ID
