-- The log says in which time zone she saw the clock, which slot acted, and under whose responsibility
-- (NEN 7513). Entries of before keep what they were signed with: the three fields stay empty there.
DROP TRIGGER audit_entry_no_update;
DROP TRIGGER audit_entry_no_delete;
DROP TRIGGER audit_entry_in_order;
DROP INDEX audit_entry_by_client;
ALTER TABLE audit_entry RENAME TO audit_entry_1;

CREATE TABLE audit_entry (
    seq         INTEGER NOT NULL PRIMARY KEY,
    at TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%fZ', at)),
    utc_offset  TEXT,                                      -- of the time she saw then: +01:00; NULL before version 2
    actor       TEXT NOT NULL,                             -- slot label, never a name
    actor_id    TEXT,                                      -- the slot itself: there may be two substitutes in turn
    responsible TEXT,                                      -- under whose responsibility (NEN 7513), as a role
    action      TEXT NOT NULL,
    object_type TEXT,
    object_id   TEXT,
    client_id   TEXT,
    outcome     TEXT NOT NULL CHECK (outcome IN ('ok', 'refused', 'failed')),
    ground      TEXT,
    changes     TEXT NOT NULL CHECK (json_valid(changes)), -- [[table, id, revision, digest], …]
    previous    TEXT NOT NULL,
    mac         TEXT NOT NULL CONSTRAINT audit_entry_mac_once UNIQUE
) STRICT;
INSERT INTO audit_entry (seq, at, actor, action, object_type, object_id, client_id, outcome, ground, changes, previous, mac)
SELECT seq, at, actor, action, object_type, object_id, client_id, outcome, ground, changes, previous, mac
FROM audit_entry_1 ORDER BY seq;
DROP TABLE audit_entry_1;

CREATE INDEX audit_entry_by_client ON audit_entry (client_id, seq);
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER audit_entry_in_order BEFORE INSERT ON audit_entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_entry)
BEGIN
    SELECT RAISE(ABORT, 'rule:audit_order');
END;
