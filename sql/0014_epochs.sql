-- How a restored back-up is told from the database that it was made of. Every statement may be repeated.

-- An epoch begins now and then (`latchkey backed-up`, `latchkey prune`), and its id is also written beside the key file. A
-- file whose id stands here no more has seen a later state of the database. is_restore: what a restore had brought back
-- was put in order then, so older files count no more.
CREATE TABLE IF NOT EXISTS epochs (
  id BINARY(16) NOT NULL,
  is_restore BOOLEAN NOT NULL DEFAULT FALSE,
  CONSTRAINT epochs_primary PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
