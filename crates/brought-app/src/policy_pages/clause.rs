//! One clause: what it says, how it is held, the rules that implement it, the scenarios that prove them.

use super::panel::{RulePanel, rule_panel};
use super::scenario::{ScenarioView, scenario_view};
use super::{citing, held_by};
use brought_policy::Pack;
use serde::Serialize;

/// A clause, with everything that rests on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClausePage {
    /// Its id.
    pub id: String,
    /// The section of the document.
    pub section: String,
    /// What it says.
    pub says: String,
    /// How it is held.
    pub held_by: String,
    /// Whether it defines what counts as a failed contact.
    pub defines_counting: bool,
    /// Whether it is one that the pattern window comes from.
    pub defines_patterns: bool,
    /// The rules that cite it.
    pub rules: Vec<RulePanel>,
    /// The numbers that cite it, by name.
    pub parameters: Vec<String>,
    /// The conditions with a name that cite it.
    pub conditions: Vec<String>,
    /// The scenarios in which one of its rules fires.
    pub fires_in: Vec<ScenarioView>,
    /// The scenarios in which one nearly fires, and none of them does.
    pub does_not_fire_in: Vec<ScenarioView>,
    /// The clauses before and after it in the document.
    pub before: Option<String>,
    /// The clause after it.
    pub after: Option<String>,
}

/// A clause of a pack. Nothing: there is no such clause.
pub fn clause_page(pack: &Pack, id: &str) -> Option<ClausePage> {
    let clause = pack.clauses.get(id)?;
    let citing = citing(pack, id);
    let names_one = |rules: &[String]| citing.iter().any(|(_, rule)| rules.contains(&rule.id));
    let scenarios = || pack.pathways.iter().flat_map(|pathway| &pathway.scenarios);
    let cites = |clauses: &[String]| clauses.iter().any(|cited| cited == id);
    Some(ClausePage {
        id: clause.id.clone(),
        section: clause.section.clone(),
        says: clause.says.clone(),
        held_by: held_by(&clause.held_by),
        defines_counting: cites(&pack.counting.clauses),
        defines_patterns: cites(&pack.pattern_clauses),
        rules: citing.iter().map(|(pathway, rule)| rule_panel(pack, pathway, rule)).collect(),
        parameters: pack.parameters.values().filter(|number| cites(&number.clauses)).map(|number| number.name.clone()).collect(),
        conditions: pack
            .conditions
            .values()
            .filter(|condition| cites(&condition.clauses))
            .map(|condition| condition.name.clone())
            .collect(),
        fires_in: scenarios().filter(|scenario| names_one(&scenario.fires)).map(scenario_view).collect(),
        does_not_fire_in: scenarios()
            .filter(|scenario| names_one(&scenario.does_not_fire) && !names_one(&scenario.fires))
            .map(scenario_view)
            .collect(),
        before: pack.clauses.keys().rfind(|other| other.as_str() < id).cloned(),
        after: pack.clauses.keys().find(|other| other.as_str() > id).cloned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::pack;

    #[test]
    fn a_clause_has_its_rules_and_what_proves_them() {
        let clause = clause_page(&pack(), "NAF-15").unwrap();
        assert!(clause.rules.iter().any(|rule| rule.id == "NAF-R15"));
        assert!(!clause.fires_in.is_empty() && !clause.does_not_fire_in.is_empty());
        assert!(clause.parameters.contains(&"follow_up_family".to_owned()) && clause.conditions.contains(&"proactive".to_owned()));
        assert_eq!((clause.before.as_deref(), clause.after.as_deref()), (Some("NAF-14"), Some("NAF-16")));
    }

    #[test]
    fn a_clause_that_the_product_holds_says_how() {
        let clause = clause_page(&pack(), "NAF-06").unwrap();
        assert!(clause.rules.is_empty() && clause.defines_counting && clause.held_by.starts_with("brought itself: "), "{clause:?}");
        assert_eq!(clause_page(&pack(), "NAF-99"), None);
    }
}
