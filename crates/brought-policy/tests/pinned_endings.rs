//! What is missing before a follow-up may end, asked of [`why_not_end`] before anybody signs: what, for whom, in which words, by which clause.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;
use brought_calendar::{Calendar, Division};
use brought_domain::FollowUpId;
use brought_domain::ending::{Accountable, Ending};
use brought_domain::work::Role;
use brought_policy::standing::{Missing, MissingKind as Kind};
use brought_policy::why_not_end;
use shipped::pack;

const AS_OF: &str = "2026-01-09T09:00:00Z";

fn sam(events: &str) -> String {
    format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "mum", relation = "mother" }}] }}, {{ id = "mum", kind = "carer" }}]
        events = [{events}]
        "#
    )
}

/// What the first follow-up of these events lacks, to end so, signed by a practitioner.
fn why(name: &'static str, events: &str, ending: &Ending) -> Vec<Missing> {
    let id = ask_whole(name, &sam(events), AS_OF).follow_ups[0].id.clone();
    why_of(name, events, &id, ending, Role::Practitioner).unwrap()
}

fn why_of(name: &'static str, events: &str, id: &FollowUpId, ending: &Ending, role: Role) -> Option<Vec<Missing>> {
    let chronology = brought_forms::chronology_file::read_toml(&sam(events)).unwrap();
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    why_not_end(pack(name), &calendar, &chronology, AS_OF.parse().unwrap(), id, ending, role)
}

fn told() -> Accountable {
    Accountable { reasons: "moved".into(), told: vec!["the parents".into()] }
}

fn withdrawn() -> Ending {
    Ending::Withdrawn { accountable: told() }
}

fn handed_over(accepted_by: &str) -> Ending {
    Ending::HandedOver { accountable: told(), to: "RX2".parse().unwrap(), accepted_by: accepted_by.into() }
}

fn paused(plan: &str, shared_with: &[&str], next_contact_on: &str) -> Ending {
    let shared_with = shared_with.iter().map(|name| (*name).to_owned()).collect();
    Ending::OffersPaused { accountable: told(), plan: plan.into(), shared_with, next_contact_on: next_contact_on.parse().unwrap() }
}

fn discharged(risk_excluded: &str, referrer_and_gp_told: bool) -> Ending {
    Ending::DischargedRiskExcluded { accountable: told(), risk_excluded: risk_excluded.into(), referrer_and_gp_told }
}

/// Whether something of this kind is missing that says this.
fn says(missing: &[Missing], kind: Kind, words: &str, clause: &str) -> bool {
    missing.iter().any(|one| one.kind == kind && one.words.contains(words) && one.clause == clause)
}

#[test]
fn only_an_open_follow_up_of_this_name_is_answered_for() {
    let died = r#"{ happened = 2026-01-06T10:00:00, died = true },"#;
    let id = ask_whole("no-access", &sam(MISSED), AS_OF).follow_ups[0].id.clone();
    let asked = |events: &str, id: &FollowUpId| why_of("no-access", events, id, &withdrawn(), Role::Practitioner);
    assert!(!asked(MISSED, &id).unwrap().is_empty());
    assert_eq!(asked(MISSED, &"nobody".parse().unwrap()), None, "no such follow-up");
    assert_eq!(asked(&format!("{MISSED}{died}"), &id), None, "it has ended");
}

#[test]
fn a_signature_and_its_reasons_are_asked_for_each_by_name() {
    let id = ask_whole("no-access", &sam(MISSED), AS_OF).follow_ups[0].id.clone();
    let lacks = |ending: &Ending, role| why_of("no-access", MISSED, &id, ending, role).unwrap();
    let signature = |role| says(&lacks(&withdrawn(), role), Kind::Signature, "A practitioner has to sign", "NAF-10");
    assert!(signature(Role::Administrator) && !signature(Role::Practitioner));
    let because = |reasons: &str, told: &[&str]| {
        let told = told.iter().map(|name| (*name).to_owned()).collect();
        lacks(&Ending::Withdrawn { accountable: Accountable { reasons: reasons.into(), told } }, Role::Practitioner)
    };
    let kinds = |missing: Vec<Missing>| {
        let of_both = missing.into_iter().filter(|one| matches!(one.kind, Kind::Reasons | Kind::Told));
        of_both.map(|one| (one.kind, one.words)).collect::<Vec<_>>()
    };
    assert_eq!(kinds(because(" ", &["GP"])), [(Kind::Reasons, "Give the reasons for ending the follow-up".to_owned())]);
    assert_eq!(kinds(because("r", &[" "])), [(Kind::Told, "Say who was told that the follow-up ends".to_owned())]);
    assert_eq!(kinds(because("r", &["GP"])), []);
}

const PLAN: &str = r#"{ happened = 2026-01-02, plan_recorded = { plan = "child_protection", state = "current" } },"#;
const VISIT: &str = r#"{ happened = 2026-01-05T10:00:00, contact = { setting = "home", arranged = "by_letter", outcome = "no_response", essential_to = "child_protection" } },"#;
const CONCERN: &str = r#"{ happened = 2026-01-06, factor_recorded = { factor = "neglect", state = "current" } },"#;

#[test]
fn what_is_still_owed_is_named_with_its_clause() {
    let owed = |name, events: &str, ending: &Ending| {
        let open = why(name, events, ending).into_iter().filter(|one| one.kind == Kind::OpenObligation);
        open.map(|one| (one.words.strip_prefix("Answer this first: ").unwrap().to_owned(), one.clause)).collect::<Vec<_>>()
    };
    let own = |list: &[(&str, &'static str)]| list.iter().map(|(words, clause)| ((*words).to_owned(), *clause)).collect::<Vec<_>>();
    let responded = ("confirm what happened and record what was done", "NAF-21");
    let not_met = (
        "discuss with the key worker or lead professional or the line manager or the safeguarding supervisor or the safeguarding lead: \
         responsibilities under the plan",
        "NAF-26",
    );
    let not_seen = ("discuss with the line manager or the social work manager: child on a protection plan not seen", "NAF-27");
    let (set, made) = (("set a further visit", "NAF-28"), ("make the further visit", "NAF-28"));
    let concerns =
        ("discuss with the line manager or the safeguarding supervisor or the safeguarding lead: concerns about the child", "NAF-20");
    let protected = format!("{PLAN}{VISIT}");
    assert_eq!(owed("no-access", &protected, &withdrawn()), own(&[responded, not_met, not_seen, set, made]));
    assert_eq!(owed("no-access", &format!("{MISSED}{CONCERN}"), &withdrawn()), own(&[responded, concerns]));
    // Whether there are concerns is part of excluding risk, and of no other ending.
    let decided = ("decide whether there are concerns", "NAF-25");
    assert_eq!(owed("no-access", &protected, &discharged("r", true)), own(&[responded, decided, not_met, not_seen, set, made]));
    // Analysis and sharing are part of pausing offers, and of no other ending.
    let analysis = ("record the impact on the child and decide what to do, and say what is known, what is not known", "NAF-13");
    let shared = ("tell the relevant agencies about the plan and the reasons for it", "SWI-15");
    let pause = paused("p", &["GP"], "2026-06-01");
    assert_eq!(owed("swindon-health-visiting", &protected, &pause), own(&[analysis, set, made, shared]));
    assert_eq!(owed("swindon-health-visiting", &protected, &withdrawn()), own(&[set, made]));
}

#[test]
fn each_way_of_ending_takes_its_own_evidence() {
    let evidence = |name, events: &str, ending: &Ending| {
        let lacks = why(name, events, ending).into_iter().filter(|one| one.kind == Kind::LayerEvidence);
        lacks.map(|one| (one.words, one.clause)).collect::<Vec<_>>()
    };
    let lacks = |ending: Ending, words: &str, clause: &str| {
        let found = evidence("no-access", MISSED, &ending);
        assert!(found.iter().any(|(said, by)| said.contains(words) && *by == clause), "{words}: {found:#?}");
    };
    let not = |ending: Ending, words: &str| {
        let found = evidence("no-access", MISSED, &ending);
        assert!(!found.iter().any(|(said, _)| said.contains(words)), "{words}: {found:#?}");
    };
    let (plan, ahead) = ("Write the plan and say with whom it was shared", "The next programme contact has to lie ahead");
    lacks(paused(" ", &["GP"], "2026-06-01"), plan, "SWI-15");
    lacks(paused("p", &[" "], "2026-06-01"), plan, "SWI-15");
    lacks(paused("p", &[], "2026-06-01"), plan, "SWI-15");
    not(paused("p", &["GP", " "], "2026-06-01"), plan);
    lacks(paused("p", &["GP"], "2026-01-09"), ahead, "SWI-15");
    lacks(paused("p", &["GP"], "2026-01-08"), ahead, "SWI-15");
    not(paused("p", &["GP"], "2026-01-10"), ahead);
    let (excluded, referrer) = ("Say how immediate clinical and safeguarding risk was excluded", "Tell the referrer and the GP");
    lacks(discharged(" ", true), excluded, "STW-12");
    not(discharged("seen by the GP", true), excluded);
    lacks(discharged("seen by the GP", false), referrer, "STW-12");
    not(discharged("seen by the GP", true), referrer);
    lacks(handed_over(" "), "Say who accepted in the receiving service", "NAF-17");
    lacks(handed_over("P. Shaw"), "no signed acceptance by those to whom it is handed over", "NAF-17");
    let stands =
        |ending: &Ending| says(&why("no-access", MISSED, ending), Kind::FailedContactStands, "A failed contact still stands", "STW-08");
    assert!(stands(&withdrawn()) && !stands(&handed_over("P. Shaw")));
}

#[test]
fn what_the_record_says_against_an_ending_is_told() {
    let against = |name, events: &str, ending: &Ending, clause: &str| {
        let lacks = why(name, events, ending).into_iter().filter(|one| one.kind == Kind::LayerEvidence && one.clause == clause);
        lacks.map(|one| one.words).collect::<Vec<_>>()
    };
    let factor = |kind: &str, state: &str| {
        format!(r#"{MISSED}{{ happened = 2026-01-06, factor_recorded = {{ factor = "{kind}", state = "{state}" }} }},"#)
    };
    let pause = paused("p", &["GP"], "2026-06-01");
    assert_eq!(against("no-access", MISSED, &pause, "SWI-15"), [""; 0]);
    let known = against("no-access", &factor("neglect", "current"), &pause, "SWI-15");
    assert!(known[0].contains("and one is known: keep offering, or hand over"), "{known:?}");
    let unsure = against("no-access", &factor("neglect", "not_known"), &pause, "SWI-15");
    assert!(unsure[0].contains("recorded that nobody knows: find out first"), "{unsure:?}");
    let discharge = discharged("seen by the GP", true);
    assert_eq!(against("no-access", MISSED, &discharge, "STW-12"), [""; 0]);
    let now = against("no-access", &factor("care_needed_now", "current"), &discharge, "STW-12");
    assert!(now[0].contains("endangered now or needs care now: act on that first"), "{now:?}");
    let unsure = against("no-access", &factor("care_needed_now", "not_known"), &discharge, "STW-12");
    assert!(unsure[0].contains("It is not known whether the child is endangered now"), "{unsure:?}");
    // Whoever is vulnerable may be handed over all the same.
    for ending in [handed_over("P. Shaw"), withdrawn()] {
        assert!(against("no-access", &factor("care_needed_now", "current"), &ending, "STW-12").is_empty());
    }
    let lost = format!(r#"{MISSED}{{ happened = 2026-01-06, whereabouts_recorded = {{ known = "no", what = "the flat is empty" }} }},"#);
    for (ending, told) in [(&pause, true), (&discharge, true), (&handed_over("P. Shaw"), false)] {
        assert_eq!(against("no-access", &lost, ending, "STW-16").len(), usize::from(told), "{ending:?}");
    }
    assert!(against("no-access", MISSED, &pause, "STW-16").is_empty());
}

#[test]
fn a_death_and_the_end_of_a_pregnancy_are_recorded_before_they_end_anything() {
    let kinds = |ending: &Ending| why("no-access", MISSED, ending).into_iter().map(|one| (one.kind, one.words)).collect::<Vec<_>>();
    let recorded = |words: &str| (Kind::RecordedByPerson, words.to_owned());
    assert_eq!(kinds(&Ending::Died), [recorded("A practitioner has to record the death first")]);
    let unborn = recorded("Only the follow-up of an unborn child can end with a pregnancy");
    assert_eq!(kinds(&Ending::PregnancyEnded), [unborn]);
    // Neither says anything against another ending.
    assert!(kinds(&withdrawn()).iter().all(|(kind, _)| *kind != Kind::RecordedByPerson));
}

/// NAF-10: since the last failed contact. Of what is known only by its day, what was written down bounds the hour.
#[test]
fn an_assessment_counts_from_the_last_failed_contact_on() {
    let again = |when: &str| {
        format!(
            r#"{MISSED}{{ happened = {when}, contact = {{ setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},"#
        )
    };
    let counts = |failed: &str, happened: &str, recorded: &str| {
        let assessed = format!(
            r#"{{ happened = {happened}, recorded_at = 2026-01-{recorded}:00, vulnerability_assessed = {{ vulnerable = "no", findings = "f" }} }},"#
        );
        let lacks = why("no-access", &format!("{}{assessed}", again(failed)), &handed_over("P. Shaw"));
        !says(&lacks, Kind::VulnerabilityAssessment, "Assess the child's vulnerability", "NAF-10")
    };
    let hour = "2026-01-07T10:00:00";
    assert!(counts(hour, "2026-01-07T11:00:00", "07T11:00"));
    assert!(!counts(hour, "2026-01-07T09:00:00", "07T11:00"));
    assert!(counts(hour, "2026-01-07", "07T11:00"), "written down after it failed");
    assert!(!counts(hour, "2026-01-07", "07T09:00"));
    assert!(counts(hour, "2026-01-08", "08T09:00"));
    assert!(!counts(hour, "2026-01-06", "07T11:00"), "done the day before, whenever it was written down");
    let day = "2026-01-07, recorded_at = 2026-01-08T17:00:00";
    assert!(counts(day, "2026-01-08T09:00:00", "08T09:00"));
    assert!(!counts(day, "2026-01-06", "08T18:00"));
    // The first instant of a day stands for an hour that nobody gave.
    let at_no_hour = "2026-01-07, recorded_at = 2026-01-07T00:00:00";
    assert!(!counts(at_no_hour, "2026-01-07", "07T09:00"));
}

#[test]
fn an_ending_that_has_a_condition_says_that_it_does_not_hold() {
    let home = MISSED.replace("clinic", "home").replace("was_not_brought", "no_response");
    let lacks = why("swindon-health-visiting", &home, &paused("p", &["GP"], "2026-06-01"));
    let told: Vec<&str> = lacks.iter().filter(|one| one.kind == Kind::NotAllowed).map(|one| one.words.as_str()).collect();
    assert!(told.len() == 1 && told[0].contains("and that does not hold"), "{told:?}");
}

/// What a person has recorded of a death is on the record, though the follow-up has opened again since.
#[test]
fn a_death_on_the_record_needs_no_second_record() {
    let died = r#"{ happened = 2026-01-06T10:00:00, died = true },"#;
    let again = MISSED.replace("2026-01-05", "2026-01-07");
    let lacks = why("no-access", &format!("{MISSED}{died}{again}"), &Ending::Died);
    assert!(lacks.is_empty(), "{lacks:?}");
}

const RESPONDED: &str = r#"{ happened = 2026-01-05T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought", responses = ["telephone_tried"] } },"#;
const ASSESSED: &str = r#"{ happened = 2026-01-07T10:00:00, vulnerability_assessed = { vulnerable = "no", findings = "f" } },"#;

fn assured(at: &str) -> String {
    format!(
        r#"{{ id = "ended", happened = 2026-01-{at}:00, follow_up_ended = {{ assured = {{ children = [{{ seen_at = 2026-01-07T09:00:00, place = "clinic", by = "Jo", seen_by = "this_service", relation = "nurse", how = "in_person", needs_met_because = "weight on its line" }}], reasons = "seen and well", told = ["the parents"] }} }} }},"#
    )
}

/// How the first follow-up stands: open, or by what it ended.
fn ended_by(name: &'static str, events: &str) -> String {
    match &ask_whole(name, &sam(events), AS_OF).follow_ups[0].state {
        brought_policy::standing::FollowUpState::Open => "open".to_owned(),
        brought_policy::standing::FollowUpState::Ended { layer, by, .. } => format!("{} by {by}", layer.code()),
    }
}

#[test]
fn what_has_ended_stays_ended_as_it_ended() {
    let all = format!("{RESPONDED}{ASSESSED}{}", assured("08T09:00"));
    assert_eq!(ended_by("no-access", &all), "assured by ended");
    let later = |what: &str| ended_by("no-access", &format!("{all}{{ happened = 2026-01-08T12:00:00, {what} }},"));
    assert_eq!(later("died = true"), "assured by ended", "a death ends only what is open or paused");
    assert_eq!(later(r#"note_written = "rang""#), "assured by ended");
    // It was discharged with risk excluded that a later concern opens again; an assurance goes by needs that are not met.
    assert_eq!(later(r#"factor_recorded = { factor = "neglect", state = "current" }"#), "assured by ended");
    let needs =
        |met: &str| later(&format!(r#"needs_considered = {{ child = "sam", met = "{met}", basis = "b", family_vulnerable = "no" }}"#));
    assert_eq!((needs("yes").as_str(), needs("no").as_str()), ("assured by ended", "open"));
}

#[test]
fn a_contact_that_was_recorded_in_the_same_moment_was_there_to_see() {
    let recorded = |at: &str| RESPONDED.replace("10:00:00, contact", &format!("10:00:00, recorded_at = 2026-01-{at}, contact"));
    let state = |at: &str| ended_by("no-access", &format!("{}{ASSESSED}{}", recorded(at), assured("08T09:00")));
    assert_eq!(state("08T09:00:00"), "assured by ended");
    assert_eq!(state("08T09:00:01"), "open");
}

/// What another system says of a child's needs is no evidence that they are met.
#[test]
fn needs_are_considered_by_whoever_signs() {
    let considered = |author: &str, child: &str| {
        let text = format!(
            r#"{MISSED}{{ happened = 2026-01-07T10:00:00, {author} needs_considered = {{ child = "{child}", met = "yes", basis = "b", family_vulnerable = "no" }} }},"#
        );
        let missing = ask_whole("no-access", &sam(&text), AS_OF).follow_ups[0].missing.clone();
        !missing.iter().any(|one| one.kind == Kind::NeedsMet)
    };
    assert!(considered("", "sam"));
    assert!(!considered(r#"author = { system = "hub" },"#, "sam"));
}

/// A carer of whom no child is known: settling that question, as done, is the one way to say that there is none.
#[test]
fn only_the_question_itself_settled_as_done_says_that_no_child_depends_on_a_carer() {
    let lou = |events: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "lou"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [{{ id = "lou", kind = "carer" }}]
            services = [{{ id = "recovery", audience = "parents_or_carers" }}]
            events = [
              {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "clinic", outcome = "adult_did_not_attend", responses = ["telephone_tried"] }} }},
              {events}
            ]
            "#
        );
        ask_whole("no-access", &text, AS_OF)
    };
    let first = lou("");
    let settled = |wanted: bool, how: &str| {
        let owed = first
            .obligations
            .iter()
            .find(|owed| (owed.action == brought_policy::Action::EstablishDependants) == wanted && !owed.needs_its_own_entry);
        let id = &owed.unwrap().id;
        let by_hand = format!(
            r#"{{ happened = 2026-01-06T10:00:00, author = {{ practitioner = "lee", role = "line_manager" }}, obligation_settled = {{ obligation = "{id}", how = {{ {how} }} }} }},"#
        );
        is_open(&lou(&by_hand))
    };
    assert!(is_open(&first));
    assert!(!settled(true, r#"done = "asked Lou and the GP practice""#));
    assert!(settled(true, r#"waived = { authority = "line_manager", reason = "r" }"#));
    assert!(settled(true, r#"replaced = { instead = "a call", reason = "r" }"#));
    assert!(settled(false, r#"done = "on paper""#), "another question");
}

/// An ending is judged by what was on the record when it was signed, with what has been put right in it since.
#[test]
fn what_is_put_right_afterwards_counts_for_an_ending_that_was_signed() {
    let needs = |more: &str, met: &str| {
        format!(
            r#"{{ {more} happened = 2026-01-07T12:00:00, needs_considered = {{ child = "sam", met = "{met}", basis = "b", family_vulnerable = "no" }}"#
        )
    };
    let wrong = format!("{} }},", needs(r#"id = "wrong","#, "no"));
    let corrects = r#"corrects = { event = "wrong", how = "replaces", reason = "another child" }"#;
    let put_right = format!("{}, recorded_at = 2026-01-08T15:00:00, {corrects} }},", needs("", "yes"));
    let note = format!(r#"{{ happened = 2026-01-07T12:00:00, recorded_at = 2026-01-08T15:00:00, note_written = "n", {corrects} }},"#);
    let state = |more: &str| ended_by("no-access", &format!("{RESPONDED}{ASSESSED}{wrong}{}{more}", assured("08T09:00")));
    assert_eq!(state(""), "open");
    assert_eq!(state(&put_right), "assured by ended");
    assert_eq!(state(&note), "open", "something else in its place was not there to see");
}

/// A carer's follow-up that ended with assurance of each child opens again for a child who becomes known.
#[test]
fn a_child_of_whom_nobody_gave_assurance_opens_a_carers_follow_up_again() {
    let state = |related: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "mum"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [
              {{ id = "mum", kind = "carer" }},
              {{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "mum", relation = "mother" }}] }},
              {{ id = "kim", born_on = 2024-01-06 }},
            ]
            services = [{{ id = "recovery", audience = "parents_or_carers" }}]
            events = [
              {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "clinic", outcome = "adult_did_not_attend", responses = ["telephone_tried"] }} }},
              {{ happened = 2026-01-07T10:00:00, vulnerability_assessed = {{ children = ["sam"], vulnerable = "no", findings = "f" }} }},
              {},
              {related}
            ]
            "#,
            assured("08T09:00").trim_end_matches(',').replace("{ seen_at", r#"{ child = "sam", seen_at"#)
        );
        let standing = ask_whole("no-access", &text, AS_OF);
        (is_open(&standing), standing.set_aside.len())
    };
    let mother = |of: &str| {
        format!(r#"{{ happened = 2026-01-08T12:00:00, about = "{of}", relation_recorded = {{ other = "mum", relation = "mother" }} }},"#)
    };
    assert_eq!(state(""), (false, 0));
    assert_eq!(state(&mother("sam")), (false, 0), "nothing new");
    assert_eq!(state(&mother("kim")), (true, 0));
}
