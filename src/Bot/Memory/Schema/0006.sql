-- One-time codes of every kind, as SHA-256 only. One that links accounts knows to whom it was given.
ALTER TABLE admin_codes RENAME TO one_time_codes;
ALTER TABLE one_time_codes ADD COLUMN purpose TEXT NOT NULL DEFAULT 'admin' CHECK (purpose IN ('admin', 'link'));
ALTER TABLE one_time_codes ADD COLUMN given_to TEXT;
ALTER TABLE one_time_codes ADD COLUMN given_name TEXT CHECK ((given_to IS NULL) = (given_name IS NULL) AND (given_to IS NULL) = (purpose = 'admin'));
CREATE INDEX one_time_codes_of ON one_time_codes (purpose, given_to) WHERE used_at IS NULL;

ALTER TABLE admin_code_tries RENAME TO wrong_codes;
DROP INDEX admin_code_tries_of;
CREATE INDEX wrong_codes_of ON wrong_codes (principal, at);
