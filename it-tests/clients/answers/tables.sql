CREATE TYPE "Mood" AS ENUM ('GLAD', 'sad');
CREATE TABLE "Owner" (id int PRIMARY KEY);
CREATE TABLE "Item" (
    id int PRIMARY KEY, "ownerId" int REFERENCES "Owner" (id),
    str text, int int, big bigint, flt double precision, dec decimal(40, 20), bool boolean,
    ts timestamp(3), tz timestamptz(3), date date, time time(3), json jsonb, bytes bytea, uuid uuid, mood "Mood",
    strs text[], ints int[], bigs bigint[], flts double precision[], decs decimal(40, 20)[], bools boolean[],
    tss timestamp(3)[], tzs timestamptz(3)[], dates date[], times time(3)[], jsons jsonb[], byteses bytea[],
    uuids uuid[], moods "Mood"[]
);
CREATE TABLE "Company" (id int PRIMARY KEY, text_a text, text_b text);
CREATE TABLE "Worker" (id int PRIMARY KEY, "aId" int REFERENCES "Company" (id), "bId" int REFERENCES "Company" (id));
