-- How many records of a source were counted for an environment: all of them, its seals and what was declared
-- lost are as many as the numbers that were received of it.
ALTER TABLE source_environment ADD COLUMN accepted_records bigint NOT NULL DEFAULT 0;

-- Seals, settled records and exports are entered in the ledger, where nobody reads them for a figure.
DROP INDEX ledger_books;
CREATE INDEX ledger_books ON ledger (seq)
    WHERE cpu_millis IS NULL AND kind NOT IN ('statement', 'watermark', 'seal', 'settled', 'export');
CREATE INDEX ledger_seals ON ledger (hour) WHERE kind = 'seal';
CREATE INDEX ledger_settled ON ledger (seq) WHERE kind = 'settled';
CREATE INDEX ledger_exports ON ledger (seq) WHERE kind = 'export';
