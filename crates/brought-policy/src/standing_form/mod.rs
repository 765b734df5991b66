//! The written form of a standing: what `brought standing --json` prints and other programs read.
//!
//! Versioned by [`FORMAT`]. Fields are added, never renamed or removed, within one version.

mod convert;

use schemars::JsonSchema;
use serde::Serialize;

/// The name and version of the format.
pub const FORMAT: &str = "brought-standing/1";

/// What the policy asks for, of whom, by when and why, at one moment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StandingForm {
    /// Always `brought-standing/1`.
    pub format: String,
    /// The id of the person asked about.
    pub subject: String,
    /// The moment asked about, in universal time. Only what had been recorded by then is taken into account.
    pub as_of: String,
    /// Which pack and calendar gave the answer.
    pub pack: PackForm,
    /// Follow-ups, open ones first.
    pub follow_ups: Vec<FollowUpForm>,
    /// Obligations by due time, settled ones included.
    pub obligations: Vec<ObligationForm>,
    /// Offers that are never overdue.
    pub prompts: Vec<PromptForm>,
    /// What everybody must see who opens the record.
    pub alerts: Vec<AlertForm>,
    /// Patterns recognised, each with its evidence.
    pub patterns: Vec<PatternForm>,
    /// Planned contacts whose time has passed without an outcome. They never count by themselves.
    pub awaiting_outcome: Vec<AwaitingForm>,
    /// When the child was last seen in person; null when that is not known.
    pub last_seen: Option<LastSeenForm>,
    /// What is not known and matters, in words.
    pub not_known: Vec<String>,
    /// Entries that could not be taken as they stand, and why.
    pub set_aside: Vec<SetAsideForm>,
    /// What each rule made of it.
    pub trace: Vec<TraceForm>,
    /// The next instant at which the answer may change without a new entry; null for never.
    pub changes_at: Option<String>,
    /// The packs of services that have one of their own.
    pub services: Vec<ServicePackForm>,
    /// Obligations of an earlier pack that the one in force does not ask for.
    pub stays: Vec<StaysForm>,
}

/// The pack of one service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServicePackForm {
    /// The service.
    pub service: String,
    /// Its pack.
    pub pack: PackForm,
}

/// An obligation that stays from an earlier pack until it is answered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StaysForm {
    /// Its id, among the obligations above.
    pub obligation: String,
    /// The pack that asked for it.
    pub pack: PackForm,
}

/// Which pack and calendar gave the answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PackForm {
    /// The pack's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// A digest of its files.
    pub digest: String,
    /// The version of the bank-holiday data.
    pub calendar: String,
}

/// The open run of work after failed contacts, for one person and one service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FollowUpForm {
    /// Its id.
    pub id: String,
    /// Whose failed contacts.
    pub person: String,
    /// Of which service.
    pub service: String,
    /// `children`, `unborn` or `carers`: whom the pathway that applies follows.
    pub follows: String,
    /// The id of the pathway that applies; null when the policy has none for such a person.
    pub pathway: Option<String>,
    /// Its title.
    pub pathway_title: Option<String>,
    /// Why that pathway applies, when there was a choice. Its `rule` is the pathway's id.
    pub pathway_because: Option<BecauseForm>,
    /// The children it is about.
    pub children: Vec<String>,
    /// `open` or `ended`.
    pub state: String,
    /// How it ended: the layer's code. Null while it is open.
    pub ended_as: Option<String>,
    /// The entry that ended it.
    pub ended_by: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
    /// The stage, as the pathway names it.
    pub stage: String,
    /// The stage in words.
    pub stage_words: String,
    /// Why it is in that stage.
    pub stage_because: Option<BecauseForm>,
    /// When it was first opened: a day, or an instant in universal time.
    pub opened: String,
    /// How often it has been opened.
    pub openings: u32,
    /// The failed contacts, in order.
    pub failed_contacts: Vec<FailedContactForm>,
    /// What is missing before it may end as assured.
    pub missing: Vec<MissingForm>,
    /// Codes of the ways in which it may end.
    pub endings: Vec<String>,
}

/// One failed contact.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FailedContactForm {
    /// The contact's id.
    pub contact: String,
    /// The entry that reported it.
    pub event: String,
    /// When: a day, or an instant in universal time.
    pub at: String,
    /// The outcome's code.
    pub outcome: String,
    /// The setting's code.
    pub setting: String,
    /// Whether a practitioner has confirmed it.
    pub confirmed: bool,
}

/// One thing missing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MissingForm {
    /// What, as a code.
    pub kind: String,
    /// For which child.
    pub child: Option<String>,
    /// In words, with what to do.
    pub words: String,
    /// The clause it rests on.
    pub clause: String,
}

/// Why the engine says something.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BecauseForm {
    /// The rule; `CORE-..` for what the product itself asks.
    pub rule: String,
    /// The clauses it implements.
    pub clauses: Vec<String>,
    /// The clauses in words.
    pub words: Vec<String>,
    /// The entries it rests on.
    pub events: Vec<String>,
    /// The facts its condition used, with their values in words.
    pub facts: Vec<FactForm>,
}

/// A fact and its value.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FactForm {
    /// The fact's name.
    pub fact: String,
    /// What it is, in words.
    pub words: String,
    /// Its value in words. `not known` is a value; `not recorded` says that nobody has ever recorded it, which counts as no.
    pub value: String,
}

/// Something somebody must do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ObligationForm {
    /// Its id: the same question gives the same id. Name it in an entry's `answers` to answer it.
    pub id: String,
    /// The follow-up it belongs to.
    pub follow_up: Option<String>,
    /// The person in whose record it stands.
    pub person: String,
    /// The service.
    pub service: Option<String>,
    /// The child it is about.
    pub child: Option<String>,
    /// What to do, as a code.
    #[serde(rename = "do")]
    pub action: String,
    /// What to do, in words.
    pub words: String,
    /// The kind of agency it is about.
    pub agency: Option<String>,
    /// The agency's name, when one is named.
    pub agency_name: Option<String>,
    /// What to ask, as codes.
    pub ask: Vec<String>,
    /// What to discuss, as a code.
    pub topic: Option<String>,
    /// With which roles.
    pub with_roles: Vec<String>,
    /// Whom to tell, as a code. Where the clock decides, it is who is to be told at the moment asked about.
    pub party: Option<String>,
    /// What to tell about, as a code.
    pub tell_about: Option<String>,
    /// Which records to look through, as codes.
    pub records: Vec<String>,
    /// The id of the policy's document to send.
    pub document: Option<String>,
    /// Which help to offer, as codes: one of these. Empty for any help, or when help is not what is asked.
    pub help: Vec<String>,
    /// Which step to take, as a code.
    pub step: Option<String>,
    /// Where the alert would stand, as a code.
    pub alert_place: Option<String>,
    /// Whether whoever is told has to understand.
    pub understood: bool,
    /// Whether there has to be an alert that stands, with directions.
    pub alert_active: bool,
    /// Whether it comes again each month while its condition holds.
    pub each_month: bool,
    /// What the analysis has to say beside impact and decision, as codes.
    pub say: Vec<String>,
    /// Where the contact is to be planned, as a code.
    pub setting: Option<String>,
    /// Whether it is only offered: never overdue, and its due time says nothing.
    pub offer: bool,
    /// Whether the follow-up cannot end while it is open.
    pub before_end: bool,
    /// Who owes it.
    pub owner: OwnerForm,
    /// From when it has been owed.
    pub raised: String,
    /// The local day on which it is due.
    pub due_on: String,
    /// The last instant at which it is not late, in universal time.
    pub due_by: String,
    /// The first day on which it may be done, when there is a window.
    pub not_before: Option<String>,
    /// The deadline in the policy's words.
    pub deadline: String,
    /// Set when the calendar ended before the answer: the obligation is then due at once.
    pub beyond_calendar: Option<String>,
    /// `due_later`, `due`, `overdue`, `done`, `done_late`, `replaced` or `waived`.
    pub state: String,
    /// The entry that settled it.
    pub settled_by: Option<String>,
    /// When that happened.
    pub settled_at: Option<String>,
    /// The reason, when it was replaced or waived.
    pub reason: Option<String>,
    /// The role it was escalated to.
    pub escalated_to: Option<String>,
    /// The rule that raised it.
    pub rule: String,
    /// The clauses of that rule.
    pub clauses: Vec<String>,
    /// Why it is asked.
    pub because: BecauseForm,
}

/// Who owes an obligation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OwnerForm {
    /// The practitioner, when the record names one.
    pub practitioner: Option<String>,
    /// The role.
    pub role: String,
    /// The role that owes it when the owner cannot.
    pub fallback: String,
}

/// An offer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PromptForm {
    /// The follow-up.
    pub follow_up: Option<String>,
    /// In words.
    pub words: String,
    /// The topic of the discussion that answers it.
    pub topic: Option<String>,
    /// Why it is offered.
    pub because: BecauseForm,
}

/// An alert.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AlertForm {
    /// The follow-up.
    pub follow_up: Option<String>,
    /// In words.
    pub words: String,
    /// Why.
    pub because: BecauseForm,
}

/// A pattern.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PatternForm {
    /// The pattern's code.
    pub pattern: String,
    /// The evidence.
    pub because: BecauseForm,
}

/// A contact without an outcome.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AwaitingForm {
    /// The contact.
    pub contact: String,
    /// Whose.
    pub person: String,
    /// Of which service.
    pub service: String,
    /// When it was planned for.
    pub planned_for: String,
}

/// When a child was last seen in person.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LastSeenForm {
    /// When: a day, or an instant in universal time.
    pub at: String,
    /// Where.
    pub place: String,
    /// By whom.
    pub by: String,
    /// Who that is: `this_service`, `other_professional`, `family_or_friend` or `not_known`. Only the first two are evidence.
    pub seen_by: String,
    /// What that person is to the child.
    pub relation: String,
    /// The entry it comes from.
    pub event: String,
}

/// An entry that was not taken as it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SetAsideForm {
    /// The entry.
    pub event: String,
    /// Why, and what to do.
    pub why: String,
}

/// What one rule made of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TraceForm {
    /// The rule.
    pub rule: String,
    /// The follow-up.
    pub follow_up: Option<String>,
    /// Whether it has fired since the follow-up was opened.
    pub fired: bool,
    /// What its condition comes to now: `yes`, `no` or `not_known`.
    pub now: String,
    /// The facts its condition uses, with their values now.
    pub facts: Vec<FactForm>,
    /// The entries that made it fire.
    pub events: Vec<String>,
}

/// The JSON Schema of the form.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(StandingForm)
}
