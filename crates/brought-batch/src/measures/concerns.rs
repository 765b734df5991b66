//! Whether a child has a known concern: the file of the children, read along with the contacts.

use super::keys::{Key, KeyColumn, Keys};
use super::stop::Stop;
use crate::problem::BatchProblem;
use std::cmp::Ordering;

/// What is known about concerns of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Yes,
    No,
    /// The file does not say.
    NotSaid,
}

impl Known {
    /// Not known is never taken for safe.
    pub(super) fn counts(self) -> bool {
        self != Self::No
    }
}

/// Gives the children of the file, some at a time.
pub(super) trait Children {
    /// Puts the next ones in place of those that are there. `false`: there are no more, and none are left there.
    fn next(&mut self, children: &mut Keys, known: &mut Vec<Known>) -> Result<bool, Stop>;

    /// The name of the file.
    fn name(&self) -> &str;
}

/// One child twice: which row holds would have to be guessed.
pub(super) fn twice(file: &str, child: Key<'_>) -> Stop {
    BatchProblem::unusable(file, format!("the child {child} stands in it twice"), "Leave the row that holds, and take the other out").into()
}

/// Answers for children who are asked about in order.
pub(super) struct Concerns<'s> {
    file: Box<dyn Children + 's>,
    children: Keys,
    known: Vec<Known>,
    at: usize,
    /// The last child of those before.
    last: Option<Keys>,
}

impl<'s> Concerns<'s> {
    pub(super) fn new(file: Box<dyn Children + 's>, children: Keys) -> Self {
        Self { file, children, known: Vec::new(), at: 0, last: None }
    }

    /// What is known of a child.
    #[inline]
    pub(super) fn of(&mut self, child: Key<'_>) -> Result<Known, Stop> {
        loop {
            while let Some(key) = self.children.get(self.at) {
                match key.cmp(&child) {
                    Ordering::Less => self.at += 1,
                    Ordering::Equal => return Ok(self.known.get(self.at).copied().unwrap_or(Known::NotSaid)),
                    Ordering::Greater => return Ok(Known::NotSaid),
                }
            }
            if !self.more()? {
                return Ok(Known::NotSaid);
            }
        }
    }

    /// Reads what is left, to make sure that it is in order: otherwise somebody may have been overlooked.
    pub(super) fn read_to_the_end(&mut self) -> Result<(), Stop> {
        while self.more()? {}
        Ok(())
    }

    fn more(&mut self) -> Result<bool, Stop> {
        self.at = 0;
        if let Some(last) = self.children.len().checked_sub(1) {
            self.last = Some(self.children.part(last, last + 1));
        }
        let is_more = self.file.next(&mut self.children, &mut self.known)?;
        let (before, count) = (self.last.as_ref().and_then(|last| last.get(0)), self.children.len());
        let mut changes = 0;
        let wrong = KeyColumn::Kept(&self.children).changes(before, count, |_, _| changes += 1);
        match wrong {
            Some(_) => Err(Stop::NotInOrder),
            None if changes < count => Err(self.find_twice()),
            None => Ok(is_more),
        }
    }

    fn find_twice(&self) -> Stop {
        let all = self.last.iter().filter_map(|last| last.get(0)).chain((0..self.children.len()).filter_map(|at| self.children.get(at)));
        let mut before = None;
        for child in all {
            if before == Some(child) {
                return twice(self.file.name(), child);
            }
            before = Some(child);
        }
        Stop::NotInOrder
    }
}
