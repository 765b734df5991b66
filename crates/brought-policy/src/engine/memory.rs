//! The values of facts that have been worked out, and which of them an entry can have changed.
//!
//! A fact is worked out once and kept until something happens on which it may rest. Which entries those are stands here, fact by fact; a test
//! holds it against working everything out anew at every entry.

use crate::expression::FactValue;
use crate::fact::{FactName, FactSet};
use brought_domain::Fact;
use std::cell::Cell;

/// The values that are known of one piece of work.
pub(super) struct Memory {
    values: [Cell<FactValue>; FactName::COUNT],
    known: Cell<FactSet>,
    /// What may have changed since the rules were last looked at.
    changed: Cell<FactSet>,
    /// Whose value was found to be another than before, since the rules were last looked at.
    differ: Cell<FactSet>,
    /// Whether anything is kept at all: a test looks at every rule and every fact anew at every entry.
    keeps: Cell<bool>,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            values: [const { Cell::new(FactValue::NotRecorded) }; FactName::COUNT],
            known: Cell::new(FactSet::NONE),
            changed: Cell::new(FactSet::ALL),
            differ: Cell::new(FactSet::NONE),
            keeps: Cell::new(true),
        }
    }

    /// The value, worked out if it is not known.
    pub(super) fn value(&self, fact: FactName, work_out: impl FnOnce() -> FactValue) -> FactValue {
        let known = &self.values[fact.index()];
        if !self.keeps.get() || !self.known.get().has(fact) {
            let value = work_out();
            if known.replace(value) != value {
                self.differ.set(self.differ.get().with(fact));
            }
            self.known.set(self.known.get().with(fact));
        }
        known.get()
    }

    /// Keeps nothing from now on.
    pub(super) fn keep_nothing(&self) {
        self.keeps.set(false);
    }

    /// These may have changed.
    pub(super) fn forget(&self, facts: FactSet) {
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
pub(super) const OF_WORK: FactSet = FactSet::of(&[F::SeenByNobody, F::LiaisonComplete, F::PatternActive]);

/// What the day alone can change: the age, and everything that looks back over the pattern window.
pub(super) const OF_THE_DAY: FactSet = FactSet::of(&[
    F::AgeMonths,
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
    let facts = match fact {
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
    };
    if facts == FactSet::NONE { facts } else { facts.with(F::PatternActive) }
}
