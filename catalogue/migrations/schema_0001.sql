-- The truth of the catalogue. History only grows; current tables can be rebuilt from it.

-- What sources delivered -------------------------------------------------------------------------
CREATE TABLE source_record_version (
    version bigserial PRIMARY KEY,
    source text NOT NULL,
    number text NOT NULL,
    sha256 bytea NOT NULL,
    format text NOT NULL,
    datestamp timestamptz,
    locator text,
    deleted boolean NOT NULL DEFAULT false,
    landed_file text,
    landed_index integer,
    record text,              -- BibliographicRecord as JSON; null for a deletion
    items text,               -- tuple of LocalItem as JSON; null where none travelled with it
    saved_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX source_record_version_key ON source_record_version (source, number, version);

CREATE TABLE source_record (
    source text NOT NULL,
    number text NOT NULL,
    version bigint NOT NULL REFERENCES source_record_version,
    deleted boolean NOT NULL DEFAULT false,
    number_assigned boolean NOT NULL DEFAULT false,
    locator text,             -- OAI identifier; a deletion may arrive with nothing else
    datestamp timestamptz,    -- as the source last gave it, also where nothing else changed
    first_seen timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, number)
);
CREATE INDEX source_record_deleted ON source_record (source, number) WHERE deleted;
CREATE INDEX source_record_locator ON source_record (source, locator) WHERE locator IS NOT NULL;

CREATE TABLE dead_letter (
    source text NOT NULL,
    number text NOT NULL,     -- the control number, or the fingerprint where none could be read
    reason text NOT NULL,
    problems text NOT NULL DEFAULT '[]',
    format text NOT NULL,
    locator text,
    landed_file text,
    landed_index integer,
    payload bytea NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, number)
);

CREATE TABLE source_terms (
    source text NOT NULL,
    field_group text NOT NULL CHECK (field_group IN ('description', 'annotation', 'cover', 'scheme_labels')),
    may text NOT NULL CHECK (may IN ('nothing', 'show', 'pass_to_libraries', 'give_to_anyone', 'dump')),
    PRIMARY KEY (source, field_group)
);

-- Runs, windows and pages ------------------------------------------------------------------------
CREATE TABLE run (
    run bigserial PRIMARY KEY,
    step text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    fingerprint text,         -- what it read: an equal fingerprint has nothing to do
    counts text NOT NULL DEFAULT '{}',
    outcome text NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'done', 'failed'))
);
CREATE INDEX run_step ON run (step, run DESC);

CREATE TABLE checkpoint (     -- where a harvest or a file stands, moved in the same commit as its page
    name text PRIMARY KEY,
    state text NOT NULL,      -- JSON
    at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE landed_page (    -- pages landed and not yet saved wait here
    page bigserial PRIMARY KEY,
    source text NOT NULL,
    file text NOT NULL UNIQUE,
    format text NOT NULL,
    records integer NOT NULL,
    saved boolean NOT NULL DEFAULT false,
    landed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX landed_page_waiting ON landed_page (page) WHERE NOT saved;

-- Same or different ------------------------------------------------------------------------------
CREATE TABLE judgement (
    judgement bigserial PRIMARY KEY,
    left_source text NOT NULL, left_number text NOT NULL,
    right_source text NOT NULL, right_number text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
    who text NOT NULL, why text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz
);
CREATE INDEX judgement_pair ON judgement (left_source, left_number, right_source, right_number);

-- One source that succeeds another: whose record is whose ------------------------------------------
CREATE TABLE succession (
    succession bigserial PRIMARY KEY,
    old_source text NOT NULL, new_source text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    undone_at timestamptz
);
CREATE TABLE record_alias (   -- a record under the key it had, and the one it has now
    source text NOT NULL, number text NOT NULL,
    to_source text NOT NULL, to_number text NOT NULL,
    succession bigint NOT NULL REFERENCES succession,
    PRIMARY KEY (source, number)
);
CREATE INDEX record_alias_to ON record_alias (to_source, to_number);
CREATE TABLE succession_move (  -- what was moved, so that it can be moved back exactly
    succession bigint NOT NULL REFERENCES succession,
    kind text NOT NULL CHECK (kind IN ('id', 'judgement')),
    subject text NOT NULL,
    before text NOT NULL,     -- JSON
    PRIMARY KEY (succession, kind, subject)
);

CREATE TABLE match_key (
    key text NOT NULL, source text NOT NULL, number text NOT NULL,
    PRIMARY KEY (key, source, number)
);
CREATE INDEX match_key_record ON match_key (source, number);

CREATE TABLE comparison (
    left_source text NOT NULL, left_number text NOT NULL,
    right_source text NOT NULL, right_number text NOT NULL,
    score real NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('same', 'different', 'ask')),
    evidence text NOT NULL,   -- JSON: evidence and vetoes
    PRIMARY KEY (left_source, left_number, right_source, right_number)
);
CREATE INDEX comparison_right ON comparison (right_source, right_number);

-- Thesauri ---------------------------------------------------------------------------------------
CREATE TABLE agent (          -- persons and bodies
    source text NOT NULL, number text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    body text NOT NULL,       -- Authority as JSON: variants, see also, broader, narrower, dates
    locator text,
    deleted boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, number)
);
CREATE TABLE concept (LIKE agent INCLUDING ALL);  -- subjects, places and genres

-- Permanent ids ----------------------------------------------------------------------------------
CREATE TABLE minted_id (      -- every id ever published, for ever
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('manifestation', 'work')),
    anchor_source text NOT NULL, anchor_number text NOT NULL,
    minted bigserial NOT NULL  -- the lowest number is the oldest id
);
-- Not unique: the ids of a record that its source withdrew pass to another of its cluster.
CREATE INDEX minted_id_anchor ON minted_id (kind, anchor_source, anchor_number);
CREATE TABLE redirect (
    id text PRIMARY KEY REFERENCES minted_id,
    target text NOT NULL REFERENCES minted_id,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE work (
    id text PRIMARY KEY REFERENCES minted_id,
    body text NOT NULL        -- Work as JSON
);
CREATE TABLE manifestation (
    id text PRIMARY KEY REFERENCES minted_id,
    work text NOT NULL REFERENCES work DEFERRABLE INITIALLY DEFERRED,
    standing text NOT NULL,
    body text NOT NULL        -- Manifestation as JSON
);
CREATE INDEX manifestation_work ON manifestation (work);
CREATE TABLE cluster_member (
    source text NOT NULL, number text NOT NULL,
    manifestation text NOT NULL REFERENCES minted_id,
    PRIMARY KEY (source, number)
);
CREATE INDEX cluster_member_manifestation ON cluster_member (manifestation);
CREATE TABLE work_member (
    manifestation text PRIMARY KEY REFERENCES minted_id,
    work text NOT NULL REFERENCES minted_id
);
CREATE INDEX work_member_work ON work_member (work);

CREATE TABLE local_layer (
    manifestation text NOT NULL REFERENCES minted_id,
    library text NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (manifestation, library)
);

-- Who has it -------------------------------------------------------------------------------------
CREATE TABLE library (
    isil text PRIMARY KEY,
    name text NOT NULL,
    province text NOT NULL DEFAULT '',
    poi text NOT NULL DEFAULT '',
    body text NOT NULL        -- JSON: hub, van, lending policy, pick days
);
CREATE TABLE branch (
    isil text PRIMARY KEY,
    library text NOT NULL REFERENCES library,
    name text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL        -- JSON: place, coordinates, opening days, closures, van days
);
CREATE INDEX branch_library ON branch (library);
CREATE TABLE network_version (  -- every version of hubs, vans and policies that decisions may name
    version bigserial PRIMARY KEY,
    sha256 bytea NOT NULL UNIQUE,
    body text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE installation (
    installation text PRIMARY KEY,
    profile text NOT NULL,
    source text NOT NULL UNIQUE,   -- its own descriptions are source records of this source
    isils text[] NOT NULL
);

CREATE TABLE holding (
    installation text NOT NULL REFERENCES installation,
    local_record text NOT NULL,
    library text NOT NULL REFERENCES library,
    manifestation text REFERENCES minted_id,
    reason text NOT NULL DEFAULT '',   -- empty: linked; else why it stands on the unlinked desk
    candidates text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (installation, local_record, library)
);
CREATE INDEX holding_manifestation ON holding (manifestation);
CREATE INDEX holding_unlinked ON holding (library) WHERE reason <> '';

CREATE TABLE item (
    installation text NOT NULL REFERENCES installation,
    item_id text NOT NULL,
    local_record text NOT NULL,
    library text NOT NULL REFERENCES library,
    branch text NOT NULL REFERENCES branch,
    place text,
    state text NOT NULL,
    lending text NOT NULL,
    shelf_mark text NOT NULL DEFAULT '',
    part text NOT NULL DEFAULT '',
    due date,
    state_since timestamptz,
    seen_at timestamptz,      -- when the library system last confirmed the state
    winner_time timestamptz,  -- (event time, sequence, fingerprint) of the event that set the state
    winner_sequence bigint,
    winner_sha256 bytea,
    gone boolean NOT NULL DEFAULT false,
    PRIMARY KEY (installation, item_id)
);
CREATE INDEX item_local_record ON item (installation, local_record);

CREATE TABLE item_event (
    installation text NOT NULL,
    item_id text NOT NULL,
    event_time timestamptz NOT NULL,
    sequence bigint NOT NULL,
    sha256 bytea NOT NULL,
    state text NOT NULL,
    place text,
    due date,
    received_at timestamptz NOT NULL DEFAULT now(),
    flag text NOT NULL DEFAULT '',
    PRIMARY KEY (installation, item_id, event_time, sequence, sha256)
) PARTITION BY RANGE (event_time);
CREATE TABLE item_event_other PARTITION OF item_event DEFAULT;

CREATE TABLE online_access (
    manifestation text NOT NULL,
    source text NOT NULL, number text NOT NULL,
    address text NOT NULL,
    licence_from date, licence_until date,
    loan_model text NOT NULL DEFAULT '',
    PRIMARY KEY (source, number)
);
CREATE INDEX online_access_manifestation ON online_access (manifestation);
CREATE TABLE title_demand (
    library text NOT NULL, manifestation text NOT NULL,
    holds_waiting integer NOT NULL, as_of timestamptz NOT NULL,
    PRIMARY KEY (library, manifestation)
);

-- The feed, followers and builds -----------------------------------------------------------------
CREATE TABLE change (
    seq bigserial PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    kind text NOT NULL,       -- record, work, manifestation, redirect, judgement, availability
    subject text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL DEFAULT ''
);
CREATE INDEX change_order ON change (xid, seq);
CREATE INDEX change_subject ON change (subject, xid);
CREATE INDEX change_manifestation ON change (xid, seq) WHERE kind = 'manifestation';
CREATE TABLE change_mark (    -- at the end of this second, harvesters had been given all before xid
    second timestamptz PRIMARY KEY,
    xid xid8 NOT NULL
);
CREATE INDEX change_mark_xid ON change_mark (xid, second);
CREATE TABLE provided (       -- every manifestation ever described, with the sets it stands in or last stood in
    id text PRIMARY KEY REFERENCES minted_id,
    sets text[] NOT NULL
);
CREATE INDEX provided_sets ON provided USING gin (sets);
CREATE TABLE follower (
    name text PRIMARY KEY,
    xid xid8 NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE index_build (
    name text PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('building', 'kept', 'failed', 'dropped')),
    documents bigint NOT NULL DEFAULT 0,
    follower text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    why text NOT NULL DEFAULT ''
);

-- Who may -----------------------------------------------------------------------------------------
CREATE TABLE api_key (
    key_id text PRIMARY KEY,
    sha256 bytea NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('library_system', 'cataloguer', 'lending', 'operator')),
    isils text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);
CREATE TABLE audit (
    seq bigserial PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    key_id text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL DEFAULT ''
);
