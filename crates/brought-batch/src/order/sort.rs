//! Putting rows in order: in memory as far as it goes, and beyond that through files.

use super::merge::{Run, Taking, merge};
use crate::problem::{BatchProblem, Halt, writing};
use crate::rows::{At, MOST_TEXT, Rows};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

/// So many files are merged at once, so that not too many are open.
const RUNS_AT_ONCE: usize = 64;

/// What a place in the order of rows takes.
const OF_INDEX: usize = size_of::<u32>();

/// Takes rows in any order and gives them back in the order of their keys, and of one key in the order in which they came.
pub(crate) struct Sorter {
    rows: Rows,
    memory: usize,
    /// Where files go. It is made when the first is needed.
    folder: PathBuf,
    runs: Vec<PathBuf>,
    made: usize,
}

impl Sorter {
    pub(crate) fn new(memory: usize, folder: PathBuf) -> Self {
        Self { rows: Rows::default(), memory, folder, runs: Vec::new(), made: 0 }
    }

    /// Takes a row.
    pub(crate) fn push<'t>(&mut self, at: At, key: &str, cells: impl IntoIterator<Item = &'t str>) -> Result<(), BatchProblem> {
        if self.rows.bytes() + self.rows.len() * OF_INDEX >= self.memory && !self.rows.is_empty() || self.rows.text_len() >= MOST_TEXT {
            self.spill()?;
        }
        self.rows.push(at, key, cells);
        Ok(())
    }

    /// How many files were needed so far.
    pub(crate) fn spilled(&self) -> usize {
        self.made
    }

    /// Gives the rows back.
    pub(crate) fn finish(mut self, give: &mut Taking<'_>) -> Result<(), Halt> {
        if self.runs.is_empty() {
            return in_order(&self.rows).into_iter().try_for_each(|index| {
                let index = index as usize;
                let Some(at) = self.rows.at(index) else { return Ok(()) };
                give(at, self.rows.key(index), &mut self.rows.cells(index))
            });
        }
        self.spill()?;
        self.rows = Rows::default();
        while self.runs.len() > RUNS_AT_ONCE {
            self.merge_some()?;
        }
        merge(open(&self.runs)?, give)
    }

    /// Writes the rows that are in memory to a file, in order.
    fn spill(&mut self) -> Result<(), BatchProblem> {
        let path = self.next_path()?;
        let mut out = create(&path)?;
        for index in in_order(&self.rows) {
            let index = index as usize;
            let Some(at) = self.rows.at(index) else { continue };
            Run::write(&mut out, at, self.rows.key(index), &mut self.rows.cells(index)).map_err(writing(&path))?;
        }
        out.flush().map_err(writing(&path))?;
        self.runs.push(path);
        self.rows.clear();
        Ok(())
    }

    /// Makes one file of several.
    fn merge_some(&mut self) -> Result<(), Halt> {
        let path = self.next_path()?;
        let mut out = create(&path)?;
        let some: Vec<PathBuf> = self.runs.drain(..RUNS_AT_ONCE).collect();
        merge(open(&some)?, &mut |at, key, cells| Ok(Run::write(&mut out, at, key, cells).map_err(writing(&path))?))?;
        out.flush().map_err(writing(&path))?;
        for done in some {
            fs::remove_file(&done).map_err(writing(&done))?;
        }
        self.runs.push(path);
        Ok(())
    }

    fn next_path(&mut self) -> Result<PathBuf, BatchProblem> {
        fs::create_dir_all(&self.folder).map_err(writing(&self.folder))?;
        self.made += 1;
        Ok(self.folder.join(format!("run-{}", self.made)))
    }
}

fn create(path: &PathBuf) -> Result<BufWriter<File>, BatchProblem> {
    Ok(BufWriter::with_capacity(1 << 18, File::create(path).map_err(writing(path))?))
}

fn open(paths: &[PathBuf]) -> Result<Vec<Run>, BatchProblem> {
    paths.iter().map(|path| Run::open(path)).collect()
}

fn in_order(rows: &Rows) -> Vec<u32> {
    let ordinal = |index: &u32| rows.at(*index as usize).map(|at| at.ordinal);
    let mut order: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
    order.sort_unstable_by(|left, right| {
        rows.key(*left as usize).cmp(rows.key(*right as usize)).then_with(|| ordinal(left).cmp(&ordinal(right)))
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows come back in order and whole, whatever memory there is.
    fn sorted(memory: usize, rows: usize) -> (Vec<String>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(memory, folder.path().join("sort"));
        for index in 0..rows {
            let at = At { file: 3, row: index as u64 + 2, line: 9, ordinal: index as u64, ended: index % 2 == 0 };
            let key = format!("p{:03}", (index * 7919) % 97);
            sorter.push(at, &key, [index.to_string().as_str(), "", "ü"]).unwrap();
        }
        let (mut found, spilled) = (Vec::new(), sorter.spilled());
        let give = &mut |at: At, key: &str, cells: &mut dyn Iterator<Item = &str>| {
            found.push(format!("{key} {at:?} {:?}", cells.collect::<Vec<_>>()));
            Ok(())
        };
        sorter.finish(give).unwrap();
        (found, spilled)
    }

    #[test]
    fn through_memory_and_through_files_the_order_is_the_same() {
        let (in_memory, none) = sorted(1 << 20, 1000);
        let (through_files, some) = sorted(4096, 1000);
        let (through_many, many) = sorted(200, 1000);
        assert_eq!((none, some > 2, many > 2 * RUNS_AT_ONCE), (0, true, true), "{some} {many}");
        assert!(in_memory.len() == 1000 && in_memory[0].starts_with("p000"));
        assert_eq!(in_memory, through_files);
        assert_eq!(in_memory, through_many);
    }
}
