-- One database account per program, with the least rights. Run it as the database's administrator with the schema as the
-- default one, after every `latchkey migrate`:
--     mariadb latchkey < sql/grants.sql      (or: mysql latchkey < sql/grants.sql)
-- Accounts that do not exist yet are made locked and without a password. Give each its own and unlock it:
--     ALTER USER latchkey_customers@localhost IDENTIFIED BY '…' ACCOUNT UNLOCK;
-- For web machines other than the database's, replace @localhost by their addresses.

CREATE USER IF NOT EXISTS latchkey_customers@localhost ACCOUNT LOCK;
CREATE USER IF NOT EXISTS latchkey_login@localhost ACCOUNT LOCK;
CREATE USER IF NOT EXISTS latchkey_session@localhost ACCOUNT LOCK;
CREATE USER IF NOT EXISTS latchkey_admin@localhost ACCOUNT LOCK;
CREATE USER IF NOT EXISTS latchkey_provisioner@localhost ACCOUNT LOCK;
CREATE USER IF NOT EXISTS latchkey_courier@localhost ACCOUNT LOCK;

-- latchkey-customers: creates; cannot read password hashes or sign-ins.
GRANT SELECT (version) ON schema_migrations TO latchkey_customers@localhost;
GRANT SELECT (id, email, first_name, last_name, disabled_at, removed_at, click_id_key) ON users TO latchkey_customers@localhost;
GRANT SELECT, UPDATE (last_used_at, last_address, last_refused_at, last_refused_address) ON api_keys TO latchkey_customers@localhost;
GRANT SELECT, INSERT, UPDATE ON api_key_counts TO latchkey_customers@localhost;
GRANT SELECT, INSERT, UPDATE ON leads TO latchkey_customers@localhost;
GRANT SELECT, INSERT ON touches TO latchkey_customers@localhost;
GRANT SELECT ON lead_statuses TO latchkey_customers@localhost;
GRANT INSERT ON lead_status_changes TO latchkey_customers@localhost;
GRANT SELECT, INSERT ON deposits TO latchkey_customers@localhost;
GRANT SELECT, INSERT ON api_calls TO latchkey_customers@localhost;
GRANT SELECT (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, language, lead_id, api_key_id, blocked_at, email_verified_at, created_at), INSERT ON customers TO latchkey_customers@localhost;
GRANT SELECT, INSERT ON search_words TO latchkey_customers@localhost;
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO latchkey_customers@localhost;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON login_tokens TO latchkey_customers@localhost;
GRANT SELECT ON menus TO latchkey_customers@localhost;
GRANT SELECT (id, name, kind, is_enabled, default_marker, is_demo) ON trading_platforms TO latchkey_customers@localhost;
GRANT SELECT ON platform_groups TO latchkey_customers@localhost;
GRANT SELECT, INSERT ON trading_accounts TO latchkey_customers@localhost;
GRANT INSERT ON account_events TO latchkey_customers@localhost;
GRANT SELECT (platform_id, open_until, needs_attention) ON platform_circuits TO latchkey_customers@localhost;
GRANT SELECT (id, kind, user_id, url, events, state) ON endpoints TO latchkey_customers@localhost;
GRANT INSERT ON deliveries TO latchkey_customers@localhost;
GRANT INSERT ON mails TO latchkey_customers@localhost;
GRANT SELECT, INSERT, UPDATE ON mail_recipients TO latchkey_customers@localhost;

-- latchkey-login: signs in and out, shows customers their trading accounts and reveals the platform passwords; cannot
-- read API keys, staff, leads or the platforms' own secrets.
GRANT SELECT (id, email, first_name, last_name, language, lead_id, password_hash, blocked_at, last_sign_in_at, email_verified_at), UPDATE (password_hash, last_sign_in_at, email_verified_at) ON customers TO latchkey_login@localhost;
GRANT SELECT, UPDATE (used_at, revoked_at) ON login_tokens TO latchkey_login@localhost;
GRANT SELECT, INSERT, UPDATE (ended_at) ON sessions TO latchkey_login@localhost;
-- UPDATE of the whole table, since MariaDB asks for that at ON DUPLICATE KEY UPDATE.
GRANT SELECT, INSERT, UPDATE ON server_clocks TO latchkey_login@localhost;
GRANT SELECT ON menus TO latchkey_login@localhost;
GRANT SELECT, INSERT, UPDATE (outcome) ON sign_in_attempts TO latchkey_login@localhost;
GRANT SELECT (id, customer_id, platform_id, account_type, currency, leverage, status, login, outcome_code, created_at) ON trading_accounts TO latchkey_login@localhost;
GRANT SELECT (id, name, server_name, kind, is_demo) ON trading_platforms TO latchkey_login@localhost;
GRANT SELECT (account_id, main_password, investor_password, secret_key_id), UPDATE (main_password, investor_password) ON account_openings TO latchkey_login@localhost;
GRANT SELECT (id), INSERT ON account_events TO latchkey_login@localhost;
GRANT SELECT (events, state) ON endpoints TO latchkey_login@localhost;
GRANT INSERT ON happenings TO latchkey_login@localhost;
GRANT INSERT ON mails TO latchkey_login@localhost;
GRANT SELECT, INSERT, UPDATE ON mail_recipients TO latchkey_login@localhost;
GRANT SELECT, UPDATE (used_at, revoked_at) ON mail_tokens TO latchkey_login@localhost;

-- latchkey-session: reads customers and sessions, touches last-seen, tells of ended sessions; for /metrics it counts accounts and messages, and sees when keys end.
GRANT SELECT (id, email, first_name, last_name, blocked_at) ON customers TO latchkey_session@localhost;
GRANT SELECT, UPDATE (last_seen_at) ON sessions TO latchkey_session@localhost;
GRANT SELECT, INSERT, DELETE ON session_end_digests TO latchkey_session@localhost;
GRANT SELECT ON server_clocks TO latchkey_session@localhost;
GRANT SELECT (platform_id, status) ON trading_accounts TO latchkey_session@localhost;
GRANT SELECT (id, name) ON trading_platforms TO latchkey_session@localhost;
GRANT SELECT (prefix, expires_at, revoked_at) ON api_keys TO latchkey_session@localhost;
GRANT SELECT (id, kind, user_id, state, held_until) ON endpoints TO latchkey_session@localhost;
GRANT SELECT (id, disabled_at, removed_at) ON users TO latchkey_session@localhost;
GRANT SELECT (endpoint_id, state, next_at) ON deliveries TO latchkey_session@localhost;
GRANT SELECT (state, next_at) ON mails TO latchkey_session@localhost;

-- latchkey-admin: staff and what they look after; cannot read customers' passwords, neither ours nor those of
-- their trading accounts, or change who has done what and when in the logs. Texts, addresses and what else is personal it
-- may overwrite, since it erases people (customers/privacy/personal_columns.cpp). It reads the platforms' secrets, which are encrypted, to test a platform.
GRANT SELECT, INSERT, UPDATE ON users TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (name, requires_second_factor, reach, allows_passkey_alone), DELETE ON roles TO latchkey_admin@localhost;
GRANT SELECT, INSERT, DELETE ON role_permissions TO latchkey_admin@localhost;
GRANT SELECT, INSERT, DELETE ON user_roles TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (last_seen_at, ended_at) ON staff_sessions TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (last_step), DELETE ON second_factors TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (used_at), DELETE ON recovery_codes TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (sign_count, last_used_at), DELETE ON passkeys TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON passkey_challenges TO latchkey_admin@localhost;
GRANT SELECT (id, name, prefix, user_id, rights, allow_list, expires_at, revoked_at, last_used_at, last_address, last_refused_at, last_refused_address, limits, first_key_id, created_at), INSERT, UPDATE (name, user_id, rights, allow_list, limits, expires_at, revoked_at) ON api_keys TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON api_key_counts TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON menus TO latchkey_admin@localhost;
GRANT SELECT (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, language, lead_id, api_key_id, blocked_at, block_reason, created_at, last_sign_in_at, email_verified_at), UPDATE (email, first_name, last_name, phone, phone_country_code, language, password_hash, blocked_at, block_reason) ON customers TO latchkey_admin@localhost;
-- For an INSERT with ON DUPLICATE KEY UPDATE MariaDB asks for UPDATE of what is inserted, too.
GRANT SELECT, INSERT, UPDATE (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, language, source_user_id, source_name, first_touch_id, latest_touch_id, first_api_key_id, metadata, created_at, status_id, is_status_by_person, owner_user_id, updated_at) ON leads TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (name, group_name, position, is_enabled, revision) ON lead_statuses TO latchkey_admin@localhost;
GRANT SELECT, INSERT ON lead_status_changes TO latchkey_admin@localhost;
GRANT SELECT, UPDATE (reference) ON deposits TO latchkey_admin@localhost;
GRANT SELECT ON api_calls TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (utm_details, metadata) ON touches TO latchkey_admin@localhost;
GRANT SELECT, INSERT, DELETE ON search_words TO latchkey_admin@localhost;
GRANT SELECT, INSERT, DELETE ON person_notes TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (is_whole, wishes, revision, steps), DELETE ON lead_files TO latchkey_admin@localhost;
GRANT SELECT, INSERT, DELETE ON lead_file_parts TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE ON leases TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE ON partner_days TO latchkey_admin@localhost;
GRANT SELECT, UPDATE (counted_to) ON partner_day_marks TO latchkey_admin@localhost;
GRANT SELECT ON search_fill TO latchkey_admin@localhost;
GRANT SELECT (id, customer_id, email, login_token_id, shows_status_popup, address, created_at, last_seen_at, expires_at, ended_at), UPDATE (email, address, ended_at) ON sessions TO latchkey_admin@localhost;
GRANT SELECT (id, customer_id, api_key_id, kind, return_url, shows_status_popup, is_mailed, created_at, expires_at, used_at, revoked_at), INSERT, UPDATE (return_url, revoked_at) ON login_tokens TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (outcome, address, account_hash, return_url, network) ON sign_in_attempts TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (before_change, after_change) ON audit_log TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON endpoints TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (payload, state, next_at, ended_at), DELETE ON deliveries TO latchkey_admin@localhost;
GRANT SELECT, UPDATE (answer, error), DELETE ON delivery_tries TO latchkey_admin@localhost;
GRANT SELECT (id, kind, cause, customer_id, user_id, recipient, language, facts, token_id, state, reason, tries, next_at, holder, created_at, ended_at), INSERT, UPDATE (recipient, facts, sealed_token, secret_key_id, state, reason, ended_at) ON mails TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE, DELETE ON mail_recipients TO latchkey_admin@localhost;
GRANT SELECT, UPDATE (used_at, revoked_at) ON mail_tokens TO latchkey_admin@localhost;
-- UPDATE of the whole table, since MariaDB asks for that at ON DUPLICATE KEY UPDATE.
GRANT SELECT, INSERT, UPDATE ON turns TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE ON server_clocks TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (name, server_name, is_demo, host, port, ca_file, pinned_fingerprint, manager_login, secret, secret_key_id, agent, code_page, connect_timeout_ms, request_timeout_ms, is_enabled, default_marker) ON trading_platforms TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (group_name, leverages, default_leverage, default_marker), DELETE ON platform_groups TO latchkey_admin@localhost;
GRANT SELECT, UPDATE (failures, opened_at, open_until, needs_attention, reason, detail) ON platform_circuits TO latchkey_admin@localhost;
GRANT SELECT, UPDATE (customer_address, status, login, outcome_code, next_attempt_at, updated_at) ON trading_accounts TO latchkey_admin@localhost;
GRANT SELECT (account_id, tag, watermark, sent_at, unclear_since, clean_looks, clean_looks_wanted, looks, last_clean_look_at, created_at), UPDATE (main_password, investor_password, unclear_since, clean_looks, clean_looks_wanted, looks, last_clean_look_at) ON account_openings TO latchkey_admin@localhost;
GRANT SELECT (account_id, platform_id, state, attempts, unclear_since, outcome_code, next_attempt_at, asked_at, updated_at), INSERT, UPDATE (platform_id, state, main_password, investor_password, secret_key_id, outcome_code, next_attempt_at, asked_at, updated_at) ON account_renewals TO latchkey_admin@localhost;
GRANT SELECT, INSERT, UPDATE (detail) ON account_events TO latchkey_admin@localhost;
GRANT SELECT, INSERT ON erased_people TO latchkey_admin@localhost;
GRANT SELECT (api_key_id, status, location, answer, login_token_id, created_at), UPDATE (status, location, answer) ON idempotency_keys TO latchkey_admin@localhost;

-- latchkey-provisioner: opens trading accounts; of customers it sees what the platform is told, of leads what
-- endpoints are told of an account.
GRANT SELECT (id, email, first_name, last_name, phone, lead_id) ON customers TO latchkey_provisioner@localhost;
GRANT UPDATE (updated_at) ON leads TO latchkey_provisioner@localhost;
GRANT SELECT (id, status_id, latest_touch_id, source_user_id, source_name) ON leads TO latchkey_provisioner@localhost;
GRANT SELECT (id, metadata) ON touches TO latchkey_provisioner@localhost;
GRANT SELECT ON lead_statuses TO latchkey_provisioner@localhost;
GRANT SELECT (id, disabled_at, removed_at) ON users TO latchkey_provisioner@localhost;
GRANT SELECT ON trading_platforms TO latchkey_provisioner@localhost;
GRANT SELECT, UPDATE (revision) ON platform_groups TO latchkey_provisioner@localhost;
GRANT SELECT, UPDATE (status, login, outcome_code, attempts, next_attempt_at, updated_at) ON trading_accounts TO latchkey_provisioner@localhost;
GRANT SELECT, INSERT, UPDATE ON platform_circuits TO latchkey_provisioner@localhost;
GRANT SELECT, INSERT, UPDATE ON account_openings TO latchkey_provisioner@localhost;
GRANT SELECT, UPDATE ON account_renewals TO latchkey_provisioner@localhost;
GRANT SELECT, INSERT ON account_events TO latchkey_provisioner@localhost;
GRANT SELECT (id, kind, user_id, url, events, state) ON endpoints TO latchkey_provisioner@localhost;
GRANT INSERT ON deliveries TO latchkey_provisioner@localhost;
GRANT INSERT ON mails TO latchkey_provisioner@localhost;
GRANT SELECT, INSERT, UPDATE ON mail_recipients TO latchkey_provisioner@localhost;

-- latchkey-courier: sends what waits, and writes down what came of it; of leads it sees what endpoints are told of a sign-in,
-- of customers and users whom its mails are to. It makes the links of mails, and sees when API keys end.
GRANT SELECT, UPDATE (state, state_reason, holder, held_until, updated_at) ON endpoints TO latchkey_courier@localhost;
GRANT SELECT, INSERT, UPDATE (state, tries, next_at, ended_at) ON deliveries TO latchkey_courier@localhost;
GRANT SELECT (delivery_id, number), INSERT ON delivery_tries TO latchkey_courier@localhost;
GRANT SELECT (id, email, first_name, last_name, wants_key_mails, disabled_at, removed_at) ON users TO latchkey_courier@localhost;
GRANT SELECT, INSERT, UPDATE (customer_id, user_id, token_id, sealed_token, secret_key_id, state, reason, tries, next_at, holder, ended_at), DELETE ON mails TO latchkey_courier@localhost;
GRANT SELECT, INSERT, UPDATE ON mail_recipients TO latchkey_courier@localhost;
GRANT SELECT, INSERT, UPDATE (expires_at, revoked_at) ON mail_tokens TO latchkey_courier@localhost;
GRANT SELECT, INSERT, UPDATE (token_hash, created_at, expires_at, revoked_at) ON login_tokens TO latchkey_courier@localhost;
GRANT SELECT (id, name, prefix, user_id, expires_at, revoked_at, created_at) ON api_keys TO latchkey_courier@localhost;
GRANT SELECT ON user_roles TO latchkey_courier@localhost;
GRANT SELECT ON role_permissions TO latchkey_courier@localhost;
GRANT SELECT (id, reach) ON roles TO latchkey_courier@localhost;
GRANT SELECT, DELETE ON happenings TO latchkey_courier@localhost;
GRANT SELECT (id, status_id, latest_touch_id, source_user_id, source_name) ON leads TO latchkey_courier@localhost;
GRANT SELECT (id, metadata) ON touches TO latchkey_courier@localhost;
GRANT SELECT (id, email, first_name, last_name, language, lead_id, blocked_at) ON customers TO latchkey_courier@localhost;
GRANT SELECT ON lead_statuses TO latchkey_courier@localhost;
