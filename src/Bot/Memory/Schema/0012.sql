-- Alerts of one conversation that came close together: how many messages they were, and since when one card stands for those that were too many.
CREATE TABLE bursts (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  platform     TEXT NOT NULL,
  tenant       TEXT NOT NULL,
  conversation TEXT NOT NULL,
  began_at     INTEGER NOT NULL,
  last_at      INTEGER NOT NULL,
  messages     INTEGER NOT NULL,
  alerts       INTEGER NOT NULL,
  opened_at    INTEGER
);
CREATE INDEX bursts_of ON bursts (platform, tenant, conversation, id);

-- The alerts that such a card stands for.
CREATE TABLE burst_alerts (
  burst    INTEGER NOT NULL REFERENCES bursts (id),
  subject  TEXT NOT NULL,
  agent    TEXT NOT NULL,
  failures INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  is_over  INTEGER NOT NULL DEFAULT 0 CHECK (is_over IN (0, 1)),
  PRIMARY KEY (burst, subject)
) WITHOUT ROWID;
CREATE INDEX burst_alerts_subject ON burst_alerts (subject) WHERE is_over = 0;

-- Up to when digests and reviews are told, by whose clock: each period once.
CREATE TABLE told_periods (
  clock TEXT PRIMARY KEY,
  until INTEGER NOT NULL
);
