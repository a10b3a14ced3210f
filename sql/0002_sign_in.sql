-- The members area: its menu, login tokens, sessions and what happened at sign-in. Every statement may be repeated.

-- home_marker is 1 for the dashboard's entry and NULL for all others: the unique key lets one entry be home.
CREATE TABLE IF NOT EXISTS menus (
  id BINARY(16) NOT NULL,
  label VARCHAR(100) NOT NULL,
  path VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_enabled BOOLEAN NOT NULL DEFAULT TRUE,
  home_marker TINYINT UNSIGNED NULL,
  position INT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT menus_primary PRIMARY KEY (id),
  CONSTRAINT menus_path_unique UNIQUE (path),
  CONSTRAINT menus_home_unique UNIQUE (home_marker)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A token is spent once: redeem sets used_at where it is NULL and looks at the row count.
CREATE TABLE IF NOT EXISTS login_tokens (
  id BINARY(16) NOT NULL,
  token_hash BINARY(32) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  api_key_id BINARY(16) NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  return_url VARCHAR(2048) NULL,
  shows_status_popup BOOLEAN NOT NULL DEFAULT TRUE,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  CONSTRAINT login_tokens_primary PRIMARY KEY (id),
  CONSTRAINT login_tokens_token_hash_unique UNIQUE (token_hash),
  CONSTRAINT login_tokens_customer_known FOREIGN KEY (customer_id) REFERENCES customers (id),
  INDEX login_tokens_by_customer (customer_id, created_at),
  INDEX login_tokens_by_key (api_key_id, created_at),
  INDEX login_tokens_by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- email is the customer's at sign-in: the members area's check is then one read of one row.
CREATE TABLE IF NOT EXISTS sessions (
  id BINARY(16) NOT NULL,
  session_hash BINARY(32) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  email VARCHAR(254) NOT NULL,
  login_token_id BINARY(16) NULL,
  shows_status_popup BOOLEAN NOT NULL DEFAULT TRUE,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_seen_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  CONSTRAINT sessions_primary PRIMARY KEY (id),
  CONSTRAINT sessions_session_hash_unique UNIQUE (session_hash),
  CONSTRAINT sessions_customer_known FOREIGN KEY (customer_id) REFERENCES customers (id),
  INDEX sessions_by_customer (customer_id, created_at),
  INDEX sessions_by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Redemptions, refusals and password sign-ins with the true reason; also what sign-in throttling counts. account_hash is
-- the SHA-256 of the e-mail as typed (trimmed, lower-cased), so that unknown accounts are throttled like known ones.
CREATE TABLE IF NOT EXISTS sign_in_attempts (
  id BINARY(16) NOT NULL,
  attempted_at DATETIME(6) NOT NULL,
  method VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_hash BINARY(32) NULL,
  customer_id BINARY(16) NULL,
  login_token_id BINARY(16) NULL,
  return_url VARCHAR(2048) NULL,
  return_url_reason VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NULL,
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  CONSTRAINT sign_in_attempts_primary PRIMARY KEY (id),
  INDEX sign_in_attempts_by_account (account_hash, attempted_at),
  INDEX sign_in_attempts_by_address (address, attempted_at),
  INDEX sign_in_attempts_by_customer (customer_id, attempted_at),
  INDEX sign_in_attempts_by_token (login_token_id),
  INDEX sign_in_attempts_by_time (attempted_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
