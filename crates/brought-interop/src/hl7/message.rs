//! One message: segments, fields, repetitions and components, cut out only when asked for.

use crate::text::clean;
use std::borrow::Cow;

/// The characters that separate things in a message, as its heading gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Separators {
    field: char,
    component: char,
    repetition: char,
    escape: Option<char>,
    subcomponent: Option<char>,
}

/// A message, its letters read.
#[derive(Clone, Debug)]
pub(super) struct Message<'a> {
    separators: Separators,
    segments: Vec<&'a str>,
}

/// Why a text is not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAMessage {
    /// The heading does not name its separators.
    NoSeparators,
    /// A line is not a segment: the one before it is probably broken in two.
    NotASegment,
}

impl<'a> Message<'a> {
    /// Cuts a text into segments.
    pub(super) fn parse(text: &'a str) -> Result<Self, NotAMessage> {
        let separators = Separators::of(text).ok_or(NotAMessage::NoSeparators)?;
        let mut segments: Vec<&str> = Vec::new();
        for line in text.split(['\r', '\n']).filter(|line| !line.trim().is_empty()) {
            if !is_segment(line, separators.field) {
                // A stray line after text that nobody reads here does no harm; after one that is read, that segment is broken.
                if segments.last().is_none_or(|before| is_read(before)) {
                    return Err(NotAMessage::NotASegment);
                }
                continue;
            }
            segments.push(line);
        }
        Ok(Self { separators, segments })
    }

    /// The segments of a name, in order.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = Segment<'a>> {
        let separators = self.separators;
        self.segments.iter().filter(move |text| text.starts_with(name)).map(move |text| Segment { text, separators })
    }

    /// The first segment of a name.
    pub(super) fn first(&self, name: &str) -> Option<Segment<'a>> {
        self.all(name).next()
    }

    /// The last segment.
    pub(super) fn last_segment(&self) -> Option<Segment<'a>> {
        self.segments.last().map(|text| Segment { text, separators: self.separators })
    }

    /// The value at a place such as `AIL-3.1`.
    pub(super) fn at(&self, path: &FieldPath) -> Option<Cow<'a, str>> {
        self.first(&path.segment)?.value(path.field, path.component)
    }

    /// The segments as text, one on a line, those only that are wanted.
    pub(super) fn lines(&self, wanted: impl Fn(&str) -> bool) -> String {
        self.segments.iter().copied().filter(|text| wanted(&text[..3])).collect::<Vec<_>>().join("\n")
    }
}

/// Segments of which something is read; a cut in one of them must not go unnoticed.
const READ: [&str; 15] = ["MSH", "EVN", "PID", "PD1", "NK1", "PV1", "ARV", "MRG", "SCH", "TQ1", "AIS", "AIG", "AIL", "AIP", "RGS"];

pub(super) fn is_read(segment: &str) -> bool {
    segment.get(..3).is_none_or(|name| READ.contains(&name))
}

fn is_segment(line: &str, field: char) -> bool {
    let mut letters = line.chars();
    let name = [letters.next(), letters.next(), letters.next()];
    let named = name[0].is_some_and(|first| first.is_ascii_uppercase())
        && name[1..].iter().all(|letter| letter.is_some_and(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit()));
    named && letters.next().is_none_or(|next| next == field)
}

impl Separators {
    fn of(text: &str) -> Option<Self> {
        let mut letters = text.strip_prefix("MSH")?.chars();
        let mut next = || letters.next().filter(|letter| !letter.is_alphanumeric() && !letter.is_whitespace());
        let (field, component, repetition) = (next()?, next()?, next()?);
        // The last two may be left out, which ends the list with the field separator.
        let escape = next().filter(|letter| *letter != field);
        let subcomponent = escape.and_then(|_| next()).filter(|letter| *letter != field);
        Some(Self { field, component, repetition, escape, subcomponent })
    }
}

/// One segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment<'a> {
    text: &'a str,
    separators: Separators,
}

impl<'a> Segment<'a> {
    /// Its name.
    pub(super) fn name(&self) -> &'a str {
        self.text.get(..3).unwrap_or(self.text)
    }

    /// How many fields are there.
    pub(super) fn fields(&self) -> usize {
        self.text.matches(self.separators.field).count()
    }

    /// A field as it stands, empty when it is not there. MSH-1 is the separator itself, so that MSH's numbers are one higher.
    pub(super) fn field(&self, number: usize) -> &'a str {
        let number = if self.name() == "MSH" { number - 1 } else { number };
        self.text.split(self.separators.field).nth(number).unwrap_or_default()
    }

    /// The repetitions of a field; none when it is empty.
    pub(super) fn repetitions(&self, number: usize) -> impl Iterator<Item = Value<'a>> {
        let separators = self.separators;
        self.field(number).split(separators.repetition).filter(|text| !text.is_empty()).map(move |text| Value { text, separators })
    }

    /// A component of the first repetition, ready for a record; nothing when it is empty.
    pub(super) fn value(&self, field: usize, component: usize) -> Option<Cow<'a, str>> {
        self.repetitions(field).next()?.component(component)
    }
}

/// One repetition of a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    text: &'a str,
    separators: Separators,
}

impl<'a> Value<'a> {
    /// A component, from 1: its first subcomponent, unescaped and cleaned; nothing when it is empty or a deletion mark (`""`).
    pub(super) fn component(&self, number: usize) -> Option<Cow<'a, str>> {
        let text = self.raw(number);
        let text = self.separators.subcomponent.map_or(text, |separator| text.split(separator).next().unwrap_or_default());
        self.ready(text)
    }

    /// A component with its subcomponents joined by spaces: for streets, whose number is one.
    pub(super) fn joined(&self, number: usize) -> Option<Cow<'a, str>> {
        let text = self.raw(number);
        match self.separators.subcomponent {
            Some(separator) if text.contains(separator) => {
                let parts: Vec<_> = text.split(separator).filter_map(|part| self.ready(part)).collect();
                if parts.is_empty() { None } else { Some(Cow::Owned(parts.join(" "))) }
            }
            _ => self.ready(text),
        }
    }

    fn raw(&self, number: usize) -> &'a str {
        self.text.split(self.separators.component).nth(number.saturating_sub(1)).unwrap_or_default()
    }

    fn ready(&self, text: &'a str) -> Option<Cow<'a, str>> {
        let cleaned = match self.separators.escape {
            Some(escape) if text.contains(escape) => Cow::Owned(clean(&self.unescaped(text, escape)).into_owned()),
            _ => clean(text),
        };
        if cleaned.is_empty() || cleaned == "\"\"" { None } else { Some(cleaned) }
    }

    fn unescaped(&self, text: &str, escape: char) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(escape) {
            out.push_str(before);
            let Some((code, tail)) = after.split_once(escape) else {
                out.push(escape);
                rest = after;
                continue;
            };
            match code {
                "F" => out.push(self.separators.field),
                "S" => out.push(self.separators.component),
                "T" => out.extend(self.separators.subcomponent),
                "R" => out.push(self.separators.repetition),
                "E" => out.push(escape),
                "H" | "N" => {}
                _ if code.starts_with('.') => out.push(' '),
                _ => match code.strip_prefix('X').and_then(from_hex) {
                    Some(letters) => out.push_str(&letters),
                    None => {
                        // An unknown escape is kept as it came, for the reader to see.
                        out.push(escape);
                        out.push_str(code);
                        out.push(escape);
                    }
                },
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

fn from_hex(digits: &str) -> Option<String> {
    if digits.is_empty() || !digits.len().is_multiple_of(2) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let bytes: Vec<u8> = (0..digits.len()).step_by(2).filter_map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect();
    Some(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
    })
}

/// The place of a value in a message, such as `AIL-3.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldPath {
    segment: String,
    field: usize,
    component: usize,
}

impl FieldPath {
    /// Reads a place as people write it. The component is 1 when it is left out.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (segment, rest) = text.split_once('-')?;
        let (field, component) = rest.split_once('.').unwrap_or((rest, "1"));
        let (field, component) = (field.parse().ok()?, component.parse().ok()?);
        let fits = segment.len() == 3 && is_segment(segment, '|') && (1..=200).contains(&field) && (1..=50).contains(&component);
        (fits && !(segment == "MSH" && field < 3)).then(|| Self { segment: segment.to_owned(), field, component })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "MSH|^~\\&|APP|PLACE^1.2^ISO\rPID|1||A1^^^X^MR~B2|| O\\T\\B &x^ANN\\.br\\MARY|||\\X4A\\\\X6F\\|\"\"|a\\Zq\\b\\F\\";

    fn message(text: &str) -> Message<'_> {
        Message::parse(text).unwrap()
    }

    #[test]
    fn values_are_found_by_their_numbers() {
        let message = message(TEXT);
        assert_eq!(message.first("MSH").unwrap().value(3, 1).as_deref(), Some("APP"));
        let pid = message.first("PID").unwrap();
        assert_eq!(pid.value(3, 5).as_deref(), Some("MR"));
        assert_eq!(pid.repetitions(3).nth(1).unwrap().component(1).as_deref(), Some("B2"));
        assert_eq!(pid.value(9, 1), None, "a deletion mark is no text");
        assert_eq!(pid.value(30, 1), None);
        assert_eq!(message.at(&FieldPath::parse("PID-3.4").unwrap()).as_deref(), Some("X"));
    }

    #[test]
    fn escapes_are_undone_and_unknown_ones_kept() {
        let message = message(TEXT);
        let pid = message.first("PID").unwrap();
        assert_eq!(pid.value(5, 1).as_deref(), Some("O&B"));
        assert_eq!(pid.value(5, 2).as_deref(), Some("ANN MARY"));
        assert_eq!(pid.value(8, 1).as_deref(), Some("Jo"));
        assert_eq!(pid.value(10, 1).as_deref(), Some("a\\Zq\\b|"));
    }

    #[test]
    fn separators_are_those_of_the_heading() {
        let message = message("MSH*:~*APP\nPID*1**A1:::X");
        assert_eq!(message.first("PID").unwrap().value(3, 4).as_deref(), Some("X"));
    }

    #[test]
    fn a_segment_broken_in_two_is_told_and_a_stray_line_of_a_remark_is_not() {
        assert!(matches!(Message::parse("MSH|^~\\&|A\rPID|1||A1^^^X\nHigh Street|x"), Err(NotAMessage::NotASegment)));
        assert!(Message::parse("MSH|^~\\&|A\rPID|1\rNTE|1||first\nsecond line").is_ok());
        assert!(matches!(Message::parse("MSH"), Err(NotAMessage::NoSeparators)));
    }

    #[test]
    fn places_are_checked() {
        assert!(FieldPath::parse("AIL-3").is_some());
        for bad in ["AIL", "AIL-0", "ail-3", "AIL-3.x", "MSH-1", "AILX-3", ""] {
            assert_eq!(FieldPath::parse(bad), None, "{bad}");
        }
    }
}
