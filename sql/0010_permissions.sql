-- Exports and login links have permissions of their own. The roles that could do these things go on doing them. "Leads
-- edit" allowed nothing, so it goes. May be repeated.
INSERT IGNORE INTO role_permissions (role_id, permission)
  SELECT role_id, 'exports:view'
  FROM role_permissions
  WHERE permission IN ('customers:view', 'customers:edit', 'leads:view', 'leads:edit')
  GROUP BY role_id;
INSERT IGNORE INTO role_permissions (role_id, permission)
  SELECT role_id, 'login_links:edit'
  FROM role_permissions
  WHERE permission = 'customers:edit';
INSERT IGNORE INTO role_permissions (role_id, permission)
  SELECT role_id, 'leads:view'
  FROM role_permissions
  WHERE permission = 'leads:edit';
DELETE FROM role_permissions WHERE permission = 'leads:edit';
