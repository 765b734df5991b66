//! Builders and made-up families, for tests and the demonstration only.
