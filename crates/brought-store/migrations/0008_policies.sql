-- Which policy pack was put in force for which service from when, by whom and why: signed, appended, never changed or deleted, so that
-- any past day can be asked about as the policy stood on it.
CREATE TABLE policy_texts (
    -- The pack's own digest of its files.
    pack_digest TEXT PRIMARY KEY,
    -- The files themselves: a past day is told by the text that was in force, wherever the folder has gone.
    files       TEXT NOT NULL
) STRICT;

CREATE TABLE policies_in_force (
    seq          INTEGER PRIMARY KEY CHECK (seq >= 1),
    pack         TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    pack_digest  TEXT NOT NULL REFERENCES policy_texts (pack_digest),
    -- Missing: for every service without a pack of its own.
    service      TEXT,
    -- Missing: from the beginning of the record.
    from_at      TEXT,
    put_at       TEXT NOT NULL,
    signed_by    TEXT NOT NULL,
    signed_as    TEXT NOT NULL,
    reason       TEXT NOT NULL,
    -- The digest of what was shown to whoever signed. Missing: it was in use already, and nothing changed.
    shown        TEXT,
    digest       BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TRIGGER policies_in_force_are_only_appended BEFORE INSERT ON policies_in_force
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM policies_in_force)
BEGIN
    SELECT RAISE(ABORT, 'a policy must come next among those that were put in force');
END;

CREATE TRIGGER policies_in_force_are_never_changed BEFORE UPDATE ON policies_in_force
BEGIN
    SELECT RAISE(ABORT, 'that a policy was put in force is never changed: put another in force');
END;

CREATE TRIGGER policies_in_force_are_never_deleted BEFORE DELETE ON policies_in_force
BEGIN
    SELECT RAISE(ABORT, 'that a policy was put in force is never deleted: put another in force');
END;

CREATE TRIGGER policy_texts_are_only_added BEFORE INSERT ON policy_texts
WHEN EXISTS (SELECT 1 FROM policy_texts WHERE pack_digest = NEW.pack_digest)
BEGIN
    SELECT RAISE(ABORT, 'the text of a policy that was put in force is kept already');
END;

CREATE TRIGGER policy_texts_are_never_changed BEFORE UPDATE ON policy_texts
BEGIN
    SELECT RAISE(ABORT, 'the text of a policy that was put in force is never changed');
END;

CREATE TRIGGER policy_texts_are_never_deleted BEFORE DELETE ON policy_texts
BEGIN
    SELECT RAISE(ABORT, 'the text of a policy that was put in force is never deleted');
END;
