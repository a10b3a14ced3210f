-- The words that staff find people by. Every statement may be repeated.

-- A person is a lead and the customer that it has become; person_id is the lead's. By the first key the words of one person
-- are read and erased, by the second people are found. `latchkey migrate` fills the table for the people who are there,
-- `latchkey search rebuild` writes it anew.
CREATE TABLE IF NOT EXISTS search_words (
  person_id BINARY(16) NOT NULL,
  word VARCHAR(64) NOT NULL,
  CONSTRAINT search_words_primary PRIMARY KEY (person_id, word),
  INDEX search_words_by_word (word, person_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- How far the filling has come; one row.
CREATE TABLE IF NOT EXISTS search_fill (
  marker TINYINT UNSIGNED NOT NULL,
  last_lead_id BINARY(16) NOT NULL,
  finished_at DATETIME(6) NULL,
  CONSTRAINT search_fill_primary PRIMARY KEY (marker)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Indexes that the search read before; every creation wrote them.
ALTER TABLE customers
  DROP INDEX customers_by_name, DROP INDEX customers_by_first_name, DROP INDEX customers_by_phone,
  ALGORITHM = INPLACE, LOCK = NONE;
ALTER TABLE leads
  DROP INDEX leads_by_name, DROP INDEX leads_by_first_name, DROP INDEX leads_by_phone,
  ALGORITHM = INPLACE, LOCK = NONE;

-- Without people there is nothing to fill in.
INSERT IGNORE INTO search_fill (marker, last_lead_id, finished_at)
SELECT 1, REPEAT(CHAR(0), 16), IF(EXISTS (SELECT 1 FROM leads), NULL, UTC_TIMESTAMP(6));

-- Login activity by outcome: the newest of one outcome without reading the others.
CREATE INDEX sign_in_attempts_by_outcome ON sign_in_attempts (outcome, id) ALGORITHM = INPLACE LOCK = NONE;
