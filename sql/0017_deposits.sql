-- What partners tell of customers' money. Every statement may be repeated, and creations go on while they run.

-- When the first deposit that arrived has happened; it never changes again.
ALTER TABLE leads ADD COLUMN first_deposit_at DATETIME(6) NULL, ALGORITHM = INSTANT;

-- api_key_id: the first of the keys that have replaced one another by rotation, so that a reference stays one's own.
-- amount: a decimal number as it was sent, without leading zeros; text, so that nobody rounds it.
CREATE TABLE IF NOT EXISTS deposits (
  id BINARY(16) NOT NULL,
  api_key_id BINARY(16) NOT NULL,
  reference VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  customer_id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  amount VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  is_first BOOLEAN NOT NULL,
  received_at DATETIME(6) NOT NULL,
  CONSTRAINT deposits_primary PRIMARY KEY (id),
  CONSTRAINT deposits_reference_unique UNIQUE (api_key_id, reference),
  CONSTRAINT deposits_customer_known FOREIGN KEY (customer_id) REFERENCES customers (id),
  INDEX deposits_by_customer (customer_id, occurred_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
