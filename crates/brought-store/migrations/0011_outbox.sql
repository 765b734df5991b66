-- What is to be sent, and what became of it: nothing goes out twice because a program was cut off (S8, H20, H21).
CREATE TABLE outbox (
    -- Worked out from the document, to whom and by which way: names the message to the channel, so that asking twice is one message.
    key        TEXT PRIMARY KEY CHECK (length(key) = 32),
    -- The entry with which the document was issued.
    event      TEXT NOT NULL REFERENCES events (id),
    -- Whose record that is.
    person     TEXT NOT NULL,
    recipient  TEXT NOT NULL,
    channel    TEXT NOT NULL,
    -- What was owed and is answered by it, when it is.
    obligation TEXT,
    -- The document of the policy that it was made from.
    document   TEXT NOT NULL,
    UNIQUE (event, recipient, channel)
) STRICT;
CREATE INDEX outbox_by_recipient ON outbox (recipient);

CREATE TABLE outbox_entries (
    seq          INTEGER PRIMARY KEY CHECK (seq >= 1),
    key          TEXT NOT NULL REFERENCES outbox (key),
    -- Counts the entries of one message: two programs that look at the same one cannot both go on.
    number       INTEGER NOT NULL CHECK (number >= 1),
    step         TEXT NOT NULL,
    -- Who did it. Nothing: the program, on its own.
    by           TEXT,
    -- What the channel calls the message.
    receipt      TEXT,
    why          TEXT,
    -- The entry with the address that somebody said is safe to write to, where the record does not say.
    safe_address TEXT,
    at           TEXT NOT NULL,
    digest       BLOB NOT NULL CHECK (length(digest) = 32),
    UNIQUE (key, number)
) STRICT;

-- The channel is called only after this has been committed, so a message that was begun can never be begun again by itself.
CREATE TRIGGER outbox_attempts_follow_a_person BEFORE INSERT ON outbox_entries
WHEN NEW.step = 'attempted'
 AND coalesce((SELECT step FROM outbox_entries WHERE key = NEW.key ORDER BY number DESC LIMIT 1), '') NOT IN ('queued', 'not_taken')
BEGIN
    SELECT RAISE(ABORT, 'a message is begun only when somebody asked for it, or when the channel took nothing');
END;

CREATE TRIGGER outbox_asking_takes_a_person BEFORE INSERT ON outbox_entries
WHEN NEW.step IN ('queued', 'went', 'set_aside') AND NEW.by IS NULL
BEGIN
    SELECT RAISE(ABORT, 'only a person asks for a message to be sent, or says what became of it');
END;

-- One letter to one person for what is owed, and of one document, by whichever post: another goes only when the first has not gone or came back
-- (H20). A notice by e-mail may go beside a letter.
CREATE TRIGGER outbox_one_letter_for_what_is_owed BEFORE INSERT ON outbox_entries
WHEN NEW.step IN ('queued', 'attempted') AND EXISTS (
    SELECT 1 FROM outbox AS own JOIN outbox AS other
        ON other.recipient = own.recipient AND other.key <> own.key
       AND (other.event = own.event OR (other.obligation = own.obligation AND other.document = own.document))
       AND (other.channel = 'email') = (own.channel = 'email')
     WHERE own.key = NEW.key
       AND (SELECT step FROM outbox_entries WHERE key = other.key ORDER BY number DESC LIMIT 1) NOT IN ('refused', 'returned', 'set_aside'))
BEGIN
    SELECT RAISE(ABORT, 'a letter for the same obligation has gone to the same person already, or is about to');
END;

CREATE TRIGGER outbox_entries_are_only_appended BEFORE INSERT ON outbox_entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM outbox_entries)
  OR NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM outbox_entries WHERE key = NEW.key)
BEGIN
    SELECT RAISE(ABORT, 'an entry must come next in what became of a message');
END;

CREATE TRIGGER outbox_entries_are_never_changed BEFORE UPDATE ON outbox_entries
BEGIN
    SELECT RAISE(ABORT, 'what became of a message is never changed');
END;

CREATE TRIGGER outbox_entries_are_never_deleted BEFORE DELETE ON outbox_entries
BEGIN
    SELECT RAISE(ABORT, 'what became of a message is never deleted');
END;

CREATE TRIGGER outbox_is_only_added_to BEFORE INSERT ON outbox
WHEN EXISTS (SELECT 1 FROM outbox WHERE key = NEW.key OR (event = NEW.event AND recipient = NEW.recipient AND channel = NEW.channel))
BEGIN
    SELECT RAISE(ABORT, 'this message is in the outbox already');
END;

CREATE TRIGGER outbox_is_never_changed BEFORE UPDATE ON outbox
BEGIN
    SELECT RAISE(ABORT, 'a message in the outbox is never changed');
END;

CREATE TRIGGER outbox_is_never_deleted BEFORE DELETE ON outbox
BEGIN
    SELECT RAISE(ABORT, 'a message in the outbox is never deleted');
END;
