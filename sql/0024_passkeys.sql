-- Passkeys of staff. Every statement may be repeated, and the programs of the version before work on.

-- A credential id may have 1023 bytes, more than a key of all engines takes: its SHA-256 is the key.
CREATE TABLE IF NOT EXISTS passkeys (
  id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  credential_hash BINARY(32) NOT NULL,
  credential_id VARBINARY(1023) NOT NULL,
  public_key VARBINARY(1200) NOT NULL,
  sign_count BIGINT NOT NULL,
  name VARCHAR(100) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_used_at DATETIME(6) NULL,
  CONSTRAINT passkeys_primary PRIMARY KEY (id),
  CONSTRAINT passkeys_credential UNIQUE (credential_hash),
  KEY passkeys_user (user_id),
  CONSTRAINT passkeys_user FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One for each browser that is about to use a passkey.
CREATE TABLE IF NOT EXISTS passkey_challenges (
  holder_hash BINARY(32) NOT NULL,
  challenge_hash BINARY(32) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  CONSTRAINT passkey_challenges_primary PRIMARY KEY (holder_hash),
  KEY passkey_challenges_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Whether a passkey that has verified its owner is enough, without the password.
ALTER TABLE roles ADD COLUMN allows_passkey_alone BOOLEAN NOT NULL DEFAULT FALSE, ALGORITHM = INSTANT;
