-- Who read whose record, when and why: written before the record leaves the program, never changed or deleted (S9, S10, H35, H37).
CREATE TABLE accesses (
    seq     INTEGER PRIMARY KEY CHECK (seq >= 1),
    person  TEXT NOT NULL,
    reader  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- Which class of fields was read, in the words of the part that asks for it.
    seen    TEXT NOT NULL,
    at      TEXT NOT NULL,
    digest  BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
CREATE INDEX accesses_of_person ON accesses (person, seq);
CREATE INDEX accesses_by_reader ON accesses (reader, seq);

CREATE TRIGGER accesses_are_only_appended BEFORE INSERT ON accesses
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM accesses)
BEGIN
    SELECT RAISE(ABORT, 'an entry must come next in the record of who read what');
END;

CREATE TRIGGER accesses_are_never_changed BEFORE UPDATE ON accesses
BEGIN
    SELECT RAISE(ABORT, 'the record of who read what is never changed');
END;

CREATE TRIGGER accesses_are_never_deleted BEFORE DELETE ON accesses
BEGIN
    SELECT RAISE(ABORT, 'the record of who read what is never deleted');
END;
