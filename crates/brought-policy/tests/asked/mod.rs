//! What a shipped pack asks of a few events.
#![allow(dead_code, reason = "each test uses a part of it")]

use crate::shipped::pack;
use brought_calendar::{Calendar, Division};
use brought_policy::Action;
use brought_policy::expression::FactValue;
use brought_policy::fact::FactName;
use brought_policy::standing::Standing;

/// The standing of these events, about a child of three whose mother is known, in a service for children.
pub(crate) fn ask(name: &'static str, events: &str, as_of: &str) -> Standing {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [
          {{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "mum", relation = "mother" }}] }},
          {{ id = "ruby", born_on = 2025-01-06, relations = [{{ other = "mum", relation = "mother" }}, {{ other = "sam", relation = "sibling" }}] }},
          {{ id = "mum", kind = "carer" }},
        ]
        events = [{events}]
        "#
    );
    ask_whole(name, &text, as_of)
}

/// The standing of a chronology with all its people.
pub(crate) fn ask_whole(name: &'static str, text: &str, as_of: &str) -> Standing {
    let chronology = brought_forms::chronology_file::read_toml(text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(pack(name), &Calendar::bundled(Division::EnglandAndWales), &chronology, as_of.parse().unwrap())
}

pub(crate) fn is_open(standing: &Standing) -> bool {
    standing.follow_ups.iter().any(|follow_up| follow_up.is_open())
}

/// Whether something of this kind is owed.
pub(crate) fn owes(standing: &Standing, action: Action) -> bool {
    standing.obligations.iter().any(|obligation| obligation.is_open() && obligation.action == action)
}

/// What the trace says of a fact.
pub(crate) fn known(standing: &Standing, wanted: FactName) -> Option<FactValue> {
    standing.trace.iter().flat_map(|trace| &trace.facts).find(|(fact, _)| *fact == wanted).map(|(_, value)| *value)
}

pub(crate) fn rule_asks(standing: &Standing, rule: &str) -> bool {
    standing.obligations.iter().any(|obligation| obligation.because.rule == rule)
}

pub(crate) const MISSED: &str =
    r#"{ happened = 2026-01-05T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },"#;
