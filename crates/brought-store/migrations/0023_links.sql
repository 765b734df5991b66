-- Two records of one person are linked and never merged: what was decided about them is signed, appended, and never changed or deleted, and both
-- records stay as they are (H13, H14, S16, S17). Which are linked now follows from what was decided, and is written nowhere else.
CREATE TABLE link_decisions (
    seq       INTEGER PRIMARY KEY CHECK (seq >= 1),
    step      TEXT NOT NULL CHECK (step IN ('linked', 'unlinked', 'barred', 'unbarred')),
    -- The record that is kept, and the one that is read as it.
    record    TEXT NOT NULL,
    other     TEXT NOT NULL CHECK (other <> record),
    by        TEXT NOT NULL,
    signed_as TEXT NOT NULL,
    -- Why. Sealed with the key of the record that is kept.
    reason    TEXT NOT NULL CHECK (reason <> ''),
    at        TEXT NOT NULL
) STRICT;
CREATE INDEX link_decisions_of_record ON link_decisions (record, seq);
CREATE INDEX link_decisions_of_other ON link_decisions (other, seq);

CREATE TRIGGER link_decisions_are_only_appended BEFORE INSERT ON link_decisions
BEGIN
    SELECT RAISE(ABORT, 'it must come next in what was decided about records')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM link_decisions);
    SELECT RAISE(ABORT, 'a record is read as one other, and what is read as another is not kept')
    WHERE NEW.step = 'linked' AND EXISTS (
        SELECT 1 FROM (SELECT NEW.record AS person UNION SELECT NEW.other) AS of_two
         WHERE 'linked' = (SELECT step FROM link_decisions AS last WHERE last.other = of_two.person AND step IN ('linked', 'unlinked')
                            ORDER BY seq DESC LIMIT 1));
    SELECT RAISE(ABORT, 'only what is linked is taken apart')
    WHERE NEW.step = 'unlinked' AND 'linked' IS NOT (
        SELECT step FROM link_decisions AS last WHERE last.other = NEW.other AND last.record = NEW.record AND step IN ('linked', 'unlinked')
         ORDER BY seq DESC LIMIT 1);
END;

CREATE TRIGGER link_decisions_are_never_changed BEFORE UPDATE ON link_decisions
BEGIN
    SELECT RAISE(ABORT, 'what was decided about records is never changed: append another decision');
END;

CREATE TRIGGER link_decisions_are_never_deleted BEFORE DELETE ON link_decisions
BEGIN
    SELECT RAISE(ABORT, 'what was decided about records is never deleted');
END;

CREATE TRIGGER link_decisions_are_sealed_where_entries_are BEFORE INSERT ON link_decisions
WHEN substr(NEW.reason, 1, 8) <> 'sealed1.' AND EXISTS (SELECT 1 FROM record_key)
BEGIN
    SELECT RAISE(ABORT, 'the entries of this record are sealed: a reason that is not is not added');
END;
