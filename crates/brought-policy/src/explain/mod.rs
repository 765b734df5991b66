//! Explaining a standing: what each rule of the pack made of it and which fact decided, and what would come of the next contact.
//!
//! Built on nothing but what the engine answers: its standing with the trace of every rule, and the standings of imagined continuations.

mod form;
mod formula;
mod grounds;
mod imagined;
mod rules;
mod words;

pub use form::{ExplanationForm, FORMAT, schema};
pub use imagined::{Continuation, Imagined, StageChange, StillMissing};
pub use rules::{Decided, FactExplained, RuleExplained, Verdict, WorkExplained};
pub use words::{ConditionWords, DutyWords, condition, duties, how_often, within};

use crate::pack::Pack;
use crate::standing::Standing;
use brought_calendar::Calendar;
use brought_domain::Chronology;
use jiff::Timestamp;

/// What a standing rests on, rule by rule, and what would come of the next contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The standing that is explained.
    pub standing: Standing,
    /// Each follow-up, open ones first, and then the child as a whole, with every rule that looks at it.
    pub work: Vec<WorkExplained>,
    /// What would come of the next contact: for each open follow-up, or for the latest service when none is open, each way it can go.
    pub imagined: Vec<Imagined>,
}

/// Explains what the pack asks for, as far as was known at `as_of`.
pub fn explain(pack: &Pack, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp) -> Explanation {
    let standing = crate::standing(pack, calendar, chronology, as_of);
    let grounds = grounds::Grounds::of(pack, calendar, chronology, as_of);
    let work = rules::work(pack, &standing, &grounds);
    let imagined = imagined::imagine(pack, calendar, chronology, &standing);
    Explanation { standing, work, imagined }
}
