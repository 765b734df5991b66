//! The charts of `NHSRplotthedots`, to the last digit that it wrote down, and the limits of p and p′ charts of another program.
//!
//! `expected/plot-the-dots.csv` is what `NHSRplotthedots` 0.2.2 says of the attendances of two hospitals (`NHSRdatasets`, CC0) in five settings; the two
//! others are published figures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use brought_statistics::{
    Assurance, Better, Chart, Limits, Meaning, Settings, Share, Side, Signal, Unusable, individuals, overdispersed_proportions, proportions,
};
use std::collections::BTreeMap;

/// A row of a file, by the names of its columns.
type Row<'t> = BTreeMap<&'t str, &'t str>;

/// The rows of a file without any quotation marks, by the names of its columns.
fn rows(text: &str) -> Vec<Row<'_>> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| names.iter().copied().zip(line.split(',')).collect()).collect()
}

fn number(row: &Row<'_>, column: &str) -> f64 {
    row[column].parse().unwrap()
}

/// In which settings the package was run, by their name there.
fn settings(scenario: &str, rows: &[&Row<'_>]) -> Settings {
    let better = match scenario {
        "rate_decrease" | "rate_decrease_rebase" | "breaches_decrease_noscreen" => Better::Lower,
        "breaches_increase_target" => Better::Higher,
        "rate_neutral_fix12" => Better::Neither,
        other => panic!("{other} is not known here"),
    };
    let target = Some(rows[0]["target"]).filter(|target| *target != "NA").map(|target| target.parse().unwrap());
    let begins = |place: &usize| rows[*place]["rebase_group"] != rows[*place - 1]["rebase_group"];
    Settings {
        target,
        new_limits_at: (1..rows.len()).filter(begins).collect(),
        limits_from_first: (scenario == "rate_neutral_fix12").then_some(12),
        screen_outliers: scenario != "breaches_decrease_noscreen",
        ..Settings::new(better)
    }
}

/// The file has fifteen significant digits of what went in and of what came out; a limit near 0 is the difference of two larger numbers.
fn is_same(ours: f64, written: f64, centre: f64) -> bool {
    (ours - written).abs() <= 1e-14 * written.abs().max(centre.abs())
}

fn their_side(side: Side) -> &'static str {
    match side {
        Side::Below => "-1",
        Side::On => "0",
        Side::Above => "1",
    }
}

fn their_signal(signal: Option<Signal>) -> &'static str {
    match signal {
        None => "Common Cause",
        Some(Signal::AboveUpperLimit) => "Above UCL",
        Some(Signal::BelowLowerLimit) => "Below LCL",
        Some(Signal::Rising) => "7 Point Trend (Increasing)",
        Some(Signal::Falling) => "7 Point Trend (Decreasing)",
        Some(Signal::TwoOfThreeNearUpper) => "2 in 3 Above CL",
        Some(Signal::TwoOfThreeNearLower) => "2 in 3 Below CL",
        Some(Signal::SevenAbove) => "7 Points Above CL",
        Some(Signal::SevenBelow) => "7 Points Below CL",
    }
}

fn their_meaning(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::MayBeChance => "common_cause",
        Meaning::Improvement => "special_cause_improvement",
        Meaning::Concern => "special_cause_concern",
        Meaning::High => "special_cause_neutral_high",
        Meaning::Low => "special_cause_neutral_low",
    }
}

fn assert_same(chart: &Chart, rows: &[&Row<'_>], shown: &str) {
    for (point, row) in chart.points.iter().zip(rows) {
        let shown = format!("{shown} {}", row["x"]);
        let limits = point.limits.unwrap();
        for (ours, column) in [(point.centre, "mean_col"), (limits.lower, "lpl"), (limits.upper, "upl")] {
            assert!(is_same(ours, number(row, column), point.centre), "{shown} {column}: {ours} and not {}", row[column]);
        }
        assert_eq!(their_side(point.side), row["relative_to_mean"], "{shown}");
        assert_eq!(their_signal(point.signal), row["special_cause_type"], "{shown}");
        assert_eq!(their_meaning(point.meaning), row["point_type"], "{shown}");
    }
    let their_assurance = match (chart.assurance, rows[0]["scenario"].contains("increase")) {
        (None, _) => "NA",
        (Some(Assurance::Chance), _) => "inconsistent",
        (Some(Assurance::Reached), true) => "consistent_pass",
        (Some(Assurance::NotReached), true) => "consistent_fail",
        (Some(_), false) => "no such setting was run",
    };
    assert_eq!(their_assurance, rows[0]["assurance_type"], "{shown}");
}

/// Every chart of the file, against what stands in it. How many there were.
fn assert_all_same(text: &str) -> usize {
    let rows = rows(text);
    let mut charts: BTreeMap<(&str, &str), Vec<&Row<'_>>> = BTreeMap::new();
    rows.iter().for_each(|row| charts.entry((row["scenario"], row["org_code"])).or_default().push(row));
    for ((scenario, organisation), rows) in &mut charts {
        rows.sort_by_key(|row| row["x"]);
        let values: Vec<f64> = rows.iter().map(|row| number(row, "y")).collect();
        let chart = individuals(&values, &settings(scenario, rows)).unwrap();
        assert_eq!(chart.points.len(), rows.len());
        assert_same(&chart, rows, &format!("{scenario} {organisation}"));
    }
    charts.len()
}

#[test]
fn every_signal_and_limit_is_that_of_the_package() {
    let text = include_str!("expected/plot-the-dots.csv");
    for code in ["Above UCL", "Below LCL", "(Increasing)", "(Decreasing)", "3 Above CL", "3 Below CL", "Points Above CL", "Points Below CL"]
    {
        assert!(text.contains(code), "the file shows no {code}");
    }
    assert_eq!(assert_all_same(text), 10);
}

#[test]
#[ignore = "needs the sample data: set BROUGHT_SAMPLE_DATA"]
#[allow(clippy::disallowed_methods, reason = "the sample data is no part of the workspace")]
fn sample_data_of_all_hospitals_is_charted_as_by_the_package() {
    let folder = std::env::var_os("BROUGHT_SAMPLE_DATA").expect("the sample data is not here: set BROUGHT_SAMPLE_DATA to its folder");
    let file = std::path::Path::new(&folder).join("spc/nhsrplotthedots_expected_sample.csv");
    assert_eq!(assert_all_same(&std::fs::read_to_string(file).unwrap()), 170);
}

/// What the vignette on differences to the spreadsheet tool says of one outlier among eighteen values.
#[test]
fn an_outlier_is_screened_once_or_not_at_all() {
    let values = [1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
    for (screen_outliers, expected) in [(true, ["1.94", "-0.72", "4.60"]), (false, ["1.94", "-3.06", "6.95"])] {
        let chart = individuals(&values, &Settings { screen_outliers, ..Settings::new(Better::Higher) }).unwrap();
        let limits = chart.points[0].limits.unwrap();
        assert_eq!([chart.points[0].centre, limits.lower, limits.upper].map(|value| format!("{value:.2}")), expected);
        let above: Vec<usize> = (0..18).filter(|place| chart.points[*place].signal == Some(Signal::AboveUpperLimit)).collect();
        assert_eq!(above, [4]);
    }
}

#[test]
fn limits_of_shares_are_the_published_ones() {
    let settings = Settings::new(Better::Lower);
    type Charted = fn(&[Share], &Settings) -> Result<Chart, Unusable>;
    let p = (include_str!("expected/p-chart.csv"), proportions as Charted, 0.005);
    let p_prime = (include_str!("expected/p-prime-chart.csv"), overdispersed_proportions as Charted, 0.00005);
    for (text, chart, half_of_last_digit) in [p, p_prime] {
        let rows = rows(text);
        let count = |row: &Row<'_>, column: &str| row[column].parse().unwrap();
        let shares: Vec<Share> = rows.iter().map(|row| Share::new(count(row, "counted"), count(row, "of")).unwrap()).collect();
        let chart = chart(&shares, &settings).unwrap();
        for (point, row) in chart.points.iter().zip(&rows) {
            let Limits { lower, upper, near_lower, near_upper } = point.limits.unwrap();
            for (ours, column) in [(lower, "lower"), (near_lower, "near_lower"), (near_upper, "near_upper"), (upper, "upper")] {
                let far = (ours * 100.0 - number(row, column)).abs();
                assert!(far <= half_of_last_digit * 1.0001, "{column} of {row:?}: {}", ours * 100.0);
            }
        }
    }
}
