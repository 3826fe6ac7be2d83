-- Tokens of scripts, as SHA-256 only. What the bearer of one may do are grants to its principal ("token/local/ID"), on the access stream.
CREATE TABLE api_tokens (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
  hash       TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  used_at    INTEGER
);
