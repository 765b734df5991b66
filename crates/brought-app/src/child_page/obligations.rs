//! Obligations in words.

use super::view::{ActionGroup, BecauseLine, ClauseLine, ObligationLine};
use crate::chronology::Gathered;
use crate::words::{OFFERED, Status, and_list, capitalised, due_in_words, happened_in_words};
use brought_calendar::{Calendar, local_date};
use brought_policy::expression::FactValue;
use brought_policy::fact::FactName;
use brought_policy::standing::{Because, Obligation, ObligationState, Owner};
use brought_policy::{Action, Pack};
use jiff::Timestamp;

/// An obligation in words, as of a moment.
pub(crate) fn obligation_line(obligation: &Obligation, gathered: &Gathered, calendar: &Calendar, as_of: Timestamp) -> ObligationLine {
    let state = obligation.state.kind();
    let status = status(obligation, as_of);
    ObligationLine {
        id: obligation.id.to_string(),
        person: obligation.person.to_string(),
        child: obligation.child.as_ref().map(ToString::to_string),
        child_name: obligation.child.as_ref().map(|child| gathered.name(child)),
        follow_up: obligation.follow_up.as_ref().map(ToString::to_string),
        service: obligation.service.as_ref().map(ToString::to_string),
        service_name: obligation.service.as_ref().map(|service| gathered.service_name(service)),
        action: obligation.action.code(),
        words: obligation.words.clone(),
        agency: obligation.agency.as_ref().map(|agency| agency.words()),
        topic: obligation.topic.map(|topic| topic.code()),
        state: state.code(),
        status: status.code(),
        status_words: status.words(),
        due: if obligation.offer { OFFERED.to_owned() } else { due_in_words(&obligation.due, state, as_of, calendar) },
        due_at: obligation.due.by.to_string(),
        owner: owner_in_words(&obligation.owner, gathered),
        escalated_to: obligation.escalated_to.map(|role| role.words()),
        why: why(&obligation.because),
        stays_from: None,
        settled: obligation.state.settled().map(|settled| format!("{}, {}", state.words(), happened_in_words(settled.at))),
        settled_because: match &obligation.state {
            ObligationState::Replaced(_, reason) | ObligationState::Waived(_, reason) => Some(reason.clone()),
            _ => None,
        },
    }
}

/// The status that a list shows.
pub(crate) fn status(obligation: &Obligation, as_of: Timestamp) -> Status {
    match &obligation.state {
        ObligationState::Overdue => Status::Overdue,
        ObligationState::Due | ObligationState::DueLater => match obligation.due.not_before {
            Some(first) if first > local_date(as_of) => Status::CannotStartYet,
            _ if obligation.action == Action::ObtainAnswerToReferral => Status::WaitingForReply,
            _ => Status::Due,
        },
        _ => Status::Done,
    }
}

/// Who owes it: the person where one is known, the role always.
pub(crate) fn owner_in_words(owner: &Owner, gathered: &Gathered) -> String {
    match &owner.practitioner {
        Some(practitioner) => format!("{}, {}", gathered.practitioner_name(practitioner), owner.role),
        None => format!("the {}", owner.role),
    }
}

/// Why, in a sentence: what the clause says, and the facts that made it apply.
pub(crate) fn why(because: &Because) -> String {
    let says = because.words.first().map(String::as_str).unwrap_or_default().trim().trim_end_matches('.');
    // What is not so did not decide: only what speaks for the rule belongs into a sentence. The page behind "Why" has all of it.
    let speaks = |(_, value): &&(FactName, FactValue)| !value.is_no();
    let facts: Vec<String> = because.facts.iter().filter(speaks).take(3).map(fact_in_words).collect();
    match (says, facts.as_slice()) {
        ("", []) => format!("Asked for by {}", because.rule),
        ("", facts) => capitalised(&and_list(facts)),
        (says, []) => says.to_owned(),
        (says, facts) => format!("{says} ({})", and_list(facts)),
    }
}

fn facts(because: &Because) -> Vec<String> {
    because.facts.iter().map(fact_in_words).collect()
}

fn fact_in_words((fact, value): &(FactName, FactValue)) -> String {
    format!("{}: {}", fact.words(), value.words())
}

/// A rule's reason in words.
pub(crate) fn because_line(because: &Because, pack: &Pack) -> BecauseLine {
    let words = because.words.iter().map(String::as_str).chain(std::iter::repeat(""));
    BecauseLine {
        rule: because.rule.clone(),
        clauses: because.clauses.iter().zip(words).map(|(id, words)| clause_line(id, words, pack)).collect(),
        facts: facts(because),
        events: because.events.iter().map(ToString::to_string).collect(),
        sentence: why(because),
    }
}

/// A clause in words.
pub(crate) fn clause_line(id: &str, words: &str, pack: &Pack) -> ClauseLine {
    let section = pack.clauses.get(id).map(|clause| clause.section.clone()).unwrap_or_default();
    ClauseLine { id: id.to_owned(), pack: pack.id.clone(), section, words: words.to_owned() }
}

/// What is owed, grouped by what to do: the group with the earliest due time first.
pub(super) fn groups(lines: Vec<ObligationLine>) -> Vec<ActionGroup> {
    let mut groups: Vec<ActionGroup> = Vec::new();
    for line in lines {
        match groups.iter_mut().find(|group| group.action == line.action) {
            Some(group) => group.obligations.push(line),
            None => {
                let words = line.action.parse::<Action>().map_or_else(|_| line.words.clone(), |action| capitalised(action.words()));
                groups.push(ActionGroup { action: line.action, words, obligations: vec![line] });
            }
        }
    }
    groups
}
