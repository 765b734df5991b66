-- A code from an app beside the password: a copied or guessed password alone lets nobody in.
CREATE TABLE second_factors (
    practitioner TEXT PRIMARY KEY REFERENCES accounts (practitioner) ON DELETE CASCADE,
    -- What the app and this record share. A code cannot be checked against a digest of it.
    secret       BLOB NOT NULL CHECK (length(secret) = 20),
    -- The half minute whose code was used last: each code is taken once (RFC 6238, 5.2).
    last_step    INTEGER NOT NULL
) STRICT;

-- For whoever has lost the app. Each is taken once; only digests are kept.
CREATE TABLE recovery_codes (
    practitioner TEXT NOT NULL REFERENCES second_factors (practitioner) ON DELETE CASCADE,
    code_hash    TEXT NOT NULL,
    PRIMARY KEY (practitioner, code_hash)
) STRICT;
