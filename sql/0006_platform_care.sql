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

-- Login activity of one API key: the newest of its links and of what became of them, without reading anything else (an
-- index ends in the primary key, which is in the order of time).
SET @add_key = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'sign_in_attempts' AND column_name = 'api_key_id'),
  'DO 0', 'ALTER TABLE sign_in_attempts ADD COLUMN api_key_id BINARY(16) NULL AFTER login_token_id, ADD INDEX sign_in_attempts_by_key (api_key_id)');
PREPARE add_key FROM @add_key;
EXECUTE add_key;
-- batch: sign_in_attempts a
UPDATE sign_in_attempts a JOIN login_tokens t ON t.id = a.login_token_id SET a.api_key_id = t.api_key_id
  WHERE a.api_key_id IS NULL AND t.api_key_id IS NOT NULL;

SET @add_links = IF(
  EXISTS (SELECT 1 FROM information_schema.statistics
          WHERE table_schema = DATABASE() AND table_name = 'login_tokens' AND index_name = 'login_tokens_newest_by_key'),
  'DO 0', 'ALTER TABLE login_tokens DROP INDEX login_tokens_by_key, ADD INDEX login_tokens_newest_by_key (api_key_id)');
PREPARE add_links FROM @add_links;
EXECUTE add_links;
