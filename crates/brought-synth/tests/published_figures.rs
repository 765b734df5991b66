//! The figures that are known from publications come out of 20,000 children. `docs/synthetic-population.md` has them with their sources.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use brought_domain::circumstances::PlanKind;
use brought_domain::contact::OutcomeKind;
use brought_synth::rows::Contact;
use brought_synth::{Part, Population, Recipe};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const CHILDREN: u32 = 20_000;

static PART: LazyLock<Part> = LazyLock::new(|| {
    let recipe = Recipe { seed: 20_260_630, children: CHILDREN, ..Recipe::default() };
    Population::new(recipe).unwrap().part(1..CHILDREN + 1)
});

/// Shows the figure, so that `--nocapture` lists them all, and holds it within its tolerance.
fn holds(what: &str, found: f64, published: f64, tolerance: f64) {
    println!("{what}: {found:.4}, published or chosen {published:.4}, within {tolerance:.4}");
    assert!((found - published).abs() <= tolerance, "{what}: {found:.4} is not within {tolerance} of {published}");
}

fn share(some: usize, all: usize) -> f64 {
    some as f64 / all as f64
}

fn contacts(wanted: impl Fn(&&Contact) -> bool) -> usize {
    PART.contacts.iter().filter(wanted).count()
}

/// The share of failures among due contacts of such.
fn failed_of(wanted: impl Fn(&Contact) -> bool) -> f64 {
    let due = contacts(|contact| contact.was_due() && wanted(contact));
    share(contacts(|contact| contact.has_failed() && wanted(contact)), due)
}

fn odds(share: f64) -> f64 {
    share / (1.0 - share)
}

#[test]
fn one_contact_in_ten_fails_and_one_in_twelve_is_cancelled() {
    holds("failed of due", failed_of(|_| true), 0.112, 0.005);
    holds("not kept of all", share(contacts(|contact| contact.has_failed()), PART.contacts.len()), 0.10, 0.01);
    holds("cancelled of all", share(contacts(|contact| !contact.was_due()), PART.contacts.len()), 0.08, 0.005);
}

#[test]
fn a_child_has_ten_contacts_in_three_years() {
    holds("contacts of a child", share(PART.contacts.len(), PART.children.len()), 10.0, 0.4);
    let mut each: BTreeMap<u32, u32> = BTreeMap::new();
    PART.contacts.iter().for_each(|contact| *each.entry(contact.child).or_default() += 1);
    let usual = each.values().filter(|count| (3..=30).contains(*count)).count();
    holds("children with three to thirty", share(usual, PART.children.len()), 1.0, 0.01);
}

#[test]
fn failures_come_back_to_the_same_children() {
    let mut failed: BTreeMap<u32, Vec<i32>> = BTreeMap::new();
    PART.contacts
        .iter()
        .filter(|contact| contact.has_failed())
        .for_each(|contact| failed.entry(contact.child).or_default().push(contact.on.0));
    // As it was counted for the hospitals of England: of those with a failure in nine months, the further ones within three months of it.
    let begin = PART.contacts.iter().map(|contact| contact.on.0).max().unwrap() - 365;
    let further = failed.values().filter_map(|days| {
        let first = *days.iter().find(|day| (begin..begin + 274).contains(*day))?;
        Some(days.iter().filter(|day| (first + 1..=first + 91).contains(*day)).count())
    });
    let further: Vec<usize> = further.collect();
    let with = |least: usize, most: usize| share(further.iter().filter(|count| (least..=most).contains(*count)).count(), further.len());
    println!("{} children with a failed contact in nine months", further.len());
    holds("one further", with(1, 1), 1.0 / 6.0, 0.03);
    holds("two further", with(2, 2), 1.0 / 25.0, 0.015);
    holds("three further or more", with(3, usize::MAX), 1.0 / 50.0, 0.01);
}

#[test]
fn more_contacts_fail_in_more_deprived_neighbourhoods() {
    let deciles: BTreeMap<u32, u8> = PART.children.iter().map(|child| (child.number, child.decile)).collect();
    let of = |decile: u8| failed_of(|contact| deciles[&contact.child] == decile);
    let rates: Vec<f64> = (1..=10).map(of).collect();
    println!("failed of due, most to least deprived: {rates:.3?}");
    holds("odds, first tenth over last", odds(rates[0]) / odds(rates[9]), 2.4, 0.6);
    let (first, second, last): (f64, f64, f64) = (rates[..3].iter().sum(), rates[3..7].iter().sum::<f64>() * 0.75, rates[7..].iter().sum());
    assert!(first > second && second > last, "{rates:?}");
}

#[test]
fn one_child_in_twenty_has_a_plan_and_more_of_their_contacts_fail_while_it_holds() {
    holds("known concern", share(PART.children.iter().filter(|child| child.known_concern).count(), PART.children.len()), 0.048, 0.006);
    let mut protected: BTreeMap<u32, Vec<(i32, i32)>> = BTreeMap::new();
    for plan in PART.plans.iter().filter(|plan| plan.kind == PlanKind::ChildProtection) {
        protected.entry(plan.child).or_default().push((plan.from_on.0, plan.to_on.map_or(i32::MAX, |day| day.0)));
    }
    let under = |contact: &Contact| {
        protected.get(&contact.child).is_some_and(|times| times.iter().any(|(from, to)| (*from..*to).contains(&contact.on.0)))
    };
    // 2.72 with a 95 % interval of 1.26 to 5.88.
    let ratio = odds(failed_of(under)) / odds(failed_of(|contact| !under(contact)));
    holds("odds under a protection plan over others", ratio, 2.72, 1.2);
}

#[test]
fn households_have_as_many_children_as_families_of_the_united_kingdom() {
    let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
    PART.children.iter().for_each(|child| *sizes.entry(child.household).or_default() += 1);
    let of = |size: std::ops::RangeInclusive<u32>| share(sizes.values().filter(|count| size.contains(*count)).count(), sizes.len());
    holds("one child", of(1..=1), 3.7 / 8.3, 0.015);
    holds("two children", of(2..=2), 3.4 / 8.3, 0.015);
    holds("three and more", of(3..=6), 1.2 / 8.3, 0.015);
    assert_eq!(sizes.values().max(), Some(&6));
}

#[test]
fn brothers_and_sisters_are_more_alike_than_strangers() {
    let pairs = |step: usize| -> Vec<(f64, f64)> {
        let children = &PART.children;
        let both = children.iter().zip(children.iter().skip(step)).filter(|(one, other)| (one.household == other.household) == (step == 1));
        both.map(|(one, other)| (f64::from(one.propensity), f64::from(other.propensity))).collect()
    };
    let alike = |pairs: Vec<(f64, f64)>| share(pairs.iter().filter(|(one, other)| one == other).count(), pairs.len());
    // Each of two has the household's propensity in one case out of two.
    holds("brothers and sisters with the same propensity", alike(pairs(1)), 0.25, 0.03);
    holds("strangers with the same propensity", alike(pairs(50)), 0.0, 0.01);
}

#[test]
fn a_tenth_of_households_move_in_a_year_and_most_of_them_tell() {
    let planted: BTreeSet<u32> = PART.truth.iter().filter_map(|truth| truth.household).collect();
    let moves: Vec<_> = PART.moves.iter().filter(|moved| !planted.contains(&moved.household)).collect();
    holds("moves in a year", share(moves.len(), PART.households.len()) / 3.0, 0.10, 0.01);
    holds("told by the family", share(moves.iter().filter(|moved| moved.reported).count(), moves.len()), 0.92, 0.02);
}

#[test]
fn failures_change_at_the_providers_where_that_was_planted() {
    let steps: Vec<_> = PART.truth.iter().filter(|truth| truth.provider.is_some()).collect();
    assert_eq!(steps.len(), brought_synth::STEPS);
    let odds_ratio = |worse: bool| {
        let here = |contact: &Contact, after: bool| {
            let step = steps.iter().find(|step| step.provider == Some(contact.provider));
            step.is_some_and(|step| (step.label.code() == "provider_worse") == worse && (contact.on >= step.from_on) == after)
        };
        odds(failed_of(|contact| here(contact, true))) / odds(failed_of(|contact| here(contact, false)))
    };
    holds("odds after over before, for the worse", odds_ratio(true), 1.8, 0.6);
    holds("odds after over before, for the better", odds_ratio(false), 0.5, 0.2);
}

#[test]
fn one_row_in_five_is_written_later_and_one_in_a_hundred_more_than_a_month_later() {
    let late = |days: i32| share(contacts(|contact| contact.recorded_on.0 - contact.on.0 >= days), PART.contacts.len());
    holds("written later", late(1), 0.20, 0.01);
    holds("written more than a month later", late(31), 0.01, 0.003);
}

#[test]
fn every_kind_of_failure_is_there() {
    for kind in OutcomeKind::ALL.iter().filter(|kind| kind.failed_contact().is_some() && **kind != OutcomeKind::AdultDidNotAttend) {
        assert!(contacts(|contact| contact.outcome == *kind) > 20, "{kind}");
    }
}
