//! The words that a pack is written in: what it can ask for, and what its conditions can look at.

use brought_domain::vocabulary;

vocabulary! {
    /// What a duty asks somebody to do.
    pub enum Work ("action") {
        /// Confirm what happened and what was done.
        RecordResponse = "record_response", "record the response";
        /// What missing it means for the child, and what follows.
        RecordImpactAndDecision = "record_impact_and_decision", "record impact and decision";
        /// Reach the family.
        FollowUpFamily = "follow_up_family", "follow up the family";
        /// Ask another agency.
        Liaise = "liaise", "ask another agency";
        /// Are the needs met?
        ConsiderNeeds = "consider_needs", "consider needs";
        /// Agree a plan.
        AgreePlan = "agree_plan", "agree a plan";
        /// Take part in a plan.
        ContributeToPlan = "contribute_to_plan", "contribute to a plan";
        /// The seven questions.
        DecideConcerns = "decide_concerns", "decide concerns";
        /// Talk to somebody.
        Discuss = "discuss", "discuss";
        /// Refer.
        Refer = "refer", "refer";
        /// Have the answer to a referral.
        ObtainAnswerToReferral = "obtain_answer_to_referral", "obtain the answer to the referral";
        /// Set a further visit.
        SetFurtherVisit = "set_further_visit", "set a further visit";
        /// Make it.
        MakeFurtherVisit = "make_further_visit", "make the further visit";
        /// Assess vulnerability.
        AssessVulnerability = "assess_vulnerability", "assess vulnerability";
        /// Which children depend on this carer?
        EstablishDependants = "establish_dependants", "establish dependants";
        /// What came of a planned contact?
        RecordOutcome = "record_outcome", "record the outcome";
        /// What next?
        DecideNextStep = "decide_next_step", "decide the next step";
        /// Tell somebody.
        Inform = "inform", "tell";
        /// Look through records.
        ReviewRecords = "review_records", "look through records";
        /// Send something.
        Send = "send", "send";
        /// Offer help.
        OfferHelp = "offer_help", "offer help";
        /// Look back over a month.
        MonthlyReview = "monthly_review", "review the month";
        /// When was the child last seen?
        EstablishLastSeen = "establish_last_seen", "establish last seen";
        /// Why did it fail?
        EstablishReason = "establish_reason", "establish the reason";
        /// Take a step.
        TakeStep = "take_step", "take a step";
        /// Does an alert stand?
        DecideAlert = "decide_alert", "decide an alert";
        /// What if the next one fails?
        AgreeNextStep = "agree_next_step", "agree the next step";
        /// Plan another contact.
        PlanContact = "plan_contact", "plan another contact";
    }
}

macro_rules! facts {
    ($($name:ident = $code:literal),+ $(,)?) => {
        vocabulary! {
            /// What a condition can look at. What each means stands where it is worked out.
            pub enum FactName ("fact") { $( #[doc = $code] $name = $code, $code; )+ }
        }
    };
}

facts! {
    FailedContacts = "failed_contacts", LatestOutcome = "latest_outcome", LatestKind = "latest_kind", LatestSetting = "latest_setting",
    ResponseRecorded = "response_recorded", ActivelyPrevented = "actively_prevented", EssentialToPlan = "essential_to_plan",
    WelfareConcern = "welfare_concern", SevereHealthCondition = "severe_health_condition",
    WorryingParentalPresentation = "worrying_parental_presentation", ChildProtectionPlan = "child_protection_plan",
    StatutoryPlan = "statutory_plan", MultiAgencyPlan = "multi_agency_plan", LookedAfter = "looked_after", CarerFactor = "carer_factor",
    AgeMonths = "age_months", SeenByOthers = "seen_by_others", SeenByNobody = "seen_by_nobody", ConcernFound = "concern_found",
    ReferralDecided = "referral_decided", ReferralMade = "referral_made", FurtherVisitSet = "further_visit_set",
    DischargeReported = "discharge_reported", StillUnseen = "still_unseen", HomeVisitOffered = "home_visit_offered",
    ServiceDeclined = "service_declined", DependantsKnown = "dependants_known",
    CarerMissedOwnHealthContact = "carer_missed_own_health_contact", ClosureSigns = "closure_signs", ClosureKinds = "closure_kinds",
    CalledOff = "called_off", Moves = "moves", UnreportedMoves = "unreported_moves", FailedContactsInWindow = "failed_contacts_in_window",
    AgreedThenFailed = "agreed_then_failed", SeenAtADistance = "seen_at_a_distance", AgreementBroken = "agreement_broken",
    AgreedStep = "agreed_step", ReferralUnsatisfactory = "referral_unsatisfactory", ReferralUnanswered = "referral_unanswered",
    ReasonKnown = "reason_known", LatestProgrammeContact = "latest_programme_contact", AttemptsAtThisContact = "attempts_at_this_contact",
    ImmediateConcern = "immediate_concern", ReportedToRefuse = "reported_to_refuse", ClashingContacts = "clashing_contacts",
    WhereaboutsUnknown = "whereabouts_unknown", RelationshipBrokenDown = "relationship_broken_down",
    OpenToMentalHealth = "open_to_mental_health", OpenToParentingProgramme = "open_to_parenting_programme",
    OpenToSocialCare = "open_to_social_care", Section47Enquiry = "section_47_enquiry", Unborn = "unborn",
    PrematureBirth = "premature_birth", LowBirthWeight = "low_birth_weight", AdditionalNeeds = "additional_needs",
    CommunicationBarrier = "communication_barrier", CarerCapacityFactor = "carer_capacity_factor",
    HouseholdSafeguardingConcern = "household_safeguarding_concern", SeriousAbuseFactor = "serious_abuse_factor",
    VulnerabilityKnown = "vulnerability_known", MedicallyUnexplainedSymptoms = "medically_unexplained_symptoms",
    PossibleFabrication = "possible_fabrication", PatternActive = "pattern_active", CarersFailedContacts = "carers_failed_contacts",
    AlertStands = "alert_stands", CarerMissedOwnContact = "carer_missed_own_contact",
    FailedContactsAllServices = "failed_contacts_all_services", UnscheduledAttendances = "unscheduled_attendances",
    EngagementClass = "engagement_class", LiaisonComplete = "liaison_complete",
}
