-- Letters, cards and leaflets as they were issued, byte for byte: what the family was sent can be shown years later, whatever has become of the
-- policy's words, the typeface or the program. Each belongs to the entry that says that it was issued.
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
