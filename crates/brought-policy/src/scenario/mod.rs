//! Scenarios: small made-up chronologies that stand beside a rule and prove what it does.

mod run;

pub use run::{Mismatch, run};

use crate::duty::Action;
use crate::pack::Pattern;
use crate::standing::{MissingKind, ObligationStateKind};
use brought_calendar::Division;
use brought_domain::Chronology;
use brought_domain::ending::EndingLayer;
use brought_domain::steps::Party;
use brought_domain::work::{AgencyKind, Role};
use jiff::{Timestamp, civil::Date};

/// A scenario, as it stands in a pathway file.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name, which reads as a sentence.
    pub name: String,
    /// Rules that must fire.
    pub fires: Vec<String>,
    /// Rules that nearly fire, and must not.
    pub does_not_fire: Vec<String>,
    /// The moment asked about.
    pub as_of: Timestamp,
    /// The calendar, when it is not the pack's own.
    pub division: Option<Division>,
    /// What happened.
    pub chronology: Chronology,
    /// Obligations that must be there.
    pub expect: Vec<ExpectedObligation>,
    /// Whether no other obligation may be open.
    pub nothing_else_open: bool,
    /// The stage the follow-up must be in.
    pub stage: Option<String>,
    /// The pathway the follow-up must be in.
    pub pathway: Option<String>,
    /// How the follow-up must have ended; the empty list says nothing about it.
    pub ended: Option<EndingLayer>,
    /// Whether the follow-up must still be open.
    pub open: Option<bool>,
    /// What must be missing before it may end. Nothing says nothing about it.
    pub missing: Option<Vec<MissingKind>>,
    /// Words that must stand in an alert.
    pub alerts: Vec<String>,
    /// Words that must stand in no alert.
    pub no_alerts: Vec<String>,
    /// Patterns that must have been found.
    pub patterns: Vec<Pattern>,
    /// Words that must stand in a prompt.
    pub prompts: Vec<String>,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
}

/// An obligation that a scenario expects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedObligation {
    /// Raised by this rule.
    pub rule: Option<String>,
    /// Asking for this.
    pub action: Option<Action>,
    /// With this agency or party.
    pub with: Option<ExpectedWith>,
    /// In these words, or words that hold these.
    pub words: Option<String>,
    /// Owed by this role.
    pub owner: Option<Role>,
    /// For this child.
    pub child: Option<String>,
    /// Due.
    pub due: Option<ExpectedDue>,
    /// In this state.
    pub state: Option<ObligationStateKind>,
    /// Escalated to this role, because it stayed overdue or failed again. With a count of 0: not escalated to it yet.
    pub escalated_to: Option<Role>,
    /// How many such there must be: one, when nothing is said.
    pub count: Option<usize>,
}

/// With whom an obligation is expected: some codes name both a kind of agency and a party to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedWith {
    /// The kind of agency of that code.
    pub agency: Option<AgencyKind>,
    /// The party of that code.
    pub party: Option<Party>,
}

/// When an obligation is expected to be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedDue {
    /// On this local day.
    On(Date),
    /// At this instant.
    At(Timestamp),
}
