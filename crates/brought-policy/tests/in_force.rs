//! Several packs in one record: versions one after another, and services with a pack of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;
mod tiny;

use brought_calendar::Calendar;
use brought_domain::ending::EndingLayer;
use brought_domain::{Chronology, Correction, CorrectionKind, Event, Fact};
use brought_policy::compare::pairs;
use brought_policy::duty::Action;
use brought_policy::pack::load;
use brought_policy::standing::{FollowUpState, Obligation, ObligationStateKind, Standing};
use brought_policy::{Answer, Pack, PoliciesInForce, PutInForce, standing};
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use std::sync::Arc;
use tiny::{child, rule, version, with};

const FAMILY: &str = "do = \"follow_up_family\", owner = \"practitioner\", due = \"$soon\"";
const IMPACT: &str = "do = \"record_impact_and_decision\", owner = \"practitioner\", due = \"$soon\"";
const IMPACT_LATER: &str = "do = \"record_impact_and_decision\", owner = \"practitioner\", due = \"$later\"";
const MISSED: &str = "was_not_brought";
const NOTED: &str = "[[events]]\nhappened = 2026-01-08T10:00:00\nnote_written = \"Rang the mother.\"\n";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The first version asks for the family to be followed up and for the impact to be recorded.
fn both() -> Arc<Pack> {
    Arc::new(version("1.0", &[rule("S-R1", "failed_contacts >= 1", FAMILY), rule("S-R2", "failed_contacts >= 1", IMPACT)].concat(), |_| ()))
}

/// The second asks only for the impact, and gives two weeks.
fn impact() -> Arc<Pack> {
    Arc::new(version("2.0", &rule("S-R2", "failed_contacts >= 1", IMPACT_LATER), |_| ()))
}

/// As the second, but for whom being discharged is an ending.
fn lets_go() -> Arc<Pack> {
    let allow = |manifest: &mut String| {
        *manifest = manifest.replace("[\"assured\", \"withdrawn\", \"died\"]", "[\"assured\", \"withdrawn\", \"died\", \"handed_over\"]");
    };
    Arc::new(version("2.0", &rule("S-R2", "failed_contacts >= 1", IMPACT_LATER), allow))
}

fn one_after_another(packs: &[(&Arc<Pack>, &str)]) -> PoliciesInForce {
    let mut in_force = PoliciesInForce::only(Arc::clone(packs[0].0));
    for (pack, from) in &packs[1..] {
        in_force.put(PutInForce { pack: Arc::clone(pack), service: None, from: Some(at(from)) });
    }
    in_force
}

fn answer(in_force: &PoliciesInForce, chronology: &Chronology, as_of: &str) -> Answer {
    in_force.answer(&calendar(), chronology, at(as_of))
}

fn calendar() -> Calendar {
    Calendar::bundled(both().division)
}

fn states(standing: &Standing) -> Vec<(Action, ObligationStateKind, String)> {
    standing.obligations.iter().map(|of| (of.action, of.state.kind(), of.due.on.to_string())).collect()
}

#[test]
fn one_pack_answers_as_it_answers_by_itself() {
    let sam = child("sam", &[("2026-01-05", MISSED)]);
    let same_text_again = one_after_another(&[(&both(), ""), (&both(), "2026-01-06T12:00:00Z")]);
    for in_force in [PoliciesInForce::only(both()), same_text_again] {
        let found = answer(&in_force, &sam, "2026-01-09T12:00:00Z");
        assert_eq!(found.standing, standing(&both(), &calendar(), &sam, at("2026-01-09T12:00:00Z")));
        assert_eq!(found.staying().count(), 0);
    }
}

#[test]
fn what_was_open_and_is_not_asked_for_any_more_stays_until_it_is_answered() {
    let in_force = one_after_another(&[(&both(), ""), (&impact(), "2026-01-06T12:00:00Z")]);
    let sam = child("sam", &[("2026-01-05", MISSED)]);
    let found = answer(&in_force, &sam, "2026-01-09T12:00:00Z");
    assert_eq!(
        states(&found.standing),
        [
            (Action::FollowUpFamily, ObligationStateKind::Overdue, "2026-01-07".into()),
            (Action::RecordImpactAndDecision, ObligationStateKind::DueLater, "2026-01-19".into()),
        ],
        "the second version's day counts for what it asks for as well"
    );
    let (stays, pack) = found.staying().next().unwrap();
    assert_eq!((stays.action, pack.version.as_str()), (Action::FollowUpFamily, "1.0"));
    assert_eq!(found.pack().version, "2.0");
    let answered = with(
        "sam",
        &[("2026-01-05", MISSED)],
        "[[events]]\nhappened = 2026-01-08T10:00:00\nfamily_followed_up = { how = \"spoke_to_family\", result = \"a new time is agreed\" }\n",
    );
    let found = answer(&in_force, &answered, "2026-01-09T12:00:00Z");
    assert_eq!(states(&found.standing)[0].1, ObligationStateKind::DoneLate, "it is answered as it always was");
}

/// What the second version raised by itself never had the first version's part, and the first version is not asked about new contacts.
#[test]
fn a_contact_that_fails_later_is_asked_about_by_the_later_version_alone() {
    let in_force = one_after_another(&[(&both(), ""), (&impact(), "2026-01-06T12:00:00Z")]);
    let found = answer(&in_force, &child("sam", &[("2026-01-12", MISSED)]), "2026-01-13T12:00:00Z");
    assert_eq!(found.standing.obligations.iter().map(|of| of.action).collect::<Vec<_>>(), [Action::RecordImpactAndDecision]);
    assert_eq!(found.staying().count(), 0);
}

#[test]
fn a_past_day_is_told_by_the_version_that_was_in_force_then() {
    let in_force = one_after_another(&[(&both(), ""), (&impact(), "2026-01-06T12:00:00Z")]);
    let sam = child("sam", &[("2026-01-05", MISSED)]);
    let then = answer(&in_force, &sam, "2026-01-06T11:00:00Z");
    assert_eq!((then.standing.pack.version.as_str(), then.standing.obligations.len()), ("1.0", 2));
    assert_eq!(then.standing.changes_at, Some(at("2026-01-06T12:00:00Z")), "it changes when the second version comes");
}

#[test]
fn what_a_third_version_asks_for_again_is_asked_for_once() {
    let in_force = one_after_another(&[(&both(), ""), (&impact(), "2026-01-06T12:00:00Z"), (&both(), "2026-01-08T12:00:00Z")]);
    let found = answer(&in_force, &child("sam", &[("2026-01-05", MISSED)]), "2026-01-09T12:00:00Z");
    assert_eq!(found.standing.obligations.len(), 2, "{:?}", states(&found.standing));
    assert_eq!(found.staying().count(), 0);
}

/// A version that asks for more: about a contact that failed before it came, from the day on which it came.
#[test]
fn what_is_asked_for_afterwards_is_due_from_the_change_on_and_nobody_is_late_for_what_nobody_had_asked() {
    let in_force = one_after_another(&[(&impact(), ""), (&both(), "2026-03-02T09:00:00Z")]);
    let sam = child("sam", &[("2026-01-05", MISSED)]);
    let of = |as_of: &str| {
        let found = answer(&in_force, &sam, as_of).standing;
        let asked = found.obligations.iter().find(|of| of.action == Action::FollowUpFamily).unwrap();
        (asked.state.kind(), asked.due.on.to_string(), asked.escalated_to, found.changes_at)
    };
    let (state, due, escalated, changes_at) = of("2026-03-02T12:00:00Z");
    assert_eq!((state, due.as_str(), escalated), (ObligationStateKind::DueLater, "2026-03-04", None));
    assert_eq!(changes_at, Some(at("2026-03-03T00:00:00Z")), "the other one is overdue, and may be escalated tomorrow");
    // From its own day on it is late, and escalated, like anything else.
    assert_eq!(of("2026-03-05T12:00:00Z").0, ObligationStateKind::Overdue);
    assert!(of("2026-03-12T12:00:00Z").2.is_some());
    // What both ask for keeps the day that counts from the contact.
    let found = answer(&in_force, &sam, "2026-03-02T12:00:00Z").standing;
    let both_ask = found.obligations.iter().find(|of| of.action == Action::RecordImpactAndDecision).unwrap();
    assert_eq!((both_ask.due.on.to_string().as_str(), both_ask.state.kind()), ("2026-01-07", ObligationStateKind::Overdue));
    // A third text that asks for the same does not give more time again.
    let third = Arc::new(version(
        "3.0",
        &[rule("S-R1", "failed_contacts >= 1", FAMILY), rule("S-R2", "failed_contacts >= 1", IMPACT)].concat(),
        |_| (),
    ));
    let in_force = one_after_another(&[(&impact(), ""), (&both(), "2026-03-02T09:00:00Z"), (&third, "2026-03-10T09:00:00Z")]);
    let found = answer(&in_force, &sam, "2026-03-10T12:00:00Z").standing;
    let asked = found.obligations.iter().find(|of| of.action == Action::FollowUpFamily).unwrap();
    assert_eq!((asked.due.on.to_string().as_str(), asked.state.kind()), ("2026-03-04", ObligationStateKind::Overdue));
}

/// Somebody has to look at the list again when what stays becomes overdue.
#[test]
fn what_stays_becomes_overdue_at_its_time() {
    let in_force = one_after_another(&[(&both(), ""), (&impact(), "2026-01-06T12:00:00Z")]);
    let found = answer(&in_force, &child("sam", &[("2026-01-05", MISSED)]), "2026-01-07T12:00:00Z");
    assert_eq!(states(&found.standing)[0].1, ObligationStateKind::Due);
    assert_eq!(found.standing.changes_at, Some(at("2026-01-08T00:00:00Z")));
}

fn handed_over(more: &str) -> Chronology {
    let ending = "[[events]]\nhappened = 2026-01-07T10:00:00\nvulnerability_assessed = { children = [\"sam\"], vulnerable = \"no\", findings = \"Known to the service.\" }\n\
        [[events]]\nid = \"offer\"\nhappened = 2026-01-07T10:30:00\nhandover_offered = { to = \"org-2\", content = \"One contact failed.\" }\n\
        [[events]]\nhappened = 2026-01-07T10:45:00\nhandover_answered = { offer = \"offer\", accepted = \"yes\", by = \"Ms Lee\", said = \"We take over.\" }\n\
        [[events]]\nhappened = 2026-01-07T11:00:00\nfollow_up_ended = { handed_over = { to = \"org-2\", accepted_by = \"Ms Lee\", reasons = \"Moved away.\", told = [\"GP\"] } }\n";
    with("sam", &[("2026-01-05", MISSED)], &format!("{ending}{more}"))
}

/// Otherwise a version that asks for less would end follow-ups that nobody has ended.
#[test]
fn an_ending_that_was_refused_when_it_was_signed_stays_refused() {
    let sam = handed_over(NOTED);
    let alone = standing(&lets_go(), &calendar(), &sam, at("2026-01-12T12:00:00Z"));
    assert!(matches!(alone.follow_ups[0].state, FollowUpState::Ended { layer: EndingLayer::HandedOver, .. }), "{:?}", alone.set_aside);
    let in_force = one_after_another(&[(&both(), ""), (&lets_go(), "2026-01-09T12:00:00Z")]);
    let found = answer(&in_force, &sam, "2026-01-12T12:00:00Z");
    assert!(found.standing.follow_ups[0].is_open());
    assert!(found.standing.set_aside.iter().any(|aside| aside.why.contains("stays open")), "{:?}", found.standing.set_aside);
}

#[test]
fn a_follow_up_that_had_ended_stays_ended_under_a_stricter_version_until_a_contact_fails_again() {
    let in_force = one_after_another(&[(&lets_go(), ""), (&both(), "2026-01-09T12:00:00Z")]);
    let found = answer(&in_force, &handed_over(""), "2026-01-12T12:00:00Z");
    assert!(!found.standing.follow_ups[0].is_open(), "{:?}", found.standing.set_aside);
    assert!(found.standing.obligations.iter().all(|of| !of.is_open()), "{:?}", states(&found.standing));
    let again = "[[events]]\nhappened = 2026-01-13T10:00:00\ncontact = { setting = \"clinic\", arranged = \"by_letter\", outcome = \"was_not_brought\" }\n";
    let found = answer(&in_force, &handed_over(again), "2026-01-14T12:00:00Z");
    assert!(found.standing.follow_ups[0].is_open());
    assert!(found.standing.obligations.iter().any(|of| of.is_open() && of.action == Action::FollowUpFamily));
}

/// What an entry says of another, and is not taken, says nothing of the ending that it signs.
#[test]
fn an_ending_that_corrects_another_entry_in_vain_is_taken() {
    let mut sam = handed_over("");
    let in_vain = Correction { event: "nowhere".parse().unwrap(), how: CorrectionKind::Replaces, reason: "a slip".into() };
    let ending = sam.events.iter_mut().find(|event| matches!(event.fact, Fact::FollowUpEnded(_))).unwrap();
    ending.corrects = Some(in_vain);
    // So late that it is looked at as it was signed.
    let late = sam.events.iter_mut().find(|event| matches!(event.fact, Fact::VulnerabilityAssessed(_))).unwrap().clone();
    sam.events.push(Event { id: "late".parse().unwrap(), recorded_at: at("2026-01-08T12:00:00Z"), ..late });
    let changed = one_after_another(&[(&lets_go(), ""), (&both(), "2026-01-09T12:00:00Z")]);
    for in_force in [PoliciesInForce::only(lets_go()), changed] {
        let found = answer(&in_force, &sam, "2026-01-12T12:00:00Z");
        assert!(!found.standing.follow_ups[0].is_open(), "{:?}", found.standing.set_aside);
        assert_eq!(found.standing.set_aside.len(), 1, "that the correction is not taken is told: {:?}", found.standing.set_aside);
    }
}

/// A version that no longer counts such a contact does not make a follow-up vanish that everybody sees.
#[test]
fn an_open_follow_up_that_the_later_version_does_not_know_stays() {
    let blind = |manifest: &mut String| {
        *manifest = manifest
            .replace("\"was_not_brought\", \"no_response\"", "\"no_response\"")
            .replace("[\"seen\"", "[\"was_not_brought\", \"seen\"");
    };
    let blind = Arc::new(version("2.0", &rule("S-R2", "failed_contacts >= 1", IMPACT), blind));
    let sam = child("sam", &[("2026-01-05", MISSED)]);
    assert!(standing(&blind, &calendar(), &sam, at("2026-01-09T12:00:00Z")).follow_ups.is_empty());
    let in_force = one_after_another(&[(&both(), ""), (&blind, "2026-01-06T12:00:00Z")]);
    let found = answer(&in_force, &sam, "2026-01-09T12:00:00Z");
    assert!(found.standing.follow_ups[0].is_open());
    assert_eq!(found.standing.obligations.iter().filter(|of| of.is_open()).count(), 2);
}

#[test]
fn each_service_is_asked_about_by_its_own_pack() {
    let mut sam = child("sam", &[("2026-01-05", MISSED), ("2026-01-06", MISSED)]);
    let eyes: brought_domain::ServiceId = "eyes".parse().unwrap();
    for event in sam.events.iter_mut().filter(|event| event.happened.day(&brought_calendar::uk_time_zone()).day() == 6) {
        event.service = Some(eyes.clone());
        if let brought_domain::Fact::ContactPlanned(planned) = &mut event.fact {
            planned.service = eyes.clone();
        }
    }
    let mut in_force = PoliciesInForce::only(both());
    in_force.put(PutInForce { pack: impact(), service: Some(eyes), from: Some(at("2025-01-01T00:00:00Z")) });
    let found = answer(&in_force, &sam, "2026-01-06T12:00:00Z");
    let of = |service: &str| -> Vec<Action> {
        let of_it = found.standing.obligations.iter().filter(|of| of.service.as_ref().is_some_and(|of| of.as_str() == service));
        of_it.map(|of| of.action).collect()
    };
    assert_eq!(of("eyes"), [Action::RecordImpactAndDecision]);
    assert_eq!(found.standing.follow_ups.len(), 2);
    assert_eq!(found.standing.obligations.len(), 3);
    let versions: Vec<&str> = found.standing.follow_ups.iter().map(|of| found.pack_of_follow_up(of).version.as_str()).collect();
    assert!(versions.contains(&"1.0") && versions.contains(&"2.0"), "{versions:?}");
}

/// Another area's pack.
fn shropshire() -> Arc<Pack> {
    let files = [
        ("pack.toml", include_str!("../../../policies/shropshire/pack.toml")),
        ("clauses.toml", include_str!("../../../policies/shropshire/clauses.toml")),
        ("pathways/children.md", include_str!("../../../policies/shropshire/pathways/children.md")),
        ("documents/letter-about-stopping.md", include_str!("../../../policies/shropshire/documents/letter-about-stopping.md")),
        ("documents/letter-to-parents.md", include_str!("../../../policies/shropshire/documents/letter-to-parents.md")),
        ("documents/letter-to-young-person.md", include_str!("../../../policies/shropshire/documents/letter-to-young-person.md")),
    ];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    Arc::new(load(&files).pack.unwrap())
}

/// Whatever was recorded: at the moment in which another pack comes into force nothing that is open is gone, nor is any follow-up, and
/// none opens that had ended.
fn takes_nothing_away(before: &PoliciesInForce, put: PutInForce, chronology: &Chronology) {
    let changes_at = put.from.unwrap();
    let mut in_force = before.clone();
    in_force.put(put);
    let told = |in_force: &PoliciesInForce, at: Timestamp| in_force.answer(&calendar(), chronology, at).standing;
    let shortly_before = changes_at.checked_sub(1.second()).unwrap();
    let (alone, with_it) = (told(before, shortly_before), told(&in_force, shortly_before));
    assert_eq!(Standing { changes_at: None, ..with_it }, Standing { changes_at: None, ..alone }, "until then it changes nothing");
    let (before, after) = (told(before, changes_at), told(&in_force, changes_at));
    let open = |of: &Standing| -> Vec<Obligation> { of.obligations.iter().filter(|obligation| obligation.is_open()).cloned().collect() };
    let (was, is) = (open(&before), open(&after));
    for pair in pairs(was.iter().collect(), is.iter().collect()) {
        assert!(pair.right.is_some() || pair.left.is_none(), "gone: {:?}", pair.left);
    }
    for follow_up in &before.follow_ups {
        let now = after.follow_ups.iter().find(|other| other.id == follow_up.id);
        assert_eq!(now.map(|now| now.is_open()), Some(follow_up.is_open()), "{follow_up:?}");
    }
    let mut ids: Vec<_> = after.obligations.iter().map(|obligation| &obligation.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), after.obligations.len(), "each obligation is there once");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_change_of_policy_takes_nothing_away(
        drawn in prop::collection::vec(support::drawn(), 0..24),
        hours in 0i64..70 * 24,
        back in any::<bool>(),
        service in prop_oneof![Just(None), Just(Some("clinic")), Just(Some("parents"))],
        then in prop_oneof![Just(None), Just(Some("clinic")), Just(Some("parents"))],
        later in 1i64..30 * 24,
    ) {
        static OTHER: std::sync::OnceLock<Arc<Pack>> = std::sync::OnceLock::new();
        let (first, second) = (Arc::new(support::pack().clone()), Arc::clone(OTHER.get_or_init(shropshire)));
        let (first, second) = if back { (second, first) } else { (first, second) };
        let chronology = support::chronology(&drawn);
        // Between two entries: what is recorded at the very moment of a change is for the next pack.
        let at = |hours: i64| Some(support::start().checked_add(hours.hours().minutes(30)).unwrap());
        let put = |pack: &Arc<Pack>, service: Option<&str>, from| {
            PutInForce { pack: Arc::clone(pack), service: service.map(|service| service.parse().unwrap()), from }
        };
        let mut in_force = PoliciesInForce::only(Arc::clone(&first));
        takes_nothing_away(&in_force, put(&second, service, at(hours)), &chronology);
        in_force.put(put(&second, service, at(hours)));
        takes_nothing_away(&in_force, put(&first, then, at(hours + later)), &chronology);
    }
}

/// A pause that the clinic's own pack refused must not be taken by the pack of the visiting service, neither before the clinic's pack
/// changes again nor afterwards: what the visiting service is asked would change with it.
#[test]
fn an_ending_that_its_own_service_refused_is_taken_by_no_other() {
    let (both_end, missed) = (24, 3);
    let drawn = [
        support::Drawn::of("clinic", 1006, both_end, 7),
        support::Drawn::of("visiting", 0, missed, 22),
        support::Drawn::of("clinic", 1006, both_end, 0),
        support::Drawn::of("clinic", 0, missed, 5),
    ];
    let (first, second) = (Arc::new(support::pack().clone()), shropshire());
    let at = |hours: i64| Some(support::start().checked_add(hours.hours().minutes(30)).unwrap());
    let clinic = |pack: &Arc<Pack>, from| PutInForce { pack: Arc::clone(pack), service: Some("clinic".parse().unwrap()), from };
    let mut in_force = PoliciesInForce::only(Arc::clone(&first));
    in_force.put(clinic(&second, at(804)));
    takes_nothing_away(&in_force, clinic(&first, at(1406)), &support::chronology(&drawn));
}
