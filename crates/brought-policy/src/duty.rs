//! Duties: what a rule may ask for, and who must do it by when.

use crate::deadline::Deadline;
use brought_domain::vocabulary;
use brought_domain::work::{Agency, AgencyKind, Ask, DiscussionTopic, Role};

vocabulary! {
    /// What an obligation asks for. Each kind is discharged by its own kind of event, so that doing the work is what ticks it off.
    pub enum Action ("action") {
        /// Confirm what came of the contact and record the response. Discharged by a signed outcome that tells the response (NAF-21).
        RecordResponse = "record_response", "confirm what happened and record what was done";
        /// Record the impact on the child and the decision. Discharged by a signed analysis (NAF-13, BOL-04).
        RecordImpactAndDecision = "record_impact_and_decision", "record the impact on the child and decide what to do";
        /// Follow the family up. Discharged by a recorded attempt, or by meeting them (NAF-15).
        FollowUpFamily = "follow_up_family", "follow up the family";
        /// Ask another agency. Discharged when everything asked has been asked of a fitting agency and recorded (NAF-15, NAF-16).
        Liaise = "liaise", "ask another agency";
        /// Consider whether needs are met. Discharged by that consideration (NAF-18).
        ConsiderNeeds = "consider_needs", "consider whether the child's needs are met";
        /// Agree a plan. Discharged by an agreed plan (NAF-19).
        AgreePlan = "agree_plan", "agree a plan to establish the child's safety and welfare";
        /// Contribute to a plan, as a service for parents. Discharged by an agreed plan (NAF-23).
        ContributeToPlan = "contribute_to_plan", "contribute to a plan to establish the child's safety and welfare";
        /// Answer the seven questions. Discharged by that decision (NAF-25).
        DecideConcerns = "decide_concerns", "decide whether there are concerns";
        /// Discuss with one of the roles named. Discharged by such a discussion on that topic (NAF-11, NAF-20, NAF-26, NAF-27).
        Discuss = "discuss", "discuss";
        /// Make a referral. Discharged by a referral (NAF-20).
        Refer = "refer", "refer to children's social care";
        /// Obtain the answer to a referral. Discharged by that answer (NAF-20).
        ObtainAnswerToReferral = "obtain_answer_to_referral", "obtain the answer to the referral";
        /// Set a further visit. Discharged by setting it (NAF-28).
        SetFurtherVisit = "set_further_visit", "set a further visit";
        /// Make the further visit. Discharged by the outcome of a home visit made after it was set (NAF-28).
        MakeFurtherVisit = "make_further_visit", "make the further visit";
        /// Assess vulnerability. Discharged by a signed assessment (NAF-10, NAF-12).
        AssessVulnerability = "assess_vulnerability", "assess the child's vulnerability";
        /// Find out which children depend on the carer. Discharged when one is recorded (NAF-22).
        EstablishDependants = "establish_dependants", "establish which children depend on this carer";
        /// Record what came of a planned contact. Discharged by its outcome.
        RecordOutcome = "record_outcome", "record what came of the planned contact";
        /// Decide the next step. Discharged by a signed analysis, a newly planned contact, or an agreed plan.
        DecideNextStep = "decide_next_step", "decide the next step";
    }
}

impl Action {
    /// Whether it must be answered before a follow-up can end, however well the child is: these are owed to others, or are about
    /// concerns that seeing the child once does not settle.
    pub fn outlives_assurance(self) -> bool {
        matches!(
            self,
            Self::Discuss
                | Self::Refer
                | Self::ObtainAnswerToReferral
                | Self::SetFurtherVisit
                | Self::MakeFurtherVisit
                | Self::RecordResponse
        )
    }
}

/// With whom something is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// Nobody in particular.
    Nobody,
    /// Any other agency.
    AnyAgency,
    /// One kind of agency.
    Agency(AgencyKind),
    /// The agency of this occasion: one obligation for each agency on the plan (NAF-16).
    EachPlanAgency,
    /// One of these roles.
    Roles(Vec<Role>),
}

/// How often a rule asks for its duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// Once while the follow-up stays open, and again when it opens again.
    FollowUp,
    /// For each failed contact; while the duty of an earlier one is still open, the later one joins it instead of repeating it.
    FailedContact,
    /// For each event that made the condition hold: a referral, a reported discharge, a carer's missed contact.
    Occasion,
}

/// From when a deadline runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DueFrom {
    /// From the event that made the rule fire.
    #[default]
    Trigger,
    /// From the latest failed contact, however late the event came that made the rule fire (NAF-28).
    LatestFailedContact,
}

/// One duty that a rule raises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// What to do.
    pub action: Action,
    /// With whom.
    pub with: With,
    /// What to ask, when it is to ask.
    pub ask: Vec<Ask>,
    /// What to discuss, when it is to discuss.
    pub topic: Option<DiscussionTopic>,
    /// Who owes it. The practitioner is the person who expected to see the child.
    pub owner: Role,
    /// Who owes it when the owner cannot be told or is away. Never the same as the owner.
    pub fallback: Role,
    /// By when. Nothing for an offer: a duty that is proposed and never overdue.
    pub deadline: Option<Deadline>,
    /// The parameter the deadline comes from.
    pub parameter: Option<String>,
    /// From when the deadline runs.
    pub due_from: DueFrom,
    /// Whether it is raised once for each dependent child.
    pub for_each_child: bool,
}

impl Duty {
    /// What to do, in words, for one occasion.
    pub fn words(&self, agency: Option<&Agency>) -> String {
        let asked = |ask: &[Ask]| ask.iter().map(|ask| ask.words()).collect::<Vec<_>>().join(", ");
        let whom = match (&self.with, agency) {
            (_, Some(agency)) => agency.words(),
            (With::Agency(kind), None) => kind.words().to_owned(),
            (With::Roles(roles), None) => roles.iter().map(|role| format!("the {role}")).collect::<Vec<_>>().join(" or "),
            _ => "another agency".to_owned(),
        };
        match (self.action, self.topic) {
            (Action::Liaise, _) if self.ask.is_empty() => format!("Contact {whom}"),
            (Action::Liaise, _) => format!("Ask {whom} about {}", asked(&self.ask)),
            (Action::Discuss, Some(topic)) => format!("Discuss with {whom}: {topic}"),
            (action, _) => {
                let words = action.words();
                words[..1].to_uppercase() + &words[1..]
            }
        }
    }
}
