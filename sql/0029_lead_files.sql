-- Files of leads between their upload to the admin area and their import. Every statement may be repeated, and the programs of
-- the version before work on.

-- One for each user, who alone sees it; good for an hour. The next request may come to another machine, so it lies here. A
-- file is whole when all of its parts are there. wishes: JSON, [[title, target], …]. steps counts the transactions of its
-- upload and its import, each of which writes this row: so none is stored once the file is removed.
CREATE TABLE IF NOT EXISTS lead_files (
  id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  name VARCHAR(255) NOT NULL,
  bytes BIGINT UNSIGNED NOT NULL,
  is_whole BOOLEAN NOT NULL DEFAULT FALSE,
  source_user_id BINARY(16) NULL,
  wishes LONGTEXT NOT NULL,
  revision BIGINT UNSIGNED NOT NULL DEFAULT 0,
  steps BIGINT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT lead_files_primary PRIMARY KEY (id),
  CONSTRAINT lead_files_user_unique UNIQUE (user_id),
  KEY lead_files_by_age (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Parts of 512 KiB at most, so that no statement comes near to max_allowed_packet.
CREATE TABLE IF NOT EXISTS lead_file_parts (
  file_id BINARY(16) NOT NULL,
  number INT UNSIGNED NOT NULL,
  content LONGTEXT NOT NULL,
  CONSTRAINT lead_file_parts_primary PRIMARY KEY (file_id, number),
  CONSTRAINT lead_file_parts_file_known FOREIGN KEY (file_id) REFERENCES lead_files (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
