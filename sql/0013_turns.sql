-- What has to be written, not only locked, so that rules hold on a cluster: Galera refuses one of two transactions that
-- have written the same row, and knows nothing of rows that they have read or locked (docs/decisions/0021). Every statement
-- may be repeated, and the programs of the version before work on.

-- One row for each rule that is about several rows, such as "an administrator is left": whoever decides by the rule writes
-- it first.
CREATE TABLE IF NOT EXISTS turns (
  rule VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  taken BIGINT UNSIGNED NOT NULL,
  CONSTRAINT turns_primary PRIMARY KEY (rule)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A sign-in writes it, a block and a new password write the row too.
ALTER TABLE customers ADD COLUMN last_sign_in_at DATETIME(6) NULL, ALGORITHM = INSTANT;

-- The same of staff; a change of the second factor counts it up as well.
ALTER TABLE users ADD COLUMN revision BIGINT UNSIGNED NOT NULL DEFAULT 0, ALGORITHM = INSTANT;

-- Counted up by the provisioner that begins to open an account in the group; a change of the group writes the row too.
ALTER TABLE platform_groups ADD COLUMN revision BIGINT UNSIGNED NOT NULL DEFAULT 0, ALGORITHM = INSTANT;

-- Counted up by a rotation of keys: provisioners, who seal, write the row too.
ALTER TABLE platform_circuits ADD COLUMN revision BIGINT UNSIGNED NOT NULL DEFAULT 0, ALGORITHM = INSTANT;
