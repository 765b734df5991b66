//! The written form of a standing: what `brought standing --json` prints and other programs read.
//!
//! Versioned by [`FORMAT`]. Fields are added, never renamed or removed, within one version.

use crate::standing::{Because, FollowUp, FollowUpState, Obligation, Standing};
use brought_domain::Happened;
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
    /// `children` or `carers`: which pathway applies.
    pub follows: String,
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
    /// Its value in words; `not known` is a value.
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

fn when(happened: &Happened) -> String {
    match happened {
        Happened::At(instant) => instant.to_string(),
        Happened::On(day) => day.to_string(),
    }
}

fn text(id: impl ToString) -> String {
    id.to_string()
}

impl From<&Because> for BecauseForm {
    fn from(because: &Because) -> Self {
        Self {
            rule: because.rule.clone(),
            clauses: because.clauses.clone(),
            words: because.words.clone(),
            events: because.events.iter().map(text).collect(),
            facts: because.facts.iter().map(|(fact, value)| fact_form(*fact, *value)).collect(),
        }
    }
}

fn fact_form(fact: crate::fact::FactName, value: crate::expression::FactValue) -> FactForm {
    FactForm { fact: fact.code().into(), words: fact.words().into(), value: value.words() }
}

impl From<&FollowUp> for FollowUpForm {
    fn from(follow_up: &FollowUp) -> Self {
        let ended = match &follow_up.state {
            FollowUpState::Open => None,
            FollowUpState::Ended { layer, by, at } => Some((layer.code().to_owned(), by.to_string(), when(at))),
        };
        let (ended_as, ended_by, ended_at) = ended.map_or((None, None, None), |(layer, by, at)| (Some(layer), Some(by), Some(at)));
        let failed = follow_up.failed_contacts.iter().map(|failed| FailedContactForm {
            contact: text(&failed.contact),
            event: text(&failed.event),
            at: when(&failed.at),
            outcome: failed.outcome.code().into(),
            setting: failed.setting.code().into(),
            confirmed: failed.confirmed,
        });
        let missing = follow_up.missing.iter().map(|missing| MissingForm {
            kind: missing.kind.code().into(),
            child: missing.child.as_ref().map(text),
            words: missing.words.clone(),
            clause: missing.clause.into(),
        });
        Self {
            id: text(&follow_up.id),
            person: text(&follow_up.person),
            service: text(&follow_up.service),
            follows: follow_up.follows.code().into(),
            children: follow_up.children.iter().map(text).collect(),
            state: if follow_up.is_open() { "open".into() } else { "ended".into() },
            ended_as,
            ended_by,
            ended_at,
            stage: follow_up.stage.clone(),
            stage_words: follow_up.stage_words.clone(),
            stage_because: follow_up.stage_because.as_ref().map(Into::into),
            opened: when(&follow_up.opened),
            openings: follow_up.openings,
            failed_contacts: failed.collect(),
            missing: missing.collect(),
            endings: follow_up.endings.iter().map(|layer| layer.code().to_owned()).collect(),
        }
    }
}

impl From<&Obligation> for ObligationForm {
    fn from(obligation: &Obligation) -> Self {
        use crate::standing::ObligationState as State;
        let settled = obligation.state.settled();
        let reason = match &obligation.state {
            State::Replaced(_, reason) | State::Waived(_, reason) => Some(reason.clone()),
            _ => None,
        };
        Self {
            id: text(&obligation.id),
            follow_up: obligation.follow_up.as_ref().map(text),
            person: text(&obligation.person),
            service: obligation.service.as_ref().map(text),
            child: obligation.child.as_ref().map(text),
            action: obligation.action.code().into(),
            words: obligation.words.clone(),
            agency: obligation.agency.as_ref().map(|agency| agency.kind.code().to_owned()),
            agency_name: obligation.agency.as_ref().and_then(|agency| agency.name.clone()),
            ask: obligation.ask.iter().map(|ask| ask.code().to_owned()).collect(),
            topic: obligation.topic.map(|topic| topic.code().to_owned()),
            with_roles: obligation.with_roles.iter().map(|role| role.code().to_owned()).collect(),
            owner: OwnerForm {
                practitioner: obligation.owner.practitioner.as_ref().map(text),
                role: obligation.owner.role.code().into(),
                fallback: obligation.owner.fallback.code().into(),
            },
            raised: when(&obligation.raised),
            due_on: text(obligation.due.on),
            due_by: text(obligation.due.by),
            not_before: obligation.due.not_before.map(text),
            deadline: text(obligation.due.deadline),
            beyond_calendar: obligation.due.beyond_calendar.clone(),
            state: obligation.state.kind().code().into(),
            settled_by: settled.map(|settled| text(&settled.by)),
            settled_at: settled.map(|settled| when(&settled.at)),
            reason,
            escalated_to: obligation.escalated_to.map(|role| role.code().to_owned()),
            rule: obligation.because.rule.clone(),
            clauses: obligation.because.clauses.clone(),
            because: (&obligation.because).into(),
        }
    }
}

impl From<&Standing> for StandingForm {
    fn from(standing: &Standing) -> Self {
        Self {
            format: FORMAT.into(),
            subject: text(&standing.subject),
            as_of: text(standing.as_of),
            pack: PackForm {
                id: standing.pack.id.clone(),
                version: standing.pack.version.clone(),
                digest: standing.pack.digest.clone(),
                calendar: standing.pack.calendar.clone(),
            },
            follow_ups: standing.follow_ups.iter().map(Into::into).collect(),
            obligations: standing.obligations.iter().map(Into::into).collect(),
            prompts: standing
                .prompts
                .iter()
                .map(|prompt| PromptForm {
                    follow_up: prompt.follow_up.as_ref().map(text),
                    words: prompt.words.clone(),
                    topic: prompt.topic.map(|topic| topic.code().to_owned()),
                    because: (&prompt.because).into(),
                })
                .collect(),
            alerts: standing
                .alerts
                .iter()
                .map(|alert| AlertForm {
                    follow_up: alert.follow_up.as_ref().map(text),
                    words: alert.words.clone(),
                    because: (&alert.because).into(),
                })
                .collect(),
            patterns: standing
                .patterns
                .iter()
                .map(|found| PatternForm { pattern: found.pattern.code().into(), because: (&found.because).into() })
                .collect(),
            awaiting_outcome: standing
                .awaiting_outcome
                .iter()
                .map(|awaiting| AwaitingForm {
                    contact: text(&awaiting.contact),
                    person: text(&awaiting.person),
                    service: text(&awaiting.service),
                    planned_for: when(&awaiting.planned_for),
                })
                .collect(),
            last_seen: standing.last_seen.as_ref().map(|seen| LastSeenForm {
                at: when(&seen.sighting.seen_at),
                place: seen.sighting.place.clone(),
                by: seen.sighting.by.clone(),
                relation: seen.sighting.relation.clone(),
                event: text(&seen.event),
            }),
            not_known: standing.not_known.iter().map(crate::standing::NotKnown::words).collect(),
            set_aside: standing.set_aside.iter().map(|aside| SetAsideForm { event: text(&aside.event), why: aside.why.clone() }).collect(),
            trace: standing
                .trace
                .iter()
                .map(|trace| TraceForm {
                    rule: trace.rule.clone(),
                    follow_up: trace.follow_up.as_ref().map(text),
                    fired: trace.fired,
                    now: trace.now.code().into(),
                    facts: trace.facts.iter().map(|(fact, value)| fact_form(*fact, *value)).collect(),
                    events: trace.events.iter().map(text).collect(),
                })
                .collect(),
            changes_at: standing.changes_at.map(text),
        }
    }
}
