-- How much an API key may create, and what it has created. Every statement may be repeated, and creations go on while they
-- run, also those of the version before: it knows no limits, and its touches are counted like all others.

-- limits: JSON, as the API shows it; NULL: none. first_key_id: the first of the keys that have replaced one another by
-- rotation, which share what is counted; NULL: the key itself.
ALTER TABLE api_keys ADD COLUMN limits TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL, ALGORITHM = INSTANT;
ALTER TABLE api_keys ADD COLUMN first_key_id BINARY(16) NULL, ALGORITHM = INSTANT;

-- How many creations there were in a window: kind is total, hour, day or country (of a day). The row decides who gets the
-- last place. kind `past` keeps how far the total was counted by the touches, up to counted_to.
CREATE TABLE IF NOT EXISTS api_key_counts (
  api_key_id BINARY(16) NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  window_start DATETIME(6) NOT NULL,
  country VARCHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  used BIGINT UNSIGNED NOT NULL,
  counted_to DATETIME(6) NULL,
  CONSTRAINT api_key_counts_primary PRIMARY KEY (api_key_id, kind, window_start, country),
  INDEX api_key_counts_by_age (window_start)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What a key has created, in the order of time.
-- plan: nothing; 5 s
CREATE INDEX touches_by_api_key ON touches (api_key_id, touched_at) ALGORITHM = INPLACE LOCK = NONE;
