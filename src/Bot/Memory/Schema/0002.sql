-- Until when a card rests of which only progress within a step is new; anything else is redrawn before.
ALTER TABLE living_cards ADD COLUMN rests_until INTEGER NOT NULL DEFAULT 0;

-- What the Slack channel remembers. Times are UTC milliseconds.

-- Workspaces that the app is installed in. The token is sealed (Data Protection); empty for the one of the settings.
CREATE TABLE slack_installs (
  team        TEXT PRIMARY KEY,
  enterprise  TEXT,
  app         TEXT,
  bot_user    TEXT NOT NULL,
  name        TEXT NOT NULL,
  token       TEXT NOT NULL,
  scopes      TEXT NOT NULL DEFAULT '',
  installed_at INTEGER NOT NULL,
  removed_at  INTEGER
);

-- What Slack sent and was acknowledged. The body goes when it is done; the key stays a while to recognise a second delivery.
CREATE TABLE slack_inbox (
  key        TEXT PRIMARY KEY,
  way        TEXT NOT NULL,
  body       TEXT,
  at         INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX slack_inbox_open ON slack_inbox (not_before) WHERE body IS NOT NULL;
CREATE INDEX slack_inbox_done ON slack_inbox (at) WHERE body IS NULL;

-- What buttons refer to by hash: the same content is kept once.
CREATE TABLE slack_parts (
  hash    TEXT PRIMARY KEY,
  part    TEXT NOT NULL,
  seen_at INTEGER NOT NULL
);
CREATE INDEX slack_parts_seen ON slack_parts (seen_at);

-- Posts begun, before Slack is asked: one whose answer got lost is looked for in the channel before it is tried again.
CREATE TABLE slack_posts (
  key      TEXT PRIMARY KEY,
  team     TEXT NOT NULL,
  channel  TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  message  TEXT
);
CREATE INDEX slack_posts_began ON slack_posts (began_at);

-- Who opened the Home tab, and what stands there.
CREATE TABLE slack_homes (
  team      TEXT NOT NULL,
  person    TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  shown     TEXT,
  PRIMARY KEY (team, person)
);
