//! Days from the first failed contact to what a pack asks for, to what was done, and to the child being seen.

use super::weeks::{Evaluated, own};
use super::{Group, Side, is_outward};
use crate::clock::UkClock;
use crate::standing::{Obligation, ObligationState, Standing};
use brought_domain::{Chronology, Fact, Happened, vocabulary};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

vocabulary! {
    /// Until what days are counted from the first failed contact.
    pub enum Measure ("measure of days") {
        /// The first obligation of any kind is due.
        FirstDue = "first_due", "first action asked for is due";
        /// The first obligation of any kind was answered.
        FirstDone = "first_done", "first action was done";
        /// The first obligation that reaches out of the record is due.
        FirstStepDue = "first_step_due", "first step towards the child is due";
        /// The first obligation that reaches out of the record was answered.
        FirstStepDone = "first_step_done", "first step towards the child was done";
        /// The child was seen in person by a professional, on a later day or certainly at a later hour.
        ChildSeen = "child_seen", "child was seen in person by a professional";
    }
}

/// The days of one person whose contact failed. A measure that is not in it: not by the end of the history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days(pub BTreeMap<Measure, i64>);

/// Measures one person from a failed contact on.
pub(super) fn measure(side: Side<'_>, chronology: &Chronology, evaluated: &Evaluated, start: Happened, until: Timestamp) -> Days {
    let zone = UkClock;
    let first = start.day(&zone);
    let after: Vec<&Obligation> = own(&evaluated.last).filter(|obligation| obligation.raised.is_not_before(&start, &zone)).collect();
    let outward = || after.iter().filter(|obligation| is_outward(obligation.action, &obligation.detail));
    let done = |obligation: &&&Obligation| done_on(obligation);
    let seen = (Group::of(chronology) != Group::Carers).then(|| seen_on(side, chronology, start, until)).flatten();
    let found = [
        (Measure::FirstDue, after.iter().map(|obligation| obligation.due.on).min()),
        (Measure::FirstDone, after.iter().filter_map(|obligation| done(&obligation)).min()),
        (Measure::FirstStepDue, outward().map(|obligation| obligation.due.on).min()),
        (Measure::FirstStepDone, outward().filter_map(|obligation| done(&obligation)).min()),
        (Measure::ChildSeen, seen),
    ];
    Days(found.into_iter().filter_map(|(measure, day)| Some((measure, days_between(first, day?)))).collect())
}

/// The day on which it was done. What was waived or gave way to something else was not done.
fn done_on(obligation: &Obligation) -> Option<Date> {
    let zone = UkClock;
    match &obligation.state {
        ObligationState::Done(settled) | ObligationState::DoneLate(settled) => Some(settled.at.day(&zone)),
        _ => None,
    }
}

/// The first day on which the child was seen as the engine takes it: who counts and what counts is decided there and nowhere else. Every
/// entry that can say so is looked at when it was recorded, because the standing shows only the latest sighting.
fn seen_on(side: Side<'_>, chronology: &Chronology, start: Happened, until: Timestamp) -> Option<Date> {
    let zone = UkClock;
    let tells = |fact: &Fact| {
        matches!(
            fact,
            Fact::SightingRecorded(_)
                | Fact::OutcomeRecorded(_)
                | Fact::LiaisonRecorded(_)
                | Fact::UnscheduledAttendance(_)
                | Fact::FollowUpEnded(_)
                | Fact::CorrectionOnly
        )
    };
    let from = start.earliest(&zone);
    let mut told: Vec<Timestamp> = chronology.events.iter().filter(|event| tells(&event.fact)).map(|event| event.recorded_at).collect();
    told.retain(|at| *at >= from && *at <= until);
    told.sort_unstable();
    told.dedup();
    let seen = |standing: &Standing| {
        let sighting = &standing.last_seen.as_ref()?.sighting;
        (sighting.counts_as_seen() && sighting.seen_at.is_certainly_after(&start, &zone)).then(|| sighting.seen_at.day(&zone))
    };
    told.into_iter().filter_map(|at| seen(&side.standing(chronology, at))).min()
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from(to.since(from).map(|span| span.get_days()).unwrap_or_default())
}
