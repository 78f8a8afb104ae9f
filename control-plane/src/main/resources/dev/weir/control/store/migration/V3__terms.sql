-- Lives of a node are ordered by terms: one replaces the one known by repeating its term, which it was told while living.
ALTER TABLE node ADD COLUMN term bigint NOT NULL DEFAULT 1;
