-- Files that people shared and that several agents take, until the person has chosen one; the bytes are a blob.
CREATE TABLE shared_files (
  id         TEXT PRIMARY KEY,
  principal  TEXT NOT NULL,
  name       TEXT NOT NULL,
  blob       TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  at         INTEGER NOT NULL
);
CREATE INDEX shared_files_at ON shared_files (at);
