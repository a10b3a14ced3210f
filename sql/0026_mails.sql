-- Mails: what waits to be sent and what has become of it, and what their links lead by. Every statement may be repeated,
-- and the programs of the version before work on.

-- One row for one mail, written in the transaction that causes it. latchkey-courier looks up whom it is to, makes its link
-- and sends it.
CREATE TABLE IF NOT EXISTS mails (
  id BINARY(16) NOT NULL,                                               -- UUIDv7; its text begins the Message-ID
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cause VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,        -- each causes one mail; NULL: as often as asked
  customer_id BINARY(16) NULL,
  user_id BINARY(16) NULL,
  recipient VARCHAR(254) NOT NULL,
  language VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NULL,      -- of the page on which it was asked for
  facts LONGTEXT NOT NULL,                                              -- JSON: what its text tells beside names and link
  token_id BINARY(16) NULL,                                             -- of mail_tokens or login_tokens
  sealed_token VARBINARY(255) NULL,                                     -- from the first try to the end
  secret_key_id VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  state VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- waiting, sent, failed, dropped
  reason VARCHAR(200) NULL,                                             -- why it waits still, has failed or was dropped
  tries INT UNSIGNED NOT NULL DEFAULT 0,
  next_at DATETIME(6) NOT NULL,                                         -- of the next try; while one is under way, when others may take it
  holder BINARY(16) NULL,                                               -- the courier that took it last
  created_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  CONSTRAINT mails_primary PRIMARY KEY (id),
  CONSTRAINT mails_cause_unique UNIQUE (cause),
  KEY mails_due (state, next_at),
  KEY mails_by_age (state, created_at),
  KEY mails_by_customer (customer_id, created_at),
  KEY mails_by_user (user_id, created_at),
  KEY mails_by_recipient (recipient, created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- When the last five mails to an address were queued, the newest first. address_hash is the SHA-256 of the address.
CREATE TABLE IF NOT EXISTS mail_recipients (
  address_hash BINARY(32) NOT NULL,
  queued_1 DATETIME(6) NOT NULL,
  queued_2 DATETIME(6) NOT NULL,
  queued_3 DATETIME(6) NOT NULL,
  queued_4 DATETIME(6) NOT NULL,
  queued_5 DATETIME(6) NOT NULL,
  CONSTRAINT mail_recipients_primary PRIMARY KEY (address_hash),
  KEY mail_recipients_by_age (queued_1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What links of mails lead by, but for sign-in links: those are login_tokens. A token is spent once: used_at is set where
-- it is NULL.
CREATE TABLE IF NOT EXISTS mail_tokens (
  id BINARY(16) NOT NULL,
  kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,       -- password, confirm, staff
  token_hash BINARY(32) NOT NULL,
  customer_id BINARY(16) NULL,
  user_id BINARY(16) NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  CONSTRAINT mail_tokens_primary PRIMARY KEY (id),
  CONSTRAINT mail_tokens_token_hash_unique UNIQUE (token_hash),
  KEY mail_tokens_by_customer (customer_id, created_at),
  KEY mail_tokens_by_user (user_id, created_at),
  KEY mail_tokens_by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- When a link that was mailed to the customer was used first. A customer without a password has the hash ''.
ALTER TABLE customers ADD COLUMN email_verified_at DATETIME(6) NULL, ALGORITHM = INSTANT;

-- Whether the link went by mail, so that its use proves the address.
ALTER TABLE login_tokens ADD COLUMN is_mailed BOOLEAN NOT NULL DEFAULT FALSE, ALGORITHM = INSTANT;

-- Whether somebody who may change API keys wants to hear that they end.
ALTER TABLE users ADD COLUMN wants_key_mails BOOLEAN NOT NULL DEFAULT TRUE, ALGORITHM = INSTANT;
