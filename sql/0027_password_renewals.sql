-- Renewals of platform passwords that staff have asked for. Every statement may be repeated, and the programs of the version
-- before work on.

-- The newest renewal of an account. The new passwords are encrypted, stored before the platform is told of them, and the same
-- for every try, so that a lost answer loses nothing; they move to account_openings, where the customer looks at them once.
-- unclear_since is set while the platform may have taken one of them without our knowing it.
CREATE TABLE IF NOT EXISTS account_renewals (
  account_id BINARY(16) NOT NULL,
  platform_id BINARY(16) NOT NULL,
  state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- waiting, done, failed, manual
  main_password VARBINARY(200) NULL,
  investor_password VARBINARY(200) NULL,
  secret_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  unclear_since DATETIME(6) NULL,
  outcome_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- of the last try
  next_attempt_at DATETIME(6) NULL,
  asked_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT account_renewals_primary PRIMARY KEY (account_id),
  CONSTRAINT account_renewals_account_known FOREIGN KEY (account_id) REFERENCES trading_accounts (id),
  INDEX account_renewals_by_queue (state, next_attempt_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
