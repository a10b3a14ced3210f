-- The admin area: roles, staff sessions, the second factor, and names that are found whatever their case. Every statement
-- may be repeated.

CREATE TABLE IF NOT EXISTS roles (
  id BINARY(16) NOT NULL,
  name VARCHAR(100) NOT NULL,
  requires_second_factor BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT roles_primary PRIMARY KEY (id),
  CONSTRAINT roles_name_unique UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- permission is AREA:view or AREA:edit; a role without rows may do nothing.
CREATE TABLE IF NOT EXISTS role_permissions (
  role_id BINARY(16) NOT NULL,
  permission VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  CONSTRAINT role_permissions_primary PRIMARY KEY (role_id, permission),
  CONSTRAINT role_permissions_role_known FOREIGN KEY (role_id) REFERENCES roles (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS user_roles (
  user_id BINARY(16) NOT NULL,
  role_id BINARY(16) NOT NULL,
  CONSTRAINT user_roles_primary PRIMARY KEY (user_id, role_id),
  CONSTRAINT user_roles_user_known FOREIGN KEY (user_id) REFERENCES users (id),
  CONSTRAINT user_roles_role_known FOREIGN KEY (role_id) REFERENCES roles (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- waits_for_code: the password was right, the code of the second factor has not come yet; such a session opens nothing
-- but the page that asks for it.
CREATE TABLE IF NOT EXISTS staff_sessions (
  id BINARY(16) NOT NULL,
  session_hash BINARY(32) NOT NULL,
  user_id BINARY(16) NOT NULL,
  waits_for_code BOOLEAN NOT NULL DEFAULT FALSE,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_seen_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  CONSTRAINT staff_sessions_primary PRIMARY KEY (id),
  CONSTRAINT staff_sessions_session_hash_unique UNIQUE (session_hash),
  CONSTRAINT staff_sessions_user_known FOREIGN KEY (user_id) REFERENCES users (id),
  INDEX staff_sessions_by_user (user_id, created_at),
  INDEX staff_sessions_by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The secret of the codes (RFC 6238), encrypted; secret_key_id names the key of the key file. last_step is the time step
-- of the last code taken: a code is good once.
CREATE TABLE IF NOT EXISTS second_factors (
  user_id BINARY(16) NOT NULL,
  secret VARBINARY(200) NOT NULL,
  secret_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_step BIGINT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT second_factors_primary PRIMARY KEY (user_id),
  CONSTRAINT second_factors_user_known FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS recovery_codes (
  user_id BINARY(16) NOT NULL,
  code_hash BINARY(32) NOT NULL,
  used_at DATETIME(6) NULL,
  CONSTRAINT recovery_codes_primary PRIMARY KEY (user_id, code_hash),
  CONSTRAINT recovery_codes_user_known FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Staff type names as they hear them: the search by name does not look at case and accents.
ALTER TABLE customers
  MODIFY first_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL,
  MODIFY last_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL;
ALTER TABLE leads
  MODIFY first_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL,
  MODIFY last_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NULL;
CREATE INDEX customers_by_first_name ON customers (first_name, last_name);
CREATE INDEX leads_by_first_name ON leads (first_name, last_name);

-- The activity log's filters.
CREATE INDEX audit_log_by_actor ON audit_log (actor, happened_at);
CREATE INDEX audit_log_by_action ON audit_log (action, happened_at);
