//! The values of facts that have been worked out, and which of them an entry can have changed.
//!
//! A fact is worked out once and kept until something happens on which it may rest. Which entries those are stands here, fact by fact; a test
//! holds it against working everything out anew at every entry.

use super::reason::{Span, is_same};
use crate::expression::FactValue;
use crate::fact::{FactName, FactSet};
use brought_domain::{EventId, Fact};
use std::cell::{Cell, RefCell};

/// The values that are known of one piece of work.
pub(super) struct Memory<'a> {
    values: [Cell<FactValue>; FactName::COUNT],
    /// Where the entries stand on which each rests.
    grounds: [Cell<Span>; FactName::COUNT],
    known: Cell<FactSet>,
    /// What may have changed since the rules were last looked at.
    changed: Cell<FactSet>,
    /// Whose value was found to be another than before, since the rules were last looked at.
    differ: Cell<FactSet>,
    /// On which facts it rests whether a pattern is active.
    of_patterns: Cell<FactSet>,
    /// Whether anything is kept at all: a test looks at every rule and every fact anew at every entry.
    keeps: Cell<bool>,
    /// The entries on which facts rest or have rested, fact after fact: what has been asked for refers to them.
    entries: RefCell<Vec<&'a EventId>>,
    /// Room for those of the fact that is being worked out.
    room: Cell<Vec<&'a EventId>>,
}

impl<'a> Memory<'a> {
    pub(super) fn new() -> Self {
        Self {
            values: [const { Cell::new(FactValue::NotRecorded) }; FactName::COUNT],
            grounds: [const { Cell::new(Span(0, 0)) }; FactName::COUNT],
            known: Cell::new(FactSet::NONE),
            changed: Cell::new(FactSet::ALL),
            differ: Cell::new(FactSet::NONE),
            of_patterns: Cell::new(FactSet::NONE),
            keeps: Cell::new(true),
            entries: RefCell::new(Vec::new()),
            room: Cell::new(Vec::new()),
        }
    }

    /// The value, worked out if it is not known, together with the entries on which it rests.
    pub(super) fn value(&self, fact: FactName, work_out: impl FnOnce(&mut Vec<&'a EventId>) -> FactValue) -> FactValue {
        let known = &self.values[fact.index()];
        if !self.keeps.get() || !self.known.get().has(fact) {
            // Whether a pattern is active is worked out from other facts: meanwhile those have no room, and make their own.
            let mut grounds = self.room.take();
            let value = work_out(&mut grounds);
            self.keep_grounds(fact, &grounds);
            grounds.clear();
            self.room.set(grounds);
            if known.replace(value) != value {
                self.differ.set(self.differ.get().with(fact));
            }
            self.known.set(self.known.get().with(fact));
        }
        known.get()
    }

    fn keep_grounds(&self, fact: FactName, grounds: &[&'a EventId]) {
        let Span(from, to) = self.grounds[fact.index()].get();
        let mut entries = self.entries.borrow_mut();
        let same = to - from == grounds.len() && entries[from..to].iter().zip(grounds).all(|(known, event)| is_same(known, event));
        if !same {
            let from = entries.len();
            entries.extend_from_slice(grounds);
            self.grounds[fact.index()].set(Span(from, entries.len()));
        }
    }

    /// Where the entries stand on which a fact rests whose value is known.
    pub(super) fn grounds(&self, fact: FactName) -> Span {
        self.grounds[fact.index()].get()
    }

    /// Whether this entry is one of those.
    pub(super) fn is_among(&self, grounds: Span, event: &EventId) -> bool {
        self.entries.borrow()[grounds.0..grounds.1].iter().any(|known| is_same(known, event))
    }

    /// Goes through those.
    pub(super) fn for_each_ground(&self, grounds: Span, act: impl FnMut(&'a EventId)) {
        self.entries.borrow()[grounds.0..grounds.1].iter().copied().for_each(act);
    }

    /// Keeps nothing from now on.
    pub(super) fn keep_nothing(&self) {
        self.keeps.set(false);
    }

    /// These are the facts on which it rests whether a pattern is active.
    pub(super) fn patterns_rest_on(&self, facts: FactSet) {
        self.of_patterns.set(facts);
    }

    /// These may have changed, and with them whether a pattern is active.
    pub(super) fn forget(&self, facts: FactSet) {
        let facts = if facts.shares(self.of_patterns.get()) { facts.with(F::PatternActive) } else { facts };
        self.known.set(self.known.get().without(facts));
        self.changed.set(self.changed.get().with_all(facts));
    }

    /// Everything may have changed.
    pub(super) fn forget_all(&self) {
        self.forget(FactSet::ALL);
    }

    /// What may have changed since it was last taken.
    pub(super) fn changed(&self) -> FactSet {
        if self.keeps.get() { self.changed.get() } else { FactSet::ALL }
    }

    /// Whether things may be taken to be as they were.
    pub(super) fn keeps(&self) -> bool {
        self.keeps.get()
    }

    /// Whether the value of a fact is known at this moment.
    pub(super) fn knows(&self, fact: FactName) -> bool {
        self.known.get().has(fact)
    }

    /// Those of them whose value is not known at this moment.
    pub(super) fn not_known(&self, facts: FactSet) -> FactSet {
        facts.without(self.known.get())
    }

    /// Whose value was found to be another than before: until this is taken, and since.
    pub(super) fn differ(&self) -> FactSet {
        self.differ.get()
    }

    /// Whose value was found to be another than before since this was last asked.
    pub(super) fn take_differ(&self) -> FactSet {
        self.differ.take()
    }

    /// What may have changed since this was last asked.
    pub(super) fn take_changed(&self) -> FactSet {
        let changed = self.changed();
        self.changed.set(FactSet::NONE);
        changed
    }
}

use FactName as F;

/// What rests on which obligations are open: it changes when one is raised or settled.
pub(super) const OF_WORK: FactSet = FactSet::of(&[F::SeenByNobody, F::LiaisonComplete]);

/// What a birthday, or the day of the month that is one, can change.
pub(super) const OF_THE_AGE: FactSet = FactSet::of(&[F::AgeMonths]);

/// What can change when something leaves the pattern window: everything that looks back over it.
pub(super) const OF_THE_WINDOW: FactSet = FactSet::of(&[
    F::ClosureSigns,
    F::ClosureKinds,
    F::CalledOff,
    F::Moves,
    F::UnreportedMoves,
    F::FailedContactsInWindow,
    F::AgreedThenFailed,
    F::SeenAtADistance,
    F::CarerMissedOwnHealthContact,
    F::CarerMissedOwnContact,
    F::CarersFailedContacts,
    F::FailedContactsAllServices,
    F::UnscheduledAttendances,
    F::RelationshipBrokenDown,
    F::EngagementClass,
]);

/// What rests on plans, factors, the involvement of others and alerts, and not on contacts.
const OF_CIRCUMSTANCES: FactSet = FactSet::of(&[
    F::WelfareConcern,
    F::SevereHealthCondition,
    F::WorryingParentalPresentation,
    F::ChildProtectionPlan,
    F::StatutoryPlan,
    F::MultiAgencyPlan,
    F::LookedAfter,
    F::CarerFactor,
    F::AgeMonths,
    F::DependantsKnown,
    F::OpenToMentalHealth,
    F::OpenToParentingProgramme,
    F::OpenToSocialCare,
    F::Section47Enquiry,
    F::Unborn,
    F::PrematureBirth,
    F::LowBirthWeight,
    F::AdditionalNeeds,
    F::CommunicationBarrier,
    F::CarerCapacityFactor,
    F::HouseholdSafeguardingConcern,
    F::SeriousAbuseFactor,
    F::VulnerabilityKnown,
    F::MedicallyUnexplainedSymptoms,
    F::PossibleFabrication,
    F::AlertStands,
    F::RelationshipBrokenDown,
    F::UnscheduledAttendances,
    F::Moves,
    F::UnreportedMoves,
]);

/// What rests on what was written down since the follow-up was opened, and not on contacts.
const OF_ENTRIES: FactSet = FactSet::of(&[
    F::ConcernFound,
    F::ReferralDecided,
    F::ReferralMade,
    F::FurtherVisitSet,
    F::DischargeReported,
    F::AgreedStep,
    F::ReferralUnsatisfactory,
    F::ReferralUnanswered,
    F::ImmediateConcern,
]);

const OF_FACTORS: FactSet = FactSet::of(&[
    F::WelfareConcern,
    F::SevereHealthCondition,
    F::WorryingParentalPresentation,
    F::CarerFactor,
    F::ConcernFound,
    F::ImmediateConcern,
    F::PrematureBirth,
    F::LowBirthWeight,
    F::AdditionalNeeds,
    F::CommunicationBarrier,
    F::CarerCapacityFactor,
    F::HouseholdSafeguardingConcern,
    F::SeriousAbuseFactor,
    F::VulnerabilityKnown,
    F::MedicallyUnexplainedSymptoms,
    F::PossibleFabrication,
]);

const OF_PLANS: FactSet = FactSet::of(&[
    F::ChildProtectionPlan,
    F::StatutoryPlan,
    F::MultiAgencyPlan,
    F::LookedAfter,
    F::EssentialToPlan,
    F::OpenToMentalHealth,
    F::OpenToParentingProgramme,
    F::OpenToSocialCare,
    F::Section47Enquiry,
    F::VulnerabilityKnown,
    F::HouseholdSafeguardingConcern,
]);

const OF_SIGHTINGS: FactSet =
    FactSet::of(&[F::SeenByOthers, F::SeenByNobody, F::SeenAtADistance, F::WhereaboutsUnknown, F::StillUnseen, F::UnscheduledAttendances]);

/// The facts that an entry of this kind can change, by their value or by resting on it.
pub(super) fn changed_by(fact: &Fact) -> FactSet {
    match fact {
        Fact::PersonRecorded(..)
        | Fact::RelationRecorded(_)
        | Fact::Born
        | Fact::Died
        | Fact::PregnancyEnded
        | Fact::FollowUpEnded(_)
        | Fact::CorrectionOnly => FactSet::ALL,
        Fact::OutcomeRecorded(_) => FactSet::ALL.without(OF_CIRCUMSTANCES).without(OF_ENTRIES),
        Fact::ContactPlanned(_) => FactSet::of(&[F::ClashingContacts, F::HomeVisitOffered]),
        Fact::AddressRecorded(_) | Fact::PlaceChanged(_) => FactSet::of(&[F::ClosureSigns, F::ClosureKinds, F::Moves, F::UnreportedMoves]),
        Fact::PlanRecorded(_) => OF_PLANS,
        Fact::FactorRecorded(_) => OF_FACTORS,
        Fact::SightingRecorded(_) | Fact::LiaisonRecorded(_) | Fact::UnscheduledAttendance(_) => OF_SIGHTINGS,
        Fact::ConcernsDecided(_) => FactSet::of(&[F::ConcernFound, F::ImmediateConcern]),
        Fact::NeedsConsidered(_) | Fact::VulnerabilityAssessed(_) => FactSet::of(&[F::ConcernFound, F::VulnerabilityKnown]),
        Fact::ReferralMade(_) => FactSet::of(&[F::ReferralMade, F::ReferralUnanswered]),
        Fact::ReferralAnswered(_) => FactSet::of(&[F::ConcernFound, F::ReferralUnsatisfactory, F::ReferralUnanswered]),
        Fact::DiscussionHeld(_) => FactSet::of(&[F::ReferralDecided]),
        Fact::FurtherVisitSet(_) => FactSet::of(&[F::FurtherVisitSet]),
        Fact::DischargeReported(_) => FactSet::of(&[F::DischargeReported]),
        Fact::AnalysisSigned(_) => FactSet::of(&[F::ReasonKnown]),
        Fact::AgreementMade(_) => FactSet::of(&[F::AgreedStep, F::AgreementBroken]),
        Fact::HelpOffered(_) => FactSet::of(&[F::HomeVisitOffered]),
        Fact::WhereaboutsRecorded(_) => FactSet::of(&[F::WhereaboutsUnknown]),
        Fact::RelationshipBrokenDown(_) => FactSet::of(&[F::RelationshipBrokenDown]),
        Fact::InvolvementRecorded(_) => FactSet::of(&[F::OpenToMentalHealth, F::OpenToParentingProgramme, F::OpenToSocialCare]),
        Fact::AlertDecided(_) => FactSet::of(&[F::AlertStands]),
        Fact::CommunicationNeedRecorded(_)
        | Fact::PractitionerAssigned(_)
        | Fact::FamilyFollowedUp(_)
        | Fact::PlanAgreed(_)
        | Fact::LetterSent(_)
        | Fact::Informed(_)
        | Fact::RecordsReviewed(_)
        | Fact::MonthlyReviewed(_)
        | Fact::StepTaken(_)
        | Fact::HandoverOffered(_)
        | Fact::HandoverAnswered(_)
        | Fact::ObligationSettled(_)
        | Fact::NoteWritten(_) => FactSet::NONE,
    }
}
