//! A rule in words: when, asks whom for what by when, and the clauses it implements.

use crate::child_page::{ClauseLine, clause_line};
use crate::words::capitalised;
use brought_policy::Pack;
use brought_policy::explain::{ConditionWords, condition, duties, how_often};
use brought_policy::pack::{Pathway, Rule};
use serde::Serialize;

/// A rule in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RulePanel {
    /// Its id.
    pub id: String,
    /// The pathway it stands in, by id.
    pub pathway: String,
    /// The pathway's title.
    pub pathway_title: String,
    /// The clauses, in words.
    pub clauses: Vec<ClauseLine>,
    /// When it fires.
    pub when: ConditionView,
    /// How often it fires.
    pub how_often: &'static str,
    /// What it asks for.
    pub asks: Vec<DutyView>,
    /// What it offers to think about.
    pub prompts: Vec<String>,
    /// The alert it shows.
    pub alert: Option<String>,
    /// The pattern it asks about.
    pub pattern: Option<&'static str>,
    /// The stage it moves the follow-up to.
    pub stage: Option<String>,
    /// How many scenarios show it firing.
    pub fires_in: usize,
    /// How many show it nearly firing.
    pub does_not_fire_in: usize,
}

/// A condition in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionView {
    /// `one`, `all` or `any`.
    pub join: &'static str,
    /// The words, when it is one.
    pub words: String,
    /// The parts, when it is several.
    pub parts: Vec<ConditionView>,
}

/// One thing a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DutyView {
    /// What to do.
    pub what: String,
    /// Who owes it.
    pub owner: &'static str,
    /// Who owes it when the owner cannot.
    pub fallback: &'static str,
    /// By when.
    pub due: Option<String>,
    /// The name of the number the time comes from.
    pub parameter: Option<String>,
    /// Whether the document itself gives the time. Nothing: the rule gives it.
    pub from_document: Option<bool>,
    /// Whether it is asked once for each dependent child.
    pub for_each_child: bool,
}

/// A rule of a pathway in words.
pub fn rule_panel(pack: &Pack, pathway: &Pathway, rule: &Rule) -> RulePanel {
    let scenarios = || pack.pathways.iter().flat_map(|pathway| &pathway.scenarios);
    RulePanel {
        id: rule.id.clone(),
        pathway: pathway.id.clone(),
        pathway_title: pathway.title.clone(),
        clauses: rule.clauses.iter().map(|id| clause_line(id, pack.clauses.get(id).map_or("", |clause| &clause.says), pack)).collect(),
        when: view(&condition(&rule.when)),
        how_often: how_often(rule),
        asks: duties(rule, pack)
            .into_iter()
            .map(|duty| DutyView {
                what: duty.what,
                owner: duty.owner,
                fallback: duty.fallback,
                due: duty.due,
                from_document: duty.parameter.as_ref().and_then(|name| pack.parameters.get(name)).map(|number| number.from_document),
                parameter: duty.parameter,
                for_each_child: duty.for_each_child,
            })
            .collect(),
        prompts: rule.prompts.iter().map(|prompt| prompt.words.clone()).collect(),
        alert: rule.alert.clone(),
        pattern: rule.pattern.map(|pattern| pattern.words()),
        stage: rule.stage.and_then(|index| pathway.stages.get(index)).map(|stage| stage.words.clone()),
        fires_in: scenarios().filter(|scenario| scenario.fires.contains(&rule.id)).count(),
        does_not_fire_in: scenarios().filter(|scenario| scenario.does_not_fire.contains(&rule.id)).count(),
    }
}

fn view(words: &ConditionWords) -> ConditionView {
    let several = |join, parts: &[ConditionWords]| ConditionView { join, words: String::new(), parts: parts.iter().map(view).collect() };
    match words {
        ConditionWords::Always => ConditionView { join: "one", words: "Always".to_owned(), parts: Vec::new() },
        ConditionWords::One(words) => ConditionView { join: "one", words: capitalised(words), parts: Vec::new() },
        ConditionWords::All(parts) => several("all", parts),
        ConditionWords::Any(parts) => several("any", parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::pack;

    fn panel(id: &str) -> RulePanel {
        let pack = pack();
        let (pathway, rule) = pack
            .pathways
            .iter()
            .flat_map(|pathway| pathway.rules.iter().map(move |rule| (pathway, rule)))
            .find(|(_, rule)| rule.id == id)
            .unwrap();
        rule_panel(&pack, pathway, rule)
    }

    /// NAF-13.
    #[test]
    fn a_rule_says_when_it_fires_and_asks_whom_for_what_by_when() {
        let rule = panel("NAF-R13");
        assert_eq!((rule.when.join, rule.when.words.as_str()), ("one", "Number of failed contacts is at least 1"));
        assert_eq!(rule.how_often, "for each failed contact");
        let duty = &rule.asks[0];
        assert_eq!(
            (duty.what.as_str(), duty.owner, duty.fallback),
            ("Record the impact on the child and decide what to do", "practitioner", "safeguarding lead")
        );
        assert_eq!((duty.due.as_deref(), duty.from_document), (Some("within 1 working day"), Some(false)));
        assert!(rule.clauses.iter().all(|clause| clause.words.len() > 10 && !clause.section.is_empty()), "{:?}", rule.clauses);
        assert!(rule.fires_in > 0 && rule.does_not_fire_in > 0);
    }

    /// What has a name in the pack is told in full, so that nobody has to look it up.
    #[test]
    fn a_condition_with_a_name_is_told_in_full() {
        let rule = panel("NAF-R15");
        assert_eq!(rule.when.join, "any");
        let words: Vec<&str> = rule.when.parts.iter().map(|part| part.words.as_str()).collect();
        assert!(words.contains(&"Number of failed contacts is at least 2") && words.contains(&"Known welfare concern"), "{words:?}");
        assert_eq!(rule.stage.as_deref(), Some("proactive follow-up"));
    }
}
