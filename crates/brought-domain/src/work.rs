//! What practitioners do about a failed contact, as they record and sign it.

use crate::contact::{Answer, ResponseKind};
use crate::identity::{EventId, ObligationId, PersonId};
use crate::vocabulary::vocabulary;

pub use crate::sighting::{HowSeen, SeenAnswer, SeenBy, Sighting};

use jiff::civil::Date;

vocabulary! {
    /// The roles that policies give duties to.
    pub enum Role ("role") {
        /// The practitioner who expected to see the child.
        Practitioner = "practitioner", "practitioner";
        /// That practitioner's line manager.
        LineManager = "line_manager", "line manager";
        /// The professional or safeguarding supervisor.
        Supervisor = "supervisor", "safeguarding supervisor";
        /// The designated child protection or safeguarding lead of the service.
        SafeguardingLead = "safeguarding_lead", "safeguarding lead";
        /// The named nurse for safeguarding.
        NamedNurse = "named_nurse", "named nurse";
        /// The key worker or lead professional of a plan.
        KeyWorker = "key_worker", "key worker or lead professional";
        /// The allocated social worker.
        SocialWorker = "social_worker", "social worker";
        /// A duty social worker.
        DutyWorker = "duty_worker", "duty worker";
        /// The social worker's line manager.
        SocialWorkManager = "social_work_manager", "social work manager";
        /// An administrator of the service.
        Administrator = "administrator", "administrator";
        /// The designated safeguarding team of the organisation (STW-11, STW-13, STW-20).
        DesignatedSafeguardingTeam = "designated_safeguarding_team", "designated safeguarding team";
    }
}

impl Role {
    /// Whether somebody in this role is taken at their word about what lets a child go: that a follow-up ends, that somebody died, that
    /// another service takes over. An administrator writes such things down for somebody else (S1).
    pub const fn may_end(self) -> bool {
        !matches!(self, Self::Administrator)
    }
}

vocabulary! {
    /// Kinds of agencies that see families.
    pub enum AgencyKind ("kind of agency") {
        /// GP practice.
        GpPractice = "gp_practice", "GP practice";
        /// Health visiting.
        HealthVisiting = "health_visiting", "health visiting";
        /// Midwifery.
        Midwifery = "midwifery", "midwifery";
        /// School nursing.
        SchoolNursing = "school_nursing", "school nursing";
        /// School.
        School = "school", "school";
        /// Nursery or another early years setting.
        Nursery = "nursery", "nursery or early years setting";
        /// Children's social care.
        ChildrensSocialCare = "childrens_social_care", "children's social care";
        /// Early help.
        EarlyHelp = "early_help", "early help";
        /// Mental health services.
        MentalHealth = "mental_health", "mental health service";
        /// Hospital.
        Hospital = "hospital", "hospital";
        /// Housing.
        Housing = "housing", "housing";
        /// Police.
        Police = "police", "police";
        /// Child health information service.
        ChildHealthInformation = "child_health_information", "child health information service";
        /// Substance misuse service.
        SubstanceMisuse = "substance_misuse", "substance misuse service";
        /// Probation.
        Probation = "probation", "probation";
        /// A charity or community group.
        Voluntary = "voluntary", "voluntary organisation";
        /// Family nurse partnership (STW-20).
        FamilyNursePartnership = "family_nurse_partnership", "family nurse partnership";
        /// A parenting programme (SWI-07).
        ParentingProgramme = "parenting_programme", "parenting programme";
        /// A service that sees people outside office hours (STW-17).
        OutOfHours = "out_of_hours", "out-of-hours service";
        /// A minor injuries unit (STW-17).
        MinorInjuries = "minor_injuries", "minor injuries unit";
        /// Whoever referred the child to the service (STW-12).
        Referrer = "referrer", "referrer";
        /// Another agency.
        Other = "other", "another agency";
    }
}

/// An agency: its kind and, when known, which one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agency {
    /// What kind of agency.
    pub kind: AgencyKind,
    /// Its name.
    pub name: Option<String>,
}

impl Agency {
    /// The agency in words.
    pub fn words(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} ({})", self.kind),
            None => self.kind.words().to_owned(),
        }
    }

    /// Whether an answer from `other` answers what was asked of this one: the same kind, and the same name where both give one.
    pub fn is_answered_by(&self, other: &Self) -> bool {
        self.kind == other.kind
            && match (&self.name, &other.name) {
                (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
                _ => true,
            }
    }
}

vocabulary! {
    /// Groups of reasons why a contact failed (BOL-03). "Not yet known" keeps the question open.
    pub enum ReasonKind ("reason") {
        /// Forgot, or did not see why it matters.
        Forgetfulness = "forgetfulness", "forgot, or did not see why it matters";
        /// Fear or anxiety.
        FearOrAnxiety = "fear_or_anxiety", "fear or anxiety";
        /// Moves, lost letters, clashes, distance.
        Logistics = "logistics", "logistics: moves, letters, clashes, distance";
        /// Language, literacy or communication.
        Communication = "communication", "language, reading or communication";
        /// Does not want the service.
        OptingOut = "opting_out", "does not want the service";
        /// A bad experience with services before (SWI-02).
        PoorPastExperience = "poor_past_experience", "a bad experience with services before";
        /// Fear of people in authority (SWI-02).
        FearOfAuthority = "fear_of_authority", "fear of authority";
        /// Does not see what the service is needed for (SWI-02).
        NotSeeingTheNeed = "not_seeing_the_need", "does not see the need";
        /// Cultural differences (SWI-02).
        CulturalDifferences = "cultural_differences", "cultural differences";
        /// Fear of being judged as a parent (SWI-02).
        FearOfBeingJudged = "fear_of_being_judged", "fear of being judged";
        /// Privacy, which is weighed against the child's rights (SWI-02).
        Privacy = "privacy", "privacy, weighed against the rights of the child";
        /// There may be something that the family hides (SWI-02).
        HidingSomething = "hiding_something", "may be hiding something";
        /// Does not understand a health condition (SWI-02).
        NotUnderstandingTheCondition = "not_understanding_the_condition", "does not understand the health condition";
        /// Omission, such as not seeking medical care (SWI-02).
        Omission = "omission", "omission, such as not seeking medical care";
        /// Illness in the family.
        Illness = "illness", "illness in the family";
        /// The service made a mistake.
        ServiceError = "service_error", "a mistake of the service";
        /// Another reason.
        Other = "other", "another reason";
        /// Nobody knows yet.
        NotYetKnown = "not_yet_known", "not yet known";
    }
}

vocabulary! {
    /// The thirteen prompts, and the principle that closes them (NAF-24).
    pub enum EngagementPrompt ("prompt") {
        /// Is the address right, and confirmed with other agencies?
        AddressRight = "address_right", "Is the address right, and confirmed with other agencies?";
        /// Is there a difficulty with literacy, language or communication?
        Communication = "communication", "Is there a difficulty with reading, language or communication?";
        /// Have opportunistic visits been considered?
        OpportunisticVisits = "opportunistic_visits", "Have opportunistic visits been considered?";
        /// Could other relatives be contacted without disclosing anything?
        OtherRelatives = "other_relatives", "Are there relatives to contact without disclosing anything confidential?";
        /// Is the scope of the service understood?
        ScopeUnderstood = "scope_understood", "Does the family understand what this service does?";
        /// Are the time and place convenient?
        TimeAndPlace = "time_and_place", "Are the time and place convenient for the family?";
        /// Is the environment acceptable?
        Environment = "environment", "Is the place where contacts are offered acceptable to the family?";
        /// Does the family feel listened to?
        ListenedTo = "listened_to", "Does the family feel listened to?";
        /// Has the family been asked which service they want?
        AskedWhatTheyWant = "asked_what_they_want", "Has the family been asked what service they would like?";
        /// Has another member of the team been offered?
        OtherTeamMember = "other_team_member", "Has another member of the team been offered, and would that help?";
        /// Have cultural issues been considered?
        Culture = "culture", "Have cultural issues been considered?";
        /// Could hearing or mobility keep them from the door?
        HearingOrMobility = "hearing_or_mobility", "Could hearing or mobility keep somebody from answering the door?";
        /// Is somebody afraid of answering the door, or is mental health an issue?
        FearOrMentalHealth = "fear_or_mental_health", "Is somebody afraid of answering the door, or is mental health an issue?";
        /// Think family.
        ThinkFamily = "think_family", "Think family: what does each member need, and who else is working with them?";
    }
}

/// What was done with one prompt: answered, or consciously left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptAnswer {
    /// Answered in words.
    Answered(String),
    /// Consciously left, with no answer needed.
    Left,
}

/// What the analysis of a failed contact decided (NAF-13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No further step, with the reason.
    NoFurtherStep {
        /// Why none is needed.
        reason: String,
    },
    /// These steps.
    Steps(String),
}

/// A signed analysis of what failed contacts mean for the child (BOL-04, NAF-13, NAF-24).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalysisSigned {
    /// What it means for this child.
    pub impact: String,
    /// What is known.
    pub known: Option<String>,
    /// What is not known: its own field, because a blank reads as "nothing".
    pub not_known: Option<String>,
    /// What is decided.
    pub decision: Decision,
    /// Why the contact failed, as far as is known. Empty means nobody has said.
    pub reasons: Vec<ReasonKind>,
    /// The prompts that were gone through.
    pub prompts: Vec<(EngagementPrompt, PromptAnswer)>,
    /// What the child wishes and feels.
    pub child_wishes: Option<String>,
    /// What the parents wish and feel.
    pub parent_wishes: Option<String>,
    /// What the family was told: what happens, why, and what is expected of them (BOL-08).
    pub information_given: Option<String>,
    /// How far the family and professionals share an understanding of what must change (BOL-08).
    pub shared_understanding: Option<String>,
    /// How the parents see it, in their own words (BOL-08).
    pub parents_views: Option<String>,
    /// The practitioner's reflection on their own approach and use of power (BOL-08).
    pub reflection: Option<String>,
    /// Whether the young person is competent to decide for themselves (STW-07). Nothing: it was not considered.
    pub competent_to_decide: Option<Answer>,
    /// What the young person asked to be kept confidential, and what was agreed about it (STW-07).
    pub confidentiality: Option<String>,
}

/// The family was followed up proactively (NAF-15).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyFollowedUp {
    /// How: a call, a card, a letter.
    pub how: ResponseKind,
    /// What came of it.
    pub result: String,
}

vocabulary! {
    /// What another agency is asked (NAF-15, NAF-16).
    pub enum Ask ("question to an agency") {
        /// Is the home address right?
        Address = "address", "the home address";
        /// Are the contact details right?
        ContactDetails = "contact_details", "the contact details";
        /// When did they last see the child?
        LastSeen = "last_seen", "when they last saw the child";
        /// What do they know about the current circumstances?
        Circumstances = "circumstances", "the current circumstances";
        /// Are they working with the family? (STW-12, SWI-07)
        Involvement = "involvement", "whether they work with the family";
        /// Did the child come to them without an appointment? (STW-17)
        UnscheduledAttendance = "unscheduled_attendance", "visits without an appointment, out of hours or for injuries";
    }
}

/// A liaison with another agency: who, when, what was learnt (NAF-15, NAF-16).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiaisonRecorded {
    /// The agency.
    pub agency: Agency,
    /// The person spoken to.
    pub person: Option<String>,
    /// What was asked.
    pub asked: Vec<Ask>,
    /// Whether the address was confirmed.
    pub address_confirmed: Answer,
    /// Whether the contact details were confirmed.
    pub contact_details_confirmed: Answer,
    /// Whether and when they saw the child.
    pub seen: SeenAnswer,
    /// What was learnt.
    pub learnt: String,
}

/// Whether a child's needs are met was considered (NAF-18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedsConsidered {
    /// The child.
    pub child: PersonId,
    /// Whether the needs are met.
    pub met: Answer,
    /// How that is known.
    pub basis: String,
    /// Whether there are signs of family vulnerability.
    pub family_vulnerable: Answer,
}

vocabulary! {
    /// What a discussion was about, which decides which duty it answers.
    pub enum DiscussionTopic ("topic of a discussion") {
        /// Concerns about the child's safety or welfare (NAF-20).
        Concerns = "concerns", "concerns about the child";
        /// Responsibilities under a plan that cannot be met (NAF-26).
        PlanNotMet = "plan_not_met", "responsibilities under the plan";
        /// A child on a protection plan who was not seen at a home visit (NAF-27).
        NotSeenUnderProtectionPlan = "not_seen_under_protection_plan", "child on a protection plan not seen";
        /// A parent's missed care for their own health (NAF-11).
        ParentsOwnHealth = "parents_own_health", "a parent's missed health care";
        /// Reflective supervision.
        Supervision = "supervision", "supervision";
        /// An answer to a referral that does not satisfy the referrer (STW-13).
        ReferralResponse = "referral_response", "the answer to a referral";
        /// Whether and when further visits are made (SWI-10).
        FurtherVisits = "further_visits", "further visits";
        /// What liaison with other agencies found (SWI-07).
        WhatLiaisonFound = "what_liaison_found", "what liaison found";
        /// A missing child (STW-20).
        MissingChild = "missing_child", "a missing child";
        /// What a carer's missed contact means for the care and safety of the children (BOL-07).
        CarersMissedContact = "carers_missed_contact", "a carer's missed contact";
    }
}

/// What a discussion decided about a referral (NAF-20).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferralDecision {
    /// Refer to children's social care.
    Refer,
    /// Do not refer, with the reasons.
    DoNotRefer {
        /// Why not.
        reasons: String,
    },
    /// A referral was not the question.
    NotAsked,
}

/// A discussion with a manager, supervisor, lead or key worker: with whom, when, what was decided (NAF-11, NAF-20, NAF-26, NAF-27).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscussionHeld {
    /// The role of the person it was held with.
    pub with: Role,
    /// Their name.
    pub person: Option<String>,
    /// What it was about.
    pub topic: DiscussionTopic,
    /// What was decided about a referral.
    pub decision: ReferralDecision,
    /// What was said.
    pub summary: String,
}

/// A referral to another agency (NAF-20).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralMade {
    /// To whom.
    pub to: Agency,
    /// What it says.
    pub content: String,
    /// Their reference, when one was given at once.
    pub reference: Option<String>,
}

/// The agency that was referred to answered (NAF-20, H32).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralAnswered {
    /// The event of the referral.
    pub referral: EventId,
    /// What they said they would do.
    pub answer: String,
    /// Whether the referrer accepts it.
    pub accepted_by_referrer: Answer,
}

/// One action of an agreed plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanAction {
    /// What is to be done.
    pub what: String,
    /// By whom.
    pub who: String,
    /// By when.
    pub by_on: Date,
}

/// A plan was agreed to establish a child's safety and welfare (NAF-19, NAF-23).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanAgreed {
    /// Who agreed it. Never empty.
    pub members: Vec<String>,
    /// Its actions. Never empty.
    pub actions: Vec<PlanAction>,
}

/// A signed assessment of vulnerability, for each child by name (NAF-10, NAF-12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VulnerabilityAssessed {
    /// The children it is about.
    pub children: Vec<PersonId>,
    /// Whether a vulnerability was found.
    pub vulnerable: Answer,
    /// What was found, and on what it rests.
    pub findings: String,
}

/// Another system, or another service, says that it discharged the child or carer (NAF-10). Kept; it ends nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DischargeReported {
    /// What it says as the reason.
    pub reason: Option<String>,
}

/// A letter, card or message was sent; what was sent is kept with it (NAF-21).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterSent {
    /// What it was: letter, card, message.
    pub kind: ResponseKind,
    /// To whom.
    pub to: String,
    /// The words of it, as sent.
    pub copy: String,
    /// The id of the document of the pack that it was made from, when it was (HAM-07, HAM-09, SWI-14).
    pub document: Option<String>,
}

/// What became of an obligation other than through its own evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObligationSettled {
    /// It was done, in a way that the rule's own evidence does not show.
    Done {
        /// How that is known.
        evidence: String,
    },
    /// Another step takes its place (STW-01).
    Replaced {
        /// The step instead.
        instead: String,
        /// Why.
        reason: String,
    },
    /// Somebody with the authority to do so has waived it.
    Waived {
        /// The role in which they waive it.
        authority: Role,
        /// Why.
        reason: String,
    },
}

/// An obligation was settled by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObligationSettlement {
    /// Which.
    pub obligation: ObligationId,
    /// How.
    pub how: ObligationSettled,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_from_another_school_does_not_answer_for_this_one() {
        let named = |name: &str| Agency { kind: AgencyKind::School, name: Some(name.into()) };
        let any = Agency { kind: AgencyKind::School, name: None };
        assert!(named("Hill School").is_answered_by(&named("hill school")));
        assert!(!named("Hill School").is_answered_by(&named("Dale School")));
        assert!(any.is_answered_by(&named("Dale School")));
        assert!(!any.is_answered_by(&Agency { kind: AgencyKind::Nursery, name: None }));
    }

    #[test]
    fn there_are_thirteen_prompts_and_the_principle_that_closes_them() {
        assert_eq!(EngagementPrompt::ALL.len(), 14);
    }
}
