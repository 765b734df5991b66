-- Entries are sealed, each with the key of the person whom it is about, so that destroying one key erases one record and leaves the tree as it is.
-- Empty in a record whose entries are not sealed.
CREATE TABLE record_key (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    -- A name of this record that no other has: keys wrapped for another do not open here.
    record   TEXT NOT NULL,
    -- Names the main key under which the keys below are wrapped, and tells nothing of it. The main key itself is never in here.
    main_key TEXT NOT NULL,
    -- With it, numbers of other systems are made unreadable in the columns by which imports look them up. Wrapped.
    lookup   BLOB NOT NULL
) STRICT;

-- The key of each person, wrapped.
CREATE TABLE person_keys (
    person  TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL CHECK (length(wrapped) = 72)
) STRICT, WITHOUT ROWID;

-- What keeps a record from being erased, and that it was erased: signed, appended, never changed or deleted.
CREATE TABLE retention (
    seq       INTEGER PRIMARY KEY CHECK (seq >= 1),
    person    TEXT NOT NULL,
    step      TEXT NOT NULL CHECK (step IN ('held', 'lifted', 'erased')),
    by        TEXT NOT NULL,
    signed_as TEXT NOT NULL,
    -- Why. Of what is held, sealed like an entry; of what was erased, in words that have to be readable for good.
    reason    TEXT NOT NULL CHECK (reason <> ''),
    at        TEXT NOT NULL
) STRICT;
CREATE INDEX retention_of_person ON retention (person, seq);

CREATE TRIGGER retention_is_only_appended BEFORE INSERT ON retention
BEGIN
    SELECT RAISE(ABORT, 'it must come next in what keeps records')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM retention);
    SELECT RAISE(ABORT, 'a record is erased once, and nothing comes after that')
    WHERE EXISTS (SELECT 1 FROM retention WHERE person = NEW.person AND step = 'erased');
    SELECT RAISE(ABORT, 'a record that is held is not erased, and one that is not is not let go')
    WHERE (NEW.step = 'lifted') IS NOT (coalesce((SELECT step FROM retention WHERE person = NEW.person ORDER BY seq DESC LIMIT 1), '') = 'held');
END;

CREATE TRIGGER retention_is_never_changed BEFORE UPDATE ON retention
BEGIN
    SELECT RAISE(ABORT, 'what keeps a record is never changed: append that it is lifted');
END;

CREATE TRIGGER retention_is_never_deleted BEFORE DELETE ON retention
BEGIN
    SELECT RAISE(ABORT, 'what keeps a record is never deleted');
END;

CREATE TRIGGER nothing_is_added_to_an_erased_record BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM retention WHERE person = NEW.person AND step = 'erased')
BEGIN
    SELECT RAISE(ABORT, 'this record was erased: nothing is added to it');
END;

CREATE TRIGGER what_is_not_sealed_is_not_added_to_what_is BEFORE INSERT ON events
WHEN substr(NEW.body, 1, 8) <> 'sealed1.' AND EXISTS (SELECT 1 FROM record_key)
BEGIN
    SELECT RAISE(ABORT, 'the entries of this record are sealed: one that is not is not added');
END;

CREATE TRIGGER an_erased_record_gets_no_key BEFORE INSERT ON person_keys
WHEN EXISTS (SELECT 1 FROM retention WHERE person = NEW.person AND step = 'erased')
BEGIN
    SELECT RAISE(ABORT, 'this record was erased: it gets no other key');
END;

CREATE TRIGGER a_key_stays_with_its_person BEFORE UPDATE ON person_keys
WHEN NEW.person IS NOT OLD.person
BEGIN
    SELECT RAISE(ABORT, 'a key is wrapped anew, and not given to somebody else');
END;

CREATE TRIGGER a_key_is_destroyed_with_its_record BEFORE DELETE ON person_keys
WHEN NOT EXISTS (SELECT 1 FROM retention WHERE person = OLD.person AND step = 'erased')
BEGIN
    SELECT RAISE(ABORT, 'a key is destroyed only where somebody has signed that the record is erased');
END;

-- The tree takes leaves of one more kind. A table's check can only be widened by making the table anew: the leaves are copied as they are.
CREATE TABLE tree_leaves_before (
    position INTEGER PRIMARY KEY,
    kind     TEXT    NOT NULL,
    number   INTEGER NOT NULL
) STRICT;
INSERT INTO tree_leaves_before SELECT position, kind, number FROM tree_leaves ORDER BY position;
DROP TABLE tree_leaves;

CREATE TABLE tree_leaves (
    -- 0, 1, 2 and so on: the order in which the entries were added, whatever their kind.
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    kind     TEXT    NOT NULL CHECK (kind IN ('event', 'access', 'policy', 'message', 'restore', 'retention')),
    -- The number of the entry in the table of its kind.
    number   INTEGER NOT NULL CHECK (number >= 1),
    UNIQUE (kind, number)
) STRICT;
INSERT INTO tree_leaves SELECT position, kind, number FROM tree_leaves_before ORDER BY position;
DROP TABLE tree_leaves_before;

CREATE TRIGGER tree_leaves_are_only_appended BEFORE INSERT ON tree_leaves
WHEN NEW.position IS NOT (SELECT coalesce(max(position), -1) + 1 FROM tree_leaves)
  OR NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM tree_leaves WHERE kind = NEW.kind)
BEGIN
    SELECT RAISE(ABORT, 'an entry must come next in the tree');
END;

CREATE TRIGGER tree_leaves_are_never_changed BEFORE UPDATE ON tree_leaves
BEGIN
    SELECT RAISE(ABORT, 'the tree is never changed');
END;

CREATE TRIGGER tree_leaves_are_never_deleted BEFORE DELETE ON tree_leaves
BEGIN
    SELECT RAISE(ABORT, 'nothing of the tree is ever deleted');
END;
