-- What was put into, changed in or taken out of the tables that are not only added to: who works where and as what, who may sign in, what was brought
-- in. Each row is vouched for by the digest of it as the program last left it, so that what is done to it past the program is found. The digest
-- and not the row: some of them hold what lets somebody in.
CREATE TABLE changes (
    seq    INTEGER PRIMARY KEY CHECK (seq >= 1),
    -- The table.
    place  TEXT NOT NULL,
    -- What tells the row from the others of its table, as a JSON list.
    key    TEXT NOT NULL,
    -- SHA-256 of the row, in hexadecimal. Nothing: it was taken out.
    sha256 TEXT CHECK (length(sha256) = 64)
) STRICT;
CREATE INDEX changes_of_row ON changes (place, key, seq);

CREATE TRIGGER changes_are_only_appended BEFORE INSERT ON changes
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM changes)
BEGIN
    SELECT RAISE(ABORT, 'a change must come next');
END;

CREATE TRIGGER changes_are_never_changed BEFORE UPDATE ON changes
BEGIN
    SELECT RAISE(ABORT, 'what was changed is never written anew');
END;

CREATE TRIGGER changes_are_never_deleted BEFORE DELETE ON changes
BEGIN
    SELECT RAISE(ABORT, 'what was changed is never deleted');
END;

-- The tree takes leaves of any kind from here on: which there are, the program knows, and finds any other. A table's check can only be dropped by
-- making the table anew: the leaves are copied as they are.
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
    kind     TEXT    NOT NULL,
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
