-- A place that cannot be written to until somebody mends it: what waits for it waits until then, and no longer than until the place is there.
ALTER TABLE living_cards ADD COLUMN held_until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX living_cards_held ON living_cards (platform, held_until) WHERE held_until > 0;
