-- The truth about what the register holds. A new register is created from this file;
-- app/storage/tables.py is tested against it. How to change it: db/README.md.
--
-- Every record: id = UUID made before the save, so that a retry never doubles; *_on = day in
-- Amsterdam; *_at = UTC instant; revision goes up with each change and history keeps the row as it
-- was. A wrong entry is voided with a reason and stays. Append-only tables have neither.
-- Retention: [zorg] with the client's legal regime · [log] at least five years ·
-- [blijvend] never deleted · [werk] working copy, may be deleted at any time.

PRAGMA application_id = 1515341569; -- "ZRG" and a format byte

-- Identity of the register: id, format, demo mark. [blijvend]
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Code lists, filled from resources/codelists/*.toml. Codes are ended, never deleted. [blijvend]
-- ---------------------------------------------------------------------------------------------
CREATE TABLE notifier_type (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE request_kind (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE comensha_state (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE sector (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE municipality (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE legal_regime (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE residence_status (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE gender (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE parental_authority (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE phase (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE track_kind (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE track_status (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE contact_kind (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE safe_contact (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE consent_purpose (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE consent_kind (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE consent_form (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE consent_giver (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE scope (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE route (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE referral_status (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE rejection_reason (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE closure_reason (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE handed_over (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE citizenship (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;
CREATE TABLE language (
    code        TEXT NOT NULL PRIMARY KEY,
    label       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    valid_until TEXT CHECK (valid_until IS date(valid_until)),
    attributes  TEXT NOT NULL CHECK (json_valid(attributes))
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- The log: what was done, and every row as it stood before a change. [log]
-- ---------------------------------------------------------------------------------------------
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
CREATE INDEX audit_entry_by_client ON audit_entry (client_id, seq);

CREATE TABLE history (
    seq        INTEGER NOT NULL PRIMARY KEY,
    table_name TEXT NOT NULL,
    row_id     TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    row        TEXT NOT NULL CHECK (json_valid(row)),      -- the full row before the change
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    audit_seq  INTEGER NOT NULL,
    CONSTRAINT history_once UNIQUE (table_name, row_id, revision)
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Who works with the register, and the network.
-- ---------------------------------------------------------------------------------------------

-- One row: the coordinator, the controller, how the register behaves. [blijvend]
CREATE TABLE profile (
    id               TEXT NOT NULL PRIMARY KEY,
    coordinator_name TEXT NOT NULL CHECK (trim(coordinator_name) <> ''),
    job_title        TEXT NOT NULL,
    phone            TEXT NOT NULL,
    reachable        TEXT NOT NULL,
    controller_name  TEXT NOT NULL CHECK (trim(controller_name) <> ''),
    dpo_contact      TEXT NOT NULL,                        -- functionaris gegevensbescherming
    lock_minutes     INTEGER NOT NULL CHECK (lock_minutes BETWEEN 1 AND 30),
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;

-- Organisations by function; no people, no secret address. `relative` marks the client's own
-- people as possible recipients ("Moeder van cliënt"). [blijvend]
CREATE TABLE organisation (
    id                  TEXT NOT NULL PRIMARY KEY,
    name                TEXT NOT NULL CHECK (trim(name) <> ''),
    department          TEXT,
    kind                TEXT NOT NULL,
    place               TEXT,
    region              TEXT,
    functions           TEXT,
    admission           TEXT,
    receives_through_id TEXT REFERENCES organisation (id) ON DELETE RESTRICT,
    is_shelter          INTEGER NOT NULL CHECK (is_shelter IN (0, 1)),
    notifier_type       TEXT REFERENCES notifier_type (code) ON DELETE RESTRICT,
    relative            TEXT CHECK (relative IN ('moeder', 'vader', 'voogd', 'ander')),
    search_text         TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- The client and what bodies report.
-- ---------------------------------------------------------------------------------------------

-- A person in coordination; the name may be unknown at first. [zorg]
CREATE TABLE client (
    id                   TEXT NOT NULL PRIMARY KEY,
    code                 TEXT NOT NULL CONSTRAINT client_code_once UNIQUE CHECK (code GLOB 'ZLD-[0-9][0-9]-[0-9A-Z][0-9A-Z][0-9A-Z][0-9A-Z]'),
    given_name           TEXT,
    infix                TEXT,
    family_name          TEXT,
    aliases              TEXT NOT NULL CHECK (json_type(aliases) = 'array'),
    born_from            TEXT CHECK (born_from IS date(born_from)),
    born_to              TEXT CHECK (born_to IS date(born_to)),
    birth_is_estimated   INTEGER NOT NULL CHECK (birth_is_estimated IN (0, 1)),
    gender               TEXT REFERENCES gender (code) ON DELETE RESTRICT,
    citizenships         TEXT NOT NULL CHECK (json_type(citizenships) = 'array'),
    residence_status     TEXT REFERENCES residence_status (code) ON DELETE RESTRICT,
    languages            TEXT NOT NULL CHECK (json_type(languages) = 'array'),
    interpreter_needed   INTEGER CHECK (interpreter_needed IN (0, 1)),
    interpreter_note     TEXT,
    children_count       INTEGER CHECK (children_count BETWEEN 0 AND 30),
    children_note        TEXT,
    parental_authority   TEXT REFERENCES parental_authority (code) ON DELETE RESTRICT,
    authority_name       TEXT,
    authority_reason     TEXT,
    blocked_parents      TEXT NOT NULL CHECK (json_type(blocked_parents) = 'array'), -- moeder, vader, voogd
    blocked_reason       TEXT,
    found_in             TEXT REFERENCES municipality (code) ON DELETE RESTRICT,
    exploited_in         TEXT REFERENCES municipality (code) ON DELETE RESTRICT,
    registered_in        TEXT REFERENCES municipality (code) ON DELETE RESTRICT,
    safe_contact         TEXT NOT NULL CHECK (json_type(safe_contact) = 'array'),    -- [[rule, detail], …]
    informed_on          TEXT CHECK (informed_on IS date(informed_on)),
    not_informed_reason  TEXT,
    counts_in            TEXT NOT NULL CHECK (counts_in GLOB '[12][0-9][0-9][0-9]-[12]'),
    merged_into_id       TEXT REFERENCES client (id) ON DELETE RESTRICT,
    sort_text            TEXT NOT NULL,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT,
    CONSTRAINT client_birth_order CHECK ((born_from IS NULL) = (born_to IS NULL) AND (born_from IS NULL OR born_from <= born_to)),
    CONSTRAINT client_not_into_itself CHECK (merged_into_id IS NOT id),
    CONSTRAINT client_not_approached_reason CHECK (parental_authority IS NOT 'niet_benaderd' OR trim(coalesce(authority_reason, '')) <> ''),
    CONSTRAINT client_blocked_reason CHECK (blocked_parents = '[]' OR trim(coalesce(blocked_reason, '')) <> '')
) STRICT;
CREATE INDEX client_by_sort ON client (sort_text);
CREATE INDEX client_by_half_year ON client (counts_in);
CREATE INDEX client_by_root ON client (merged_into_id);

-- A merge is one deep: the root of a client, and itself if not merged.
CREATE VIEW client_root AS
SELECT id AS client_id, coalesce(merged_into_id, id) AS root_id FROM client;

CREATE TRIGGER client_merge_on_insert BEFORE INSERT ON client
WHEN NEW.merged_into_id IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'rule:merge_on_insert');
END;
CREATE TRIGGER client_merge_one_deep BEFORE UPDATE OF merged_into_id ON client
WHEN NEW.merged_into_id IS NOT NULL AND (
    EXISTS (SELECT 1 FROM client WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
    OR EXISTS (SELECT 1 FROM client WHERE merged_into_id = NEW.id))
BEGIN
    SELECT RAISE(ABORT, 'rule:merge_chain');
END;

-- One body reporting one person on one date. [zorg]
CREATE TABLE notification (
    id               TEXT NOT NULL PRIMARY KEY,
    client_id        TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    received_on      TEXT NOT NULL CHECK (received_on IS date(received_on)),
    notifier_type    TEXT NOT NULL REFERENCES notifier_type (code) ON DELETE RESTRICT,
    organisation_id  TEXT REFERENCES organisation (id) ON DELETE RESTRICT,
    contact_person   TEXT,
    request_kinds    TEXT NOT NULL CHECK (json_type(request_kinds) = 'array'),
    is_urgent        INTEGER NOT NULL CHECK (is_urgent IN (0, 1)),
    sectors          TEXT NOT NULL CHECK (json_type(sectors) = 'array'),
    story            TEXT,
    comensha_state   TEXT NOT NULL REFERENCES comensha_state (code) ON DELETE RESTRICT,
    comensha_by      TEXT,
    comensha_on      TEXT CHECK (comensha_on IS date(comensha_on)),
    comensha_number  TEXT,
    comensha_reason  TEXT,
    counts_in        TEXT NOT NULL CHECK (counts_in GLOB '[12][0-9][0-9][0-9]-[12]'),
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;
CREATE INDEX notification_by_client ON notification (client_id, received_on);
CREATE INDEX notification_by_half_year ON notification (counts_in);

-- A sector that the coordinator herself adds, with period and route. [zorg]
CREATE TABLE exploitation (
    id          TEXT NOT NULL PRIMARY KEY,
    client_id   TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    sector      TEXT NOT NULL REFERENCES sector (code) ON DELETE RESTRICT,
    period      TEXT,
    route       TEXT CHECK (route IN ('binnenlands', 'grensoverschrijdend')),
    note        TEXT,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;
CREATE INDEX exploitation_by_client ON exploitation (client_id);

-- ---------------------------------------------------------------------------------------------
-- The trajectory.
-- ---------------------------------------------------------------------------------------------

-- One period of care, aanmelding to afsluiting, with the three sentences for the summary. [zorg]
CREATE TABLE trajectory (
    id                  TEXT NOT NULL PRIMARY KEY,
    client_id           TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    started_on          TEXT NOT NULL CHECK (started_on IS date(started_on)),
    legal_regime        TEXT NOT NULL REFERENCES legal_regime (code) ON DELETE RESTRICT,
    urgent_care         TEXT,
    situation           TEXT,
    wish                TEXT,
    paying_municipality TEXT REFERENCES municipality (code) ON DELETE RESTRICT,
    payment_note        TEXT,
    closed_on           TEXT CHECK (closed_on IS date(closed_on)),
    closure_reason      TEXT REFERENCES closure_reason (code) ON DELETE RESTRICT,
    closure_note        TEXT,
    open_ends           TEXT NOT NULL CHECK (json_type(open_ends) = 'array'),
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT,
    CONSTRAINT trajectory_closed_with_reason CHECK ((closed_on IS NULL) = (closure_reason IS NULL)),
    CONSTRAINT trajectory_order CHECK (closed_on IS NULL OR closed_on >= started_on)
) STRICT;
CREATE INDEX trajectory_by_client ON trajectory (client_id, started_on);
CREATE INDEX trajectory_still_open ON trajectory (client_id) WHERE closed_on IS NULL AND voided_at IS NULL;

-- From when a phase ran; it ends where the next begins. [zorg]
CREATE TABLE phase_start (
    id            TEXT NOT NULL PRIMARY KEY,
    trajectory_id TEXT NOT NULL REFERENCES trajectory (id) ON DELETE RESTRICT,
    phase         TEXT NOT NULL REFERENCES phase (code) ON DELETE RESTRICT,
    started_on    TEXT NOT NULL CHECK (started_on IS date(started_on)),
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;
CREATE INDEX phase_start_by_trajectory ON phase_start (trajectory_id, started_on);

-- Spoor: eleven parallel lines, one sentence each for the summary. [zorg]
CREATE TABLE track (
    id              TEXT NOT NULL PRIMARY KEY,
    trajectory_id   TEXT NOT NULL REFERENCES trajectory (id) ON DELETE RESTRICT,
    kind            TEXT NOT NULL REFERENCES track_kind (code) ON DELETE RESTRICT,
    status          TEXT NOT NULL REFERENCES track_status (code) ON DELETE RESTRICT,
    since_on        TEXT CHECK (since_on IS date(since_on)),
    next_on         TEXT CHECK (next_on IS date(next_on)),
    organisation_id TEXT REFERENCES organisation (id) ON DELETE RESTRICT,
    sentence        TEXT,                                  -- voor samenvatting
    note            TEXT,                                  -- never printed
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT,
    CONSTRAINT track_once UNIQUE (trajectory_id, kind)
) STRICT;

-- A next step: what, who, when. Overdue is computed. [zorg]
CREATE TABLE step (
    id            TEXT NOT NULL PRIMARY KEY,
    client_id     TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    description   TEXT NOT NULL CHECK (trim(description) <> ''),
    who           TEXT,
    due_on        TEXT NOT NULL CHECK (due_on IS date(due_on)),
    due_time      TEXT CHECK (due_time IS strftime('%H:%M', due_time)),
    done_on       TEXT CHECK (done_on IS date(done_on)),
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;
CREATE INDEX step_by_client ON step (client_id);
CREATE INDEX step_still_open ON step (due_on) WHERE done_on IS NULL AND voided_at IS NULL;

-- What happened. Corrections are new entries that name the old one; never printed. [zorg]
CREATE TABLE contact_moment (
    id              TEXT NOT NULL PRIMARY KEY,
    client_id       TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    kind            TEXT NOT NULL REFERENCES contact_kind (code) ON DELETE RESTRICT,
    happened_on     TEXT NOT NULL CHECK (happened_on IS date(happened_on)),
    happened_time   TEXT CHECK (happened_time IS strftime('%H:%M', happened_time)),
    minutes         INTEGER CHECK (minutes BETWEEN 0 AND 1440),
    with_whom       TEXT,
    organisation_id TEXT REFERENCES organisation (id) ON DELETE RESTRICT,
    origin          TEXT NOT NULL CHECK (origin IN ('eigen', 'politie', 'derde')),
    note            TEXT NOT NULL,
    corrects_id     TEXT REFERENCES contact_moment (id) ON DELETE RESTRICT,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;
CREATE INDEX contact_moment_by_client ON contact_moment (client_id, happened_on);

-- ---------------------------------------------------------------------------------------------
-- Consent, disclosure, referral: append-only where it concerns what was said or what left.
-- ---------------------------------------------------------------------------------------------

-- What a person (or who has authority) said about sharing. Append-only. [zorg]
CREATE TABLE consent_event (
    id           TEXT NOT NULL PRIMARY KEY,
    client_id    TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    purpose      TEXT NOT NULL REFERENCES consent_purpose (code) ON DELETE RESTRICT,
    recipient_id TEXT NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
    scopes       TEXT NOT NULL CHECK (json_type(scopes) = 'array' AND json_array_length(scopes) > 0),
    kind         TEXT NOT NULL REFERENCES consent_kind (code) ON DELETE RESTRICT CHECK (kind IN ('gegeven', 'geweigerd', 'ingetrokken', 'niet_in_staat')),
    form         TEXT NOT NULL REFERENCES consent_form (code) ON DELETE RESTRICT CHECK (form IN ('schriftelijk', 'mondeling')),
    witness      TEXT,
    given_by     TEXT NOT NULL REFERENCES consent_giver (code) ON DELETE RESTRICT CHECK (given_by IN ('client', 'gezag', 'beide')),
    giver_name   TEXT,
    given_on     TEXT NOT NULL CHECK (given_on IS date(given_on)),
    valid_until  TEXT CHECK (valid_until IS date(valid_until)),
    language     TEXT REFERENCES language (code) ON DELETE RESTRICT,
    interpreter  INTEGER NOT NULL CHECK (interpreter IN (0, 1)),
    note         TEXT,
    recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at)),
    CONSTRAINT consent_event_period CHECK (valid_until IS NULL OR valid_until >= given_on),
    CONSTRAINT consent_event_given_has_end CHECK (kind <> 'gegeven' OR valid_until IS NOT NULL)
) STRICT;
CREATE INDEX consent_event_by_client ON consent_event (client_id, purpose, recipient_id, given_on);
CREATE INDEX consent_event_by_end ON consent_event (valid_until);

-- Takes back a mistaken append-only entry, with a reason; what relied on it stays. [zorg]
CREATE TABLE retraction (
    id          TEXT NOT NULL PRIMARY KEY,
    table_name  TEXT NOT NULL CHECK (table_name IN ('consent_event', 'handover', 'referral_state')),
    row_id      TEXT NOT NULL,
    reason      TEXT NOT NULL CHECK (trim(reason) <> ''),
    recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at)),
    CONSTRAINT retraction_once UNIQUE (table_name, row_id)
) STRICT;

-- Something leaves: one row per exit, written before the first byte goes. Append-only. [zorg]
CREATE TABLE disclosure (
    id              TEXT NOT NULL PRIMARY KEY,
    client_id       TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    number          INTEGER NOT NULL CHECK (number >= 1),  -- per client: a running number over all would tell how many
    recipient_id    TEXT NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
    purpose         TEXT NOT NULL REFERENCES consent_purpose (code) ON DELETE RESTRICT,
    scopes          TEXT NOT NULL CHECK (json_type(scopes) = 'array' AND json_array_length(scopes) > 0),
    route           TEXT NOT NULL REFERENCES route (code) ON DELETE RESTRICT CHECK (route IN ('toestemming', 'wettelijk', 'conflict')),
    consents        TEXT NOT NULL CHECK (json_type(consents) = 'object'),        -- {scope: consent_event id}
    article         TEXT,                                                       -- named article of the law
    considerations  TEXT NOT NULL CHECK (json_type(considerations) = 'array'),  -- five, in words
    document_kind   TEXT NOT NULL CHECK (document_kind IN ('samenvatting', 'zonder_papier')),
    document_sha256 TEXT CHECK (document_sha256 IS NULL OR length(document_sha256) = 64),
    control_code    TEXT NOT NULL,                                              -- chain head before this entry
    disclosed_on    TEXT NOT NULL CHECK (disclosed_on IS date(disclosed_on)),
    recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at)),
    CONSTRAINT disclosure_number_once UNIQUE (client_id, number),
    -- consent is asked for the day it leaves: an entry cannot be dated into a time when it still stood
    CONSTRAINT disclosure_on_its_day CHECK (disclosed_on BETWEEN date(recorded_at, '-1 day') AND date(recorded_at, '+1 day')),
    CONSTRAINT disclosure_paper_has_hash CHECK ((document_kind = 'samenvatting') = (document_sha256 IS NOT NULL)),
    -- the fixed id of CoMensha in resources/organisations.toml
    CONSTRAINT disclosure_comensha_only CHECK (purpose NOT IN ('comensha_registratie', 'comensha_opvang') OR recipient_id = '3b7ea849-9a72-57d0-ac50-f1578383a49a'),
    CONSTRAINT disclosure_legal_article CHECK (route <> 'wettelijk' OR trim(coalesce(article, '')) <> ''),
    CONSTRAINT disclosure_five_considerations CHECK (route <> 'conflict' OR json_array_length(considerations) = 5)
) STRICT;
CREATE INDEX disclosure_by_client ON disclosure (client_id, disclosed_on);

-- How it was handed over; asked after each print or save. Append-only. [zorg]
CREATE TABLE handover (
    id             TEXT NOT NULL PRIMARY KEY,
    disclosure_id  TEXT NOT NULL REFERENCES disclosure (id) ON DELETE RESTRICT,
    handed_over    TEXT NOT NULL REFERENCES handed_over (code) ON DELETE RESTRICT,
    handed_over_on TEXT NOT NULL CHECK (handed_over_on IS date(handed_over_on)),
    note           TEXT,
    recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at))
) STRICT;
CREATE INDEX handover_by_disclosure ON handover (disclosure_id);

-- A request for a place or care. Its states are rows of referral_state. [zorg]
CREATE TABLE referral (
    id                  TEXT NOT NULL PRIMARY KEY,
    client_id           TEXT NOT NULL REFERENCES client (id) ON DELETE RESTRICT,
    destination_id      TEXT NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
    recipient_id        TEXT NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
    purpose             TEXT NOT NULL REFERENCES consent_purpose (code) ON DELETE RESTRICT,
    asked_on            TEXT NOT NULL CHECK (asked_on IS date(asked_on)),
    question            TEXT,
    needed_by           TEXT CHECK (needed_by IS date(needed_by)),
    paying_municipality TEXT REFERENCES municipality (code) ON DELETE RESTRICT,
    scopes              TEXT NOT NULL CHECK (json_type(scopes) = 'array'),
    note                TEXT,
    revision INTEGER NOT NULL,
    created_at TEXT NOT NULL CHECK (created_at IS strftime('%Y-%m-%dT%H:%M:%fZ', created_at)),
    changed_at TEXT NOT NULL CHECK (changed_at IS strftime('%Y-%m-%dT%H:%M:%fZ', changed_at)),
    voided_at TEXT CHECK (voided_at IS strftime('%Y-%m-%dT%H:%M:%fZ', voided_at)),
    void_reason TEXT
) STRICT;
CREATE INDEX referral_by_client ON referral (client_id, asked_on);

-- Dated state changes with reasons. Append-only; the latest that is not taken back rules. [zorg]
CREATE TABLE referral_state (
    id            TEXT NOT NULL PRIMARY KEY,
    referral_id   TEXT NOT NULL REFERENCES referral (id) ON DELETE RESTRICT,
    number        INTEGER NOT NULL CHECK (number >= 1),
    status        TEXT NOT NULL REFERENCES referral_status (code) ON DELETE RESTRICT,
    happened_on   TEXT NOT NULL CHECK (happened_on IS date(happened_on)),
    reason        TEXT REFERENCES rejection_reason (code) ON DELETE RESTRICT,
    placed_by     TEXT CHECK (placed_by IN ('politie', 'comensha')),
    note          TEXT,
    disclosure_id TEXT REFERENCES disclosure (id) ON DELETE RESTRICT,
    recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at)),
    CONSTRAINT referral_state_number_once UNIQUE (referral_id, number),
    CONSTRAINT referral_state_sent_disclosed CHECK ((status = 'verstuurd') = (disclosure_id IS NOT NULL)),
    CONSTRAINT referral_state_rejected_reason CHECK ((status = 'geweigerd') = (reason IS NOT NULL)),
    CONSTRAINT referral_state_fact CHECK (placed_by IS NULL OR status = 'geplaatst')
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Counts that left. [blijvend]
-- ---------------------------------------------------------------------------------------------
CREATE TABLE publication (
    id           TEXT NOT NULL PRIMARY KEY,
    number       INTEGER NOT NULL CONSTRAINT publication_number_once UNIQUE CHECK (number >= 1),
    request_key  TEXT NOT NULL CONSTRAINT publication_request_once UNIQUE, -- the same request is replayed, never made again
    request      TEXT NOT NULL CHECK (json_valid(request)),
    content      TEXT NOT NULL CHECK (json_valid(content)), -- table, certificate
    csv_text     TEXT NOT NULL,
    csv_sha256   TEXT NOT NULL CHECK (length(csv_sha256) = 64),
    published_at TEXT NOT NULL CHECK (published_at IS strftime('%Y-%m-%dT%H:%M:%fZ', published_at))
) STRICT;

-- Base counts of a half-year as they stood when a publication first touched it.
CREATE TABLE frozen_half_year (
    half_year      TEXT NOT NULL PRIMARY KEY CHECK (half_year GLOB '[12][0-9][0-9][0-9]-[12]'),
    publication_id TEXT NOT NULL REFERENCES publication (id) ON DELETE RESTRICT,
    base_counts    TEXT NOT NULL CHECK (json_valid(base_counts))
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Working copies: half-typed forms, search rows, last opened. [werk]
-- ---------------------------------------------------------------------------------------------
CREATE TABLE draft (
    form     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    fields   TEXT NOT NULL CHECK (json_valid(fields)),
    saved_at TEXT NOT NULL CHECK (saved_at IS strftime('%Y-%m-%dT%H:%M:%fZ', saved_at)),
    CONSTRAINT draft_key PRIMARY KEY (form, subject)
) STRICT;

-- FTS rows are numbered; a rowid of client would change under VACUUM.
CREATE TABLE client_search_row (
    number    INTEGER NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL CONSTRAINT client_search_row_once UNIQUE REFERENCES client (id) ON DELETE CASCADE
) STRICT;
CREATE VIRTUAL TABLE client_search USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3');
INSERT INTO client_search (client_search, rank) VALUES ('secure-delete', 1);

CREATE TABLE recent_client (
    client_id TEXT NOT NULL PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
    opened_at TEXT NOT NULL CHECK (opened_at IS strftime('%Y-%m-%dT%H:%M:%fZ', opened_at))
) STRICT;

-- ---------------------------------------------------------------------------------------------
-- Rules that protect a person (the pure rules stand in app/model; these stand behind them).
-- ---------------------------------------------------------------------------------------------

-- Each event that counts as an answer, per scope, at the root client.
CREATE VIEW consent_answer AS
SELECT r.root_id AS client_id, e.purpose, e.recipient_id, s.value AS scope,
       e.id, e.kind, e.form, e.given_by, e.given_on, e.valid_until
FROM consent_event e
JOIN client_root r ON r.client_id = e.client_id
JOIN json_each(e.scopes) s
WHERE NOT EXISTS (SELECT 1 FROM retraction t WHERE t.table_name = 'consent_event' AND t.row_id = e.id);

-- Parents that any registration of the person names as blocked: a merge never unblocks one.
CREATE VIEW client_blocked AS
SELECT DISTINCT r.root_id AS client_id, b.value AS parent
FROM client_root r
JOIN client c ON c.id = r.client_id
JOIN json_each(c.blocked_parents) b;

-- Who has authority, read as strictly as possible: blocked parents have none.
CREATE VIEW client_authority AS
SELECT c.id AS client_id, c.born_to,
       CASE c.parental_authority
           WHEN 'beide_ouders' THEN (SELECT count(*) FROM client_blocked b WHERE b.client_id = c.id AND b.parent IN ('moeder', 'vader')) < 2
           WHEN 'gi' THEN 1
           WHEN 'nidos' THEN 1
           WHEN 'moeder' THEN NOT EXISTS (SELECT 1 FROM client_blocked b WHERE b.client_id = c.id AND b.parent = 'moeder')
           WHEN 'vader' THEN NOT EXISTS (SELECT 1 FROM client_blocked b WHERE b.client_id = c.id AND b.parent = 'vader')
           WHEN 'voogd' THEN NOT EXISTS (SELECT 1 FROM client_blocked b WHERE b.client_id = c.id AND b.parent = 'voogd')
           ELSE 0
       END AS has_authority
FROM client c;

CREATE TRIGGER consent_event_needs_birth BEFORE INSERT ON consent_event
WHEN NOT EXISTS (SELECT 1 FROM client_root r JOIN client c ON c.id = r.root_id WHERE r.client_id = NEW.client_id AND c.born_to IS NOT NULL)
BEGIN
    SELECT RAISE(ABORT, 'rule:birth_date_needed');
END;
CREATE TRIGGER consent_event_scopes BEFORE INSERT ON consent_event
WHEN EXISTS (SELECT 1 FROM json_each(NEW.scopes) WHERE value IS NULL OR value NOT IN (SELECT code FROM scope))
BEGIN
    SELECT RAISE(ABORT, 'rule:unknown_scope');
END;

-- Consent route: every scope rests on an answer "gegeven" that is in force on the day.
CREATE TRIGGER disclosure_requires_consent BEFORE INSERT ON disclosure
WHEN NEW.route = 'toestemming' AND EXISTS (
    SELECT 1 FROM json_each(NEW.scopes) wanted
    WHERE NOT EXISTS (
        SELECT 1
        FROM consent_answer a
        JOIN client_root r ON r.client_id = NEW.client_id
        JOIN client_authority c ON c.client_id = r.root_id
        WHERE a.id = (SELECT j.value FROM json_each(NEW.consents) j WHERE j.key = wanted.value)
          AND a.client_id = r.root_id AND a.purpose = NEW.purpose AND a.recipient_id = NEW.recipient_id
          AND a.scope = wanted.value AND a.kind = 'gegeven'
          AND a.given_on = (SELECT max(l.given_on) FROM consent_answer l
                            WHERE l.client_id = a.client_id AND l.purpose = a.purpose AND l.recipient_id = a.recipient_id
                              AND l.scope = a.scope AND l.given_on <= NEW.disclosed_on)
          AND NOT EXISTS (SELECT 1 FROM consent_answer n
                          WHERE n.client_id = a.client_id AND n.purpose = a.purpose AND n.recipient_id = a.recipient_id
                            AND n.scope = a.scope AND n.given_on = a.given_on AND n.kind <> 'gegeven')
          AND a.valid_until >= NEW.disclosed_on
          AND (a.purpose <> 'comensha_registratie' OR a.form = 'schriftelijk')
          AND CASE
                WHEN c.born_to IS NULL THEN 0
                WHEN NEW.disclosed_on >= date(c.born_to, '+16 years') THEN a.given_by IN ('client', 'beide')
                WHEN NEW.disclosed_on >= date(c.born_to, '+12 years') THEN a.given_by = 'beide' AND c.has_authority
                ELSE a.given_by IN ('gezag', 'beide') AND c.has_authority
              END))
BEGIN
    SELECT RAISE(ABORT, 'rule:consent_missing');
END;
CREATE TRIGGER disclosure_scopes BEFORE INSERT ON disclosure
WHEN EXISTS (SELECT 1 FROM json_each(NEW.scopes) WHERE value IS NULL OR value NOT IN (SELECT code FROM scope))
BEGIN
    SELECT RAISE(ABORT, 'rule:unknown_scope');
END;
CREATE TRIGGER disclosure_considerations BEFORE INSERT ON disclosure
WHEN NEW.route = 'conflict' AND EXISTS (SELECT 1 FROM json_each(NEW.considerations) WHERE trim(coalesce(value, '')) = '')
BEGIN
    SELECT RAISE(ABORT, 'rule:basis_incomplete');
END;
-- A blocked parent receives nothing, whatever the route.
CREATE TRIGGER disclosure_blocked_parent BEFORE INSERT ON disclosure
WHEN EXISTS (
    SELECT 1 FROM organisation o
    JOIN client_root r ON r.client_id = NEW.client_id
    JOIN client_blocked b ON b.client_id = r.root_id AND b.parent = o.relative
    WHERE o.id = NEW.recipient_id)
BEGIN
    SELECT RAISE(ABORT, 'rule:recipient_blocked');
END;

-- A place reached only through another body (COSM through CoMensha) is asked there.
CREATE TRIGGER referral_recipient_insert BEFORE INSERT ON referral
WHEN NEW.recipient_id IS NOT (SELECT coalesce(receives_through_id, id) FROM organisation WHERE id = NEW.destination_id)
BEGIN
    SELECT RAISE(ABORT, 'rule:recipient_not_destination');
END;
CREATE TRIGGER referral_recipient_update BEFORE UPDATE OF recipient_id, destination_id ON referral
WHEN NEW.recipient_id IS NOT (SELECT coalesce(receives_through_id, id) FROM organisation WHERE id = NEW.destination_id)
BEGIN
    SELECT RAISE(ABORT, 'rule:recipient_not_destination');
END;
-- Once sent, where it went and for what stays as it was sent.
CREATE TRIGGER referral_sent_stays BEFORE UPDATE OF client_id, recipient_id, destination_id, purpose ON referral
WHEN (NEW.recipient_id <> OLD.recipient_id OR NEW.destination_id <> OLD.destination_id OR NEW.purpose <> OLD.purpose OR NEW.client_id <> OLD.client_id)
     AND EXISTS (SELECT 1 FROM referral_state WHERE referral_id = OLD.id AND status = 'verstuurd')
BEGIN
    SELECT RAISE(ABORT, 'rule:sent_stays');
END;

-- The disclosure behind "verstuurd" is about this client, went to this recipient, and is used once.
CREATE TRIGGER referral_state_own_disclosure BEFORE INSERT ON referral_state
WHEN NEW.disclosure_id IS NOT NULL AND (
    EXISTS (SELECT 1 FROM referral_state WHERE disclosure_id = NEW.disclosure_id)
    OR NOT EXISTS (
        SELECT 1 FROM disclosure d JOIN referral f ON f.id = NEW.referral_id
        JOIN client_root a ON a.client_id = d.client_id JOIN client_root b ON b.client_id = f.client_id
        WHERE d.id = NEW.disclosure_id AND a.root_id = b.root_id AND d.recipient_id = f.recipient_id AND d.purpose = f.purpose))
BEGIN
    SELECT RAISE(ABORT, 'rule:other_disclosure');
END;
-- What follows sending needs an earlier "verstuurd", or a placement by police or CoMensha.
CREATE TRIGGER referral_state_needs_sent BEFORE INSERT ON referral_state
WHEN NEW.status IN ('ontvangen', 'wachtlijst', 'geaccepteerd', 'geplaatst', 'beeindigd') AND NEW.placed_by IS NULL
     AND NOT EXISTS (
        SELECT 1 FROM referral_state s
        WHERE s.referral_id = NEW.referral_id AND (s.status = 'verstuurd' OR s.placed_by IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM retraction t WHERE t.table_name = 'referral_state' AND t.row_id = s.id))
BEGIN
    SELECT RAISE(ABORT, 'rule:not_sent');
END;
-- What was sent stays sent: a wrong click on it is answered by "ingetrokken" or "vervallen".
CREATE TRIGGER retraction_not_of_sent BEFORE INSERT ON retraction
WHEN NEW.table_name = 'referral_state' AND EXISTS (SELECT 1 FROM referral_state WHERE id = NEW.row_id AND status = 'verstuurd')
BEGIN
    SELECT RAISE(ABORT, 'rule:sent_stays');
END;

-- Append-only tables: no UPDATE, no DELETE. Erasure, when it comes, is an act of its own.
CREATE TRIGGER consent_event_no_update BEFORE UPDATE ON consent_event BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER consent_event_no_delete BEFORE DELETE ON consent_event BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER retraction_no_update BEFORE UPDATE ON retraction BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER retraction_no_delete BEFORE DELETE ON retraction BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER disclosure_no_update BEFORE UPDATE ON disclosure BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER handover_no_update BEFORE UPDATE ON handover BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER handover_no_delete BEFORE DELETE ON handover BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER referral_state_no_update BEFORE UPDATE ON referral_state BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER referral_state_no_delete BEFORE DELETE ON referral_state BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER publication_no_update BEFORE UPDATE ON publication BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER publication_no_delete BEFORE DELETE ON publication BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER frozen_half_year_no_update BEFORE UPDATE ON frozen_half_year BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER frozen_half_year_no_delete BEFORE DELETE ON frozen_half_year BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'rule:append_only'); END;
CREATE TRIGGER audit_entry_in_order BEFORE INSERT ON audit_entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_entry)
BEGIN
    SELECT RAISE(ABORT, 'rule:audit_order');
END;
-- A counted half-year, once frozen, never moves.
CREATE TRIGGER client_frozen_half_year BEFORE UPDATE OF counts_in ON client
WHEN NEW.counts_in <> OLD.counts_in AND EXISTS (SELECT 1 FROM frozen_half_year WHERE half_year = OLD.counts_in)
BEGIN
    SELECT RAISE(ABORT, 'rule:half_year_frozen');
END;
CREATE TRIGGER notification_frozen_half_year BEFORE UPDATE OF counts_in ON notification
WHEN NEW.counts_in <> OLD.counts_in AND EXISTS (SELECT 1 FROM frozen_half_year WHERE half_year = OLD.counts_in)
BEGIN
    SELECT RAISE(ABORT, 'rule:half_year_frozen');
END;

PRAGMA user_version = 2;
