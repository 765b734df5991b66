-- What was brought in, when and by whom; and the rows that a person has to look at, because nothing is guessed (S6, L3).
CREATE TABLE import_batches (
    id          TEXT PRIMARY KEY,
    file_name   TEXT NOT NULL,
    -- SHA-256 in hexadecimal: the same file sent again is recognised by it.
    file_digest TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT,
    started_by  TEXT,
    counts      TEXT NOT NULL,
    state       TEXT NOT NULL
) STRICT;
CREATE INDEX import_batches_by_file_digest ON import_batches (file_digest);
CREATE INDEX import_batches_by_started_at ON import_batches (started_at);

CREATE TABLE review_items (
    -- Worked out from the row's content alone, so that the same bad row sent twice is one item.
    id          TEXT PRIMARY KEY,
    batch       TEXT NOT NULL REFERENCES import_batches (id),
    file_name   TEXT NOT NULL,
    row_number  INTEGER NOT NULL,
    column_name TEXT,
    value       TEXT,
    reason      TEXT NOT NULL,
    raw_row     TEXT NOT NULL,
    settled_at  TEXT,
    settled_by  TEXT,
    settled_how TEXT,
    CHECK ((settled_at IS NULL) = (settled_by IS NULL) AND (settled_at IS NULL) = (settled_how IS NULL))
) STRICT;
CREATE INDEX review_items_open ON review_items (batch, row_number) WHERE settled_at IS NULL;
CREATE INDEX review_items_by_batch ON review_items (batch, row_number);
