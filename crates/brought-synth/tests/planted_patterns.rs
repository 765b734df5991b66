//! What is planted is what its label says.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use brought_domain::contact::{OutcomeKind, Setting};
use brought_synth::rows::{Contact, Label, Truth};
use brought_synth::{Day, Part, Population, Recipe};
use std::collections::BTreeSet;
use std::sync::LazyLock;

const CHILDREN: u32 = 8 * brought_synth::CHUNK;

static PART: LazyLock<Part> = LazyLock::new(|| {
    let recipe = Recipe { seed: 11, children: CHILDREN, ..Recipe::default() };
    Population::new(recipe).unwrap().part(1..CHILDREN + 1)
});

/// What was planted under a label, each with the child's contacts from the first day of it to the last.
fn planted(label: Label) -> Vec<(Truth, Vec<Contact>)> {
    let found: Vec<Truth> = PART.truth.iter().filter(|truth| truth.label == label).copied().collect();
    let with_contacts = found.into_iter().map(|truth| {
        let within =
            |contact: &&Contact| Some(contact.child) == truth.child && (truth.from_on..=truth.to_on.unwrap()).contains(&contact.on);
        (truth, PART.contacts.iter().filter(within).copied().collect())
    });
    with_contacts.collect()
}

fn is_met(contact: &Contact) -> bool {
    contact.outcome.met_in_person()
}

#[test]
fn every_pattern_is_planted_as_often_as_said_and_never_two_in_one_household() {
    for (label, times) in [(Label::Closure, 4), (Label::Flight, 3), (Label::DisguisedCompliance, 4), (Label::OverEngagement, 3)] {
        assert_eq!(planted(label).len(), times * 8, "{label}");
    }
    let households: Vec<u32> = PART.truth.iter().filter_map(|truth| truth.household).collect();
    assert_eq!(households.iter().collect::<BTreeSet<_>>().len(), households.len());
}

#[test]
fn every_label_begins_and_ends_with_a_contact_and_lasts_less_than_a_year() {
    for truth in PART.truth.iter().filter(|truth| truth.child.is_some()) {
        let (from, to) = (truth.from_on, truth.to_on.unwrap());
        let has_contact = |day: Day| PART.contacts.iter().any(|contact| Some(contact.child) == truth.child && contact.on == day);
        assert!(has_contact(from) && has_contact(to), "{truth:?}");
        assert!(from < to && to.0 - from.0 < 365, "{truth:?}");
        let child = &PART.children[truth.child.unwrap() as usize - 1];
        assert!(child.born_on < from && Some(child.household) == truth.household, "{truth:?}");
    }
}

#[test]
fn closure_is_four_contacts_and_more_of_two_kinds_and_more_and_nobody_met_the_child() {
    for (truth, contacts) in planted(Label::Closure) {
        let kinds: BTreeSet<OutcomeKind> = contacts.iter().map(|contact| contact.outcome).collect();
        assert!(contacts.len() >= 4 && kinds.len() >= 2, "{truth:?} {kinds:?}");
        let signs =
            [OutcomeKind::NoResponse, OutcomeKind::WasNotBrought, OutcomeKind::RefusedByParentOrCarer, OutcomeKind::CancelledByFamily];
        assert!(contacts.iter().all(|contact| signs.contains(&contact.outcome)), "{truth:?}");
    }
}

#[test]
fn flight_is_two_moves_and_more_that_nobody_was_told_of_each_after_a_failed_contact() {
    for (truth, contacts) in planted(Label::Flight) {
        let (from, to) = (truth.from_on, truth.to_on.unwrap());
        let moves: Vec<_> =
            PART.moves.iter().filter(|moved| Some(moved.household) == truth.household && (from..=to).contains(&moved.moved_on)).collect();
        assert!(moves.len() >= 2, "{truth:?}");
        let mut before = from;
        for moved in &moves {
            assert!(!moved.reported && moved.known_on > moved.moved_on.plus(29), "{moved:?}");
            assert!(contacts.iter().any(|contact| contact.has_failed() && (before..moved.moved_on).contains(&contact.on)), "{moved:?}");
            before = moved.moved_on;
        }
        assert!(contacts.iter().all(|contact| contact.has_failed() && !is_met(contact)), "{truth:?}");
        assert!(contacts.last().unwrap().on > before, "a last contact fails after the last move: {truth:?}");
    }
}

#[test]
fn disguised_compliance_is_agreed_and_not_kept_three_times_and_shown_from_afar() {
    for (truth, contacts) in planted(Label::DisguisedCompliance) {
        let agreed_then_failed = contacts.windows(2).filter(|pair| {
            let agreed = pair[0].setting == Setting::Telephone && pair[0].outcome == OutcomeKind::SpokenTo;
            agreed && pair[1].outcome == OutcomeKind::WasNotBrought && pair[1].on.0 - pair[0].on.0 <= 14
        });
        assert!(agreed_then_failed.count() >= 3, "{truth:?}");
        assert!(contacts.iter().any(|contact| contact.outcome == OutcomeKind::SeenAtADistance), "{truth:?}");
        assert!(!contacts.iter().any(is_met), "{truth:?}");
    }
}

#[test]
fn over_engagement_is_twelve_contacts_kept_within_half_a_year_in_four_services_of_two_providers() {
    for (truth, contacts) in planted(Label::OverEngagement) {
        let kept: Vec<&Contact> = contacts.iter().filter(|contact| is_met(contact)).collect();
        let services: BTreeSet<u8> = kept.iter().map(|contact| contact.service).collect();
        let providers: BTreeSet<u16> = kept.iter().map(|contact| contact.provider).collect();
        assert!(kept.len() >= 12 && services.len() >= 4 && providers.len() == 2, "{truth:?} {services:?}");
        assert!(truth.to_on.unwrap().0 - truth.from_on.0 <= 183, "{truth:?}");
    }
}

#[test]
fn a_move_is_seen_in_contacts_when_the_services_know_of_it_and_not_before() {
    let mut seen = 0;
    for moved in PART.moves.iter().filter(|moved| !moved.reported) {
        let household = |contact: &&Contact| PART.children[contact.child as usize - 1].household == moved.household;
        for contact in PART.contacts.iter().filter(household) {
            if contact.on >= moved.moved_on && contact.on < moved.known_on {
                assert_ne!(contact.postcode, moved.to, "{moved:?} {contact:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "only {seen} contacts between a move and its being known");
}
