//! Rows in any order, parted by child into small parts that fit anywhere; beyond the memory that is given, through a file.

use super::batch::{Batch, Sink};
use super::codes::Mix;
use super::concerns::Known;
use super::keys::{Key, Keys};
use super::stop::Stop;
use crate::problem::{BatchProblem, writing};
use std::fs::File;
use std::hash::Hasher as _;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

/// Memory is taken in pieces of so many bytes.
const CHUNK: usize = 1 << 14;

/// Instead of an outcome: the row is one of the children's own.
const CHILD_YES: u8 = 255;
const CHILD_NO: u8 = 254;
const CHILD_NOT_SAID: u8 = 253;

/// A row as it is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'b> {
    /// The child's id, so that ids have the order of their bytes.
    pub(super) child: &'b [u8],
    pub(super) time: i64,
    /// The contact's id, in the same way.
    pub(super) id: &'b [u8],
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
    /// Takes the next row off.
    #[inline]
    pub(super) fn take(bytes: &mut &'b [u8]) -> Option<Self> {
        let child = take_key(bytes)?;
        let (time, rest) = bytes.split_first_chunk::<8>()?;
        *bytes = rest;
        let id = take_key(bytes)?;
        let (provider, rest) = bytes.split_first_chunk::<4>()?;
        let (service, rest) = rest.split_first_chunk::<2>()?;
        let (outcome, rest) = rest.split_first()?;
        *bytes = rest;
        let (provider, service) = (u32::from_le_bytes(*provider), u16::from_le_bytes(*service));
        Some(Self { child, time: i64::from_le_bytes(*time), id, provider, service, outcome: *outcome })
    }

    pub(super) fn row(&self) -> Row {
        match self.outcome {
            CHILD_YES => Row::Child(Known::Yes),
            CHILD_NO => Row::Child(Known::No),
            CHILD_NOT_SAID => Row::Child(Known::NotSaid),
            outcome => Row::Contact(outcome),
        }
    }
}

/// The length, and that many bytes.
#[inline]
fn take_key<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (key, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    *bytes = rest;
    Some(key)
}

/// An id as bytes that have its order.
fn encode<'k>(key: Key<'k>, room: &'k mut [u8; 8]) -> &'k [u8] {
    match key {
        Key::Text(text) => text,
        Key::Whole(number) => {
            *room = (number.cast_unsigned() ^ (1 << 63)).to_be_bytes();
            room
        }
    }
}

/// The id that these bytes are of.
pub(super) fn decode(bytes: &[u8], is_whole: bool) -> Key<'_> {
    match bytes.first_chunk::<8>() {
        Some(number) if is_whole => Key::Whole((u64::from_be_bytes(*number) ^ (1 << 63)).cast_signed()),
        _ => Key::Text(bytes),
    }
}

/// The hash of a child's id.
#[inline]
pub(super) fn mixed(child: &[u8]) -> u64 {
    let mut mix = Mix::default();
    mix.write(child);
    mix.finish()
}

/// The rows that one thread has parted.
pub(super) struct Parts {
    parts: Vec<Part>,
    /// Bytes that are held, and how many may be.
    held: usize,
    memory: usize,
    path: PathBuf,
    file: Option<BufWriter<File>>,
    written: u64,
    row: Vec<u8>,
    /// How many contacts there are.
    pub(super) contacts: u64,
}

#[derive(Default)]
struct Part {
    chunks: Vec<Vec<u8>>,
    /// Pieces of the file: from where on how many bytes.
    in_file: Vec<(u64, u64)>,
}

impl Parts {
    /// `count` parts, a power of two; `path` is where what does not fit into `memory` bytes is written.
    pub(super) fn new(count: usize, memory: usize, path: PathBuf) -> Self {
        let parts = std::iter::repeat_with(Part::default).take(count).collect();
        Self { parts, held: 0, memory, path, file: None, written: 0, row: Vec::new(), contacts: 0 }
    }

    /// How many bytes went through the file.
    pub(super) fn spilled(&self) -> u64 {
        self.written
    }

    fn push(&mut self, child: Key<'_>, time: i64, id: Key<'_>, provider: u32, service: u16, outcome: u8) -> Result<(), Stop> {
        let (mut child_room, mut id_room) = ([0; 8], [0; 8]);
        let (child, id) = (encode(child, &mut child_room), encode(id, &mut id_room));
        let number = usize::try_from(mixed(child)).unwrap_or_default() & (self.parts.len() - 1);
        self.row.clear();
        for key in [child, id] {
            let length = u16::try_from(key.len()).map_err(|_| {
                BatchProblem::unusable("the contacts", "an id has more than 65535 bytes", "Look whether columns have been mixed up")
            })?;
            self.row.extend(length.to_le_bytes());
            self.row.extend_from_slice(key);
            if self.row.len() == key.len() + 2 {
                self.row.extend(time.to_le_bytes());
            }
        }
        self.row.extend(provider.to_le_bytes());
        self.row.extend(service.to_le_bytes());
        self.row.push(outcome);
        let Some(part) = self.parts.get_mut(number) else { return Ok(()) };
        match part.chunks.last_mut().filter(|chunk| chunk.capacity() - chunk.len() >= self.row.len()) {
            Some(chunk) => chunk.extend_from_slice(&self.row),
            None => {
                let mut chunk = Vec::with_capacity(CHUNK.max(self.row.len()));
                chunk.extend_from_slice(&self.row);
                self.held += chunk.capacity();
                part.chunks.push(chunk);
                if self.held >= self.memory {
                    self.spill()?;
                }
            }
        }
        Ok(())
    }

    /// Adds children of the children's own file.
    pub(super) fn add_children(&mut self, children: &Keys, known: &[Known]) -> Result<(), Stop> {
        for (row, known) in known.iter().enumerate() {
            let Some(child) = children.get(row) else { continue };
            let outcome = match known {
                Known::Yes => CHILD_YES,
                Known::No => CHILD_NO,
                Known::NotSaid => CHILD_NOT_SAID,
            };
            self.push(child, i64::MIN, Key::Text(b""), 0, 0, outcome)?;
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
        match &mut self.file {
            Some(file) => Ok(file.flush().map_err(writing(&self.path))?),
            None => Ok(()),
        }
    }

    /// Adds the rows of a part, one after another as [`Record::take`] takes them.
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
            let id = batch.ids.as_ref().and_then(|ids| ids.get(row)).unwrap_or(Key::Text(b""));
            let service = batch.services.get(row).copied().unwrap_or_default();
            let Some(child) = batch.children.get(row) else { continue };
            self.push(child, *time, id, *provider, service, *outcome)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_comes_back_from_memory_and_from_the_file_and_a_childs_rows_lie_together() {
        for memory in [usize::MAX, 3 * CHUNK] {
            let folder = tempfile::tempdir().unwrap();
            let mut parts = Parts::new(4, memory, folder.path().join("work").join("0"));
            for row in 0..5_000_i64 {
                let child = format!("child {}", row % 97);
                parts.push(Key::Text(child.as_bytes()), row, Key::Whole(-row), 7, 3, 5).unwrap();
            }
            parts.finish().unwrap();
            assert_eq!(parts.spilled() > 0, memory < usize::MAX);
            let (mut times, mut children) = (BTreeSet::new(), 0);
            for number in 0..4 {
                let (mut bytes, mut here) = (Vec::new(), BTreeSet::new());
                parts.part(number, &mut bytes).unwrap();
                let mut rest = bytes.as_slice();
                while let Some(record) = Record::take(&mut rest) {
                    here.insert(record.child.to_vec());
                    assert_eq!((decode(record.id, true), record.provider, record.service), (Key::Whole(-record.time), 7, 3));
                    assert_eq!(record.row(), Row::Contact(5));
                    assert!(times.insert(record.time));
                }
                children += here.len();
            }
            assert_eq!((times.len(), children), (5_000, 97));
        }
    }

    #[test]
    fn whole_numbers_as_bytes_have_their_order() {
        let mut rooms = [[0; 8]; 5];
        let bytes: Vec<Vec<u8>> = [i64::MIN, -1, 0, 7, i64::MAX]
            .iter()
            .zip(&mut rooms)
            .map(|(number, room)| encode(Key::Whole(*number), room).to_vec())
            .collect();
        assert!(bytes.is_sorted_by(|one, next| one < next));
        assert_eq!(bytes.iter().map(|bytes| decode(bytes, true)).collect::<Vec<_>>()[1], Key::Whole(-1));
    }
}
