//! Digests that chain entries together, so that what was changed, swapped or taken out shows.

use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub(crate) type Sum = [u8; 32];

/// The digest before the first entry of a chain.
pub(crate) const START: Sum = [0; 32];

/// Digests the parts of an entry, in order. Each part is preceded by its length, so that no two lists of parts give the same bytes.
pub(crate) struct Chain(Sha256);

impl Chain {
    /// Begins after the entry before. The purpose keeps digests of different chains apart.
    pub(crate) fn after(purpose: &str, before: &Sum) -> Self {
        let mut chain = Self(Sha256::new());
        chain.text(purpose);
        chain.bytes(before);
        chain
    }

    /// Adds bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Adds a text that may be missing: missing is not the same as empty.
    pub(crate) fn optional(&mut self, text: Option<&str>) {
        self.bytes(&[u8::from(text.is_some())]);
        self.text(text.unwrap_or_default());
    }

    /// Adds a number.
    pub(crate) fn number(&mut self, number: i64) {
        self.bytes(&number.to_be_bytes());
    }

    /// The digest.
    pub(crate) fn sum(self) -> Sum {
        self.0.finalize().into()
    }
}

/// A digest in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest_of(parts: &[&str]) -> Sum {
        let mut chain = Chain::after("test", &START);
        parts.iter().for_each(|part| chain.text(part));
        chain.sum()
    }

    #[test]
    fn moving_a_letter_from_one_part_to_the_next_changes_the_digest() {
        assert_ne!(digest_of(&["ab", "c"]), digest_of(&["a", "bc"]));
        assert_ne!(digest_of(&["ab"]), digest_of(&["ab", ""]));
    }

    #[test]
    fn missing_is_not_empty() {
        let of = |text| {
            let mut chain = Chain::after("test", &START);
            chain.optional(text);
            chain.sum()
        };
        assert_ne!(of(None), of(Some("")));
    }
}
