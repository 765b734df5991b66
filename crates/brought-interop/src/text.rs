//! Letters: encodings, and the cleaning of text before it goes into a record.

use std::borrow::Cow;

/// How the bytes of a file were read as letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, as some spreadsheets save "Unicode text".
    Utf16,
    /// Windows-1252, of which ISO-8859-1 is a part as far as letters go.
    Windows1252,
}

/// Why bytes could not be read as letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotText {
    /// It is a workbook or another packed file.
    Packed,
    /// It contains bytes that no text has.
    Binary,
}

/// What the reader is told about the encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum EncodingChoice {
    /// Find out.
    #[default]
    Auto,
    /// UTF-8, and nothing else.
    Utf8,
    /// Windows-1252 or ISO-8859-1.
    Windows1252,
}

/// Reads bytes as letters. A letter that cannot be read becomes U+FFFD, on which every reader of a cell stops.
pub(crate) fn decode(bytes: &[u8], choice: EncodingChoice) -> Result<(Cow<'_, str>, Encoding), NotText> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(NotText::Packed);
    }
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes)
        && encoding != encoding_rs::UTF_8
    {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[length..]);
        return Ok((text, Encoding::Utf16));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(NotText::Binary);
    }
    if choice == EncodingChoice::Windows1252 {
        return Ok((encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, Encoding::Windows1252));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), Encoding::Utf8)),
        // A file with letters that only UTF-8 has is UTF-8 with a damaged letter in it, such as one cut in two at the end.
        Err(_) if choice == EncodingChoice::Utf8 || holds_utf8_letters(bytes) => Ok((String::from_utf8_lossy(bytes), Encoding::Utf8)),
        Err(_) => Ok((encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, Encoding::Windows1252)),
    }
}

/// Reads bytes from the middle of a file as letters. Returns how many were read: a letter that is cut in two waits for its other half.
/// What the letters of a file without a mark are cannot be found out from a piece of it, so that only UTF-8 is taken where nobody says.
pub(crate) fn decode_piece(
    bytes: &[u8],
    choice: EncodingChoice,
    is_last: bool,
    text: &mut String,
) -> Result<usize, (&'static str, &'static str)> {
    const EXPORT: &str = "Export it again as CSV, in UTF-8";
    if bytes.contains(&0) {
        return Err(("it is not a text file, or not in UTF-8", EXPORT));
    }
    if choice == EncodingChoice::Windows1252 {
        text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0);
        return Ok(bytes.len());
    }
    let mut read = 0;
    while let Some(rest) = bytes.get(read..).filter(|rest| !rest.is_empty()) {
        let problem = match std::str::from_utf8(rest) {
            Ok(good) => {
                text.push_str(good);
                return Ok(bytes.len());
            }
            Err(problem) => problem,
        };
        let (good, bad) = rest.split_at(problem.valid_up_to());
        text.push_str(std::str::from_utf8(good).unwrap_or_default());
        read += good.len();
        if problem.error_len().is_none() && !is_last {
            return Ok(read);
        }
        if choice != EncodingChoice::Utf8 {
            return Err((
                "a letter in it is not UTF-8",
                "Save it as UTF-8, or say in the map how it is written: `encoding = \"windows-1252\"`, or \"utf-8\" when single letters are damaged",
            ));
        }
        // A damaged letter: every reader of a cell stops on what stands for it.
        text.push('\u{fffd}');
        read += problem.error_len().unwrap_or(bad.len());
    }
    Ok(read)
}

/// Whether some letter is written in several bytes as UTF-8 writes it, or the file ends within one.
fn holds_utf8_letters(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while !rest.is_empty() {
        match std::str::from_utf8(rest) {
            Ok(text) => return !text.is_ascii(),
            Err(error) => {
                let (good, bad) = rest.split_at(error.valid_up_to());
                if !good.is_ascii() {
                    return true;
                }
                match error.error_len() {
                    Some(length) => rest = &bad[length..],
                    // One byte at the very end can be a whole letter of another encoding; two or more are the beginning of one here.
                    None => return bad.len() > 1,
                }
            }
        }
    }
    false
}

/// Text fit for a record: no control characters, no spaces at the ends, line ends turned into spaces.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    // Nearly every cell is plain letters and digits already.
    if text.bytes().all(|byte| (b'!'..=b'~').contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let trimmed = text.trim_matches(|letter: char| letter.is_whitespace() || is_unseen(letter));
    if !trimmed.chars().any(|letter| letter.is_control() || is_unseen(letter)) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    for letter in trimmed.chars() {
        if matches!(letter, '\t' | '\n' | '\r') {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !letter.is_control() && !is_unseen(letter) {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

/// Letters that take no room, or turn the direction of writing: they hide what a text says.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}

/// The first letter that no person's name has: a sign of a slip, or of an encoding read wrongly.
pub(crate) fn strange_in_a_name(name: &str) -> Option<char> {
    name.chars().find(|letter| {
        matches!(letter,
            '"' | '#' | '$' | '%' | '*' | '+' | ':' | ';' | '<' | '=' | '>' | '?' | '@' | '!' | '[' | '\\' | ']' | '^' | '_' | '{' | '|' | '}' | '~'
            | '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b3}' | '\u{b5}' | '\u{b6}' | '\u{b8}' | '\u{b9}' | '\u{bb}'..='\u{bf}' | '×' | '÷'
            | '\u{2020}'..='\u{2027}' | '\u{2030}' | '\u{20a0}'..='\u{20cf}' | '\u{2100}'..='\u{27bf}' | '\u{fffd}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_gives_the_same_letters() {
        let utf16: Vec<u8> = [0xfeff_u16].into_iter().chain("Peña".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding) in [
            ("Peña".as_bytes(), Encoding::Utf8),
            ("\u{feff}Peña".as_bytes(), Encoding::Utf8),
            (b"Pe\xf1a".as_slice(), Encoding::Windows1252),
            (utf16.as_slice(), Encoding::Utf16),
        ] {
            assert_eq!(decode(bytes, EncodingChoice::Auto), Ok((Cow::Borrowed("Peña"), encoding)));
        }
    }

    #[test]
    fn one_damaged_letter_does_not_turn_the_others_into_nonsense() {
        let (text, encoding) = decode(b"Pe\xc3\xb1a,Jos\xe9,x", EncodingChoice::Auto).unwrap();
        assert_eq!((text.as_ref(), encoding), ("Peña,Jos\u{fffd},x", Encoding::Utf8));
    }

    #[test]
    fn a_workbook_is_not_text() {
        assert_eq!(decode(b"PK\x03\x04rest", EncodingChoice::Auto), Err(NotText::Packed));
        assert_eq!(decode(b"a\0b", EncodingChoice::Auto), Err(NotText::Binary));
    }

    #[test]
    fn text_for_a_record_has_no_hidden_letters() {
        assert_eq!(clean("  Ann\u{a0}"), "Ann");
        assert_eq!(clean("12 High\r\nStreet\x07"), "12 High Street");
        assert_eq!(clean("gnp\u{202e}.exe"), "gnp.exe");
    }

    #[test]
    fn names_of_many_kinds_pass_and_signs_do_not() {
        for name in ["O'Brien", "Zoë", "Nguyễn Thị-Hà", "Jr. St John", "अमृता", "D’Arcy", "JalapeñoÐirez"] {
            assert_eq!(strange_in_a_name(name), None, "{name}");
        }
        assert_eq!(strange_in_a_name("J¢mmy"), Some('¢'));
        assert_eq!(strange_in_a_name("Sm©th"), Some('©'));
    }
}
