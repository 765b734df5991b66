//! What holds for every chronology, sensible or not: invariants S1 to S7 and S23, on chronologies made at random.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod packs;
mod support;

use brought_calendar::{Calendar, Division};
use brought_domain::ending::{Ending, EndingLayer};
use brought_domain::work::{HowSeen, ObligationSettled, ObligationSettlement, Role, SeenBy};
use brought_domain::{
    Author, Chronology, Correction, CorrectionKind, Event, EventId, Fact, Happened, LinkStep, Links, ObligationId, PersonId, Source,
};
use brought_policy::pack::{Pack, PackFiles, load};
use brought_policy::standing::{FollowUpState, Standing};
use brought_policy::standing_form::StandingForm;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use support::{chronology, drawn, drawn_alone, pack};

/// The shipped pack, or one that asks for every step, has pathways to move between, and includes another.
fn chosen(local: bool) -> &'static Pack {
    static LOCAL: OnceLock<Pack> = OnceLock::new();
    if local { LOCAL.get_or_init(|| load(&asking_at_each_change()).pack.unwrap()) } else { pack() }
}

/// The local pack with rules for each change, and with steps that take more than an entry of their kind.
fn asking_at_each_change() -> PackFiles {
    let mut files = packs::local();
    files.get_mut("pathways/usual.md").unwrap().push_str(
        r#"
```rule
id = "P-R1"
clause = ["L-02"]
when = "still_unseen and not home_visit_offered and not whereabouts_unknown"
each = "change"
raise = [
  { do = "inform", with = "childrens_social_care", about = "still_unseen", understood = true, owner = "practitioner", due = "$soon" },
  { do = "take_step", step = "confirm_details", owner = "practitioner", due = "$soon" },
]
```

```rule
id = "P-R2"
clause = ["L-02"]
on = "child"
when = "not alert_stands and (carers_failed_contacts >= 1 or unscheduled_attendances >= 1)"
each = "change"
pattern = "missed_contacts"
raise = [{ do = "decide_alert", place = "this_record", active = true, owner = "practitioner", due = "$soon" }]
```
"#,
    );
    files
}

fn ask(local: bool, chronology: &Chronology, as_of: Timestamp) -> Standing {
    brought_policy::standing(chosen(local), &Calendar::bundled(Division::EnglandAndWales), chronology, as_of)
}

fn written(standing: &Standing) -> String {
    serde_json::to_string(&StandingForm::from(standing)).unwrap()
}

fn later(days: i64) -> Timestamp {
    support::start().checked_add((days * 24).hours()).unwrap()
}

fn ids(standing: &Standing) -> BTreeSet<ObligationId> {
    standing.obligations.iter().map(|obligation| obligation.id.clone()).collect()
}

/// The rules that ask for what is open. Not the obligations: what is asked for because everything else was answered names the entry that answered last.
fn rules_of_open(standing: &Standing) -> Vec<String> {
    let open = standing.obligations.iter().filter(|obligation| obligation.is_open());
    let mut rules: Vec<String> = open.map(|obligation| obligation.because.rule.clone()).collect();
    rules.sort_unstable();
    rules
}

/// That somebody who may has waived an obligation.
fn waived(number: usize, about: &PersonId, obligation: &ObligationId, at: Timestamp) -> Event {
    let how = ObligationSettled::Waived { authority: Role::NamedNurse, reason: "seen elsewhere".into() };
    Event {
        id: EventId::new(format!("waived-{number}")).unwrap(),
        about: about.clone(),
        service: None,
        happened: Happened::At(at),
        recorded_at: at,
        author: Author::Signed { by: "lead".parse().unwrap(), role: Role::NamedNurse },
        source: Source::Entered,
        corrects: None,
        answers: vec![],
        fact: Fact::ObligationSettled(ObligationSettlement { obligation: obligation.clone(), how }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// The engine keeps what it has worked out until something changes it: that never changes the answer.
    #[test]
    fn what_is_kept_is_what_would_be_worked_out_anew(events in prop::collection::vec(drawn(), 0..40), local in any::<bool>(), days in 0i64..100) {
        let chronology = chronology(&events);
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        let anew = brought_policy::standing_worked_out_anew(chosen(local), &calendar, &chronology, later(days));
        prop_assert_eq!(written(&ask(local, &chronology, later(days))), written(&anew));
    }

    /// S16: what was settled by hand while a record stood on its own is settled when it is read with another, by whichever id it was named; and nothing else is.
    #[test]
    fn an_obligation_is_settled_by_the_id_that_it_had_in_a_linked_record(events in prop::collection::vec(drawn(), 0..25), local in any::<bool>(), days in 1i64..60) {
        let (sam, other) = (support::person("sam"), support::person("sam-2"));
        let mut links = Links::default();
        links.decide(LinkStep::Linked, &sam, &other).unwrap();
        let kept = chronology(&events);
        let mut apart = kept.clone();
        let mut rename = |person: &mut PersonId| if *person == sam { *person = other.clone() };
        rename(&mut apart.subject);
        apart.events.iter_mut().for_each(|event| event.each_person(&mut rename));
        let (own, others) = (ids(&ask(local, &kept, later(days))), ids(&ask(local, &apart, later(days))));
        prop_assert_eq!(own.len(), others.len());
        let settled_as = |ids: &BTreeSet<ObligationId>, about: &PersonId| {
            let settlements = ids.iter().enumerate().map(|(number, id)| waived(number, about, id, later(days)));
            let mut read = Chronology { links: links.clone(), ..kept.clone() };
            read.events.extend(settlements);
            links.read(&mut read.events);
            rules_of_open(&ask(local, &read, later(days + 1)))
        };
        prop_assert_eq!(settled_as(&own, &sam), settled_as(&others, &other));
    }

    /// S5: the same events in any order give the same bytes. They are few enough to be put in their places one by one, or too many for that.
    #[test]
    fn the_order_of_import_does_not_matter(events in prop::collection::vec(drawn(), 0..60), seed in any::<u64>(), local in any::<bool>()) {
        let sorted = chronology(&events);
        let mut shuffled = sorted.clone();
        let count = shuffled.events.len() as u64;
        shuffled.events.sort_by_key(|event| {
            event.id.as_str().bytes().fold(seed, |mixed, byte| mixed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(u64::from(byte))) % (count * 97 + 1)
        });
        prop_assert_eq!(written(&ask(local, &sorted, later(90))), written(&ask(local, &shuffled, later(90))));
    }

    /// S6: the same events given twice or three times are the same events.
    #[test]
    fn the_same_event_twice_is_one_event(events in prop::collection::vec(drawn(), 0..20), times in 2usize..4, local in any::<bool>()) {
        let once = chronology(&events);
        let mut often = once.clone();
        often.events = std::iter::repeat_n(once.events.clone(), times).flatten().collect();
        prop_assert_eq!(written(&ask(local, &once, later(90))), written(&ask(local, &often, later(90))));
    }

    /// S1, S3: nothing ends as assured without a signed ending, everybody seen in person afterwards, and a signed assessment.
    #[test]
    fn nothing_ends_without_its_evidence(events in prop::collection::vec(drawn(), 0..40), local in any::<bool>()) {
        let chronology = chronology(&events);
        let standing = ask(local, &chronology, later(90));
        let zone = brought_calendar::uk_time_zone();
        for follow_up in &standing.follow_ups {
            let FollowUpState::Ended { layer, by, .. } = &follow_up.state else { continue };
            if *layer == EndingLayer::Withdrawn { continue }
            let event = chronology.events.iter().find(|event| event.id == *by).unwrap();
            prop_assert!(event.author.is_signed());
            if *layer == EndingLayer::OffersPaused {
                prop_assert!(matches!(&event.fact, Fact::FollowUpEnded(Ending::OffersPaused { .. })), "{:?}", event.fact);
                continue;
            }
            let Fact::FollowUpEnded(Ending::Assured(assurance)) = &event.fact else { prop_assert!(false, "{:?}", event.fact); continue };
            let last = follow_up.failed_contacts.last().unwrap();
            for child in &follow_up.children {
                let seen = &assurance.child(child).unwrap().seen;
                prop_assert_eq!(seen.how, HowSeen::InPerson);
                prop_assert!(matches!(seen.seen_by, SeenBy::ThisService | SeenBy::OtherProfessional), "{}", seen.seen_by);
                prop_assert!(seen.seen_at.is_certainly_after(&last.at, &zone));
                let assessed = chronology.events.iter().any(|event| event.author.is_signed()
                    && event.happened.is_not_before(&last.at, &zone)
                    && matches!(&event.fact, Fact::VulnerabilityAssessed(assessed) if assessed.children.contains(child)));
                prop_assert!(assessed);
            }
        }
    }

    /// S2: every open follow-up has at least one open obligation, with an owner, a different fallback and a due time.
    #[test]
    fn an_open_follow_up_always_asks_for_something(events in prop::collection::vec(drawn(), 0..40), day in 0i64..90, local in any::<bool>()) {
        let standing = ask(local, &chronology(&events), later(day));
        for follow_up in standing.follow_ups.iter().filter(|follow_up| follow_up.is_open()) {
            let open: Vec<_> = standing.obligations.iter().filter(|obligation| obligation.is_open() && obligation.follow_up.as_ref() == Some(&follow_up.id)).collect();
            prop_assert!(!open.is_empty(), "{follow_up:?}");
            for obligation in open {
                prop_assert_ne!(obligation.owner.role, obligation.owner.fallback);
                prop_assert!(!obligation.because.rule.is_empty() && !obligation.because.events.is_empty());
            }
        }
    }

    /// S4: ten years without anybody doing anything close nothing.
    #[test]
    fn time_alone_closes_nothing(events in prop::collection::vec(drawn(), 0..40), local in any::<bool>()) {
        let chronology = chronology(&events);
        let open = |as_of| {
            let standing = ask(local, &chronology, as_of);
            let obligations: BTreeSet<_> = standing.obligations.iter().filter(|obligation| obligation.is_open()).map(|obligation| obligation.id.clone()).collect();
            let follow_ups: BTreeSet<_> = standing.follow_ups.iter().filter(|follow_up| follow_up.is_open()).map(|follow_up| follow_up.id.clone()).collect();
            (obligations, follow_ups)
        };
        let (now, far) = (open(later(120)), open(later(3_650)));
        // Time may open what was paused; it never closes anything.
        prop_assert!(now.0.is_subset(&far.0) && now.1.is_subset(&far.1), "{now:?} {far:?}");
    }

    /// S7: an event and its withdrawal leave everything as if it had never been recorded.
    #[test]
    fn a_withdrawn_event_leaves_no_trace_in_what_is_asked(events in prop::collection::vec(drawn(), 0..24), extra in drawn_alone(), local in any::<bool>()) {
        let before = chronology(&events);
        let mut with = events.clone();
        with.push(extra);
        let mut after = chronology(&with);
        let slip = after.events.last().unwrap().clone();
        // An event that itself corrects another is put right by its own withdrawal too; the earlier one then stands again.
        after.events.push(Event {
            id: EventId::new("withdrawal").unwrap(),
            recorded_at: later(80),
            happened: Happened::At(later(80)),
            author: brought_domain::Author::Signed { by: "nurse".parse().unwrap(), role: brought_domain::work::Role::Practitioner },
            corrects: Some(Correction { event: slip.id.clone(), how: CorrectionKind::Withdraws, reason: "written in the wrong record".into() }),
            fact: Fact::CorrectionOnly,
            ..slip
        });
        let (before, after) = (ask(local, &before, later(90)), ask(local, &after, later(90)));
        prop_assert_eq!(before.obligations, after.obligations);
        prop_assert_eq!(before.follow_ups, after.follow_ups);
        prop_assert_eq!(before.last_seen, after.last_seen);
    }

    /// What was known on a day does not change when more is recorded later ("as known on").
    #[test]
    fn the_past_is_not_rewritten(events in prop::collection::vec(drawn(), 1..30), day in 0i64..60, local in any::<bool>()) {
        let all = chronology(&events);
        let known = Chronology { events: all.events.iter().filter(|event| event.recorded_at <= later(day)).cloned().collect(), ..all.clone() };
        prop_assert_eq!(written(&ask(local, &all, later(day))), written(&ask(local, &known, later(day))));
    }

    /// The answer says when it will change, and does not change before.
    #[test]
    fn the_answer_holds_until_it_says(events in prop::collection::vec(drawn(), 1..20), day in 60i64..80, local in any::<bool>()) {
        let chronology = chronology(&events);
        let now = ask(local, &chronology, later(day));
        let open = |standing: &Standing| standing.follow_ups.iter().filter(|follow_up| follow_up.is_open()).map(|follow_up| follow_up.id.clone()).collect::<Vec<_>>();
        let states = |standing: &Standing| standing.obligations.iter().map(|obligation| (obligation.id.clone(), obligation.state.kind(), obligation.escalated_to, obligation.words.clone())).collect::<Vec<_>>();
        let nothing_more_is_recorded = chronology.events.iter().all(|event| event.recorded_at <= later(day));
        prop_assume!(nothing_more_is_recorded);
        let until = now.changes_at.unwrap_or(later(200));
        let just_before = until.checked_sub(1.second()).unwrap().max(later(day));
        let then = ask(local, &chronology, just_before);
        prop_assert_eq!((open(&now), states(&now)), (open(&then), states(&then)));
    }
}

/// The properties above would hold of nothing at all: what is drawn has to reach the situations they speak about.
#[test]
fn what_is_drawn_reaches_what_the_properties_speak_about() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut open, mut assured, mut reopened, mut withdrawn, mut refused, mut settled, mut several) = (0, 0, 0, 0, 0, 0, 0);
    for _ in 0..2_400 {
        let events = prop::collection::vec(drawn(), 0..40).new_tree(&mut runner).unwrap().current();
        let standing = ask(false, &chronology(&events), later(90));
        for follow_up in &standing.follow_ups {
            match &follow_up.state {
                FollowUpState::Open => open += 1,
                FollowUpState::Ended { layer: EndingLayer::Assured, .. } => assured += 1,
                FollowUpState::Ended { .. } => withdrawn += 1,
            }
            reopened += usize::from(follow_up.openings > 1);
            several += usize::from(follow_up.failed_contacts.len() > 2);
        }
        refused += standing.set_aside.iter().filter(|aside| aside.why.contains("stays open")).count();
        settled += standing.obligations.iter().filter(|obligation| obligation.state.settled().is_some()).count();
    }
    let (mut paused, mut over) = (0, 0);
    for _ in 0..6_000 {
        let events = prop::collection::vec(drawn(), 2..9).new_tree(&mut runner).unwrap().current();
        let standing = |day| ask(true, &chronology(&events), later(day));
        let is_paused = |follow_up: &brought_policy::standing::FollowUp| {
            matches!(follow_up.state, FollowUpState::Ended { layer: EndingLayer::OffersPaused, .. })
        };
        paused += standing(70).follow_ups.iter().filter(|follow_up| is_paused(follow_up)).count();
        over += standing(3_650).obligations.iter().filter(|owed| owed.because.rule == "CORE-05").count();
    }
    assert!(paused >= 3 && over >= 3, "paused {paused}, over {over}");
    let reached = format!(
        "open {open}, assured {assured}, reopened {reopened}, withdrawn {withdrawn}, refused {refused}, settled {settled}, several {several}"
    );
    assert!([open, assured, reopened, withdrawn, refused, settled, several].iter().all(|count| *count >= 3), "{reached}");
}
