//! Putting an earlier entry right: withdrawing it, or putting another in its place. Both stay readable (S7, STW-14).

use super::checks::Checks;
use super::entry::{Basis, Entry, EntryHead};
use crate::child_page::corrections;
use brought_domain::{Correction, CorrectionKind, Event, EventId, Fact, Happened, ServiceId};

/// The form that withdraws an entry: it should never have been recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawEvent {
    /// What every form carries.
    pub head: EntryHead,
    /// The entry.
    pub event: EventId,
    /// Why.
    pub reason: String,
}

impl Entry for WithdrawEvent {
    fn head(&self) -> &EntryHead {
        &self.head
    }

    fn service(&self, basis: &Basis<'_>) -> Option<ServiceId> {
        basis.gathered.event(&self.event).and_then(|event| event.service.clone())
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        target(&self.event, &self.reason, basis, checks)?;
        Some(Fact::CorrectionOnly)
    }

    fn corrects(&self) -> Option<Correction> {
        Some(correction(&self.event, CorrectionKind::Withdraws, &self.reason))
    }
}

/// The form that puts another entry of the same kind in the place of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplaceEvent<E> {
    /// The entry to put right.
    pub event: EventId,
    /// Why.
    pub reason: String,
    /// What stands instead.
    pub with: E,
}

impl<E: Entry> Entry for ReplaceEvent<E> {
    fn head(&self) -> &EntryHead {
        self.with.head()
    }

    fn service(&self, basis: &Basis<'_>) -> Option<ServiceId> {
        self.with.service(basis)
    }

    fn happened(&self, basis: &Basis<'_>) -> Happened {
        self.with.happened(basis)
    }

    fn plan(&self, basis: &Basis<'_>, checks: &mut Checks) -> Option<Fact> {
        let target = target(&self.event, &self.reason, basis, checks);
        let fact = self.with.plan(basis, checks);
        if let (Some(target), Some(fact)) = (target, &fact)
            && target.fact.code() != fact.code()
        {
            let (was, is) = (target.fact.words(), fact.words());
            checks.refuse(
                "event",
                format!("An entry of one kind ({was}) cannot stand in place of another ({is}): withdraw it and write a new one"),
            );
        }
        fact
    }

    fn corrects(&self) -> Option<Correction> {
        Some(correction(&self.event, CorrectionKind::Replaces, &self.reason))
    }
}

fn correction(event: &EventId, how: CorrectionKind, reason: &str) -> Correction {
    Correction { event: event.clone(), how, reason: reason.trim().to_owned() }
}

fn target<'a>(event: &EventId, reason: &str, basis: &Basis<'a>, checks: &mut Checks) -> Option<&'a Event> {
    checks.text("reason", reason, "Say why the entry is put right");
    let target = basis.gathered.own_events().find(|other| other.id == *event);
    if target.is_none() {
        checks.refuse("event", "This entry is not in this record. Open the page again");
    }
    if corrections(&basis.gathered.chronology.events).contains_key(event) {
        checks.refuse("event", "This entry has been put right already. Open the page again");
    }
    target
}
