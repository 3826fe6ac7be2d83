-- What stands in the message of a card that is sent only where it differs (Home), by its hash; NULL where nobody knows.
ALTER TABLE living_cards ADD COLUMN shown TEXT;
