-- Who people are and who belongs with whom, worked out from events: may be thrown away and worked out again at any moment.
CREATE TABLE people (
    id            TEXT PRIMARY KEY,
    kind          TEXT,
    given         TEXT NOT NULL,
    family        TEXT NOT NULL,
    preferred     TEXT,
    -- Lower case and without accents, for lists in the order of names.
    family_folded TEXT NOT NULL,
    born_on       TEXT,
    due_on        TEXT,
    nhs_number    TEXT,
    dead          INTEGER NOT NULL CHECK (dead IN (0, 1))
) STRICT;

-- Not unique: two records with one number are for a person to look into, not for the store to refuse (H12).
CREATE INDEX people_by_nhs_number ON people (nhs_number) WHERE nhs_number IS NOT NULL;
CREATE INDEX people_by_born_on ON people (born_on) WHERE born_on IS NOT NULL;

-- Each word of each name, folded, so that any name can be looked up by how it begins.
CREATE TABLE name_words (
    word   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (word, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_words_of_person ON name_words (person);

-- Both directions of every relation. `said_by` is the person in whose record it was recorded.
CREATE TABLE relations (
    person         TEXT NOT NULL,
    other          TEXT NOT NULL,
    relation       TEXT NOT NULL,
    same_household TEXT NOT NULL,
    said_by        TEXT NOT NULL,
    PRIMARY KEY (person, other, relation, said_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_said_by ON relations (said_by);

-- Whether the tables above hold everybody: not so between throwing them away and having worked them out again.
CREATE TABLE read_models (
    name     TEXT PRIMARY KEY,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1))
) STRICT;
INSERT INTO read_models (name, complete) VALUES ('people', 1);
