//! What the conditions of a pack look at: what no condition can tell apart, the search need not tell apart either.

use crate::expression::Expression;
use crate::fact::FactName;
use crate::pack::{Counting, Pathway};
use brought_domain::contact::{Answer, ContactSubject, OutcomeKind, Setting};
use std::collections::{BTreeMap, BTreeSet};

use super::letter::Came;

/// The facts that the rules of a pathway use, with what they compare them with.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    pub(super) facts: BTreeSet<FactName>,
    /// The codes that are named, by fact.
    pub(super) codes: BTreeMap<FactName, BTreeSet<&'static str>>,
    /// The numbers that are compared with, by fact.
    pub(super) numbers: BTreeMap<FactName, BTreeSet<i32>>,
}

impl Uses {
    pub(super) fn of(pathway: &Pathway) -> Self {
        let mut uses = Self::default();
        for rule in &pathway.rules {
            uses.facts.extend(rule.when.facts());
            uses.collect(&rule.when);
            for condition in rule.duties.iter().filter_map(|duty| duty.when.as_ref()) {
                uses.facts.extend(condition.when.facts());
                uses.collect(&condition.when);
            }
        }
        // What decides for whom it is.
        if let Some(condition) = &pathway.when {
            uses.facts.extend(condition.when.facts());
            uses.collect(&condition.when);
        }
        // And what decides how it may end.
        for condition in pathway.endings.iter().filter_map(|ending| ending.when.as_ref()) {
            uses.facts.extend(condition.when.facts());
            uses.collect(&condition.when);
        }
        uses
    }

    fn collect(&mut self, expression: &Expression) {
        match expression {
            Expression::Number(fact, _, number) => {
                self.numbers.entry(*fact).or_default().insert(*number);
            }
            Expression::OneOf(fact, _, codes) => self.codes.entry(*fact).or_default().extend(codes.iter().map(|code| code.code())),
            Expression::Not(inner) => self.collect(inner),
            Expression::All(parts) | Expression::Any(parts) => parts.iter().for_each(|part| self.collect(part)),
            Expression::Always | Expression::Fact(_) | Expression::Known(_) => {}
        }
    }

    pub(super) fn any(&self, facts: &[FactName]) -> bool {
        facts.iter().any(|fact| self.facts.contains(fact))
    }

    /// The largest number that a fact is compared with.
    pub(super) fn largest(&self, fact: FactName) -> Option<i32> {
        self.numbers.get(&fact).and_then(|numbers| numbers.last()).copied()
    }

    /// A count, cut where no condition can tell it from a larger one.
    pub(super) fn cut(&self, fact: FactName, count: i32) -> i32 {
        count.min(self.largest(fact).unwrap_or(0).saturating_add(1))
    }

    /// Whether patterns over a stretch of time are looked at.
    pub(super) fn patterns(&self) -> bool {
        self.any(&[
            FactName::ClosureSigns,
            FactName::ClosureKinds,
            FactName::Moves,
            FactName::UnreportedMoves,
            FactName::FailedContactsInWindow,
            FactName::AgreedThenFailed,
            FactName::SeenAtADistance,
            FactName::CarerMissedOwnHealthContact,
            FactName::CarerMissedOwnContact,
            FactName::CarersFailedContacts,
            FactName::CalledOff,
            FactName::PatternActive,
            FactName::FailedContactsAllServices,
            FactName::UnscheduledAttendances,
            FactName::EngagementClass,
            FactName::RelationshipBrokenDown,
        ])
    }

    fn code(&self, fact: FactName, code: &'static str) -> &'static str {
        match self.codes.get(&fact) {
            Some(codes) if codes.contains(code) => code,
            _ if self.facts.contains(&fact) => "another",
            _ => "",
        }
    }

    /// What a contact is to this pack: two that agree in all of it are the same to every condition.
    fn class(&self, counting: &Counting, came: &Came) -> impl Ord + use<> {
        let setting = match came.setting {
            Setting::NotKnown if self.facts.contains(&FactName::LatestSetting) => "not known",
            setting => self.code(FactName::LatestSetting, setting.code()),
        };
        let kind = came.kind.failed_contact().map_or("none", |kind| kind.code());
        let sign = if self.patterns() { sign(came.kind) } else { "" };
        (
            (counting.counts.contains(&came.kind), came.kind.met_in_person(), came.kind == OutcomeKind::AdministrativeError),
            (self.code(FactName::LatestOutcome, came.kind.code()), setting),
            self.code(FactName::LatestKind, kind),
            self.facts.contains(&FactName::ServiceDeclined) && matches!(came.kind, OutcomeKind::Declined | OutcomeKind::Withdrew),
            if self.facts.contains(&FactName::ActivelyPrevented) { came.prevented } else { Answer::No },
            sign,
        )
    }

    /// One contact for each kind that the pack can tell apart, the first in the order of the forms.
    pub(super) fn classes(&self, counting: &Counting, subject: ContactSubject) -> Vec<Came> {
        let mut seen = BTreeSet::new();
        let mut found: Vec<Came> = Vec::new();
        for came in every_contact(subject) {
            if seen.insert(self.class(counting, &came)) {
                found.push(came);
            }
        }
        found
    }
}

/// Every outcome in every setting that it fits.
pub(super) fn every_contact(subject: ContactSubject) -> Vec<Came> {
    let mut found = Vec::new();
    for setting in Setting::ALL {
        for kind in OutcomeKind::fitting(*setting, subject) {
            let prevented: &[Answer] = if kind == OutcomeKind::UnseenChild { Answer::ALL } else { &[Answer::No] };
            found.extend(prevented.iter().map(|prevented| Came { prevented: *prevented, ..Came::of(kind, *setting) }));
        }
    }
    // A usual contact stands for its kind in what people read, before one of which less is known.
    found.sort_by_key(|came| (came.setting == Setting::NotKnown, !matches!(came.setting, Setting::Clinic | Setting::Home)));
    found
}

/// The sign of a pattern that an outcome is. A new outcome has to be given its place here.
pub(super) fn sign(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Seen | OutcomeKind::Attended => "met",
        OutcomeKind::NoResponse | OutcomeKind::DoorstepOnly => "not answered",
        OutcomeKind::RefusedByParentOrCarer | OutcomeKind::RefusedByThirdParty | OutcomeKind::Declined => "refused",
        OutcomeKind::WasNotBrought | OutcomeKind::AdultDidNotAttend => "missed",
        OutcomeKind::CancelledByFamily => "cancelled",
        OutcomeKind::Withdrew => "withdrawn",
        OutcomeKind::SeenAtADistance => "at a distance",
        OutcomeKind::UnseenChild
        | OutcomeKind::ExcuseGiven
        | OutcomeKind::ReportedToRefuse
        | OutcomeKind::LeftBeforeBeingSeen
        | OutcomeKind::DischargedAgainstAdvice
        | OutcomeKind::WhereaboutsUnknown
        | OutcomeKind::CancelledByService
        | OutcomeKind::AdministrativeError
        | OutcomeKind::SpokenTo => "other",
    }
}
