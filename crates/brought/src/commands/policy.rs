//! `brought policy`: check a pack, run its scenarios, list its rules.

use crate::failure::Failure;
use crate::packs;
use brought_policy::check::check;
use brought_policy::pack::{load, rules_index};
use brought_policy::scenario::run as run_scenario;
use jiff::civil::Date;

/// `policy check`: types, citations, scenarios, dates.
pub(crate) fn check_pack(name: &str, today: Date) -> Result<(), Failure> {
    let loaded = load(&packs::files(name)?);
    let report = check(&loaded, today);
    packs::print_all(&report.problems, &loaded.files);
    let counts = report.counts;
    println!(
        "{name}: {} rules, {} scenarios, {} parameters; {} clauses held by rules, {} by the product, {} left to judgement",
        counts.rules,
        counts.scenarios,
        counts.parameters,
        counts.clauses_held_by_rules,
        counts.clauses_held_by_product,
        counts.clauses_left_to_judgement
    );
    println!("{} errors, {} warnings", report.errors(), report.warnings());
    if report.passes() { Ok(()) } else { Err(Failure::found(format!("the policy pack {name} does not pass"))) }
}

/// `policy test`: runs every scenario.
pub(crate) fn test_pack(name: &str) -> Result<(), Failure> {
    let pack = packs::usable(name)?;
    let scenarios: Vec<_> = pack.pathways.iter().flat_map(|pathway| &pathway.scenarios).collect();
    let mut failed = 0;
    for scenario in &scenarios {
        let mismatches = run_scenario(&pack, scenario);
        if mismatches.is_empty() {
            continue;
        }
        failed += 1;
        eprintln!("{}:{}: {}", scenario.file, scenario.line, scenario.name);
        for mismatch in mismatches {
            eprintln!("  {}", mismatch.0);
        }
    }
    println!("{name}: {} passed, {failed} failed", scenarios.len() - failed);
    if failed > 0 || scenarios.is_empty() {
        Err(Failure::found(format!("the scenarios of {name} do not all come out as they say")))
    } else {
        Ok(())
    }
}

/// `policy rules`: the index of rules, for the documentation.
pub(crate) fn rules(name: &str) -> Result<(), Failure> {
    print!("{}", rules_index(&packs::usable(name)?));
    Ok(())
}
