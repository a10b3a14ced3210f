-- JSON is kept as checked text, as MariaDB, whose JSON is LONGTEXT, has kept it from the start: the database driver cannot
-- read a column of MySQL's own type. There is nothing to do on MariaDB. MySQL copies the tables, and waits with writes to
-- them meanwhile; it knows no other way to change a type. Every statement may be repeated.

SET @leads_as_text = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'leads' AND data_type = 'json'),
  'ALTER TABLE leads
     MODIFY metadata LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
     ADD CONSTRAINT leads_metadata_valid CHECK (JSON_VALID(metadata)),
     ALGORITHM = COPY, LOCK = SHARED',
  'DO 0');
PREPARE leads_as_text FROM @leads_as_text;
EXECUTE leads_as_text;

SET @touches_as_text = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'touches' AND data_type = 'json'),
  'ALTER TABLE touches
     MODIFY utm_details LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
     MODIFY metadata LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
     ADD CONSTRAINT touches_utm_details_valid CHECK (JSON_VALID(utm_details)),
     ADD CONSTRAINT touches_metadata_valid CHECK (JSON_VALID(metadata)),
     ALGORITHM = COPY, LOCK = SHARED',
  'DO 0');
PREPARE touches_as_text FROM @touches_as_text;
EXECUTE touches_as_text;

SET @answers_as_text = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'idempotency_keys' AND data_type = 'json'),
  'ALTER TABLE idempotency_keys
     MODIFY answer LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
     ADD CONSTRAINT idempotency_keys_answer_valid CHECK (JSON_VALID(answer)),
     ALGORITHM = COPY, LOCK = SHARED',
  'DO 0');
PREPARE answers_as_text FROM @answers_as_text;
EXECUTE answers_as_text;

SET @changes_as_text = IF(
  EXISTS (SELECT 1 FROM information_schema.columns
          WHERE table_schema = DATABASE() AND table_name = 'audit_log' AND data_type = 'json'),
  'ALTER TABLE audit_log
     MODIFY before_change LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
     MODIFY after_change LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
     ADD CONSTRAINT audit_log_before_change_valid CHECK (JSON_VALID(before_change)),
     ADD CONSTRAINT audit_log_after_change_valid CHECK (JSON_VALID(after_change)),
     ALGORITHM = COPY, LOCK = SHARED',
  'DO 0');
PREPARE changes_as_text FROM @changes_as_text;
EXECUTE changes_as_text;
