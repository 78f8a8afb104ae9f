-- Where the meter stands in each partition that it reads. Whoever claims a partition raises its
-- generation; a batch commits only under the generation and offset it began with, so that a reader
-- that has lost the partition writes nothing.
CREATE TABLE intake (
    topic        text   NOT NULL,
    partition    int    NOT NULL CHECK (partition >= 0),
    generation   bigint NOT NULL CHECK (generation >= 0),
    next_offset  bigint NOT NULL CHECK (next_offset >= 0),
    consumed     bigint NOT NULL DEFAULT 0,
    accepted     bigint NOT NULL DEFAULT 0 CHECK (accepted >= 0),
    duplicate    bigint NOT NULL DEFAULT 0 CHECK (duplicate >= 0),
    quarantined  bigint NOT NULL DEFAULT 0 CHECK (quarantined >= 0),
    PRIMARY KEY (topic, partition),
    CONSTRAINT every_record_is_accounted_for CHECK (consumed = accepted + duplicate + quarantined)
);

-- Who counts: one incarnation of one node. "received" holds the numbers of all its records that were
-- accepted, as ranges: a source without gaps takes one range for ever, however long it lives.
CREATE TABLE source (
    region        text           NOT NULL,
    node          text           NOT NULL,
    incarnation   text           NOT NULL,
    cluster       text           NOT NULL,
    received      int8multirange NOT NULL,
    -- The latest end of a window among its records.
    seen_through  timestamptz    NOT NULL,
    -- The same, as of the last time when no record before it was missing.
    sent_through  timestamptz,
    -- When the log took its newest record.
    last_seen     timestamptz    NOT NULL,
    PRIMARY KEY (region, node, incarnation)
);

CREATE INDEX source_last_seen ON source (last_seen);

-- What a source has said of an environment: its own sum against the sum of what was accepted.
CREATE TABLE source_environment (
    region                text   NOT NULL,
    node                  text   NOT NULL,
    incarnation           text   NOT NULL,
    environment           text   NOT NULL,
    accepted_cpu_millis   bigint NOT NULL CHECK (accepted_cpu_millis >= 0),
    latest_sequence       bigint NOT NULL CHECK (latest_sequence >= 1),
    cumulative_cpu_millis bigint NOT NULL CHECK (cumulative_cpu_millis >= 0),
    PRIMARY KEY (region, node, incarnation, environment),
    FOREIGN KEY (region, node, incarnation) REFERENCES source
);

-- Sources whose sums do not agree although no record is missing. Must be empty.
CREATE VIEW cumulative_mismatch AS
SELECT e.region, e.node, e.incarnation, e.environment, e.accepted_cpu_millis, e.cumulative_cpu_millis
FROM source_environment e
JOIN source s USING (region, node, incarnation)
WHERE e.accepted_cpu_millis <> e.cumulative_cpu_millis
  AND (SELECT count(*) FROM unnest(s.received)) = 1
  AND lower(s.received) = 1;

CREATE TABLE usage_hour (
    hour                timestamptz NOT NULL CHECK (date_trunc('hour', hour, 'UTC') = hour),
    environment         text        NOT NULL,
    project             text        NOT NULL,
    region              text        NOT NULL,
    cluster             text        NOT NULL,
    node                text        NOT NULL,
    cpu_millis          bigint      NOT NULL CHECK (cpu_millis >= 0),
    queries             bigint      NOT NULL CHECK (queries >= 0),
    rows_read           bigint      NOT NULL CHECK (rows_read >= 0),
    bytes_out           bigint      NOT NULL CHECK (bytes_out >= 0),
    database_busy_nanos bigint      NOT NULL CHECK (database_busy_nanos >= 0),
    records             bigint      NOT NULL CHECK (records >= 1),
    PRIMARY KEY (environment, hour, project, region, cluster, node)
);

CREATE INDEX usage_hour_by_hour ON usage_hour (hour);
CREATE INDEX usage_hour_by_project ON usage_hour (project, hour);

-- Records that could not be counted, with the reason, so that they can be looked at and driven again.
CREATE TABLE quarantine (
    id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic         text        NOT NULL,
    partition     int         NOT NULL,
    record_offset bigint      NOT NULL,
    record_key    text        NOT NULL,
    reason        text        NOT NULL,
    detail        text        NOT NULL,
    payload       bytea,
    digest        bytea       NOT NULL,
    logged_at     timestamptz NOT NULL,
    UNIQUE (topic, partition, record_offset, digest)
);

-- What the control plane calls the environments.
CREATE TABLE environment (
    environment text    PRIMARY KEY,
    version     bigint  NOT NULL,
    project     text,
    name        text,
    region      text,
    deleted     boolean NOT NULL
);
