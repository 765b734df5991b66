//! For what a rule asks: the same occasion is asked for once.

use super::facts::View;
use super::names::Entry;
use super::reason::{Reasons, is_same};
use super::work::{Occasion, Work};
use crate::duty::Each;
use crate::fact::{FactName, FactSet};
use crate::pack::{On, Rule};
use brought_domain::EventId;

/// Whether the entry turned the follow-up itself.
#[derive(Clone, Copy)]
pub(super) enum Turned {
    /// It opened it.
    Opened,
    /// It moved it to another pathway.
    Moved,
    No,
}

/// The entry at which a rule is looked at.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) entry: Entry<'a>,
    pub(super) turned: Turned,
    /// The facts that may have changed by it.
    pub(super) changed: FactSet,
}

/// Whether an occasion began with this entry.
pub(super) fn is_new(occasion: &Occasion<'_>, at: At<'_>) -> bool {
    match occasion {
        Occasion::Opening(_) => matches!(at.turned, Turned::Opened),
        Occasion::Entry(event) | Occasion::FailedContact(event) => is_same(event, &at.entry.event.id),
        _ => false,
    }
}

/// For what a rule asks at this entry. Nothing: its condition holds, and there is no occasion to ask.
pub(super) fn occasion<'a>(view: &View<'_, 'a>, rule: &'a Rule, known: Known, at: At<'a>, reasons: &Reasons<'a>) -> Option<Occasion<'a>> {
    let rests_on = |fact: &FactName, event: &EventId| view.rests_on(*fact, event);
    let rests_on_it = |event: &EventId| rule.watches.of_condition.iter().any(|fact| rests_on(fact, event));
    // Only what an entry may have changed can rest on it.
    let rests_on_this =
        || rule.watches.of_condition.iter().filter(|fact| at.changed.has(**fact)).any(|fact| rests_on(fact, &at.entry.event.id));
    let latest = view.work.latest().map(|latest| &latest.event.id);
    match (rule.each, rule.on) {
        (Each::FollowUp, _) => Some(Occasion::Opening(view.work.openings)),
        (Each::Change, _) => Some(Occasion::Entry(&at.entry.event.id)),
        (Each::FailedContact, On::FollowUp) => Some(Occasion::FailedContact(latest?)),
        (Each::FailedContact | Each::Occasion, _) if rests_on_this() => Some(Occasion::Entry(&at.entry.event.id)),
        // What was on the record before it was opened is as good a reason as what comes to it afterwards.
        _ => match at.turned {
            Turned::Opened => latest.map(Occasion::Entry),
            Turned::Moved => latest.filter(|latest| rests_on_it(latest)).map(Occasion::Entry),
            // It came to hold by something that ended or became known, and has not asked yet: that is the occasion. A pathway to which it moved
            // asks for what comes after the move, and so only when some of what it rests on did.
            Turned::No if !known.has_fired(view.work, rule) => {
                let since_moved = || view.work.lately().chain(latest).any(rests_on_it);
                (view.work.pathways.len() == 1 || since_moved()).then_some(Occasion::Entry(&at.entry.event.id))
            }
            // It rests on something for which it has not asked: that had come while it did not hold, or while something else alone was its reason.
            Turned::No if rule.each == Each::Occasion => {
                let for_nothing_yet = |event: &EventId| rests_on_it(event) && !has_asked_for(view.work, rule, reasons, event);
                view.work.lately().any(for_nothing_yet).then_some(Occasion::Entry(&at.entry.event.id))
            }
            Turned::No => None,
        },
    }
}

/// Whether a rule has asked for this entry since it was opened.
fn has_asked_for<'a>(work: &Work<'a>, rule: &Rule, reasons: &Reasons<'a>, event: &EventId) -> bool {
    let fired = work.fired.iter().filter(|fired| std::ptr::eq(fired.rule, rule));
    fired.into_iter().any(|fired| reasons.rests_on(fired.because, event, &work.facts))
}

/// What is known of a rule whose condition holds.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Whether it may have asked for something before.
    pub(super) has_asked: bool,
}

impl Known {
    /// Whether it has fired since the follow-up was opened. What has asked for nothing has not.
    pub(super) fn has_fired(self, work: &Work<'_>, rule: &Rule) -> bool {
        self.has_asked && work.has_fired(rule)
    }
}
