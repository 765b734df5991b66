//! A policy as a whole: its pathways, its clauses, and whether everything in it is held and proven.

use super::{citing, held_by};
use brought_calendar::date_in_words;
use brought_policy::Pack;
use brought_policy::pack::HeldBy;
use serde::Serialize;

/// What tells one pack from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PackSummary {
    /// Its id.
    pub id: String,
    /// By which name the addresses of its pages call it: its id, or what [`exact_key`] says.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Who publishes the document.
    pub publisher: String,
    /// Its version.
    pub version: String,
    /// The first day on which it is in force.
    pub from: String,
    /// The day by which it is to be reviewed.
    pub review_by: Option<String>,
    /// The document it puts into rules.
    pub source: String,
    /// A digest of its files.
    pub digest: String,
}

/// A policy as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyPage {
    /// Which it is.
    pub pack: PackSummary,
    /// Its pathways.
    pub pathways: Vec<PathwaySummary>,
    /// Its clauses, in order.
    pub clauses: Vec<ClauseSummary>,
    /// How many numbers it has.
    pub parameters: usize,
}

/// A pathway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathwaySummary {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whom it follows up.
    pub follows: &'static str,
    /// Its stages, in words and in order.
    pub stages: Vec<String>,
    /// How many rules it has.
    pub rules: usize,
    /// How many scenarios prove them.
    pub scenarios: usize,
}

/// A clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseSummary {
    /// Its id.
    pub id: String,
    /// The section of the document.
    pub section: String,
    /// What it says.
    pub says: String,
    /// `rules`, `product` or `judgement`.
    pub held: &'static str,
    /// How it is held, in words.
    pub held_by: String,
    /// The rules that cite it.
    pub rules: Vec<String>,
}

/// What proves a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoveragePage {
    /// Which it is.
    pub pack: PackSummary,
    /// Every rule, with its scenarios.
    pub rules: Vec<RuleCoverage>,
    /// Every clause, with how it is held.
    pub clauses: Vec<ClauseSummary>,
    /// How many clauses rules hold.
    pub by_rules: usize,
    /// How many the product holds.
    pub by_product: usize,
    /// How many are left to judgement.
    pub by_judgement: usize,
    /// How many scenarios there are.
    pub scenarios: usize,
}

/// A rule, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleCoverage {
    /// Its id.
    pub id: String,
    /// Its pathway, by id.
    pub pathway: String,
    /// Its clauses.
    pub clauses: Vec<String>,
    /// The scenarios in which it fires, by name.
    pub fires_in: Vec<String>,
    /// The scenarios in which it nearly fires, by name.
    pub does_not_fire_in: Vec<String>,
}

/// Which pack it is, in words.
pub fn pack_summary(pack: &Pack) -> PackSummary {
    PackSummary {
        id: pack.id.clone(),
        key: pack.id.clone(),
        title: pack.title.clone(),
        publisher: pack.publisher.clone(),
        version: pack.version.clone(),
        from: date_in_words(pack.in_force_from),
        review_by: pack.review_by.map(date_in_words),
        source: pack.sources.iter().map(|source| source.document.as_str()).collect::<Vec<_>>().join("; "),
        digest: pack.digest.clone(),
    }
}

/// A name of a pack that no other text has: its id, its version and the beginning of its digest, as in `no-access@1.1+5f0c2c8d`.
pub fn exact_key(pack: &Pack) -> String {
    format!("{}@{}+{}", pack.id, pack.version, pack.digest.get(..8).unwrap_or(&pack.digest))
}

/// A policy as a whole.
pub fn policy_page(pack: &Pack) -> PolicyPage {
    PolicyPage {
        pack: pack_summary(pack),
        pathways: pack
            .pathways
            .iter()
            .map(|pathway| PathwaySummary {
                id: pathway.id.clone(),
                title: pathway.title.clone(),
                follows: pathway.follows.words(),
                stages: pathway.stages.iter().map(|stage| stage.words.clone()).collect(),
                rules: pathway.rules.len(),
                scenarios: pathway.scenarios.len(),
            })
            .collect(),
        clauses: clauses(pack),
        parameters: pack.parameters.len(),
    }
}

/// What proves a policy.
pub fn coverage_page(pack: &Pack) -> CoveragePage {
    let scenarios = || pack.pathways.iter().flat_map(|pathway| &pathway.scenarios);
    let all = pack.pathways.iter().flat_map(|pathway| pathway.rules.iter().map(move |rule| (pathway, rule)));
    let rules = all
        .map(|(pathway, rule)| RuleCoverage {
            id: rule.id.clone(),
            pathway: pathway.id.clone(),
            clauses: rule.clauses.clone(),
            fires_in: scenarios().filter(|scenario| scenario.fires.contains(&rule.id)).map(|scenario| scenario.name.clone()).collect(),
            does_not_fire_in: scenarios()
                .filter(|scenario| scenario.does_not_fire.contains(&rule.id))
                .map(|scenario| scenario.name.clone())
                .collect(),
        })
        .collect();
    let clauses = clauses(pack);
    let held = |how: &str| clauses.iter().filter(|clause| clause.held == how).count();
    CoveragePage {
        pack: pack_summary(pack),
        rules,
        by_rules: held("rules"),
        by_product: held("product"),
        by_judgement: held("judgement"),
        scenarios: scenarios().count(),
        clauses,
    }
}

fn clauses(pack: &Pack) -> Vec<ClauseSummary> {
    let summary = |clause: &brought_policy::pack::Clause| ClauseSummary {
        id: clause.id.clone(),
        section: clause.section.clone(),
        says: clause.says.clone(),
        held: match clause.held_by {
            HeldBy::Rules => "rules",
            HeldBy::Product(_) => "product",
            HeldBy::Judgement(_) => "judgement",
        },
        held_by: held_by(&clause.held_by),
        rules: citing(pack, &clause.id).into_iter().map(|(_, rule)| rule.id.clone()).collect(),
    };
    pack.clauses.values().map(summary).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::pack;

    #[test]
    fn the_counts_of_a_policy_add_up() {
        let (policy, coverage) = (policy_page(&pack()), coverage_page(&pack()));
        assert_eq!(coverage.by_rules + coverage.by_product + coverage.by_judgement, policy.clauses.len());
        assert_eq!(policy.pathways.iter().map(|pathway| pathway.rules).sum::<usize>(), coverage.rules.len());
        assert_eq!(policy.pathways.iter().map(|pathway| pathway.scenarios).sum::<usize>(), coverage.scenarios);
        assert!(coverage.rules.iter().all(|rule| !rule.fires_in.is_empty() && !rule.does_not_fire_in.is_empty()));
    }
}
