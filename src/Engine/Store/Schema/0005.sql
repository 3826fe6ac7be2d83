-- What rests: "work" for a restored store that waits for an admin, "everything", "tag:NAME" or "agent:NAME" for a freeze.
CREATE TABLE rests (
    scope   TEXT   NOT NULL PRIMARY KEY CHECK (scope = 'work' OR scope = 'everything' OR scope LIKE 'tag:_%' OR scope LIKE 'agent:_%'),
    by_key  TEXT   NOT NULL,
    by_name TEXT   NOT NULL,
    reason  TEXT,
    at      BIGINT NOT NULL,
    until   BIGINT CHECK (until IS NULL OR scope <> 'work')
) WITHOUT ROWID;

INSERT INTO rests (scope, by_key, by_name, reason, at)
SELECT 'work', 'system/local/chatruns', 'ChatRuns', json_extract(body, '$.why'), at FROM events
WHERE stream = 'admin' AND kind = 'WorkHeld' AND body IS NOT NULL
    AND seq > coalesce((SELECT max(seq) FROM events WHERE stream = 'admin' AND kind = 'WorkReleased'), 0)
ORDER BY seq DESC LIMIT 1;

-- What was set in chat over the files of agents; pending: what waits for an admin's word. Pauses stand in agents.
CREATE TABLE overrides (
    agent   TEXT    NOT NULL,
    field   TEXT    NOT NULL CHECK (field IN ('mode', 'threshold', 'approvals') OR field LIKE 'schedule/_%'),
    pending INTEGER NOT NULL CHECK (pending IN (0, 1)),
    value   TEXT    NOT NULL,
    by_key  TEXT    NOT NULL,
    by_name TEXT    NOT NULL,
    at      BIGINT  NOT NULL,
    reason  TEXT,
    PRIMARY KEY (agent, field, pending)
) WITHOUT ROWID;
