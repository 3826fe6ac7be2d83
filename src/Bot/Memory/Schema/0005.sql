-- One inbox for all channels that acknowledge first and work after. The answer is an invoke's of Teams: the same one again has the same answer.
ALTER TABLE slack_inbox RENAME TO inbox;
ALTER TABLE inbox ADD COLUMN platform TEXT NOT NULL DEFAULT 'slack';
ALTER TABLE inbox ADD COLUMN answer TEXT CHECK (answer IS NULL OR body IS NULL);
DROP INDEX slack_inbox_open;
DROP INDEX slack_inbox_done;
CREATE INDEX inbox_open ON inbox (platform, not_before) WHERE body IS NOT NULL;
CREATE INDEX inbox_done ON inbox (platform, at) WHERE body IS NULL;
