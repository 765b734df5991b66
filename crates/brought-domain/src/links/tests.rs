use super::*;
use crate::event::{Author, Fact, Source};
use crate::person::{RelationKind, RelationRecorded};
use crate::time::Happened;
use crate::work::{NeedsConsidered, VulnerabilityAssessed};
use crate::{contact::Answer, ending};

fn id(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

/// What is said about records, as `linked a b`.
fn after(said: &[&str]) -> (Links, Result<(), LinkProblem>) {
    let (mut links, mut last) = (Links::default(), Ok(()));
    for said in said {
        let [step, record, other] = said.split(' ').collect::<Vec<_>>().try_into().unwrap();
        last = links.decide(step.parse().unwrap(), &id(record), &id(other));
    }
    (links, last)
}

fn together(links: &Links, person: &str) -> Vec<String> {
    links.read_together(&id(person)).into_iter().map(ToString::to_string).collect()
}

#[test]
fn linked_records_are_read_as_the_one_that_is_kept_however_many_there_are() {
    let (links, last) = after(&["linked b a", "linked c b", "linked c d"]);
    assert_eq!(last, Ok(()));
    for person in ["a", "b", "c", "d"] {
        assert_eq!(together(&links, person), ["c", "a", "b", "d"], "{person}");
    }
    assert_eq!(together(&links, "e"), ["e"]);
}

/// S16: what was linked with one that is taken away goes with it, as it was before.
#[test]
fn taken_apart_each_is_what_it_was() {
    let before = after(&["linked b a"]).0;
    assert_eq!(after(&["linked b a", "linked c b", "unlinked c b"]).0, before);
    assert_eq!(together(&before, "a"), ["b", "a"]);
}

/// H14, S17.
#[test]
fn what_is_barred_is_not_linked_by_way_of_a_third_either() {
    let (links, last) = after(&["barred a b", "linked a c", "linked c d", "linked a b"]);
    assert_eq!(last, Err(LinkProblem::Barred));
    assert!(links.are_barred(&id("c"), &id("b")) && links.are_barred(&id("b"), &id("a")));
    assert_eq!(after(&["barred a b", "linked b d", "linked a d"]).1, Err(LinkProblem::NotKept));
    assert_eq!(after(&["barred a b", "linked b d", "linked a b"]).1, Err(LinkProblem::Barred));
    assert_eq!(after(&["barred a b", "unbarred b a", "linked a b"]).1, Ok(()));
}

/// H14: looking back to a day on which two were linked by mistake does not join them again.
#[test]
fn looking_back_joins_nothing_that_was_taken_apart_since() {
    let then = after(&["linked a b", "linked a c"]).0;
    let now = after(&["linked a b", "linked a c", "unlinked a b", "barred a b"]).0;
    let back = then.that_stand_in(&now);
    assert_eq!((together(&back, "a"), together(&back, "b")), (vec!["a".into(), "c".into()], vec!["b".to_owned()]));
    assert!(back.are_barred(&id("a"), &id("b")));
    // And what was linked since is not joined on a day before that.
    let later = after(&["linked a b", "linked c a"]).0;
    assert_eq!(together(&after(&["linked a b"]).0.that_stand_in(&later), "a"), ["a", "b"]);
}

#[test]
fn what_cannot_be_decided_is_refused_and_changes_nothing() {
    for (said, problem) in [
        (&["linked a a"][..], LinkProblem::OneRecord),
        (&["linked a b", "linked b a"], LinkProblem::LinkedAlready),
        (&["linked a b", "linked c b"], LinkProblem::NotKept),
        (&["linked a b", "linked b c"], LinkProblem::NotKept),
        (&["linked a b", "unlinked b a"], LinkProblem::NotLinked),
        (&["linked a b", "barred b a"], LinkProblem::TakeApartFirst),
        (&["barred a b", "barred b a"], LinkProblem::AsItStands),
        (&["unbarred a b"], LinkProblem::AsItStands),
    ] {
        let (links, last) = after(said);
        assert_eq!(last, Err(problem), "{said:?}");
        assert_eq!(links, after(&said[..said.len() - 1]).0, "{said:?}");
    }
}

fn event(about: &str, fact: Fact) -> Event {
    Event {
        id: "e".parse().unwrap(),
        about: id(about),
        service: None,
        happened: Happened::At(Timestamp::UNIX_EPOCH),
        recorded_at: Timestamp::UNIX_EPOCH,
        author: Author::Signed { by: "nurse".parse().unwrap(), role: Role::Practitioner },
        source: Source::Entered,
        corrects: None,
        answers: vec![],
        fact,
    }
}

/// A mother's entries that name both records of her child speak of one child.
#[test]
fn whoever_is_named_is_named_by_the_record_that_is_kept() {
    let (links, _) = after(&["linked ana ana-2"]);
    let relation = RelationRecorded { other: id("ana-2"), relation: RelationKind::DependentChild, same_household: Answer::Yes };
    let considered = NeedsConsidered { child: id("ana-2"), met: Answer::Yes, basis: "seen".into(), family_vulnerable: Answer::No };
    let assessed =
        VulnerabilityAssessed { children: ["ana-2", "tom", "ana"].map(id).to_vec(), vulnerable: Answer::No, findings: "none".into() };
    let assured = |child| ending::ChildAssured {
        seen: crate::sighting::Sighting {
            child: id(child),
            seen_at: Happened::At(Timestamp::UNIX_EPOCH),
            place: "nursery".into(),
            by: "N. Teacher".into(),
            seen_by: crate::sighting::SeenBy::OtherProfessional,
            relation: "teacher".into(),
            how: crate::sighting::HowSeen::InPerson,
        },
        needs: ending::NeedsMet { basis: "growth checked".into() },
    };
    let accountable = ending::Accountable { reasons: "seen".into(), told: vec!["GP".into()] };
    let assurance = ending::Assurance::new(vec![assured("ana"), assured("ana-2"), assured("tom")], accountable).unwrap();
    let mut events = [
        event("ana-2", Fact::NoteWritten("n".into())),
        event("mum", Fact::RelationRecorded(relation)),
        event("mum", Fact::NeedsConsidered(considered)),
        event("mum", Fact::VulnerabilityAssessed(assessed)),
        event("mum", Fact::FollowUpEnded(ending::Ending::Assured(assurance))),
    ];
    links.read(&mut events);
    let mut named = Vec::new();
    for event in &mut events {
        event.each_person(&mut |person| named.push(person.to_string()));
    }
    assert_eq!(named, ["ana", "mum", "ana", "mum", "ana", "mum", "ana", "tom", "mum", "ana", "tom"]);
}
