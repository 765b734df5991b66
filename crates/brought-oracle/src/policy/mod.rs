//! A pack as the oracle understands it: read by its own reader from the texts, and checked no further than it needs.

mod condition;
mod read;
mod term;
mod truth;
mod words;

pub use condition::{Comparison, Condition};
pub use read::read;
pub use term::{Due, Term};
pub use truth::{Truth, Value};
pub use words::{FactName, Work};

use brought_domain::contact::{OutcomeKind, Setting};
use brought_domain::ending::EndingLayer;
use brought_domain::steps::{AlertPlace, HelpKind, InformTopic, Party, RecordKind, Step};
use brought_domain::work::{AgencyKind, Ask, DiscussionTopic, Role};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The texts of a pack by their path, and those of what it includes by their path from it.
pub type Files = BTreeMap<String, String>;

/// A policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// The outcomes that count as failed contacts.
    pub counts: Vec<OutcomeKind>,
    /// Those that count though nobody had arranged the contact.
    pub counts_unarranged: Vec<OutcomeKind>,
    /// How many days back a pattern looks.
    pub window_days: i64,
    /// After how many failed contacts in a row it is called persistent.
    pub persistent_after: usize,
    /// After so many working days overdue, this role hears.
    pub escalation: Vec<(u32, Role)>,
    /// Times by name, each with the day from which it holds.
    pub parameters: BTreeMap<String, Vec<(Option<Date>, Term)>>,
    /// The kind of each document.
    pub documents: BTreeMap<String, String>,
    /// The pathways, in order.
    pub pathways: Vec<Pathway>,
}

/// Whom a pathway follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Follows {
    Children,
    Unborn,
    Carers,
}

/// A pathway.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Pathway {
    pub id: String,
    pub follows: Follows,
    /// For whom of them it is. Nothing: for all.
    pub when: Option<Condition>,
    /// The ways in which it may end, each with the condition that has to hold.
    pub endings: Vec<(EndingLayer, Option<Condition>)>,
    pub stages: Vec<String>,
    pub rules: Vec<Rule>,
}

/// How often a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Each {
    FollowUp,
    FailedContact,
    Occasion,
    Change,
}

/// A rule.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Rule {
    pub id: String,
    pub on_child: bool,
    pub when: Condition,
    pub each: Each,
    /// The place of the stage among those of the pathway.
    pub stage: Option<usize>,
    pub duties: Vec<Duty>,
    pub prompts: Vec<(String, Option<DiscussionTopic>)>,
    pub alert: Option<String>,
    pub pattern: Option<String>,
}

impl Rule {
    /// Whether it looks at what parents do about appointments of their own.
    pub fn asks_after_carers(&self) -> bool {
        let asks = |fact: FactName| {
            matches!(fact, FactName::CarerMissedOwnContact | FactName::CarerMissedOwnHealthContact | FactName::CarersFailedContacts)
        };
        let conditions = self.duties.iter().filter_map(|duty| duty.when.as_ref()).chain([&self.when]);
        conditions.flat_map(Condition::facts).any(asks)
    }
}

/// Whom a liaison asks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Whom {
    Any,
    EachOnThePlan,
    Kind(AgencyKind),
}

/// What a duty asks, and of whom.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Detail {
    pub whom: Option<Whom>,
    pub ask: Vec<Ask>,
    pub roles: Vec<Role>,
    pub topic: Option<DiscussionTopic>,
    /// Whom to tell. `None` in the list is whichever of social worker and duty team the clock says.
    pub parties: Vec<Option<Party>>,
    pub about: Option<InformTopic>,
    pub understood: bool,
    pub records: Vec<RecordKind>,
    pub document: Option<String>,
    pub help: Vec<HelpKind>,
    pub step: Option<Step>,
    pub place: Option<AlertPlace>,
    pub active: bool,
    pub say: Vec<String>,
    pub setting: Option<Setting>,
}

/// A duty of a rule.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Duty {
    pub work: Work,
    pub detail: Detail,
    pub when: Option<Condition>,
    pub owner: Role,
    pub fallback: Role,
    /// The name of a parameter, or a time by itself.
    pub due: Result<String, Term>,
    /// Whether the time runs from the latest failed contact and not from what raised it.
    pub from_failed_contact: bool,
    pub for_each_child: bool,
    pub each_month: bool,
    pub before_end: bool,
}

impl Policy {
    /// The time that a duty allows, by the value in force on a day.
    pub fn term(&self, duty: &Duty, on: Date) -> Term {
        let name = match &duty.due {
            Err(term) => return *term,
            Ok(name) => name,
        };
        let values = &self.parameters[name];
        let in_force = values.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= on));
        in_force.unwrap_or(&values[0]).1
    }

    /// The pathways of a kind. A policy without one for the unborn has them in that of the children.
    pub fn pathways_of(&self, follows: Follows) -> Vec<usize> {
        let of = |follows| (0..self.pathways.len()).filter(|index| self.pathways[*index].follows == follows).collect::<Vec<_>>();
        let found = of(follows);
        if found.is_empty() && follows == Follows::Unborn { of(Follows::Children) } else { found }
    }
}
