//! Events: the only truth. Appended, never changed or deleted (invariant 1, STW-14).

mod people;

use crate::circumstances::{ConcernsDecided, FactorRecorded, PlanRecorded};
use crate::contact::{ContactPlanned, FurtherVisitSet, OutcomeRecorded, UnscheduledAttendance};
use crate::ending::Ending;
use crate::identity::{EventId, ObligationId, PersonId, PractitionerId, ServiceId};
use crate::person::{AddressRecorded, CommunicationNeed, PersonDetails, PersonKind, PlaceChanged, RelationRecorded};
use crate::steps::{
    AccessDecided, AgreementMade, AlertDecided, HandoverAnswered, HandoverOffered, HelpOffered, Informed, InvolvementRecorded,
    MonthlyReviewed, RecordsReviewed, RelationshipBrokenDown, StepTaken, WhereaboutsRecorded,
};
use crate::time::Happened;
use crate::work::{
    AnalysisSigned, DischargeReported, DiscussionHeld, FamilyFollowedUp, LetterSent, LiaisonRecorded, NeedsConsidered,
    ObligationSettlement, PlanAgreed, ReferralAnswered, ReferralMade, Role, Sighting, VulnerabilityAssessed,
};
use jiff::Timestamp;

/// One thing that happened, as somebody recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id, for ever.
    pub id: EventId,
    /// The person whose record it is in.
    pub about: PersonId,
    /// The service it was recorded for. Nothing means: it concerns every service, such as a birth or an address.
    pub service: Option<ServiceId>,
    /// When it happened.
    pub happened: Happened,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who answers for it.
    pub author: Author,
    /// Where it came from.
    pub source: Source,
    /// Whether it puts an earlier event right.
    pub corrects: Option<Correction>,
    /// Obligations that the author says it answers. Empty means: those it answers by its nature.
    pub answers: Vec<ObligationId>,
    /// What happened.
    pub fact: Fact,
}

/// Who answers for an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// A practitioner who signed it, in the role they signed in.
    Signed {
        /// The practitioner.
        by: PractitionerId,
        /// The role.
        role: Role,
    },
    /// Another system said so; nobody here has signed it. Such an event never ends a follow-up.
    Reported {
        /// The system.
        system: String,
    },
}

impl Author {
    /// Whether a person signed.
    pub fn is_signed(&self) -> bool {
        matches!(self, Self::Signed { .. })
    }

    /// The role in which it was signed.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Signed { role, .. } => Some(*role),
            Self::Reported { .. } => None,
        }
    }

    /// The practitioner who signed.
    pub fn practitioner(&self) -> Option<&PractitionerId> {
        match self {
            Self::Signed { by, .. } => Some(by),
            Self::Reported { .. } => None,
        }
    }
}

/// Where an event came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Written here.
    Entered,
    /// Read from another system's file or message: the same id and version is the same event, however often it comes (H9, S6).
    Imported {
        /// The other system.
        system: String,
        /// Its id for the thing.
        id: String,
        /// Its version of the thing.
        version: String,
    },
}

/// An event that puts an earlier one right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The earlier event.
    pub event: EventId,
    /// What happens to it.
    pub how: CorrectionKind,
    /// Why.
    pub reason: String,
}

crate::vocabulary::vocabulary! {
    /// What a correction does to the earlier event.
    pub enum CorrectionKind ("kind of correction") {
        /// The new event stands in its place.
        Replaces = "replaces", "replaces it";
        /// It should never have been recorded: everything is worked out as if it had not been (S7).
        Withdraws = "withdraws", "withdraws it";
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A person's record was opened, or more was learnt about who they are.
    PersonRecorded(PersonKind, PersonDetails),
    /// An address was recorded.
    AddressRecorded(AddressRecorded),
    /// A GP practice, school or nursery changed.
    PlaceChanged(PlaceChanged),
    /// A communication need was recorded.
    CommunicationNeedRecorded(CommunicationNeed),
    /// A relation to another person was recorded.
    RelationRecorded(RelationRecorded),
    /// The child was born.
    Born,
    /// The person died, as recorded by a person.
    Died,
    /// The pregnancy ended without a birth.
    PregnancyEnded,
    /// A practitioner took over the child or carer for the service of the event.
    PractitionerAssigned(PractitionerId),

    /// A contact was planned, or its plan changed.
    ContactPlanned(ContactPlanned),
    /// An outcome was recorded.
    OutcomeRecorded(OutcomeRecorded),
    /// The child came to an unplanned service.
    UnscheduledAttendance(UnscheduledAttendance),
    /// A further visit was set under a protection plan.
    FurtherVisitSet(FurtherVisitSet),
    /// Somebody saw the child.
    SightingRecorded(Sighting),

    /// The state of a plan was recorded.
    PlanRecorded(PlanRecorded),
    /// A factor that bears on welfare was recorded.
    FactorRecorded(FactorRecorded),
    /// The seven questions were answered.
    ConcernsDecided(ConcernsDecided),

    /// An analysis was signed.
    AnalysisSigned(AnalysisSigned),
    /// The family was followed up.
    FamilyFollowedUp(FamilyFollowedUp),
    /// Another agency was spoken to.
    LiaisonRecorded(LiaisonRecorded),
    /// Whether needs are met was considered.
    NeedsConsidered(NeedsConsidered),
    /// A discussion was held.
    DiscussionHeld(DiscussionHeld),
    /// A referral was made.
    ReferralMade(ReferralMade),
    /// A referral was answered.
    ReferralAnswered(ReferralAnswered),
    /// A plan was agreed.
    PlanAgreed(PlanAgreed),
    /// Vulnerability was assessed.
    VulnerabilityAssessed(VulnerabilityAssessed),
    /// A letter, card or message was sent.
    LetterSent(LetterSent),
    /// Somebody was told something.
    Informed(Informed),
    /// Records were reviewed.
    RecordsReviewed(RecordsReviewed),
    /// Help with attending was offered to the family.
    HelpOffered(HelpOffered),
    /// The month was reviewed against the five questions.
    MonthlyReviewed(MonthlyReviewed),
    /// It was agreed what is done if the next contact fails.
    AgreementMade(AgreementMade),
    /// An alert on a record was set or ended.
    AlertDecided(AlertDecided),
    /// Whether anybody knows where the child is was recorded.
    WhereaboutsRecorded(WhereaboutsRecorded),
    /// The relationship between the family and a professional broke down.
    RelationshipBrokenDown(RelationshipBrokenDown),
    /// Whether another service is open to the family was recorded.
    InvolvementRecorded(InvolvementRecorded),
    /// Somebody decided who may open the record.
    AccessDecided(AccessDecided),
    /// A step that a policy asks for was taken.
    StepTaken(StepTaken),
    /// Another service was asked to take over.
    HandoverOffered(HandoverOffered),
    /// The service that was asked to take over answered.
    HandoverAnswered(HandoverAnswered),
    /// An obligation was settled by hand.
    ObligationSettled(ObligationSettlement),
    /// A discharge was reported by another system.
    DischargeReported(DischargeReported),
    /// The follow-up of the event's service was ended. It takes only if its evidence is good.
    FollowUpEnded(Ending),
    /// Something worth writing down.
    NoteWritten(String),
    /// Carries only a correction that withdraws an event.
    CorrectionOnly,
}

macro_rules! kinds {
    ($( $pattern:pat => $code:literal, $words:literal; )+) => {
        impl Fact {
            /// The stable code of the kind of fact.
            pub fn code(&self) -> &'static str { match self { $( $pattern => $code, )+ } }
            /// The kind of fact in words.
            pub fn words(&self) -> &'static str { match self { $( $pattern => $words, )+ } }
        }
    };
}

kinds! {
    Fact::PersonRecorded(..) => "person_recorded", "details recorded";
    Fact::AddressRecorded(_) => "address_recorded", "address recorded";
    Fact::PlaceChanged(_) => "place_changed", "GP practice, school or nursery changed";
    Fact::CommunicationNeedRecorded(_) => "communication_need_recorded", "communication need recorded";
    Fact::RelationRecorded(_) => "relation_recorded", "relation recorded";
    Fact::Born => "born", "born";
    Fact::Died => "died", "died";
    Fact::PregnancyEnded => "pregnancy_ended", "pregnancy ended";
    Fact::PractitionerAssigned(_) => "practitioner_assigned", "practitioner assigned";
    Fact::ContactPlanned(_) => "contact_planned", "contact planned";
    Fact::OutcomeRecorded(_) => "outcome_recorded", "outcome recorded";
    Fact::UnscheduledAttendance(_) => "unscheduled_attendance", "unscheduled attendance";
    Fact::FurtherVisitSet(_) => "further_visit_set", "further visit set";
    Fact::SightingRecorded(_) => "sighting_recorded", "child seen";
    Fact::PlanRecorded(_) => "plan_recorded", "plan recorded";
    Fact::FactorRecorded(_) => "factor_recorded", "factor recorded";
    Fact::ConcernsDecided(_) => "concerns_decided", "concerns decided";
    Fact::AnalysisSigned(_) => "analysis_signed", "analysis signed";
    Fact::FamilyFollowedUp(_) => "family_followed_up", "family followed up";
    Fact::LiaisonRecorded(_) => "liaison_recorded", "liaison";
    Fact::NeedsConsidered(_) => "needs_considered", "needs considered";
    Fact::DiscussionHeld(_) => "discussion_held", "discussion held";
    Fact::ReferralMade(_) => "referral_made", "referral made";
    Fact::ReferralAnswered(_) => "referral_answered", "referral answered";
    Fact::PlanAgreed(_) => "plan_agreed", "plan agreed";
    Fact::VulnerabilityAssessed(_) => "vulnerability_assessed", "vulnerability assessed";
    Fact::LetterSent(_) => "letter_sent", "letter, card or message sent";
    Fact::Informed(_) => "informed", "somebody told";
    Fact::RecordsReviewed(_) => "records_reviewed", "records reviewed";
    Fact::HelpOffered(_) => "help_offered", "help offered";
    Fact::MonthlyReviewed(_) => "monthly_reviewed", "monthly review";
    Fact::AgreementMade(_) => "agreement_made", "agreement on the next step";
    Fact::AlertDecided(_) => "alert_decided", "alert decided";
    Fact::WhereaboutsRecorded(_) => "whereabouts_recorded", "whereabouts recorded";
    Fact::RelationshipBrokenDown(_) => "relationship_broken_down", "relationship broken down";
    Fact::InvolvementRecorded(_) => "involvement_recorded", "involvement of another service";
    Fact::AccessDecided(_) => "access_decided", "who may open the record";
    Fact::StepTaken(_) => "step_taken", "step taken";
    Fact::HandoverOffered(_) => "handover_offered", "handover offered";
    Fact::HandoverAnswered(_) => "handover_answered", "handover answered";
    Fact::ObligationSettled(_) => "obligation_settled", "obligation settled";
    Fact::DischargeReported(_) => "discharge_reported", "discharge reported by another system";
    Fact::FollowUpEnded(_) => "follow_up_ended", "follow-up ended";
    Fact::NoteWritten(_) => "note_written", "note";
    Fact::CorrectionOnly => "correction_only", "earlier entry withdrawn";
}
