-- The office's own day: notes about people, who looks after a lead, and how many people each partner brings. Every
-- statement may be repeated, and the programs of the version before work on.

-- What staff have written down about a person, who is a lead and the customer that it has become.
CREATE TABLE IF NOT EXISTS person_notes (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  written_at DATETIME(6) NOT NULL,
  actor VARCHAR(254) NOT NULL,
  text TEXT NOT NULL,
  CONSTRAINT person_notes_primary PRIMARY KEY (id),
  CONSTRAINT person_notes_lead_known FOREIGN KEY (lead_id) REFERENCES leads (id),
  INDEX person_notes_by_lead (lead_id, written_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The member of staff who looks after the lead; NULL: nobody.
ALTER TABLE leads ADD COLUMN owner_user_id BINARY(16) NULL, ALGORITHM = INSTANT;

-- When the user has signed in to the admin area last.
ALTER TABLE users ADD COLUMN last_sign_in_at DATETIME(6) NULL, ALGORITHM = INSTANT;

-- What each day (UTC, YYYY-MM-DD) has brought, by the user who was the source then; 16 zero bytes: nobody. It holds what
-- lies before the marks, and is counted on by whoever opens the start page, and by prune (customers/tally).
CREATE TABLE IF NOT EXISTS partner_days (
  day CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_user_id BINARY(16) NOT NULL,
  leads BIGINT UNSIGNED NOT NULL DEFAULT 0,
  customers BIGINT UNSIGNED NOT NULL DEFAULT 0,
  first_deposits BIGINT UNSIGNED NOT NULL DEFAULT 0,
  CONSTRAINT partner_days_primary PRIMARY KEY (day, source_user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- kind: leads, customers, deposits. Rows of that table with an id up to counted_to are in partner_days; ids grow with time.
CREATE TABLE IF NOT EXISTS partner_day_marks (
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  counted_to BINARY(16) NOT NULL,
  CONSTRAINT partner_day_marks_primary PRIMARY KEY (kind)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Nobody asks for what is older than 90 days, so counting begins there.
INSERT IGNORE INTO partner_day_marks (kind, counted_to)
  SELECT kinds.kind,
      UNHEX(CONCAT(LPAD(HEX(UNIX_TIMESTAMP(UTC_DATE() - INTERVAL 91 DAY) * 1000), 12, '0'), REPEAT('0', 20)))
  FROM (SELECT 'leads' AS kind UNION ALL SELECT 'customers' UNION ALL SELECT 'deposits') AS kinds;
