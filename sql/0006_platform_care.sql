-- Settings > Trading Platforms: since when a platform is left alone, how long its queue is, and what a key's links led to.
-- Every statement may be repeated. MySQL has no ADD COLUMN and no CREATE INDEX IF NOT EXISTS.

-- When the first of the failures in a row came; NULL while the circuit is closed.
SET @add_opened_at = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'platform_circuits' AND column_name = 'opened_at'),
  'DO 0', 'ALTER TABLE platform_circuits ADD COLUMN opened_at DATETIME(6) NULL AFTER failures');
PREPARE add_opened_at FROM @add_opened_at;
EXECUTE add_opened_at;

SET @add_by_state = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'trading_accounts' AND index_name = 'trading_accounts_by_state'),
  'DO 0', 'CREATE INDEX trading_accounts_by_state ON trading_accounts (status, platform_id)');
PREPARE add_by_state FROM @add_by_state;
EXECUTE add_by_state;
