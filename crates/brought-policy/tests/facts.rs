//! Each new fact by tiny tables: what was recorded, and what the fact then says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod packs;

use brought_calendar::{Calendar, Division};
use brought_policy::pack::{PackFiles, load};

/// The good pack with a rule that looks at one fact.
fn looking_at(fact: &str) -> PackFiles {
    let rule =
        format!("```rule\nid = \"S-R9\"\nclause = [\"S-02\"]\nwhen = \"{fact} is known\"\nalert = \"a\"\n```\n\n## A family that shuts");
    packs::good_but_for("pathways/children.md", "## A family that shuts", &rule)
}

/// What the fact says on 20 January about Sam, who was missed on 5 January, after these events.
fn says(fact: &str, events: &str) -> String {
    let loaded = load(&looking_at(fact));
    let pack = loaded.pack.unwrap_or_else(|| panic!("{fact}: {:?}", loaded.problems));
    let missed = contact("05", "outcome = \"was_not_brought\"");
    let text = format!(
        "format = \"brought-chronology/1\"\nauthor = {{ practitioner = \"nurse\", role = \"practitioner\" }}\nsubject = \"sam\"\n\
         services = [{{ id = \"clinic\" }}, {{ id = \"dentist\" }}, {{ id = \"work\", audience = \"parents_or_carers\", health = false }}]\npeople = [\
         {{ id = \"sam\", kind = \"child\", born_on = \"2023-05-01\", relations = [{{ other = \"mum\", relation = \"mother\", same_household = \"yes\" }}] }},\
         {{ id = \"mum\", kind = \"carer\" }}]\nevents = [\n{missed}{events}\n]"
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{fact}: {problems:?}"));
    let as_of = "2026-01-20T12:00:00Z".parse().unwrap();
    let standing = brought_policy::standing(&pack, &Calendar::bundled(Division::EnglandAndWales), &chronology, as_of);
    let trace = standing.trace.iter().find(|trace| trace.rule == "S-R9").unwrap();
    trace.facts[0].1.words()
}

fn contact(day: &str, what: &str) -> String {
    format!("{{ happened = \"2026-01-{day}T10:00\", service = \"clinic\", contact = {{ setting = \"clinic\", {what} }} }},\n")
}

fn about(person: &str, what: &str) -> String {
    format!("{{ happened = \"2026-01-10T10:00\", about = \"{person}\", {what} }},\n")
}

fn sam(what: &str) -> String {
    format!("{{ happened = \"2026-01-10T10:00\", service = \"clinic\", {what} }},\n")
}

fn check(fact: &str, table: &[(&str, String)]) {
    for (expected, events) in table {
        assert_eq!(says(fact, events), *expected, "{fact} after {events}");
    }
}

#[test]
fn factors_are_those_of_the_child_or_of_the_household() {
    let factor = |person: &str, factor: &str, state: &str| {
        about(person, &format!("factor_recorded = {{ factor = \"{factor}\", state = \"{state}\" }}"))
    };
    for (fact, of, kind) in [
        ("premature_birth", "sam", "premature_birth"),
        ("low_birth_weight", "sam", "low_birth_weight"),
        ("additional_needs", "sam", "child_learning_disability"),
        ("communication_barrier", "sam", "communication_barrier"),
        ("carer_capacity_factor", "mum", "low_literacy"),
        ("household_safeguarding_concern", "mum", "family_violence"),
        ("serious_abuse_factor", "sam", "physical_abuse"),
        ("vulnerability_known", "mum", "low_income"),
        ("medically_unexplained_symptoms", "sam", "medically_unexplained_symptoms"),
        ("possible_fabrication", "sam", "possible_fabrication"),
    ] {
        check(
            fact,
            &[
                ("not recorded", String::new()),
                ("yes", factor(of, kind, "current")),
                ("not known", factor(of, kind, "not_known")),
                ("no", factor(of, kind, "ended")),
            ],
        );
    }
    check("serious_abuse_factor", &[("not recorded", factor("mum", "low_income", "current"))]);
    check("premature_birth", &[("not recorded", factor("mum", "premature_birth", "current"))]);
}

#[test]
fn plans_and_services_that_are_open_to_the_family() {
    let plan =
        |plan: &str, members: &str| sam(&format!("plan_recorded = {{ plan = \"{plan}\", state = \"current\", members = [{members}] }}"));
    let involved =
        |agency: &str, state: &str| about("mum", &format!("involvement_recorded = {{ agency = \"{agency}\", state = \"{state}\" }}"));
    check("section_47_enquiry", &[("not recorded", String::new()), ("yes", plan("section_47_enquiry", ""))]);
    check(
        "open_to_social_care",
        &[
            ("not recorded", String::new()),
            ("yes", plan("section_47_enquiry", "")),
            ("yes", plan("child_in_need", "")),
            ("not recorded", plan("early_help", "{ agency = \"school\" }")),
            ("yes", plan("early_help", "{ agency = \"childrens_social_care\" }")),
            ("not known", involved("childrens_social_care", "not_known")),
        ],
    );
    for (fact, agency) in [("open_to_mental_health", "mental_health"), ("open_to_parenting_programme", "parenting_programme")] {
        let (now, over) = (involved(agency, "current"), involved(agency, "ended"));
        check(fact, &[("not recorded", String::new()), ("yes", now), ("no", over), ("not recorded", involved("housing", "current"))]);
    }
}

#[test]
fn a_child_is_lost_until_somebody_signs_or_somebody_outside_the_family_sees_it() {
    let lost = sam("whereabouts_recorded = { known = \"no\", what = \"the flat is empty\" }");
    let after = |what: &str| format!("{lost}{{ happened = \"2026-01-12T10:00\", {what} }},");
    let seen = |relation: &str| {
        after(&format!(
            "service = \"clinic\", sighting_recorded = {{ child = \"sam\", seen_at = \"2026-01-12T09:00\", place = \"p\", by = \"b\", relation = \"{relation}\", how = \"in_person\" }}"
        ))
    };
    check(
        "whereabouts_unknown",
        &[
            ("not recorded", String::new()),
            ("yes", lost.clone()),
            ("yes", contact("09", "outcome = \"whereabouts_unknown\"")),
            ("no", after("whereabouts_recorded = { known = \"yes\", what = \"at his aunt's\" }")),
            ("yes", after("author = { system = \"records\" }, whereabouts_recorded = { known = \"yes\", what = \"w\" }")),
            ("not known", after("whereabouts_recorded = { known = \"not_known\", what = \"w\" }")),
            ("no", seen("class teacher")),
            ("yes", seen("grandmother")),
        ],
    );
}

#[test]
fn agreements_referrals_reasons_and_refusals() {
    let agreed = sam("agreement_made = { if_next_fails = \"visit\", what = \"w\", agreed_with = [\"GP\"] }");
    check("agreed_step", &[("not recorded", String::new()), ("visit", agreed.clone())]);
    check(
        "agreement_broken",
        &[
            ("not recorded", String::new()),
            ("no", agreed.clone()),
            ("yes", format!("{agreed}{}", contact("12", "outcome = \"was_not_brought\""))),
            ("no", format!("{agreed}{}", contact("12", "outcome = \"seen\""))),
        ],
    );
    let referred = "{ id = \"ref\", happened = \"2026-01-09T10:00\", service = \"clinic\", referral_made = { to = \"childrens_social_care\", content = \"c\" } },\n";
    let answered = |accepted: &str| {
        format!(
            "{referred}{}",
            sam(&format!("referral_answered = {{ referral = \"ref\", answer = \"a\", accepted_by_referrer = \"{accepted}\" }}"))
        )
    };
    check("referral_unanswered", &[("not recorded", String::new()), ("yes", referred.into()), ("not recorded", answered("yes"))]);
    check("referral_unsatisfactory", &[("not recorded", referred.into()), ("yes", answered("no")), ("not recorded", answered("yes"))]);
    check("referral_unsatisfactory", &[("not known", answered("not_known"))]);
    let analysis =
        |reasons: &str| sam(&format!("analysis_signed = {{ impact = \"i\", decision = {{ steps = \"s\" }}, reasons = [{reasons}] }}"));
    check(
        "reason_known",
        &[("not recorded", analysis("")), ("not recorded", analysis("\"not_yet_known\"")), ("yes", analysis("\"illness\""))],
    );
    check(
        "reported_to_refuse",
        &[("not recorded", String::new()), ("yes", contact("09", "outcome = \"reported_to_refuse\", reporter = \"mother\""))],
    );
    let broken = sam("relationship_broken_down = { what = \"w\" }");
    check("relationship_broken_down", &[("not recorded", String::new()), ("yes", broken)]);
}

#[test]
fn an_immediate_concern_is_one_until_the_question_is_answered_with_no() {
    let decided = |answer: &str| {
        let others =
            ["earlier_concerns", "plan_now", "looked_after", "protection_plan_last_year", "family_violence", "religious_or_cultural_risk"];
        let others: String = others.iter().map(|question| format!(", {question} = \"no\"")).collect();
        sam(&format!("concerns_decided = {{ answers = {{ endangered_now = \"{answer}\"{others} }}, reasons = \"r\" }}"))
    };
    let care = sam("factor_recorded = { factor = \"care_needed_now\", state = \"current\" }");
    check(
        "immediate_concern",
        &[
            ("not recorded", String::new()),
            ("yes", decided("yes")),
            ("not known", decided("not_known")),
            ("no", decided("no")),
            ("yes", care.clone()),
            ("yes", format!("{care}{}", decided("no"))),
        ],
    );
}

#[test]
fn contacts_are_counted_by_what_came_of_them() {
    let at_dentist = |day: &str, outcome: &str| {
        contact(day, &format!("outcome = \"{outcome}\"")).replace("service = \"clinic\"", "service = \"dentist\"")
    };
    check(
        "failed_contacts_all_services",
        &[("1", String::new()), ("2", at_dentist("06", "was_not_brought")), ("1", at_dentist("06", "seen"))],
    );
    check(
        "clashing_contacts",
        &[
            ("0", at_dentist("07", "seen")),
            ("1", at_dentist("06", "seen")),
            ("1", at_dentist("04", "was_not_brought")),
            ("0", at_dentist("06", "cancelled_by_service")),
        ],
    );
    check(
        "engagement_class",
        &[
            ("not recorded", String::new()),
            ("engaged", at_dentist("06", "seen")),
            ("selective", format!("{}{}", contact("06", "outcome = \"was_not_brought\""), at_dentist("07", "seen"))),
            ("persistent", format!("{}{}", contact("06", "outcome = \"was_not_brought\""), at_dentist("07", "was_not_brought"))),
        ],
    );
    let visit = sam("unscheduled_attendance = { place = \"emergency department\" }");
    check("unscheduled_attendances", &[("0", String::new()), ("1", visit)]);
    let mum = "{ happened = \"2026-01-09T10:00\", about = \"mum\", service = \"work\", contact = { setting = \"clinic\", outcome = \"adult_did_not_attend\" } },\n";
    check("carer_missed_own_contact", &[("not recorded", String::new()), ("yes", mum.into())]);
    check("carer_missed_own_health_contact", &[("not recorded", mum.into())]);
    check(
        "latest_programme_contact",
        &[("not known", String::new()), ("six week", contact("09", "programme = \"six_week\", outcome = \"was_not_brought\""))],
    );
}

#[test]
fn liaison_patterns_and_birth() {
    let again = contact("08", "outcome = \"was_not_brought\"");
    let asked = sam("liaison_recorded = { agency = \"gp_practice\", asked = [\"address\", \"contact_details\"], learnt = \"l\" }");
    check("liaison_complete", &[("not recorded", String::new()), ("no", again.clone()), ("yes", format!("{again}{asked}"))]);
    let home = |day: &str| contact(day, "outcome = \"no_response\"").replace("setting = \"clinic\"", "setting = \"home\"");
    check("pattern_active", &[("no", String::new()), ("yes", format!("{}{}", home("08"), home("12")))]);
    check("unborn", &[("no", String::new())]);
}

#[test]
fn a_child_is_still_unseen_until_this_service_has_met_it() {
    let sighting = |service: &str, how: &str, seen_by: &str| {
        format!(
            "{{ happened = \"2026-01-10T10:00\", service = \"{service}\", sighting_recorded = {{ child = \"sam\", seen_at = \"2026-01-09T09:00\", place = \"p\", by = \"b\", relation = \"r\", seen_by = \"{seen_by}\", how = \"{how}\" }} }},\n"
        )
    };
    let police = sam(
        "sighting_recorded = { child = \"sam\", seen_at = \"2026-01-09T09:00\", place = \"p\", by = \"PC\", relation = \"police officer\", how = \"in_person\" }",
    );
    let at_dentist = contact("09", "outcome = \"seen\"").replace("service = \"clinic\"", "service = \"dentist\"");
    let seen = contact("09", "outcome = \"seen\"");
    check(
        "still_unseen",
        &[
            ("yes", String::new()),
            ("yes", police),
            ("yes", at_dentist),
            ("no", seen.clone()),
            ("yes", format!("{seen}{}", contact("12", "outcome = \"was_not_brought\""))),
            ("yes", contact("04", "outcome = \"seen\"")),
            ("no", sighting("clinic", "in_person", "this_service")),
            ("yes", sighting("clinic", "at_a_distance", "this_service")),
            ("yes", sighting("dentist", "in_person", "this_service")),
        ],
    );
}

#[test]
fn a_carers_own_contacts_rest_on_whatever_the_pack_counts() {
    let mum = |day: &str, setting: &str, outcome: &str| {
        format!(
            "{{ happened = \"2026-01-{day}T10:00\", about = \"mum\", service = \"work\", contact = {{ setting = \"{setting}\", outcome = \"{outcome}\" }} }},\n"
        )
    };
    let home = mum("09", "home", "no_response");
    let clinic = mum("10", "clinic", "adult_did_not_attend");
    check(
        "carer_missed_own_contact",
        &[
            ("not recorded", mum("09", "clinic", "attended")),
            ("yes", home.clone()),
            ("yes", mum("09", "clinic", "declined")),
            ("yes", mum("09", "clinic", "left_before_being_seen")),
            ("not recorded", mum("09", "clinic", "cancelled_by_service")),
        ],
    );
    check(
        "carers_failed_contacts",
        &[
            ("0", String::new()),
            ("1", home.clone()),
            ("2", format!("{home}{clinic}")),
            ("1", format!("{home}{}", mum("10", "clinic", "attended"))),
            ("0", contact("09", "outcome = \"was_not_brought\"")),
            ("0", home.replace("2026-01", "2024-01")),
        ],
    );
}

#[test]
fn a_visit_at_home_is_offered_by_an_offer_or_by_a_plan_and_an_alert_stands_by_decision() {
    let offered = |help: &str, answer: &str| sam(&format!("help_offered = {{ help = \"{help}\", answer = \"{answer}\" }}"));
    let planned = |setting: &str| {
        sam(&format!(
            "contact_planned = {{ contact = \"next\", service = \"clinic\", planned_for = \"2026-01-25T10:00\", setting = \"{setting}\" }}"
        ))
    };
    check(
        "home_visit_offered",
        &[
            ("not recorded", String::new()),
            ("yes", offered("home_visit", "accepted")),
            ("yes", offered("home_visit", "no_answer_yet")),
            ("not recorded", offered("home_visit", "declined")),
            ("not recorded", offered("transport", "accepted")),
            ("yes", planned("home")),
            ("not recorded", planned("clinic")),
            ("not recorded", contact("09", "outcome = \"no_response\"").replace("setting = \"clinic\"", "setting = \"home\"")),
        ],
    );
    let alert = |place: &str, active: bool| {
        sam(&format!("alert_decided = {{ place = \"{place}\", active = {active}, directions = \"d\", reasons = \"r\" }}"))
    };
    check(
        "alert_stands",
        &[
            ("not recorded", String::new()),
            ("yes", alert("this_record", true)),
            ("no", alert("this_record", false)),
            ("not recorded", alert("gp_record", true)),
        ],
    );
}
