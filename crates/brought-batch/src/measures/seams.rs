//! Puts pieces of work together again: a child whose rows lie in several pieces is worked out once, with all of them.

use super::child::Child;
use super::rows::Rows;
use super::stop::Stop;
use super::walk::{Folds, Ids, Walked};
use std::collections::BTreeMap;

/// So many rows are written together at least, unless there are no more.
const ROWS_IN_BLOCK: usize = 1 << 15;

/// Rows that are written together, and how many were before.
pub(super) struct Block {
    pub(super) number: usize,
    /// Lists of rows, one after another; in each, those of every plan.
    pub(super) lists: Vec<Vec<Rows>>,
}

/// What has been gone through and is not put together yet.
#[derive(Default)]
pub(super) struct Seams {
    next: usize,
    waiting: BTreeMap<usize, Walked>,
    /// The child who may have more rows in the next piece.
    open: Option<Child>,
    /// Rows that are too few to be written.
    few: Vec<Vec<Rows>>,
    blocks: usize,
}

impl Seams {
    /// Takes a piece, and gives the blocks that are whole now.
    pub(super) fn put(&mut self, number: usize, walked: Walked, folds: &mut Folds<'_>, ids: &dyn Ids) -> Result<Vec<Block>, Stop> {
        self.waiting.insert(number, walked);
        let mut blocks = Vec::new();
        while let Some(walked) = self.waiting.remove(&self.next) {
            let mut front = folds.new_rows();
            self.join(walked.head, walked.tail, &mut front, folds, ids)?;
            self.few.extend([front, walked.rows].into_iter().filter(|rows| rows.iter().any(|rows| rows.len() > 0)));
            self.next += 1;
            let rows: usize = self.few.iter().filter_map(|rows| rows.first()).map(Rows::len).sum();
            if rows >= ROWS_IN_BLOCK {
                blocks.push(self.block());
            }
        }
        Ok(blocks)
    }

    /// The last child of all, when every piece was put.
    pub(super) fn end(&mut self, folds: &mut Folds<'_>, ids: &dyn Ids) -> Result<Block, Stop> {
        let mut front = folds.new_rows();
        if let Some(mut last) = self.open.take() {
            folds.add_child(&mut front, &mut last, ids)?;
        }
        self.few.push(front);
        Ok(self.block())
    }

    fn block(&mut self) -> Block {
        self.blocks += 1;
        Block { number: self.blocks - 1, lists: std::mem::take(&mut self.few) }
    }

    fn join(
        &mut self,
        head: Option<Child>,
        tail: Option<Child>,
        front: &mut [Rows],
        folds: &mut Folds<'_>,
        ids: &dyn Ids,
    ) -> Result<(), Stop> {
        let Some(head) = head else { return Ok(()) };
        let mut first = match self.open.take() {
            None => head,
            Some(mut open) if open.key() == head.key() => {
                open.held.append(head.held);
                open
            }
            Some(open) if open.key() > head.key() => return Err(Stop::NotInOrder),
            Some(mut open) => {
                folds.add_child(front, &mut open, ids)?;
                head
            }
        };
        match tail {
            Some(tail) => {
                folds.add_child(front, &mut first, ids)?;
                self.open = Some(tail);
            }
            None => self.open = Some(first),
        }
        Ok(())
    }
}
