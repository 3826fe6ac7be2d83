-- What the bot remembers beside the journal: where cards stand, what the web chat shows, who signed in.
-- Times are UTC milliseconds. Losing these tables loses no run, decision or audit entry.

-- How far a reader of the journal has come.
CREATE TABLE cursors (
  name     TEXT PRIMARY KEY,
  position INTEGER NOT NULL CHECK (position >= 0)
);

-- Every card that lives: the one that a conversation has of a subject (copy = ''), and each copy that an answer left (copy = its
-- message). wanted and sent are versions of the subject: journal positions. The id makes the key of the post, so it is never used again.
CREATE TABLE living_cards (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  platform     TEXT NOT NULL,
  tenant       TEXT NOT NULL,
  conversation TEXT NOT NULL,
  subject      TEXT NOT NULL,
  copy         TEXT NOT NULL DEFAULT '',
  message      TEXT,
  priority     INTEGER NOT NULL,
  wanted       INTEGER NOT NULL,
  sent         INTEGER NOT NULL DEFAULT 0,
  not_before   INTEGER NOT NULL DEFAULT 0,
  gone         INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
  UNIQUE (platform, tenant, conversation, subject, copy),
  CHECK (copy = '' OR copy = message)
);
CREATE INDEX living_cards_due ON living_cards (platform, tenant, conversation, priority, wanted) WHERE wanted > sent AND gone = 0;
CREATE INDEX living_cards_subject ON living_cards (subject);
CREATE INDEX living_cards_message ON living_cards (conversation, message);

-- Numbers the changes of the web chat, so that a page that lost its connection asks for what it missed.
CREATE TABLE web_changes (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  last INTEGER NOT NULL
);
INSERT INTO web_changes (one, last) VALUES (1, 0);

-- The transcript of the web chat: typed lines and cards. audience NULL: everybody.
CREATE TABLE web_messages (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation TEXT NOT NULL,
  audience     TEXT,
  author       TEXT NOT NULL,
  line         TEXT,
  card         TEXT,
  card_name    TEXT,
  title        TEXT NOT NULL,
  text         TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1,
  change       INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL,
  post_key     TEXT UNIQUE,
  CHECK ((line IS NULL) <> (card IS NULL)),
  CHECK ((card IS NULL) = (card_name IS NULL))
);
CREATE UNIQUE INDEX web_messages_change ON web_messages (change);

-- What the page has sent and got an answer to, so that sending it again does nothing.
CREATE TABLE web_answered (
  key TEXT PRIMARY KEY,
  at  INTEGER NOT NULL
);

-- One-time keys and sessions are kept as SHA-256 of the secret only.
CREATE TABLE sign_in_keys (
  hash       TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL,
  platform   TEXT NOT NULL,
  tenant     TEXT NOT NULL,
  person     TEXT NOT NULL,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
);

CREATE TABLE sessions (
  hash       TEXT PRIMARY KEY,
  platform   TEXT NOT NULL,
  tenant     TEXT NOT NULL,
  person     TEXT NOT NULL,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);

-- What people are called and which clock they read.
CREATE TABLE people (
  principal TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  zone      TEXT,
  seen_at   INTEGER NOT NULL
);
