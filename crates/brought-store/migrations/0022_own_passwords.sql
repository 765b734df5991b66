-- Until when a password lets in that somebody else gave, so that its owner chooses one that nobody else knows. Nothing: it is their own.
ALTER TABLE accounts ADD COLUMN given_until TEXT;

-- What is asked of everybody who signs in with an account of this record.
CREATE TABLE sign_in_rules (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    -- A code beside the password.
    code_asked INTEGER NOT NULL CHECK (code_asked IN (0, 1))
) STRICT;
