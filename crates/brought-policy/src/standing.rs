//! A standing: what the policy asks for, of whom, by when and why, at one moment.

use crate::deadline::Due;
use crate::duty::{Action, Detail};
use crate::expression::{FactValue, Truth};
use crate::fact::FactName;
use crate::pack::{Follows, Pattern};
pub use crate::set_aside::SetAside;
use brought_domain::circumstances::{FactorKind, PlanKind, StandingNow};
use brought_domain::contact::{OutcomeKind, Setting};
use brought_domain::ending::EndingLayer;
use brought_domain::steps::Party;
use brought_domain::vocabulary;
use brought_domain::work::{Agency, Ask, DiscussionTopic, Role, Sighting};
use brought_domain::{ContactId, EventId, FollowUpId, Happened, ObligationId, PersonId, PractitionerId, ServiceId};
use jiff::{Timestamp, civil::Date};

/// What one chronology means under one pack at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The person asked about.
    pub subject: PersonId,
    /// The moment asked about: only what had been recorded by then is taken into account.
    pub as_of: Timestamp,
    /// Which pack gave the answer.
    pub pack: PackReference,
    /// The follow-ups, open ones first, then by opening.
    pub follow_ups: Vec<FollowUp>,
    /// Every obligation that was ever raised, by due time. Settled ones stay, so that what was late stays late.
    pub obligations: Vec<Obligation>,
    /// Offers that are never overdue.
    pub prompts: Vec<Prompt>,
    /// What everybody who opens the record must see.
    pub alerts: Vec<Alert>,
    /// Patterns recognised, with their evidence.
    pub patterns: Vec<PatternFound>,
    /// Planned contacts whose time has passed without an outcome: a list of their own, never counted (H8).
    pub awaiting_outcome: Vec<AwaitingOutcome>,
    /// When and where the child was last seen in person, by whom (STW-16). Nothing means: not known.
    pub last_seen: Option<LastSeen>,
    /// What is not known and matters (H31).
    pub not_known: Vec<NotKnown>,
    /// Events that could not be taken as they stand, and why: nothing is dropped silently.
    pub set_aside: Vec<SetAside>,
    /// What each rule made of it.
    pub trace: Vec<RuleTrace>,
    /// The next instant at which the answer may change without a new event. Nothing: never.
    pub changes_at: Option<Timestamp>,
}

/// Which pack it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackReference {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The digest of its files.
    pub digest: String,
    /// The version of the calendar.
    pub calendar: String,
}

/// The open run of work after failed contacts, for one person and one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Its id.
    pub id: FollowUpId,
    /// Whose failed contacts: the child, or a carer seen by a service for parents.
    pub person: PersonId,
    /// The service.
    pub service: ServiceId,
    /// Whom the pathway that applies follows.
    pub follows: Follows,
    /// The id of the pathway that applies. Nothing: the pack has none for such a person.
    pub pathway: Option<String>,
    /// The title of that pathway.
    pub pathway_title: Option<String>,
    /// Why that pathway applies, when there was a choice (SWI-08, SWI-10). The "rule" is the pathway's id.
    pub pathway_because: Option<Because>,
    /// The children it is about: the child, or each dependent child of the carer (NAF-23).
    pub children: Vec<PersonId>,
    /// Its stage, as the pathway names it.
    pub stage: String,
    /// The stage in words.
    pub stage_words: String,
    /// Why it is in that stage: the rule, and the facts that decided (NAF-14).
    pub stage_because: Option<Because>,
    /// When it opened.
    pub opened: Happened,
    /// How often it has been opened, the first time included (NAF-17).
    pub openings: u32,
    /// The failed contacts in it, in order.
    pub failed_contacts: Vec<FailedContact>,
    /// Whether it is open, or how it ended.
    pub state: FollowUpState,
    /// What is missing before it may end as assured. Empty when it has ended.
    pub missing: Vec<Missing>,
    /// The layers under which the pack and the core allow it to end.
    pub endings: Vec<EndingLayer>,
}

impl FollowUp {
    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.state == FollowUpState::Open
    }
}

/// Whether a follow-up is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FollowUpState {
    /// It is open, until somebody ends it with evidence.
    Open,
    /// It has ended.
    Ended {
        /// Under which layer.
        layer: EndingLayer,
        /// By which event.
        by: EventId,
        /// When.
        at: Happened,
    },
}

/// One failed contact of a follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedContact {
    /// The contact.
    pub contact: ContactId,
    /// The event of the outcome.
    pub event: EventId,
    /// When it failed.
    pub at: Happened,
    /// What came of it.
    pub outcome: OutcomeKind,
    /// Where it was to be.
    pub setting: Setting,
    /// Whether a practitioner has confirmed it.
    pub confirmed: bool,
    /// The practitioner who expected to see the child.
    pub practitioner: Option<PractitionerId>,
}

/// Why the engine says something: the rule, its clauses, the facts and the events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The rule; `CORE-..` for what the product itself asks.
    pub rule: String,
    /// The clauses it implements.
    pub clauses: Vec<String>,
    /// The clauses in words, in the same order.
    pub words: Vec<String>,
    /// The events that raised it.
    pub events: Vec<EventId>,
    /// The facts its condition used, with their values at that moment.
    pub facts: Vec<(FactName, FactValue)>,
}

/// Something that somebody must do by some time, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Its id: the same question gives the same id.
    pub id: ObligationId,
    /// The follow-up it belongs to. Nothing when it stands on the child as a whole.
    pub follow_up: Option<FollowUpId>,
    /// The person whose record it stands in.
    pub person: PersonId,
    /// The service it belongs to.
    pub service: Option<ServiceId>,
    /// The child it is about.
    pub child: Option<PersonId>,
    /// What to do.
    pub action: Action,
    /// What to do, in words.
    pub words: String,
    /// The agency it is about, when the occasion names one (NAF-16).
    pub agency: Option<Agency>,
    /// What to ask.
    pub ask: Vec<Ask>,
    /// What to discuss.
    pub topic: Option<DiscussionTopic>,
    /// With which roles.
    pub with_roles: Vec<Role>,
    /// Whom to tell, at the moment asked about (STW-19).
    pub party: Option<Party>,
    /// What exactly is asked, for actions that say more than their name.
    pub detail: Detail,
    /// Whether it comes again each month while its condition holds.
    pub each_month: bool,
    /// Whether it is only offered: never overdue, and its due time says nothing.
    pub offer: bool,
    /// Whether the follow-up cannot end while it is open.
    pub before_end: bool,
    /// Whether only its own entry shows that it was done, short of somebody with the authority to waive it.
    pub needs_its_own_entry: bool,
    /// Who owes it.
    pub owner: Owner,
    /// From when it has been owed.
    pub raised: Happened,
    /// When it is due.
    pub due: Due,
    /// Its state.
    pub state: ObligationState,
    /// To whom it has been escalated, because it stayed overdue (L2).
    pub escalated_to: Option<Role>,
    /// Why it is asked.
    pub because: Because,
}

impl Obligation {
    /// Whether it is still owed.
    pub fn is_open(&self) -> bool {
        self.state.kind().is_open()
    }
}

/// Who owes an obligation: always a role, a person where one is known, and a fallback (S22, H24).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The person, when the record names one.
    pub practitioner: Option<PractitionerId>,
    /// The role.
    pub role: Role,
    /// The role that owes it when the owner cannot.
    pub fallback: Role,
}

/// What became of an obligation. There is no state for "expired" or "skipped": time closes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObligationState {
    /// Owed; the day on which it is due has not come.
    DueLater,
    /// Owed; due today, or the first day has come on which it may be done.
    Due,
    /// Owed; the time has passed. It stays until it is answered.
    Overdue,
    /// Answered in time.
    Done(Settled),
    /// Answered, but late.
    DoneLate(Settled),
    /// Another step took its place, with the reason.
    Replaced(Settled, String),
    /// Waived, by the authority named, with the reason.
    Waived(Settled, String),
}

/// Which event settled an obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The event.
    pub by: EventId,
    /// When.
    pub at: Happened,
}

vocabulary! {
    /// The states of an obligation, without their evidence.
    pub enum ObligationStateKind ("state of an obligation") {
        /// The day has not come.
        DueLater = "due_later", "due later";
        /// Due today.
        Due = "due", "due";
        /// The time has passed.
        Overdue = "overdue", "overdue";
        /// Done in time.
        Done = "done", "done";
        /// Done late.
        DoneLate = "done_late", "done late";
        /// Replaced, with the reason.
        Replaced = "replaced", "replaced";
        /// Waived, with authority.
        Waived = "waived", "waived";
    }
}

impl ObligationStateKind {
    /// Whether it is still owed.
    pub fn is_open(self) -> bool {
        matches!(self, Self::DueLater | Self::Due | Self::Overdue)
    }
}

impl ObligationState {
    /// The state without its evidence.
    pub fn kind(&self) -> ObligationStateKind {
        match self {
            Self::DueLater => ObligationStateKind::DueLater,
            Self::Due => ObligationStateKind::Due,
            Self::Overdue => ObligationStateKind::Overdue,
            Self::Done(_) => ObligationStateKind::Done,
            Self::DoneLate(_) => ObligationStateKind::DoneLate,
            Self::Replaced(..) => ObligationStateKind::Replaced,
            Self::Waived(..) => ObligationStateKind::Waived,
        }
    }

    /// The event that settled it.
    pub fn settled(&self) -> Option<&Settled> {
        match self {
            Self::DueLater | Self::Due | Self::Overdue => None,
            Self::Done(settled) | Self::DoneLate(settled) | Self::Replaced(settled, _) | Self::Waived(settled, _) => Some(settled),
        }
    }
}

/// Something offered: never overdue, gone when it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The follow-up, when it belongs to one.
    pub follow_up: Option<FollowUpId>,
    /// In words.
    pub words: String,
    /// The discussion that answers it.
    pub topic: Option<DiscussionTopic>,
    /// Why it is offered.
    pub because: Because,
}

/// Something everybody must see who opens the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The follow-up, when it belongs to one.
    pub follow_up: Option<FollowUpId>,
    /// In words.
    pub words: String,
    /// Why.
    pub because: Because,
}

/// A pattern, with its evidence. It asks a question; it never decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFound {
    /// Which.
    pub pattern: Pattern,
    /// The evidence and the rule.
    pub because: Because,
}

/// A planned contact whose outcome nobody has recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwaitingOutcome {
    /// The contact.
    pub contact: ContactId,
    /// Whose.
    pub person: PersonId,
    /// Of which service.
    pub service: ServiceId,
    /// When it was planned for.
    pub planned_for: Happened,
    /// The practitioner who was to see them.
    pub practitioner: Option<PractitionerId>,
}

/// When the child was last seen in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSeen {
    /// Who, when, where, in what relation.
    pub sighting: Sighting,
    /// The event it comes from.
    pub event: EventId,
}

/// Something that is not known and matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotKnown {
    /// The date of birth, and so the age.
    Age,
    /// When the child was last seen.
    LastSeen,
    /// Where the family lives.
    Address,
    /// Whether the address is right since contacts failed: nobody has confirmed it.
    AddressNotConfirmed,
    /// Who cares for the child.
    Carers,
    /// Whether a plan holds.
    Plan(PlanKind),
    /// Whether a factor holds.
    Factor(FactorKind),
    /// Why contacts failed.
    Reason,
    /// Which children depend on this carer.
    Dependants,
}

impl NotKnown {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Age => "how old the child is".into(),
            Self::LastSeen => "when the child was last seen, and by whom".into(),
            Self::Address => "where the family lives".into(),
            Self::AddressNotConfirmed => "whether the address is right: nobody has confirmed it since contacts failed".into(),
            Self::Carers => "who cares for the child".into(),
            Self::Plan(plan) => format!("whether this holds: {plan}"),
            Self::Factor(factor) => format!("whether this holds: {factor}"),
            Self::Reason => "why contacts failed".into(),
            Self::Dependants => "which children depend on this carer".into(),
        }
    }
}

vocabulary! {
    /// What can be missing before a follow-up may end.
    pub enum MissingKind ("missing evidence") {
        /// Nobody is recorded as having seen the child in person since the last failed contact (NAF-17).
        SeenInPerson = "seen_in_person", "who saw the child in person since the last failed contact, when and where";
        /// The child was seen in person, but not by anybody who is known to be a professional (NAF-17).
        SeenByProfessional = "seen_by_professional", "that it was this service or another professional who saw the child";
        /// It is not recorded that the needs are known to be met (NAF-17, NAF-18).
        NeedsMet = "needs_met", "how it is known that the child's needs are met";
        /// No signed assessment of vulnerability since the last failed contact (NAF-10, NAF-12).
        VulnerabilityAssessment = "vulnerability_assessment", "a signed assessment of the child's vulnerability since the last failed contact";
        /// The reasons for ending.
        Reasons = "reasons", "the reasons for ending the follow-up";
        /// Who was told.
        Told = "told", "who was told";
        /// A person's signature, in a role that may end a follow-up.
        Signature = "signature", "the signature of a practitioner who may end a follow-up";
        /// An obligation that must be answered first.
        OpenObligation = "open_obligation", "an answer to an obligation that cannot be left open";
        /// The children the carer looks after are not known (NAF-23).
        Dependants = "dependants", "which children depend on this carer";
        /// A failed contact still stands.
        FailedContactStands = "failed_contact_stands", "evidence that every failed contact was an error";
        /// The pathway does not allow this way of ending.
        NotAllowed = "not_allowed", "a way of ending that this policy allows";
        /// What else the chosen layer takes: a shared plan, the next contact, the referrer and GP told, an acceptance.
        LayerEvidence = "layer_evidence", "the evidence that this way of ending takes";
        /// The person has not died, or the pregnancy has not ended, as far as the record says.
        RecordedByPerson = "recorded_by_person", "a person's record of the death or of the end of the pregnancy";
    }
}

/// One thing that is missing before a follow-up may end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What.
    pub kind: MissingKind,
    /// For which child.
    pub child: Option<PersonId>,
    /// In words, with what to do.
    pub words: String,
    /// The clause it rests on.
    pub clause: &'static str,
}

/// What one rule made of one follow-up, or of the child as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTrace {
    /// The rule.
    pub rule: String,
    /// The follow-up.
    pub follow_up: Option<FollowUpId>,
    /// Whether it has fired at any time since the follow-up was opened.
    pub fired: bool,
    /// What its condition comes to now.
    pub now: Truth,
    /// The facts its condition uses, with their values now.
    pub facts: Vec<(FactName, FactValue)>,
    /// The events that made it fire.
    pub events: Vec<EventId>,
}

/// The state of a plan on the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanNow {
    /// Which plan.
    pub plan: PlanKind,
    /// Whether it holds.
    pub state: StandingNow,
    /// Since or until when.
    pub changed_on: Option<Date>,
}
