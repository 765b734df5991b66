-- Calendars at an address that nobody can guess. Of the address only its digest is kept, so that whoever reads this file cannot open one.
CREATE TABLE calendar_feeds (
    -- SHA-256 of what stands in the address.
    digest     BLOB PRIMARY KEY CHECK (length(digest) = 32),
    -- Who made it, and in whose name it is read.
    owner      TEXT NOT NULL,
    -- Whose appointments. Nothing: what the owner has on their own list.
    person     TEXT,
    with_names INTEGER NOT NULL CHECK (with_names IN (0, 1)),
    made_at    TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
CREATE INDEX calendar_feeds_by_owner ON calendar_feeds (owner);

CREATE TRIGGER calendar_feeds_are_only_revoked BEFORE UPDATE ON calendar_feeds
WHEN OLD.revoked_at IS NOT NULL OR NEW.digest IS NOT OLD.digest OR NEW.owner IS NOT OLD.owner OR NEW.person IS NOT OLD.person
  OR NEW.with_names IS NOT OLD.with_names OR NEW.made_at IS NOT OLD.made_at
BEGIN
    SELECT RAISE(ABORT, 'a calendar is revoked for good, and not changed');
END;
