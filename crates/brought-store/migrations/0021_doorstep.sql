-- What somebody types where there is no signal is sealed for this record alone before it is kept on a phone. The key to open it comes from here: in a
-- sealed record together with the record's own key, so that this alone opens nothing.
CREATE TABLE doorstep (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    random BLOB    NOT NULL CHECK (length(random) = 32)
) STRICT;
