//! Identifiers and digests: the same thing gives the same id, however often it comes.

use brought_domain::EventId;
use brought_domain::identity::IdentifierProblem;
use sha2::{Digest, Sha256};

/// The longest identifier that the domain accepts, in bytes.
const LONGEST: usize = 128;

/// A digest of a whole file, in hexadecimal: equal for two files exactly when they are the same.
pub fn file_digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Makes a digest of parts in order. Their lengths are part of it, so that no two lists of parts look alike.
#[derive(Default)]
pub(crate) struct Digester(Sha256);

impl Digester {
    pub(crate) fn part(&mut self, part: &str) -> &mut Self {
        self.bytes(part.as_bytes())
    }

    pub(crate) fn parts<'a>(&mut self, parts: impl IntoIterator<Item = &'a str>) -> &mut Self {
        let mut count = 0_u64;
        for part in parts {
            self.part(part);
            count += 1;
        }
        self.0.update(count.to_le_bytes());
        self
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(crate) fn finish(&mut self) -> [u8; 16] {
        let mut short = [0; 16];
        short.copy_from_slice(&self.0.finalize_reset()[..16]);
        short
    }
}

/// A digest of a few parts.
pub(crate) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> [u8; 16] {
    let mut digester = Digester::default();
    for part in parts {
        digester.part(part);
    }
    digester.finish()
}

/// A version for things whose system gives none: what they say.
pub(crate) fn content_version(digest: [u8; 16]) -> String {
    format!("row-{}", hex(&digest[..12]))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Joins parts to one readable identifier. A slash inside a part is escaped, so that two lists of parts never give one identifier.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push('/');
        }
        let mut rest = *part;
        while let Some(at) = rest.find(['/', '%']) {
            text.push_str(&rest[..at]);
            text.push_str(if rest[at..].starts_with('/') { "%2F" } else { "%25" });
            rest = &rest[at + 1..];
        }
        text.push_str(rest);
    }
    text
}

/// Joins parts to an identifier that is never too long: one that would be is its digest instead.
pub(crate) fn joined_or_digest(parts: &[&str]) -> String {
    let text = joined(parts);
    if text.len() <= LONGEST { text } else { format!("sha256-{}", hex(&digest(parts.iter().copied()))) }
}

/// The id of an event that is made of these parts: the same every time, shortened to a digest when it would be too long.
///
/// # Errors
/// [`IdentifierProblem`] when a part holds what no identifier may.
pub fn event_id(parts: &[&str]) -> Result<EventId, IdentifierProblem> {
    EventId::new(joined_or_digest(parts))
}

/// Whether a number went through a spreadsheet that rounded it, as in `2.98725E+13`: two people could share what is left of it.
pub(crate) fn rounded_by_a_spreadsheet(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let Ok(exponent) = exponent.parse::<i64>() else { return false };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty() && digits(whole) && digits(fraction) && exponent > fraction.len() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_in_a_part_does_not_make_two_identifiers_one() {
        assert_ne!(joined(&["a/b", "c"]), joined(&["a", "b/c"]));
        assert_eq!(joined(&["clinic", "5600005", "contact_planned", "row-1"]), "clinic/5600005/contact_planned/row-1");
    }

    #[test]
    fn what_would_be_too_long_is_shortened_to_a_digest_that_still_tells_apart() {
        let long = "x".repeat(200);
        let (first, second) = (joined_or_digest(&[&long, "1"]), joined_or_digest(&[&long, "2"]));
        assert!(first.len() <= LONGEST);
        assert_ne!(first, second);
    }

    #[test]
    fn a_number_that_lost_digits_is_told_from_one_that_did_not() {
        assert!(rounded_by_a_spreadsheet("2.98725E+13"));
        assert!(rounded_by_a_spreadsheet("3E4"));
        assert!(!rounded_by_a_spreadsheet("14172416655E-5"));
        assert!(!rounded_by_a_spreadsheet("475118896369823"));
        assert!(!rounded_by_a_spreadsheet("PE1"));
        assert!(!rounded_by_a_spreadsheet("E12"));
    }
}
