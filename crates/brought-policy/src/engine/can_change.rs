//! Which facts an entry can change, by its kind and by what it comes to; and which nothing changes but entries.
//!
//! A test holds this against working everything out anew at every entry.

use super::world::SignKind;
use crate::duty::Duty;
use crate::fact::{FactName as F, FactSet};
use crate::pack::CHANGED_BY_RULES;
use brought_domain::Fact;
use brought_domain::work::Ask;

/// What rests on which obligations are open: it changes when one is raised or settled.
pub(super) const OF_WORK: FactSet = CHANGED_BY_RULES.without(FactSet::of(&[F::PatternActive]));

/// The same, where this is what was raised or settled: whether everybody has answered who was asked when a child was last seen is asked of those
/// alone.
pub(super) fn of_duty(duty: &Duty) -> FactSet {
    if duty.ask.contains(&Ask::LastSeen) { OF_WORK } else { OF_WORK.without(FactSet::of(&[F::SeenByNobody])) }
}

/// What changes only by that, and so tells that one was.
pub(super) const OF_WORK_ALONE: F = F::LiaisonComplete;

/// What it can change that somebody saw a child.
pub(super) const OF_SEEING: FactSet = FactSet::of(&[F::SeenByOthers, F::SeenByNobody, F::StillUnseen, F::WhereaboutsUnknown]);

/// What it can change besides that somebody saw a child at a distance.
pub(super) const OF_DISTANCE: FactSet = FactSet::of(&[F::SeenAtADistance]);

/// What rests on times when the relationship with a professional broke down.
pub(super) const OF_BREAKDOWN: FactSet = FactSet::of(&[F::RelationshipBrokenDown]);

/// What rests on visits without an appointment.
pub(super) const OF_ATTENDANCE: FactSet = FactSet::of(&[F::UnscheduledAttendances]);

/// What rests on the failed contacts of the follow-up: it changes when one is added, or another word said about one.
pub(super) const OF_FAILURES: FactSet = FactSet::of(&[
    F::FailedContacts,
    F::LatestOutcome,
    F::LatestKind,
    F::LatestSetting,
    F::ResponseRecorded,
    F::ActivelyPrevented,
    F::EssentialToPlan,
    F::ServiceDeclined,
    F::SeenByOthers,
    F::SeenByNobody,
    F::StillUnseen,
    F::AgreementBroken,
    F::ReasonKnown,
    F::LatestProgrammeContact,
    F::AttemptsAtThisContact,
    F::ReportedToRefuse,
    F::ClashingContacts,
    F::HomeVisitOffered,
]);

/// What rests on the entries since the follow-up was opened, or on which failed contact opened it: it changes when it is opened.
pub(super) const OF_OPENING: FactSet = OF_FAILURES.with_all(FactSet::of(&[
    F::WelfareConcern,
    F::ConcernFound,
    F::ImmediateConcern,
    F::ReferralDecided,
    F::ReferralMade,
    F::ReferralUnsatisfactory,
    F::ReferralUnanswered,
    F::FurtherVisitSet,
    F::DischargeReported,
    F::AgreedStep,
    F::LiaisonComplete,
]));

/// What rests on what came of contacts, for one that the pack counts as failed.
pub(super) const OF_COUNTED: FactSet =
    FactSet::of(&[F::FailedContactsAllServices, F::CarersFailedContacts, F::CarerMissedOwnContact, F::EngagementClass]);

/// What rests on what came of any other contact.
pub(super) const OF_UNCOUNTED: FactSet = FactSet::of(&[F::EngagementClass]);

/// What a contact that was kept can change besides.
pub(super) const OF_KEPT: FactSet = FactSet::of(&[F::AgreementBroken]);

/// What it can change that somebody called a contact off who is not of the family: then it clashes with no other.
pub(super) const OF_CALLED_OFF: FactSet = FactSet::of(&[F::ClashingContacts]);

/// What it can change that nobody knows where somebody is.
pub(super) const OF_WHEREABOUTS: FactSet = FactSet::of(&[F::WhereaboutsUnknown]);

/// What looks at the carers, or at everybody at home: it changes when somebody is found to be one of them.
pub(super) const OF_HOUSEHOLD: FactSet = OF_CARERS.with_all(FactSet::of(&[
    F::WelfareConcern,
    F::WorryingParentalPresentation,
    F::CarerFactor,
    F::ImmediateConcern,
    F::ClashingContacts,
    F::OpenToMentalHealth,
    F::OpenToParentingProgramme,
    F::OpenToSocialCare,
    F::CarerCapacityFactor,
    F::HouseholdSafeguardingConcern,
    F::SeriousAbuseFactor,
    F::MedicallyUnexplainedSymptoms,
    F::PossibleFabrication,
    F::VulnerabilityKnown,
]));

/// What rests on what carers do about contacts of their own.
pub(super) const OF_CARERS: FactSet = FactSet::of(&[F::CarerMissedOwnHealthContact, F::CarerMissedOwnContact, F::CarersFailedContacts]);

/// What rests on the contacts and the moves of those who are followed.
pub(super) const OF_THE_FOLLOWED: FactSet = FactSet::of(&[
    F::ClosureSigns,
    F::ClosureKinds,
    F::CalledOff,
    F::Moves,
    F::UnreportedMoves,
    F::FailedContactsInWindow,
    F::AgreedThenFailed,
    F::FailedContactsAllServices,
    F::EngagementClass,
]);

/// What a sign of this kind can change.
pub(super) fn of_sign(kind: SignKind) -> FactSet {
    const CLOSURE: FactSet = FactSet::of(&[F::ClosureSigns, F::ClosureKinds]);
    const FAILURE: FactSet = FactSet::of(&[F::FailedContactsInWindow]);
    match kind {
        SignKind::NotAnswered | SignKind::Refused => CLOSURE.with_all(FAILURE),
        SignKind::Missed => CLOSURE.with_all(FAILURE).with(F::CarerMissedOwnHealthContact).with(F::CarerMissedOwnContact),
        SignKind::Cancelled | SignKind::Withdrawn => CLOSURE,
        SignKind::MovedAndTold => FactSet::of(&[F::Moves]),
        SignKind::MovedWithoutTelling => FactSet::of(&[F::Moves, F::UnreportedMoves]),
        SignKind::AgreedThenFailed => FactSet::of(&[F::AgreedThenFailed]),
        SignKind::CalledOff => FactSet::of(&[F::CalledOff]),
        SignKind::AtADistance => FAILURE.with(F::SeenAtADistance),
        SignKind::OtherFailure => FAILURE,
    }
}

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

/// What a word about having seen a child, or not, can change.
const OF_SIGHTINGS: FactSet =
    FactSet::of(&[F::SeenByOthers, F::SeenByNobody, F::SeenAtADistance, F::WhereaboutsUnknown, F::StillUnseen, F::UnscheduledAttendances]);

/// What is not recorded as long as no entry has come that can change it, whatever else comes: of most children nobody ever records any of it.
pub(super) const TOLD_BY_ENTRIES: FactSet =
    OF_FACTORS.with_all(OF_PLANS).without(FactSet::of(&[F::EssentialToPlan])).with_all(FactSet::of(&[
        F::AgreedStep,
        F::AgreementBroken,
        F::AlertStands,
        F::DischargeReported,
        F::FurtherVisitSet,
        F::ReasonKnown,
        F::ReferralDecided,
        F::ReferralMade,
        F::ReferralUnanswered,
        F::ReferralUnsatisfactory,
    ]));

/// The facts that an entry of this kind can change whatever it comes to, by their value or by resting on it.
pub(super) fn changed_by(fact: &Fact) -> FactSet {
    match fact {
        Fact::Born | Fact::Died | Fact::PregnancyEnded | Fact::CorrectionOnly => FactSet::ALL,
        Fact::PersonRecorded(..) => FactSet::of(&[F::AgeMonths, F::Unborn]),
        Fact::ContactPlanned(_) => FactSet::of(&[F::ClashingContacts, F::HomeVisitOffered]),
        Fact::PlanRecorded(_) => OF_PLANS,
        Fact::FactorRecorded(_) => OF_FACTORS,
        Fact::SightingRecorded(_) | Fact::LiaisonRecorded(_) | Fact::UnscheduledAttendance(_) => OF_SIGHTINGS,
        Fact::ConcernsDecided(_) => FactSet::of(&[F::WelfareConcern, F::ConcernFound, F::ImmediateConcern]),
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
        Fact::InvolvementRecorded(_) => FactSet::of(&[F::OpenToMentalHealth, F::OpenToParentingProgramme, F::OpenToSocialCare]),
        Fact::AlertDecided(_) => FactSet::of(&[F::AlertStands]),
        // What these change, they change by what the world takes in of them, or by whom the work is about. An ending that takes tells who saw
        // the child; one that is refused changes nothing.
        Fact::OutcomeRecorded(_)
        | Fact::FollowUpEnded(_)
        | Fact::AddressRecorded(_)
        | Fact::PlaceChanged(_)
        | Fact::RelationRecorded(_)
        | Fact::RelationshipBrokenDown(_)
        | Fact::CommunicationNeedRecorded(_)
        | Fact::PractitionerAssigned(_)
        | Fact::FamilyFollowedUp(_)
        | Fact::PlanAgreed(_)
        | Fact::LetterSent(_)
        | Fact::Informed(_)
        | Fact::RecordsReviewed(_)
        | Fact::MonthlyReviewed(_)
        | Fact::AccessDecided(_)
        | Fact::StepTaken(_)
        | Fact::HandoverOffered(_)
        | Fact::HandoverAnswered(_)
        | Fact::ObligationSettled(_)
        | Fact::NoteWritten(_) => FactSet::NONE,
    }
}
