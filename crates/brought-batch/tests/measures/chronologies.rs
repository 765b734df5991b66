//! Random contacts with everything that is awkward in them: ties, days in a row, nobody's provider, children who are not in the file.

use crate::support::{Contact, Made, at};
use proptest::prelude::*;
use proptest::sample::select;
use std::collections::BTreeMap;

const OUTCOMES: [&str; 12] = [
    "SEEN",
    "SEEN",
    "SEEN",
    "WNB",
    "WNB",
    "NO_ACCESS",
    "ACCESS_REFUSED",
    "UNSEEN_CHILD",
    "CANCELLED_FAMILY",
    "CANCELLED_FAMILY",
    "CANCELLED_PROVIDER",
    "LEFT_BEFORE_SEEN",
];

/// Contacts close together or years apart, near the ends of the window and of the day.
fn contact() -> impl Strategy<Value = (i64, i64, String, Option<String>, String)> {
    let day = prop_oneof![0..40_i64, 0..1_100_i64, 330..400_i64];
    let minute = prop_oneof![Just(0), Just(570), Just(1_439), 540..1_020_i64];
    let provider = prop_oneof![9 => select(&["north", "south", "west"][..]).prop_map(|name| Some(name.to_owned())), 1 => Just(None)];
    (day, minute, select(&OUTCOMES[..]), provider, select(&["HV", "SN", "CAMHS"][..]))
        .prop_map(|(day, minute, outcome, provider, service)| (day, minute, outcome.to_owned(), provider, service.to_owned()))
}

/// Contacts in the order of the children, of time and of ids.
pub(crate) fn made() -> impl Strategy<Value = Made> {
    let child = (prop::collection::vec(contact(), 1..14), prop_oneof![Just(Some(true)), Just(Some(false)), Just(None)], any::<bool>());
    (prop::collection::vec(child, 0..9), any::<u64>()).prop_map(|(children, seed)| {
        let mut made = Made { contacts: Vec::new(), children: BTreeMap::from([(3, Some(true)), (999_999, None)]) };
        let mut id = seed;
        for (number, (contacts, concern, is_in_file)) in children.into_iter().enumerate() {
            let child = 5 + 11 * i64::try_from(number).unwrap();
            if is_in_file || concern == Some(false) {
                made.children.insert(child, concern);
            }
            for (day, minute, outcome, provider, service) in contacts {
                id = id.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = at("2023-07-03T00:00:00") + day * 86_400 + minute * 60;
                let id = i64::try_from(id >> 1).unwrap();
                made.contacts.push(Contact { child, at, id, provider, outcome, service });
            }
        }
        in_order(&mut made);
        made
    })
}

pub(crate) fn in_order(made: &mut Made) {
    made.contacts.sort_by_key(|contact| (contact.child, contact.at, contact.id));
    // An id is there once.
    let mut before = None;
    made.contacts
        .retain(|contact| before.replace((contact.child, contact.at, contact.id)) != Some((contact.child, contact.at, contact.id)));
}

/// The order in which a shuffled file has the rows.
pub(crate) fn shuffle(made: &Made, seed: u64) -> Made {
    let mix = |place: usize| (place as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mut contacts: Vec<(u64, Contact)> =
        made.contacts.iter().cloned().enumerate().map(|(place, contact)| (mix(place), contact)).collect();
    contacts.sort_by_key(|(place, _)| *place);
    Made { contacts: contacts.into_iter().map(|(_, contact)| contact).collect(), children: made.children.clone() }
}
