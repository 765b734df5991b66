//! Reading everything, row by row, until rows of one person are together.

use crate::input::{Inputs, Sink};
use crate::order::{Batch, Grouper, Links, Sorter};
use crate::output::Target;
use crate::passes::Pass;
use crate::problem::Halt;
use crate::question::Question;
use crate::rows::At;
use crate::run::Stage;
use brought_interop::{ReadContext, RowProblem, RowReader};

/// Reads everything and hands it on in batches. Returns how many rows each file has, and how many files putting them in order took.
pub(crate) fn read(
    question: &Question<'_>,
    inputs: &Inputs,
    context: &ReadContext,
    target: &Target,
    how: &Pass,
    hand_on: &mut dyn FnMut(Batch) -> Result<(), Halt>,
    progress: &dyn Fn(Stage, u64, u64),
) -> Result<(Vec<u64>, usize), Halt> {
    let keys = Keys { reader: inputs.reader(question, context)?, links: how.links.as_ref(), last: None };
    let size = inputs.size();
    let mut grouper = Grouper::new(hand_on);
    if !how.puts_in_order {
        let mut sink = InOrder { keys, grouper, came_to: &|bytes| progress(Stage::Reading, bytes, size) };
        let rows = inputs.read(question, &mut sink)?;
        sink.grouper.finish()?;
        return Ok((rows, 0));
    }
    // What holds the rows grows by doubling, so that half of it may be empty.
    let sorter = Sorter::new(question.memory / 2, target.work().join("order"));
    let mut sink = ToBeOrdered { keys, sorter, grouper: &mut grouper, came_to: &|bytes| progress(Stage::Ordering, bytes, size) };
    let rows = inputs.read(question, &mut sink)?;
    let all: u64 = rows.iter().sum();
    let sorter = sink.sorter;
    let (mut done, files_needed) = (0, sorter.spilled());
    sorter.finish(&mut |at, key, cells| {
        done += 1;
        if done % 4096 == 0 {
            progress(Stage::Answering, done, all);
        }
        grouper.row(at, key, cells)
    })?;
    grouper.finish()?;
    Ok((rows, files_needed))
}

/// Finds the key under which a row is put together with others.
struct Keys<'a> {
    reader: RowReader<'a>,
    links: Option<&'a Links>,
    /// The cell that named the person of the last row, in which file, and its key: rows of one person mostly follow each other.
    last: Option<(u32, String, String)>,
}

impl Keys<'_> {
    fn key(&mut self, at: At, cells: &[&str]) -> &str {
        let place = self.reader.names_person(at.file as usize);
        let cell = place.and_then(|place| cells.get(place)).copied().unwrap_or_default();
        let is_known = self.last.as_ref().is_some_and(|(file, known, _)| !cell.is_empty() && *file == at.file && known == cell);
        if !is_known {
            let whose = self.reader.whose(at.file as usize, cells);
            let person = whose.as_ref().map_or("", |person| person.as_str());
            let mut made = String::new();
            let key = self.links.map_or(person, |links| links.key(person, &mut made)).to_owned();
            // Only a cell that names somebody by itself decides alone.
            let cell = if cell.trim().is_empty() { String::new() } else { cell.to_owned() };
            self.last = Some((at.file, cell, key));
        }
        self.last.as_ref().map_or("", |(.., key)| key)
    }
}

/// Rows that are taken to be in order.
struct InOrder<'a> {
    keys: Keys<'a>,
    grouper: Grouper<'a>,
    came_to: &'a dyn Fn(u64),
}

impl Sink for InOrder<'_> {
    fn row(&mut self, at: At, cells: &[&str]) -> Result<(), Halt> {
        let key = self.keys.key(at, cells);
        self.grouper.row(at, key, cells.iter().copied())
    }

    fn broken(&mut self, problem: RowProblem) -> Result<(), Halt> {
        self.grouper.broken(problem)
    }

    fn came_to(&mut self, bytes: u64) {
        (self.came_to)(bytes);
    }
}

/// Rows that are put in order.
struct ToBeOrdered<'a, 'g> {
    keys: Keys<'a>,
    sorter: Sorter,
    /// For lines that have no order.
    grouper: &'a mut Grouper<'g>,
    came_to: &'a dyn Fn(u64),
}

impl Sink for ToBeOrdered<'_, '_> {
    fn row(&mut self, at: At, cells: &[&str]) -> Result<(), Halt> {
        let key = self.keys.key(at, cells);
        Ok(self.sorter.push(at, key, cells.iter().copied())?)
    }

    fn broken(&mut self, problem: RowProblem) -> Result<(), Halt> {
        self.grouper.broken(problem)
    }

    fn came_to(&mut self, bytes: u64) {
        (self.came_to)(bytes);
    }
}
