-- Settings > Trading Platforms, and the accounts that were asked for. Every statement may be repeated.

-- default_marker is 1 for the default platform and NULL for all others: the unique key lets one platform be default.
-- secret holds the manager's password, encrypted; secret_key_id names the key of the key file.
CREATE TABLE IF NOT EXISTS trading_platforms (
  id BINARY(16) NOT NULL,
  name VARCHAR(100) NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_demo BOOLEAN NOT NULL DEFAULT FALSE,
  host VARCHAR(255) NOT NULL,
  port SMALLINT UNSIGNED NOT NULL,
  ca_file VARCHAR(500) NULL,
  pinned_fingerprint BINARY(32) NULL,
  manager_login VARCHAR(64) NOT NULL,
  secret VARBINARY(500) NULL,
  secret_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  agent VARCHAR(64) NOT NULL DEFAULT 'Latchkey',
  code_page VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  connect_timeout_ms INT UNSIGNED NOT NULL DEFAULT 5000,
  request_timeout_ms INT UNSIGNED NOT NULL DEFAULT 10000,
  is_enabled BOOLEAN NOT NULL DEFAULT TRUE,
  default_marker TINYINT UNSIGNED NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT trading_platforms_primary PRIMARY KEY (id),
  CONSTRAINT trading_platforms_name_unique UNIQUE (name),
  CONSTRAINT trading_platforms_default_unique UNIQUE (default_marker)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- leverages is a comma-separated list, e.g. 100,200.
CREATE TABLE IF NOT EXISTS platform_groups (
  id BINARY(16) NOT NULL,
  platform_id BINARY(16) NOT NULL,
  account_type VARCHAR(64) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  group_name VARCHAR(63) NOT NULL,
  leverages VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  default_leverage INT UNSIGNED NOT NULL,
  default_marker TINYINT UNSIGNED NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT platform_groups_primary PRIMARY KEY (id),
  CONSTRAINT platform_groups_type_unique UNIQUE (platform_id, account_type, currency),
  CONSTRAINT platform_groups_default_unique UNIQUE (platform_id, default_marker),
  CONSTRAINT platform_groups_platform_known FOREIGN KEY (platform_id) REFERENCES trading_platforms (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS trading_accounts (
  id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  platform_id BINARY(16) NOT NULL,
  group_id BINARY(16) NOT NULL,
  account_type VARCHAR(64) NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  leverage INT UNSIGNED NOT NULL,
  customer_address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  status VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  login BIGINT UNSIGNED NULL,
  outcome_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  next_attempt_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT trading_accounts_primary PRIMARY KEY (id),
  CONSTRAINT trading_accounts_login_unique UNIQUE (platform_id, login),
  CONSTRAINT trading_accounts_customer_known FOREIGN KEY (customer_id) REFERENCES customers (id),
  CONSTRAINT trading_accounts_platform_known FOREIGN KEY (platform_id) REFERENCES trading_platforms (id),
  CONSTRAINT trading_accounts_group_known FOREIGN KEY (group_id) REFERENCES platform_groups (id),
  INDEX trading_accounts_by_customer (customer_id, created_at),
  INDEX trading_accounts_by_queue (status, next_attempt_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
