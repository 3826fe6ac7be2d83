-- Conversations of Teams that the bot was seen in, with the service that carries them: nothing can be said there without.
CREATE TABLE teams_conversations (
  tenant       TEXT NOT NULL,
  conversation TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('personal', 'groupChat', 'channel')),
  service_url  TEXT NOT NULL,
  name         TEXT COLLATE NOCASE,
  team         TEXT,
  team_name    TEXT COLLATE NOCASE,
  person       TEXT,
  gone         TEXT,
  PRIMARY KEY (tenant, conversation)
);
CREATE INDEX teams_conversations_name ON teams_conversations (name);
CREATE INDEX teams_conversations_person ON teams_conversations (tenant, person) WHERE person IS NOT NULL;

-- The account ("29:…") by which Teams knows a person of the directory before this bot.
CREATE TABLE teams_people (
  tenant  TEXT NOT NULL,
  person  TEXT NOT NULL,
  account TEXT NOT NULL,
  PRIMARY KEY (tenant, person)
);

CREATE INDEX teams_people_account ON teams_people (tenant, account);

-- Posts that stand, by the key of the post: one that is tried again, because the bot was killed before it noted that, is not posted twice.
CREATE TABLE teams_posts (
  key     TEXT PRIMARY KEY,
  message TEXT NOT NULL,
  at      INTEGER NOT NULL
);
CREATE INDEX teams_posts_at ON teams_posts (at);
