//! Checks a whole pack: that nothing in it is uncited, unproven, out of date or without somebody who hears of it.
//!
//! [`crate::pack::load`] finds what is wrong with a part by itself. What can only be seen from the whole is found here.

use crate::pack::{HeldBy, LoadedPack, Pack, Rule, Thing};
use crate::problem::{Problem, Severity};
use crate::scenario;
use brought_calendar::Calendar;
use brought_domain::Happened;
use brought_domain::contact::OutcomeKind;
use brought_domain::work::Role;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a check of a pack came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Every problem, those of loading included, by file and place.
    pub problems: Vec<Problem>,
    /// How much was checked. All nought when the pack could not be loaded.
    pub counts: Counts,
}

/// How much of each there is in a pack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rules.
    pub rules: usize,
    /// Clauses that rules hold.
    pub clauses_held_by_rules: usize,
    /// Clauses that the product itself holds.
    pub clauses_held_by_product: usize,
    /// Clauses left to professional judgement.
    pub clauses_left_to_judgement: usize,
    /// Scenarios.
    pub scenarios: usize,
    /// Parameters.
    pub parameters: usize,
}

impl Report {
    /// Whether the pack may be used: it has no errors. Warnings are for people to weigh.
    pub fn passes(&self) -> bool {
        self.errors() == 0
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.problems.len() - self.errors()
    }
}

/// Checks a pack as it stands on a day.
///
/// Its scenarios are run: a scenario that does not come out as it says proves nothing about the rules it names.
pub fn check(loaded: &LoadedPack, today: Date) -> Report {
    let mut problems = loaded.problems.clone();
    let counts = loaded.pack.as_ref().map(|pack| {
        every_outcome_is_counted_or_not(loaded, pack, &mut problems);
        clauses_are_held(loaded, pack, &mut problems);
        rules_are_proven(loaded, pack, &mut problems);
        scenarios_come_out(loaded, pack, &mut problems);
        dates_hold(loaded, pack, today, &mut problems);
        deadlines_can_be_worked_out(loaded, pack, today, &mut problems);
        somebody_else_hears(loaded, pack, &mut problems);
        counts(pack)
    });
    problems.sort_by(|left, right| (&left.file, left.span.start).cmp(&(&right.file, right.span.start)));
    Report { problems, counts: counts.unwrap_or_default() }
}

/// The pack says of every outcome whether it counts. One that knows nothing of a new outcome goes on working, and does not pass.
fn every_outcome_is_counted_or_not(loaded: &LoadedPack, pack: &Pack, problems: &mut Vec<Problem>) {
    let counting = &pack.counting;
    let left_out = |kind: &&OutcomeKind| !counting.counts.contains(kind) && !counting.does_not_count.contains(kind);
    let left_out: Vec<_> = OutcomeKind::ALL.iter().filter(left_out).map(|kind| format!("`{}`", kind.code())).collect();
    if !left_out.is_empty() {
        let message = format!("the counting rule says nothing of {}", left_out.join(", "));
        let help = "until it does, such an outcome counts as failed; name it in `counts` or `does_not_count`";
        problems.push(loaded.error_at(Thing::Key, "counting", message).with_help(help));
    }
}

/// Every clause that rules are to hold is cited by one, and no rule turns into a duty what is left to judgement.
fn clauses_are_held(loaded: &LoadedPack, pack: &Pack, problems: &mut Vec<Problem>) {
    let cites = |rule: &&Rule, id: &String| rule.clauses.contains(id) || rule.duties.iter().any(|duty| duty.clauses.contains(id));
    let citing = |id: &String| pack.rules().find(|rule| cites(rule, id));
    // Conditions of pathways, and what the pack sends or counts, hold a clause as much as a rule does.
    let beside_rules = |id: &String| {
        pack.counting.clauses.contains(id)
            || pack.pattern_clauses.contains(id)
            || pack.engagement.clauses.contains(id)
            || pack.pathways.iter().any(|pathway| pathway.clauses.contains(id))
            || pack.documents.values().any(|document| document.clauses.contains(id))
    };
    for clause in pack.clauses.values() {
        let defined = beside_rules(&clause.id);
        match (&clause.held_by, citing(&clause.id)) {
            (HeldBy::Rules, None) if !defined => {
                let message = format!("no rule cites the clause `{}`", clause.id);
                let help = "write the rule, or say in `held_by` and `why` how else the clause is held";
                problems.push(loaded.error_at(Thing::Clause, &clause.id, message).with_help(help));
            }
            (HeldBy::Judgement(_), Some(rule)) => {
                let message = format!("the clause `{}` is left to judgement, yet the rule `{}` cites it", clause.id, rule.id);
                let help = "if the rule holds it, write `held_by = \"rules\"`";
                problems.push(loaded.error_at(Thing::Clause, &clause.id, message).with_help(help).as_warning());
            }
            _ => {}
        }
    }
}

/// Every rule has a scenario in which it fires, and one in which it nearly fires and does not.
fn rules_are_proven(loaded: &LoadedPack, pack: &Pack, problems: &mut Vec<Problem>) {
    let scenarios = || pack.pathways.iter().flat_map(|pathway| &pathway.scenarios);
    // The rules of an included pack are proven there, with the rules of that pack alone.
    for rule in pack.rules().filter(|rule| rule.proven_in.is_none()) {
        if !scenarios().any(|scenario| scenario.fires.contains(&rule.id)) {
            let message = format!("no scenario shows the rule `{}` firing", rule.id);
            problems.push(loaded.error_at(Thing::Rule, &rule.id, message).with_help("write one that names it in `fires`"));
        }
        if !scenarios().any(|scenario| scenario.does_not_fire.contains(&rule.id)) {
            let message = format!("no scenario shows the rule `{}` nearly firing", rule.id);
            problems.push(loaded.error_at(Thing::Rule, &rule.id, message).with_help("write one that names it in `does_not_fire`"));
        }
    }
}

/// Every scenario comes out as it says.
fn scenarios_come_out(loaded: &LoadedPack, pack: &Pack, problems: &mut Vec<Problem>) {
    for scenario in pack.pathways.iter().flat_map(|pathway| &pathway.scenarios) {
        let wrong = scenario::run(pack, scenario);
        problems.extend(wrong.into_iter().map(|mismatch| {
            let message = format!("the scenario “{}” does not come out as it says: {}", scenario.name, mismatch.0);
            loaded.error_at(Thing::Scenario, &scenario.name, message)
        }));
    }
}

/// The pack is in force and not past its review, and every parameter has a value from the first day on.
fn dates_hold(loaded: &LoadedPack, pack: &Pack, today: Date, problems: &mut Vec<Problem>) {
    if pack.in_force_from > today {
        let message = format!("this pack is not in force before {}", pack.in_force_from);
        problems.push(loaded.error_at(Thing::Key, "in_force_from", message).as_warning());
    }
    if let Some(review_by) = pack.review_by.filter(|review_by| *review_by < today) {
        let message = format!("this pack was to be reviewed by {review_by}");
        let help = "read the document's newest version against the pack, and set the next review";
        problems.push(loaded.error_at(Thing::Key, "review_by", message).with_help(help).as_warning());
    }
    for parameter in pack.parameters.values() {
        if let Some((from, _)) = parameter.values.first().filter(|(from, _)| *from > pack.in_force_from) {
            let message = format!("`{}` has no value before {from}, but the pack is in force from {}", parameter.name, pack.in_force_from);
            problems.push(loaded.error_at(Thing::Parameter, &parameter.name, message));
        }
    }
}

/// Every deadline that is in force or will be has an answer in the calendar, were it to start today.
fn deadlines_can_be_worked_out(loaded: &LoadedPack, pack: &Pack, today: Date, problems: &mut Vec<Problem>) {
    let calendar = Calendar::bundled(pack.division);
    for parameter in pack.parameters.values() {
        let beyond = parameter.values.iter().find_map(|(_, deadline)| deadline.due(Happened::On(today), &calendar).beyond_calendar);
        if let Some(beyond) = beyond {
            let message = format!("`{}` cannot be worked out from {today} on: {beyond}", parameter.name);
            problems.push(loaded.error_at(Thing::Parameter, &parameter.name, message).as_warning());
        }
    }
}

/// Whoever owes something, an obligation that stays overdue reaches somebody else.
fn somebody_else_hears(loaded: &LoadedPack, pack: &Pack, problems: &mut Vec<Problem>) {
    let duties = pack.rules().flat_map(|rule| &rule.duties).filter(|duty| duty.deadline.is_some());
    // What no rule covers is owed by the safeguarding lead.
    let owners: BTreeSet<Role> = duties.map(|duty| duty.owner).chain([Role::SafeguardingLead]).collect();
    for owner in owners {
        if pack.escalation.iter().all(|rung| rung.to == owner) {
            let message = format!("what stays overdue with the {owner} reaches nobody else");
            let help = "add an `[[escalation]]` to another role";
            problems.push(loaded.error_at(Thing::Key, "escalation", message).with_help(help));
        }
    }
}

fn counts(pack: &Pack) -> Counts {
    let held = |wanted: fn(&HeldBy) -> bool| pack.clauses.values().filter(|clause| wanted(&clause.held_by)).count();
    Counts {
        rules: pack.rules().count(),
        clauses_held_by_rules: held(|by| matches!(by, HeldBy::Rules)),
        clauses_held_by_product: held(|by| matches!(by, HeldBy::Product(_))),
        clauses_left_to_judgement: held(|by| matches!(by, HeldBy::Judgement(_))),
        scenarios: pack.pathways.iter().map(|pathway| pathway.scenarios.len()).sum(),
        parameters: pack.parameters.len(),
    }
}
