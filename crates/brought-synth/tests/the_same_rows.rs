//! The same recipe makes the same rows, in whatever parts they are made; and every row is one that can be.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use brought_calendar::{Calendar, Division};
use brought_domain::contact::ContactSubject;
use brought_synth::rows::Contact;
use brought_synth::{CHUNK, Day, HOT_CONTACTS, Part, Population, Recipe, SERVICES};
use std::collections::BTreeSet;

fn population(recipe: Recipe) -> Population {
    Population::new(recipe).unwrap()
}

fn small() -> Recipe {
    Recipe { seed: 3, children: 3 * CHUNK, ..Recipe::default() }
}

#[test]
fn the_same_seed_makes_the_same_rows_and_another_makes_others() {
    let all = |seed| population(Recipe { seed, ..small() }).part(1..CHUNK);
    assert_eq!(all(3), all(3));
    let (one, other) = (all(3), all(4));
    assert!(one.contacts != other.contacts && one.children != other.children && one.truth != other.truth);
}

#[test]
fn the_first_children_are_the_same_in_a_population_of_any_size() {
    let few = population(Recipe { children: 700, ..small() }).part(1..701);
    let many = population(Recipe { children: 20_000_000, ..small() }).part(1..701);
    assert_eq!(few, many);
    assert_eq!(few.children.len(), 700);
}

#[test]
fn parts_that_are_made_alone_are_the_whole() {
    let population = population(Recipe { hot_child: true, ..small() });
    let whole = population.part(1..3 * CHUNK + 1);
    let mut joined = Part::default();
    // Borders within a chunk and within a household.
    for (from, to) in [(1, 2), (2, 900), (900, 1_500), (1_500, 3 * CHUNK + 1)] {
        let mut part = population.part(from..to);
        joined.contacts.append(&mut part.contacts);
        joined.children.append(&mut part.children);
        joined.carers.append(&mut part.carers);
        joined.households.append(&mut part.households);
        joined.moves.append(&mut part.moves);
        joined.plans.append(&mut part.plans);
        joined.truth.append(&mut part.truth);
    }
    assert_eq!(joined, whole);
}

#[test]
fn every_child_has_a_household_with_carers_and_somebody_lives_there() {
    let part = population(small()).part(1..3 * CHUNK + 1);
    let households: BTreeSet<u32> = part.households.iter().map(|household| household.number).collect();
    assert_eq!(households, part.children.iter().map(|child| child.household).collect());
    let with_carer: BTreeSet<u32> = part.carers.iter().filter(|carer| carer.lives_there).map(|carer| carer.household).collect();
    assert_eq!(households, with_carer);
    assert!(part.carers.len() > part.households.len());
}

#[test]
fn every_contact_is_on_a_working_day_in_clinic_hours_at_an_age_the_service_sees() {
    let recipe = small();
    let part = population(recipe.clone()).part(1..3 * CHUNK + 1);
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let (first, last) = (Day::of(recipe.until).plus(-1_096), Day::of(recipe.until));
    for contact in &part.contacts {
        assert!(calendar.is_working_day(contact.on.date()).unwrap(), "{contact:?}");
        assert!(
            contact.on > first && contact.on <= last && contact.recorded_on >= contact.on && contact.recorded_on <= last,
            "{contact:?}"
        );
        assert!((9 * 60..17 * 60).contains(&contact.minute), "{contact:?}");
        assert!(contact.born_on < contact.on && last.0 - contact.born_on.0 < 18 * 365 + 5, "{contact:?}");
        assert!(contact.outcome.fits(contact.setting, ContactSubject::Child), "{contact:?}");
        assert!(usize::from(contact.service) < SERVICES.len());
    }
}

#[test]
fn contacts_are_in_order_and_no_id_comes_twice() {
    let part = population(small()).part(1..3 * CHUNK + 1);
    let key = |contact: &Contact| (contact.child, contact.on, contact.minute, contact.ordinal);
    assert!(part.contacts.is_sorted_by(|one, other| key(one) < key(other)));
    assert!(part.contacts.windows(2).all(|pair| pair[0].child != pair[1].child || pair[0].ordinal + 1 == pair[1].ordinal));
}

#[test]
fn the_hot_child_has_a_vast_number_of_contacts_and_the_others_are_as_they_were() {
    let (plain, hot) = (population(small()).part(1..100), population(Recipe { hot_child: true, ..small() }).part(1..100));
    let of_first = |part: &Part| part.contacts.iter().filter(|contact| contact.child == 1).count();
    assert_eq!(of_first(&hot) - of_first(&plain), HOT_CONTACTS as usize);
    let others = |part: Part| part.contacts.into_iter().filter(|contact| contact.child != 1).collect::<Vec<_>>();
    let own = &hot.contacts[..of_first(&hot)];
    assert!(
        own.windows(2).all(|pair| (pair[0].on, pair[0].minute) <= (pair[1].on, pair[1].minute) && pair[0].ordinal + 1 == pair[1].ordinal)
    );
    assert!(own.windows(2).any(|pair| (pair[0].on, pair[0].minute) == (pair[1].on, pair[1].minute)));
    assert_eq!(others(plain), others(hot));
}

#[test]
fn other_means_and_years_are_followed() {
    for (mean, years) in [(60, 3), (10, 1), (20, 5)] {
        let part = population(Recipe { mean, years, ..small() }).part(1..CHUNK + 1);
        let found = part.contacts.len() as f64 / part.children.len() as f64;
        assert!((found / f64::from(mean) - 1.0).abs() < 0.12, "{mean} in {years} years: {found}");
    }
}
