//! Duties: what a rule may ask for, and who must do it by when.

use crate::deadline::Deadline;
use crate::expression::WrittenCondition;
use crate::fact::FactName;
use crate::pack::DocumentKind;
use brought_domain::contact::Setting;
use brought_domain::steps::{AlertPlace, HelpKind, InformTopic, Party, RecordKind, Step};
use brought_domain::vocabulary;
use brought_domain::work::{Agency, AgencyKind, AnalysisSigned, Ask, DiscussionTopic, Role};
use jiff::civil::Date;

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
        /// Find out which children depend on the carer. Discharged when one is recorded as such (NAF-22).
        EstablishDependants = "establish_dependants", "establish which children depend on this carer";
        /// Record what came of a planned contact. Discharged by its outcome.
        RecordOutcome = "record_outcome", "record what came of the planned contact";
        /// Decide the next step. Discharged by a signed analysis, a newly planned contact, or an agreed plan.
        DecideNextStep = "decide_next_step", "decide the next step";
        /// Tell somebody something. Discharged by an entry that this party was told about it; of the police, with a name or a reference
        /// (HAM-07, STW-12, STW-15, STW-18 to STW-20, SWI-06 to SWI-08).
        Inform = "inform", "tell somebody";
        /// Look through records. Discharged when every kind named was looked through, in one entry or in several (SWI-01, SWI-12, STW-12).
        ReviewRecords = "review_records", "look through records";
        /// Send a letter, card or leaflet of the pack. Discharged by an entry that it was sent; a card also by one left at the contact
        /// (HAM-07, HAM-09, SWI-14).
        Send = "send", "send a letter, card or leaflet";
        /// Offer help. Discharged by an offer of such help to which the family has answered (BOL-10, SWI-04).
        OfferHelp = "offer_help", "offer help";
        /// Review the month against the five questions. Discharged by a signed review (BOL-06).
        MonthlyReview = "monthly_review", "review the month against the five questions";
        /// Establish when and where the child was last seen, and by whom. Discharged by a signed sighting, by an outcome that met the child,
        /// or by a liaison that says when the child was seen, whoever saw it: this is a record and not an assurance (STW-16).
        EstablishLastSeen = "establish_last_seen", "establish when and where the child was last seen, and by whom";
        /// Establish why contacts failed. Discharged by a signed analysis that gives a reason other than "not yet known" (BOL-03).
        EstablishReason = "establish_reason", "establish why the child was not brought or seen";
        /// Take a step whose only evidence is that somebody says they took it. Discharged by that entry (STW-09, STW-12, SWI-04, SWI-05, SWI-11).
        TakeStep = "take_step", "take a step";
        /// Decide whether an alert stands. Discharged by a signed decision about that place, either way (STW-12, STW-20).
        DecideAlert = "decide_alert", "decide whether an alert stands";
        /// Agree what follows if the next contact fails. Discharged by such an agreement (HAM-07).
        AgreeNextStep = "agree_next_step", "agree what follows if the next contact fails";
        /// Plan another contact. Discharged by a contact of the same service planned for a time after the failed one (SWI-09).
        PlanContact = "plan_contact", "plan another contact";
    }
}

impl Action {
    /// The keys of a duty that belong to this action, beside those that every duty has.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Liaise => &["with", "ask"],
            Self::Discuss => &["with", "about"],
            Self::Inform => &["with", "about", "understood"],
            Self::Refer => &["with"],
            Self::ReviewRecords => &["records"],
            Self::Send => &["document"],
            Self::OfferHelp => &["help"],
            Self::TakeStep => &["step"],
            Self::DecideAlert => &["place", "active"],
            Self::RecordImpactAndDecision => &["say"],
            Self::PlanContact => &["setting"],
            Self::RecordResponse
            | Self::FollowUpFamily
            | Self::ConsiderNeeds
            | Self::AgreePlan
            | Self::ContributeToPlan
            | Self::DecideConcerns
            | Self::ObtainAnswerToReferral
            | Self::SetFurtherVisit
            | Self::MakeFurtherVisit
            | Self::AssessVulnerability
            | Self::EstablishDependants
            | Self::RecordOutcome
            | Self::DecideNextStep
            | Self::MonthlyReview
            | Self::EstablishLastSeen
            | Self::EstablishReason
            | Self::AgreeNextStep => &[],
        }
    }

    /// What takes an obligation off the list, in words. Time never does.
    pub fn settled_by(self) -> &'static str {
        match self {
            Self::RecordResponse => "A practitioner confirms what came of the contact and records what was done about it.",
            Self::RecordImpactAndDecision => {
                "A practitioner signs an analysis: the impact on the child, the decision, and whatever the duty wants said."
            }
            Self::FollowUpFamily => "An attempt to reach the family is recorded, or they are met.",
            Self::Liaise => "Everything that is to be asked has been asked of such an agency, and the answer is recorded.",
            Self::ConsiderNeeds => "It is recorded whether the child’s needs are met, and how that is known.",
            Self::AgreePlan | Self::ContributeToPlan => "A plan is recorded with its members, actions and dates.",
            Self::DecideConcerns => "The seven questions are answered and signed.",
            Self::Discuss => "A discussion on this topic with one of these roles is recorded.",
            Self::Refer => "A referral is recorded.",
            Self::ObtainAnswerToReferral => "The answer to the referral is recorded.",
            Self::SetFurtherVisit => "A further visit is set.",
            Self::MakeFurtherVisit => "The outcome of the further visit is recorded.",
            Self::AssessVulnerability => "A vulnerability assessment is signed.",
            Self::EstablishDependants => "A child who depends on this carer is recorded.",
            Self::RecordOutcome => "What came of the contact is recorded.",
            Self::DecideNextStep => "An analysis is signed, a new contact is planned, or a plan is agreed.",
            Self::Inform => {
                "It is recorded that they were told about this; for the police, with a name or a reference; with `understood`, also that they understood."
            }
            Self::ReviewRecords => "It is recorded that each of these records was looked through, and what they showed.",
            Self::Send => "It is recorded that it was sent; a card counts also when it was left at the contact.",
            Self::OfferHelp => "An offer of such help is recorded, with the family’s answer.",
            Self::MonthlyReview => "A review of the month with its five questions is signed.",
            Self::EstablishLastSeen => "It is recorded when, where and by whom the child was last seen.",
            Self::EstablishReason => "An analysis is signed that gives a reason other than “not yet known”.",
            Self::TakeStep => {
                "It is recorded that this step was taken, and what came of it; details count as confirmed also when somebody was asked for both."
            }
            Self::DecideAlert => "A decision about the alert in that place is signed; with `active`, one that stands, with directions.",
            Self::AgreeNextStep => "It is recorded what was agreed to follow if the next contact fails.",
            Self::PlanContact => {
                "Another contact of this service is planned for a time after the failed one, and in the time and place that the duty names."
            }
        }
    }

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
    /// This party is told.
    Party(Party),
    /// The allocated social worker in office hours, the emergency duty team at any other time, by the clock of the moment (STW-19).
    SocialWorkerOrDutyTeam,
}

/// The pack word for whoever of social care can be reached: which of the two it is, the clock says.
pub const SOCIAL_WORKER_OR_DUTY_TEAM: &str = "social_worker_or_duty_team";

/// What exactly is asked, for actions that say more than their name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// The action says it all.
    #[default]
    Nothing,
    /// What somebody is told about, and whether it has to be known that they understood (STW-15).
    Inform {
        /// The subject.
        about: InformTopic,
        /// Whether it stays open until they have understood.
        understood: bool,
    },
    /// Which records are looked through. Never empty.
    Records(Vec<RecordKind>),
    /// What is sent.
    Document {
        /// Its id in the pack.
        id: String,
        /// Its title.
        title: String,
        /// What it is.
        kind: DocumentKind,
    },
    /// Which help is offered: one of these. Empty: any.
    Help(Vec<HelpKind>),
    /// Which step.
    Step(Step),
    /// Where the alert would stand, and whether there has to be one (STW-20) or it is to be considered (STW-12).
    Alert {
        /// The place.
        place: AlertPlace,
        /// Whether only an alert that stands, with directions, settles it.
        active: bool,
    },
    /// What the analysis has to say beside impact and decision. Never empty (SWI-10).
    Say(Vec<AnalysisPart>),
    /// Where the contact is to be planned (SWI-09).
    Setting(Setting),
}

vocabulary! {
    /// A part of an analysis that a duty may want to be filled in.
    pub enum AnalysisPart ("part of an analysis") {
        /// What is known.
        Known = "known", "what is known";
        /// What is not known: a blank reads as "nothing" (SWI-10).
        NotKnown = "not_known", "what is not known";
        /// What the child wishes and feels.
        ChildWishes = "child_wishes", "what the child wishes and feels";
        /// What the parents wish and feel.
        ParentWishes = "parent_wishes", "what the parents wish and feel";
        /// What the family was told (BOL-08).
        InformationGiven = "information_given", "what the family was told";
        /// How far family and professionals agree on what must change (BOL-08).
        SharedUnderstanding = "shared_understanding", "how far it is agreed what must change";
        /// How the parents see it (BOL-08).
        ParentsViews = "parents_views", "how the parents see it";
        /// The practitioner's reflection (BOL-08).
        Reflection = "reflection", "the practitioner’s reflection on their own approach";
        /// What the young person asked to be kept confidential (STW-07).
        Confidentiality = "confidentiality", "what was agreed about confidentiality";
    }
}

impl AnalysisPart {
    /// Whether the analysis says something there.
    pub fn is_said(self, analysis: &AnalysisSigned) -> bool {
        let text = match self {
            Self::Known => &analysis.known,
            Self::NotKnown => &analysis.not_known,
            Self::ChildWishes => &analysis.child_wishes,
            Self::ParentWishes => &analysis.parent_wishes,
            Self::InformationGiven => &analysis.information_given,
            Self::SharedUnderstanding => &analysis.shared_understanding,
            Self::ParentsViews => &analysis.parents_views,
            Self::Reflection => &analysis.reflection,
            Self::Confidentiality => &analysis.confidentiality,
        };
        text.as_ref().is_some_and(|text| !text.trim().is_empty())
    }
}

/// How often a rule asks for its duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// Once while the follow-up stays open, and again when it opens again.
    FollowUp,
    /// For each failed contact; while the duty of an earlier one is still open, the later one joins it instead of repeating it.
    FailedContact,
    /// Each time its condition comes to hold after it did not; while the duty of an earlier time is still open, the later one joins it
    /// (HAM-03).
    Change,
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
    /// What tells it from the other duties of its rule, in every version of the pack: its place in `raise`, and for one of several duties
    /// that stand in one place, what it is about.
    pub key: String,
    /// What to do.
    pub action: Action,
    /// With whom.
    pub with: With,
    /// What to ask, when it is to ask.
    pub ask: Vec<Ask>,
    /// What to discuss, when it is to discuss.
    pub topic: Option<DiscussionTopic>,
    /// What exactly is asked, for actions that say more than their name.
    pub detail: Detail,
    /// A condition of its own. Not known holds.
    pub when: Option<WrittenCondition>,
    /// Clauses it implements beside those of its rule: of the set it comes from.
    pub clauses: Vec<String>,
    /// Whether it is asked for again, month by month, while the condition holds (BOL-06, HAM-08).
    pub each_month: bool,
    /// Who owes it. The practitioner is the person who expected to see the child.
    pub owner: Role,
    /// Who owes it when the owner cannot be told or is away. Never the same as the owner.
    pub fallback: Role,
    /// By when. Nothing for an offer: a duty that is proposed and never overdue.
    pub deadline: Option<Deadline>,
    /// The parameter the deadline comes from.
    pub parameter: Option<String>,
    /// The deadlines that have replaced it since, each with the day from which it holds.
    pub later_deadlines: Vec<(Date, Deadline)>,
    /// From when the deadline runs.
    pub due_from: DueFrom,
    /// Whether it is raised once for each dependent child.
    pub for_each_child: bool,
    /// Whether the policy wants it answered before a follow-up ends (BOL-03, BOL-04). Some actions need no such word.
    pub before_end: bool,
}

impl Duty {
    /// The deadline in force on a day: before the first later one, the first. Nothing for an offer. The day is asked for only where the deadline has
    /// ever changed.
    pub fn deadline_on(&self, day: Date) -> Option<Deadline> {
        if self.later_deadlines.is_empty() {
            return self.deadline;
        }
        let in_force = self.later_deadlines.iter().rev().find(|(from, _)| *from <= day);
        in_force.map(|(_, deadline)| *deadline).or(self.deadline)
    }

    /// What to do, in words, for one occasion.
    pub fn words(&self, agency: Option<&Agency>) -> String {
        match (&self.detail, self.action, self.topic) {
            (Detail::Inform { about, understood }, ..) => told(&self.whom(agency), *about, *understood),
            (Detail::Records(kinds), ..) => format!("Look through {}", listed(kinds.iter().map(|kind| kind.words()))),
            (Detail::Document { title, kind, .. }, ..) => format!("{}: {title}", kind.asked_in_words()),
            (Detail::Help(kinds), ..) if kinds.is_empty() => "Offer help with coming to contacts".to_owned(),
            (Detail::Help(kinds), ..) => format!("Offer help: {}", kinds.iter().map(|kind| kind.words()).collect::<Vec<_>>().join(" or ")),
            (Detail::Step(step), ..) => capitalised(step.words()),
            (Detail::Alert { place, active: false }, ..) => format!("Decide whether an alert stands {place}"),
            (Detail::Alert { place, active: true }, ..) => format!("Make sure that an alert stands {place}, with directions"),
            (Detail::Say(parts), action, _) => {
                format!("{}, and say {}", capitalised(action.words()), listed(parts.iter().map(|part| part.words())))
            }
            (Detail::Setting(setting), action, _) => format!("{} {setting}", capitalised(action.words())),
            (Detail::Nothing, Action::Liaise, _) if self.ask.is_empty() => format!("Contact {}", self.whom(agency)),
            (Detail::Nothing, Action::Liaise, _) => {
                format!("Ask {} about {}", self.whom(agency), listed(self.ask.iter().map(|ask| ask.words())))
            }
            (Detail::Nothing, Action::Discuss, Some(topic)) => format!("Discuss with {}: {topic}", self.whom(agency)),
            (Detail::Nothing, action, _) => capitalised(action.words()),
        }
    }

    /// Whether it is only offered: never overdue, and nothing waits for it.
    pub fn is_offer(&self) -> bool {
        self.deadline.is_none()
    }

    /// Whether a follow-up cannot end while it is open.
    pub fn keeps_open(&self) -> bool {
        !self.is_offer() && (self.before_end || self.action.outlives_assurance())
    }

    /// Whether only its own entry shows that it was done: nobody writes beside the list that they did it, short of somebody with the authority
    /// to waive it. So with what a follow-up cannot end without, with telling the police, of whom a name or a reference is kept (STW-18), and
    /// with an alert that has to stand (STW-20).
    pub fn needs_its_own_entry(&self) -> bool {
        let police = self.with == With::Party(Party::Police);
        self.keeps_open() || police || matches!(self.detail, Detail::Alert { active: true, .. })
    }

    fn whom(&self, agency: Option<&Agency>) -> String {
        match (&self.with, agency) {
            (With::Party(party), _) => party.words().to_owned(),
            (With::SocialWorkerOrDutyTeam, _) => "the allocated social worker, or the emergency duty team out of hours".to_owned(),
            (_, Some(agency)) => agency.words(),
            (With::Agency(kind), None) => kind.words().to_owned(),
            (With::Roles(roles), None) => roles.iter().map(|role| format!("the {role}")).collect::<Vec<_>>().join(" or "),
            (With::Nobody | With::AnyAgency | With::EachPlanAgency, None) => "another agency".to_owned(),
        }
    }

    /// Every fact that its own condition uses.
    pub fn facts(&self) -> Vec<FactName> {
        self.when.as_ref().map(|condition| condition.facts.clone()).unwrap_or_default()
    }
}

/// Whom to tell about what.
pub(crate) fn told(whom: &str, about: InformTopic, understood: bool) -> String {
    let understood = if understood { ", and make sure that it is understood" } else { "" };
    format!("Tell {whom} about {about}{understood}")
}

fn listed<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
