//! Each property can fail: an answer is spoilt in the way that the property forbids, and the property says so.

use super::alphabet;
use super::answer::{EndedBy, Policy, Says};
use super::letter::Letter;
use super::properties::{Property, check};
use super::scene::{Birth, Scene};
use super::search::{Node, Search};
use super::uses::Uses;
use crate::pack::{Follows, Pack, load};
use crate::standing::ObligationStateKind;
use brought_calendar::Calendar;
use brought_domain::ending::EndingLayer;

fn pack() -> Pack {
    let texts = [
        ("pack.toml", include_str!("../../tests/packs/good/pack.toml")),
        ("clauses.toml", include_str!("../../tests/packs/good/clauses.toml")),
        ("pathways/children.md", include_str!("../../tests/packs/good/pathways/children.md")),
        ("pathways/carers.md", include_str!("../../tests/packs/good/pathways/carers.md")),
    ];
    load(&texts.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()).pack.unwrap()
}

/// Takes these steps, by the beginnings of their sentences, and says what is wrong with the last of them when its answer is spoilt.
fn spoilt(steps: &[&str], spoil: impl Fn(&mut Says, &Node)) -> Vec<Property> {
    let pack = pack();
    let pathway = pack.pathway(Follows::Children).unwrap();
    let uses = Uses::of(pathway);
    let letters: Vec<Letter> = alphabet::whole(&pack, pathway, &uses);
    let policy = Policy { pack: &pack, calendar: Calendar::bundled(pack.division), unheld: &[] };
    let scene = Scene::new(&pack, pathway, Birth::Months(32), true);
    let search = Search { policy: &policy, scene: &scene, uses: &uses, letters: &letters, entries: 9, states: 9, merge: true };
    let mut before = search.first();
    let mut after = before.clone();
    for step in steps {
        let letter = letters.iter().position(|letter| letter.sentence.starts_with(step)).unwrap_or_else(|| panic!("{step}"));
        before = after;
        after = search.after(&before, letter).unwrap_or_else(|| panic!("{step} makes no sense"));
    }
    let mut says = after.says.clone();
    spoil(&mut says, &after);
    check(&policy, &scene, &after.events, &before.says, &says).into_iter().map(|broken| broken.property).collect()
}

const MISSED: &str = "A contact at a clinic: was not brought";
const ASSESSED: &str = "The child's vulnerability is assessed by a practitioner: vulnerable, no";
const ENDED: &str = "A practitioner ends the follow-up as assured, saying who saw";

/// Takes the last entry for an end of this layer, as an engine would that does not look.
fn ends_by_the_last_entry(layer: EndingLayer) -> impl Fn(&mut Says, &Node) {
    move |says, node| {
        let last = node.events.last().unwrap().id.clone();
        says.followings[0].ended = Some(EndedBy::Entry(last.clone(), layer));
        for owed in &mut says.owed {
            (owed.state, owed.settled_by) = (ObligationStateKind::Replaced, Some(last.clone()));
        }
    }
}

#[test]
fn an_honest_answer_breaks_nothing() {
    for steps in [&[MISSED][..], &[MISSED, ASSESSED, ENDED], &[MISSED, ENDED], &[MISSED, MISSED, "Everything"]] {
        assert_eq!(spoilt(steps, |_, _| {}), [], "{steps:?}");
    }
}

#[test]
fn an_end_without_any_part_of_its_evidence_is_found() {
    let layer = ends_by_the_last_entry(EndingLayer::Assured);
    assert_eq!(spoilt(&[MISSED, ASSESSED, ENDED], &layer), [], "with all of it there is nothing to find");
    for end in [
        "An administrator ends",
        "Another system ends",
        "A practitioner ends the follow-up as assured, though the child was seen only at a distance",
        "A practitioner ends the follow-up as assured, on the mother's word",
        "A practitioner ends the follow-up as assured, though the child was seen before",
    ] {
        assert_eq!(spoilt(&[MISSED, ASSESSED, end], &layer), [Property::EndsOnlyWithEvidence], "{end}");
    }
    let unassessed: [&[&str]; 4] = [
        &[MISSED, ENDED],
        &[ASSESSED, MISSED, ENDED],
        &[MISSED, "The child's vulnerability is assessed by a practitioner: vulnerable, not known", ENDED],
        &[MISSED, ASSESSED, "Whether the child's needs are met is considered: no", ENDED],
    ];
    for steps in unassessed {
        assert_eq!(spoilt(steps, &layer), [Property::EndsOnlyWithEvidence], "{steps:?}");
    }
}

#[test]
fn every_other_layer_takes_its_own_evidence() {
    for (layer, with, without) in [
        (
            EndingLayer::HandedOver,
            vec!["as handed over, and says"],
            vec![
                "as handed over, without anybody's",
                "as handed over, without an answer",
                "as handed over, and has only",
                "as handed over and accepted, and tells",
                "as handed over and accepted, without",
            ],
        ),
        (EndingLayer::OffersPaused, vec!["as offers paused, with a plan"], vec!["as offers paused, without", "as offers paused, though"]),
        (
            EndingLayer::DischargedRiskExcluded,
            vec!["as discharged, with risk"],
            vec!["as discharged, without saying", "as discharged, without telling"],
        ),
        (EndingLayer::Withdrawn, vec![], vec!["as withdrawn"]),
        (EndingLayer::Died, vec![], vec!["as ended by death"]),
        (EndingLayer::PregnancyEnded, vec![], vec!["as ended with the pregnancy"]),
    ] {
        let ends = |how: &&str| format!("A practitioner ends the follow-up {how}");
        for end in with.iter().map(ends) {
            assert_eq!(spoilt(&[MISSED, ASSESSED, &end], ends_by_the_last_entry(layer)), [], "{end}");
        }
        for end in without.iter().map(ends) {
            let found = spoilt(&[MISSED, ASSESSED, &end], ends_by_the_last_entry(layer));
            assert_eq!(found, [Property::EndsOnlyWithEvidence], "{end}");
        }
    }
    let doubtful = "The child's vulnerability is assessed by a practitioner: vulnerable, not known";
    let paused = "A practitioner ends the follow-up as offers paused, with a plan";
    let found = spoilt(&[MISSED, ASSESSED, doubtful, paused], ends_by_the_last_entry(EndingLayer::OffersPaused));
    assert_eq!(found, [Property::EndsOnlyWithEvidence], "the last word on vulnerability decides");
    for who in ["Another system says", "An administrator records"] {
        let unsigned = spoilt(&[MISSED, &format!("{who} that the person has died")], ends_by_the_last_entry(EndingLayer::Died));
        assert_eq!(unsigned, [Property::EndsOnlyWithEvidence], "{who}");
    }
}

#[test]
fn a_failed_contact_with_nothing_asked_is_found() {
    assert_eq!(spoilt(&[MISSED], |says, _| says.owed.clear()), [Property::SomethingIsOwed]);
    assert_eq!(
        spoilt(&[MISSED], |says, _| {
            says.owed.clear();
            says.followings.clear();
        }),
        [Property::SomethingIsOwed],
        "also when there is no follow-up at all"
    );
}

#[test]
fn a_follow_up_that_stays_ended_when_another_contact_fails_is_found() {
    let stays = |says: &mut Says, node: &Node| {
        let end = node.events.iter().find(|event| matches!(event.fact, brought_domain::Fact::FollowUpEnded(_))).unwrap();
        says.followings[0].ended = Some(EndedBy::Entry(end.id.clone(), EndingLayer::Assured));
    };
    assert!(spoilt(&[MISSED, ASSESSED, ENDED, MISSED], stays).contains(&Property::EndsOnlyWithEvidence));
}

#[test]
fn an_obligation_that_goes_by_itself_is_found() {
    let lapse = |says: &mut Says, _: &Node| says.owed[0].state = ObligationStateKind::Done;
    assert!(spoilt(&[MISSED, "366 days pass"], lapse).contains(&Property::LeavesByAnEntry));
    let vanish = |says: &mut Says, _: &Node| says.owed.clear();
    assert!(spoilt(&[MISSED, "366 days pass"], vanish).contains(&Property::LeavesByAnEntry));
}

#[test]
fn a_stage_that_goes_back_and_an_owner_without_another_are_found() {
    let back = |says: &mut Says, _: &Node| says.followings[0].stage = "first".into();
    assert_eq!(spoilt(&[MISSED, MISSED, ASSESSED], back), [Property::StagesGoForward]);
    let alone = |says: &mut Says, _: &Node| says.owed[0].owner.1 = says.owed[0].owner.0;
    assert_eq!(spoilt(&[MISSED], alone), [Property::SomebodyElse]);
}
