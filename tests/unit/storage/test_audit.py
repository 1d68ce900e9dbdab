"""The chain: every way of rewriting history with the key in hand is located."""

from __future__ import annotations

import pytest

from app.errors import RegisterDamaged, RegisterRolledBack
from app.storage import audit
from tests.helpers import vault

TAMPERINGS = {
    "altered": (3, "UPDATE audit_entry SET action = 'iets.anders' WHERE seq = 3"),
    "actor": (2, "UPDATE audit_entry SET actor = 'waarnemer' WHERE seq = 2"),
    "time": (3, "UPDATE audit_entry SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3"),
    "null": (1, "UPDATE audit_entry SET object_id = NULL WHERE seq = 1"),
    "removed": (2, "DELETE FROM audit_entry WHERE seq = 2"),
    "first": (1, "DELETE FROM audit_entry WHERE seq = 1"),
    "replaced": (3, "INSERT OR REPLACE INTO audit_entry SELECT seq, at, utc_offset, actor, actor_id, responsible, 'x', object_type, object_id, client_id, "
                    "outcome, ground, changes, previous, mac FROM audit_entry WHERE seq = 3"),
    "swapped": (2, "UPDATE audit_entry SET seq = 99 - seq WHERE seq IN (2, 3); "
                   "UPDATE audit_entry SET seq = CASE seq WHEN 97 THEN 3 ELSE 2 END WHERE seq > 90"),
    "previous": (2, "UPDATE audit_entry SET previous = mac WHERE seq = 2"),
    "forged": (5, "INSERT INTO audit_entry SELECT 5, at, utc_offset, actor, actor_id, responsible, action, object_type, object_id, client_id, outcome, "
                  "ground, changes, mac, 'ff' FROM audit_entry WHERE seq = 4"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_rewriting_is_located(closed, kind):
    wanted, script = TAMPERINGS[kind]
    with vault.direct(closed) as raw:
        raw.execute("PRAGMA recursive_triggers = 0")
        vault.without_guards(raw)
        for statement in script.split("; "):
            raw.execute(statement)
    register_keys = vault.keys_of(closed)
    with vault.direct(closed) as raw:
        from app.storage.connection import engine_for

        engine = engine_for(raw)
        with engine.connect() as conn, conn.begin():
            assert audit.first_broken(conn, register_keys.audit) == wanted
        engine.dispose()


def test_a_tail_that_was_cut_off_is_found_through_the_anchor(closed):
    with vault.direct(closed) as raw:
        vault.without_guards(raw)
        raw.execute("DELETE FROM audit_entry WHERE seq = 4")
    with pytest.raises(RegisterRolledBack):
        vault.reopen(closed)


def test_the_anchored_entry_itself_may_not_change(closed):
    with vault.direct(closed) as raw:
        vault.without_guards(raw)
        raw.execute("UPDATE audit_entry SET mac = 'ff' || substr(mac, 3) WHERE seq = 4")
    with pytest.raises(RegisterDamaged):
        vault.reopen(closed)


def test_emptying_the_log_is_a_rollback(closed):
    with vault.direct(closed) as raw:
        vault.without_guards(raw)
        raw.execute("DELETE FROM audit_entry")
    with pytest.raises(RegisterRolledBack):
        vault.reopen(closed)


def test_without_bypassing_the_guards_nothing_moves(closed):
    with vault.direct(closed) as raw:
        for statement in ("UPDATE audit_entry SET action = 'x' WHERE seq = 3", "DELETE FROM audit_entry WHERE seq = 3",
                          "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 3"):  # fmt: skip
            with pytest.raises(Exception, match="rule:"):
                raw.execute(statement)
    vault.reopen(closed).close()
