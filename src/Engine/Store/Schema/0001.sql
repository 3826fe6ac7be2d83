-- The journal, and the projections that are made from it (RebuildAsync drops and makes them anew).
-- Times are UTC in milliseconds since 1970, truths are 0 and 1, words are the names of enum members.
-- This file is never edited after a release: a change is the next number.

-- Numbers are taken from here and never used again; the rowid of a deleted tail would be.
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL CHECK (value >= 0)
) WITHOUT ROWID;

INSERT INTO counters (name, value) VALUES ('position', 0), ('run', 0), ('group', 0);

-- The body stands last, so that walking over rows by kind never reads the pages of a big one.
CREATE TABLE events (
    position  INTEGER NOT NULL PRIMARY KEY,
    stream    TEXT    NOT NULL CHECK (stream <> ''),
    seq       BIGINT  NOT NULL CHECK (seq > 0),
    at        BIGINT  NOT NULL,
    kind      TEXT    NOT NULL CHECK (kind <> ''),
    step      TEXT,
    actor     TEXT    NOT NULL,
    append_id BLOB    CHECK (length(append_id) = 16),
    body_hash BLOB    NOT NULL CHECK (length(body_hash) = 32),
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    body      TEXT
);

CREATE UNIQUE INDEX events_stream ON events (stream, seq);
-- On the first event of an append only: the same append is never stored twice.
CREATE UNIQUE INDEX events_append ON events (append_id) WHERE append_id IS NOT NULL;
-- What followers read, so that a million log chunks between two events cost them nothing.
CREATE INDEX events_told ON events (position) WHERE kind <> 'LogWritten';

-- The global chain: one link per commit, over the hashes of all its events.
CREATE TABLE commit_groups (
    id             INTEGER NOT NULL PRIMARY KEY,
    at             BIGINT  NOT NULL,
    first_position BIGINT  NOT NULL UNIQUE,
    last_position  BIGINT  NOT NULL UNIQUE,
    hash           BLOB    NOT NULL CHECK (length(hash) = 32),
    CHECK (first_position <= last_position)
);

CREATE TABLE runs (
    number            INTEGER NOT NULL PRIMARY KEY,
    agent             TEXT    NOT NULL,
    agent_title       TEXT    NOT NULL,
    version           TEXT    NOT NULL,
    title             TEXT,
    status            TEXT    NOT NULL CHECK (status IN (
        'New', 'Queued', 'Running', 'Waiting', 'Retrying', 'Completed', 'Failed', 'Canceled', 'TimedOut', 'QuotaExceeded',
        'MemoryLimitExceeded', 'LogSizeExceeded', 'InternalError')),
    test              INTEGER NOT NULL CHECK (test IN (0, 1)),
    archived          INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1)),
    trigger_kind      TEXT    NOT NULL CHECK (trigger_kind IN ('Schedule', 'Manual', 'Webhook', 'Event', 'Upload', 'Agent', 'Copilot')),
    trigger_name      TEXT,
    started_by        TEXT    NOT NULL,
    started_by_name   TEXT    NOT NULL,
    target            TEXT,
    owner             TEXT,
    tags              TEXT    NOT NULL,
    steps             INTEGER NOT NULL CHECK (steps >= 0),
    queued_at         BIGINT  NOT NULL,
    started_at        BIGINT,
    ended_at          BIGINT,
    updated_at        BIGINT  NOT NULL,
    -- When the worker has to look at it; null while nothing is owed.
    due               BIGINT,
    step              TEXT,
    cause             TEXT,
    error             TEXT,
    summary           TEXT    NOT NULL DEFAULT '',
    actions_proposed  INTEGER NOT NULL DEFAULT 0 CHECK (actions_proposed >= 0),
    actions_approved  INTEGER NOT NULL DEFAULT 0 CHECK (actions_approved >= 0),
    actions_rejected  INTEGER NOT NULL DEFAULT 0 CHECK (actions_rejected >= 0),
    actions_automatic INTEGER NOT NULL DEFAULT 0 CHECK (actions_automatic >= 0),
    actions_open      INTEGER NOT NULL DEFAULT 0 CHECK (actions_open >= 0),
    actions_failed    INTEGER NOT NULL DEFAULT 0 CHECK (actions_failed >= 0),
    actions_expired   INTEGER NOT NULL DEFAULT 0 CHECK (actions_expired >= 0),
    actions_unknown   INTEGER NOT NULL DEFAULT 0 CHECK (actions_unknown >= 0),
    CONSTRAINT over_means_ended CHECK ((ended_at IS NULL) = (status IN ('New', 'Queued', 'Running', 'Waiting', 'Retrying'))),
    CONSTRAINT queued_before_started CHECK (started_at >= queued_at),
    CONSTRAINT started_before_ended CHECK (ended_at >= coalesce(started_at, queued_at)),
    CONSTRAINT nothing_is_due_after_the_end CHECK (ended_at IS NULL OR due IS NULL),
    CONSTRAINT a_queued_run_has_not_started CHECK (status <> 'Queued' OR started_at IS NULL)
);

CREATE INDEX runs_queued ON runs (queued_at);
CREATE INDEX runs_status ON runs (status, queued_at);
-- Without the status, so that this one is never touched again once a run is queued.
CREATE INDEX runs_agent ON runs (agent, queued_at, number, trigger_kind, target);
CREATE INDEX runs_agent_status ON runs (agent, status, queued_at, number, trigger_kind, target);
CREATE INDEX runs_started_by ON runs (started_by, queued_at);
CREATE INDEX runs_target ON runs (target, queued_at) WHERE target IS NOT NULL;
CREATE INDEX runs_owner ON runs (owner, queued_at) WHERE owner IS NOT NULL;
CREATE INDEX runs_step ON runs (step, queued_at) WHERE step IS NOT NULL;
CREATE INDEX runs_cause ON runs (cause, queued_at) WHERE cause IS NOT NULL;
CREATE INDEX runs_archived ON runs (queued_at) WHERE archived = 1;
CREATE INDEX runs_test ON runs (queued_at) WHERE test = 1;
CREATE INDEX runs_tagged ON runs (queued_at, tags) WHERE tags <> '[]';
CREATE INDEX runs_due ON runs (due) WHERE due IS NOT NULL;
-- Whom the end of a run wakes is asked at each end: a backlog of ten thousand must not be walked through each time.
CREATE INDEX runs_held ON runs (agent, number) WHERE status = 'Queued' AND due IS NULL;
CREATE INDEX runs_unfinished ON runs (agent, number) WHERE ended_at IS NULL;
-- Failures in a row are looked up from run to run of one agent.
CREATE INDEX runs_streak ON runs (agent, number) WHERE test = 0 AND status = 'Completed';
CREATE INDEX runs_failed ON runs (agent, number)
    WHERE test = 0 AND status IN ('Failed', 'TimedOut', 'QuotaExceeded', 'MemoryLimitExceeded', 'LogSizeExceeded', 'InternalError');
CREATE INDEX runs_bad ON runs (ended_at, agent, step)
    WHERE status IN ('Failed', 'TimedOut', 'QuotaExceeded', 'MemoryLimitExceeded', 'LogSizeExceeded', 'InternalError') AND test = 0;
CREATE INDEX runs_with_open ON runs (queued_at) WHERE actions_open > 0;
CREATE INDEX runs_with_failed ON runs (queued_at) WHERE actions_failed > 0;
CREATE INDEX runs_with_expired ON runs (queued_at) WHERE actions_expired > 0;
CREATE INDEX runs_with_unknown ON runs (queued_at) WHERE actions_unknown > 0;

-- Words of a run; its text stands in runs, so none is kept here a second time.
CREATE VIRTUAL TABLE runs_fts USING fts5 (words, content = '', columnsize = 0, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE actions (
    run         BIGINT  NOT NULL,
    ordinal     INTEGER NOT NULL CHECK (ordinal > 0),
    agent       TEXT    NOT NULL,
    tool        TEXT    NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN (
        'Preview', 'Open', 'Approved', 'Started', 'Succeeded', 'Failed', 'Unknown', 'Rejected', 'Expired', 'Withdrawn', 'Undone')),
    revision    INTEGER NOT NULL CHECK (revision > 0),
    fingerprint TEXT    NOT NULL,
    risk        TEXT    NOT NULL CHECK (risk IN ('Low', 'Medium', 'High')),
    confidence  REAL    CHECK (confidence BETWEEN 0 AND 1),
    headline    TEXT,
    automatic   INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1)),
    proposed_at BIGINT  NOT NULL,
    expires_at  BIGINT  NOT NULL,
    decided_at  BIGINT,
    -- When the worker has to look at it: to expire or to execute it.
    due         BIGINT,
    PRIMARY KEY (run, ordinal),
    CONSTRAINT due_while_open_or_approved CHECK ((due IS NOT NULL) = (status IN ('Open', 'Approved')))
) WITHOUT ROWID;

CREATE INDEX actions_proposed ON actions (proposed_at);
CREATE INDEX actions_agent ON actions (agent, proposed_at);
CREATE INDEX actions_status ON actions (status, proposed_at);
CREATE INDEX actions_agent_status ON actions (agent, status, proposed_at);
CREATE INDEX actions_open ON actions (expires_at) WHERE status = 'Open';
CREATE INDEX actions_open_fingerprint ON actions (fingerprint) WHERE status = 'Open';
CREATE INDEX actions_due ON actions (due) WHERE due IS NOT NULL;

-- Counts per agent and UTC day; test runs and previews are left out.
CREATE TABLE daily (
    agent            TEXT    NOT NULL,
    day              TEXT    NOT NULL CHECK (length(day) = 10),
    runs             INTEGER NOT NULL CHECK (runs >= 0),
    completed        INTEGER NOT NULL CHECK (completed >= 0),
    bad              INTEGER NOT NULL CHECK (bad >= 0),
    proposed         INTEGER NOT NULL,
    approved         INTEGER NOT NULL,
    rejected         INTEGER NOT NULL,
    automatic        INTEGER NOT NULL,
    confidence_sum   REAL    NOT NULL,
    confidence_count INTEGER NOT NULL,
    PRIMARY KEY (agent, day)
) WITHOUT ROWID;

CREATE INDEX daily_day ON daily (day);

-- In how many proposed actions a tool was, per agent and UTC day; previews are left out.
CREATE TABLE daily_tools (
    agent    TEXT    NOT NULL,
    day      TEXT    NOT NULL CHECK (length(day) = 10),
    tool     TEXT    NOT NULL,
    proposed INTEGER NOT NULL CHECK (proposed >= 0),
    PRIMARY KEY (agent, day, tool)
) WITHOUT ROWID;

CREATE INDEX daily_tools_day ON daily_tools (day, tool, proposed);

CREATE TABLE schedules (
    agent        TEXT   NOT NULL,
    trigger_name TEXT   NOT NULL,
    plan         TEXT   NOT NULL,
    accounted_to BIGINT NOT NULL,
    seq          BIGINT NOT NULL,
    PRIMARY KEY (agent, trigger_name)
) WITHOUT ROWID;

CREATE TABLE agents (
    name           TEXT    NOT NULL PRIMARY KEY,
    version        TEXT,
    blob           TEXT,
    paused         INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    paused_by      TEXT,
    paused_by_name TEXT,
    paused_at      BIGINT,
    paused_reason  TEXT,
    removed        INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1)),
    seq            BIGINT  NOT NULL,
    CONSTRAINT paused_by_somebody CHECK (paused = 0 OR (paused_by IS NOT NULL AND paused_at IS NOT NULL))
) WITHOUT ROWID;

CREATE TABLE mutes (
    agent       TEXT   NOT NULL,
    fingerprint TEXT   NOT NULL,
    until       BIGINT,
    by_key      TEXT   NOT NULL,
    by_name     TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    reason      TEXT,
    PRIMARY KEY (agent, fingerprint)
) WITHOUT ROWID;
