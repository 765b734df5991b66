//! The facts that a rule's condition may use: each is declared here, with its type, and worked out by the engine.

use crate::engagement::EngagementClass;
use crate::fact_code::FactCode;
use brought_domain::circumstances::PlanKind;
use brought_domain::contact::{FailedContactKind, OutcomeKind, ProgrammeContact, Setting};
use brought_domain::vocabulary;
use brought_domain::vocabulary::Vocabulary;

vocabulary! {
    /// A fact that a condition may use.
    ///
    /// Facts about "the follow-up" are known only to rules that stand on a follow-up; the others to every rule.
    pub enum FactName ("fact") {
        /// How many counted failed contacts the follow-up has, by the pack's counting rule.
        FailedContacts = "failed_contacts", "number of failed contacts";
        /// What came of the latest failed contact.
        LatestOutcome = "latest_outcome", "outcome of the latest failed contact";
        /// The kind of the latest failed contact, when it is one of the three kinds of NAF-06.
        LatestKind = "latest_kind", "kind of the latest failed contact";
        /// Where the latest failed contact was to be.
        LatestSetting = "latest_setting", "setting of the latest failed contact";
        /// Whether the latest failed contact was confirmed by a practitioner who recorded what they did about it (NAF-21).
        ResponseRecorded = "response_recorded", "a practitioner confirmed the failed contact and recorded the response";
        /// Whether somebody actively kept the practitioner from seeing the child at the latest failed contact (NAF-09).
        ActivelyPrevented = "actively_prevented", "actively prevented from seeing the child";
        /// Whether a plan that is in force asked for the latest failed contact (NAF-26).
        EssentialToPlan = "essential_to_plan", "a plan asks for the contact that failed";

        /// A concern about the child's welfare is known (NAF-14).
        WelfareConcern = "welfare_concern", "known welfare concern";
        /// The child has a severe health condition (NAF-14).
        SevereHealthCondition = "severe_health_condition", "severe health condition";
        /// A parent presents in a worrying way (NAF-14).
        WorryingParentalPresentation = "worrying_parental_presentation", "worrying parental presentation";
        /// A child protection plan is in force.
        ChildProtectionPlan = "child_protection_plan", "child protection plan in force";
        /// A child protection plan, a child in need plan or looked-after status is in force: welfare concerns are known (NAF-14).
        StatutoryPlan = "statutory_plan", "child protection plan, child in need plan or looked after";
        /// Any multi-agency plan is in force.
        MultiAgencyPlan = "multi_agency_plan", "multi-agency plan in force";
        /// The child is looked after.
        LookedAfter = "looked_after", "looked after by the local authority";
        /// Mental illness, domestic abuse, learning difficulties or substance misuse of a carer is recorded (BOL-07).
        CarerFactor = "carer_factor", "a factor in a carer's life that bears on care";
        /// Age of the child in completed months; not known when the date of birth is not known.
        AgeMonths = "age_months", "age in months";

        /// Another professional has seen the child in person since the latest failed contact (NAF-18).
        SeenByOthers = "seen_by_others", "seen by another professional since the latest failed contact";
        /// Other agencies have been asked, all that were asked have answered, and none has seen the child since the latest failed contact (NAF-19).
        SeenByNobody = "seen_by_nobody", "every agency asked has not seen the child since the latest failed contact";
        /// Somebody found a concern: any of the seven questions answered yes, or a concern recorded, while the follow-up is open (NAF-20, NAF-25).
        ConcernFound = "concern_found", "a concern about safety or welfare was found";
        /// A discussion decided to refer (NAF-20).
        ReferralDecided = "referral_decided", "it was decided to refer";
        /// A referral was made for this follow-up (NAF-20).
        ReferralMade = "referral_made", "a referral was made";
        /// A further visit was set (NAF-28).
        FurtherVisitSet = "further_visit_set", "a further visit was set";
        /// Another system reported a discharge while the follow-up is open (NAF-10).
        DischargeReported = "discharge_reported", "another system reported a discharge";
        /// No contact of this service has met the child in person since the latest failed contact. That somebody else has seen the child does
        /// not answer it (HAM-08).
        StillUnseen = "still_unseen", "this service has not seen the child since the latest failed contact";
        /// A visit at home was offered and not declined, or is planned after a contact elsewhere failed (STW-09).
        HomeVisitOffered = "home_visit_offered", "a visit at home was offered or planned";
        /// The family declined the service or withdrew from it at the latest failed contact (NAF-02).
        ServiceDeclined = "service_declined", "the service was declined or withdrawn from";
        /// It is known which children depend on this carer (NAF-22).
        DependantsKnown = "dependants_known", "the children who depend on this carer are known";

        /// A carer missed a contact for their own health, within the pattern window (NAF-11).
        CarerMissedOwnHealthContact = "carer_missed_own_health_contact", "a carer missed a contact for their own health";
        /// How many times within the pattern window the family did not answer, refused, missed, cancelled or withdrew, school and nursery included (NAF-03).
        ClosureSigns = "closure_signs", "signs of closure";
        /// How many different kinds of such signs there were (NAF-03).
        ClosureKinds = "closure_kinds", "different kinds of signs of closure";
        /// How many times within the pattern window the family called a contact off: cancelled it, gave an excuse, or declined (NAF-01, NAF-03).
        CalledOff = "called_off", "contacts that the family cancelled, excused or declined";
        /// How many moves of home, GP, school or nursery within the pattern window (NAF-04).
        Moves = "moves", "moves of home, GP practice, school or nursery";
        /// How many of these the family told nobody about (NAF-04).
        UnreportedMoves = "unreported_moves", "moves that nobody was told about";
        /// How many contacts failed within the pattern window (NAF-04).
        FailedContactsInWindow = "failed_contacts_in_window", "failed contacts of any service within the pattern window";
        /// How many times within the pattern window a contact that was agreed or moved at the family's wish then failed (NAF-05).
        AgreedThenFailed = "agreed_then_failed", "agreed or moved contacts that then failed";
        /// How many times within the pattern window the child was seen only at a distance (NAF-05).
        SeenAtADistance = "seen_at_a_distance", "times seen only at a distance";

        /// An agreement on what follows if the next contact fails stands, and the first contact after it failed (HAM-07).
        AgreementBroken = "agreement_broken", "the contact after an agreement failed too";
        /// What was agreed to follow (HAM-07).
        AgreedStep = "agreed_step", "step that was agreed to follow if the next contact fails";
        /// An answer to a referral does not satisfy the referrer (STW-13).
        ReferralUnsatisfactory = "referral_unsatisfactory", "an answer to a referral does not satisfy the referrer";
        /// A referral has had no answer yet (STW-13, H32).
        ReferralUnanswered = "referral_unanswered", "a referral has had no answer yet";
        /// An analysis since the latest failed contact gives a reason other than "not yet known" (BOL-03).
        ReasonKnown = "reason_known", "it is known why the latest contact failed";
        /// Which contact of the health visiting programme the latest failed one was (SWI-09).
        LatestProgrammeContact = "latest_programme_contact", "contact of the programme that failed last";
        /// How many counted contacts failed for the same contact of the programme as the latest, since the follow-up was last opened
        /// (SWI-08, SWI-09, SWI-15).
        AttemptsAtThisContact = "attempts_at_this_contact", "failed attempts at the same contact of the programme";
        /// The first of the seven questions was answered yes or not known, or care is needed now (NAF-25, STW-12).
        ImmediateConcern = "immediate_concern", "the child is or may be endangered now";
        /// Somebody reported that the child refuses (STW-03).
        ReportedToRefuse = "reported_to_refuse", "the child is reported to refuse";
        /// How many other contacts the family had on the day of the failed one, the day before or the day after (BOL-03).
        ClashingContacts = "clashing_contacts", "other contacts of the family within a day of the failed one";
        /// Every question to another agency has been answered (SWI-10).
        LiaisonComplete = "liaison_complete", "every agency asked has answered";

        /// Nobody knows where the child is, and nobody outside the family has seen the child in person since (STW-03, STW-16).
        WhereaboutsUnknown = "whereabouts_unknown", "nobody knows where the child is";
        /// The relationship with a professional broke down, within the pattern window (SWI-04).
        RelationshipBrokenDown = "relationship_broken_down", "the relationship with a professional broke down";
        /// Mental health services are involved with the family (SWI-07).
        OpenToMentalHealth = "open_to_mental_health", "open to mental health services";
        /// A parenting programme is involved with the family (SWI-07).
        OpenToParentingProgramme = "open_to_parenting_programme", "open to the parenting programme";
        /// Open to children's social care: by a section 47 enquiry, a child protection plan, a child in need plan, being looked after, or
        /// its recorded involvement (STW-19).
        OpenToSocialCare = "open_to_social_care", "open to children's social care";
        /// A section 47 enquiry is going on (STW-19).
        Section47Enquiry = "section_47_enquiry", "section 47 enquiry";
        /// The child is not yet born.
        Unborn = "unborn", "the child is unborn";
        /// Born prematurely (STW-04).
        PrematureBirth = "premature_birth", "premature birth";
        /// Low weight at birth (STW-04).
        LowBirthWeight = "low_birth_weight", "low birth weight";
        /// Additional needs or a learning disability of the child (STW-04).
        AdditionalNeeds = "additional_needs", "additional needs or learning disability";
        /// Something keeps the child from being understood (STW-04).
        CommunicationBarrier = "communication_barrier", "barrier to communication with the child";
        /// Something bears on a carer's capacity to bring the child (STW-06).
        CarerCapacityFactor = "carer_capacity_factor", "a factor in the carers' capacity to bring the child";
        /// A safeguarding concern about anybody in the household (STW-05).
        HouseholdSafeguardingConcern = "household_safeguarding_concern", "a safeguarding concern about somebody in the household";
        /// Domestic abuse, neglect or physical abuse (STW-02).
        SeriousAbuseFactor = "serious_abuse_factor", "domestic abuse, neglect or physical abuse";
        /// Any plan, any factor, or an assessment that found the child or the family vulnerable (SWI-08, SWI-10).
        VulnerabilityKnown = "vulnerability_known", "a vulnerability is known or suspected";
        /// Symptoms that no medical finding explains (HAM-05).
        MedicallyUnexplainedSymptoms = "medically_unexplained_symptoms", "medically unexplained symptoms";
        /// An illness may be fabricated or induced (HAM-05).
        PossibleFabrication = "possible_fabrication", "illness that may be fabricated or induced";
        /// A pattern that a rule of this pathway recognises holds now (BOL-06, BOL-11).
        PatternActive = "pattern_active", "a pattern is active";
        /// How many contacts of the carers' own that the pack counts failed within the pattern window, of every service known (BOL-02, BOL-06).
        CarersFailedContacts = "carers_failed_contacts", "counted failed contacts of the carers' own within the pattern window";
        /// An alert stands on this record until a practitioner signs that it ends (STW-20).
        AlertStands = "alert_stands", "an alert stands on this record";
        /// A contact of a carer's own with any service, within the pattern window, was missed or ended in any way that the pack counts (BOL-07).
        CarerMissedOwnContact = "carer_missed_own_contact", "a carer missed a contact of their own";
        /// How many contacts that the pack counts failed within the pattern window, of every service known (STW-10).
        FailedContactsAllServices = "failed_contacts_all_services", "counted failed contacts of all services within the pattern window";
        /// How many visits without an appointment there were within the pattern window (STW-17, HAM-05).
        UnscheduledAttendances = "unscheduled_attendances", "unscheduled attendances within the pattern window";
        /// How the family engages with the contacts that are offered, by the rules of [`crate::engagement`] (HAM-03, STW-02).
        EngagementClass = "engagement_class", "class of engagement";
    }
}

/// The type of a fact.
#[derive(Clone, Copy, Debug)]
pub enum FactType {
    /// Yes, no, or not known.
    Truth,
    /// A count, or not known.
    Number,
    /// One code of a closed list, or not known. Holds all codes.
    Code(fn() -> Vec<FactCode>),
}

impl FactType {
    /// The type in words, for messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Truth => "yes or no",
            Self::Number => "a number",
            Self::Code(_) => "a word from a list",
        }
    }
}

fn codes<T: Vocabulary + Into<FactCode>>() -> Vec<FactCode> {
    T::MEMBERS.iter().map(|member| (*member).into()).collect()
}

impl FactName {
    /// The type of the fact.
    pub fn fact_type(self) -> FactType {
        match self {
            Self::FailedContacts
            | Self::AttemptsAtThisContact
            | Self::AgeMonths
            | Self::ClosureSigns
            | Self::ClosureKinds
            | Self::CalledOff
            | Self::Moves
            | Self::UnreportedMoves
            | Self::FailedContactsInWindow
            | Self::AgreedThenFailed
            | Self::SeenAtADistance
            | Self::ClashingContacts
            | Self::FailedContactsAllServices
            | Self::CarersFailedContacts
            | Self::UnscheduledAttendances => FactType::Number,
            Self::LatestOutcome => FactType::Code(codes::<OutcomeKind>),
            Self::LatestKind => FactType::Code(codes::<FailedContactKind>),
            Self::LatestSetting => FactType::Code(codes::<Setting>),
            Self::EssentialToPlan => FactType::Code(codes::<PlanKind>),
            Self::AgreedStep => FactType::Code(codes::<brought_domain::steps::AgreedStep>),
            Self::LatestProgrammeContact => FactType::Code(codes::<ProgrammeContact>),
            Self::EngagementClass => FactType::Code(codes::<EngagementClass>),
            _ => FactType::Truth,
        }
    }

    /// Whether it is about a follow-up, so that a rule about the child as a whole cannot use it.
    pub fn needs_follow_up(self) -> bool {
        matches!(
            self,
            Self::FailedContacts
                | Self::LatestOutcome
                | Self::LatestKind
                | Self::LatestSetting
                | Self::ResponseRecorded
                | Self::ActivelyPrevented
                | Self::EssentialToPlan
                | Self::SeenByOthers
                | Self::SeenByNobody
                | Self::ConcernFound
                | Self::ReferralDecided
                | Self::ReferralMade
                | Self::FurtherVisitSet
                | Self::DischargeReported
                | Self::ServiceDeclined
                | Self::DependantsKnown
                | Self::StillUnseen
                | Self::HomeVisitOffered
                | Self::AgreementBroken
                | Self::AgreedStep
                | Self::ReferralUnsatisfactory
                | Self::ReferralUnanswered
                | Self::ReasonKnown
                | Self::LatestProgrammeContact
                | Self::AttemptsAtThisContact
                | Self::ImmediateConcern
                | Self::ReportedToRefuse
                | Self::ClashingContacts
                | Self::LiaisonComplete
        )
    }
}

impl FactName {
    /// How many facts there are.
    pub(crate) const COUNT: usize = Self::ALL.len();

    /// Where it stands in a list of all.
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// A set of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FactSet(u128);

// Each fact has a bit of its own.
const _: () = assert!(FactName::COUNT <= 128);

impl FactSet {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(u128::MAX);

    pub(crate) const fn of(facts: &[FactName]) -> Self {
        let mut set = Self::NONE;
        let mut index = 0;
        while index < facts.len() {
            set = set.with(facts[index]);
            index += 1;
        }
        set
    }

    pub(crate) const fn of_words(low: u64, high: u64) -> Self {
        Self((high as u128) << u64::BITS | low as u128)
    }

    /// The bits of the first sixty-four facts, and of the others.
    pub(crate) const fn words(self) -> (u64, u64) {
        (self.0 as u64, (self.0 >> u64::BITS) as u64)
    }

    pub(crate) const fn with(self, fact: FactName) -> Self {
        Self(self.0 | 1 << fact.index())
    }

    pub(crate) const fn with_all(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(crate) const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub(crate) const fn both(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    pub(crate) const fn has(self, fact: FactName) -> bool {
        // Shifting the set takes half of what it takes to shift a bit through two words.
        self.0 >> fact.index() & 1 != 0
    }

    pub(crate) const fn shares(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

impl IntoIterator for FactSet {
    type Item = FactName;
    type IntoIter = FactsOf;

    fn into_iter(self) -> FactsOf {
        // Finding the next bit of half a word takes a fraction of what it takes for the whole.
        let (low, high) = self.words();
        FactsOf { low, high }
    }
}

/// The facts of a set, in the order in which they are declared.
pub(crate) struct FactsOf {
    low: u64,
    high: u64,
}

impl Iterator for FactsOf {
    type Item = FactName;

    fn next(&mut self) -> Option<FactName> {
        let (half, before) = if self.low != 0 { (&mut self.low, 0) } else { (&mut self.high, u64::BITS) };
        // A set holds only facts; all of them at once has bits beyond the last.
        let fact = FactName::ALL.get((before + half.trailing_zeros()) as usize)?;
        *half &= half.wrapping_sub(1);
        Some(*fact)
    }

    /// All of them at once: a loop for each half does not ask of every fact in which it is.
    #[inline]
    fn fold<B, F: FnMut(B, FactName) -> B>(self, start: B, mut join: F) -> B {
        let mut joined = start;
        for (mut half, before) in [(self.low, 0), (self.high, u64::BITS)] {
            while let Some(fact) = FactName::ALL.get((before + half.trailing_zeros()) as usize).filter(|_| half != 0) {
                joined = join(joined, *fact);
                half &= half.wrapping_sub(1);
            }
        }
        joined
    }
}

impl FromIterator<FactName> for FactSet {
    fn from_iter<I: IntoIterator<Item = FactName>>(facts: I) -> Self {
        facts.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Going through a set fact by fact and all at once comes to the same facts, in the order in which they are declared.
        #[test]
        fn a_set_is_gone_through_in_the_order_of_its_facts(bits in any::<u128>()) {
            let set = FactSet(bits);
            let declared: Vec<FactName> = FactName::ALL.iter().copied().filter(|fact| set.has(*fact)).collect();
            let mut one_by_one = Vec::new();
            for fact in set {
                one_by_one.push(fact);
            }
            prop_assert_eq!(&one_by_one, &declared);
            prop_assert_eq!(set.into_iter().fold(Vec::new(), |mut all, fact| { all.push(fact); all }), declared);
        }
    }
}
