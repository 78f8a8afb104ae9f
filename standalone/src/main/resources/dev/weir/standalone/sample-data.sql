-- Forty writers, their posts, tags and comments: the same rows on every machine.
INSERT INTO "User" ("email", "name", "role", "createdAt", "updatedAt")
SELECT lower(first || '.' || last) || '@example.com', first || ' ' || last,
       (CASE WHEN n % 20 = 0 THEN 'admin_role' ELSE 'USER' END)::"Role", joined, joined + interval '3 days'
FROM (SELECT n,
             (ARRAY['Ada', 'Ben', 'Chen', 'Dana', 'Edith', 'Farid', 'Grace', 'Hugo'])[1 + n % 8] AS first,
             (ARRAY['Abe', 'Blum', 'Costa', 'Duarte', 'Eze'])[1 + n / 8] AS last,
             timestamp '2026-01-05 08:00' + n * interval '37 hours' AS joined
      FROM generate_series(0, 39) n) writer
ORDER BY n;

INSERT INTO "Profile" ("id", "bio", "userId")
SELECT md5('profile ' || "id")::uuid::text, "name" || ' writes about ' ||
       (ARRAY['rivers', 'trains', 'bread', 'clouds', 'old maps'])[1 + "id" % 5] || '.', "id"
FROM "User" WHERE "id" % 4 <> 0 ORDER BY "id";

INSERT INTO "Post" ("title", "published", "views", "authorId", "createdAt")
SELECT (ARRAY['Notes on', 'In praise of', 'A short history of', 'Against', 'How I came to like'])[1 + n % 5] || ' ' ||
       (ARRAY['weirs', 'slow trains', 'rye bread', 'rain', 'paper maps', 'queues', 'small pools'])[1 + n % 7],
       n % 6 <> 0, (n * 7919) % 1000, 1 + (n * 13) % 40, timestamp '2026-03-01 09:00' + n * interval '11 hours'
FROM generate_series(0, 239) n;

INSERT INTO "Tag" ("id", "name")
SELECT 'c' || substr(md5('tag ' || name), 1, 24), name
FROM unnest(ARRAY['water', 'travel', 'food', 'weather', 'maps', 'patience', 'craft', 'history']) AS name;

INSERT INTO "_PostToTag" ("A", "B")
SELECT post."id", tag."id"
FROM "Post" post
JOIN (SELECT "id", row_number() OVER (ORDER BY "name") AS n FROM "Tag") tag ON (post."id" + tag.n) % 4 = 0;

INSERT INTO "Comment" ("id", "text", "postId")
SELECT md5('comment ' || n)::uuid::text,
       (ARRAY['Well said.', 'I did not know that.', 'Is there a second part?', 'Thank you!', 'I beg to differ.'])[1 + n % 5],
       1 + (n * 17) % 240
FROM generate_series(0, 479) n;
