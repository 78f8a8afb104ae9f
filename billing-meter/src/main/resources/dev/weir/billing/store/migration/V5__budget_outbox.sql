-- Up to which entry the ledger's stops by budgets and their releases were told to the control plane.
CREATE TABLE budget_outbox (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    told     bigint  NOT NULL
);

INSERT INTO budget_outbox (told) VALUES (0);

CREATE INDEX ledger_budget_stops ON ledger (seq) WHERE kind IN ('budget-stopped', 'budget-released');
