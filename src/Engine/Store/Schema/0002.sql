-- Whether the action takes another one back: it is shown with its run, and not counted as proposed or decided.
ALTER TABLE actions ADD COLUMN is_undo INTEGER NOT NULL DEFAULT 0 CHECK (is_undo IN (0, 1));
