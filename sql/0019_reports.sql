-- The reports of leads, in the order in which they have changed. Every statement may be repeated, and creations go on while
-- they run.

-- The API key of the first touch, or the first of those that have replaced one another by rotation. NULL: the version before
-- has made the lead; the report of a key fills it in.
ALTER TABLE leads ADD COLUMN first_api_key_id BINARY(16) NULL, ALGORITHM = INSTANT;
-- batch: leads l
-- plan: 5,000 rows at a time; 117 s
UPDATE leads l
SET l.first_api_key_id = (SELECT COALESCE(k.first_key_id, t.api_key_id)
                          FROM touches t
                          LEFT JOIN api_keys k ON k.id = t.api_key_id
                          WHERE t.id = l.first_touch_id)
WHERE l.first_api_key_id IS NULL;

-- A key that is tied to a user sees the leads of that user, any other those that it has touched first.
-- plan: nothing; 7 s
CREATE INDEX leads_by_source_change ON leads (source_user_id, updated_at, id) ALGORITHM = INPLACE LOCK = NONE;
-- plan: nothing; 8 s
CREATE INDEX leads_by_first_key_change ON leads (first_api_key_id, updated_at, id) ALGORITHM = INPLACE LOCK = NONE;
