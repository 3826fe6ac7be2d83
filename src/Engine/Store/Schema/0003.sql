-- Archived runs are hidden unless they are asked for: the lists' indexes begin with what they are hidden by, so that a page never walks over
-- what is archived, however much that is.
DROP INDEX runs_queued;
DROP INDEX runs_status;
DROP INDEX runs_agent;
DROP INDEX runs_agent_status;
DROP INDEX runs_started_by;
DROP INDEX runs_target;
DROP INDEX runs_owner;
DROP INDEX runs_step;
DROP INDEX runs_cause;
DROP INDEX runs_archived;
DROP INDEX runs_bad;
CREATE INDEX runs_queued ON runs (archived, queued_at);
CREATE INDEX runs_status ON runs (status, archived, queued_at);
CREATE INDEX runs_agent ON runs (agent, archived, queued_at, number, trigger_kind, target);
CREATE INDEX runs_agent_status ON runs (agent, status, archived, queued_at, number, trigger_kind, target);
CREATE INDEX runs_started_by ON runs (started_by, archived, queued_at);
CREATE INDEX runs_target ON runs (target, archived, queued_at) WHERE target IS NOT NULL;
CREATE INDEX runs_owner ON runs (owner, archived, queued_at) WHERE owner IS NOT NULL;
CREATE INDEX runs_step ON runs (step, archived, queued_at) WHERE step IS NOT NULL;
CREATE INDEX runs_cause ON runs (cause, archived, queued_at) WHERE cause IS NOT NULL;
CREATE INDEX runs_bad ON runs (ended_at, agent, step)
    WHERE status IN ('Failed', 'TimedOut', 'QuotaExceeded', 'MemoryLimitExceeded', 'LogSizeExceeded', 'InternalError') AND test = 0 AND archived = 0;

-- What was asked for many runs at once and is not finished: all else about it stands on its stream.
CREATE TABLE bulks (
    id       TEXT    NOT NULL PRIMARY KEY,
    begun_at BIGINT  NOT NULL,
    over     INTEGER NOT NULL CHECK (over IN (0, 1))
) WITHOUT ROWID;

CREATE INDEX bulks_open ON bulks (begun_at) WHERE over = 0;

-- Runs that were deleted: their number, who did it and why stay; bodies of their events are gone, while the hashes stay in the chains.
CREATE TABLE deleted (
    number   INTEGER NOT NULL PRIMARY KEY,
    agent    TEXT    NOT NULL,
    by_key   TEXT    NOT NULL,
    by_name  TEXT    NOT NULL,
    at       BIGINT  NOT NULL,
    why      TEXT,
    hash     TEXT    NOT NULL CHECK (length(hash) = 64),
    -- Blobs that it named, a JSON list, until those that nothing else names are gone, and the rest of its log with them.
    blobs    TEXT
);

CREATE INDEX deleted_left ON deleted (at) WHERE blobs IS NOT NULL;
