-- The authoritative state of a region's control plane.
--
-- One rule is kept by this schema whatever the code does: the connections charged to a database, over all its
-- environments and nodes, plus its reserve never exceed its effective limit (database_server_limit below).

CREATE TABLE project (
    ordinal    bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id         text PRIMARY KEY,
    name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    version    bigint      NOT NULL DEFAULT 1,
    deleted    boolean     NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- What nodes said of themselves. Kept so that a controller just started knows whom it may expect.
CREATE TABLE node (
    id          text PRIMARY KEY,
    region      text        NOT NULL,
    cluster     text        NOT NULL,
    endpoint    text        NOT NULL,
    incarnation text        NOT NULL,
    capacity    integer     NOT NULL CHECK (capacity >= 0),
    draining    boolean     NOT NULL,
    seen_at     timestamptz NOT NULL DEFAULT now()
);

-- Lives of nodes that another life has replaced: whoever speaks in their name is not heard.
CREATE TABLE retired_incarnation (
    node        text        NOT NULL,
    incarnation text        NOT NULL,
    retired_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (node, incarnation)
);

-- connection_limit is what the operator wants; effective_limit is what is guarded. They differ only after the limit
-- was lowered below what is charged: effective_limit then follows the charges down.
-- version changes with every decision (compare-and-swap); revision only with what an operator sets.
CREATE TABLE database_server (
    ordinal          bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id               text PRIMARY KEY,
    host             text        NOT NULL,
    port             integer     NOT NULL CHECK (port BETWEEN 1 AND 65535),
    connection_limit integer     NOT NULL CHECK (connection_limit >= 1),
    effective_limit  integer     NOT NULL,
    reserve          integer     NOT NULL DEFAULT 0 CHECK (reserve >= 0),
    charged          integer     NOT NULL DEFAULT 0 CHECK (charged >= 0),
    version          bigint      NOT NULL DEFAULT 1,
    revision         bigint      NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (host, port),
    CONSTRAINT database_server_limit CHECK (charged + reserve <= effective_limit),
    CONSTRAINT database_server_effective CHECK (effective_limit >= connection_limit),
    CONSTRAINT database_server_reserve CHECK (reserve < connection_limit)
);

-- epoch: of the newest grants. sealed_url: encrypted for this id and version.
CREATE TABLE environment (
    ordinal          bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id               text PRIMARY KEY,
    project          text        NOT NULL REFERENCES project,
    name             text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    region           text        NOT NULL,
    database         text        NOT NULL REFERENCES database_server,
    state            text        NOT NULL CHECK (state IN ('ACTIVE', 'SUSPENDED', 'DELETED')),
    connection_limit integer CHECK (connection_limit >= 1),
    provider         text        NOT NULL,
    database_name    text        NOT NULL,
    database_user    text        NOT NULL,
    sealed_url       text        NOT NULL,
    idle_timeout_ms        bigint  NOT NULL CHECK (idle_timeout_ms > 0),
    query_timeout_ms       bigint  NOT NULL CHECK (query_timeout_ms > 0),
    transaction_timeout_ms bigint  NOT NULL CHECK (transaction_timeout_ms > 0),
    queue_timeout_ms       bigint  NOT NULL CHECK (queue_timeout_ms > 0),
    max_queue              integer NOT NULL CHECK (max_queue > 0),
    max_response_bytes     bigint  NOT NULL CHECK (max_response_bytes > 0),
    version          bigint      NOT NULL DEFAULT 1,
    epoch            bigint      NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX environment_name ON environment (project, name) WHERE state <> 'DELETED';
CREATE INDEX environment_database ON environment (database);

CREATE TABLE api_key (
    ordinal     bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    id          text PRIMARY KEY,
    environment text        NOT NULL REFERENCES environment,
    name        text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    hash        text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    revoked_at  timestamptz
);
CREATE INDEX api_key_environment ON api_key (environment);

-- What one life of a node may hold for an environment, and what it last said that it may hold.
-- since: the epoch in which granted last changed; an acknowledgement of an older one says nothing.
CREATE TABLE holding (
    environment        text    NOT NULL REFERENCES environment,
    node               text    NOT NULL,
    incarnation        text    NOT NULL,
    database           text    NOT NULL REFERENCES database_server,
    cluster            text    NOT NULL,
    endpoint           text    NOT NULL,
    pool               text    NOT NULL CHECK (pool IN ('DORMANT', 'ACTIVE')),
    granted            integer NOT NULL CHECK (granted >= 0),
    acknowledged       integer NOT NULL CHECK (acknowledged >= 0),
    since              bigint  NOT NULL,
    acknowledged_epoch bigint  NOT NULL,
    charged            integer GENERATED ALWAYS AS (GREATEST(granted, acknowledged)) STORED,
    PRIMARY KEY (environment, node, incarnation)
);
CREATE INDEX holding_database ON holding (database);

-- The database's sum follows its rows in the same statement, so that its CHECK guards every way of changing a grant.
CREATE FUNCTION charge_database() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE database_server SET charged = charged - OLD.charged WHERE id = OLD.database AND OLD.charged <> 0
            AND (TG_OP = 'DELETE' OR OLD.database <> NEW.database);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND OLD.database <> NEW.database) THEN
        UPDATE database_server SET charged = charged + NEW.charged WHERE id = NEW.database AND NEW.charged <> 0;
    ELSIF TG_OP = 'UPDATE' THEN
        UPDATE database_server SET charged = charged + NEW.charged - OLD.charged
            WHERE id = NEW.database AND NEW.charged <> OLD.charged;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER holding_charge AFTER INSERT OR UPDATE OR DELETE ON holding
    FOR EACH ROW EXECUTE FUNCTION charge_database();
-- Emptying the table would pass by the row trigger.
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is not truncated: its rows are charged', TG_TABLE_NAME;
END $$;
CREATE TRIGGER holding_truncate BEFORE TRUNCATE ON holding
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate();

-- Where each shared reader stands. generation rises when a partition gets a new owner; a former owner commits nothing.
CREATE TABLE consumer_offset (
    topic       text    NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint  NOT NULL CHECK (next_offset >= 0),
    generation  bigint  NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- What is to be told on the event log. Rows of one key are written under the lock of the row that they tell of, so
-- that their ids have the order of their commits. A null payload deletes a key.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic        text        NOT NULL,
    key          text        NOT NULL,
    payload      bytea,
    created_at   timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('weir_outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();

-- Records that could not be read, put aside so that their partition goes on.
CREATE TABLE quarantine (
    topic       text        NOT NULL,
    partition   integer     NOT NULL,
    log_offset  bigint      NOT NULL,
    reason      text        NOT NULL,
    payload     bytea,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, log_offset)
);

CREATE TABLE audit_log (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor       text        NOT NULL,
    action      text        NOT NULL,
    subject     text        NOT NULL,
    details     text        NOT NULL DEFAULT '',
    happened_at timestamptz NOT NULL DEFAULT now()
);

-- Creations that carried a key: the same key gives the same thing again, another request under it is refused.
CREATE TABLE idempotency (
    actor       text        NOT NULL,
    key         text        NOT NULL,
    fingerprint text        NOT NULL,
    subject     text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
