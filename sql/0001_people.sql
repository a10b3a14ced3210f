-- Staff, their API keys, leads, customers, touches. Every statement may be repeated: a migration that was cut off goes on
-- where it stopped. Times are UTC with microseconds; ids are UUIDv7 in 16 bytes; e-mails are stored trimmed and lower-cased.

CREATE TABLE IF NOT EXISTS users (
  id BINARY(16) NOT NULL,
  email VARCHAR(254) NOT NULL,
  first_name VARCHAR(100) NOT NULL,
  last_name VARCHAR(100) NOT NULL,
  password_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  disabled_at DATETIME(6) NULL,
  removed_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT users_primary PRIMARY KEY (id),
  CONSTRAINT users_email_unique UNIQUE (email)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS api_keys (
  id BINARY(16) NOT NULL,
  name VARCHAR(100) NOT NULL,
  prefix CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  key_hash BINARY(32) NOT NULL,
  user_id BINARY(16) NULL,
  rights VARCHAR(1000) NOT NULL,
  allow_list TEXT NOT NULL,
  expires_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  last_used_at DATETIME(6) NULL,
  last_address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  last_refused_at DATETIME(6) NULL,
  last_refused_address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT api_keys_primary PRIMARY KEY (id),
  CONSTRAINT api_keys_key_hash_unique UNIQUE (key_hash),
  CONSTRAINT api_keys_user_known FOREIGN KEY (user_id) REFERENCES users (id),
  INDEX api_keys_by_name (name),
  INDEX api_keys_by_prefix (prefix)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One unique key beside the primary one: INSERT ... ON DUPLICATE KEY UPDATE on the e-mail is the first statement of a
-- creation and serialises all that happens to one e-mail.
CREATE TABLE IF NOT EXISTS leads (
  id BINARY(16) NOT NULL,
  email VARCHAR(254) NOT NULL,
  first_name VARCHAR(100) NULL,
  last_name VARCHAR(100) NULL,
  phone VARCHAR(20) NULL,
  phone_country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  nationality_country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  source_user_id BINARY(16) NULL,
  source_name VARCHAR(201) NULL,
  first_touch_id BINARY(16) NOT NULL,
  latest_touch_id BINARY(16) NOT NULL,
  metadata JSON NOT NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT leads_primary PRIMARY KEY (id),
  CONSTRAINT leads_email_unique UNIQUE (email),
  INDEX leads_by_name (last_name, first_name),
  INDEX leads_by_phone (phone)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What each call brought, never changed afterwards. Names are copied, so that a touch tells its story by itself.
CREATE TABLE IF NOT EXISTS touches (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  touched_at DATETIME(6) NOT NULL,
  api_key_id BINARY(16) NOT NULL,
  api_key_name VARCHAR(100) NOT NULL,
  source_user_id BINARY(16) NULL,
  source_name VARCHAR(201) NULL,
  utm_details JSON NOT NULL,
  metadata JSON NOT NULL,
  CONSTRAINT touches_primary PRIMARY KEY (id),
  CONSTRAINT touches_lead_known FOREIGN KEY (lead_id) REFERENCES leads (id),
  INDEX touches_by_lead (lead_id, touched_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS customers (
  id BINARY(16) NOT NULL,
  email VARCHAR(254) NOT NULL,
  first_name VARCHAR(100) NOT NULL,
  last_name VARCHAR(100) NOT NULL,
  phone VARCHAR(20) NOT NULL,
  phone_country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  nationality_country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  password_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lead_id BINARY(16) NOT NULL,
  api_key_id BINARY(16) NOT NULL,
  blocked_at DATETIME(6) NULL,
  block_reason VARCHAR(500) NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT customers_primary PRIMARY KEY (id),
  CONSTRAINT customers_email_unique UNIQUE (email),
  CONSTRAINT customers_lead_known FOREIGN KEY (lead_id) REFERENCES leads (id),
  INDEX customers_by_name (last_name, first_name),
  INDEX customers_by_phone (phone)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Answers of requests that carried an Idempotency-Key, without password and login token. request_hash is keyed with the
-- API key's value, which is stored nowhere: a thief of this table cannot try passwords against it.
CREATE TABLE IF NOT EXISTS idempotency_keys (
  api_key_id BINARY(16) NOT NULL,
  key_hash BINARY(32) NOT NULL,
  request_hash BINARY(32) NOT NULL,
  status SMALLINT UNSIGNED NOT NULL,
  location VARCHAR(200) NULL,
  answer JSON NOT NULL,
  login_token_id BINARY(16) NULL,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT idempotency_keys_primary PRIMARY KEY (api_key_id, key_hash),
  INDEX idempotency_keys_by_age (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who changed what. The programs' accounts may insert and read here, never change.
CREATE TABLE IF NOT EXISTS audit_log (
  id BINARY(16) NOT NULL,
  happened_at DATETIME(6) NOT NULL,
  actor VARCHAR(254) NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  action VARCHAR(50) NOT NULL,
  subject_kind VARCHAR(30) NOT NULL,
  subject_id BINARY(16) NULL,
  before_change JSON NULL,
  after_change JSON NULL,
  CONSTRAINT audit_log_primary PRIMARY KEY (id),
  INDEX audit_log_by_time (happened_at),
  INDEX audit_log_by_subject (subject_id, happened_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
