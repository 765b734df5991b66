-- One tree over everything that is only ever added to: what somebody did, who read what, which policy was put in force, what became of messages,
-- and restores. Its root vouches for all of them and their order, so that a checkpoint kept elsewhere finds any change (S10, H37).
CREATE TABLE tree_leaves (
    -- 0, 1, 2 and so on: the order in which the entries were added, whatever their kind.
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    kind     TEXT    NOT NULL CHECK (kind IN ('event', 'access', 'policy', 'message', 'restore')),
    -- The number of the entry in the table of its kind.
    number   INTEGER NOT NULL CHECK (number >= 1),
    UNIQUE (kind, number)
) STRICT;

-- The hash of each complete subtree, leaves included, in the order in which they became complete: none of them ever changes.
CREATE TABLE tree_nodes (
    place INTEGER PRIMARY KEY CHECK (place >= 0),
    hash  BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

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

CREATE TRIGGER tree_nodes_are_only_appended BEFORE INSERT ON tree_nodes
WHEN NEW.place IS NOT (SELECT coalesce(max(place), -1) + 1 FROM tree_nodes)
BEGIN
    SELECT RAISE(ABORT, 'a hash must come next in the tree');
END;

CREATE TRIGGER tree_nodes_are_never_changed BEFORE UPDATE ON tree_nodes
BEGIN
    SELECT RAISE(ABORT, 'the tree is never changed');
END;

CREATE TRIGGER tree_nodes_are_never_deleted BEFORE DELETE ON tree_nodes
BEGIN
    SELECT RAISE(ABORT, 'nothing of the tree is ever deleted');
END;

-- What the tree does from here on. The program has held every entry against these before this step, and fills the tree after it. The digest of an
-- event stays: it goes through one person's record, and is looked at whenever that record is read.
ALTER TABLE events DROP COLUMN log_digest;
ALTER TABLE accesses DROP COLUMN digest;
ALTER TABLE policies_in_force DROP COLUMN digest;
ALTER TABLE outbox_entries DROP COLUMN digest;
ALTER TABLE restores DROP COLUMN digest;
