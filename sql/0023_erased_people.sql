-- People whose data were erased. Every statement may be repeated, and the programs of the version before work on.

-- A person is a lead and the customer that it has become. The same ids stand in privacy.erased_file, which no restore of a
-- back-up takes back: `latchkey customer re-erase` erases by it what a back-up has brought back.
CREATE TABLE IF NOT EXISTS erased_people (
  lead_id BINARY(16) NOT NULL,
  erased_at DATETIME(6) NOT NULL,
  CONSTRAINT erased_people_primary PRIMARY KEY (lead_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Who may make users and roles can give the new permission, so he has it.
INSERT IGNORE INTO role_permissions (role_id, permission)
  SELECT role_id, 'privacy:edit'
  FROM role_permissions
  WHERE permission IN ('users:edit', 'roles:edit')
  GROUP BY role_id
  HAVING COUNT(*) = 2;
