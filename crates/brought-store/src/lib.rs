//! Append-only events and read models in SQLite.
