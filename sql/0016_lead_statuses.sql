-- Settings > Lead statuses, the status of each lead and its history. Every statement may be repeated, and creations go on
-- while they run.

-- group_name: new, inProgress, converted, rejected or invalid. The first enabled status of a group, by position and id, is
-- the group's default. revision changes in all rows with every change of one, so that two changes on two nodes of a cluster
-- cannot both take a group its last status.
CREATE TABLE IF NOT EXISTS lead_statuses (
  id BINARY(16) NOT NULL,
  name VARCHAR(100) NOT NULL,
  group_name VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT UNSIGNED NOT NULL,
  is_enabled BOOLEAN NOT NULL,
  revision INT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  CONSTRAINT lead_statuses_primary PRIMARY KEY (id),
  CONSTRAINT lead_statuses_name_unique UNIQUE (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO lead_statuses (id, name, group_name, position, is_enabled, created_at) VALUES
  (x'019abc00000070008000000000000001', 'New', 'new', 1, TRUE, UTC_TIMESTAMP(6)),
  (x'019abc00000070008000000000000002', 'In progress', 'inProgress', 2, TRUE, UTC_TIMESTAMP(6)),
  (x'019abc00000070008000000000000003', 'Converted', 'converted', 3, TRUE, UTC_TIMESTAMP(6)),
  (x'019abc00000070008000000000000004', 'Rejected', 'rejected', 4, TRUE, UTC_TIMESTAMP(6)),
  (x'019abc00000070008000000000000005', 'Invalid', 'invalid', 5, TRUE, UTC_TIMESTAMP(6));

-- NULL, as leads from before have it: the default of `converted` when the lead is a customer, else that of `new`.
ALTER TABLE leads ADD COLUMN status_id BINARY(16) NULL, ALGORITHM = INSTANT;
ALTER TABLE leads ADD COLUMN is_status_by_person BOOLEAN NOT NULL DEFAULT FALSE, ALGORITHM = INSTANT;

-- Names are copied, so that the history tells what was shown then.
CREATE TABLE IF NOT EXISTS lead_status_changes (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  changed_at DATETIME(6) NOT NULL,
  actor VARCHAR(254) NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  from_status VARCHAR(100) NOT NULL,
  to_status VARCHAR(100) NOT NULL,
  CONSTRAINT lead_status_changes_primary PRIMARY KEY (id),
  CONSTRAINT lead_status_changes_lead_known FOREIGN KEY (lead_id) REFERENCES leads (id),
  INDEX lead_status_changes_by_lead (lead_id, changed_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who may make users and roles can give the new permissions, so he has them.
INSERT IGNORE INTO role_permissions (role_id, permission)
  SELECT r.role_id, p.permission
  FROM (SELECT role_id
        FROM role_permissions
        WHERE permission IN ('users:edit', 'roles:edit')
        GROUP BY role_id
        HAVING COUNT(*) = 2) AS r
  CROSS JOIN (SELECT 'leads:edit' AS permission
              UNION ALL SELECT 'lead_statuses:view'
              UNION ALL SELECT 'lead_statuses:edit') AS p;
