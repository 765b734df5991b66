//! Who people are and who belongs with whom: the same however it was come by.

use crate::support::*;
use brought_domain::contact::Answer;
use brought_domain::event::CorrectionKind;
use brought_domain::person::{Name, PersonDetails, PersonKind, RelationKind};
use brought_domain::{Correction, Event, EventId, Fact, Happened, NhsNumber};
use brought_store::{FindPeople, Neighbour, PersonRow, Store};
use jiff::civil::date;

/// A family: Ann's mother and brother, an unborn child who is then born, and things put right.
fn family() -> Vec<Event> {
    let number = NhsNumber::parse("999 000 0018").unwrap();
    let details = |event: Event, details: PersonDetails| Event { fact: Fact::PersonRecorded(PersonKind::Child, details), ..event };
    vec![
        child("a1", "ann", "Ann", "Salles"),
        details(
            note("a2", "ann"),
            PersonDetails { born_on: Some(date(2024, 2, 29)), nhs_number: Some(number), ..PersonDetails::default() },
        ),
        related("a3", "ann", "mum", RelationKind::Mother),
        related("a4", "ann", "ben", RelationKind::Sibling),
        related("a5", "ann", "stranger", RelationKind::OtherCarer),
        withdrawal("a6", "ann", "a5"),
        child("b1", "ben", "Ben", "Wrong"),
        Event {
            corrects: Some(Correction { event: EventId::new("b1").unwrap(), how: CorrectionKind::Replaces, reason: "Misspelt.".into() }),
            ..child("b2", "ben", "Ben", "Salles")
        },
        named("m1", "mum", PersonKind::Carer, "Siân", "O'Brien"),
        related("m2", "mum", "unborn", RelationKind::DependentChild),
        named("u1", "unborn", PersonKind::UnbornChild, "", ""),
        Event { happened: Happened::On(date(2026, 7, 9)), ..event("u2", "unborn", Fact::Born) },
        event("g1", "gran", Fact::Died),
    ]
}

async fn store_of(events: Vec<Event>) -> Store {
    let store = Store::in_memory().await.unwrap();
    for event in events {
        store.append(vec![any(vec![event])]).await.unwrap();
    }
    store
}

/// Everything that is worked out about the family.
async fn all(store: &Store) -> Vec<(Option<PersonRow>, Vec<Neighbour>)> {
    let mut all = Vec::new();
    for id in ["ann", "ben", "mum", "unborn", "gran", "stranger"] {
        all.push((store.person(&person(id)).await.unwrap(), store.neighbours(&person(id)).await.unwrap()));
    }
    all
}

fn neighbour(other: &str, relation: RelationKind) -> Neighbour {
    Neighbour { other: person(other), relation, same_household: Answer::Yes }
}

#[tokio::test]
async fn people_are_who_their_events_say() {
    let store = store_of(family()).await;
    let ann = store.person(&person("ann")).await.unwrap().unwrap();
    assert_eq!(ann.name.words(), "Ann Salles");
    assert_eq!((ann.kind, ann.born_on, ann.dead), (Some(PersonKind::Child), Some(date(2024, 2, 29)), false));
    assert_eq!(ann.nhs_number.unwrap().digits(), "9990000018");
    let ben = store.person(&person("ben")).await.unwrap().unwrap();
    assert_eq!(ben.name.family, "Salles");
    let baby = store.person(&person("unborn")).await.unwrap().unwrap();
    assert_eq!((baby.kind, baby.born_on), (Some(PersonKind::Child), Some(date(2026, 7, 9))));
    let gran = store.person(&person("gran")).await.unwrap().unwrap();
    assert_eq!((gran.kind, gran.name, gran.dead), (None, Name::default(), true));
}

#[tokio::test]
async fn relations_are_known_from_both_sides_and_withdrawn_ones_from_neither() {
    let store = store_of(family()).await;
    let around = async |id: &str| store.neighbours(&person(id)).await.unwrap();
    assert_eq!(around("ann").await, [neighbour("ben", RelationKind::Sibling), neighbour("mum", RelationKind::Mother)]);
    assert_eq!(around("mum").await, [neighbour("ann", RelationKind::DependentChild), neighbour("unborn", RelationKind::DependentChild)]);
    assert_eq!(around("unborn").await, [neighbour("mum", RelationKind::OtherCarer)]);
    assert_eq!(around("stranger").await, []);
}

/// What the child's own record says of their mother counts for more than what follows from hers.
#[tokio::test]
async fn a_relation_said_by_both_is_given_once_in_the_words_of_each() {
    let mut far = related("m9", "mum", "ann", RelationKind::DependentChild);
    if let Fact::RelationRecorded(said) = &mut far.fact {
        said.same_household = Answer::NotKnown;
    }
    let store = store_of([family(), vec![far]].concat()).await;
    assert!(store.neighbours(&person("ann")).await.unwrap().contains(&neighbour("mum", RelationKind::Mother)));
    assert_eq!(store.neighbours(&person("ann")).await.unwrap().len(), 2);
    assert!(store.neighbours(&person("mum")).await.unwrap().contains(&neighbour("ann", RelationKind::DependentChild)));
}

/// T9's cache test on a small scale: throwing everything away and working it out again gives the same.
#[tokio::test]
async fn rebuilding_gives_what_following_each_append_gave() {
    let (_folder, path) = place();
    let store = create(&path).await;
    for event in family() {
        store.append(vec![any(vec![event])]).await.unwrap();
    }
    let (before, checkpoint) = (all(&store).await, store.checkpoint().await.unwrap());
    store.drop_read_models().await.unwrap();
    assert_eq!(store.person(&person("ann")).await.unwrap(), None);
    assert!(!store.people_are_complete().await.unwrap());
    drop(store);

    let store = create(&path).await;
    assert_eq!(store.checkpoint().await.unwrap(), checkpoint);
    assert_eq!(store.events_of(&person("ann")).await.unwrap().version, 6);
    let mut steps = Vec::new();
    store.rebuild_people_and_relations(|progress| steps.push((progress.done, progress.of))).await.unwrap();
    assert_eq!(steps.last(), Some(&(5, 5)));
    assert!(store.people_are_complete().await.unwrap());
    assert_eq!(all(&store).await, before);
}

/// S5, S6: the order in which events arrive makes no difference.
#[tokio::test]
async fn the_order_of_arrival_makes_no_difference() {
    let expected = all(&store_of(family()).await).await;
    let mut seed = 7_u64;
    for round in 0..20 {
        let mut events = family();
        for place in (1..events.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            events.swap(place, (seed >> 33) as usize % (place + 1));
        }
        assert_eq!(all(&store_of(events).await).await, expected, "round {round}");
    }
}

/// S7: what was withdrawn and whose withdrawal was withdrawn counts again.
#[tokio::test]
async fn a_withdrawn_withdrawal_counts_for_nothing() {
    let mut events = family();
    events.push(withdrawal("a7", "ann", "a6"));
    let store = store_of(events).await;
    assert!(store.neighbours(&person("ann")).await.unwrap().contains(&neighbour("stranger", RelationKind::OtherCarer)));
}

#[tokio::test]
async fn people_are_found_by_what_is_known_of_them() {
    let store = store_of(family()).await;
    let found =
        async |find: FindPeople| store.find_people(&find, 10).await.unwrap().into_iter().map(|row| row.id.to_string()).collect::<Vec<_>>();
    let named = |name: &str| FindPeople { name: Some(name.into()), ..FindPeople::default() };
    assert_eq!(found(named("sal")).await, ["ann", "ben"]);
    assert_eq!(found(named("SALLES be")).await, ["ben"]);
    assert_eq!(found(named("sian obr")).await, ["mum"]);
    assert_eq!(found(named("wrong")).await, Vec::<String>::new());
    assert_eq!(found(named("alles")).await, Vec::<String>::new());
    assert_eq!(found(named("%")).await, Vec::<String>::new());
    assert_eq!(found(FindPeople::default()).await, Vec::<String>::new());
    let number = NhsNumber::parse("9990000018").ok();
    assert_eq!(found(FindPeople { nhs_number: number, ..FindPeople::default() }).await, ["ann"]);
    let born_on = Some(date(2024, 2, 29));
    assert_eq!(found(FindPeople { born_on, ..named("ann") }).await, ["ann"]);
    assert_eq!(found(FindPeople { born_on, ..named("ben") }).await, Vec::<String>::new());
    assert_eq!(store.find_people(&named("sal"), 1).await.unwrap().len(), 1);
}

#[tokio::test]
async fn several_people_are_given_in_the_order_of_their_names() {
    let store = store_of(family()).await;
    let rows = store.people(&[person("ben"), person("mum"), person("nobody"), person("ann")]).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["mum", "ann", "ben"]);
}
