-- The latest heartbeat of the newest life that any replica has answered with a lease: what a silent life may still hold a lease for.
ALTER TABLE node ADD COLUMN answered bigint NOT NULL DEFAULT 0;
