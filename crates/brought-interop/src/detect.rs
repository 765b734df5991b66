//! What kind of file it is, from its first bytes.

/// A kind of file that this crate reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Rows of cells under headings.
    Csv,
    /// HL7 version 2 messages, bare, in MLLP frames or in a batch.
    Hl7,
}

/// What may stand before the first letter: a byte-order mark, an MLLP start byte, white space.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Tells what kind of file it is. Anything that does not begin with an HL7 heading is taken for CSV, whose reader says so if it is not.
pub fn detect(bytes: &[u8]) -> FileKind {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [0x0b | b' ' | b'\t' | b'\r' | b'\n', tail @ ..] => tail,
            _ => match rest.strip_prefix(BYTE_ORDER_MARK) {
                Some(tail) => tail,
                None => break,
            },
        };
    }
    // A separator follows the segment's name; in a CSV heading that begins with these letters, a comma or a letter would.
    match rest {
        [b'M', b'S', b'H', separator, ..] | [b'F' | b'B', b'H', b'S', separator, ..]
            if separator.is_ascii_punctuation() && !matches!(separator, b',' | b';' | b'_' | b'-' | b'"') =>
        {
            FileKind::Hl7
        }
        _ => FileKind::Csv,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_known_by_its_heading_whatever_stands_before_it() {
        for text in ["MSH|^~\\&|A", "\u{feff}MSH|^~\\&|A", "\x0bMSH|^~\\&|A", "\r\n FHS|^~\\&", "BHS|^~\\&"] {
            assert_eq!(detect(text.as_bytes()), FileKind::Hl7, "{text:?}");
        }
    }

    #[test]
    fn a_heading_that_begins_like_a_message_is_still_csv() {
        for text in ["MSH,NAME", "MSH_ID;NAME", "", "PatientId,AppointmentID", "\u{feff}NHS number"] {
            assert_eq!(detect(text.as_bytes()), FileKind::Csv, "{text:?}");
        }
    }
}
