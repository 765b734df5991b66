//! An outcome that says that a contact did not fail, of which it is already reported that it did (STW-08).
//!
//! Whether the failed contact stands all the same is for the engine to say, which is asked as if the outcome were recorded: nobody is to
//! save “cancelled by the service” and believe that the child is off the list.

use super::checks::Checks;
use super::correct_event;
use super::entry::Basis;
use super::record_outcome::RecordOutcome;
use super::write::event_of;
use crate::words::{capitalised, happened_in_words};
use brought_domain::{Corrections, Event, EventId, Fact};

/// What is to become of an earlier report that a contact failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverFailure {
    /// That entry is wrong, and this one stands in its place.
    Correct {
        /// The entry.
        event: EventId,
        /// Why.
        reason: String,
    },
    /// It was an administrative error: that is recorded, instead of the outcome that was chosen.
    ShowError {
        /// What shows it.
        evidence: String,
    },
    /// The failed contact stands, and this is recorded beside it.
    LeaveStanding,
}

/// The id of the outcome while it is only imagined. No entry has it, and it comes after all that was recorded at the same instant.
const IMAGINED: &str = "~imagined";

/// Refuses an outcome that would change nothing, unless it is said what is to become of the report that the contact failed.
pub(super) fn check(form: &RecordOutcome, fact: &Fact, basis: &Basis<'_>, checks: &mut Checks) {
    if let Some(OverFailure::Correct { event, reason }) = &form.over_failure {
        check_target(form, event, reason, basis, checks);
    }
    let Some(report) = reports(form, basis).last().copied() else { return };
    // What is not said in full is asked for first.
    let is_incomplete = ["event", "reason", "over_failure.evidence"].iter().any(|field| checks.is_about(field));
    if is_incomplete || form.over_failure == Some(OverFailure::LeaveStanding) || !stands_all_the_same(form, fact, basis) {
        return;
    }
    let may_end = form.head.role.may_end();
    match &form.over_failure {
        None => checks.refuse_by("STW-08", "over_failure", warning(report, form, basis)),
        Some(_) if !may_end => {
            let words = "Only a practitioner takes a failed contact back: ask one to record this. Until then the failed contact stands";
            checks.refuse_by("STW-08", "over_failure", words);
        }
        Some(_) => {
            let words = "Another entry says as well that this contact failed: withdraw that one first, in the chronology, or let the failed contact stand";
            checks.refuse_by("STW-08", "event", words);
        }
    }
}

/// What is said of the contact already, and what would change it.
fn warning(report: &Event, form: &RecordOutcome, basis: &Basis<'_>) -> String {
    let Fact::OutcomeRecorded(recorded) = &report.fact else { return String::new() };
    format!(
        "{}, {}, is recorded of this contact by {}. “{}” does not change that: the failed contact stands, unless a practitioner corrects that entry by name or records the evidence of an administrative error. Choose which it is",
        capitalised(recorded.outcome.kind().words()),
        happened_in_words(report.happened),
        basis.gathered.author(&report.author),
        capitalised(form.outcome().kind().words()),
    )
}

/// The entries that stand and say that the contact failed, in the order in which they were recorded.
fn reports<'a>(form: &RecordOutcome, basis: &Basis<'a>) -> Vec<&'a Event> {
    let gone = Corrections::among(&basis.gathered.chronology.events).gone;
    let of_contact = |event: &&Event| matches!(&event.fact, Fact::OutcomeRecorded(recorded) if recorded.contact == form.contact);
    let mut reports: Vec<&Event> =
        basis.gathered.own_events().filter(|event| event.reports_failure() && !gone.contains(&event.id)).collect();
    reports.retain(of_contact);
    reports.sort_by_key(|event| (event.recorded_at, event.id.clone()));
    reports
}

/// Whether the engine would set the outcome aside, because the contact stands as failed.
fn stands_all_the_same(form: &RecordOutcome, fact: &Fact, basis: &Basis<'_>) -> bool {
    let Ok(id) = EventId::new(IMAGINED) else { return true };
    let imagined = event_of(form, basis, id.clone(), fact.clone());
    if imagined.reports_failure() {
        return false;
    }
    let mut chronology = basis.gathered.chronology.clone();
    chronology.events.push(imagined);
    let standing = basis.policies.answer(basis.calendar, &chronology, basis.now).standing;
    standing.set_aside.iter().any(|aside| aside.event == id)
}

fn check_target(form: &RecordOutcome, event: &EventId, reason: &str, basis: &Basis<'_>, checks: &mut Checks) {
    let target = correct_event::target(event, reason, basis, checks);
    let is_of_contact = |event: &Event| matches!(&event.fact, Fact::OutcomeRecorded(recorded) if recorded.contact == form.contact);
    if target.is_some_and(|event| !is_of_contact(event)) {
        checks.refuse("event", "Choose an entry about this contact: another one is put right on its own form");
    }
}

#[cfg(test)]
mod tests;
