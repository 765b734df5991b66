-- Undoing an import withdraws what it added: the entries that came from elsewhere and were recorded at the moment at which it began. Each import has a
-- moment of its own.
CREATE INDEX events_imported_at ON events (recorded_at) WHERE source_system IS NOT NULL;
