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

/// The correction that an entry makes.
pub(super) fn correction(event: &EventId, how: CorrectionKind, reason: &str) -> Correction {
    Correction { event: event.clone(), how, reason: reason.trim().to_owned() }
}

/// The entry that is to be put right, unless it cannot be. Notes what is wrong at the fields `reason` and `event`.
pub(super) fn target<'a>(event: &EventId, reason: &str, basis: &Basis<'a>, checks: &mut Checks) -> Option<&'a Event> {
    checks.text("reason", reason, "Say why the entry is put right");
    let target = basis.gathered.own_events().find(|other| other.id == *event);
    if target.is_none() {
        checks.refuse("event", "This entry is not in this record. Open the page again");
    }
    if target.is_some_and(|target| matches!(target.fact, Fact::AccessDecided(_))) {
        checks.refuse("event", "Who may open a record is decided anew, not withdrawn: write down who may from now on");
    }
    if corrections(&basis.gathered.chronology.events).contains_key(event) {
        checks.refuse("event", "This entry has been put right already. Open the page again");
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{WriteNote, record};
    use crate::testing::{at, head, open, the_id, with};
    use crate::{Brought, Failure, standing_of};
    use brought_domain::EventId;
    use brought_testkit::Family;
    use brought_testkit::builders::was_not_brought;

    const NOW: &str = "2026-01-07T09:00:00Z";

    async fn ana() -> (Brought, EventId) {
        let family = Family::new().child("ana", |ana| ana.born("2023-05-01"));
        let chronology = family.clinic("2026-01-05T10:00", was_not_brought()).chronology();
        let outcome = chronology.events.iter().find(|event| event.fact.code() == "outcome_recorded").unwrap().id.clone();
        (with(&chronology).await, outcome)
    }

    async fn withdraw(brought: &Brought, id: &str, event: &EventId, reason: &str) -> Result<crate::Saved, Failure> {
        let form = WithdrawEvent { head: head(brought, "ana", NOW).await, event: event.clone(), reason: reason.into() };
        record(brought, &open(brought, "ana", NOW).await, the_id(id), at(NOW), &form).await
    }

    /// S7: as if it had never been recorded, and both stay readable.
    #[tokio::test]
    async fn a_withdrawn_outcome_asks_for_nothing_more_and_stays_readable() {
        let (brought, outcome) = ana().await;
        let saved = withdraw(&brought, "new-1", &outcome, "Recorded in the wrong child’s record").await.unwrap();
        assert!(!saved.settled.is_empty());
        let grant = open(&brought, "ana", NOW).await;
        let standing = standing_of(&brought, &grant, at(NOW)).await.unwrap();
        assert!(standing.obligations.iter().all(|obligation| obligation.because.rule.starts_with("CORE-")), "{:?}", standing.obligations);
        let page = crate::child_page(&brought, &grant, at(NOW)).await.unwrap();
        let entry = page.chronology.iter().find(|entry| entry.event == outcome.to_string()).unwrap();
        assert_eq!(entry.corrected.as_ref().unwrap().reason, "Recorded in the wrong child’s record");
    }

    #[tokio::test]
    async fn a_reason_is_asked_for_and_an_entry_is_put_right_once() {
        let (brought, outcome) = ana().await;
        assert!(matches!(withdraw(&brought, "new-1", &outcome, " ").await, Err(Failure::Refused(refusal)) if refusal.is_about("reason")));
        withdraw(&brought, "new-1", &outcome, "wrong child").await.unwrap();
        assert!(
            matches!(withdraw(&brought, "new-2", &outcome, "wrong child").await, Err(Failure::Refused(refusal)) if refusal.is_about("event"))
        );
    }

    #[tokio::test]
    async fn a_note_cannot_stand_in_place_of_an_outcome() {
        let (brought, outcome) = ana().await;
        let note = WriteNote { head: head(&brought, "ana", NOW).await, note: "They came".into() };
        let form = ReplaceEvent { event: outcome, reason: "wrong".into(), with: note };
        let refused = record(&brought, &open(&brought, "ana", NOW).await, the_id("new-1"), at(NOW), &form).await;
        assert!(matches!(refused, Err(Failure::Refused(refusal)) if refusal.is_about("event")));
    }
}
