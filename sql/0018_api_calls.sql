-- What partners have called, and what they were told; never what they sent. Every statement may be repeated.

-- pointers: of wrong fields, JSON. route: the path's template.
CREATE TABLE IF NOT EXISTS api_calls (
  id BINARY(16) NOT NULL,
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  called_at DATETIME(6) NOT NULL,
  api_key_id BINARY(16) NOT NULL,
  route VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status SMALLINT UNSIGNED NOT NULL,
  code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  pointers TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  milliseconds INT UNSIGNED NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  lead_id BINARY(16) NULL,
  customer_id BINARY(16) NULL,
  CONSTRAINT api_calls_primary PRIMARY KEY (id),
  INDEX api_calls_by_key (api_key_id, called_at),
  INDEX api_calls_by_request (request_id),
  INDEX api_calls_by_age (called_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
