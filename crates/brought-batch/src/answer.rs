//! What a policy asks for one person.

use crate::question::Policy;
use brought_domain::contact::{Answer, OutcomeKind};
use brought_domain::{Chronology, Fact};
use brought_policy::Standing;
use brought_policy::expression::{FactValue, Facts, evaluate};
use brought_policy::fact::FactName;
use brought_policy::pack::{On, Pack, Rule};
use jiff::Timestamp;

/// A policy, and whether it can have anything to say of somebody of whom nothing is asked.
pub(crate) struct Asked<'a> {
    pub(crate) policy: Policy<'a>,
    /// Its name in every row.
    pub(crate) label: String,
    /// Whether a pattern may be there although no contact failed and none was called off.
    patterns_from_nothing: bool,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(policy: Policy<'a>, label: String) -> Self {
        let patterns_from_nothing = child_patterns(policy.pack).any(|rule| evaluate(&rule.when, &NothingFailed) != Answer::No);
        Self { policy, label, patterns_from_nothing }
    }

    /// The standing. Nothing: the policy asks nothing and says nothing, as of most people.
    pub(crate) fn standing(&self, chronology: &Chronology, as_of: Timestamp) -> Option<Standing> {
        let evaluation = brought_policy::evaluate(self.policy.pack, self.policy.calendar, chronology, as_of);
        let asks = evaluation.follow_ups().next().is_some() || evaluation.obligations().next().is_some();
        let may_show = || child_patterns(self.policy.pack).next().is_some() && (self.patterns_from_nothing || !nothing_failed(chronology));
        (asks || may_show()).then(|| evaluation.standing())
    }
}

/// The rules that find patterns on the child as a whole.
fn child_patterns(pack: &Pack) -> impl Iterator<Item = &Rule> {
    let rules = pack.pathways.iter().flat_map(|pathway| &pathway.rules);
    rules.filter(|rule| rule.on == On::Child && rule.pattern.is_some())
}

/// Whether there is nothing on record but who they are, where they live, and contacts that took place or that the service called off.
fn nothing_failed(chronology: &Chronology) -> bool {
    let mut addresses = 0;
    chronology.events.iter().all(|event| match &event.fact {
        Fact::PersonRecorded(..) | Fact::ContactPlanned(_) => true,
        Fact::AddressRecorded(_) => {
            addresses += 1;
            addresses <= 1
        }
        Fact::OutcomeRecorded(recorded) => matches!(
            recorded.outcome.kind(),
            OutcomeKind::Seen | OutcomeKind::Attended | OutcomeKind::SpokenTo | OutcomeKind::CancelledByService
        ),
        _ => false,
    })
}

/// What is certain of somebody of whom nothing failed: counts of what failed are nought, and everything else may be anything.
struct NothingFailed;

impl Facts for NothingFailed {
    fn value(&self, fact: FactName) -> FactValue {
        match fact {
            FactName::FailedContacts
            | FactName::FailedContactsInWindow
            | FactName::FailedContactsAllServices
            | FactName::ClosureSigns
            | FactName::ClosureKinds
            | FactName::CalledOff
            | FactName::Moves
            | FactName::UnreportedMoves
            | FactName::AgreedThenFailed
            | FactName::SeenAtADistance => FactValue::Number(Some(0)),
            _ => FactValue::Truth(Answer::NotKnown),
        }
    }
}
