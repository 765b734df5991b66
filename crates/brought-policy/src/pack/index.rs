//! The index of a pack's rules, generated for the handbook.

use super::{Pack, Parameter, Pathway, Rule};
use crate::duty::{DueFrom, Duty, Each};
use std::fmt::Write as _;

/// A Markdown page with a table of every rule: its id, clauses, condition, what it asks for, and the scenarios that prove it.
pub fn rules_index(pack: &Pack) -> String {
    let mut page = format!("# Rules of “{}”, version {}\n", pack.title, pack.version);
    page.push_str(&conditions(pack));
    for pathway in &pack.pathways {
        // Writing to a text cannot fail.
        let _ = write!(page, "\n## {} (`{}`)\n\n", pathway.title, pathway.file);
        page.push_str("| rule | clauses | fires when | asks for | fires in | does not fire in |\n|---|---|---|---|---|---|\n");
        for rule in &pathway.rules {
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} | {} | {} |",
                rule.id,
                rule.clauses.join(", "),
                condition(rule),
                asks(pack, rule, pathway),
                scenarios(pack, |scenario| scenario.fires.contains(&rule.id)),
                scenarios(pack, |scenario| scenario.does_not_fire.contains(&rule.id)),
            );
        }
    }
    page
}

/// The conditions that have a name, when there are any.
fn conditions(pack: &Pack) -> String {
    let mut table = String::new();
    if !pack.conditions.is_empty() {
        table.push_str("\n## Conditions with a name (`pack.toml`)\n\n| condition | clauses | stands for | from |\n|---|---|---|---|\n");
    }
    for condition in pack.conditions.values() {
        let from = if condition.from_document { "the document".to_owned() } else { format!("this pack: {}", cell(&condition.note)) };
        // Writing to a text cannot fail.
        let _ = writeln!(table, "| `{}` | {} | `{}` | {from} |", condition.name, condition.clauses.join(", "), cell(&condition.when_text));
    }
    table
}

fn condition(rule: &Rule) -> String {
    let each = match rule.each {
        Each::FollowUp => "",
        Each::FailedContact => ", for each failed contact",
        Each::Change => ", each time that comes to hold",
        Each::Occasion => ", for each occasion",
    };
    format!("`{}`{each}", cell(&rule.when_text))
}

fn asks(pack: &Pack, rule: &Rule, pathway: &Pathway) -> String {
    let stage = rule.stage.and_then(|index| pathway.stages.get(index)).map(|stage| format!("stage: {}", stage.words));
    let pattern = rule.pattern.map(|pattern| format!("pattern: {pattern}"));
    let alert = rule.alert.as_ref().map(|alert| format!("alert: {alert}"));
    let prompts = rule.prompts.iter().map(|prompt| format!("prompt: {}", prompt.words));
    let all: Vec<_> =
        stage.into_iter().chain(rule.duties.iter().map(|each| duty(pack, each))).chain(prompts).chain(alert).chain(pattern).collect();
    cell(&all.join("<br>"))
}

fn duty(pack: &Pack, duty: &Duty) -> String {
    let child = if duty.for_each_child { " for each dependent child" } else { "" };
    let month = if duty.each_month { ", each month" } else { "" };
    let when = duty.when.as_ref().map(|condition| format!(" if `{}`", condition.text)).unwrap_or_default();
    let each = format!("{child}{month}{when}");
    let from = match duty.due_from {
        DueFrom::Trigger => "",
        DueFrom::LatestFailedContact => " from the latest failed contact",
    };
    let due = match (duty.deadline, &duty.parameter) {
        (_, Some(name)) => format!("{} (`{name}`)", pack.parameters.get(name).map(values).unwrap_or_default()),
        (Some(deadline), None) => deadline.to_string(),
        (None, None) => "an offer, never overdue".to_owned(),
    };
    format!("{}{each}: {}, else {}; {due}{from}", duty.words(None), duty.owner, duty.fallback)
}

/// The values of a parameter: the first, and each later one with its day.
fn values(parameter: &Parameter) -> String {
    let later = parameter.values.iter().skip(1).map(|(from, deadline)| format!(", from {from} {deadline}"));
    parameter.values.iter().take(1).map(|(_, deadline)| deadline.to_string()).chain(later).collect()
}

fn scenarios(pack: &Pack, wanted: impl Fn(&crate::scenario::Scenario) -> bool) -> String {
    let scenarios = pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).filter(|scenario| wanted(scenario));
    scenarios.map(|scenario| cell(&scenario.name)).collect::<Vec<_>>().join("<br>")
}

/// Text that stands in one cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
