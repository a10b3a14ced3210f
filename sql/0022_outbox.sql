-- What others are told: webhooks and postbacks, what is on its way to them, and each try. May be repeated.
CREATE TABLE IF NOT EXISTS endpoints (
  id BINARY(16) NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- webhook, postback
  user_id BINARY(16) NULL,                                            -- whose leads it is told of; NULL: everybody's
  url VARCHAR(2048) NOT NULL,                                         -- of a postback a template
  events VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- their names, with commas between them
  state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- enabled, disabled, failing
  state_reason VARCHAR(200) NULL,                                     -- why it was disabled or is failing
  secret VARBINARY(255) NULL,                                         -- sealed; of a webhook alone
  former_secret VARBINARY(255) NULL,                                  -- signs as well until the time beside it
  former_secret_until DATETIME(6) NULL,
  secret_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  former_secret_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  holder BINARY(16) NULL,                                             -- the courier that alone tells it, until held_until
  held_until DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  CONSTRAINT endpoints_primary PRIMARY KEY (id),
  KEY endpoints_by_user (user_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row for one message to one endpoint, written in the transaction that causes it.
CREATE TABLE IF NOT EXISTS deliveries (
  id BINARY(16) NOT NULL,                                             -- UUIDv7; `msg_` and its text is the webhook-id
  endpoint_id BINARY(16) NOT NULL,
  event VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- what caused it; each causes one message
  lead_id BINARY(16) NULL,
  payload LONGTEXT NOT NULL,                                          -- of a webhook its body, of a postback its URL
  state VARCHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- waiting, delivered, failed
  tries INT UNSIGNED NOT NULL DEFAULT 0,
  next_at DATETIME(6) NOT NULL,                                       -- of the next try
  created_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  CONSTRAINT deliveries_primary PRIMARY KEY (id),
  CONSTRAINT deliveries_cause_unique UNIQUE (endpoint_id, cause),
  KEY deliveries_due (endpoint_id, state, next_at),
  KEY deliveries_by_endpoint (endpoint_id, created_at),
  KEY deliveries_by_age (state, created_at),
  KEY deliveries_by_lead (lead_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS delivery_tries (
  delivery_id BINARY(16) NOT NULL,
  number INT UNSIGNED NOT NULL,
  tried_at DATETIME(6) NOT NULL,
  status SMALLINT UNSIGNED NULL,                                      -- of the answer; NULL: there was none
  duration_ms INT UNSIGNED NOT NULL,
  answer VARBINARY(1024) NULL,                                        -- its first 1,024 bytes
  error VARCHAR(200) NULL,
  CONSTRAINT delivery_tries_primary PRIMARY KEY (delivery_id, number),
  KEY delivery_tries_by_age (tried_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What a program has noted that may not read leads and users: the courier makes deliveries of it.
CREATE TABLE IF NOT EXISTS happenings (
  id BINARY(16) NOT NULL,
  event VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  changes LONGTEXT NOT NULL,                                          -- JSON
  happened_at DATETIME(6) NOT NULL,
  CONSTRAINT happenings_primary PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The parameter in which a user's tracker sends its click id; NULL: click_id.
ALTER TABLE users ADD COLUMN click_id_key VARCHAR(64) NULL, ALGORITHM = INSTANT;
