-- What latchkey-provisioner knows: platforms it may talk to at the moment, accounts it is opening, and what happened to
-- them. Apart from trading_platforms and trading_accounts, so that the API's program cannot read passwords. Every
-- statement may be repeated.

-- One row per platform that was ever worked on. `holder` is the process that may talk to the platform until held_until.
-- A circuit is open until open_until; with needs_attention it stays so until an administrator has looked.
CREATE TABLE IF NOT EXISTS platform_circuits (
  platform_id BINARY(16) NOT NULL,
  holder BINARY(16) NULL,
  held_until DATETIME(6) NULL,
  failures INT UNSIGNED NOT NULL DEFAULT 0,
  open_until DATETIME(6) NULL,
  needs_attention BOOLEAN NOT NULL DEFAULT FALSE,
  reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  detail VARCHAR(255) NULL,
  CONSTRAINT platform_circuits_primary PRIMARY KEY (platform_id),
  CONSTRAINT platform_circuits_platform_known FOREIGN KEY (platform_id) REFERENCES trading_platforms (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Written before the platform is asked for the first time, and the same for every later try. The tag stands in the
-- account's comment at the platform: by it an account is found whose answer was lost. The passwords are encrypted and are
-- erased once the customer has seen them. clean_looks counts the look-ups since the last request that found nothing.
CREATE TABLE IF NOT EXISTS account_openings (
  account_id BINARY(16) NOT NULL,
  tag VARCHAR(31) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  main_password VARBINARY(200) NULL,
  investor_password VARBINARY(200) NULL,
  secret_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  watermark BIGINT UNSIGNED NULL,
  sent_at DATETIME(6) NULL,
  unclear_since DATETIME(6) NULL,
  clean_looks INT UNSIGNED NOT NULL DEFAULT 0,
  clean_looks_wanted INT UNSIGNED NOT NULL DEFAULT 2,
  looks INT UNSIGNED NOT NULL DEFAULT 0,
  last_clean_look_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT account_openings_primary PRIMARY KEY (account_id),
  CONSTRAINT account_openings_tag_unique UNIQUE (tag),
  CONSTRAINT account_openings_account_known FOREIGN KEY (account_id) REFERENCES trading_accounts (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The history of an account: who did what when, and what came of it. Added to, never changed.
CREATE TABLE IF NOT EXISTS account_events (
  id BINARY(16) NOT NULL,
  account_id BINARY(16) NOT NULL,
  happened_at DATETIME(6) NOT NULL,
  actor VARCHAR(254) NOT NULL,
  step VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  detail VARCHAR(255) NULL,
  CONSTRAINT account_events_primary PRIMARY KEY (id),
  CONSTRAINT account_events_account_known FOREIGN KEY (account_id) REFERENCES trading_accounts (id),
  INDEX account_events_by_account (account_id, happened_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What customers type into their terminal to find the platform; without it they are told the platform's name. MySQL has
-- no ADD COLUMN IF NOT EXISTS.
SET @add_server_name = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'trading_platforms' AND column_name = 'server_name'),
  'DO 0', 'ALTER TABLE trading_platforms ADD COLUMN server_name VARCHAR(100) NULL AFTER name');
PREPARE add_server_name FROM @add_server_name;
EXECUTE add_server_name;
