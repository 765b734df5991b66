//! What a file said before, so that a repeat is noticed and never counted twice (H9).

use super::last_person::LastPerson;
use std::collections::{BTreeMap, BTreeSet};

type Digest = [u8; 16];

/// What was said about a thing, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) row: u64,
    pub(super) content: Digest,
    pub(super) version: Digest,
}

/// Digests of what a file has told so far: a few bytes for each row, whatever the row says.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats {
    said: BTreeMap<Digest, Said>,
    people_told: BTreeSet<Digest>,
    /// Who the row before was about.
    pub(super) last_person: LastPerson,
}

impl Repeats {
    /// Forgets what was told. Who the row before was about is no telling.
    pub(super) fn forget(&mut self) {
        self.said.clear();
        self.people_told.clear();
    }

    /// What was said last under a key.
    pub(super) fn before(&self, key: &Digest) -> Option<Said> {
        self.said.get(key).copied()
    }

    /// Remembers what is said under a key.
    pub(super) fn remember(&mut self, key: Digest, said: Said) {
        self.said.insert(key, said);
    }

    /// Whether a person's state is told for the first time.
    pub(super) fn is_first_telling(&mut self, content: Digest) -> bool {
        self.people_told.insert(content)
    }
}
