-- A withholding has a number, another one each time after the life has spoken; and it is taken note that all leases of the
-- life are over, by whichever replica has listened for long enough to know. Only then are sessions ordered to be ended.
ALTER TABLE withheld_lease
    ADD COLUMN number  bigint  GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN expired boolean NOT NULL DEFAULT false;
UPDATE withheld_lease SET expired = reaping;
