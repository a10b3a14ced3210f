-- How fresh a digest of ended sessions is. The statement may be repeated, and the programs of the version before work on: a
-- digest that they write says nothing of it.

-- How many microseconds after the digest before was there its look began, by the writer's own clock; 0 when it cannot tell.
ALTER TABLE session_end_digests ADD COLUMN look_after BIGINT UNSIGNED NOT NULL DEFAULT 0, ALGORITHM = INSTANT;
