//! What is known about a family's circumstances: plans, concerns, factors.

use crate::contact::Answer;
use crate::vocabulary::vocabulary;
use crate::work::{Agency, Role};
use jiff::civil::Date;

vocabulary! {
    /// A plan that several agencies hold together, or the child's status (NAF-16, NAF-25, NAF-26).
    pub enum PlanKind ("kind of plan") {
        /// Child protection plan.
        ChildProtection = "child_protection", "child protection plan";
        /// Child in need plan.
        ChildInNeed = "child_in_need", "child in need plan";
        /// Early help assessment or plan.
        EarlyHelp = "early_help", "early help";
        /// Looked after by the local authority.
        LookedAfter = "looked_after", "looked after";
        /// An enquiry by children's social care into whether the child suffers significant harm (STW-19).
        Section47Enquiry = "section_47_enquiry", "section 47 enquiry";
        /// Another plan that agencies share.
        OtherMultiAgency = "other_multi_agency", "another multi-agency plan";
    }
}

vocabulary! {
    /// Whether a plan or a factor holds.
    pub enum StandingNow ("state") {
        /// It holds.
        Current = "current", "current";
        /// It held and has ended.
        Ended = "ended", "ended";
        /// Nobody knows whether it holds. Treated as if it did (H30).
        NotKnown = "not_known", "not known";
    }
}

/// An agency's part in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanMember {
    /// The agency.
    pub agency: Agency,
    /// The person there.
    pub person: Option<String>,
    /// Their part: key worker, social worker and so on.
    pub role: Option<Role>,
}

/// The state of a plan was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRecorded {
    /// Which plan.
    pub plan: PlanKind,
    /// Whether it holds.
    pub state: StandingNow,
    /// Since when.
    pub from_on: Option<Date>,
    /// Until when, when it has ended.
    pub to_on: Option<Date>,
    /// The agencies involved, the recording service left out.
    pub members: Vec<PlanMember>,
}

vocabulary! {
    /// A factor that bears on a child's welfare, recorded about the child, a carer or somebody in the household.
    pub enum FactorKind ("factor") {
        /// A known concern about the child's welfare (NAF-14).
        WelfareConcern = "welfare_concern", "concern about the child's welfare";
        /// A severe health condition of the child (NAF-14).
        SevereHealthCondition = "severe_health_condition", "severe health condition";
        /// A worrying presentation of a parent (NAF-14).
        WorryingParentalPresentation = "worrying_parental_presentation", "worrying presentation of a parent";
        /// Medicine or care that the child needs now (NAF-25).
        CareNeededNow = "care_needed_now", "medicine or care needed now";
        /// Earlier concerns that led to a support package (NAF-25).
        EarlierSupportPackage = "earlier_support_package", "earlier concerns with a support package";
        /// Violence between members of the family (NAF-25).
        FamilyViolence = "family_violence", "violence in the family";
        /// A religious or cultural reason to fear for the child, such as a forced marriage (NAF-25).
        ReligiousOrCulturalRisk = "religious_or_cultural_risk", "religious or cultural reason to fear for the child";
        /// The family is vulnerable in another way (NAF-18).
        FamilyVulnerability = "family_vulnerability", "family vulnerability";
        /// Mental illness of a carer (BOL-07).
        MentalIllness = "mental_illness", "mental illness";
        /// Domestic abuse (BOL-07).
        DomesticAbuse = "domestic_abuse", "domestic abuse";
        /// Learning difficulties of a carer (BOL-07).
        LearningDifficulties = "learning_difficulties", "learning difficulties";
        /// Substance misuse by a carer (BOL-07).
        SubstanceMisuse = "substance_misuse", "substance misuse";
        /// Neglect of the child (STW-02).
        Neglect = "neglect", "neglect";
        /// Physical abuse of the child (STW-02).
        PhysicalAbuse = "physical_abuse", "physical abuse";
        /// Born prematurely (STW-04).
        PrematureBirth = "premature_birth", "premature birth";
        /// Low weight at birth (STW-04).
        LowBirthWeight = "low_birth_weight", "low birth weight";
        /// Additional needs of the child (STW-04).
        AdditionalNeeds = "additional_needs", "additional needs";
        /// A learning disability of the child (STW-04).
        ChildLearningDisability = "child_learning_disability", "learning disability of the child";
        /// Something that keeps the child from being understood (STW-04).
        CommunicationBarrier = "communication_barrier", "barrier to communication";
        /// Children's social care was involved before (STW-04).
        EarlierSocialCareInvolvement = "earlier_social_care_involvement", "earlier involvement of children's social care";
        /// Social issues of the family (STW-06).
        SocialIssues = "social_issues", "social issues";
        /// Low income (STW-06).
        LowIncome = "low_income", "low income";
        /// Physical ill health of a carer (STW-06).
        PhysicalIllHealth = "physical_ill_health", "physical ill health";
        /// A carer finds reading and writing hard (STW-06).
        LowLiteracy = "low_literacy", "difficulty with reading and writing";
        /// A carer speaks another language (STW-06).
        LanguageBarrier = "language_barrier", "barrier of language";
        /// Symptoms of the child that no medical finding explains (HAM-05).
        MedicallyUnexplainedSymptoms = "medically_unexplained_symptoms", "medically unexplained symptoms";
        /// An illness of the child may be fabricated or induced (HAM-05).
        PossibleFabrication = "possible_fabrication", "illness that may be fabricated or induced";
    }
}

/// A factor was recorded, with the day from which it holds and the source of the knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorRecorded {
    /// Which factor.
    pub factor: FactorKind,
    /// Whether it holds.
    pub state: StandingNow,
    /// What is known about it.
    pub note: Option<String>,
}

vocabulary! {
    /// The seven questions that decide whether there are concerns about a child's welfare (NAF-25).
    pub enum ConcernQuestion ("concern question") {
        /// Is the child's safety or welfare at risk because of this failed contact: is medicine or care needed now?
        EndangeredNow = "endangered_now", "Does this failed contact endanger the child: is medicine or care needed now?";
        /// Did agencies have concerns before that led to a support package?
        EarlierConcerns = "earlier_concerns", "Were there earlier concerns that led to a support package?";
        /// Is there an early help assessment, a child in need plan or a child protection plan now?
        PlanNow = "plan_now", "Is there early help, a child in need plan or a child protection plan now?";
        /// Is the child looked after by the local authority?
        LookedAfter = "looked_after", "Is the child looked after by the local authority?";
        /// Was there a child protection plan in the last year?
        ProtectionPlanLastYear = "protection_plan_last_year", "Was there a child protection plan in the last year?";
        /// Has there been violence in the family?
        FamilyViolence = "family_violence", "Have there been concerns about violence in the family?";
        /// Is there a religious or cultural reason to fear for the child, such as a planned forced marriage?
        ReligiousOrCulturalRisk = "religious_or_cultural_risk", "Is there a religious or cultural reason to fear for the child, such as a planned forced marriage?";
    }
}

/// The seven questions were answered and signed (NAF-25). Any yes leads to the discussion of NAF-20.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcernsDecided {
    /// Each question asked with its answer; a question left out counts as not known.
    pub answers: Vec<(ConcernQuestion, Answer)>,
    /// Why.
    pub reasons: String,
}

impl ConcernsDecided {
    /// The answer to one question: not known when it was left out.
    pub fn answer(&self, question: ConcernQuestion) -> Answer {
        self.answers.iter().find(|(asked, _)| *asked == question).map_or(Answer::NotKnown, |(_, answer)| *answer)
    }

    /// Whether somebody wrote down that the child is in danger now, and took no time for the other questions.
    pub fn tells_only_of_danger(&self) -> bool {
        self.answers == [(ConcernQuestion::EndangeredNow, Answer::Yes)]
    }

    /// Whether any question was answered yes.
    pub fn any_yes(&self) -> bool {
        self.answers.iter().any(|(_, answer)| *answer == Answer::Yes)
    }
}
