-- Events are the only truth: appended, never changed or deleted (invariant 1, STW-14, S8, S10).
-- The columns beside the body are what the store itself has to look up; the body holds the whole event in its written form.
CREATE TABLE events (
    -- 1, 2, 3 and so on over the whole store: a gap means that something was taken out.
    seq            INTEGER PRIMARY KEY CHECK (seq >= 1),
    id             TEXT    NOT NULL UNIQUE,
    person         TEXT    NOT NULL,
    -- 1, 2, 3 and so on for each person: what a reader saw last, so that a stale write is refused (S21).
    person_version INTEGER NOT NULL CHECK (person_version >= 1),
    service        TEXT,
    -- A day as 2026-07-01 or an instant in universal time with nine digits of seconds: both sort as text.
    happened       TEXT    NOT NULL,
    happened_to    TEXT    NOT NULL CHECK (happened_to IN ('day', 'instant')),
    recorded_at    TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    source_system  TEXT,
    source_id      TEXT,
    source_version TEXT,
    form_version   INTEGER NOT NULL,
    body           TEXT    NOT NULL,
    -- Over this row and the digest of this person's row before it: a change inside one record is found when the record is read.
    digest         BLOB    NOT NULL CHECK (length(digest) = 32),
    -- Over this row's digest and the log digest of the row before it in the store: one checkpoint kept elsewhere vouches for all rows up to it.
    log_digest     BLOB    NOT NULL CHECK (length(log_digest) = 32),
    UNIQUE (person, person_version)
) STRICT;

-- Every person once, so that people can be counted and walked through without touching their events.
CREATE INDEX events_first_of_person ON events (person) WHERE person_version = 1;

-- An importer looks for what it wrote for an earlier version of the same thing.
CREATE INDEX events_by_source ON events (source_system, source_id) WHERE source_system IS NOT NULL;

-- Numbering without gaps is refused here too, and with it INSERT OR REPLACE, which would otherwise delete past the triggers below.
CREATE TRIGGER events_are_only_appended BEFORE INSERT ON events
BEGIN
    SELECT RAISE(ABORT, 'an event must come next in the store')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events);
    SELECT RAISE(ABORT, 'an event must come next in its person''s record')
    WHERE NEW.person_version IS NOT (SELECT coalesce(max(person_version), 0) + 1 FROM events WHERE person = NEW.person);
    SELECT RAISE(ABORT, 'an event with this id is stored already')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.id);
END;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed: append one that puts it right');
END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted: append one that withdraws it');
END;
