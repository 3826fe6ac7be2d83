-- What was used per agent and hour (UTC): runs that started (test runs left out), tokens in and out, and credits in millionths.
CREATE TABLE usage (
    agent         TEXT    NOT NULL,
    hour          BIGINT  NOT NULL CHECK (hour % 3600000 = 0),
    runs          INTEGER NOT NULL CHECK (runs >= 0),
    input_tokens  BIGINT  NOT NULL CHECK (input_tokens >= 0),
    output_tokens BIGINT  NOT NULL CHECK (output_tokens >= 0),
    credits       BIGINT  NOT NULL CHECK (credits >= 0),
    PRIMARY KEY (agent, hour)
) WITHOUT ROWID;

-- Read without the rows: the use of all agents in a period.
CREATE INDEX usage_hour ON usage (hour, agent, runs, input_tokens, output_tokens, credits);

INSERT INTO usage (agent, hour, runs, input_tokens, output_tokens, credits)
SELECT agent, started_at / 3600000 * 3600000, count(*), 0, 0, 0 FROM runs WHERE started_at IS NOT NULL AND test = 0 GROUP BY 1, 2;

-- Tokens and credits (millionths; null while nobody said) of a run, and beside them the law of ends: each has causes of its own.
ALTER TABLE runs ADD COLUMN tokens BIGINT NOT NULL DEFAULT 0 CHECK (tokens >= 0);
ALTER TABLE runs ADD COLUMN credits BIGINT CHECK (credits >= 0) CONSTRAINT each_end_has_causes_of_its_own CHECK (
    CASE status
        WHEN 'Canceled' THEN 1
        WHEN 'TimedOut' THEN cause IS 'TimedOut'
        WHEN 'MemoryLimitExceeded' THEN cause IS 'OutOfMemory'
        WHEN 'LogSizeExceeded' THEN cause IS 'LogTooLarge'
        WHEN 'QuotaExceeded' THEN coalesce(cause, '') IN ('RunLimit', 'PeriodLimit')
        WHEN 'InternalError' THEN cause IS 'Internal'
        WHEN 'Failed' THEN coalesce(cause, 'TimedOut') NOT IN ('TimedOut', 'OutOfMemory', 'LogTooLarge', 'RunLimit', 'PeriodLimit', 'Internal')
        ELSE cause IS NULL
    END);

-- A place in the queue is counted from here, never by walking over the runs.
CREATE INDEX runs_waiting ON runs (due, number) WHERE status = 'Queued' AND due IS NOT NULL;
