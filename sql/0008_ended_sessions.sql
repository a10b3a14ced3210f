-- Which sessions have ended lately: what latchkey-session looks for several times a second. May be repeated.
CREATE INDEX sessions_by_end ON sessions (ended_at);
