-- What people said to /me. The zone that their chat client tells stays in people; this one goes before it.
CREATE TABLE wishes (
  principal  TEXT PRIMARY KEY,
  zone       TEXT,
  quiet_from TEXT,
  quiet_to   TEXT,
  notify     TEXT NOT NULL CHECK (notify IN ('Mention', 'Direct', 'Off')),
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
);

-- One-time admin codes, as SHA-256 only, and wrong ones that were entered.
CREATE TABLE admin_codes (
  hash       TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER,
  used_by    TEXT,
  CHECK ((used_at IS NULL) = (used_by IS NULL))
);

CREATE TABLE admin_code_tries (
  principal TEXT NOT NULL,
  at        INTEGER NOT NULL
);
CREATE INDEX admin_code_tries_of ON admin_code_tries (principal, at);
