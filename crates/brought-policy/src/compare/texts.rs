//! The texts of two packs side by side: what one asks that the other does not, numbers that differ, how follow-ups may end.
//!
//! Two areas call nothing by the same name, so what they ask is set side by side by what is to be done and for whom. Two versions of one
//! pack share the names of their rules, numbers and clauses, and those are set side by side as well.

use crate::explain::{ConditionWords, condition, duties, how_often, within};
use crate::expression::WrittenCondition;
use crate::pack::{Follows, Pack, Pathway, Rule};
use brought_domain::vocabulary;
use std::collections::{BTreeMap, BTreeSet};

vocabulary! {
    /// On which side something stands.
    pub enum Sides ("side of a comparison") {
        /// Only A.
        OnlyLeft = "only_left", "only A";
        /// Only B.
        OnlyRight = "only_right", "only B";
        /// Both, in different ways.
        Differs = "differs", "both, and not in the same way";
        /// Both, in the same way.
        Same = "same", "both, in the same way";
    }
}

/// Two packs side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// What is asked, by whom it follows and what is to be done.
    pub asks: Vec<Ask>,
    /// Numbers: deadlines of the same name, what counts, how long a pattern looks back, who hears when something stays overdue.
    pub numbers: Vec<Row>,
    /// How follow-ups may end, and when.
    pub endings: Vec<Row>,
    /// Rules of the same name that do not say the same, and rules that only one has. Empty for two areas.
    pub rules: Vec<Row>,
    /// Clauses that only one has, or that do not say the same.
    pub clauses: Vec<Row>,
}

/// One thing to do, as each pack asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// For whom.
    pub follows: Follows,
    /// What is to be done.
    pub what: String,
    /// Each rule of A that asks for it.
    pub left: Vec<Asking>,
    /// Each rule of B that asks for it.
    pub right: Vec<Asking>,
    /// On which side it stands.
    pub sides: Sides,
}

/// A rule that asks for something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asking {
    /// When, in words.
    pub when: String,
    /// How often.
    pub how_often: &'static str,
    /// Who owes it.
    pub owner: &'static str,
    /// By when. Nothing: it is only offered.
    pub due: Option<String>,
    /// The rule.
    pub rule: String,
    /// Its clauses.
    pub clauses: Vec<String>,
}

/// Something under one name, as each pack has it. Nothing: that pack has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub what: String,
    /// In A.
    pub left: Option<String>,
    /// In B.
    pub right: Option<String>,
}

impl Row {
    /// On which side it stands.
    pub fn sides(&self) -> Sides {
        match (&self.left, &self.right) {
            (Some(_), None) => Sides::OnlyLeft,
            (None, Some(_)) => Sides::OnlyRight,
            (left, right) if left == right => Sides::Same,
            _ => Sides::Differs,
        }
    }
}

/// Sets two packs side by side. What is the same in both is left out, but for what both ask for.
pub fn texts(left: &Pack, right: &Pack) -> Texts {
    Texts {
        asks: asks(left, right),
        numbers: differing([numbers(left), numbers(right)]),
        endings: differing([endings(left), endings(right)]),
        rules: if left.id == right.id { differing([rules(left), rules(right)]) } else { Vec::new() },
        clauses: differing([clauses(left), clauses(right)]),
    }
}

type Named = BTreeMap<String, String>;

fn differing([mut left, mut right]: [Named; 2]) -> Vec<Row> {
    let names: BTreeSet<String> = left.keys().chain(right.keys()).cloned().collect();
    let rows = names.into_iter().map(|what| Row { left: left.remove(&what), right: right.remove(&what), what });
    rows.filter(|row| row.sides() != Sides::Same).collect()
}

fn asks(left: &Pack, right: &Pack) -> Vec<Ask> {
    let mut found: BTreeMap<(Follows, String), [Vec<Asking>; 2]> = BTreeMap::new();
    for (place, pack) in [left, right].into_iter().enumerate() {
        for (pathway, rule) in pack.pathways.iter().flat_map(|pathway| pathway.rules.iter().map(move |rule| (pathway, rule))) {
            for (what, asking) in of_rule(rule, pack) {
                if let Some(side) = found.entry((pathway.follows, what)).or_default().get_mut(place) {
                    side.push(asking);
                }
            }
        }
    }
    let row = |((follows, what), [mut left, mut right]): ((Follows, String), [Vec<Asking>; 2])| {
        left.sort();
        right.sort();
        left.dedup();
        right.dedup();
        let sides = match (left.is_empty(), right.is_empty()) {
            (false, true) => Sides::OnlyLeft,
            (true, false) => Sides::OnlyRight,
            _ if substance(&left) == substance(&right) => Sides::Same,
            _ => Sides::Differs,
        };
        Ask { follows, what, left, right, sides }
    };
    let mut rows: Vec<Ask> = found.into_iter().map(row).collect();
    rows.sort_by_key(|row| row.sides);
    rows
}

/// What the names of rules and clauses have no part in.
fn substance(side: &[Asking]) -> BTreeSet<(&str, &str, &str, Option<&str>)> {
    side.iter().map(|asking| (asking.when.as_str(), asking.how_often, asking.owner, asking.due.as_deref())).collect()
}

fn of_rule(rule: &Rule, pack: &Pack) -> Vec<(String, Asking)> {
    let asking = |owner, due| Asking {
        when: sentence(&condition(&rule.when)),
        how_often: how_often(rule),
        owner,
        due,
        rule: rule.id.clone(),
        clauses: rule.clauses.clone(),
    };
    duties(rule, pack).into_iter().map(|duty| (duty.what.clone(), asking(duty.owner, duty.due))).collect()
}

/// A condition in one line: brackets around what belongs together.
fn sentence(words: &ConditionWords) -> String {
    fn joined(parts: &[ConditionWords], between: &str) -> String {
        let part = |part: &ConditionWords| match part {
            ConditionWords::All(_) | ConditionWords::Any(_) => format!("({})", sentence(part)),
            _ => sentence(part),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(between)
    }
    match words {
        ConditionWords::Always => "always".to_owned(),
        ConditionWords::One(words) => words.clone(),
        ConditionWords::All(parts) => joined(parts, " and "),
        ConditionWords::Any(parts) => joined(parts, " or "),
    }
}

fn numbers(pack: &Pack) -> Named {
    let mut named: Named = BTreeMap::new();
    for parameter in pack.parameters.values() {
        let values = parameter.values.iter().map(|(from, deadline)| match parameter.values.len() {
            1 => within(*deadline),
            _ => format!("from {} {}", brought_calendar::date_in_words(*from), within(*deadline)),
        });
        named.insert(format!("Deadline: {}", parameter.name.replace('_', " ")), values.collect::<Vec<_>>().join("; "));
    }
    let outcomes = |outcomes: &[brought_domain::contact::OutcomeKind]| {
        let mut words: Vec<&str> = outcomes.iter().map(|outcome| outcome.words()).collect();
        words.sort_unstable();
        words.join(", ")
    };
    named.insert("Counts as a failed contact".into(), outcomes(&pack.counting.counts));
    named.insert("Does not count".into(), outcomes(&pack.counting.does_not_count));
    named.insert("Counts though nobody had arranged it".into(), outcomes(&pack.counting.opportunistic_counts));
    named.insert("How long a pattern looks back".into(), format!("{} days", pack.pattern_window_days));
    named.insert("Failed contacts in a row that are called persistent".into(), pack.engagement.persistent_after.to_string());
    let ladder = pack.escalation.iter().map(|rung| format!("after {} working days the {}", rung.after_working_days, rung.to.words()));
    named.insert("Who hears when something stays overdue".into(), ladder.collect::<Vec<_>>().join("; "));
    named
}

fn endings(pack: &Pack) -> Named {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let when = |when: &Option<WrittenCondition>| when.as_ref().map_or_else(|| "always".to_owned(), |when| sentence(&condition(&when.when)));
    let of = |pathway: &Pathway| pathway.endings.clone();
    for pathway in &pack.pathways {
        for ending in of(pathway) {
            named.entry(format!("{}: {}", pathway.follows.words(), ending.layer)).or_default().insert(when(&ending.when));
        }
    }
    named.into_iter().map(|(what, ways)| (what, ways.into_iter().collect::<Vec<_>>().join("; in another pathway: "))).collect()
}

fn rules(pack: &Pack) -> Named {
    let told = |rule: &Rule| {
        let asks: Vec<String> = duties(rule, pack)
            .into_iter()
            .map(|duty| format!("{}, by the {}{}", duty.what, duty.owner, duty.due.map(|due| format!(", {due}")).unwrap_or_default()))
            .collect();
        let alert = rule.alert.iter().map(|words| format!("alert: {words}"));
        let asks: Vec<String> = asks.into_iter().chain(alert).collect();
        format!("When {}, {}: {}", sentence(&condition(&rule.when)), how_often(rule), asks.join("; "))
    };
    pack.rules().map(|rule| (rule.id.clone(), told(rule))).collect()
}

fn clauses(pack: &Pack) -> Named {
    pack.clauses.values().map(|clause| (clause.id.clone(), clause.says.clone())).collect()
}
