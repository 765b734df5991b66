-- A record as the program wrote it before there was a tree (form 13): two people, five entries, a letter that was issued and is being sent,
-- three accesses, two policies put in force, a restore and that somebody looked at it.
PRAGMA foreign_keys = OFF; PRAGMA application_id = 1651664756; PRAGMA user_version = 13;
BEGIN TRANSACTION;
CREATE TABLE accesses (
    seq     INTEGER PRIMARY KEY CHECK (seq >= 1),
    person  TEXT NOT NULL,
    reader  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- Which class of fields was read, in the words of the part that asks for it.
    seen    TEXT NOT NULL,
    at      TEXT NOT NULL,
    digest  BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
INSERT INTO "accesses" VALUES(1,'ann','hv-1','direct care','chronology','2026-07-01T11:00:00.000000000Z',X'54E454A56660794BA18DE8028B92FF40FF398A8AE7F267C31F41B069F43CC511');
INSERT INTO "accesses" VALUES(2,'ben','hv-1','direct care','chronology','2026-07-01T11:00:00.000000000Z',X'B3E820185753D45FA7DDE95597076AADB6088EA2EEC440175DBB85C1CA59FFBB');
INSERT INTO "accesses" VALUES(3,'ann','hv-1','direct care','address','2026-07-01T11:00:00.000000000Z',X'EE140B48031EFA9F7163B01EB754F4707EBA42278B71945CE716ACAD4CD22BBA');
CREATE TABLE accounts (
    practitioner  TEXT PRIMARY KEY,
    -- Lower case: people type their sign-in name either way.
    sign_in_name  TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT;
CREATE TABLE calendar_feeds (
    -- SHA-256 of what stands in the address.
    digest     BLOB PRIMARY KEY CHECK (length(digest) = 32),
    -- Who made it, and in whose name it is read.
    owner      TEXT NOT NULL,
    -- Whose appointments. Nothing: what the owner has on their own list.
    person     TEXT,
    with_names INTEGER NOT NULL CHECK (with_names IN (0, 1)),
    made_at    TEXT NOT NULL,
    revoked_at TEXT
) STRICT;
CREATE TABLE events (
    -- 1, 2, 3 and so on over the whole store: a gap means that something was taken out.
    seq            INTEGER PRIMARY KEY CHECK (seq >= 1),
    id             TEXT    NOT NULL UNIQUE,
    person         TEXT    NOT NULL,
    -- 1, 2, 3 and so on for each person: what a reader saw last, so that a stale write is refused (S21).
    person_version INTEGER NOT NULL CHECK (person_version >= 1),
    service        TEXT,
    -- A day as 2026-07-01 or an instant in universal time with nine digits of seconds: both sort as text.
    happened       TEXT    NOT NULL,
    happened_to    TEXT    NOT NULL CHECK (happened_to IN ('day', 'instant')),
    recorded_at    TEXT    NOT NULL,
    kind           TEXT    NOT NULL,
    source_system  TEXT,
    source_id      TEXT,
    source_version TEXT,
    form_version   INTEGER NOT NULL,
    body           TEXT    NOT NULL,
    -- Over this row and the digest of this person's row before it: a change inside one record is found when the record is read.
    digest         BLOB    NOT NULL CHECK (length(digest) = 32),
    -- Over this row's digest and the log digest of the row before it in the store: one checkpoint kept elsewhere vouches for all rows up to it.
    log_digest     BLOB    NOT NULL CHECK (length(log_digest) = 32),
    UNIQUE (person, person_version)
) STRICT;
INSERT INTO "events" VALUES(1,'e1','ann',1,'health-visiting','2026-07-01T09:00:00.000000000Z','instant','2026-07-01T11:00:00.000000000Z','person_recorded',NULL,NULL,NULL,1,'{"id":"e1","about":"ann","service":"health-visiting","happened":"2026-07-01T09:00:00Z","recorded_at":"2026-07-01T11:00:00Z","author":{"practitioner":"hv-1","role":"practitioner"},"person_recorded":{"kind":"child","name":{"given":"Ann","family":"Salles"}}}',X'0C8A6A3E1F64CEA7B32060E288EE7890FA355750FE0C18859A2BF0B4681A8636',X'15F76B2D9D14A0000FD9D2CFD6E804AD7460BBDDBC3F4CD6BE28F0B0198E7C18');
INSERT INTO "events" VALUES(2,'e2','ann',2,'health-visiting','2026-07-01T09:00:00.000000000Z','instant','2026-07-01T11:00:00.000000000Z','note_written',NULL,NULL,NULL,1,'{"id":"e2","about":"ann","service":"health-visiting","happened":"2026-07-01T09:00:00Z","recorded_at":"2026-07-01T11:00:00Z","author":{"practitioner":"hv-1","role":"practitioner"},"note_written":"Note e2."}',X'1C9B1C5F0F588E78066E9E59E5182F59AF9917C8010429C901FAEC3DE76B17C0',X'EFFA7EEA0A7E041E7FC1C8454A37C23E60ECB770887A431FEDA8F5329EBE447D');
INSERT INTO "events" VALUES(3,'e3','ben',1,'health-visiting','2026-07-01T09:00:00.000000000Z','instant','2026-07-01T11:00:00.000000000Z','person_recorded',NULL,NULL,NULL,1,'{"id":"e3","about":"ben","service":"health-visiting","happened":"2026-07-01T09:00:00Z","recorded_at":"2026-07-01T11:00:00Z","author":{"practitioner":"hv-1","role":"practitioner"},"person_recorded":{"kind":"child","name":{"given":"Ben","family":"Okafor"}}}',X'2B18F0CE2A3E9B7114199F1D9D14ED4253F2B575E659AE6B537CF3EB6E917138',X'3FB72B8308F0F7BF7858C9494A0FB489999DD536541FEE89A21011D9AB92D36C');
INSERT INTO "events" VALUES(4,'e4','ben',2,'health-visiting','2026-07-01T09:00:00.000000000Z','instant','2026-07-01T11:00:00.000000000Z','note_written','clinic-system','7','2',1,'{"id":"e4","about":"ben","service":"health-visiting","happened":"2026-07-01T09:00:00Z","recorded_at":"2026-07-01T11:00:00Z","author":{"practitioner":"hv-1","role":"practitioner"},"source":{"system":"clinic-system","id":"7","version":"2"},"note_written":"Note e4."}',X'B4BF5F5D8F52D6BE4C92F3532FD9FA12665956B1B2809F35D1F99F9B51FFE17D',X'96698715EF30B99157AB1E28CE690C3D603BBBDC007499689F7155276C82B43E');
INSERT INTO "events" VALUES(5,'e5','ann',3,'health-visiting','2026-07-01T09:00:00.000000000Z','instant','2026-07-01T11:00:00.000000000Z','note_written',NULL,NULL,NULL,1,'{"id":"e5","about":"ann","service":"health-visiting","happened":"2026-07-01T09:00:00Z","recorded_at":"2026-07-01T11:00:00Z","author":{"practitioner":"hv-1","role":"practitioner"},"note_written":"Note e5."}',X'0A123446E66352DDD63CCB8AF8D5D8697220633B697275269882260553FD5308',X'3ABEF34B67B7FD3AA87C5AF74840C34B1FF4FEA8C83A7C19BE1B278DBAC9B9E5');
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
CREATE TABLE issued_documents (
    event      TEXT NOT NULL REFERENCES events (id),
    -- What the file is called, such as letter.pdf.
    name       TEXT NOT NULL CHECK (name <> ''),
    media_type TEXT NOT NULL CHECK (media_type <> ''),
    -- To whom it was written: asked about again before the file is handed out to be sent.
    recipient  TEXT NOT NULL,
    content    BLOB NOT NULL,
    -- SHA-256 of the content.
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (event, name)
) STRICT;
INSERT INTO "issued_documents" VALUES('e5','letter.html','text/html','mum',X'3C703E4465617220706172656E743C2F703E',X'60AA4DD8B4D0F98E364CB2665A96B27EA8BCBF3B5605E93B1EB1806EEEBE8E6A');
CREATE TABLE name_words (
    word   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (word, person)
) STRICT, WITHOUT ROWID;
INSERT INTO "name_words" VALUES('ann','ann');
INSERT INTO "name_words" VALUES('salles','ann');
INSERT INTO "name_words" VALUES('ben','ben');
INSERT INTO "name_words" VALUES('okafor','ben');
CREATE TABLE organisations (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
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
INSERT INTO "outbox" VALUES('eab80738fc59f33e820bc5922afd6a10','e5','ann','mum','folder',NULL,'letter');
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
INSERT INTO "outbox_entries" VALUES(1,'eab80738fc59f33e820bc5922afd6a10',1,'queued','hv-1',NULL,NULL,NULL,'2026-07-02T12:00:00.000000000Z',X'46E88700499ADC1F18932CB2D217A435676F841DDC520AA44FCE97AAE563BDA0');
INSERT INTO "outbox_entries" VALUES(2,'eab80738fc59f33e820bc5922afd6a10',2,'attempted',NULL,NULL,NULL,NULL,'2026-07-02T13:00:00.000000000Z',X'B845B66A1932297D2665A065CA1382E222E020585CDABBE3BB5586534BD4C841');
INSERT INTO "outbox_entries" VALUES(3,'eab80738fc59f33e820bc5922afd6a10',3,'unclear',NULL,NULL,'The record was restored from a backup: it may have gone since that was made',NULL,'2026-07-03T02:00:00.000000000Z',X'E12112700FD20090B403CD6DC945B5844227829265CF186761CEBADB182319CD');
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
INSERT INTO "people" VALUES('ann','child','Ann','Salles',NULL,'salles',NULL,NULL,NULL,0);
INSERT INTO "people" VALUES('ben','child','Ben','Okafor',NULL,'okafor',NULL,NULL,NULL,0);
CREATE TABLE policies_in_force (
    seq          INTEGER PRIMARY KEY CHECK (seq >= 1),
    pack         TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    pack_digest  TEXT NOT NULL REFERENCES policy_texts (pack_digest),
    -- Missing: for every service without a pack of its own.
    service      TEXT,
    -- Missing: from the beginning of the record.
    from_at      TEXT,
    put_at       TEXT NOT NULL,
    signed_by    TEXT NOT NULL,
    signed_as    TEXT NOT NULL,
    reason       TEXT NOT NULL,
    -- The digest of what was shown to whoever signed. Missing: it was in use already, and nothing changed.
    shown        TEXT,
    digest       BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;
INSERT INTO "policies_in_force" VALUES(1,'no-access','1','abc',NULL,NULL,'2026-07-01T12:00:00.000000000Z','lead','safeguarding_lead','It was agreed.',NULL,X'739AA14A2DAEACAC050FCC9CAD70BF6E0E8CC3C3F1453CF7C858567BD3D24BAA');
INSERT INTO "policies_in_force" VALUES(2,'no-access','1','abc','audiology','2026-07-02T00:00:00.000000000Z','2026-07-01T12:00:00.000000000Z','lead','safeguarding_lead','It was agreed.','def',X'C6F6784B5B9E34ECFFBBA678D15887861E3577FCF94DC055B2EC0D6FF0784E4C');
CREATE TABLE policy_texts (
    -- The pack's own digest of its files.
    pack_digest TEXT PRIMARY KEY,
    -- The files themselves: a past day is told by the text that was in force, wherever the folder has gone.
    files       TEXT NOT NULL
) STRICT;
INSERT INTO "policy_texts" VALUES('abc','{"pack.toml":"x"}');
CREATE TABLE practitioner_roles (
    practitioner TEXT NOT NULL REFERENCES practitioners (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    role         TEXT NOT NULL,
    PRIMARY KEY (practitioner, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE practitioner_services (
    practitioner TEXT NOT NULL REFERENCES practitioners (id) ON DELETE CASCADE,
    place        INTEGER NOT NULL,
    service      TEXT NOT NULL,
    PRIMARY KEY (practitioner, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE practitioners (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
CREATE TABLE read_models (
    name     TEXT PRIMARY KEY,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1))
) STRICT;
INSERT INTO "read_models" VALUES('people',1);
CREATE TABLE relations (
    person         TEXT NOT NULL,
    other          TEXT NOT NULL,
    relation       TEXT NOT NULL,
    same_household TEXT NOT NULL,
    said_by        TEXT NOT NULL,
    PRIMARY KEY (person, other, relation, said_by)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "restores" VALUES(1,'restored','2026-07-03T02:00:00.000000000Z',5,NULL,NULL,X'88570FEBE830BC3562798170B4ECBC4FC89FF0345E591E3EECCD699B0F50F44C');
INSERT INTO "restores" VALUES(2,'looked_at','2026-07-03T09:00:00.000000000Z',5,'manager','asked every team',X'B24D74594BEAB0278BBE48B38896D2A9A7EAACEDD4ADDCD5A7620F0328BC4AED');
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
CREATE TABLE services (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    audience     TEXT NOT NULL,
    health       INTEGER NOT NULL CHECK (health IN (0, 1)),
    organisation TEXT
) STRICT;
CREATE TABLE sessions (
    -- A digest of the token: reading the database does not let anybody sign in.
    token_hash   TEXT PRIMARY KEY,
    practitioner TEXT NOT NULL REFERENCES accounts (practitioner) ON DELETE CASCADE,
    created_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL
) STRICT;
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
CREATE TABLE worklist_basis (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    basis TEXT NOT NULL
) STRICT;
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
INSERT INTO "worklist_state" VALUES('ann','',4,NULL,NULL,NULL);
INSERT INTO "worklist_state" VALUES('ben','',4,NULL,NULL,NULL);
CREATE INDEX events_first_of_person ON events (person) WHERE person_version = 1;
CREATE INDEX events_by_source ON events (source_system, source_id) WHERE source_system IS NOT NULL;
CREATE TRIGGER events_are_only_appended BEFORE INSERT ON events
BEGIN
    SELECT RAISE(ABORT, 'an event must come next in the store')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events);
    SELECT RAISE(ABORT, 'an event must come next in its person''s record')
    WHERE NEW.person_version IS NOT (SELECT coalesce(max(person_version), 0) + 1 FROM events WHERE person = NEW.person);
    SELECT RAISE(ABORT, 'an event with this id is stored already')
    WHERE EXISTS (SELECT 1 FROM events WHERE id = NEW.id);
END;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed: append one that puts it right');
END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted: append one that withdraws it');
END;
CREATE INDEX people_by_nhs_number ON people (nhs_number) WHERE nhs_number IS NOT NULL;
CREATE INDEX people_by_born_on ON people (born_on) WHERE born_on IS NOT NULL;
CREATE INDEX name_words_of_person ON name_words (person);
CREATE INDEX relations_said_by ON relations (said_by);
CREATE INDEX worklist_by_owner ON worklist (owner, due_at);
CREATE INDEX worklist_by_service ON worklist (service, due_at);
CREATE INDEX worklist_by_due ON worklist (due_at);
CREATE INDEX worklist_state_by_valid_until ON worklist_state (valid_until);
CREATE INDEX practitioner_services_by_service ON practitioner_services (service);
CREATE INDEX import_batches_by_file_digest ON import_batches (file_digest);
CREATE INDEX import_batches_by_started_at ON import_batches (started_at);
CREATE INDEX review_items_open ON review_items (batch, row_number) WHERE settled_at IS NULL;
CREATE INDEX review_items_by_batch ON review_items (batch, row_number);
CREATE INDEX sessions_of_practitioner ON sessions (practitioner);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX accesses_of_person ON accesses (person, seq);
CREATE INDEX accesses_by_reader ON accesses (reader, seq);
CREATE TRIGGER accesses_are_only_appended BEFORE INSERT ON accesses
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM accesses)
BEGIN
    SELECT RAISE(ABORT, 'an entry must come next in the record of who read what');
END;
CREATE TRIGGER accesses_are_never_changed BEFORE UPDATE ON accesses
BEGIN
    SELECT RAISE(ABORT, 'the record of who read what is never changed');
END;
CREATE TRIGGER accesses_are_never_deleted BEFORE DELETE ON accesses
BEGIN
    SELECT RAISE(ABORT, 'the record of who read what is never deleted');
END;
CREATE TRIGGER policies_in_force_are_only_appended BEFORE INSERT ON policies_in_force
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM policies_in_force)
BEGIN
    SELECT RAISE(ABORT, 'a policy must come next among those that were put in force');
END;
CREATE TRIGGER policies_in_force_are_never_changed BEFORE UPDATE ON policies_in_force
BEGIN
    SELECT RAISE(ABORT, 'that a policy was put in force is never changed: put another in force');
END;
CREATE TRIGGER policies_in_force_are_never_deleted BEFORE DELETE ON policies_in_force
BEGIN
    SELECT RAISE(ABORT, 'that a policy was put in force is never deleted: put another in force');
END;
CREATE TRIGGER policy_texts_are_only_added BEFORE INSERT ON policy_texts
WHEN EXISTS (SELECT 1 FROM policy_texts WHERE pack_digest = NEW.pack_digest)
BEGIN
    SELECT RAISE(ABORT, 'the text of a policy that was put in force is kept already');
END;
CREATE TRIGGER policy_texts_are_never_changed BEFORE UPDATE ON policy_texts
BEGIN
    SELECT RAISE(ABORT, 'the text of a policy that was put in force is never changed');
END;
CREATE TRIGGER policy_texts_are_never_deleted BEFORE DELETE ON policy_texts
BEGIN
    SELECT RAISE(ABORT, 'the text of a policy that was put in force is never deleted');
END;
CREATE TRIGGER issued_documents_are_only_added BEFORE INSERT ON issued_documents
WHEN EXISTS (SELECT 1 FROM issued_documents WHERE event = NEW.event AND name = NEW.name)
BEGIN
    SELECT RAISE(ABORT, 'a document that was issued is kept already');
END;
CREATE TRIGGER issued_documents_are_never_changed BEFORE UPDATE ON issued_documents
BEGIN
    SELECT RAISE(ABORT, 'a document that was issued is never changed: issue another');
END;
CREATE TRIGGER issued_documents_are_never_deleted BEFORE DELETE ON issued_documents
BEGIN
    SELECT RAISE(ABORT, 'a document that was issued is never deleted');
END;
CREATE INDEX outbox_by_recipient ON outbox (recipient);
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
CREATE INDEX calendar_feeds_by_owner ON calendar_feeds (owner);
CREATE TRIGGER calendar_feeds_are_only_revoked BEFORE UPDATE ON calendar_feeds
WHEN OLD.revoked_at IS NOT NULL OR NEW.digest IS NOT OLD.digest OR NEW.owner IS NOT OLD.owner OR NEW.person IS NOT OLD.person
  OR NEW.with_names IS NOT OLD.with_names OR NEW.made_at IS NOT OLD.made_at
BEGIN
    SELECT RAISE(ABORT, 'a calendar is revoked for good, and not changed');
END;
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
CREATE TRIGGER nothing_is_sent_before_somebody_has_looked BEFORE INSERT ON outbox_entries
WHEN NEW.step = 'attempted' AND coalesce((SELECT step FROM restores ORDER BY seq DESC LIMIT 1), 'looked_at') = 'restored'
BEGIN
    SELECT RAISE(ABORT, 'the record was restored from a backup: nothing is sent until somebody has looked at what was under way');
END;
COMMIT;
