-- Everything that a figure depends on, in one order. Rows are only ever added: each one's hash covers
-- its content and the hash before it. Usage has columns so that it can be added up here; all else is in
-- the body, as the program writes it.
CREATE TABLE ledger (
    seq                 bigint      PRIMARY KEY CHECK (seq >= 1),
    kind                text        NOT NULL,
    recorded_at         timestamptz NOT NULL,
    complete_through    timestamptz,
    hour                timestamptz CHECK (date_trunc('hour', hour, 'UTC') = hour),
    environment         text,
    project             text,
    region              text,
    cluster             text,
    cpu_millis          bigint      CHECK (cpu_millis >= 0),
    queries             bigint      CHECK (queries >= 0),
    rows_read           bigint      CHECK (rows_read >= 0),
    bytes_out           bigint      CHECK (bytes_out >= 0),
    database_busy_nanos bigint      CHECK (database_busy_nanos >= 0),
    records             bigint      CHECK (records >= 0),
    body                text,
    hash                bytea       NOT NULL CHECK (length(hash) = 32),
    CONSTRAINT usage_is_whole CHECK (
        (cpu_millis IS NOT NULL) = (kind IN ('usage', 'repair'))
        AND (kind NOT IN ('usage', 'repair') OR (
            hour IS NOT NULL AND environment IS NOT NULL AND project IS NOT NULL
            AND region IS NOT NULL AND cluster IS NOT NULL AND queries IS NOT NULL
            AND rows_read IS NOT NULL AND bytes_out IS NOT NULL
            AND database_busy_nanos IS NOT NULL AND records IS NOT NULL))),
    CONSTRAINT all_else_has_a_body CHECK (kind = 'usage' OR body IS NOT NULL)
);

CREATE INDEX ledger_usage ON ledger (hour, project) WHERE cpu_millis IS NOT NULL;
CREATE INDEX ledger_books ON ledger (seq) WHERE cpu_millis IS NULL;
CREATE INDEX ledger_names ON ledger (environment, seq) WHERE kind = 'environment';
CREATE INDEX ledger_statements ON ledger (hour, project) WHERE kind = 'statement';

-- The last row, locked by whoever adds the next: sequence numbers have no gap, and whoever sees one
-- sees all before it.
CREATE TABLE ledger_head (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    seq      bigint  NOT NULL,
    hash     bytea   NOT NULL,
    complete_through timestamptz
);

INSERT INTO ledger_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- Files as they were handed out, for ever.
CREATE TABLE export_file (
    id         text        PRIMARY KEY,
    period     text        NOT NULL,
    as_of      bigint      NOT NULL,
    format     text        NOT NULL,
    state      text        NOT NULL,
    created_at timestamptz NOT NULL,
    row_count  bigint      NOT NULL,
    total      numeric     NOT NULL,
    sha256     bytea       NOT NULL,
    ledger_hash bytea      NOT NULL,
    content    bytea       NOT NULL,
    UNIQUE (period, as_of, format)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON export_file
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON export_file
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A source is over when it, or its next life, has said so, or a person has declared the rest lost.
ALTER TABLE source
    ADD COLUMN ended boolean NOT NULL DEFAULT false,
    ADD COLUMN declared_by text;
