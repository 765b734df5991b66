//! How many contacts there were, and what came of them: by month, provider and service.

use crate::child::Told;
use crate::table::{Column, Holds, Spec, Table};
use brought_domain::contact::OutcomeKind;
use brought_domain::{ContactId, ServiceId};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Of which pack, month, provider and service a rate is.
pub(crate) type Key = (usize, Date, Arc<str>, ServiceId);

/// How many kinds of outcome there are.
const KINDS: usize = OutcomeKind::ALL.len();

/// Counts of contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    /// Contacts that took place or failed: neither called off, nor an error, nor still without an outcome.
    due: u64,
    /// Contacts that failed as the pack counts it. Never more than are due.
    failed: u64,
    /// Their time has passed, and nobody said what came of them.
    awaiting_outcome: u64,
    /// Their time has not come.
    not_come_yet: u64,
    /// A person must say what came of them.
    to_be_decided: u64,
    by_kind: [u64; KINDS],
}

/// Counts of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rates(BTreeMap<Key, Rate>);

impl Default for Rate {
    fn default() -> Self {
        Self { due: 0, failed: 0, awaiting_outcome: 0, not_come_yet: 0, to_be_decided: 0, by_kind: [0; KINDS] }
    }
}

impl Rates {
    /// Counts one person's contacts, each once, whatever was told of it: `failed` are those that failed as the pack counts it.
    pub(crate) fn count(&mut self, pack: usize, told: &[Told], failed: &BTreeSet<&ContactId>, as_of: Timestamp) {
        for same in told.chunk_by(|left, right| left.contact == right.contact) {
            let Some(stands) = stands(same, failed) else { continue };
            let key = (pack, stands.month, Arc::clone(&stands.provider), stands.service.clone());
            let rate = self.0.entry(key).or_default();
            match stands.outcome {
                Some(kind) => {
                    let has_failed = failed.contains(&stands.contact);
                    rate.due += u64::from(has_failed || !is_called_off(kind));
                    rate.failed += u64::from(has_failed);
                    rate.by_kind[kind as usize] += 1;
                }
                None if stands.is_to_be_decided => rate.to_be_decided += 1,
                None if stands.until >= as_of => rate.not_come_yet += 1,
                None => rate.awaiting_outcome += 1,
            }
        }
    }

    /// Takes in what was counted elsewhere.
    pub(crate) fn add(&mut self, other: Self) {
        for (key, counted) in other.0 {
            let rate = self.0.entry(key).or_default();
            rate.due += counted.due;
            rate.failed += counted.failed;
            rate.awaiting_outcome += counted.awaiting_outcome;
            rate.not_come_yet += counted.not_come_yet;
            rate.to_be_decided += counted.to_be_decided;
            rate.by_kind.iter_mut().zip(counted.by_kind).for_each(|(sum, more)| *sum += more);
        }
    }

    /// All contacts of a pack.
    pub(crate) fn contacts(&self, pack: usize) -> u64 {
        self.0.iter().filter(|(key, _)| key.0 == pack).map(|(_, rate)| rate.contacts()).sum()
    }

    pub(crate) fn table(&self, packs: &[&str]) -> Table {
        let mut table = Table::new(RATES);
        for ((pack, month, provider, service), rate) in &self.0 {
            table.text(packs.get(*pack).copied().unwrap_or_default()).day(Some(*month));
            table.maybe_text(Some(&**provider).filter(|provider| !provider.is_empty())).text(service.as_str());
            table.count(rate.contacts()).count(rate.due).count(rate.failed);
            table.count(rate.awaiting_outcome).count(rate.not_come_yet).count(rate.to_be_decided);
            rate.by_kind.iter().for_each(|count| {
                table.count(*count);
            });
            table.end();
        }
        table
    }
}

impl Rate {
    fn contacts(&self) -> u64 {
        self.by_kind.iter().sum::<u64>() + self.awaiting_outcome + self.not_come_yet + self.to_be_decided
    }
}

/// What stands of a contact of which several versions came: the engine's word that it failed; then the newest outcome; then the newest word.
fn stands<'t>(same: &'t [Told], failed: &BTreeSet<&ContactId>) -> Option<&'t Told> {
    let reports_failure = |told: &&Told| told.outcome.is_some_and(|kind| !is_success(kind));
    let rank = |told: &&Told| (told.outcome.is_some(), failed.contains(&told.contact) && reports_failure(told));
    // Of two alike the one that came later.
    same.iter().max_by(|left, right| (rank(left), &left.version).cmp(&(rank(right), &right.version)))
}

fn is_success(kind: OutcomeKind) -> bool {
    matches!(
        kind,
        OutcomeKind::Seen
            | OutcomeKind::Attended
            | OutcomeKind::SpokenTo
            | OutcomeKind::CancelledByService
            | OutcomeKind::AdministrativeError
    )
}

/// Whether nobody was expected any more.
fn is_called_off(kind: OutcomeKind) -> bool {
    matches!(kind, OutcomeKind::CancelledByFamily | OutcomeKind::CancelledByService | OutcomeKind::AdministrativeError)
}

const COLUMNS: [Column; 10 + KINDS] = {
    const fn count(name: &'static str) -> Column {
        Column { name, holds: Holds::Count, may_be_empty: false }
    }
    let mut columns = [count(""); 10 + KINDS];
    columns[0] = Column { name: "pack", holds: Holds::Text, may_be_empty: false };
    columns[1] = Column { name: "month", holds: Holds::Day, may_be_empty: false };
    columns[2] = Column { name: "provider", holds: Holds::Text, may_be_empty: true };
    columns[3] = Column { name: "service", holds: Holds::Text, may_be_empty: false };
    columns[4] = count("contacts");
    columns[5] = count("due");
    columns[6] = count("failed");
    columns[7] = count("awaiting_outcome");
    columns[8] = count("not_come_yet");
    columns[9] = count("to_be_decided");
    let mut kind = 0;
    while kind < KINDS {
        columns[10 + kind] = count(OutcomeKind::ALL[kind].code());
        kind += 1;
    }
    columns
};

/// One row for each month, provider and service.
pub(crate) const RATES: &Spec = &Spec { name: "rates", columns: &COLUMNS };
