//! Rows that come in the order of the people, cut into batches of whole people.

use crate::problem::{BatchProblem, Halt};
use crate::rows::{At, MOST_TEXT, Rows};
use brought_interop::RowProblem;
use std::ops::Range;

/// So many rows, or so many bytes of them, make a batch. It does not depend on how many threads there are, nor does anything that is written.
const ROWS: usize = 2048;
const BYTES: usize = 1 << 19;

/// Whole people, and rows of which nobody knows whose they are.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Which batch it is, from 0.
    pub(crate) number: u64,
    pub(crate) rows: Rows,
    /// The rows of each person, or of people who have to be looked at together.
    pub(crate) groups: Vec<Range<usize>>,
    pub(crate) loose: Rows,
    /// Lines that could not be split.
    pub(crate) broken: Vec<RowProblem>,
}

impl Batch {
    fn is_full(&self) -> bool {
        let rows = self.rows.len() + self.loose.len() + self.broken.len();
        rows >= ROWS || self.rows.bytes() + self.loose.bytes() >= BYTES
    }
}

/// Makes batches and hands them on.
pub(crate) struct Grouper<'a> {
    batch: Batch,
    /// The key of the last row; nothing before the first.
    last: Option<String>,
    /// Where the rows of the last person begin.
    since: usize,
    hand_on: &'a mut dyn FnMut(Batch) -> Result<(), Halt>,
}

impl<'a> Grouper<'a> {
    pub(crate) fn new(hand_on: &'a mut dyn FnMut(Batch) -> Result<(), Halt>) -> Self {
        Self { batch: Batch::default(), last: None, since: 0, hand_on }
    }

    /// Takes a row under its key.
    ///
    /// # Errors
    /// [`Halt::NotInOrder`] when its key is before that of the row before.
    pub(crate) fn row<'t>(&mut self, at: At, key: &str, cells: impl IntoIterator<Item = &'t str>) -> Result<(), Halt> {
        if key.is_empty() {
            self.batch.loose.push(at, key, cells);
            return self.hand_on_if_full();
        }
        match self.last.as_deref() {
            Some(last) if last == key => {}
            Some(last) if last > key => return Err(Halt::NotInOrder),
            _ => {
                self.close();
                self.hand_on_if_full()?;
                let last = self.last.get_or_insert_default();
                last.clear();
                last.push_str(key);
            }
        }
        if self.batch.rows.text_len() >= MOST_TEXT {
            return Err(too_much(key).into());
        }
        self.batch.rows.push(at, key, cells);
        Ok(())
    }

    /// Takes a line that could not be split.
    pub(crate) fn broken(&mut self, problem: RowProblem) -> Result<(), Halt> {
        self.batch.broken.push(problem);
        self.hand_on_if_full()
    }

    /// Hands on what is left.
    pub(crate) fn finish(mut self) -> Result<(), Halt> {
        self.close();
        self.hand_on()
    }

    /// The rows of the last person are whole.
    fn close(&mut self) {
        let until = self.batch.rows.len();
        if until > self.since {
            self.batch.groups.push(self.since..until);
        }
        self.since = until;
    }

    /// Never between the rows of one person.
    fn hand_on_if_full(&mut self) -> Result<(), Halt> {
        if self.batch.is_full() && self.since == self.batch.rows.len() { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> Result<(), Halt> {
        let next = Batch { number: self.batch.number + 1, rows: Rows::with_room(BYTES), ..Batch::default() };
        self.since = 0;
        (self.hand_on)(std::mem::replace(&mut self.batch, next))
    }
}

/// One person's rows are looked at together, so they have to be held together.
fn too_much(key: &str) -> BatchProblem {
    BatchProblem::unusable(format!("the rows of {key}"), "there are more than two gigabytes of them", "Check whether that is one person")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ordinal: u64) -> At {
        At { file: 0, row: ordinal + 2, line: ordinal + 2, ordinal, ended: true }
    }

    /// The keys of the groups of each batch.
    fn batches(keys: &[&str]) -> Result<Vec<Vec<String>>, Halt> {
        let mut found = Vec::new();
        let mut hand_on = |batch: Batch| {
            let group = |range: &Range<usize>| format!("{}x{}", batch.rows.key(range.start), range.len());
            found.push(batch.groups.iter().map(group).collect());
            Ok(())
        };
        let mut grouper = Grouper::new(&mut hand_on);
        for (index, key) in keys.iter().enumerate() {
            grouper.row(at(index as u64), key, ["a"])?;
        }
        grouper.finish()?;
        Ok(found)
    }

    #[test]
    fn rows_of_one_person_stay_together_and_those_of_nobody_do_not_part_them() {
        assert_eq!(batches(&["a", "a", "", "a", "b"]).unwrap(), [["ax3", "bx1"]]);
    }

    #[test]
    fn a_batch_ends_only_between_people() {
        let mut keys = vec!["a"; ROWS + 10];
        keys.push("b");
        assert_eq!(batches(&keys).unwrap(), [vec![format!("ax{}", ROWS + 10)], vec!["bx1".to_owned()]]);
    }

    #[test]
    fn people_who_come_back_or_come_before_are_noticed() {
        assert_eq!(batches(&["a", "b", "a"]), Err(Halt::NotInOrder));
        assert_eq!(batches(&["b", "a"]), Err(Halt::NotInOrder));
    }
}
