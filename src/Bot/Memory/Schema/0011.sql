-- Tries of posts to Teams that were begun and are not known to have come to anything. What such a try left may stand beside the message that another
-- try of the same post made. "message" is where it stands, once a press on it has told; it is taken away at "due_at".
CREATE TABLE teams_tries (
  attempt     TEXT PRIMARY KEY,
  key         TEXT NOT NULL,
  tenant      TEXT NOT NULL,
  is_targeted INTEGER NOT NULL DEFAULT 0,
  at          INTEGER NOT NULL,
  message     TEXT,
  due_at      INTEGER,
  CHECK ((message IS NULL) = (due_at IS NULL))
);
CREATE INDEX teams_tries_at ON teams_tries (at);
CREATE INDEX teams_tries_due ON teams_tries (due_at) WHERE due_at IS NOT NULL;
