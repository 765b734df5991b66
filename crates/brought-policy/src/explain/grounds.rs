//! On which entries each fact rests.
//!
//! A standing tells that of a rule as a whole. So the engine is asked once more, with a probe beside the rules for each fact: a rule that always
//! holds, asks for nothing, and looks at that fact alone. A probe changes nothing about what the other rules come to.

use crate::duty::Each;
use crate::expression::Expression;
use crate::fact::FactName;
use crate::pack::{Pack, Pattern, Rule, Watches};
use crate::standing::Standing;
use brought_calendar::Calendar;
use brought_domain::{Chronology, EventId, FollowUpId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// No pack can have a rule whose id begins so.
const PROBE: &str = "PROBE fact ";

/// The entries behind each fact, for each open follow-up and for the child as a whole.
pub(super) struct Grounds(BTreeMap<(Option<FollowUpId>, FactName), Vec<EventId>>);

impl Grounds {
    pub(super) fn of(pack: &Pack, calendar: &Calendar, chronology: &Chronology, as_of: Timestamp) -> Self {
        let standing = crate::standing(&with_probes(pack), calendar, chronology, as_of);
        // What an open follow-up's probe found stands among the patterns, and whose it was in the trace: both in one order.
        let mut found: BTreeMap<&str, std::vec::IntoIter<Vec<EventId>>> = BTreeMap::new();
        for fact in FactName::ALL {
            let of_fact = standing.patterns.iter().filter(|pattern| pattern.because.rule.strip_prefix(PROBE) == Some(fact.code()));
            let events: Vec<Vec<EventId>> = of_fact.map(|pattern| pattern.because.events.clone()).collect();
            found.insert(fact.code(), events.into_iter());
        }
        let mut grounds = BTreeMap::new();
        for trace in standing.trace.iter().filter(|trace| is_open(&standing, trace.follow_up.as_ref())) {
            let Some(fact) = trace.rule.strip_prefix(PROBE).and_then(|code| code.parse::<FactName>().ok()) else { continue };
            if let Some(events) = found.get_mut(fact.code()).and_then(Iterator::next) {
                grounds.insert((trace.follow_up.clone(), fact), events);
            }
        }
        Self(grounds)
    }

    pub(super) fn behind(&self, follow_up: Option<&FollowUpId>, fact: FactName) -> Vec<EventId> {
        self.0.get(&(follow_up.cloned(), fact)).cloned().unwrap_or_default()
    }
}

fn is_open(standing: &Standing, follow_up: Option<&FollowUpId>) -> bool {
    let Some(id) = follow_up else { return true };
    standing.follow_ups.iter().any(|follow_up| &follow_up.id == id && follow_up.is_open())
}

fn with_probes(pack: &Pack) -> Pack {
    let mut pack = pack.clone();
    for pathway in &mut pack.pathways {
        let mut probes: Vec<Rule> = Vec::new();
        for rule in &pathway.rules {
            for fact in rule.when.facts() {
                if !probes.iter().any(|probe| probe.on == rule.on && probe.id.strip_prefix(PROBE) == Some(fact.code())) {
                    probes.push(probe(rule, fact));
                }
            }
        }
        pathway.rules.alter(|rules| rules.extend(probes));
    }
    pack
}

fn probe(rule: &Rule, fact: FactName) -> Rule {
    let when = Expression::Any(vec![Expression::Always, Expression::Known(fact)]);
    Rule {
        id: format!("{PROBE}{}", fact.code()),
        clauses: Vec::new(),
        watches: Watches::of(&when, Each::FollowUp, &[]),
        when,
        each: Each::FollowUp,
        stage: None,
        duties: Vec::new(),
        prompts: Vec::new(),
        alert: None,
        pattern: Some(Pattern::Closure),
        ..rule.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::load;
    use std::collections::BTreeMap;

    fn pack() -> Pack {
        let files = [
            ("pack.toml", include_str!("../../../../policies/no-access/pack.toml")),
            ("clauses.toml", include_str!("../../../../policies/no-access/clauses.toml")),
            ("pathways/children.md", include_str!("../../../../policies/no-access/pathways/children.md")),
            ("pathways/parents.md", include_str!("../../../../policies/no-access/pathways/parents.md")),
        ];
        load(&files.map(|(path, text)| (path.to_owned(), text.to_owned())).into_iter().collect::<BTreeMap<_, _>>()).pack.unwrap()
    }

    /// Or a pack could take the place of a probe.
    #[test]
    fn no_rule_of_a_pack_can_be_called_as_a_probe_is() {
        assert!(PROBE.contains(' '), "ids of rules hold letters, digits and `-` only");
    }

    /// Or an explanation would be of another standing.
    #[test]
    fn probes_change_nothing_about_what_other_rules_come_to() {
        let pack = pack();
        let probed = with_probes(&pack);
        for scenario in pack.pathways.iter().flat_map(|pathway| &pathway.scenarios) {
            let calendar = Calendar::bundled(scenario.division.unwrap_or(pack.division));
            let mut with = crate::standing(&probed, &calendar, &scenario.chronology, scenario.as_of);
            let without = crate::standing(&pack, &calendar, &scenario.chronology, scenario.as_of);
            with.patterns.retain(|pattern| !pattern.because.rule.starts_with(PROBE));
            with.trace.retain(|trace| !trace.rule.starts_with(PROBE));
            // A pattern that is shown may be gone tomorrow, and a probe is shown as one.
            with.changes_at = without.changes_at;
            assert_eq!(with, without, "{}", scenario.name);
        }
    }
}
