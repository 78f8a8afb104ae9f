-- Boundaries of sources, and what their processes used between them by clocks that know nothing of each
-- other. One is counted once, as any record of its source.
CREATE TABLE source_seal (
    region                  text        NOT NULL,
    node                    text        NOT NULL,
    incarnation             text        NOT NULL,
    sequence                bigint      NOT NULL CHECK (sequence >= 1),
    boundary                text        NOT NULL,
    sealed_from             timestamptz NOT NULL,
    sealed_until            timestamptz NOT NULL,
    threads_cpu_millis      bigint      NOT NULL CHECK (threads_cpu_millis >= 0),
    attributed_cpu_millis   bigint      NOT NULL CHECK (attributed_cpu_millis >= 0),
    environments_cpu_millis bigint      NOT NULL CHECK (environments_cpu_millis >= 0),
    process_cpu_millis      bigint      NOT NULL CHECK (process_cpu_millis >= 0),
    PRIMARY KEY (region, node, incarnation, sequence),
    FOREIGN KEY (region, node, incarnation) REFERENCES source
);

CREATE INDEX source_seal_until ON source_seal (sealed_until);

-- A source's own sums of all amounts, against what was accepted: what it measured in records that never
-- came is the difference. "told": all of its records told them, so that they can be compared.
ALTER TABLE source_environment
    ADD COLUMN told              boolean     NOT NULL DEFAULT false,
    ADD COLUMN accepted_queries  bigint      NOT NULL DEFAULT 0,
    ADD COLUMN accepted_rows     bigint      NOT NULL DEFAULT 0,
    ADD COLUMN accepted_bytes    bigint      NOT NULL DEFAULT 0,
    ADD COLUMN accepted_busy     bigint      NOT NULL DEFAULT 0,
    ADD COLUMN cumulative_queries bigint     NOT NULL DEFAULT 0,
    ADD COLUMN cumulative_rows   bigint      NOT NULL DEFAULT 0,
    ADD COLUMN cumulative_bytes  bigint      NOT NULL DEFAULT 0,
    ADD COLUMN cumulative_busy   bigint      NOT NULL DEFAULT 0,
    ADD COLUMN latest_project    text,
    ADD COLUMN latest_hour       timestamptz;

-- Repaired usage comes in no record.
ALTER TABLE usage_hour DROP CONSTRAINT usage_hour_records_check,
    ADD CONSTRAINT usage_hour_records_check CHECK (records >= 0);

-- What became of a record that was put aside: counted, found to be a repetition, or given up.
ALTER TABLE quarantine
    ADD COLUMN environment text,
    ADD COLUMN outcome     text CHECK (outcome IN ('accepted', 'duplicate', 'discarded')),
    ADD COLUMN settled_by  text,
    ADD COLUMN settled_at  timestamptz,
    ADD CONSTRAINT settled_by_somebody CHECK ((outcome IS NULL) = (settled_by IS NULL));

CREATE INDEX quarantine_waiting ON quarantine (reason, id) WHERE outcome IS NULL;
