//! Rows in any order, parted by child into small parts that fit anywhere; beyond the memory that is given, through a file.

use super::batch::{Batch, Sink};
use super::codes::Mix;
use super::concerns::Known;
use super::keys::{Key, KeyKind, Keys};
use super::stop::Stop;
use crate::problem::{BatchProblem, writing};
use std::fs::File;
use std::hash::Hasher as _;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

/// Memory is taken in pieces of so many bytes.
const CHUNK: usize = 1 << 14;

/// Rows of a part are collected until there are so many bytes of them: one small place for each part stays near the processor, and so rows are
/// not written one by one all over the memory.
const COLLECTED: usize = 256;

/// The bytes of a row without its texts.
pub(super) const HEAD: usize = 32;

/// Instead of an outcome: the row is one of the children's own.
const CHILD_YES: u8 = 255;
const CHILD_NO: u8 = 254;
const CHILD_NOT_SAID: u8 = 253;

/// What kinds of ids rows have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) child: KeyKind,
    pub(super) id: KeyKind,
}

/// A row as it is written down: child, time, id, provider, service and outcome. Of an id that is a text, the length stands there, and the text
/// behind the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'b> {
    pub(super) child: Key<'b>,
    pub(super) time: i64,
    pub(super) id: Key<'b>,
    pub(super) provider: u32,
    pub(super) service: u16,
    outcome: u8,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    Contact(u8),
    Child(Known),
}

impl<'b> Record<'b> {
    /// The row at a place, and how many bytes it has.
    #[inline]
    pub(super) fn at(bytes: &'b [u8], at: usize, shape: Shape) -> Option<(Self, usize)> {
        let (head, texts) = bytes.get(at..)?.split_first_chunk::<HEAD>()?;
        let (child, head) = head.split_first_chunk()?;
        let (time, head) = head.split_first_chunk()?;
        let (id, head) = head.split_first_chunk()?;
        let (provider, head) = head.split_first_chunk()?;
        let (service, head) = head.split_first_chunk()?;
        let outcome = *head.first()?;
        let mut length = HEAD;
        let mut key = |kind: KeyKind, number: i64| match kind {
            KeyKind::Whole => Some(Key::Whole(number)),
            KeyKind::Text => {
                let from = length - HEAD;
                length += usize::try_from(number).ok()?;
                texts.get(from..length - HEAD).map(Key::Text)
            }
        };
        let child = key(shape.child, i64::from_le_bytes(*child))?;
        let id = key(shape.id, i64::from_le_bytes(*id))?;
        let (time, provider, service) = (i64::from_le_bytes(*time), u32::from_le_bytes(*provider), u16::from_le_bytes(*service));
        Some((Self { child, time, id, provider, service, outcome }, length))
    }

    pub(super) fn row(&self) -> Row {
        match self.outcome {
            CHILD_YES => Row::Child(Known::Yes),
            CHILD_NO => Row::Child(Known::No),
            CHILD_NOT_SAID => Row::Child(Known::NotSaid),
            outcome => Row::Contact(outcome),
        }
    }

    /// Puts the row without its texts into bytes.
    #[inline]
    fn head(&self) -> [u8; HEAD] {
        let number = |key: Key<'_>| match key {
            Key::Whole(number) => number,
            Key::Text(text) => i64::try_from(text.len()).unwrap_or(i64::MAX),
        };
        let mut head = [0; HEAD];
        head[0..8].copy_from_slice(&number(self.child).to_le_bytes());
        head[8..16].copy_from_slice(&self.time.to_le_bytes());
        head[16..24].copy_from_slice(&number(self.id).to_le_bytes());
        head[24..28].copy_from_slice(&self.provider.to_le_bytes());
        head[28..30].copy_from_slice(&self.service.to_le_bytes());
        head[30] = self.outcome;
        head
    }

    /// The texts of it, those of a child and of an id.
    fn texts(&self) -> [&'b [u8]; 2] {
        [self.child, self.id].map(|key| match key {
            Key::Whole(_) => &[][..],
            Key::Text(text) => text,
        })
    }
}

/// The hash of a child's id.
#[inline]
pub(super) fn mixed(child: Key<'_>) -> u64 {
    let mut mix = Mix::default();
    match child {
        Key::Whole(number) => mix.write_u64(number.cast_unsigned()),
        Key::Text(text) => mix.write(text),
    }
    mix.finish()
}

/// The rows that one thread has parted.
pub(super) struct Parts {
    pub(super) shape: Shape,
    parts: Vec<Part>,
    /// For each part, rows that are collected, and how many bytes of them.
    collected: Vec<u8>,
    used: Vec<u16>,
    /// Bytes that are held, and how many may be.
    held: usize,
    memory: usize,
    path: PathBuf,
    file: Option<BufWriter<File>>,
    written: u64,
    /// How many contacts there are.
    pub(super) contacts: u64,
}

#[derive(Default)]
struct Part {
    chunks: Vec<Vec<u8>>,
    /// Pieces of the file: from where on how many bytes.
    in_file: Vec<(u64, u64)>,
}

impl Part {
    /// Adds rows, and gives how much memory that took.
    fn add(&mut self, pieces: &[&[u8]]) -> usize {
        let bytes = pieces.iter().map(|piece| piece.len()).sum();
        let has_room = self.chunks.last().is_some_and(|chunk| chunk.capacity() - chunk.len() >= bytes);
        let mut taken = 0;
        if !has_room {
            let chunk = Vec::with_capacity(CHUNK.max(bytes));
            taken = chunk.capacity();
            self.chunks.push(chunk);
        }
        if let Some(chunk) = self.chunks.last_mut() {
            pieces.iter().for_each(|piece| chunk.extend_from_slice(piece));
        }
        taken
    }
}

impl Parts {
    /// `count` parts, a power of two; `path` is where what does not fit into `memory` bytes is written.
    pub(super) fn new(shape: Shape, count: usize, memory: usize, path: PathBuf) -> Self {
        Self {
            shape,
            parts: std::iter::repeat_with(Part::default).take(count).collect(),
            collected: vec![0; count * COLLECTED],
            used: vec![0; count],
            held: 0,
            memory,
            path,
            file: None,
            written: 0,
            contacts: 0,
        }
    }

    /// How many bytes went through the file.
    pub(super) fn spilled(&self) -> u64 {
        self.written
    }

    #[inline]
    fn push(&mut self, record: &Record<'_>) -> Result<(), Stop> {
        let number = usize::try_from(mixed(record.child)).unwrap_or_default() & (self.parts.len() - 1);
        let (head, texts) = (record.head(), record.texts());
        let bytes = HEAD + texts.iter().map(|text| text.len()).sum::<usize>();
        let mut used = self.used.get(number).copied().map_or(0, usize::from);
        if used + bytes > COLLECTED {
            self.hand_on(number)?;
            used = 0;
            if bytes > COLLECTED {
                let taken = self.parts.get_mut(number).map_or(0, |part| part.add(&[&head, texts[0], texts[1]]));
                return self.took(taken);
            }
        }
        let mut at = number * COLLECTED + used;
        if let Some(place) = self.collected.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<HEAD>()) {
            *place = head;
        }
        at += HEAD;
        for text in texts {
            if let Some(place) = self.collected.get_mut(at..at + text.len()) {
                place.copy_from_slice(text);
            }
            at += text.len();
        }
        // It is at most as many as are collected.
        self.used.get_mut(number).into_iter().for_each(|place| *place = u16::try_from(used + bytes).unwrap_or_default());
        Ok(())
    }

    /// Hands on the rows that are collected of a part.
    fn hand_on(&mut self, number: usize) -> Result<(), Stop> {
        let (Some(part), Some(used)) = (self.parts.get_mut(number), self.used.get_mut(number)) else { return Ok(()) };
        let start = number * COLLECTED;
        let rows = self.collected.get(start..start + usize::from(*used)).unwrap_or_default();
        *used = 0;
        if rows.is_empty() {
            return Ok(());
        }
        let taken = part.add(&[rows]);
        self.took(taken)
    }

    /// So much more memory is held.
    fn took(&mut self, bytes: usize) -> Result<(), Stop> {
        self.held += bytes;
        if bytes > 0 && self.held >= self.memory { self.spill() } else { Ok(()) }
    }

    /// Adds children of the children's own file.
    pub(super) fn add_children(&mut self, children: &Keys, known: &[Known]) -> Result<(), Stop> {
        let nothing = match self.shape.id {
            KeyKind::Whole => Key::Whole(0),
            KeyKind::Text => Key::Text(b""),
        };
        for (row, known) in known.iter().enumerate() {
            let Some(child) = children.get(row) else { continue };
            let outcome = match known {
                Known::Yes => CHILD_YES,
                Known::No => CHILD_NO,
                Known::NotSaid => CHILD_NOT_SAID,
            };
            self.push(&Record { child, time: i64::MIN, id: nothing, provider: 0, service: 0, outcome })?;
        }
        Ok(())
    }

    /// Writes what is held to the file.
    fn spill(&mut self) -> Result<(), Stop> {
        let tell = writing(&self.path);
        if self.file.is_none() {
            if let Some(folder) = self.path.parent() {
                std::fs::create_dir_all(folder).map_err(&tell)?;
            }
            self.file = Some(BufWriter::with_capacity(1 << 18, File::create(&self.path).map_err(&tell)?));
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        for part in &mut self.parts {
            let bytes: u64 = part.chunks.iter().map(|chunk| chunk.len() as u64).sum();
            for chunk in part.chunks.drain(..) {
                file.write_all(&chunk).map_err(&tell)?;
            }
            if bytes > 0 {
                part.in_file.push((self.written, bytes));
                self.written += bytes;
            }
        }
        self.held = 0;
        Ok(())
    }

    /// Ends the parting.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        (0..self.parts.len()).try_for_each(|number| self.hand_on(number))?;
        match &mut self.file {
            Some(file) => Ok(file.flush().map_err(writing(&self.path))?),
            None => Ok(()),
        }
    }

    /// Adds the rows of a part, one after another as [`Record::at`] has them.
    pub(super) fn part(&self, number: usize, to: &mut Vec<u8>) -> Result<(), Stop> {
        let Some(part) = self.parts.get(number) else { return Ok(()) };
        if !part.in_file.is_empty() {
            let cannot =
                |problem: std::io::Error| BatchProblem::Machine(format!("{} could not be read again: {problem}", self.path.display()));
            let mut file = File::open(&self.path).map_err(cannot)?;
            for (start, bytes) in &part.in_file {
                file.seek(SeekFrom::Start(*start)).map_err(cannot)?;
                let read = (&mut file).take(*bytes).read_to_end(to).map_err(cannot)?;
                if read as u64 != *bytes {
                    return Err(BatchProblem::Machine(format!("{} has become shorter", self.path.display())).into());
                }
            }
        }
        part.chunks.iter().for_each(|chunk| to.extend_from_slice(chunk));
        Ok(())
    }
}

impl Sink for Parts {
    fn batch(&mut self, batch: &Batch<'_>) -> Result<(), Stop> {
        self.contacts += batch.times.len() as u64;
        let rows = batch.times.iter().zip(batch.outcomes).zip(batch.providers).enumerate();
        for (row, ((time, outcome), provider)) in rows {
            let (Some(child), Some(id)) = (batch.children.get(row), batch.ids.as_ref().and_then(|ids| ids.get(row))) else { continue };
            let service = batch.services.get(row).copied().unwrap_or_default();
            self.push(&Record { child, time: *time, id, provider: *provider, service, outcome: *outcome })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Whatever the kinds of ids and the memory, and with ids that are longer than what is collected.
    #[test]
    fn every_row_comes_back_from_memory_and_from_the_file_and_a_childs_rows_lie_together() {
        let kinds = [KeyKind::Whole, KeyKind::Text];
        for (memory, child, id) in [usize::MAX, 3 * CHUNK]
            .into_iter()
            .flat_map(|memory| kinds.map(|child| kinds.map(|id| (memory, child, id))).into_iter().flatten())
        {
            let (folder, shape) = (tempfile::tempdir().unwrap(), Shape { child, id });
            let texts: Vec<String> = (0..97).map(|child| format!("{child} {}", "x".repeat(child * 5))).collect();
            let of_child =
                |row: i64| if child == KeyKind::Whole { Key::Whole(row % 97 - 50) } else { Key::Text(texts[row as usize % 97].as_bytes()) };
            let of_id = |row: i64| if id == KeyKind::Whole { Key::Whole(-row) } else { Key::Text(texts[row as usize % 83].as_bytes()) };
            let mut parts = Parts::new(shape, 4, memory, folder.path().join("work").join("0"));
            for row in 0..5_000_i64 {
                parts.push(&Record { child: of_child(row), time: row, id: of_id(row), provider: 7, service: 3, outcome: 5 }).unwrap();
            }
            parts.finish().unwrap();
            assert_eq!(parts.spilled() > 0, memory < usize::MAX);
            let (mut times, mut children) = (BTreeSet::new(), 0);
            for number in 0..4 {
                let (mut bytes, mut here, mut at) = (Vec::new(), BTreeSet::new(), 0);
                parts.part(number, &mut bytes).unwrap();
                while let Some((record, length)) = Record::at(&bytes, at, shape) {
                    at += length;
                    here.insert(record.child.to_string());
                    assert_eq!((record.child, record.id), (of_child(record.time), of_id(record.time)));
                    assert_eq!((record.provider, record.service, record.row()), (7, 3, Row::Contact(5)));
                    assert!(times.insert(record.time));
                }
                assert_eq!(at, bytes.len());
                children += here.len();
            }
            assert_eq!((times.len(), children), (5_000, 97));
        }
    }
}
