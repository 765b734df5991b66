//! The children of one part, whose rows came in any order.

use super::child::matters;
use super::concerns::{Known, twice};
use super::days::{Clock, Days};
use super::fold::Contacts;
use super::keys::Key;
use super::parts::{HEAD, Parts, Record, Row, Shape, mixed};
use super::rows::Rows;
use super::stop::Stop;
use super::walk::Folds;
use crate::problem::BatchProblem;

/// What is the same for every part.
pub(super) struct Parted<'p> {
    /// What each thread has parted.
    pub(super) parts: &'p [Parts],
    pub(super) days: &'p Days,
    pub(super) clock: Clock,
    pub(super) shape: Shape,
    /// The file of the children, for messages.
    pub(super) child_file: &'p str,
}

/// A child of whom there are rows in a part.
#[derive(Clone, Copy)]
struct Met {
    /// The id itself when it is a number, or else its hash.
    key: u64,
    /// Where a row of theirs begins.
    first: usize,
    rows: usize,
}

/// Works out one part after another, in one thread. Everything in here is used again for the next part.
pub(super) struct Gather<'p> {
    parted: &'p Parted<'p>,
    bytes: Vec<u8>,
    /// Where each row begins, and which child it is of by the order in which they were met.
    rows: Vec<(usize, u32)>,
    children: Vec<Met>,
    /// Children by the hash of their id; 0 is nobody.
    table: Vec<u32>,
    /// Where the rows begin, those of each child together.
    sorted: Vec<usize>,
    starts: Vec<usize>,
    times: Vec<i64>,
    days: Vec<i32>,
    outcomes: Vec<u8>,
    providers: Vec<u32>,
    services: Vec<u16>,
}

impl<'p> Gather<'p> {
    pub(super) fn new(parted: &'p Parted<'p>) -> Self {
        Self {
            parted,
            bytes: Vec::new(),
            rows: Vec::new(),
            children: Vec::new(),
            table: Vec::new(),
            sorted: Vec::new(),
            starts: Vec::new(),
            times: Vec::new(),
            days: Vec::new(),
            outcomes: Vec::new(),
            providers: Vec::new(),
            services: Vec::new(),
        }
    }

    /// Works out the children of a part, by id.
    pub(super) fn part(&mut self, number: usize, folds: &mut Folds<'_>, rows: &mut [Rows]) -> Result<(), Stop> {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        for parts in self.parted.parts {
            parts.part(number, &mut bytes)?;
        }
        self.meet(&bytes);
        let done = self.children_in_order(&bytes, folds, rows);
        self.bytes = bytes;
        done
    }

    /// Finds out who is there.
    fn meet(&mut self, bytes: &[u8]) {
        self.rows.clear();
        self.children.clear();
        self.table.clear();
        self.table.resize((bytes.len() / HEAD * 2).next_power_of_two(), 0);
        let mut at = 0;
        while let Some((record, length)) = Record::at(bytes, at, self.parted.shape) {
            let child = self.number(bytes, record.child, at);
            self.rows.push((at, child));
            at += length;
        }
    }

    /// The number of a child in this part.
    #[inline]
    fn number(&mut self, bytes: &[u8], child: Key<'_>, at: usize) -> u32 {
        let (mix, mask) = (mixed(child), self.table.len() - 1);
        let key = match child {
            Key::Whole(number) => number.cast_unsigned(),
            Key::Text(_) => mix,
        };
        // The lower bits said which part it is.
        let mut slot = usize::try_from(mix >> 20).unwrap_or_default() & mask;
        while let Some(number) = self.table.get(slot).and_then(|number| number.checked_sub(1)) {
            if let Some(met) = self.children.get_mut(number as usize)
                && met.key == key
                && (matches!(child, Key::Whole(_)) || record(bytes, met.first, self.parted.shape).is_some_and(|other| other.child == child))
            {
                met.rows += 1;
                return number;
            }
            slot = (slot + 1) & mask;
        }
        self.children.push(Met { key, first: at, rows: 1 });
        let number = u32::try_from(self.children.len()).unwrap_or(u32::MAX);
        self.table.get_mut(slot).into_iter().for_each(|place| *place = number);
        number - 1
    }

    fn children_in_order(&mut self, bytes: &[u8], folds: &mut Folds<'_>, rows: &mut [Rows]) -> Result<(), Stop> {
        let shape = self.parted.shape;
        let id =
            |child: &u32| self.children.get(*child as usize).and_then(|met| record(bytes, met.first, shape)).map(|record| record.child);
        let mut order: Vec<u32> = (0..u32::try_from(self.children.len()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by_key(id);
        // Every child has room for as many rows as theirs are.
        self.starts.clear();
        self.starts.resize(self.children.len(), 0);
        let mut end = 0;
        for child in &order {
            if let (Some(start), Some(met)) = (self.starts.get_mut(*child as usize), self.children.get(*child as usize)) {
                *start = end;
                end += met.rows;
            }
        }
        self.sorted.clear();
        self.sorted.resize(end, 0);
        for (at, child) in &self.rows {
            if let Some(next) = self.starts.get_mut(*child as usize) {
                self.sorted.get_mut(*next).into_iter().for_each(|place| *place = *at);
                *next += 1;
            }
        }
        let (mut sorted, mut from) = (std::mem::take(&mut self.sorted), 0);
        for child in order {
            // It has moved on to the end of theirs.
            let to = self.starts.get(child as usize).copied().unwrap_or(from);
            self.child(bytes, sorted.get_mut(from..to).unwrap_or_default(), folds, rows)?;
            from = to;
        }
        self.sorted = sorted;
        Ok(())
    }

    fn child(&mut self, bytes: &[u8], own: &mut [usize], folds: &mut Folds<'_>, rows: &mut [Rows]) -> Result<(), Stop> {
        let shape = self.parted.shape;
        let key = |at: &usize| record(bytes, *at, shape).map(|record| (record.time, record.id));
        own.sort_unstable_by_key(key);
        let Some(child) = own.first().and_then(|at| record(bytes, *at, shape)).map(|record| record.child) else { return Ok(()) };
        self.times.clear();
        self.days.clear();
        self.outcomes.clear();
        self.providers.clear();
        self.services.clear();
        let (mut known, mut before, mut tied_from) = (None, None, 0);
        for at in own.iter() {
            let Some(record) = record(bytes, *at, shape) else { continue };
            match record.row() {
                Row::Child(_) if known.is_some() => return Err(twice(self.parted.child_file, child)),
                Row::Child(said) => known = Some(said),
                Row::Contact(outcome) => {
                    let key = Some((record.time, record.id));
                    if before != key {
                        (before, tied_from) = (key, self.outcomes.len());
                    }
                    self.outcomes.push(outcome);
                    if matters(self.outcomes.get(tied_from..), folds.rules) {
                        return Err(same_id(child, record.id));
                    }
                    self.times.push(record.time);
                    self.providers.push(record.provider);
                    self.services.push(record.service);
                }
            }
        }
        if self.times.is_empty() {
            // Somebody without a contact.
            return Ok(());
        }
        // All days were found good when the rows were read.
        let _none = self.parted.days.add(self.parted.clock, &self.times, &mut self.days);
        let (days, outcomes, providers, services) = (&self.days, &self.outcomes, &self.providers, &self.services);
        folds.add(rows, child, Contacts { days, outcomes, providers, services }, known.unwrap_or(Known::NotSaid));
        Ok(())
    }
}

fn same_id(child: Key<'_>, id: Key<'_>) -> Stop {
    let place = format!("the contacts of the child {child}");
    let reason = format!("two of the same time have the id {id} and not the same outcome: which came first cannot be known");
    BatchProblem::unusable(place, reason, "Take out the one that does not hold, or give each contact an id of its own").into()
}

#[inline]
fn record(bytes: &[u8], at: usize, shape: Shape) -> Option<Record<'_>> {
    Record::at(bytes, at, shape).map(|(record, _)| record)
}
