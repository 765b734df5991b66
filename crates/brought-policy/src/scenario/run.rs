//! Running a scenario against its pack.

use super::{ExpectedDue, ExpectedObligation, Scenario};
use crate::engine;
use crate::pack::Pack;
use crate::standing::{FollowUp, FollowUpState, MissingKind, Obligation, Standing};
use brought_calendar::Calendar;
use brought_domain::ending::EndingLayer;

/// What a scenario expected and did not get, in words that name both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(pub String);

/// Runs a scenario. Empty: everything came out as it says.
pub fn run(pack: &Pack, scenario: &Scenario) -> Vec<Mismatch> {
    let calendar = Calendar::bundled(scenario.division.unwrap_or(pack.division));
    let standing = engine::standing(pack, &calendar, &scenario.chronology, scenario.as_of);
    let mut wrong = Vec::new();
    rules(scenario, &standing, &mut wrong);
    obligations(scenario, &standing, &mut wrong);
    follow_up(scenario, &standing, &mut wrong);
    words(scenario, &standing, &mut wrong);
    if !wrong.is_empty() {
        wrong.extend(standing.set_aside.iter().map(|aside| Mismatch(format!("set aside: {}: {}", aside.event, aside.why))));
    }
    wrong
}

fn rules(scenario: &Scenario, standing: &Standing, wrong: &mut Vec<Mismatch>) {
    let fired = |rule: &str| {
        // A rule of a follow-up that has ended is no longer traced as fired since its opening, but its obligations tell.
        standing.trace.iter().any(|trace| trace.rule == rule && trace.fired)
            || standing.obligations.iter().any(|obligation| obligation.because.rule == rule)
    };
    let why = |rule: &str| {
        let traces = standing.trace.iter().filter(|trace| trace.rule == rule);
        let facts = traces.flat_map(|trace| trace.facts.iter().map(|(fact, value)| format!("{} is {}", fact.code(), value.words())));
        facts.collect::<Vec<_>>().join(", ")
    };
    for rule in scenario.fires.iter().filter(|rule| !fired(rule)) {
        wrong.push(Mismatch(format!("{rule} should fire and does not: {}", why(rule))));
    }
    for rule in scenario.does_not_fire.iter().filter(|rule| fired(rule)) {
        wrong.push(Mismatch(format!("{rule} should not fire and does: {}", why(rule))));
    }
}

fn obligations(scenario: &Scenario, standing: &Standing, wrong: &mut Vec<Mismatch>) {
    let mut met: Vec<&Obligation> = Vec::new();
    for expected in &scenario.expect {
        let found: Vec<&Obligation> = standing.obligations.iter().filter(|obligation| expected.is_met_by(obligation)).collect();
        let count = expected.count.unwrap_or(1);
        let enough = if expected.count.is_some() { found.len() == count } else { !found.is_empty() };
        if !enough {
            let there = standing.obligations.iter().map(describe).collect::<Vec<_>>().join("\n    ");
            let there = if there.is_empty() { "nothing is asked for".to_owned() } else { format!("there is:\n    {there}") };
            let of = expected.in_words();
            wrong.push(Mismatch(format!("expected {count} of {of}; found {}; {there}", found.len())));
        }
        met.extend(found);
    }
    if scenario.nothing_else_open {
        for other in
            standing.obligations.iter().filter(|obligation| obligation.is_open() && !met.iter().any(|known| known.id == obligation.id))
        {
            wrong.push(Mismatch(format!("nothing else should be open, but this is: {}", describe(other))));
        }
    }
}

fn follow_up(scenario: &Scenario, standing: &Standing, wrong: &mut Vec<Mismatch>) {
    let Some(follow_up): Option<&FollowUp> = standing.follow_ups.first() else {
        if scenario.stage.is_some()
            || scenario.pathway.is_some()
            || scenario.ended.is_some()
            || scenario.open == Some(true)
            || scenario.missing.is_some()
        {
            wrong.push(Mismatch("there is no follow-up".into()));
        }
        return;
    };
    if let Some(stage) = scenario.stage.as_ref().filter(|stage| **stage != follow_up.stage) {
        wrong.push(Mismatch(format!("the stage should be {stage} and is {}", follow_up.stage)));
    }
    if let Some(pathway) = scenario.pathway.as_ref().filter(|pathway| Some(*pathway) != follow_up.pathway.as_ref()) {
        wrong.push(Mismatch(format!("the pathway should be {pathway} and is {}", follow_up.pathway.as_deref().unwrap_or("none"))));
    }
    let ended = match &follow_up.state {
        FollowUpState::Open => None,
        FollowUpState::Ended { layer, .. } => Some(*layer),
    };
    let is = ended.map_or("open", EndingLayer::code);
    if let Some(should) = scenario.ended.filter(|should| Some(*should) != ended) {
        wrong.push(Mismatch(format!("it should have ended as {} and is {is}", should.code())));
    }
    if let Some(open) = scenario.open.filter(|open| *open != ended.is_none()) {
        wrong.push(Mismatch(format!("it should {}be open and is {is}", if open { "" } else { "not " })));
    }
    if let Some(missing) = &scenario.missing {
        let mut expected = missing.clone();
        let mut found: Vec<_> = follow_up.missing.iter().map(|missing| missing.kind).collect();
        expected.sort();
        expected.dedup();
        found.sort();
        found.dedup();
        if expected != found {
            wrong.push(Mismatch(format!("missing should be {} and is {}", listed(&expected), listed(&found))));
        }
    }
}

fn words(scenario: &Scenario, standing: &Standing, wrong: &mut Vec<Mismatch>) {
    for alert in scenario.alerts.iter().filter(|words| !standing.alerts.iter().any(|alert| contains(&alert.words, words))) {
        wrong.push(Mismatch(format!("no alert says \"{alert}\"")));
    }
    for alert in scenario.no_alerts.iter().filter(|words| standing.alerts.iter().any(|alert| contains(&alert.words, words))) {
        wrong.push(Mismatch(format!("an alert says \"{alert}\", and none should")));
    }
    for prompt in scenario.prompts.iter().filter(|words| !standing.prompts.iter().any(|prompt| contains(&prompt.words, words))) {
        wrong.push(Mismatch(format!("no prompt says \"{prompt}\"")));
    }
    for pattern in scenario.patterns.iter().filter(|pattern| !standing.patterns.iter().any(|found| found.pattern == **pattern)) {
        wrong.push(Mismatch(format!("the pattern {pattern} was not found")));
    }
}

/// The codes of what is missing, as a scenario lists them.
fn listed(missing: &[MissingKind]) -> String {
    if missing.is_empty() { "nothing".to_owned() } else { missing.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ") }
}

fn contains(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(&words.to_lowercase())
}

/// One obligation on one line.
fn describe(obligation: &Obligation) -> String {
    format!(
        "{} {} ({}) owed by {}, due {} ({}), {}{}{}",
        obligation.because.rule,
        obligation.action.code(),
        obligation.words,
        obligation.owner.role.code(),
        obligation.due.on,
        obligation.due.by,
        obligation.state.kind().code(),
        obligation.child.as_ref().map(|child| format!(", for {child}")).unwrap_or_default(),
        obligation.escalated_to.map(|role| format!(", escalated to {}", role.code())).unwrap_or_default(),
    )
}

impl ExpectedObligation {
    /// What it has to have, by the names that a scenario uses.
    fn in_words(&self) -> String {
        let due = self.due.map(|due| match due {
            ExpectedDue::On(day) => day.to_string(),
            ExpectedDue::At(instant) => instant.to_string(),
        });
        let with = self.with.and_then(|with| with.agency.map(|agency| agency.code()).or(with.party.map(|party| party.code())));
        let parts = [
            ("rule", self.rule.as_deref()),
            ("do", self.action.map(|action| action.code())),
            ("with", with),
            ("words", self.words.as_deref()),
            ("owner", self.owner.map(|role| role.code())),
            ("child", self.child.as_deref()),
            ("due", due.as_deref()),
            ("state", self.state.map(|state| state.code())),
            ("escalated_to", self.escalated_to.map(|role| role.code())),
        ];
        parts.iter().filter_map(|(name, value)| Some(format!("{name} {}", (*value)?))).collect::<Vec<_>>().join(", ")
    }

    fn is_met_by(&self, obligation: &Obligation) -> bool {
        let due = match self.due {
            None => true,
            Some(ExpectedDue::On(day)) => obligation.due.on == day,
            Some(ExpectedDue::At(instant)) => obligation.due.by == instant,
        };
        due && self.rule.as_ref().is_none_or(|rule| *rule == obligation.because.rule)
            && self.action.is_none_or(|action| action == obligation.action)
            && self.with.is_none_or(|with| {
                let agency = with.agency.is_some_and(|kind| obligation.agency.as_ref().is_some_and(|agency| agency.kind == kind));
                agency || with.party.is_some() && with.party == obligation.party
            })
            && self.words.as_ref().is_none_or(|words| contains(&obligation.words, words))
            && self.owner.is_none_or(|role| role == obligation.owner.role)
            && self.child.as_ref().is_none_or(|child| obligation.child.as_ref().is_some_and(|of| of.as_str() == child))
            && self.state.is_none_or(|state| state == obligation.state.kind())
            && self.escalated_to.is_none_or(|role| obligation.escalated_to == Some(role))
    }
}
