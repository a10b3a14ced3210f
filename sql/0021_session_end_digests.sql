-- Which sessions have ended, told by one machine to all others. Every statement may be repeated.

-- Written only while many sessions end (members/sessions/session_looks.hpp), five rows a second, and kept for some minutes.
-- session_hashes: 64 hex digits each.
CREATE TABLE IF NOT EXISTS session_end_digests (
  seq BIGINT UNSIGNED NOT NULL,
  session_hashes LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  CONSTRAINT session_end_digests_primary PRIMARY KEY (seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
