-- An index that no query asks for, and that every sign-in writes. May be repeated.
ALTER TABLE sign_in_attempts DROP INDEX sign_in_attempts_by_token;
