-- What the engine last worked out for each person, so that a list of thousands opens at once. A cache: never the truth (H2).
CREATE TABLE worklist (
    person      TEXT NOT NULL,
    obligation  TEXT NOT NULL,
    person_name TEXT NOT NULL,
    -- Missing for what stands on the child as a whole.
    follow_up   TEXT,
    service     TEXT,
    owner       TEXT,
    owner_role  TEXT NOT NULL,
    action      TEXT NOT NULL,
    due_at      TEXT,
    state       TEXT NOT NULL,
    rank        INTEGER NOT NULL,
    -- To whom it was escalated: theirs is a list it has to be on too (L2).
    escalated_to TEXT,
    -- What a list shows of it, in the words of the part that worked it out.
    told        TEXT NOT NULL,
    PRIMARY KEY (person, obligation)
) STRICT, WITHOUT ROWID;
CREATE INDEX worklist_by_owner ON worklist (owner, due_at);
CREATE INDEX worklist_by_service ON worklist (service, due_at);
CREATE INDEX worklist_by_due ON worklist (due_at);

-- One row for every person with events, in the same transaction as the first of them: nobody can be missing from the sweep.
CREATE TABLE worklist_state (
    person       TEXT PRIMARY KEY,
    -- Until when the rows above hold. Empty sorts before every instant: they have to be worked out again.
    valid_until  TEXT NOT NULL,
    -- Goes up whenever something changes that bears on the person, so that a result worked out from older events is not taken for fresh.
    revision     INTEGER NOT NULL,
    computed_at  TEXT,
    pack         TEXT,
    pack_version TEXT
) STRICT;
CREATE INDEX worklist_state_by_valid_until ON worklist_state (valid_until);
