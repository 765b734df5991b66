//! The children of one part, whose rows came in any order.

use super::child::matters;
use super::concerns::{Known, twice};
use super::days::{Clock, Days};
use super::fold::Contacts;
use super::keys::KeyKind;
use super::parts::{Parts, Record, Row, decode, mixed};
use super::rows::Rows;
use super::stop::Stop;
use super::walk::Folds;
use crate::problem::BatchProblem;
use std::ops::Range;

/// What is the same for every part.
pub(super) struct Parted<'p> {
    /// What each thread has parted.
    pub(super) parts: &'p [Parts],
    pub(super) days: &'p Days,
    pub(super) clock: Clock,
    pub(super) child_kind: KeyKind,
    pub(super) id_kind: KeyKind,
    /// The file of the children, for messages.
    pub(super) child_file: &'p str,
}

/// Works out one part after another, in one thread. Everything in here is used again for the next part.
pub(super) struct Gather<'p> {
    parted: &'p Parted<'p>,
    bytes: Vec<u8>,
    /// Where each row begins, and which child it is of by the order in which they were met.
    rows: Vec<(usize, u32)>,
    /// Of each child, where a row of theirs begins and how many there are.
    children: Vec<(usize, usize)>,
    /// Children by the hash of their id; 0 is nobody.
    table: Vec<u32>,
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
            times: Vec::new(),
            days: Vec::new(),
            outcomes: Vec::new(),
            providers: Vec::new(),
            services: Vec::new(),
        }
    }

    /// Works out the children of a part, by id.
    pub(super) fn part(&mut self, number: usize, folds: &mut Folds<'_>, rows: &mut [Rows]) -> Result<(), Stop> {
        self.bytes.clear();
        for parts in self.parted.parts {
            parts.part(number, &mut self.bytes)?;
        }
        let bytes = std::mem::take(&mut self.bytes);
        self.meet(&bytes);
        let done = self.children_in_order(&bytes, folds, rows);
        self.bytes = bytes;
        done
    }

    /// Finds out who is there.
    fn meet(&mut self, bytes: &[u8]) {
        self.rows.clear();
        self.children.clear();
        let mut rest = bytes;
        loop {
            let at = bytes.len() - rest.len();
            if Record::take(&mut rest).is_none() {
                break;
            }
            self.rows.push((at, 0));
        }
        let room = (self.rows.len() * 2).next_power_of_two();
        self.table.clear();
        self.table.resize(room, 0);
        let mut rows = std::mem::take(&mut self.rows);
        for (at, child) in &mut rows {
            if let Some(record) = record(bytes, *at) {
                *child = self.number(bytes, record.child, *at);
            }
        }
        self.rows = rows;
    }

    /// The number of a child in this part.
    #[inline]
    fn number(&mut self, bytes: &[u8], id: &[u8], at: usize) -> u32 {
        let mask = self.table.len() - 1;
        // The lower bits said which part it is.
        let mut slot = usize::try_from(mixed(id) >> 20).unwrap_or_default() & mask;
        while let Some(number) = self.table.get(slot).and_then(|number| number.checked_sub(1)) {
            if let Some((first, count)) = self.children.get_mut(number as usize)
                && record(bytes, *first).is_some_and(|other| other.child == id)
            {
                *count += 1;
                return number;
            }
            slot = (slot + 1) & mask;
        }
        self.children.push((at, 1));
        let number = u32::try_from(self.children.len()).unwrap_or(u32::MAX);
        self.table.get_mut(slot).into_iter().for_each(|place| *place = number);
        number - 1
    }

    fn children_in_order(&mut self, bytes: &[u8], folds: &mut Folds<'_>, rows: &mut [Rows]) -> Result<(), Stop> {
        let id = |child: &u32| self.children.get(*child as usize).and_then(|(at, _)| record(bytes, *at)).map(|record| record.child);
        let mut order: Vec<u32> = (0..u32::try_from(self.children.len()).unwrap_or(u32::MAX)).collect();
        order.sort_unstable_by_key(id);
        // Every child has room for as many rows as theirs are.
        let (mut starts, mut end) = (vec![0; self.children.len()], 0);
        for child in &order {
            if let (Some(start), Some((_, count))) = (starts.get_mut(*child as usize), self.children.get(*child as usize)) {
                *start = end;
                end += count;
            }
        }
        let mut sorted = vec![0; end];
        for (at, child) in &self.rows {
            if let Some(next) = starts.get_mut(*child as usize) {
                sorted.get_mut(*next).into_iter().for_each(|place| *place = *at);
                *next += 1;
            }
        }
        let mut from = 0;
        for child in order {
            let to = starts.get(child as usize).copied().unwrap_or(from);
            self.child(bytes, &mut sorted, from..to, folds, rows)?;
            from = to;
        }
        Ok(())
    }

    fn child(
        &mut self,
        bytes: &[u8],
        sorted: &mut [usize],
        range: Range<usize>,
        folds: &mut Folds<'_>,
        rows: &mut [Rows],
    ) -> Result<(), Stop> {
        let own = sorted.get_mut(range).unwrap_or_default();
        let key = |at: &usize| record(bytes, *at).map(|record| (record.time, record.id));
        own.sort_unstable_by_key(key);
        let Some(child) =
            own.first().and_then(|at| record(bytes, *at)).map(|record| decode(record.child, self.parted.child_kind == KeyKind::Whole))
        else {
            return Ok(());
        };
        self.times.clear();
        self.days.clear();
        self.outcomes.clear();
        self.providers.clear();
        self.services.clear();
        let (mut known, mut before, mut tied_from) = (None, None, 0);
        for at in own.iter() {
            let Some(record) = record(bytes, *at) else { continue };
            match record.row() {
                Row::Child(_) if known.is_some() => return Err(twice(self.parted.child_file, child)),
                Row::Child(said) => known = Some(said),
                Row::Contact(outcome) => {
                    if before != key(at) {
                        (before, tied_from) = (key(at), self.outcomes.len());
                    }
                    self.outcomes.push(outcome);
                    if matters(self.outcomes.get(tied_from..), folds.rules) {
                        let id = decode(record.id, self.parted.id_kind == KeyKind::Whole);
                        let place = format!("the contacts of the child {child}");
                        let reason =
                            format!("two of the same time have the id {id} and not the same outcome: which came first cannot be known");
                        let what_to_do = "Take out the one that does not hold, or give each contact an id of its own";
                        return Err(BatchProblem::unusable(place, reason, what_to_do).into());
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

#[inline]
fn record(bytes: &[u8], at: usize) -> Option<Record<'_>> {
    Record::take(&mut bytes.get(at..)?)
}
