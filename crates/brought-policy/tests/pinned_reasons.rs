//! Why something is asked, of whom and when it changes: each reason with its clauses in words, each entry and each fact once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;
mod tiny;

use asked::*;
use brought_calendar::{Calendar, Division};
use brought_domain::work::Role;
use brought_policy::standing::{NotKnown, Obligation, ObligationStateKind as State, Standing};
use brought_policy::{Action, Pack};
use shipped::pack;
use std::collections::BTreeSet;

const PLAN: &str = r#"{ happened = 2026-01-02, plan_recorded = { plan = "child_protection", state = "current" } },"#;
const NEGLECT: &str = r#"{ happened = 2026-01-03, factor_recorded = { factor = "neglect", state = "current" } },"#;

fn visit(id: &str, at: &str) -> String {
    format!(
        r#"{{ id = "{id}", happened = 2026-01-{at}:00, contact = {{ setting = "home", arranged = "by_letter", outcome = "no_response", responses = ["card_left"] }} }},"#
    )
}

const PACKS: [&str; 6] = ["no-access", "bolton", "shropshire", "swindon-health-visiting", "hampshire-primary", "hampshire-secondary"];

fn family(pack: &Pack) -> Standing {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "sam", born_on = 2023-01-06 }}]
        events = [{PLAN}{NEGLECT}{}{}]
        "#,
        visit("v1", "05T10:00"),
        visit("v2", "06T10:00")
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(pack, &Calendar::bundled(Division::EnglandAndWales), &chronology, "2026-01-09T09:00:00Z".parse().unwrap())
}

#[test]
fn each_reason_tells_the_clauses_of_its_rule_and_duty_in_words_and_everything_once() {
    let once = |list: &[String]| list.iter().collect::<BTreeSet<_>>().len() == list.len();
    let (mut of_duties, mut own_facts) = (0, 0);
    // The clause of a set stands beside that of the rule that uses it.
    let mut apart = pack("swindon-health-visiting").clone();
    for pathway in &mut apart.pathways {
        pathway.rules.alter(|rules| {
            let of_sets = rules.iter_mut().filter(|rule| rule.clauses.len() > 1);
            of_sets.for_each(|rule| rule.clauses.retain(|clause| clause != "SWI-12"));
        });
    }
    let mut packs: Vec<&Pack> = PACKS.iter().map(|name| pack(name)).collect();
    packs.push(&apart);
    for pack in packs {
        let name = &pack.id;
        let standing = family(pack);
        let rules: Vec<_> = pack.pathways.iter().flat_map(|pathway| &pathway.rules).collect();
        for owed in &standing.obligations {
            let because = &owed.because;
            let Some(rule) = rules.iter().find(|rule| rule.id == because.rule) else { continue };
            assert!(because.clauses.starts_with(&rule.clauses) && once(&because.clauses), "{name}: {because:?}");
            let words: Vec<_> = because.clauses.iter().map(|clause| pack.clauses[clause].says.clone()).collect();
            assert_eq!(because.words, words, "{name}");
            let facts: Vec<String> = because.facts.iter().map(|(fact, _)| fact.code().to_owned()).collect();
            let events: Vec<String> = because.events.iter().map(ToString::to_string).collect();
            assert!(once(&facts) && once(&events), "{name}: {because:?}");
            let duty = rule.duties.iter().find(|duty| duty.action == owed.action && duty.words(owed.agency.as_ref()) == owed.words);
            let Some(duty) = duty else { continue };
            let clauses = duty.clauses.iter().filter(|clause| !rule.clauses.contains(clause));
            assert_eq!(because.clauses.len(), rule.clauses.len() + clauses.clone().count(), "{name}: {because:?}");
            of_duties += clauses.count();
            let asked: Vec<_> = duty.when.iter().flat_map(|condition| condition.when.facts()).map(|fact| fact.code().to_owned()).collect();
            assert!(asked.iter().all(|fact| facts.contains(fact)), "{name}: {because:?}");
            own_facts += asked.len();
        }
    }
    assert!(of_duties > 0 && own_facts > 0, "{of_duties} clauses and {own_facts} facts of duties");
}

fn after(pack: &Pack, as_of: &str) -> Standing {
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    brought_policy::standing(pack, &calendar, &tiny::child("sam", &[("2026-01-05", "was_not_brought")]), as_of.parse().unwrap())
}

fn first(standing: &Standing) -> &Obligation {
    standing.obligations.iter().find(|owed| owed.because.rule == "S-R1").unwrap()
}

/// Missed on Monday 5 January at ten.
#[test]
fn something_is_due_from_its_first_day_to_its_last_moment() {
    let duty = |due: &str| format!("do = \"consider_needs\", owner = \"practitioner\", due = \"{due}\"");
    let state = |pack: &Pack, as_of: &str| first(&after(pack, as_of)).state.kind();
    let hours = tiny::version("1.0", &tiny::rule("S-R1", "failed_contacts >= 1", &duty("$soon")), |manifest| {
        *manifest = manifest.replace("\"2 working days\"\nclause", "\"5 hours\"\nclause");
    });
    assert_eq!(state(&hours, "2026-01-05T15:00:00Z"), State::Due, "the last moment");
    assert_eq!(state(&hours, "2026-01-05T15:00:01Z"), State::Overdue);
    let between = tiny::version("1.0", &tiny::rule("S-R1", "failed_contacts >= 1", &duty("$soon")), |manifest| {
        *manifest = manifest.replace("\"2 working days\"\nclause", "\"1 to 2 weeks\"\nclause");
    });
    for (day, expected) in [("11", State::DueLater), ("12", State::Due), ("19", State::Due), ("20", State::Overdue)] {
        assert_eq!(state(&between, &format!("2026-01-{day}T09:00:00Z")), expected, "{day}");
    }
}

#[test]
fn the_next_look_is_when_something_becomes_due_or_late_and_then_each_day() {
    let again = |duty: &str, as_of: &str| {
        let pack = tiny::pack("failed_contacts >= 1", &format!("do = \"consider_needs\", owner = \"practitioner\"{duty}"));
        after(&pack, as_of).changes_at.map(|at| at.to_string()).unwrap_or_default()
    };
    let later = ", due = \"$later\"";
    assert_eq!(again(later, "2026-01-06T09:00:00Z"), "2026-01-19T00:00:00Z", "nothing until it is due");
    assert_eq!(again(later, "2026-01-19T09:00:00Z"), "2026-01-20T00:00:00Z");
    assert_eq!(again(later, "2026-01-22T09:00:00Z"), "2026-01-23T00:00:00Z", "the ladder goes by days");
}

/// NAF-28: made by whom the manager names. A visit that fails too starts the clock again one rung higher.
#[test]
fn a_further_visit_that_fails_too_goes_to_whom_the_manager_named_and_one_rung_higher() {
    let set = |visitor: &str, by: &str| {
        format!(
            r#"{{ id = "set", happened = 2026-01-05T12:00:00, author = {{ practitioner = "lee", role = "social_work_manager" }}, further_visit_set = {{ by = 2026-01-{by}, visitor = "{visitor}" }} }},"#
        )
    };
    let asked = |events: &str| ask("no-access", &format!("{PLAN}{}{events}", visit("v1", "05T10:00")), "2026-01-09T09:00:00Z");
    let open = |standing: &Standing, action: Action| {
        let owed = standing.obligations.iter().find(|owed| owed.action == action && owed.is_open()).unwrap();
        (owed.owner.role, owed.owner.fallback, owed.due.on.to_string(), owed.because.events.iter().any(|event| event.as_str() == "set"))
    };
    let make = |events: &str| open(&asked(events), Action::MakeFurtherVisit);
    let usual = (Role::SocialWorker, Role::DutyWorker);
    assert_eq!(make(""), (usual.0, usual.1, "2026-01-12".to_owned(), false));
    assert_eq!(make(&set("duty_worker", "10")), (Role::DutyWorker, Role::SocialWorker, "2026-01-10".to_owned(), true));
    assert_eq!(make(&set("social_worker", "12")), (usual.0, usual.1, "2026-01-12".to_owned(), false), "no earlier than it was");
    let again = visit("v2", "08T10:00");
    let (role, fallback, due, _) = make(&format!("{}{again}", set("duty_worker", "10")));
    assert_eq!((role, fallback, due.as_str()), (Role::DutyWorker, Role::SocialWorker, "2026-01-15"));
    let escalated = |events: &str| {
        let standing = asked(events);
        let list = standing.obligations.iter().filter(|owed| owed.action == Action::SetFurtherVisit && owed.is_open());
        list.map(|owed| owed.escalated_to.is_some()).collect::<Vec<_>>()
    };
    assert_eq!(escalated(&format!("{}{again}", set("duty_worker", "10"))), [true], "the second in a row");
    let late = visit("v1", "08T10:00");
    let once = ask("no-access", &format!("{PLAN}{late}"), "2026-01-08T12:00:00Z");
    assert!(once.obligations.iter().filter(|owed| owed.action == Action::SetFurtherVisit).all(|owed| owed.escalated_to.is_none()));
}

#[test]
fn whoever_was_assigned_owes_it_where_the_contact_names_nobody() {
    let owner = |assigned: &str| {
        let events = format!(r#"{assigned}{}"#, MISSED.replace("contact = {", r#"author = { system = "hub" }, contact = {"#));
        let standing = ask("no-access", &events, "2026-01-09T09:00:00Z");
        let owed = standing.obligations.iter().find(|owed| owed.owner.role == Role::Practitioner).unwrap();
        owed.owner.practitioner.as_ref().map(ToString::to_string)
    };
    assert_eq!(owner(""), None);
    assert_eq!(owner(r#"{ happened = 2026-01-02, practitioner_assigned = "kim" },"#).as_deref(), Some("kim"));
}

#[test]
fn who_met_the_child_is_named_and_nobody_has_seen_a_child_on_a_day_to_come() {
    let seen = |practitioners: &str, events: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [{{ id = "sam", born_on = 2023-01-06 }}]
            practitioners = [{practitioners}]
            events = [{events}]
            "#
        );
        ask_whole("no-access", &text, "2026-01-09T09:00:00Z").last_seen.map(|seen| seen.sighting.by)
    };
    let met = r#"{ happened = 2026-01-06T10:00:00, contact = { setting = "clinic", outcome = "seen" } },"#;
    assert_eq!(seen("", met).as_deref(), Some("jo"));
    let known = r#"{ id = "kim", name = "Kim Lee", roles = ["practitioner"] }, { id = "jo", name = "Jo Hill", roles = ["practitioner"] }"#;
    assert_eq!(seen(known, met).as_deref(), Some("Jo Hill"));
    let told = |happened: &str, recorded: &str, seen_at: &str| {
        let sighting = r#"place = "p", by = "Nan", seen_by = "other_professional", relation = "nurse", how = "in_person""#;
        let entry = format!(
            "{{ happened = {happened}, recorded_at = 2026-01-{recorded}T18:00:00, sighting_recorded = {{ seen_at = {seen_at}, {sighting} }} }},"
        );
        seen("", &entry).is_some()
    };
    assert!(told("2026-01-06", "06", "2026-01-06"));
    assert!(told("2026-01-06", "07", "2026-01-07"), "by the day on which it was written down it had come");
    assert!(!told("2026-01-06", "06", "2026-01-08"));
}

#[test]
fn what_is_not_known_is_told_in_words_of_its_own() {
    let all = [
        NotKnown::Age,
        NotKnown::LastSeen,
        NotKnown::Address,
        NotKnown::AddressNotConfirmed,
        NotKnown::Carers,
        NotKnown::Dependants,
        NotKnown::Reason,
    ];
    let words: BTreeSet<String> = all.iter().map(NotKnown::words).collect();
    assert!(words.len() == all.len() && words.iter().all(|words| words.contains(' ')), "{words:?}");
}

#[test]
fn a_duty_says_what_exactly_it_asks_for() {
    let words = |duty: &str| {
        let pack = tiny::pack("failed_contacts >= 1", &format!("{duty}, owner = \"practitioner\", due = \"$soon\""));
        first(&after(&pack, "2026-01-06T09:00:00Z")).words.clone()
    };
    assert_eq!(words("do = \"offer_help\", help = [\"transport\", \"home_visit\"]").matches(" or ").count(), 1);
    assert_eq!(words("do = \"offer_help\""), "Offer help with coming to contacts");
    assert!(words("do = \"liaise\", with = \"gp_practice\", ask = [\"address\"]").contains(" about "));
    assert_eq!(words("do = \"liaise\", with = \"gp_practice\""), "Contact GP practice");
    for action in Action::ALL {
        assert!(action.settled_by().contains(' '), "{action}: {}", action.settled_by());
    }
}

/// What to think about is offered once for each failed contact; a discussion of it answers it, whatever is recorded afterwards.
#[test]
fn a_prompt_is_answered_by_its_discussion_until_another_contact_fails() {
    let rule = "## Think (S-01)\n\n```rule\nid = \"S-R1\"\nclause = [\"S-01\"]\nwhen = \"failed_contacts >= 1 or welfare_concern\"\neach = \"failed_contact\"\n\
                prompts = [{ words = \"Who has heard from the family?\", answered_by = \"supervision\" }]\n```\n";
    let pack = tiny::version("1.0", rule, |_| ());
    let missed = ("2026-01-05", "was_not_brought");
    let held = "[[events]]\nhappened = 2026-01-06T10:00:00\ndiscussion_held = { with = \"supervisor\", topic = \"supervision\", summary = \"s\" }\n";
    let concern = "[[events]]\nhappened = 2026-01-07T10:00:00\nfactor_recorded = { factor = \"welfare_concern\", state = \"current\" }\n";
    let offered_at = |contacts: &[(&str, &str)], more: &str, as_of: &str| {
        let chronology = tiny::with("sam", contacts, more);
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        let standing = brought_policy::standing(&pack, &calendar, &chronology, as_of.parse().unwrap());
        (standing.prompts.len(), standing.changes_at.map(|at| at.to_string()))
    };
    let offered = |contacts: &[(&str, &str)], more: &str| offered_at(contacts, more, "2026-01-09T09:00:00Z");
    let on_friday = offered_at(&[("2026-01-09", "was_not_brought")], "", "2026-01-09T12:00:00Z");
    assert_eq!(on_friday, (1, Some("2026-01-10T00:00:00Z".to_owned())), "what is offered is looked at each day");
    assert_eq!(offered(&[missed], "").0, 1);
    assert_eq!(offered(&[missed], held).0, 0);
    assert_eq!(offered(&[missed], &format!("{held}{concern}")).0, 0, "no other contact has failed");
    assert_eq!(offered(&[missed, ("2026-01-08", "was_not_brought")], held).0, 1);
}

/// The stage rests on what first brought the follow-up there.
#[test]
fn a_stage_keeps_its_first_reason() {
    let because = |events: &str| {
        let standing = ask("no-access", events, "2026-01-09T09:00:00Z");
        let follow_up = &standing.follow_ups[0];
        let events = follow_up.stage_because.iter().flat_map(|because| &because.events).map(ToString::to_string);
        (follow_up.stage.clone(), events.collect::<Vec<_>>())
    };
    let two = format!("{}{}", visit("v1", "05T10:00"), visit("v2", "06T10:00"));
    let first = because(&two);
    assert_eq!(first.0, "proactive");
    assert!(!first.1.is_empty());
    assert_eq!(because(&format!("{two}{}", visit("v3", "07T10:00"))), first);
}

/// L2: nothing goes up the ladder before it is late, however short its first rung.
#[test]
fn nothing_is_escalated_before_it_is_late() {
    let duty = "do = \"consider_needs\", owner = \"practitioner\", due = \"$soon\"";
    let pack = tiny::version("1.0", &tiny::rule("S-R1", "failed_contacts >= 1", duty), |manifest| {
        *manifest = manifest.replace("after = \"2 working days\"", "after = \"0 working days\"");
    });
    let escalated = |as_of: &str| first(&after(&pack, as_of)).escalated_to;
    assert_eq!(escalated("2026-01-06T09:00:00Z"), None);
    assert_eq!(escalated("2026-01-07T09:00:00Z"), None, "the day on which it is due");
    assert_eq!(escalated("2026-01-08T09:00:00Z"), Some(Role::Supervisor));
}
