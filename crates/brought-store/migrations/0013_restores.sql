-- That the record was made out of a backup, and that somebody has looked since at what was under way: until then nothing is sent (H42).
CREATE TABLE restores (
    seq     INTEGER PRIMARY KEY CHECK (seq >= 1),
    -- 'restored' or 'looked_at', in turn.
    step    TEXT NOT NULL CHECK (step IN ('restored', 'looked_at')),
    at      TEXT NOT NULL,
    -- How many entries the record had.
    entries INTEGER NOT NULL,
    -- Who looked, and what they say about it. Nothing: it was restored.
    by      TEXT,
    why     TEXT,
    digest  BLOB NOT NULL CHECK (length(digest) = 32),
    CHECK ((step = 'looked_at') = (by IS NOT NULL) AND (step = 'looked_at') = (why IS NOT NULL))
) STRICT;

CREATE TRIGGER restores_are_only_appended BEFORE INSERT ON restores
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM restores)
  OR (NEW.step = 'looked_at' AND coalesce((SELECT step FROM restores ORDER BY seq DESC LIMIT 1), '') <> 'restored')
BEGIN
    SELECT RAISE(ABORT, 'what was restored is looked at once, and must come next');
END;

CREATE TRIGGER restores_are_never_changed BEFORE UPDATE ON restores
BEGIN
    SELECT RAISE(ABORT, 'that the record was restored is never changed');
END;

CREATE TRIGGER restores_are_never_deleted BEFORE DELETE ON restores
BEGIN
    SELECT RAISE(ABORT, 'that the record was restored is never deleted');
END;

-- Whoever hands a letter over has looked before: this is for whoever forgets to.
CREATE TRIGGER nothing_is_sent_before_somebody_has_looked BEFORE INSERT ON outbox_entries
WHEN NEW.step = 'attempted' AND coalesce((SELECT step FROM restores ORDER BY seq DESC LIMIT 1), 'looked_at') = 'restored'
BEGIN
    SELECT RAISE(ABORT, 'the record was restored from a backup: nothing is sent until somebody has looked at what was under way');
END;
