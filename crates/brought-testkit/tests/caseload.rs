//! The made-up caseload: the same every time, whole, believable, and with something of every kind in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use brought_domain::circumstances::{FactorKind, PlanKind};
use brought_domain::contact::{Arranged, Certainty, ContactPlanned, ContactSubject, OutcomeKind, OutcomeRecorded};
use brought_domain::person::{Audience, PersonKind};
use brought_domain::work::{DiscussionTopic, ReferralDecision, SeenAnswer};
use brought_domain::{ContactId, CorrectionKind, Event, EventId, Fact, Happened, PersonId};
use brought_testkit::{Caseload, caseload};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};

const TODAY: Date = date(2026, 11, 12);

/// Days that are awkward in some way: a weekend, a day after bank holidays, the days on which the clocks change, the last leap day.
const AWKWARD_DAYS: [Date; 5] = [date(2026, 11, 15), date(2026, 1, 2), date(2026, 3, 29), date(2026, 10, 25), date(2024, 2, 29)];

fn usual() -> Caseload {
    caseload(1, TODAY, 200)
}

fn everybody(events: &[Event]) -> BTreeMap<&PersonId, PersonKind> {
    let people = events.iter().filter_map(|event| match &event.fact {
        Fact::PersonRecorded(kind, _) => Some((&event.about, *kind)),
        _ => None,
    });
    people.collect()
}

fn planned(events: &[Event]) -> BTreeMap<(&PersonId, &ContactId), &ContactPlanned> {
    let contacts = events.iter().filter_map(|event| match &event.fact {
        Fact::ContactPlanned(contact) => Some(((&event.about, &contact.contact), contact)),
        _ => None,
    });
    contacts.collect()
}

fn outcomes(events: &[Event]) -> impl Iterator<Item = (&Event, &OutcomeRecorded)> {
    events.iter().filter_map(|event| match &event.fact {
        Fact::OutcomeRecorded(outcome) => Some((event, outcome)),
        _ => None,
    })
}

/// Checks everything that must hold of a caseload of any size on any day.
fn check(made_up: &Caseload, today: Date) {
    let events = &made_up.events;
    let ids: BTreeSet<&EventId> = events.iter().map(|event| &event.id).collect();
    assert_eq!(ids.len(), events.len(), "an event's id is given twice");
    check_times(events, today);
    check_references(made_up);
    check_outcomes(made_up);
    check_nhs_numbers(events);
}

fn check_times(events: &[Event], today: Date) {
    let london = brought_calendar::uk_time_zone();
    let now = brought_calendar::at_local(today, jiff::civil::time(8, 0, 0, 0));
    let mut last = events[0].recorded_at;
    for event in events {
        assert!(event.recorded_at <= now, "recorded later than eight in the morning: {event:?}");
        assert!(event.happened.earliest(&london) <= event.recorded_at, "recorded before it happened: {event:?}");
        assert!(last <= event.recorded_at, "out of order: {event:?}");
        last = event.recorded_at;
    }
}

fn check_references(made_up: &Caseload) {
    let events = &made_up.events;
    let people = everybody(events);
    let practitioners: BTreeSet<_> = made_up.practitioners.iter().map(|known| &known.id).collect();
    let services: BTreeMap<_, _> = made_up.services.iter().map(|known| (&known.id, known)).collect();
    let by_id: BTreeMap<_, _> = events.iter().map(|event| (&event.id, event)).collect();
    for event in events {
        let known = |person: &PersonId| assert!(people.contains_key(person), "{person} is nobody: {event:?}");
        known(&event.about);
        assert!(event.service.iter().all(|service| services.contains_key(service)), "{event:?}");
        assert!(event.author.practitioner().is_none_or(|signed| practitioners.contains(signed)), "{event:?}");
        if let Some(correction) = &event.corrects {
            assert_eq!(by_id[&correction.event].about, event.about, "{event:?}");
        }
        match &event.fact {
            Fact::RelationRecorded(relation) => known(&relation.other),
            Fact::SightingRecorded(seen) => known(&seen.child),
            Fact::NeedsConsidered(needs) => known(&needs.child),
            Fact::VulnerabilityAssessed(assessed) => assessed.children.iter().for_each(known),
            Fact::ContactPlanned(contact) => {
                assert_eq!(Some(&contact.service), event.service.as_ref());
                assert!(contact.practitioner.iter().all(|who| practitioners.contains(who)), "{event:?}");
            }
            Fact::PractitionerAssigned(who) => assert!(practitioners.contains(who), "{event:?}"),
            Fact::FurtherVisitSet(visit) => known(&visit.child),
            Fact::ReferralAnswered(answer) => assert!(matches!(by_id[&answer.referral].fact, Fact::ReferralMade(_)), "{event:?}"),
            _ => {}
        }
    }
    for service in &made_up.services {
        assert!(made_up.organisations.iter().any(|known| Some(&known.id) == service.organisation.as_ref()), "{service:?}");
    }
    for (who, _) in &made_up.accounts {
        assert!(practitioners.contains(who), "{who}");
    }
    for (plot, person) in &made_up.highlights.plots {
        let told_by_a_parents_service = ["parents_mental_health", "parents_substance_misuse", "parents_closed", "dependants_not_known"];
        assert_eq!(people[person].is_child(), !told_by_a_parents_service.contains(plot), "{plot}");
    }
}

fn check_outcomes(made_up: &Caseload) {
    let contacts = planned(&made_up.events);
    let people = everybody(&made_up.events);
    for (event, outcome) in outcomes(&made_up.events) {
        let contact =
            contacts.get(&(&event.about, &outcome.contact)).unwrap_or_else(|| panic!("the outcome of nothing planned: {event:?}"));
        let subject = if people[&event.about].is_child() { ContactSubject::Child } else { ContactSubject::Carer };
        outcome.outcome.fits(contact.setting, subject).unwrap_or_else(|problem| panic!("{problem}: {event:?}"));
        assert_eq!(event.happened, contact.planned_for, "{event:?}");
        let audience = made_up.services.iter().find(|service| service.id == contact.service).unwrap().audience;
        assert_eq!(audience == Audience::Children, subject == ContactSubject::Child, "{event:?}");
    }
}

fn check_nhs_numbers(events: &[Event]) {
    let mut owners: BTreeMap<String, &PersonId> = BTreeMap::new();
    for event in events {
        let Fact::PersonRecorded(_, details) = &event.fact else { continue };
        if let Some(number) = details.nhs_number {
            assert!(number.digits().starts_with("999"), "{number}");
            assert_eq!(*owners.entry(number.digits()).or_insert(&event.about), &event.about, "{number} belongs to two people");
        }
    }
}

fn children(made_up: &Caseload) -> usize {
    everybody(&made_up.events).values().filter(|kind| kind.is_child()).count()
}

#[test]
fn the_same_arguments_give_the_same_caseload_and_another_seed_another() {
    assert_eq!(caseload(1, TODAY, 60), caseload(1, TODAY, 60));
    assert_ne!(caseload(1, TODAY, 60).events, caseload(2, TODAY, 60).events);
}

#[test]
fn a_longer_caseload_begins_with_the_same_families() {
    let of_family = |made_up: &Caseload| -> Vec<Event> {
        made_up.events.iter().filter(|event| event.id.as_str().starts_with("event-00005-")).cloned().collect()
    };
    assert_eq!(of_family(&caseload(1, TODAY, 40)), of_family(&caseload(1, TODAY, 200)));
}

#[test]
fn a_caseload_of_any_size_on_any_day_is_whole() {
    for size in [1, 2, 3, 7, 50, 200, 1_000] {
        let made_up = caseload(1, TODAY, size);
        assert_eq!(children(&made_up), size);
        check(&made_up, TODAY);
    }
    for (seed, today) in (2..).zip(AWKWARD_DAYS) {
        check(&caseload(seed, today, 150), today);
    }
}

#[test]
fn nothing_happens_to_a_child_before_birth_but_what_happens_to_an_unborn_one() {
    let made_up = caseload(3, TODAY, 600);
    let london = brought_calendar::uk_time_zone();
    let births = made_up.events.iter().filter_map(|event| match &event.fact {
        Fact::PersonRecorded(PersonKind::Child, details) => Some((&event.about, details.born_on.unwrap())),
        _ => None,
    });
    let births: BTreeMap<_, _> = births.collect();
    assert!(births.len() > 500);
    for event in &made_up.events {
        let before_birth = births.get(&event.about).is_some_and(|born| event.happened.day(&london) < *born);
        let allowed = ["person_recorded", "relation_recorded", "address_recorded", "practitioner_assigned", "communication_need_recorded"];
        assert!(!before_birth || allowed.contains(&event.fact.code()) || event.fact.code() == "contact_planned", "{event:?}");
    }
}

#[test]
fn nothing_is_recorded_about_anybody_before_their_record_is_opened() {
    let made_up = caseload(3, TODAY, 600);
    let mut opened = BTreeSet::new();
    for event in &made_up.events {
        if matches!(event.fact, Fact::PersonRecorded(..)) {
            opened.insert(&event.about);
        }
        // A relation is recorded from both sides, and one side's record may be opened by it.
        assert!(opened.contains(&event.about) || event.fact.code() == "relation_recorded", "{event:?}");
    }
}

#[test]
fn about_one_contact_in_ten_failed() {
    for size in [200, 2_000] {
        let made_up = caseload(1, TODAY, size);
        let all = outcomes(&made_up.events).count();
        let failed = outcomes(&made_up.events).filter(|(_, outcome)| outcome.outcome.kind().failed_contact().is_some()).count();
        let percent = failed * 100 / all;
        assert!((7..=13).contains(&percent), "{failed} of {all}");
    }
}

#[test]
fn only_planned_contacts_lie_ahead_and_some_do() {
    let made_up = usual();
    let now = brought_calendar::at_local(TODAY, jiff::civil::time(8, 0, 0, 0));
    let ahead = |contact: &&ContactPlanned| matches!(contact.planned_for, Happened::At(at) if at > now);
    assert!(planned(&made_up.events).into_values().filter(ahead).count() >= 10);
}

/// How many events of the usual caseload show something.
fn count(made_up: &Caseload, shows: impl Fn(&Fact) -> bool) -> usize {
    made_up.events.iter().filter(|event| shows(&event.fact)).count()
}

#[test]
fn the_usual_caseload_has_something_of_every_kind() {
    let made_up = usual();
    let codes: BTreeSet<_> = made_up.events.iter().map(|event| event.fact.code()).collect();
    // Not there: deaths and lost pregnancies, which belong in no demonstration, and obligations settled by hand, whose ids only the
    // engine knows.
    for code in [
        "person_recorded",
        "address_recorded",
        "place_changed",
        "communication_need_recorded",
        "relation_recorded",
        "born",
        "practitioner_assigned",
        "contact_planned",
        "outcome_recorded",
        "unscheduled_attendance",
        "further_visit_set",
        "sighting_recorded",
        "plan_recorded",
        "factor_recorded",
        "concerns_decided",
        "analysis_signed",
        "family_followed_up",
        "liaison_recorded",
        "needs_considered",
        "discussion_held",
        "referral_made",
        "referral_answered",
        "plan_agreed",
        "vulnerability_assessed",
        "letter_sent",
        "discharge_reported",
        "follow_up_ended",
        "note_written",
        "correction_only",
    ] {
        assert!(codes.contains(code), "no {code}");
    }
    for plan in [PlanKind::ChildProtection, PlanKind::ChildInNeed, PlanKind::EarlyHelp, PlanKind::LookedAfter] {
        assert!(count(&made_up, |fact| matches!(fact, Fact::PlanRecorded(record) if record.plan == plan)) > 0, "{plan}");
    }
    for factor in [FactorKind::WelfareConcern, FactorKind::SevereHealthCondition, FactorKind::WorryingParentalPresentation] {
        assert!(count(&made_up, |fact| matches!(fact, Fact::FactorRecorded(record) if record.factor == factor)) > 0, "{factor}");
    }
    use OutcomeKind as K;
    for kind in [
        K::Seen,
        K::WasNotBrought,
        K::NoResponse,
        K::RefusedByParentOrCarer,
        K::DoorstepOnly,
        K::UnseenChild,
        K::SeenAtADistance,
        K::Declined,
        K::ReportedToRefuse,
        K::LeftBeforeBeingSeen,
        K::CancelledByFamily,
        K::WhereaboutsUnknown,
        K::CancelledByService,
        K::AdministrativeError,
        K::SpokenTo,
        K::Attended,
        K::AdultDidNotAttend,
    ] {
        assert!(outcomes(&made_up.events).any(|(_, outcome)| outcome.outcome.kind() == kind), "{kind}");
    }
}

#[test]
fn the_usual_caseload_has_every_stage_of_the_work() {
    let made_up = usual();
    type Shows<'a> = &'a dyn Fn(&Fact) -> bool;
    let stages: [(&str, Shows<'_>); 11] = [
        ("imported and unconfirmed", &|fact| matches!(fact, Fact::OutcomeRecorded(record) if record.certainty == Certainty::Unconfirmed)),
        ("refer", &|fact| matches!(fact, Fact::DiscussionHeld(held) if held.decision == ReferralDecision::Refer)),
        (
            "do not refer",
            &|fact| matches!(fact, Fact::DiscussionHeld(held) if matches!(held.decision, ReferralDecision::DoNotRefer { .. })),
        ),
        (
            "not seen under a plan, discussed",
            &|fact| matches!(fact, Fact::DiscussionHeld(held) if held.topic == DiscussionTopic::NotSeenUnderProtectionPlan),
        ),
        ("plan not met, discussed", &|fact| matches!(fact, Fact::DiscussionHeld(held) if held.topic == DiscussionTopic::PlanNotMet)),
        (
            "agencies that have not seen the child",
            &|fact| matches!(fact, Fact::LiaisonRecorded(record) if record.seen == SeenAnswer::NotSeen),
        ),
        (
            "agencies that have seen the child",
            &|fact| matches!(fact, Fact::LiaisonRecorded(record) if matches!(record.seen, SeenAnswer::Seen(_))),
        ),
        ("opportunistic", &|fact| matches!(fact, Fact::ContactPlanned(contact) if contact.arranged == Arranged::Opportunistic)),
        (
            "essential to a protection plan",
            &|fact| matches!(fact, Fact::ContactPlanned(contact) if contact.essential_to == Some(PlanKind::ChildProtection)),
        ),
        ("a concern among the seven", &|fact| matches!(fact, Fact::ConcernsDecided(decided) if decided.any_yes())),
        ("ended", &|fact| matches!(fact, Fact::FollowUpEnded(_))),
    ];
    for (stage, shows) in stages {
        assert!(count(&made_up, shows) > 0, "nobody is at: {stage}");
    }
    let withdrawn = made_up.events.iter().filter_map(|event| event.corrects.as_ref()).any(|how| how.how == CorrectionKind::Withdraws);
    assert!(withdrawn);
    let made_for_others = made_up.events.iter().filter(|event| matches!(event.fact, Fact::ReferralMade(_))).count();
    let answers = count(&made_up, |fact| matches!(fact, Fact::ReferralAnswered(_)));
    assert!(made_for_others > answers, "no referral waits for an answer");
}

#[test]
fn some_past_contacts_have_no_outcome() {
    let made_up = usual();
    let with_outcome: BTreeSet<_> = outcomes(&made_up.events).map(|(event, outcome)| (&event.about, &outcome.contact)).collect();
    let now = brought_calendar::at_local(TODAY, jiff::civil::time(8, 0, 0, 0));
    let open = planned(&made_up.events)
        .into_iter()
        .filter(|(key, contact)| !with_outcome.contains(key) && matches!(contact.planned_for, Happened::At(at) if at < now));
    assert!(open.count() >= 4);
}

#[test]
fn the_missed_clinic_is_that_of_hv_on_the_last_working_day_without_an_outcome() {
    for today in AWKWARD_DAYS.into_iter().chain([TODAY]) {
        let made_up = caseload(1, today, 200);
        let child = made_up.highlights.missed_clinic_first.clone().unwrap();
        let hv = &made_up.accounts.iter().find(|(_, name)| name == "hv").unwrap().0;
        let contacts = planned(&made_up.events);
        let answered: BTreeSet<_> =
            outcomes(&made_up.events).filter(|(event, _)| event.about == child).map(|(_, outcome)| &outcome.contact).collect();
        let open: Vec<_> = contacts.iter().filter(|((person, contact), _)| **person == child && !answered.contains(contact)).collect();
        assert_eq!(open.len(), 1);
        let contact = open[0].1;
        assert_eq!(contact.practitioner.as_ref(), Some(hv));
        let london = brought_calendar::uk_time_zone();
        let days = (today - contact.planned_for.day(&london)).get_days();
        assert!((1..=5).contains(&days), "{days} days before {today}");
    }
}

#[test]
fn the_highlights_are_held_by_hv_and_stand_where_they_say() {
    let made_up = usual();
    let of = |child: &Option<PersonId>| -> Vec<&'static str> {
        let child = child.clone().unwrap();
        let failed_first =
            made_up.events.iter().filter(|event| event.about == child).skip_while(
                |event| !matches!(&event.fact, Fact::OutcomeRecorded(record) if record.outcome.kind().failed_contact().is_some()),
            );
        failed_first.map(|event| event.fact.code()).filter(|code| *code != "contact_planned").collect()
    };
    assert_eq!(of(&made_up.highlights.second_failed_contact), ["outcome_recorded", "analysis_signed", "outcome_recorded"]);
    let ready = of(&made_up.highlights.ready_to_close);
    assert_eq!(ready.last(), Some(&"needs_considered"));
    assert!(!ready.contains(&"vulnerability_assessed") && !ready.contains(&"follow_up_ended"));
}

#[test]
fn the_smallest_caseload_has_the_first_highlight_and_no_more() {
    let highlights = caseload(1, TODAY, 1).highlights;
    assert!(highlights.missed_clinic_first.is_some() && highlights.second_failed_contact.is_none());
}

/// Words that put the blame on a child or a family. Those that no source file may have are `cargo xtask tidy`'s business.
#[test]
fn no_text_uses_words_of_blame() {
    let made_up = caseload(1, TODAY, 1_500);
    let banned = [
        "hard to reach",
        "failed to",
        "refused",
        "difficult",
        "chaotic",
        "claims",
        "allege",
        "non-engag",
        "disengag",
        "excuse",
        "manipulat",
        "hostile",
        "aggressive",
    ];
    for event in &made_up.events {
        for text in texts(&event.fact) {
            let plain = text.to_lowercase();
            for word in banned {
                assert!(!plain.contains(word), "`{word}` in: {text}");
            }
        }
    }
}

/// The texts that somebody wrote by hand.
fn texts(fact: &Fact) -> Vec<&str> {
    match fact {
        Fact::OutcomeRecorded(record) => record.note.iter().map(String::as_str).collect(),
        Fact::AnalysisSigned(record) => {
            [Some(&record.impact), record.known.as_ref(), record.not_known.as_ref()].into_iter().flatten().map(String::as_str).collect()
        }
        Fact::FamilyFollowedUp(record) => vec![&record.result],
        Fact::LiaisonRecorded(record) => vec![&record.learnt],
        Fact::NeedsConsidered(record) => vec![&record.basis],
        Fact::DiscussionHeld(record) => vec![&record.summary],
        Fact::ReferralMade(record) => vec![&record.content],
        Fact::VulnerabilityAssessed(record) => vec![&record.findings],
        Fact::FactorRecorded(record) => record.note.iter().map(String::as_str).collect(),
        Fact::LetterSent(record) => vec![&record.copy],
        _ => Vec::new(),
    }
}

/// Without a clock, which a busy machine would make lie: work that grows with the square would be noticed by whoever waits for this test.
#[test]
fn there_are_as_many_children_as_were_asked_for() {
    assert_eq!(children(&caseload(1, TODAY, 3_000)), 3_000);
}
