-- Tokens of the management API beside those of the settings: of programs, with roles, perhaps for some projects only.
-- hash: of the token's text, under the secret that API keys are hashed under.
-- token_version: the caller's own number of a token that it brought.
CREATE TABLE service_token (
    ordinal       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id            text PRIMARY KEY,
    name          text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    hash          text        NOT NULL UNIQUE,
    roles         text[]      NOT NULL CHECK (cardinality(roles) > 0),
    projects      text[]      NOT NULL,
    token_version bigint,
    version       bigint      NOT NULL DEFAULT 1,
    expires_at    timestamptz,
    last_used_at  timestamptz,
    created_by    text        NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    revoked_at    timestamptz
);
CREATE UNIQUE INDEX service_token_name ON service_token (name) WHERE revoked_at IS NULL;
