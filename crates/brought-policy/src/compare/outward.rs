//! Which obligations reach out of the record, to the child, the family or those who may know of them.

use crate::duty::{Action, Detail};
use brought_domain::steps::Step;

/// Whether doing this reaches the child, the family, or somebody outside the service who may know of them. Writing, thinking and talking
/// among colleagues has its worth, but no child is reached by it.
pub fn is_outward(action: Action, detail: &Detail) -> bool {
    match action {
        Action::FollowUpFamily
        | Action::Liaise
        | Action::Refer
        | Action::ObtainAnswerToReferral
        | Action::MakeFurtherVisit
        | Action::Inform
        | Action::Send
        | Action::OfferHelp
        | Action::EstablishLastSeen
        | Action::PlanContact => true,
        Action::TakeStep => matches!(detail, Detail::Step(Step::ConfirmDetails | Step::OfferFurtherContactOrDischarge)),
        Action::RecordResponse
        | Action::RecordImpactAndDecision
        | Action::ConsiderNeeds
        | Action::AgreePlan
        | Action::ContributeToPlan
        | Action::DecideConcerns
        | Action::Discuss
        | Action::SetFurtherVisit
        | Action::AssessVulnerability
        | Action::EstablishDependants
        | Action::RecordOutcome
        | Action::DecideNextStep
        | Action::ReviewRecords
        | Action::MonthlyReview
        | Action::EstablishReason
        | Action::DecideAlert
        | Action::AgreeNextStep => false,
    }
}
