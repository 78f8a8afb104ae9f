-- Slots of a silent node are used again only after another node has ended its sessions at the database.
--
-- reap_*: the order to do so, who carries it out, and whether he has. It stands until the life says that it knows what it
-- is granted since; until then it is given no lease.
ALTER TABLE holding
    ADD COLUMN reap_epoch          bigint,
    ADD COLUMN reap_over           boolean,
    ADD COLUMN reap_by             text,
    ADD COLUMN reap_by_incarnation text,
    ADD COLUMN reap_done           boolean,
    ADD CONSTRAINT holding_reap CHECK ((reap_epoch IS NULL) = (reap_over IS NULL) AND (reap_epoch IS NULL) = (reap_by IS NULL)
        AND (reap_epoch IS NULL) = (reap_by_incarnation IS NULL) AND (reap_epoch IS NULL) = (reap_done IS NULL));

-- Lives that no replica gives a lease. A silent one is written here, and removed by whichever replica hears it next; once
-- its sessions were ordered to be ended (reaping) it stays until all its holdings are settled.
CREATE TABLE withheld_lease (
    node        text        NOT NULL,
    incarnation text        NOT NULL,
    reaping     boolean     NOT NULL DEFAULT false,
    since       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (node, incarnation)
);
