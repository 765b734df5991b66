//! What the engine does whatever the pack says, as small made-up stories; what the pack asks for stands beside its rules as scenarios.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use brought_calendar::{Calendar, Division};
use brought_domain::Chronology;
use brought_policy::Action;
use brought_policy::engine::{CORE_NOTHING_MATCHED, CORE_OUTCOME_OF_PLANNED_CONTACT, CORE_STILL_OPEN};
use brought_policy::standing::{MissingKind, Obligation, ObligationStateKind as State, Standing};
use support::pack;

/// A child, a clinic and a signed author, and these events.
fn told(events: &str) -> Chronology {
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\n\
         people = [{{ id = \"sam\", born_on = \"2023-05-01\" }}]\nservices = [{{ id = \"clinic\" }}]\nevents = [\n{events}\n]"
    );
    brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

fn at(local: &str) -> jiff::Timestamp {
    let local: jiff::civil::DateTime = local.parse().unwrap();
    brought_calendar::at_local(local.date(), local.time())
}

fn ask(events: &str, as_of: &str) -> Standing {
    brought_policy::standing(pack(), &Calendar::bundled(Division::EnglandAndWales), &told(events), at(as_of))
}

fn of<'s>(standing: &'s Standing, rule: &str) -> Vec<&'s Obligation> {
    standing.obligations.iter().filter(|obligation| obligation.because.rule == rule).collect()
}

const MISSED: &str = r#"{ id = "missed", happened = "2026-01-05T10:00", contact = { id = "c1", setting = "clinic", outcome = "was_not_brought", responses = ["card_left"] } },"#;

#[test]
fn the_outcome_of_a_planned_contact_is_asked_for_while_a_follow_up_is_open() {
    let planned = r#"{ happened = "2026-01-06T09:00", contact = { id = "c2", setting = "clinic", planned_for = "2026-01-16T10:00" } },"#;
    let standing = ask(&format!("{MISSED}{planned}"), "2026-01-20T12:00");
    let [asked] = of(&standing, CORE_OUTCOME_OF_PLANNED_CONTACT)[..] else { panic!("{:?}", standing.obligations) };
    assert_eq!(
        (asked.action, asked.due.on.to_string().as_str(), asked.state.kind()),
        (Action::RecordOutcome, "2026-01-19", State::Overdue)
    );
    assert_eq!(standing.awaiting_outcome.len(), 1, "and it stands in the list of contacts without an outcome");
    assert_eq!(standing.follow_ups[0].failed_contacts.len(), 1, "but it never counts by itself");
}

#[test]
fn a_contact_called_off_before_its_day_is_not_asked_about_any_more() {
    let planned = r#"{ happened = "2026-01-06T09:00", contact = { id = "c2", setting = "clinic", planned_for = "2026-01-16T10:00" } },"#;
    let called_off = r#"{ happened = "2026-01-12T09:00", outcome_recorded = { contact = "c2", outcome = "cancelled_by_service", certainty = "confirmed" } },"#;
    let standing = ask(&format!("{MISSED}{planned}{called_off}"), "2026-01-20T12:00");
    assert_eq!(of(&standing, CORE_OUTCOME_OF_PLANNED_CONTACT)[0].state.kind(), State::Done);
}

#[test]
fn when_everything_is_answered_the_list_still_asks() {
    let analysis =
        r#"{ happened = "2026-01-06T09:00", analysis_signed = { impact = "no inhaler review", decision = { steps = "ring again" } } },"#;
    let standing = ask(&format!("{MISSED}{analysis}"), "2026-01-06T12:00");
    let open: Vec<_> = standing.obligations.iter().filter(|obligation| obligation.is_open()).collect();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].because.rule.as_str(), open[0].due.on.to_string().as_str()), (CORE_STILL_OPEN, "2026-01-13"));
}

#[test]
fn what_no_rule_covers_goes_to_the_safeguarding_lead_within_a_working_day() {
    let mut quiet = pack().clone();
    for pathway in &mut quiet.pathways {
        pathway.rules = Vec::new().into();
    }
    let standing = brought_policy::standing(&quiet, &Calendar::bundled(Division::EnglandAndWales), &told(MISSED), at("2026-01-05T12:00"));
    let [asked] = of(&standing, CORE_NOTHING_MATCHED)[..] else { panic!("{:?}", standing.obligations) };
    assert_eq!((asked.owner.role.code(), asked.due.on.to_string().as_str()), ("safeguarding_lead", "2026-01-06"));
    quiet.pathways.clear();
    let standing = brought_policy::standing(&quiet, &Calendar::bundled(Division::EnglandAndWales), &told(MISSED), at("2026-01-05T12:00"));
    assert_eq!(of(&standing, CORE_NOTHING_MATCHED).len(), 1, "a pack without a pathway for them leaves nobody without an obligation");
}

#[test]
fn another_system_never_takes_a_failed_contact_away_and_a_practitioner_does() {
    let system = r#"{ happened = "2026-01-05T10:00", recorded_at = "2026-01-07T09:00", author = { system = "bookings" }, outcome_recorded = { contact = "c1", outcome = "seen", certainty = "unconfirmed" } },"#;
    let nurse = r#"{ happened = "2026-01-05T10:00", recorded_at = "2026-01-08T09:00", outcome_recorded = { contact = "c1", outcome = "seen", certainty = "confirmed" } },"#;
    let imported =
        MISSED.replace(r#"happened = "2026-01-05T10:00","#, r#"happened = "2026-01-05T10:00", author = { system = "bookings" },"#);
    let open = |events: &str| ask(events, "2026-01-09T12:00").follow_ups.iter().filter(|follow_up| follow_up.is_open()).count();
    assert_eq!(open(&imported), 1);
    assert_eq!(open(&format!("{imported}{system}")), 1, "the booking system thinks again: a person has to look");
    assert_eq!(open(&format!("{imported}{system}{nurse}")), 0, "a practitioner says that the child was seen");
    assert_eq!(open(&format!("{MISSED}{system}")), 1, "a practitioner's word stands against the system's");
}

#[test]
fn a_failed_contact_recorded_after_the_ending_was_signed_keeps_it_open() {
    let ending = r#"
        { happened = "2026-01-08T09:00", vulnerability_assessed = { vulnerable = "no", findings = "none found" } },
        { happened = "2026-01-08T10:00", follow_up_ended = { assured = { children = [{ child = "sam", seen_at = "2026-01-07T09:00", place = "nursery", by = "A. Key", relation = "key person", how = "in_person", needs_met_because = "well, inhaler in use" }], reasons = "seen and well", told = ["GP"] } } },"#;
    let late = r#"{ happened = "2026-01-06T10:00", recorded_at = "2026-01-09T09:00", contact = { id = "c2", setting = "clinic", outcome = "was_not_brought", responses = ["card_left"] } },"#;
    assert!(!ask(&format!("{MISSED}{ending}"), "2026-01-12T12:00").follow_ups[0].is_open());
    let standing = ask(&format!("{MISSED}{ending}{late}"), "2026-01-12T12:00");
    assert!(standing.follow_ups[0].is_open(), "whoever signed did not know of it");
    assert!(standing.set_aside.iter().any(|aside| aside.why.contains("recorded after this was signed")));
}

#[test]
fn an_ending_for_no_service_in_particular_ends_nothing() {
    let two = r#"{ happened = "2026-01-05T10:00", service = "clinic", contact = { setting = "clinic", outcome = "was_not_brought", responses = ["card_left"] } },"#;
    let mut chronology = told(&format!(
        r#"{two}{{ id = "end", happened = "2026-01-08T10:00", follow_up_ended = {{ withdrawn = {{ reasons = "r", told = ["GP"] }} }} }},"#
    ));
    for event in &mut chronology.events {
        if event.id.as_str() == "end" {
            event.service = None;
        }
    }
    let standing = brought_policy::standing(pack(), &Calendar::bundled(Division::EnglandAndWales), &chronology, at("2026-01-09T12:00"));
    assert!(standing.follow_ups[0].is_open());
    assert!(standing.set_aside.iter().any(|aside| aside.why.contains("never taken for several at once")), "{:?}", standing.set_aside);
}

#[test]
fn waiving_takes_the_authority_to_waive() {
    let id = ask(MISSED, "2026-01-05T12:00")
        .obligations
        .iter()
        .find(|obligation| obligation.action == Action::RecordImpactAndDecision)
        .unwrap()
        .id
        .clone();
    let waive = |role: &str| {
        format!(
            r#"{MISSED}{{ happened = "2026-01-05T12:00", author = {{ practitioner = "p", role = "{role}" }}, obligation_settled = {{ obligation = "{id}", how = {{ waived = {{ authority = "{role}", reason = "moved to another team today" }} }} }} }},"#
        )
    };
    let state =
        |events: &str| ask(events, "2026-01-05T13:00").obligations.iter().find(|obligation| obligation.id == id).unwrap().state.kind();
    assert_eq!(state(&waive("practitioner")), State::DueLater);
    assert_eq!(state(&waive("line_manager")), State::Waived);
}

#[test]
fn answers_name_one_obligation_and_settle_no_other() {
    let standing = ask(MISSED, "2026-01-05T12:00");
    let id = &standing.obligations.iter().find(|obligation| obligation.action == Action::RecordImpactAndDecision).unwrap().id;
    let elsewhere = r#"{ happened = "2026-01-06T09:00", answers = ["ob-00000000000000000000"], analysis_signed = { impact = "i", decision = { steps = "s" } } },"#;
    let here = elsewhere.replace("ob-00000000000000000000", id.as_str());
    let state =
        |events: String| ask(&events, "2026-01-06T12:00").obligations.iter().find(|obligation| obligation.id == *id).unwrap().state.kind();
    assert_eq!(state(format!("{MISSED}{elsewhere}")), State::Due);
    assert_eq!(state(format!("{MISSED}{here}")), State::Done);
}

#[test]
fn late_is_recorded_as_late_and_a_day_without_an_hour_counts_as_its_end() {
    let analysis =
        |when: &str| format!(r#"{MISSED}{{ happened = "{when}", analysis_signed = {{ impact = "i", decision = {{ steps = "s" }} }} }},"#);
    let state = |when: &str| {
        let standing = ask(&analysis(when), "2026-02-01T12:00");
        standing.obligations.iter().find(|obligation| obligation.action == Action::RecordImpactAndDecision).unwrap().state.kind()
    };
    assert_eq!(state("2026-01-06"), State::Done);
    assert_eq!(state("2026-01-07"), State::DoneLate);
}

#[test]
fn what_is_missing_is_said_for_each_part() {
    let missing =
        |events: &str| ask(events, "2026-01-12T12:00").follow_ups[0].missing.iter().map(|missing| missing.kind).collect::<Vec<_>>();
    use MissingKind::{NeedsMet, SeenByProfessional, SeenInPerson, VulnerabilityAssessment};
    assert_eq!(missing(MISSED), [SeenInPerson, NeedsMet, VulnerabilityAssessment]);
    let seen = |how: &str, when: &str| {
        format!(
            r#"{MISSED}{{ happened = "2026-01-08", sighting_recorded = {{ seen_at = "{when}", place = "nursery", by = "A. Key", relation = "key person", how = "{how}" }} }},"#
        )
    };
    assert_eq!(missing(&seen("in_person", "2026-01-07")), [NeedsMet, VulnerabilityAssessment]);
    for (how, when) in
        [("at_a_distance", "2026-01-07"), ("by_video", "2026-01-07"), ("in_person", "2026-01-04"), ("in_person", "2026-01-05")]
    {
        assert_eq!(missing(&seen(how, when)), [SeenInPerson, NeedsMet, VulnerabilityAssessment], "{how} on {when}");
    }
    for seen_by in ["family_or_friend", "not_known"] {
        let lay = seen("in_person", "2026-01-07").replace("relation =", &format!(r#"seen_by = "{seen_by}", relation ="#));
        assert_eq!(missing(&lay), [SeenByProfessional, NeedsMet, VulnerabilityAssessment], "{seen_by}");
        let last_seen = ask(&lay, "2026-01-12T12:00").last_seen.unwrap().sighting;
        assert_eq!((last_seen.relation.as_str(), last_seen.seen_by.code()), ("key person", seen_by), "shown all the same (STW-16)");
        let both = format!("{lay}{}", seen("in_person", "2026-01-06").replace(MISSED, ""));
        assert_eq!(missing(&both), [NeedsMet, VulnerabilityAssessment], "an earlier one by a professional counts");
    }
}

#[test]
fn death_recorded_by_a_person_ends_it_and_reported_by_a_system_does_not() {
    let died = r#"{ happened = "2026-01-08T10:00", died = true },"#;
    let reported = r#"{ happened = "2026-01-08T10:00", author = { system = "spine" }, died = true },"#;
    assert!(!ask(&format!("{MISSED}{died}"), "2026-01-09T12:00").follow_ups[0].is_open());
    assert!(ask(&format!("{MISSED}{reported}"), "2026-01-09T12:00").follow_ups[0].is_open());
}

#[test]
fn a_plan_for_a_child_whom_nobody_had_seen_gives_way_when_the_child_is_seen() {
    let asked = |agency: &str, day: &str, seen: &str| {
        format!(
            r#"{{ happened = "2026-01-{day}T10:00", liaison_recorded = {{ agency = "{agency}", asked = ["last_seen"], seen = {seen}, learnt = "told" }} }},"#
        )
    };
    let second = MISSED.replace("missed", "again").replace("c1", "c2").replace("01-05", "01-12");
    let unseen = format!("{MISSED}{second}{}", asked("gp_practice", "13", "\"not_seen\""));
    let state = |events: &str| {
        ask(events, "2026-01-16T12:00").obligations.iter().find(|obligation| obligation.action == Action::AgreePlan).unwrap().state.kind()
    };
    assert_eq!(state(&unseen), State::Overdue);
    let sighting = r#"{ seen_at = "2026-01-14T08:50", place = "nursery", by = "A. Key", relation = "key person", how = "in_person" }"#;
    assert_eq!(state(&format!("{unseen}{}", asked("nursery", "14", sighting))), State::Replaced);
    let lay = sighting.replace("key person", "neighbour");
    assert_eq!(state(&format!("{unseen}{}", asked("nursery", "14", &lay))), State::Overdue, "a neighbour is nobody to rest on");
    let distant = sighting.replace("in_person", "at_a_distance");
    assert_eq!(state(&format!("{unseen}{}", asked("nursery", "14", &distant))), State::Overdue);
}

/// A carer of whom no child is known, seen by a service for parents, and these events.
fn of_a_carer(events: &str) -> Standing {
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"worker\", role = \"practitioner\" }}\nsubject = \"lou\"\n\
         people = [{{ id = \"lou\", kind = \"carer\" }}, {{ id = \"kim\", kind = \"child\", since = \"2026-02-02\" }}, {{ id = \"lee\", kind = \"carer\", since = \"2026-02-02\" }}]\n\
         services = [{{ id = \"recovery\", audience = \"parents_or_carers\" }}]\nevents = [\n\
         {{ happened = \"2026-01-05T10:00\", contact = {{ setting = \"clinic\", outcome = \"adult_did_not_attend\", responses = [\"telephone_tried\"] }} }},\n{events}\n]"
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    brought_policy::standing(pack(), &Calendar::bundled(Division::EnglandAndWales), &chronology, at("2026-02-10T12:00"))
}

/// NAF-22: a relation of another kind says nothing of the children who depend on her, and takes nobody's question away.
#[test]
fn only_a_child_who_depends_on_her_answers_which_children_do() {
    let asks = |events: &str| {
        let is_it = |obligation: &Obligation| obligation.action == Action::EstablishDependants && obligation.is_open();
        of_a_carer(events).obligations.iter().any(is_it)
    };
    let related = |about: &str, other: &str, relation: &str| {
        format!(
            r#"{{ happened = "2026-01-06T10:00", about = "{about}", relation_recorded = {{ other = "{other}", relation = "{relation}", same_household = "yes" }} }},"#
        )
    };
    assert!(asks(""));
    assert!(asks(&related("lou", "kim", "sibling")), "her sister");
    assert!(asks(&related("kim", "lou", "sibling")), "the same, from the other side");
    assert!(asks(&related("lou", "kim", "mother")), "her mother");
    assert!(!asks(&related("lou", "kim", "dependent_child")));
    assert!(!asks(&related("kim", "lou", "other_carer")), "the same, from the other side");
    let imported =
        related("lou", "kim", "dependent_child").replace("2026-01-06T10:00\",", "2026-01-06T09:00\", author = { system = \"gp\" },");
    let others = related("kim", "lee", "father");
    assert!(asks(&format!("{imported}{others}")), "who her child's father is");
    let asked = of_a_carer("").obligations.into_iter().find(|obligation| obligation.action == Action::EstablishDependants).unwrap().id;
    let none = format!(
        r#"{{ happened = "2026-01-07T10:00", obligation_settled = {{ obligation = "{asked}", how = {{ done = "asked Lou and the GP practice: no children" }} }} }},"#
    );
    let sister = related("lou", "kim", "sibling");
    assert!(of_a_carer(&sister).follow_ups[0].is_open(), "no word on children");
    assert!(!of_a_carer(&format!("{sister}{none}")).follow_ups[0].is_open(), "the question was still there to be answered");
}

#[test]
fn a_carer_on_whom_no_child_depends_is_followed_up_until_somebody_has_established_that() {
    let asked = of_a_carer("").obligations.into_iter().find(|obligation| obligation.action == Action::EstablishDependants).unwrap().id;
    let none = format!(
        r#"{{ happened = "2026-01-06T10:00", obligation_settled = {{ obligation = "{asked}", how = {{ done = "asked Lou and the GP practice: no children" }} }} }},"#
    );
    let child = r#"{ happened = "2026-02-03T10:00", relation_recorded = { other = "kim", relation = "dependent_child", same_household = "yes" } },"#;
    let open = |events: &str| of_a_carer(events).follow_ups[0].is_open();
    assert!(open(""));
    assert!(!open(&none), "{:?}", of_a_carer(&none).follow_ups[0]);
    assert!(open(&format!("{none}{child}")), "a child after all");
    assert!(open(child), "a child who is known is not none");
}

#[test]
fn an_unborn_child_is_followed_up_through_the_birth_and_not_beyond_a_pregnancy_that_ended() {
    let unborn = |events: &str| {
        let text = format!(
            "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"midwife\", role = \"practitioner\" }}\n\
             people = [{{ id = \"bump\", kind = \"unborn_child\", due_on = \"2026-03-01\" }}]\nservices = [{{ id = \"visiting\" }}]\nevents = [\n\
             {{ happened = \"2026-01-05T10:00\", contact = {{ setting = \"home\", arranged = \"by_letter\", outcome = \"no_response\", responses = [\"card_left\"] }} }},\n{events}\n]"
        );
        let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
        brought_policy::standing(pack(), &Calendar::bundled(Division::EnglandAndWales), &chronology, at("2026-04-10T12:00"))
    };
    let missed = r#"{ happened = "2026-04-02T10:00", contact = { setting = "home", arranged = "by_letter", outcome = "no_response", responses = ["card_left"] } },"#;
    let born = unborn(&format!(r#"{{ happened = "2026-02-20", born = true }},{missed}"#));
    assert_eq!(born.follow_ups.len(), 1, "the visit before the birth and the one after it belong to one follow-up");
    assert_eq!(born.follow_ups[0].failed_contacts.len(), 2);
    assert!(!born.not_known.contains(&brought_policy::standing::NotKnown::Age), "the day of birth is known");
    let ended = unborn(r#"{ happened = "2026-01-20", pregnancy_ended = true },"#);
    assert!(!ended.follow_ups[0].is_open());
    assert!(ended.obligations.iter().all(|obligation| !obligation.is_open()));
}

/// Sam, missed at the clinic, then seen by them, assessed and ended, with `between` in between. What ends nothing, and why, comes back.
fn ended_with(seen_by: &str, between: &str) -> Result<(), String> {
    let events = format!(
        r#"{MISSED}{between}
        {{ happened = "2026-01-08T09:00", vulnerability_assessed = {{ vulnerable = "no", findings = "none found" }} }},
        {{ happened = "2026-01-08T10:00", follow_up_ended = {{ assured = {{ children = [{{ child = "sam", seen_at = "2026-01-07T09:00", place = "nursery", by = "A. Key", {seen_by}, how = "in_person", needs_met_because = "well, inhaler in use" }}], reasons = "seen and well", told = ["GP"] }} }} }},"#
    );
    let standing = ask(&events, "2026-01-12T12:00");
    let why = standing.set_aside.into_iter().map(|aside| aside.why).collect();
    if standing.follow_ups[0].is_open() { Err(why) } else { Ok(()) }
}

/// The same, seen by a professional with this relation.
fn ended(relation: &str, between: &str) -> bool {
    ended_with(&format!(r#"seen_by = "other_professional", relation = "{relation}""#), between).is_ok()
}

/// NAF-17: whatever the words of the relation are, the closed list decides.
#[test]
fn the_word_of_the_family_or_of_nobody_known_does_not_end_a_follow_up() {
    for professional in ["this_service", "other_professional"] {
        assert_eq!(ended_with(&format!(r#"seen_by = "{professional}", relation = "aunt and health visitor""#), ""), Ok(()));
    }
    for (seen_by, why) in [
        ("family_or_friend", "that family, a friend or a neighbour saw the child is not enough"),
        ("not_known", "It is not known who saw the child: find out"),
    ] {
        let refused = ended_with(&format!(r#"seen_by = "{seen_by}", relation = "health visitor""#), "").unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
}

/// Entries from before the closed list hold the relation in words.
#[test]
fn an_ending_without_the_closed_list_is_read_from_the_words() {
    assert_eq!(ended_with(r#"relation = "key person""#, ""), Ok(()));
    for lay in ["mother", "grandmother", "neighbour"] {
        assert!(ended_with(&format!(r#"relation = "{lay}""#), "").is_err(), "{lay}");
    }
}

#[test]
fn needs_that_are_not_met_keep_it_open_until_they_are_considered_again() {
    let needs = |met: &str, day: &str| {
        format!(
            r#"{{ happened = "2026-01-{day}T09:00", needs_considered = {{ child = "sam", met = "{met}", basis = "weight", family_vulnerable = "no" }} }},"#
        )
    };
    let discussed = r#"{ happened = "2026-01-07T12:00", discussion_held = { with = "line_manager", topic = "concerns", decision = { do_not_refer = "paediatrician has seen Sam" }, summary = "talked through" } },"#;
    assert!(!ended("key person", &format!("{}{discussed}", needs("no", "06"))));
    assert!(ended("key person", &format!("{}{discussed}{}", needs("no", "06"), needs("yes", "07"))));
}

#[test]
fn a_note_or_a_tick_does_not_stand_for_a_discussion() {
    let plan = r#"{ happened = "2025-12-01", plan_recorded = { plan = "child_protection", state = "current", members = [{ agency = "school" }] } },"#;
    let visit = MISSED.replace("clinic", "home").replace("was_not_brought", "no_response");
    let told = |more: &str| ask(&format!("{plan}{visit}{more}"), "2026-01-05T20:00");
    let owed = told("").obligations.into_iter().find(|obligation| obligation.because.rule == "NAF-R27").unwrap().id;
    let state = |more: &str| told(more).obligations.into_iter().find(|obligation| obligation.id == owed).unwrap().state.kind();
    assert_eq!(state(&format!(r#"{{ happened = "2026-01-05T12:00", answers = ["{owed}"], note_written = "ok" }},"#)), State::DueLater);
    let tick = |role: &str| {
        format!(
            r#"{{ happened = "2026-01-05T12:00", author = {{ practitioner = "p", role = "{role}" }}, obligation_settled = {{ obligation = "{owed}", how = {{ done = "told her" }} }} }},"#
        )
    };
    assert_eq!(state(&tick("practitioner")), State::DueLater);
    assert_eq!(state(&tick("administrator")), State::DueLater);
    assert_eq!(state(&tick("safeguarding_lead")), State::Done);
}

#[test]
fn a_visit_that_nobody_arranged_counts_under_a_protection_plan_and_when_the_child_is_kept_away() {
    let visit = |outcome: &str| {
        format!(
            r#"{{ happened = "2026-01-05T10:00", contact = {{ setting = "home", arranged = "opportunistic", {outcome}, responses = ["card_left"] }} }},"#
        )
    };
    let plan = r#"{ happened = "2025-12-01", plan_recorded = { plan = "child_protection", state = "current", members = [{ agency = "school" }] } },"#;
    let opened = |events: &str| !ask(events, "2026-01-05T12:00").follow_ups.is_empty();
    assert!(!opened(&visit("outcome = \"no_response\"")));
    assert!(opened(&format!("{plan}{}", visit("outcome = \"no_response\""))));
    assert!(opened(&visit("outcome = \"unseen_child\", actively_prevented = \"yes\"")));
}

#[test]
fn work_written_down_before_the_contact_failed_does_not_come_after_it() {
    let analysis = |recorded: &str| {
        format!(
            r#"{MISSED}{{ happened = "2026-01-05", recorded_at = "{recorded}", analysis_signed = {{ impact = "i", decision = {{ steps = "s" }} }} }},"#
        )
    };
    let state = |recorded: &str| {
        let standing = ask(&analysis(recorded), "2026-01-05T20:00");
        standing.obligations.iter().find(|obligation| obligation.action == Action::RecordImpactAndDecision).unwrap().state.kind()
    };
    assert_eq!(state("2026-01-05T09:00"), State::DueLater);
    assert_eq!(state("2026-01-05T16:00"), State::Done);
}

#[test]
fn a_later_word_that_names_no_earlier_entry_takes_no_signed_failure_away() {
    let later = |outcome: &str| {
        format!(
            r#"{MISSED}{{ happened = "2026-01-05T10:00", recorded_at = "2026-01-06T09:00", outcome_recorded = {{ contact = "c1", {outcome}, certainty = "confirmed" }} }},"#
        )
    };
    let standing = ask(&later("outcome = \"cancelled_by_service\""), "2026-01-07T12:00");
    assert!(standing.follow_ups[0].is_open());
    assert!(standing.set_aside.iter().any(|aside| aside.why.contains("stands as failed")), "{:?}", standing.set_aside);
    let error = ask(&later("outcome = \"administrative_error\", evidence = \"letter went to the old address\""), "2026-01-07T12:00");
    assert!(!error.follow_ups[0].is_open(), "evidence of an error withdraws it (STW-08)");
}

const EARLY_HELP: &str = r#"{ happened = "2026-01-02", plan_recorded = { plan = "early_help", state = "current", members = [{ agency = "school" }, { agency = "gp_practice" }] } },"#;
const MISSED_AGAIN: &str = r#"{ happened = "2026-02-16T10:00", contact = { id = "c2", setting = "clinic", outcome = "was_not_brought", responses = ["card_left"] } },"#;

fn asked_by_plan(plans: &str) -> Vec<String> {
    let standing = ask(&format!("{EARLY_HELP}{plans}{MISSED}{MISSED_AGAIN}"), "2026-02-16T12:00");
    let agencies =
        of(&standing, "NAF-R16").into_iter().map(|asked| asked.agency.as_ref().map_or("unnamed", |agency| agency.kind.code()).to_owned());
    let mut agencies: Vec<String> = agencies.collect();
    agencies.sort();
    agencies
}

#[test]
fn a_plan_that_is_no_longer_known_of_keeps_the_agencies_that_were_on_it() {
    let no_longer_known = r#"{ happened = "2026-01-03", plan_recorded = { plan = "early_help", state = "not_known" } },"#;
    let ended = r#"{ happened = "2026-01-03", plan_recorded = { plan = "early_help", state = "ended" } },"#;
    let anew = r#"{ happened = "2026-01-04", plan_recorded = { plan = "early_help", state = "current" } },"#;
    assert_eq!(asked_by_plan(""), ["gp_practice", "school"]);
    assert_eq!(asked_by_plan(no_longer_known), ["gp_practice", "school"], "not knowing forgets nobody");
    assert_eq!(asked_by_plan(&format!("{no_longer_known}{anew}")), ["gp_practice", "school"]);
    assert_eq!(asked_by_plan(ended), [""; 0]);
    assert_eq!(asked_by_plan(&format!("{ended}{anew}")), ["unnamed"], "a plan that ended takes its agencies with it");
}

#[test]
fn what_nobody_ever_recorded_is_shown_as_not_recorded_and_counts_as_no() {
    let shown = |events: &str, fact: &str| {
        let standing = ask(events, "2026-01-05T12:00");
        let trace = standing.trace.iter().find(|trace| trace.rule == "NAF-R14").unwrap().clone();
        assert!(!trace.fired, "a single failed contact stays one");
        trace.facts.iter().find(|(name, _)| name.code() == fact).unwrap().1.words()
    };
    assert_eq!(shown(MISSED, "welfare_concern"), "not recorded");
    assert_eq!(shown(MISSED, "statutory_plan"), "not recorded");
    assert_eq!(shown(MISSED, "concern_found"), "not recorded");
    let over = r#"{ happened = "2025-12-01", factor_recorded = { factor = "welfare_concern", state = "ended" } },"#;
    assert_eq!(shown(&format!("{over}{MISSED}"), "welfare_concern"), "no", "somebody recorded that it is over");
}

#[test]
fn a_contact_that_a_plan_asks_for_stays_so_when_nobody_recorded_the_plan() {
    let essential = MISSED.replace("setting = \"clinic\"", "setting = \"clinic\", essential_to = \"early_help\"");
    assert_eq!(of(&ask(&essential, "2026-01-05T12:00"), "NAF-R26").len(), 1, "whoever planned the contact knew of the plan");
    let ended = r#"{ happened = "2026-01-03", plan_recorded = { plan = "early_help", state = "ended" } },"#;
    assert_eq!(of(&ask(&format!("{ended}{essential}"), "2026-01-05T12:00"), "NAF-R26").len(), 0);
}

#[test]
fn the_same_version_of_the_same_entry_of_another_system_counts_once() {
    let sent = |id: &str, version: &str, hour: &str| {
        format!(
            r#"{{ id = "{id}", happened = "2026-01-05T10:00", recorded_at = "2026-01-05T{hour}:00", author = {{ system = "bookings" }}, source = {{ system = "bookings", id = "77", version = "{version}" }}, contact = {{ id = "contact-{id}", setting = "clinic", outcome = "was_not_brought" }} }},"#
        )
    };
    let failed = |events: &str| {
        ask(events, "2026-01-09T12:00").follow_ups[0].failed_contacts.iter().map(|failed| failed.event.to_string()).collect::<Vec<_>>()
    };
    let twice = format!("{}{}", sent("a", "1", "12"), sent("b", "1", "11"));
    assert_eq!(failed(&twice), ["b"], "the one recorded first");
    let standing = ask(&twice, "2026-01-09T12:00");
    let told: Vec<_> = standing.set_aside.iter().map(|aside| (aside.event.as_str(), aside.why.contains("came in twice"))).collect();
    assert_eq!(told, [("a", true), ("a/planned", true)]);
    assert_eq!(failed(&format!("{}{}", sent("a", "1", "12"), sent("b", "2", "11"))).len(), 2, "another version says something else");
    let withdrawn =
        r#"{ happened = "2026-01-06", corrects = { event = "b", how = "withdraws", reason = "entered twice" }, correction_only = true },"#;
    assert_eq!(failed(&format!("{twice}{withdrawn}")), ["a"], "withdrawing one as entered twice leaves the other");
}
