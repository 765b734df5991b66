//! Steps that policies ask for beside the spine of liaison, analysis and discussion: each leaves an entry that shows it was done.

use crate::circumstances::StandingNow;
use crate::contact::Answer;
use crate::identity::{EventId, OrganisationId, PractitionerId};
use crate::vocabulary::vocabulary;
use crate::work::Agency;

pub use crate::informing::{Channel, InformTopic, Informed, Party};

vocabulary! {
    /// Records that are looked through (SWI-01, SWI-12, STW-12, STW-14).
    pub enum RecordKind ("kind of record") {
        /// The service's own records.
        OwnRecords = "own_records", "our own records";
        /// Earlier records, such as those of another service or area (SWI-01, STW-14).
        EarlierRecords = "earlier_records", "earlier records";
        /// The file index, for vulnerabilities (SWI-12).
        FileIndex = "file_index", "the file index";
        /// Referral letters (STW-14).
        ReferralLetters = "referral_letters", "referral letters";
        /// What was done so far (STW-12).
        StepsSoFar = "steps_so_far", "the steps taken so far";
        /// Records of brothers and sisters (SWI-12).
        Siblings = "siblings", "records of brothers and sisters";
    }
}

/// Records were looked through, and what they showed (SWI-01, SWI-12, STW-12, STW-14).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsReviewed {
    /// Which. Never empty.
    pub which: Vec<RecordKind>,
    /// What they showed.
    pub found: String,
}

vocabulary! {
    /// Help that a family is offered, so that the child can be brought and seen (BOL-10, SWI-04).
    pub enum HelpKind ("kind of help") {
        /// A reminder before the contact.
        Reminder = "reminder", "a reminder";
        /// A diary.
        Diary = "diary", "a diary";
        /// One list of all dates, times and places.
        OneList = "one_list", "one list of all dates, times and places";
        /// Help with transport.
        Transport = "transport", "help with transport";
        /// Another day or time.
        AnotherTime = "another_time", "another day or time";
        /// Another place.
        AnotherPlace = "another_place", "another place";
        /// A visit at home.
        HomeVisit = "home_visit", "a visit at home";
        /// Another member of the team (SWI-04).
        AnotherTeamMember = "another_team_member", "another member of the team";
        /// An interpreter.
        Interpreter = "interpreter", "an interpreter";
        /// Other help, told in the note.
        Other = "other", "other help";
    }
}

vocabulary! {
    /// What the family answered to an offer.
    pub enum OfferAnswer ("answer to an offer") {
        /// They took it.
        Accepted = "accepted", "accepted";
        /// They did not want it.
        Declined = "declined", "declined";
        /// They have not answered.
        NoAnswerYet = "no_answer_yet", "no answer yet";
    }
}

/// Help was offered to the family (BOL-10, SWI-04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpOffered {
    /// What was offered.
    pub help: HelpKind,
    /// What they answered.
    pub answer: OfferAnswer,
    /// Anything else worth saying about it.
    pub note: Option<String>,
}

/// The monthly review of a child's attendance: the five questions of BOL-06, each answered in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthlyReviewed {
    /// Why was the child not brought?
    pub why: String,
    /// Is it the first time, or has it happened before?
    pub first_or_repeated: String,
    /// What does missing this one, or the series, put at risk?
    pub risk: String,
    /// How do the parents see these appointments?
    pub parents_view: String,
    /// What must be done?
    pub action: String,
}

vocabulary! {
    /// What was agreed to follow if the next contact fails too (HAM-07).
    pub enum AgreedStep ("agreed step") {
        /// Refer to children's social care.
        Refer = "refer", "refer to children's social care";
        /// Visit the family.
        Visit = "visit", "visit the family";
        /// Discuss again.
        Discuss = "discuss", "discuss again";
        /// Something else.
        Other = "other", "something else";
    }
}

/// It was agreed, before the next contact, what follows if that fails too (HAM-07).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementMade {
    /// What follows if the next contact fails.
    pub if_next_fails: AgreedStep,
    /// What exactly, and until when.
    pub what: String,
    /// With whom it was agreed. Never empty.
    pub agreed_with: Vec<String>,
}

vocabulary! {
    /// Where an alert stands.
    pub enum AlertPlace ("place of an alert") {
        /// On this record (STW-20).
        ThisRecord = "this_record", "on this record";
        /// On the GP's record (STW-12).
        GpRecord = "gp_record", "on the GP record";
    }
}

/// An alert was set, left off or ended. Nothing else sets or ends one (STW-12, STW-20).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertDecided {
    /// Where.
    pub place: AlertPlace,
    /// Whether the alert stands from now on.
    pub active: bool,
    /// What anybody to whom the child presents has to do.
    pub directions: String,
    /// Why.
    pub reasons: String,
}

/// Whether anybody knows where the child is (STW-03, STW-16). `Yes` after `No` says that the child was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhereaboutsRecorded {
    /// Whether it is known.
    pub known: Answer,
    /// What is known, and from whom.
    pub what: String,
}

/// The relationship between the family and a professional broke down (SWI-04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationshipBrokenDown {
    /// With whom, when it is one of our practitioners.
    pub practitioner: Option<PractitionerId>,
    /// What happened.
    pub what: String,
}

/// Another service is, was or may be open to the family (SWI-07, STW-12). Not known is treated as if it were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvolvementRecorded {
    /// Which service.
    pub agency: Agency,
    /// Whether it is involved.
    pub state: StandingNow,
    /// The person there.
    pub person: Option<String>,
}

/// Who may open the record (H14, H15, J10). The newest such entry that stands decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessDecided {
    /// These and nobody else, unless they say why they have to. Nothing: everybody whose work it is.
    pub only: Option<Vec<PractitionerId>>,
    /// Why.
    pub reasons: String,
}

vocabulary! {
    /// Steps whose only evidence is that somebody took them and says what came of it.
    pub enum Step ("step") {
        /// Confirm the address and the contact details (STW-12, SWI-06).
        ConfirmDetails = "confirm_details", "confirm the address and contact details";
        /// Try to talk about why the relationship broke down (SWI-04).
        ExploreBreakdown = "explore_breakdown", "explore why the relationship broke down";
        /// Consider visits without an appointment, at other times and on other days (SWI-11).
        ConsiderOpportunisticVisits = "consider_opportunistic_visits", "consider opportunistic visits";
        /// Consider neglect, with the local toolkit (SWI-05, SWI-13).
        ConsiderNeglect = "consider_neglect", "consider neglect";
        /// Check that a visit is safe for whoever makes it alone (STW-09).
        CheckVisitSafety = "check_visit_safety", "check that a visit is safe";
        /// Choose how best to tell the child and the family (STW-12).
        ChooseHowToTell = "choose_how_to_tell", "choose how to tell the child and family";
        /// Find other professionals who can help (STW-12).
        FindOthersWhoHelp = "find_others_who_help", "find other professionals who can help";
        /// Check that the time and place suit the family (STW-09).
        CheckTimeAndPlace = "check_time_and_place", "check that the time and place suit the family";
        /// Offer further contact, or discharge by the service's own policy (STW-12).
        OfferFurtherContactOrDischarge = "offer_further_contact_or_discharge", "offer further contact or discharge";
        /// Another step.
        Other = "other", "another step";
    }
}

/// A step was taken, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTaken {
    /// Which step.
    pub step: Step,
    /// What came of it.
    pub outcome: String,
}

/// Another organisation was asked to take over. A handover has two sides: until the other side accepts, nothing is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverOffered {
    /// The organisation that was asked.
    pub to: OrganisationId,
    /// The service there, as it is called.
    pub service: Option<String>,
    /// What it was told: what is open, what is known and not known.
    pub content: String,
}

/// The organisation that was asked to take over answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverAnswered {
    /// The event of the offer.
    pub offer: EventId,
    /// Whether they accept.
    pub accepted: Answer,
    /// Who answered for them.
    pub by: String,
    /// What they said.
    pub said: String,
}
