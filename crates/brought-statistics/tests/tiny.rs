//! Small charts that a person can work out, and what must hold of every chart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use brought_statistics::{
    Assurance, Better, Chart, Meaning, NoShare, Settings, Share, Signal, Unusable, individuals, overdispersed_proportions, proportions,
};
use proptest::prelude::*;

fn lower() -> Settings {
    Settings::new(Better::Lower)
}

/// The signals of a chart, a letter each: outside U and L, trend R and F, near u and l, a side a and b, chance a dot.
fn drawn(chart: &Chart) -> String {
    let letter = |signal: Option<Signal>| match signal {
        None => '.',
        Some(Signal::AboveUpperLimit) => 'U',
        Some(Signal::BelowLowerLimit) => 'L',
        Some(Signal::Rising) => 'R',
        Some(Signal::Falling) => 'F',
        Some(Signal::TwoOfThreeNearUpper) => 'u',
        Some(Signal::TwoOfThreeNearLower) => 'l',
        Some(Signal::SevenAbove) => 'a',
        Some(Signal::SevenBelow) => 'b',
    };
    chart.points.iter().map(|point| letter(point.signal)).collect()
}

/// Limits that rest on the first twelve values: mean 50, steps of 2, limits 44.68 and 55.32, near 46.45 and 53.55.
fn after_twelve(more: &[f64]) -> String {
    let first = [49.0, 51.0].repeat(6);
    let values: Vec<f64> = first.iter().chain(more).copied().collect();
    let settings = Settings { limits_from_first: Some(12), ..lower() };
    drawn(&individuals(&values, &settings).unwrap())[12..].to_owned()
}

#[test]
fn each_rule_by_itself() {
    for (more, expected, why) in [
        (vec![55.32], ".", "on the limit is not outside"),
        (vec![55.33], "U", "above"),
        (vec![44.67], "L", "below"),
        (vec![53.0, 52.0, 51.0, 52.0, 51.0, 52.0, 51.0], "aaaaaaa", "seven above; the twelfth value lies above as well"),
        (vec![49.0, 52.0, 51.0, 52.0, 51.0, 52.0, 51.0], ".......", "six above"),
        (vec![49.0, 52.0, 51.0, 50.0, 51.0, 52.0, 51.0, 52.0], "........", "one on the mean breaks the row"),
        (vec![49.0, 49.1, 49.2, 50.1, 50.2, 50.3, 50.4], "RRRRRRR", "seven that rise"),
        (vec![49.0, 49.1, 49.2, 49.2, 50.2, 50.3, 50.4], ".......", "alike is not rising"),
        (vec![54.0, 49.0, 54.0], "...", "two of three near, and not all on one side"),
        (vec![54.0, 51.0, 54.0], "u.u", "two of three near"),
        (vec![46.0, 49.0, 46.0], "l.l", "two of three near, below"),
        (vec![56.0, 51.0, 54.0], "U..", "outside does not count as near"),
    ] {
        // What comes before ends above the mean, and the rows of seven would reach back to it.
        let reached = after_twelve(&more);
        assert_eq!(reached, expected, "{why}");
    }
}

#[test]
fn where_a_rise_turns_into_a_fall_the_fall_is_told() {
    let values = [49.0, 49.5, 50.5, 51.0, 51.5, 52.0, 52.5, 52.0, 51.5, 51.0, 50.5, 49.5, 49.0];
    assert_eq!(after_twelve(&values), "RRRRRRFFFFFFF");
}

#[test]
fn what_it_means_depends_on_what_is_better() {
    let values: Vec<f64> = [1.0, 2.0].repeat(7).into_iter().chain([9.0]).collect();
    for (better, meaning) in [(Better::Higher, Meaning::Improvement), (Better::Lower, Meaning::Concern), (Better::Neither, Meaning::High)] {
        assert_eq!(individuals(&values, &Settings::new(better)).unwrap().latest(), meaning);
    }
}

#[test]
fn a_target_beyond_the_limits_is_reached_or_not_whatever_chance_brings() {
    let values = [49.0, 51.0].repeat(7);
    for (better, target, expected) in [
        (Better::Higher, 60.0, Some(Assurance::NotReached)),
        (Better::Higher, 40.0, Some(Assurance::Reached)),
        (Better::Lower, 60.0, Some(Assurance::Reached)),
        (Better::Lower, 40.0, Some(Assurance::NotReached)),
        (Better::Lower, 50.0, Some(Assurance::Chance)),
        (Better::Neither, 60.0, None),
    ] {
        let chart = individuals(&values, &Settings { target: Some(target), ..Settings::new(better) }).unwrap();
        assert_eq!(chart.assurance, expected, "{better:?} {target}");
    }
}

#[test]
fn new_limits_begin_where_something_changed() {
    let values: Vec<f64> = [1.0, 2.0].repeat(7).into_iter().chain([11.0, 12.0].repeat(7)).collect();
    let parted = individuals(&values, &Settings { new_limits_at: vec![14], ..lower() }).unwrap();
    assert!(parted.points.iter().all(|point| point.signal.is_none()));
    assert!((parted.points[0].centre, parted.points[14].centre) == (1.5, 11.5));
    let whole = individuals(&values, &lower()).unwrap();
    assert!(whole.points.iter().all(|point| point.signal.is_some()));
}

#[test]
fn what_it_says_in_words() {
    let months: Vec<String> = (1..=21).map(|month| format!("month {month}")).collect();
    let usual: Vec<f64> = [1.0, 2.0].repeat(7);
    let with = |more: &[f64]| usual.iter().chain(more).copied().collect::<Vec<f64>>();
    for (values, settings, expected) in [
        (usual.clone(), lower(), "It moves as it usually does, which may be chance; whether what is usual is good, this does not say."),
        (with(&[9.0]), lower(), "Higher than usual in month 15, for the worse: this is unlikely to be chance."),
        (
            with(&[9.0, 9.0]),
            Settings::new(Better::Higher),
            "Higher than usual since month 15, for the better: this is unlikely to be chance.",
        ),
        (
            with(&[-9.0]),
            Settings { target: Some(20.0), ..Settings::new(Better::Higher) },
            "Lower than usual in month 15, for the worse: this is unlikely to be chance. If nothing changes, the target is not reached.",
        ),
        (vec![3.0], lower(), "One value alone says nothing about what is usual."),
        (
            with(&[1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7]),
            Settings::new(Better::Neither),
            "Rising since month 15: this is unlikely to be chance.",
        ),
        (
            vec![1.0, 2.0],
            lower(),
            "It moves as it usually does, which may be chance; whether what is usual is good, this does not say. The limits are on trial: \
             they rest on 2 values, and 13 make them firm.",
        ),
    ] {
        assert_eq!(individuals(&values, &settings).unwrap().in_words(&months), expected);
    }
}

#[test]
fn what_cannot_be_charted_is_told_with_its_place() {
    let fixed = Settings { limits_from_first: Some(11), ..lower() };
    let parted = |new_limits_at: &[usize]| Settings { new_limits_at: new_limits_at.to_vec(), ..lower() };
    let values = [1.0, 2.0, 3.0];
    for (values, settings, told) in [
        (&[][..], lower(), "there are no values. Give at least one"),
        (&[1.0, f64::NAN], lower(), "value 2 is NaN, which cannot be charted"),
        (&values, fixed, "limits cannot rest on the first 11 values. Name at least 12"),
        (&values, Settings { target: Some(f64::INFINITY), ..lower() }, "the target is inf. Give a number"),
        (&values, parted(&[3]), "new limits cannot begin at value 4: there are 3."),
        (&values, parted(&[0]), "new limits cannot begin at value 1: there are 3."),
        (&values, parted(&[2, 1]), "new limits cannot begin at value 2: there are 3."),
    ] {
        let problem = individuals(values, &settings).unwrap_err();
        assert!(problem.to_string().starts_with(told), "{problem}");
    }
    assert_eq!(proportions(&[], &lower()), Err(Unusable::Empty));
}

#[test]
fn what_is_no_share_cannot_be_made() {
    assert_eq!(Share::new(0, 0), Err(NoShare::OfNothing));
    assert_eq!(Share::new(3, 2), Err(NoShare::MoreThanAll { counted: 3, of: 2 }));
    assert!([(0, 1), (1, 1), (7, 9)].into_iter().all(|(counted, of)| Share::new(counted, of).is_ok()));
}

#[test]
fn shares_that_never_vary_have_limits_on_themselves() {
    for counted in [0, 7] {
        let shares = [Share::new(counted, 7).unwrap(); 14];
        for chart in [proportions(&shares, &lower()).unwrap(), overdispersed_proportions(&shares, &lower()).unwrap()] {
            let limits = chart.points[0].limits.unwrap();
            assert!(limits.lower == limits.upper && limits.lower == chart.points[0].value);
            assert_eq!(drawn(&chart), "..............");
        }
    }
}

#[test]
fn limits_are_wider_where_less_was_counted() {
    let shares: Vec<Share> = (1..=14).map(|times| Share::new(times * 2, times * 20).unwrap()).collect();
    let chart = proportions(&shares, &lower()).unwrap();
    let width = |place: usize| chart.points[place].limits.map(|limits| limits.upper - limits.lower).unwrap();
    assert!((1..14).all(|place| width(place) < width(place - 1)));
}

proptest! {
    #[test]
    fn a_figure_that_never_changes_gives_no_signal(value in -1e9..1e9_f64, length in 1_usize..60) {
        let chart = individuals(&vec![value; length], &lower()).unwrap();
        prop_assert!(chart.points.iter().all(|point| point.signal.is_none() && point.centre == value));
    }

    #[test]
    fn a_chart_turned_over_tells_the_opposite(values in prop::collection::vec(-100_i32..100, 1..60), at in 1_usize..60) {
        let settings = |better| Settings { new_limits_at: if at < values.len() { vec![at] } else { Vec::new() }, ..Settings::new(better) };
        let (up, down): (Vec<f64>, Vec<f64>) = values.iter().map(|value| (f64::from(*value), -f64::from(*value))).unzip();
        let up = individuals(&up, &settings(Better::Higher)).unwrap();
        let down = individuals(&down, &settings(Better::Lower)).unwrap();
        for (left, right) in up.points.iter().zip(&down.points) {
            prop_assert_eq!(left.meaning, right.meaning);
            prop_assert_eq!(left.signal.map(Signal::is_high), right.signal.map(|signal| !signal.is_high()));
        }
        prop_assert_eq!(up.since(), down.since());
    }

    #[test]
    fn every_chart_is_whole(shares in prop::collection::vec((0_u64..50, 1_u64..50), 1..60), screen_outliers: bool) {
        let shares: Vec<Share> = shares.into_iter().map(|(counted, more)| Share::new(counted, counted + more).unwrap()).collect();
        let settings = Settings { screen_outliers, ..lower() };
        for chart in [proportions(&shares, &settings).unwrap(), overdispersed_proportions(&shares, &settings).unwrap()] {
            prop_assert_eq!(chart.points.len(), shares.len());
            for point in &chart.points {
                let limits = point.limits.unwrap();
                prop_assert!(0.0 <= limits.lower && limits.lower <= point.centre && point.centre <= limits.upper && limits.upper <= 1.0);
            }
        }
    }
}
