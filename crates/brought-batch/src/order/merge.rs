//! Several files of rows in order made into one stream of them.

use crate::problem::{BatchProblem, Halt};
use crate::rows::At;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, Read as _, Write};
use std::path::{Path, PathBuf};

/// How much of each file is read at once.
const BUFFER: usize = 1 << 17;

/// A file of rows in order, and the row at which it stands.
pub(super) struct Run {
    path: PathBuf,
    file: BufReader<File>,
    /// The row as it was written.
    row: Vec<u8>,
}

/// The bytes of a row before its key: place, and the length of the key.
const HEAD: usize = 4 + 8 + 8 + 8 + 1 + 4;

impl Run {
    pub(super) fn open(path: &Path) -> Result<Self, BatchProblem> {
        let file = File::open(path).map_err(|problem| BatchProblem::reading(path, &problem))?;
        Ok(Self { path: path.to_owned(), file: BufReader::with_capacity(BUFFER, file), row: Vec::new() })
    }

    /// Writes a row: its length, place and key, and then its cells, each after its length.
    pub(super) fn write(out: &mut impl Write, at: At, key: &str, cells: &mut dyn Iterator<Item = &str>) -> io::Result<()> {
        let mut row = Vec::with_capacity(256);
        row.extend(at.file.to_le_bytes());
        row.extend([at.row, at.line, at.ordinal].into_iter().flat_map(u64::to_le_bytes));
        row.push(u8::from(at.ended));
        put(&mut row, key);
        for cell in cells {
            put(&mut row, cell);
        }
        out.write_all(&(row.len() as u64).to_le_bytes())?;
        out.write_all(&row)
    }

    /// Goes to the next row, and says whether there is one.
    fn next(&mut self) -> Result<bool, BatchProblem> {
        let mut length = [0; 8];
        let cut = |problem: io::Error| BatchProblem::Machine(format!("{} could not be read again: {problem}", self.path.display()));
        if self.file.fill_buf_is_empty().map_err(cut)? {
            return Ok(false);
        }
        self.file.read_exact(&mut length).map_err(cut)?;
        self.row.resize(usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX), 0);
        self.file.read_exact(&mut self.row).map_err(cut)?;
        Ok(true)
    }

    fn at(&self) -> At {
        let number = |place: usize| self.row.get(place..place + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes);
        At {
            file: u32::try_from(number(0) & u64::from(u32::MAX)).unwrap_or_default(),
            row: number(4),
            line: number(12),
            ordinal: number(20),
            ended: self.row.get(28) == Some(&1),
        }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let mut rest = self.row.get(HEAD - 4..).unwrap_or_default();
        std::iter::from_fn(move || {
            let (length, tail) = rest.split_first_chunk::<4>()?;
            let (text, tail) = tail.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            rest = tail;
            std::str::from_utf8(text).ok()
        })
    }

    fn key(&self) -> &str {
        self.texts().next().unwrap_or_default()
    }
}

/// A text behind its length.
fn put(row: &mut Vec<u8>, text: &str) {
    row.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    row.extend(text.as_bytes());
}

trait FillBuf {
    fn fill_buf_is_empty(&mut self) -> io::Result<bool>;
}

impl FillBuf for BufReader<File> {
    fn fill_buf_is_empty(&mut self) -> io::Result<bool> {
        io::BufRead::fill_buf(self).map(<[u8]>::is_empty)
    }
}

/// Who takes rows: their place, key and cells.
pub(crate) type Taking<'t> = dyn FnMut(At, &str, &mut dyn Iterator<Item = &str>) -> Result<(), Halt> + 't;

/// Gives the rows of all files in order.
pub(super) fn merge(mut runs: Vec<Run>, give: &mut Taking<'_>) -> Result<(), Halt> {
    let mut first = BinaryHeap::with_capacity(runs.len());
    for (number, run) in runs.iter_mut().enumerate() {
        if run.next()? {
            first.push(Reverse((run.key().to_owned(), run.at().ordinal, number)));
        }
    }
    while let Some(Reverse((mut key, _, number))) = first.pop() {
        let Some(run) = runs.get_mut(number) else { continue };
        give(run.at(), &key, &mut run.texts().skip(1))?;
        if run.next()? {
            key.clear();
            key.push_str(run.key());
            first.push(Reverse((key, run.at().ordinal, number)));
        }
    }
    Ok(())
}
