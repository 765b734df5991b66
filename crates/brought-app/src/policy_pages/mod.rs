//! A policy pack in words: its pathways as documents, its clauses with what rests on them, its numbers, and what proves it.
//!
//! Nothing in here is anybody's record, so nothing takes an access grant. The counts of what is open name nobody.

mod clause;
mod numbers;
mod overview;
mod panel;
mod resting;
mod scenario;

pub use clause::{ClausePage, clause_page};
pub use numbers::{ConditionLine, EscalationLine, NumbersPage, ParameterLine, numbers_page};
pub use overview::{
    ClauseSummary, CoveragePage, PackSummary, PathwaySummary, PolicyPage, RuleCoverage, coverage_page, exact_key, pack_summary, policy_page,
};
pub use panel::{ConditionView, DutyView, RulePanel, rule_panel};
pub use resting::{OpenByRule, open_by_rule};
pub use scenario::{ScenarioStep, ScenarioView, scenario_view};

use brought_policy::Pack;
use brought_policy::pack::HeldBy;

/// How a clause is held, in words.
fn held_by(held_by: &HeldBy) -> String {
    match held_by {
        HeldBy::Rules => "the rules that cite it".to_owned(),
        HeldBy::Product(how) => format!("brought itself: {how}"),
        HeldBy::Judgement(why) => format!("professional judgement: {why}"),
    }
}

/// The rules that cite a clause, each with its pathway.
fn citing<'p>(pack: &'p Pack, clause: &str) -> Vec<(&'p brought_policy::pack::Pathway, &'p brought_policy::pack::Rule)> {
    let all = pack.pathways.iter().flat_map(|pathway| pathway.rules.iter().map(move |rule| (pathway, rule)));
    all.filter(|(_, rule)| rule.clauses.iter().any(|cited| cited == clause)).collect()
}
