//! A comparison that finds nothing is worth something only if it finds what is there. Here one side gets a pack in which one thing was changed, and the
//! comparison has to find it, and to boil it down to a chronology that a person reads at a glance.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_domain::event::Fact;
use brought_oracle::compare::Sides;
use brought_oracle::draw;
use brought_oracle::open::Open;

/// Gives the engine a pack in which one text was replaced, and finds the smallest chronology on which that shows.
fn planted(pack: &str, before: &str, after: &str) -> (usize, String) {
    let sound = packs::files(pack);
    let mut changed = sound.clone();
    let text = changed.values_mut().find(|text| text.contains(before)).unwrap_or_else(|| panic!("{pack} does not say `{before}`"));
    *text = text.replacen(before, after, 1);
    let sides = Sides::between(&sound, &changed, Calendar::bundled(Division::EnglandAndWales), Open::ALL).unwrap();
    let documents: Vec<String> = sides.policy.documents.keys().cloned().collect();
    for seed in 0..2_000 {
        let (chronology, as_of) = draw::chronology(seed, &documents, &|chronology, as_of| sides.asked(chronology, as_of));
        if sides.difference(&chronology, as_of).is_some() {
            let smallest = sides.smallest(&chronology, as_of);
            let entries = smallest.events.iter().filter(|event| !matches!(event.fact, Fact::PersonRecorded(..))).count();
            return (entries, sides.told(&smallest, as_of));
        }
    }
    panic!("nobody noticed `{after}` in place of `{before}`");
}

#[test]
fn another_time_allowed_is_found() {
    let (entries, told) = planted(
        "no-access",
        "[parameters.assess_vulnerability]\nvalue = \"2 working days\"",
        "[parameters.assess_vulnerability]\nvalue = \"3 working days\"",
    );
    assert!(entries <= 2, "{told}");
    assert!(told.contains("assess_vulnerability"), "{told}");
}

#[test]
fn elapsed_hours_in_place_of_a_day_are_found() {
    let (entries, told) = planted(
        "no-access",
        "[parameters.concerns_when_prevented]\nvalue = \"end of day\"",
        "[parameters.concerns_when_prevented]\nvalue = \"24 hours\"",
    );
    assert!(entries <= 3, "{told}");
}

#[test]
fn one_failed_contact_more_is_found() {
    let (entries, told) = planted("hampshire-primary", "failed_contacts >= 2", "failed_contacts >= 3");
    assert!(entries <= 4, "{told}");
}

#[test]
fn another_owner_is_found() {
    let (entries, told) = planted("swindon-health-visiting", "owner = \"practitioner\"", "owner = \"duty_worker\"");
    assert!(entries <= 5, "{told}");
}

#[test]
fn an_entry_that_was_left_out_of_what_an_escalation_waits_for_is_found() {
    let (entries, told) = planted("no-access", "after = \"3 working days\"", "after = \"4 working days\"");
    assert!(entries <= 2, "{told}");
}
