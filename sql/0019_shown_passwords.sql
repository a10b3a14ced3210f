-- Platform passwords that were just shown, for the browser that has sent the form twice: sealed with a key that only this
-- browser has. Every statement may be repeated, and the programs of the version before go on working.
ALTER TABLE account_openings ADD COLUMN shown_at DATETIME(6) NULL, ALGORITHM = INSTANT;
ALTER TABLE account_openings ADD COLUMN shown_main_password VARBINARY(200) NULL, ALGORITHM = INSTANT;
ALTER TABLE account_openings ADD COLUMN shown_investor_password VARBINARY(200) NULL, ALGORITHM = INSTANT;
