-- A project is found by its name. Of several of one name the oldest keeps it; the others get their ids behind it.
UPDATE project p SET name = left(p.name, 80) || ' ' || p.id, version = p.version + 1
    WHERE NOT p.deleted AND EXISTS (
        SELECT 1 FROM project o WHERE NOT o.deleted AND o.name = p.name AND o.ordinal < p.ordinal);
CREATE UNIQUE INDEX project_name ON project (name) WHERE NOT deleted;

-- labels: names and values by turns. deletion_protection: nothing is deleted while it is on.
ALTER TABLE project
    ADD COLUMN labels              text[]  NOT NULL DEFAULT '{}',
    ADD COLUMN deletion_protection boolean NOT NULL DEFAULT false;

-- database_url_version: the caller's own number of the URL, which it cannot read again.
ALTER TABLE environment
    ADD COLUMN labels               text[]  NOT NULL DEFAULT '{}',
    ADD COLUMN deletion_protection  boolean NOT NULL DEFAULT false,
    ADD COLUMN database_url_version bigint;

-- expires_at: when the control plane revokes the key. secret_version: the caller's own number of a secret that it brought.
ALTER TABLE api_key
    ADD COLUMN version        bigint NOT NULL DEFAULT 1,
    ADD COLUMN expires_at     timestamptz,
    ADD COLUMN secret_version bigint;
CREATE INDEX api_key_expiry ON api_key (expires_at) WHERE revoked_at IS NULL AND expires_at IS NOT NULL;

-- Who changed a thing last is asked for whenever a caller's version of it is stale.
CREATE INDEX audit_log_subject ON audit_log (subject, id);
