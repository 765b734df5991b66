//! Whatever another system says, at whatever moment of whatever story: no follow-up that is open leaves the list by it (invariant 8, S4).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_domain::event::Fact;
use brought_domain::{Author, Chronology, Event, FollowUpId};
use brought_oracle::draw;
use brought_oracle::open::Open;
use brought_policy::standing::Standing;
use jiff::Timestamp;
use packs::{PACKS, sides};
use std::collections::BTreeSet;

/// The follow-ups that are open.
///
/// What they owe is not compared: a word of what was before can give it another occasion, to which what was done since is an answer.
fn open(standing: &Standing) -> BTreeSet<FollowUpId> {
    standing.follow_ups.iter().filter(|follow_up| follow_up.is_open()).map(|follow_up| follow_up.id.clone()).collect()
}

/// The same story, and what a system says of it at the moment asked about: an entry of another story.
fn with_a_word(chronology: &Chronology, of: &Chronology, number: usize, as_of: Timestamp) -> Option<Chronology> {
    let people: BTreeSet<_> = chronology.events.iter().map(|event| &event.about).collect();
    let words: Vec<&Event> = of.events.iter().filter(|event| people.contains(&event.about) && is_a_systems_to_say(&event.fact)).collect();
    let word = words.get(number % words.len().max(1))?;
    let mut told = chronology.clone();
    told.events.push(Event {
        id: "another-word".parse().unwrap(),
        recorded_at: as_of,
        author: Author::Reported { system: "another system".into() },
        answers: Vec::new(),
        ..(*word).clone()
    });
    Some(told)
}

/// A birth ends what is asked about an unborn child and begins what is asked about a born one, whoever tells it.
fn is_a_systems_to_say(fact: &Fact) -> bool {
    !matches!(fact, Fact::Born | Fact::PersonRecorded(..))
}

#[test]
fn no_open_follow_up_leaves_the_list_by_another_systems_word() {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    for pack in PACKS {
        let sides = sides(pack, Open::ALL);
        let documents: Vec<String> = sides.policy.documents.keys().cloned().collect();
        let (mut tried, asked) = (0, |chronology: &Chronology, as_of: Timestamp| sides.asked(chronology, as_of));
        for seed in 0..400 {
            let (chronology, as_of) = draw::chronology(seed, &documents, &asked);
            let (other, _) = draw::chronology(seed + 1_000_000, &documents, &|_, _| Vec::new());
            let before = open(&brought_policy::standing(&sides.pack, &calendar, &chronology, as_of));
            for number in 0..4 {
                let Some(told) = with_a_word(&chronology, &other, number, as_of) else { continue };
                let after = open(&brought_policy::standing(&sides.pack, &calendar, &told, as_of));
                let gone: Vec<_> = before.difference(&after).collect();
                assert!(gone.is_empty(), "{pack} seed {seed}: {:?}\ntook away {gone:#?}", told.events.last().unwrap());
                tried += 1;
            }
        }
        assert!(tried > 800, "{pack}: {tried}");
    }
}
