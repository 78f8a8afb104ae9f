-- What the billing meter last said of each budget: the newest by its place in the meter's ledger.
CREATE TABLE budget (
    id          text   PRIMARY KEY,
    sequence    bigint NOT NULL,
    project     text   NOT NULL,
    environment text,
    period      text   NOT NULL,
    stopped     boolean NOT NULL,
    told_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX budget_stops ON budget (project) WHERE stopped;

-- Why an environment is suspended: by a person, or by a budget for a month. A budget's end resumes only what a budget
-- has suspended. Neither: it was suspended before this was written down, by a person.
ALTER TABLE environment
    ADD COLUMN suspended_by     text,
    ADD COLUMN suspended_budget text,
    ADD COLUMN suspended_period text,
    ADD CONSTRAINT environment_suspension CHECK (
        (suspended_budget IS NULL) = (suspended_period IS NULL)
        AND (suspended_by IS NULL OR suspended_budget IS NULL)
        AND (state = 'SUSPENDED' OR suspended_by IS NULL AND suspended_budget IS NULL));
