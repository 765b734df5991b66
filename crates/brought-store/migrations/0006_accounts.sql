-- Who may sign in, and who is signed in.
CREATE TABLE accounts (
    practitioner  TEXT PRIMARY KEY,
    -- Lower case: people type their sign-in name either way.
    sign_in_name  TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT;

CREATE TABLE sessions (
    -- A digest of the token: reading the database does not let anybody sign in.
    token_hash   TEXT PRIMARY KEY,
    practitioner TEXT NOT NULL REFERENCES accounts (practitioner) ON DELETE CASCADE,
    created_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_practitioner ON sessions (practitioner);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
