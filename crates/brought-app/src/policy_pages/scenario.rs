//! A scenario as dated sentences: what happened, and what must come of it.

use crate::words::{FactWords, Names, capitalised, fact_in_words, happened_in_words, instant_in_words};
use brought_calendar::{date_in_words, day_in_words, local_date, uk_time_zone};
use brought_domain::{Author, Event, Fact, PersonId};
use brought_policy::scenario::{ExpectedDue, ExpectedObligation, Scenario};
use serde::Serialize;

/// A scenario in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioView {
    /// Its name, which reads as a sentence.
    pub name: String,
    /// Who is in it: "sam, child, born 1 May 2023".
    pub people: Vec<String>,
    /// What happened, in the order in which it did.
    pub steps: Vec<ScenarioStep>,
    /// The moment asked about, in words.
    pub as_of: String,
    /// The rules that must fire.
    pub fires: Vec<String>,
    /// The rules that must not.
    pub does_not_fire: Vec<String>,
    /// What else must come of it, each in a sentence.
    pub then: Vec<String>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioStep {
    /// When.
    pub when: String,
    /// What.
    pub what: String,
}

/// A scenario in words.
pub fn scenario_view(scenario: &Scenario) -> ScenarioView {
    let zone = uk_time_zone();
    let mut events: Vec<&Event> = scenario.chronology.events.iter().collect();
    events.sort_by_key(|event| (event.happened.earliest(&zone), event.recorded_at));
    let subject = &scenario.chronology.subject;
    let (people, happened): (Vec<&Event>, Vec<&Event>) =
        events.into_iter().partition(|event| matches!(event.fact, Fact::PersonRecorded(..)));
    ScenarioView {
        name: scenario.name.clone(),
        people: people.into_iter().map(person).collect(),
        steps: happened
            .iter()
            .filter(|event| !is_plan_of_what_came_of_it(event, &happened))
            .map(|event| step(event, &happened, subject))
            .collect(),
        as_of: instant_in_words(scenario.as_of),
        fires: scenario.fires.clone(),
        does_not_fire: scenario.does_not_fire.clone(),
        then: then(scenario),
    }
}

fn person(event: &Event) -> String {
    let Fact::PersonRecorded(kind, details) = &event.fact else { return event.about.to_string() };
    let name = details.name.as_ref().map_or_else(|| event.about.to_string(), |name| name.words());
    let born = details.born_on.map(|day| format!(", born {}", date_in_words(day))).unwrap_or_default();
    let due = details.due_on.map(|day| format!(", due {}", date_in_words(day))).unwrap_or_default();
    format!("{}, {}{born}{due}", capitalised(&name), kind.words())
}

/// A contact that was written down together with what came of it is told once.
fn is_plan_of_what_came_of_it(event: &Event, all: &[&Event]) -> bool {
    let Fact::ContactPlanned(planned) = &event.fact else { return false };
    all.iter().any(|other| {
        matches!(&other.fact, Fact::OutcomeRecorded(recorded) if recorded.contact == planned.contact)
            && other.about == event.about
            && other.happened == event.happened
    })
}

/// The people of a scenario have no names but their ids.
struct Made;

impl Names for Made {
    fn person(&self, id: &PersonId) -> String {
        capitalised(id.as_str())
    }
}

fn step(event: &Event, all: &[&Event], subject: &PersonId) -> ScenarioStep {
    let FactWords { summary, details } = fact_in_words(&event.fact, &Made);
    let planned = all.iter().find_map(|other| match (&other.fact, &event.fact) {
        (Fact::ContactPlanned(planned), Fact::OutcomeRecorded(recorded)) if planned.contact == recorded.contact => Some(planned),
        _ => None,
    });
    let mut what = summary;
    if let Some(planned) = planned {
        what += &format!(", {}, {}", planned.setting.words(), planned.arranged.words());
    }
    if event.about != *subject {
        what += &format!(" ({})", capitalised(event.about.as_str()));
    }
    if let Author::Reported { system } = &event.author {
        what += &format!(", reported by {system}");
    }
    for (label, text) in details {
        what += &format!(". {label}: {text}");
    }
    if local_date(event.recorded_at) > event.happened.day(&uk_time_zone()) {
        what += &format!(". Recorded {}", instant_in_words(event.recorded_at));
    }
    ScenarioStep { when: happened_in_words(event.happened), what }
}

fn then(scenario: &Scenario) -> Vec<String> {
    let mut then: Vec<String> = scenario.expect.iter().map(expected).collect();
    if scenario.nothing_else_open {
        then.push(if scenario.expect.is_empty() { "Nothing is owed" } else { "Nothing else is owed" }.to_owned());
    }
    then.extend(scenario.stage.as_ref().map(|stage| format!("The follow-up is in the stage “{}”", stage.replace('_', " "))));
    then.extend(scenario.ended.map(|layer| format!("The follow-up has ended: {layer}")));
    then.extend(scenario.open.map(|open| if open { "The follow-up is still open" } else { "No follow-up is open" }.to_owned()));
    then.extend(scenario.missing.as_ref().map(|missing| match missing.as_slice() {
        [] => "Nothing is missing before the follow-up may end".to_owned(),
        missing => format!("Missing before it may end: {}", missing.iter().map(|kind| kind.words()).collect::<Vec<_>>().join("; ")),
    }));
    then.extend(scenario.alerts.iter().map(|words| format!("An alert says “{words}”")));
    then.extend(scenario.patterns.iter().map(|pattern| format!("The pattern {pattern} is asked about")));
    then.extend(scenario.prompts.iter().map(|words| format!("Somebody is asked to think about “{words}”")));
    then
}

/// "Follow up the family, owed by the practitioner, due Wednesday 18 February 2026, done (NAF-R15)".
fn expected(expected: &ExpectedObligation) -> String {
    let mut words = expected.action.map_or_else(|| "Something is asked for".to_owned(), |action| capitalised(action.words()));
    words += &expected.words.as_ref().map(|said| format!(" “{said}”")).unwrap_or_default();
    // A code that names both an agency and a party to tell reads the same as either.
    let with = expected.with.and_then(|with| with.agency.map(|agency| agency.words()).or(with.party.map(|party| party.words())));
    words += &with.map(|with| format!(" ({with})")).unwrap_or_default();
    words += &expected.child.as_ref().map(|child| format!(" for {}", capitalised(child))).unwrap_or_default();
    words += &expected.owner.map(|owner| format!(", owed by the {owner}")).unwrap_or_default();
    words += &match expected.due {
        Some(ExpectedDue::On(day)) => format!(", due {}", day_in_words(day)),
        Some(ExpectedDue::At(instant)) => format!(", due {}", instant_in_words(instant)),
        None => String::new(),
    };
    words += &expected.state.map(|state| format!(", {state}")).unwrap_or_default();
    words += &expected.escalated_to.map(|role| format!(", escalated to the {role}")).unwrap_or_default();
    words += &expected.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
    match expected.count {
        Some(0) => format!("Not asked for: {words}"),
        Some(count) if count > 1 => format!("{count} times: {words}"),
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::pack;

    fn view(name: &str) -> ScenarioView {
        let pack = pack();
        let found = pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).find(|scenario| scenario.name.starts_with(name));
        scenario_view(found.unwrap())
    }

    #[test]
    fn a_scenario_reads_as_dated_sentences() {
        let scenario = view("A first clinic missed, with nothing else known");
        assert_eq!(scenario.people, ["Sam, child, born 1 May 2023"]);
        let steps: Vec<(&str, &str)> = scenario.steps.iter().map(|step| (step.when.as_str(), step.what.as_str())).collect();
        assert_eq!(steps.len(), 1, "the contact and what came of it are told once: {steps:?}");
        assert_eq!(steps[0].0, "Monday 5 January 2026, 10am");
        assert!(steps[0].1.starts_with("Was not brought, at a clinic, arranged by letter"), "{steps:?}");
        assert!(
            scenario.then[0]
                .starts_with("Record the impact on the child and decide what to do, owed by the practitioner, due Tuesday 6 January 2026"),
            "{:?}",
            scenario.then
        );
        assert!(scenario.then.contains(&"Nothing else is owed".to_owned()));
    }

    #[test]
    fn every_scenario_of_the_shipped_pack_has_sentences() {
        for scenario in pack().pathways.iter().flat_map(|pathway| &pathway.scenarios) {
            let view = scenario_view(scenario);
            assert!(!view.steps.is_empty() && !view.people.is_empty(), "{}", scenario.name);
            assert!(view.steps.iter().all(|step| step.what.len() > 3), "{}: {:?}", scenario.name, view.steps);
        }
    }
}
