//! HL7 version 2: messages about appointments (SIU) and about who people are (ADT).

mod adt;
mod frame;
mod message;
mod person;
mod reading;
mod siu;
mod when;

use crate::fault::Fault;
use crate::identify::digest;
use crate::map::{Map, MapKind};
use crate::read::{FileProblem, FileProblemKind, Read, ReadContext, RowRef, SetAside};
use crate::text::{EncodingChoice, decode};
use frame::{Framed, Frames, frames};
pub(crate) use message::FieldPath;
use message::{Message, NotAMessage, is_read};
use reading::{Heading, MessageRead, Reading};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The map used when none is given: it names no services and asks who cancelled.
const DEFAULT_MAP: &str = include_str!("../../../../maps/hl7-messages.toml");

/// How much of a message is kept with its problem.
const LONGEST_RAW: usize = 32 * 1024;

/// Begins to read a file of HL7 version 2 messages: bare, in MLLP frames or in batches.
///
/// # Errors
/// [`FileProblem`] when there is no message in it, or the map is for another kind of file.
pub fn read_hl7<'a>(bytes: &'a [u8], map: Option<&'a Map>, context: &'a ReadContext) -> Result<Hl7Reader<'a>, FileProblem> {
    let problem = |kind, reason: &str, what_to_do: &str| FileProblem {
        file: context.file_name.clone(),
        kind,
        reason: reason.to_owned(),
        what_to_do: what_to_do.to_owned(),
    };
    let map = match map {
        Some(map) => Cow::Borrowed(map),
        None => Map::parse(DEFAULT_MAP, "hl7-messages").map(Cow::Owned).map_err(|problems| {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            problem(FileProblemKind::WrongMap, &first, "Report this as a fault of the program")
        })?,
    };
    if map.kind() != MapKind::Messages {
        let reason = format!("the map \"{}\" is for CSV files", map.name());
        return Err(problem(FileProblemKind::WrongMap, &reason, "Choose a map for HL7 messages, or none"));
    }
    if bytes.iter().all(|byte| byte.is_ascii_whitespace()) {
        return Err(problem(FileProblemKind::Empty, "it is empty", "Export it again from the other system"));
    }
    let frames = frames(bytes);
    if frames.messages.is_empty() {
        let reason = "there is no HL7 message in it: none of its lines begins with MSH";
        return Err(problem(FileProblemKind::OtherKind, reason, "Check which file this is; a CSV file needs a map for CSV"));
    }
    let file = context.file_name.as_str().into();
    Ok(Hl7Reader { frames, map, context, file, next: 0, told_leftovers: false, last_said: BTreeMap::new(), people_told: BTreeSet::new() })
}

/// The messages of a file, one after another.
pub struct Hl7Reader<'a> {
    frames: Frames<'a>,
    map: Cow<'a, Map>,
    context: &'a ReadContext,
    file: Arc<str>,
    next: usize,
    told_leftovers: bool,
    /// What was said last about each thing, and by which message.
    last_said: BTreeMap<[u8; 16], ([u8; 16], u64)>,
    people_told: BTreeSet<[u8; 16]>,
}

impl Iterator for Hl7Reader<'_> {
    type Item = Read;

    fn next(&mut self) -> Option<Read> {
        let Some(framed) = self.frames.messages.get(self.next).copied() else { return self.leftovers() };
        self.next += 1;
        let mut place = RowRef { file: Arc::clone(&self.file), row: self.next as u64, line: framed.line, message: None };
        let mut raw = String::new();
        Some(match self.message(&framed, &mut place, &mut raw) {
            Ok(read) => read,
            Err(fault) => Read::Problem(Box::new(fault.into_problem(place, shortened(raw)))),
        })
    }
}

impl Hl7Reader<'_> {
    fn message(&mut self, framed: &Framed<'_>, place: &mut RowRef, raw: &mut String) -> Result<Read, Fault> {
        let text = letters(framed.bytes)?;
        let again = "Ask the sender to send the message again";
        // Until it is known whether the message is restricted, only its heading is kept for the person who looks.
        *raw = text.lines().next().unwrap_or_default().split('\r').next().unwrap_or_default().to_owned();
        let message = Message::parse(&text).map_err(|why| match why {
            NotAMessage::NoSeparators => Fault::at("MSH", "", "the heading does not name its separators", again),
            NotAMessage::NotASegment => Fault::whole("a line of the message is not a segment: the message is broken or cut off", again),
        })?;
        *raw = person::raw(&message);
        place.message = message.first("MSH").and_then(|msh| msh.value(10, 1)).map(Into::into);
        let whole = check_whole(framed, &text, &message);
        let mut cut_note = whole?;
        if text.contains('\u{fffd}') {
            return Err(Fault::whole("letters of the message cannot be read in the encoding that it names (MSH-18)", again));
        }
        let map = self.map.clone();
        let reading = Reading { map: &map, context: self.context };
        let heading = Heading::read(&message, &reading)?;
        let read = match heading.kind.as_str() {
            "SIU" => siu::read(&message, &heading, &reading)?,
            "ADT" => adt::read(&message, &heading, &reading)?,
            other => {
                let what = format!("{other}^{}", heading.trigger);
                return Err(Fault::at(
                    "MSH-9",
                    &what,
                    "only SIU and ADT messages are read",
                    "Leave such messages out of what is sent here",
                ));
            }
        };
        let mut draft = match read {
            MessageRead::SetAside { what, reason } => return Ok(Read::SetAside(SetAside { row: place.clone(), what, reason })),
            MessageRead::Draft(draft) => draft,
        };
        draft.notes.append(&mut cut_note);
        let key = digest([heading.kind.as_str(), &heading.system, &draft.source_id]);
        let content = draft.content();
        if let Some((before, number)) = self.last_said.insert(key, (content, place.row))
            && before == content
        {
            let reason = format!("it says the same as message {number}");
            return Ok(Read::SetAside(SetAside { row: place.clone(), what: format!("{}^{}", heading.kind, heading.trigger), reason }));
        }
        let first_telling = self.people_told.insert(draft.person.content());
        let record = draft.into_record(place.clone(), &heading, self.context, first_telling)?;
        Ok(Read::Record(Box::new(record)))
    }

    /// After the last message: what a batch promised and did not hold, and lines that belong to no message.
    fn leftovers(&mut self) -> Option<Read> {
        if std::mem::replace(&mut self.told_leftovers, true) {
            return None;
        }
        let count = self.frames.messages.len() as u64;
        let mut reasons = Vec::new();
        if let Some((line, _)) = self.frames.stray.first() {
            reasons.push(format!("line {line} belongs to no message"));
        }
        if self.frames.batch_open {
            reasons.push("a batch has no end: the file was cut off".to_owned());
        }
        if let Some(promised) = self.frames.promised.filter(|promised| *promised != count) {
            reasons.push(format!("the batch says that it holds {promised} messages, and {count} were found"));
        }
        if reasons.is_empty() {
            return None;
        }
        let stray: Vec<Cow<'_, str>> = self.frames.stray.iter().take(20).map(|(_, line)| String::from_utf8_lossy(line)).collect();
        let line = self.frames.stray.first().map_or(1, |(line, _)| *line);
        let place = RowRef { file: Arc::clone(&self.file), row: count + 1, line, message: None };
        let fault = Fault::whole(reasons.join("; "), "Compare the file with what was sent, and send what is missing");
        Some(Read::Problem(Box::new(fault.into_problem(place, shortened(stray.join("\n"))))))
    }
}

/// The letters of a message, in the encoding that MSH-18 names, else UTF-8, else Windows-1252.
fn letters(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let heading = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let heading = String::from_utf8_lossy(heading);
    let separator = heading.chars().nth(3).unwrap_or('|');
    let named = heading.split(separator).nth(17).unwrap_or_default().to_uppercase();
    let choice = if named.starts_with("8859/1") && !named.starts_with("8859/15") {
        EncodingChoice::Windows1252
    } else if named.starts_with("UNICODE") || named.starts_with("UTF-8") {
        EncodingChoice::Utf8
    } else {
        EncodingChoice::Auto
    };
    match decode(bytes, choice) {
        Ok((text, _)) => Ok(text),
        Err(_) => Err(Fault::whole("the message contains bytes that no text has", "Ask the sender to send the message again")),
    }
}

/// The last field that is read of each segment: beyond it nothing can have been cut off that matters.
const LAST_READ_FIELD: [(&str, usize); 15] = [
    ("MSH", 18),
    ("EVN", 0),
    ("PID", 30),
    ("PD1", 12),
    ("NK1", 6),
    ("PV1", 44),
    ("ARV", 3),
    ("MRG", 0),
    ("SCH", 25),
    ("TQ1", 7),
    ("AIS", 10),
    ("AIG", 14),
    ("AIL", 12),
    ("AIP", 12),
    ("RGS", 0),
];

/// Whether the message is whole, as far as can be seen. A note when its last line has no end but nothing that is read can be missing in it.
fn check_whole(framed: &Framed<'_>, text: &str, message: &Message<'_>) -> Result<Vec<String>, Fault> {
    let again = "Ask the sender to send the message again";
    if framed.open_frame {
        return Err(Fault::whole("the frame of the message has no end: it was cut off", again));
    }
    if framed.ended {
        return Ok(Vec::new());
    }
    let Some(last) = message.last_segment() else { return Ok(Vec::new()) };
    let last_line = text.rsplit(['\r', '\n']).find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_last = last_line.starts_with(last.name());
    let needed = LAST_READ_FIELD.iter().find(|(name, _)| *name == last.name()).map_or(0, |(_, field)| *field);
    // MSH-1 is the separator itself, so that its fields count one more than the separators seen.
    let fields = last.fields() + usize::from(last.name() == "MSH");
    if !is_last || is_read(last.name()) && needed > 0 && fields <= needed {
        return Err(Fault::whole(
            format!(
                "the message ends within the segment {} without a line end: it may be cut off",
                last_line.get(..3).unwrap_or(last_line)
            ),
            again,
        ));
    }
    Ok(vec!["The last line of the message has no end; what may have followed it is not known.".to_owned()])
}

fn shortened(mut text: String) -> String {
    if text.len() > LONGEST_RAW {
        let mut end = LONGEST_RAW;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
    text
}
