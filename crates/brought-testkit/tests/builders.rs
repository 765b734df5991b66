//! The builder says what its conventions promise, so that a test that leans on one can trust it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use brought_domain::contact::{Certainty, ResponseKind, Setting};
use brought_domain::person::RelationKind;
use brought_domain::work::{AgencyKind, HowSeen, Role, SeenAnswer};
use brought_domain::{Author, CorrectionKind, Event, Fact, Happened};
use brought_testkit::builders::*;

fn of<'a>(events: &'a [Event], code: &str) -> Vec<&'a Event> {
    events.iter().filter(|event| event.fact.code() == code).collect()
}

#[test]
fn a_clinic_missed_in_summer_is_planned_a_fortnight_before_and_recorded_at_once() {
    let chronology =
        Family::new().child("sam", |child| child.born("2023-05-01")).clinic("2026-07-05T10:00", was_not_brought()).chronology();
    let planned = of(&chronology.events, "contact_planned")[0];
    assert_eq!(planned.happened, Happened::At("2026-06-21T09:00:00Z".parse().unwrap()));
    let outcome = of(&chronology.events, "outcome_recorded")[0];
    assert_eq!(outcome.recorded_at, "2026-07-05T09:00:00Z".parse().unwrap());
    let Fact::OutcomeRecorded(record) = &outcome.fact else { panic!("{outcome:?}") };
    assert_eq!((record.certainty, record.responses.as_slice()), (Certainty::Confirmed, &[ResponseKind::TelephoneTried][..]));
}

#[test]
fn every_relation_is_recorded_from_both_sides() {
    let chronology = Family::new().child("sam", |child| child).mother("mum").child("mia", |child| child).father("dad").chronology();
    let mut relations: Vec<_> = chronology
        .events
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::RelationRecorded(relation) => Some((event.about.to_string(), relation.relation, relation.other.to_string())),
            _ => None,
        })
        .collect();
    relations.sort();
    let expected = |about: &str, relation, other: &str| (about.to_owned(), relation, other.to_owned());
    assert_eq!(
        relations,
        [
            expected("dad", RelationKind::DependentChild, "mia"),
            expected("dad", RelationKind::DependentChild, "sam"),
            expected("mia", RelationKind::Mother, "mum"),
            expected("mia", RelationKind::Father, "dad"),
            expected("mia", RelationKind::Sibling, "sam"),
            expected("mum", RelationKind::DependentChild, "mia"),
            expected("mum", RelationKind::DependentChild, "sam"),
            expected("sam", RelationKind::Mother, "mum"),
            expected("sam", RelationKind::Father, "dad"),
            expected("sam", RelationKind::Sibling, "mia"),
        ]
    );
    assert_eq!(chronology.subject.as_str(), "sam");
}

#[test]
fn what_is_said_about_the_next_event_holds_for_the_outcome_and_for_nothing_else() {
    let chronology = Family::new()
        .child("sam", |child| child)
        .imported("clinic-system", "77", "1")
        .clinic("2026-01-05T10:00", was_not_brought().unconfirmed())
        .note("2026-01-06", "rang twice")
        .chronology();
    let signed: Vec<_> = chronology.events.iter().map(|event| (event.fact.code(), event.author.is_signed())).collect();
    assert_eq!(signed, [("person_recorded", true), ("contact_planned", true), ("outcome_recorded", false), ("note_written", true)]);
}

#[test]
fn siblings_share_a_visit_and_each_has_an_outcome() {
    let chronology = Family::new()
        .child("sam", |child| child)
        .child("mia", |child| child)
        .home_visit("2026-01-05T10:00", seen())
        .also("mia", unseen_child())
        .chronology();
    let outcomes: Vec<_> = of(&chronology.events, "outcome_recorded")
        .into_iter()
        .map(|event| match &event.fact {
            Fact::OutcomeRecorded(record) => (event.about.as_str(), record.contact.as_str(), record.outcome.kind().code()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(outcomes, [("sam", "c1", "seen"), ("mia", "c1", "unseen_child")]);
}

#[test]
fn a_label_finds_the_event_to_withdraw() {
    let chronology = Family::new()
        .child("sam", |child| child)
        .clinic("2026-01-05T10:00", was_not_brought())
        .label("missed")
        .retract("missed", "2026-01-06T09:00", "recorded for the wrong child")
        .chronology();
    let correction = chronology.events.last().unwrap().corrects.clone().unwrap();
    assert_eq!((correction.event.as_str(), correction.how), ("e3", CorrectionKind::Withdraws));
}

#[test]
fn a_parents_assurance_names_each_child() {
    let chronology = Family::new()
        .child("sam", |child| child)
        .child("mia", |child| child)
        .mother("mum")
        .parents_service("adult-mental-health")
        .by("cpn", Role::Practitioner)
        .about("mum")
        .subject("mum")
        .clinic("2026-01-05T10:00", adult_did_not_attend())
        .liaison("2026-01-06T10:00", liaison_with(AgencyKind::School).seen("2026-01-06").child("mia"))
        .vulnerability_assessed("2026-01-07T10:00", brought_domain::contact::Answer::No)
        .assurance("2026-01-07T10:00", "2026-01-06")
        .chronology();
    let Fact::FollowUpEnded(brought_domain::ending::Ending::Assured(assurance)) = &chronology.events.last().unwrap().fact else {
        panic!("no ending")
    };
    let named: Vec<_> = assurance.children().iter().map(|child| child.seen.child.as_str()).collect();
    assert_eq!(named, ["sam", "mia"]);
    let Fact::LiaisonRecorded(liaison) = &of(&chronology.events, "liaison_recorded")[0].fact else { panic!("no liaison") };
    assert!(matches!(&liaison.seen, SeenAnswer::Seen(sighting) if sighting.child.as_str() == "mia" && sighting.how == HowSeen::InPerson));
    assert_eq!(chronology.events.last().unwrap().author, Author::Signed { by: "cpn".parse().unwrap(), role: Role::Practitioner });
}

#[test]
fn a_planned_contact_has_no_outcome() {
    let chronology = Family::new().child("sam", |child| child).planned(Setting::Clinic, "2026-01-05").chronology();
    assert!(of(&chronology.events, "outcome_recorded").is_empty());
    let planned = of(&chronology.events, "contact_planned")[0];
    assert_eq!(planned.happened, Happened::On("2025-12-22".parse().unwrap()));
}

#[test]
fn every_step_is_written_as_it_is_called() {
    use brought_domain::circumstances::StandingNow;
    use brought_domain::contact::{Answer, ProgrammeContact};
    use brought_domain::steps::*;
    let chronology = Family::new()
        .child("sam", |child| child)
        .contact(contact(Setting::Home, "2026-01-05T10:00").programme(ProgrammeContact::SixWeek).came_to(no_response()))
        .informed("2026-01-05T11:00", Party::Police, InformTopic::WhereaboutsUnknown)
        .records_reviewed("2026-01-05", &[RecordKind::Siblings])
        .help_offered("2026-01-05", HelpKind::Transport, OfferAnswer::Declined)
        .monthly_reviewed("2026-01-31")
        .agreement_made("2026-01-06", AgreedStep::Visit)
        .alert_decided("2026-01-06", AlertPlace::ThisRecord, true)
        .whereabouts("2026-01-06", Answer::No)
        .relationship_broken_down("2026-01-06", "p1")
        .involvement("2026-01-06", AgencyKind::Housing, StandingNow::NotKnown)
        .step_taken("2026-01-06", Step::ConsiderNeglect)
        .handover_offered("2026-01-07", "RX2")
        .label("offer")
        .handover_answered("2026-01-08", "offer", Answer::Yes)
        .card("2026-01-08", "card-1")
        .chronology();
    let events = &chronology.events;
    let Fact::ContactPlanned(planned) = &of(events, "contact_planned")[0].fact else { panic!() };
    assert_eq!(planned.programme, Some(ProgrammeContact::SixWeek));
    let Fact::Informed(told) = &of(events, "informed")[0].fact else { panic!() };
    assert!(told.is_traceable() && told.understood == Answer::NotKnown);
    let Fact::HandoverAnswered(answered) = &of(events, "handover_answered")[0].fact else { panic!() };
    assert_eq!(answered.offer, of(events, "handover_offered")[0].id);
    let Fact::LetterSent(card) = &of(events, "letter_sent")[0].fact else { panic!() };
    assert_eq!(card.document.as_deref(), Some("card-1"));
    for code in ["records_reviewed", "help_offered", "monthly_reviewed", "agreement_made", "alert_decided", "whereabouts_recorded"]
        .into_iter()
        .chain(["relationship_broken_down", "involvement_recorded", "step_taken"])
    {
        assert_eq!(of(events, code).len(), 1, "{code}");
    }
}
