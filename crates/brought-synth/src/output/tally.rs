//! What was written, counted.

use crate::Part;
use crate::rows::{Contact, Faulty, TABLES};
use std::collections::BTreeMap;

/// Counts of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// For each table, in the order of the tables.
    rows: [u64; 8],
    pub(super) due: u64,
    pub(super) failed: u64,
    pub(super) outcomes: BTreeMap<&'static str, u64>,
    pub(super) labels: BTreeMap<&'static str, u64>,
    pub(super) faults: BTreeMap<&'static str, u64>,
}

impl Tally {
    pub(super) fn of(part: &Part, faults: &[Faulty]) -> Self {
        let lengths = [
            part.contacts.len(),
            part.children.len(),
            part.carers.len(),
            part.households.len(),
            part.moves.len(),
            part.plans.len(),
            part.truth.len(),
            faults.len(),
        ];
        let mut tally = Self { rows: lengths.map(|length| length as u64), ..Self::default() };
        for contact in &part.contacts {
            tally.count(contact);
        }
        for truth in &part.truth {
            *tally.labels.entry(truth.label.code()).or_default() += 1;
        }
        for told in faults {
            *tally.faults.entry(told.fault.code()).or_default() += 1;
        }
        tally
    }

    fn count(&mut self, contact: &Contact) {
        self.due += u64::from(contact.was_due());
        self.failed += u64::from(contact.has_failed());
        *self.outcomes.entry(contact.outcome.code()).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.rows.iter_mut().zip(other.rows).for_each(|(sum, more)| *sum += more);
        self.due += other.due;
        self.failed += other.failed;
        let maps = [(&mut self.outcomes, &other.outcomes), (&mut self.labels, &other.labels), (&mut self.faults, &other.faults)];
        for (sums, more) in maps {
            for (name, count) in more {
                *sums.entry(name).or_default() += count;
            }
        }
    }

    /// The rows of the table at this place.
    pub(super) fn rows(&self, place: usize) -> u64 {
        self.rows.get(place).copied().unwrap_or(0)
    }

    pub(super) fn children(&self) -> u64 {
        self.rows(1)
    }
}

const _: () = assert!(TABLES.len() == 8);
