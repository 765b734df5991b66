//! Ways of ending a follow-up, or of keeping it ended, that are refused: whoever tries.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;

/// Somebody said what it means, and assessed the child.
const ASSESSED: &str = r#"{ happened = 2026-01-06T14:00:00, analysis_signed = { impact = "not weighed", decision = { steps = "offer again" }, reasons = ["logistics"] } },
    { happened = 2026-01-06T15:00:00, vulnerability_assessed = { vulnerable = "no", findings = "visited and talked" } },"#;

fn by(role: &str) -> String {
    format!(r#"author = {{ practitioner = "ad", role = "{role}" }}, "#)
}

#[test]
fn an_administrators_word_of_a_death_ends_nothing() {
    for name in ["no-access", "bolton", "shropshire", "swindon-health-visiting", "hampshire-primary"] {
        let died = |role: &str| format!("{MISSED}{{ happened = 2026-01-06T10:00:00, {}died = true }},", by(role));
        let open = |events: &str| is_open(&ask(name, events, "2026-01-09T09:00:00Z"));
        assert!(open(&died("administrator")), "{name}");
        assert!(!open(&died("practitioner")), "{name}");
        let ended = r#"{ happened = 2026-01-07T10:00:00, follow_up_ended = "died" }"#;
        assert!(open(&format!("{}{ended}", died("administrator"))), "{name}: nor does it carry a practitioner's ending");
    }
}

#[test]
fn an_administrators_word_of_the_end_of_a_pregnancy_ends_nothing() {
    let open = |about: &str, role: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "bump"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [{{ id = "bump", kind = "unborn_child", relations = [{{ other = "mum", relation = "mother" }}] }}, {{ id = "mum", kind = "carer" }}]
            events = [
              {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "home", arranged = "by_letter", outcome = "no_response" }} }},
              {{ happened = 2026-01-06T10:00:00, about = "{about}", {}pregnancy_ended = true }},
            ]
            "#,
            by(role)
        );
        is_open(&ask_whole("swindon-health-visiting", &text, "2026-01-09T09:00:00Z"))
    };
    for about in ["bump", "mum"] {
        assert!(open(about, "administrator"), "{about}");
        assert!(!open(about, "practitioner"), "{about}");
    }
}

/// What the sender writes into the ending is not the answer of those to whom it is handed over.
#[test]
fn a_handover_takes_an_offer_and_a_signed_acceptance_on_the_record() {
    let ended = r#"{ happened = 2026-01-08T10:00:00, follow_up_ended = { handed_over = { reasons = "moved", told = ["the parents"], to = "RX2", accepted_by = "P. Shaw" } } }"#;
    let offer = r#"{ id = "offer", happened = 2026-01-06T10:00:00, handover_offered = { to = "RX2", content = "one contact failed" } },"#;
    let answer = |at: &str, accepted: &str, author: &str| {
        format!(
            r#"{{ happened = 2026-01-{at}:00:00, {author}handover_answered = {{ offer = "offer", accepted = "{accepted}", by = "P. Shaw", said = "we looked at it" }} }},"#
        )
    };
    let ask_after = |between: &str| ask("bolton", &format!("{MISSED}{ASSESSED}{between}{ended}"), "2026-01-09T09:00:00Z");
    let open = |between: &str| is_open(&ask_after(between));
    let system = r#"author = { system = "hub" }, "#;
    let yes = answer("07T10", "yes", "");
    assert!(!open(&format!("{offer}{yes}")), "{:?}", ask_after(&format!("{offer}{yes}")).set_aside);
    assert!(open(""), "nothing was offered");
    assert!(open(&format!("{offer}{}", answer("07T10", "yes", &by("administrator")))));
    assert!(open(&format!("{offer}{}", answer("07T10", "yes", system))));
    // Whoever says that they do not accept after all is heard; whoever only repeats that they do takes nothing away.
    assert!(open(&format!("{offer}{yes}{}", answer("07T12", "no", system))));
    assert!(!open(&format!("{offer}{yes}{}", answer("07T12", "yes", system))));
    assert!(open(&format!("{offer}{}{}", answer("07T10", "no", ""), answer("07T12", "yes", &by("administrator")))));
    let told = ask_after("").set_aside.iter().map(|aside| aside.why.clone()).collect::<String>();
    assert!(told.contains("record the offer and their answer"), "{told}");
}

/// A paused follow-up opens again on its day, though an administrator has recorded a death.
#[test]
fn an_administrators_word_of_a_death_does_not_make_a_pause_last() {
    let died = |role: &str| format!("{{ happened = 2026-04-01T10:00:00, {}died = true }}", by(role));
    assert!(is_open(&paused(&died("administrator"), "2026-06-05T09:00:00Z")));
    assert!(!is_open(&paused(&died("practitioner"), "2026-06-05T09:00:00Z")));
}

/// SWI-15: until the next programme contact. What says nothing of the child, or of that contact, does not make the pause last.
#[test]
fn a_pause_lasts_only_where_the_child_was_met_or_something_came_of_the_next_contact() {
    let opens = |more: &str| is_open(&paused(more, "2026-06-05T09:00:00Z"));
    let contact = |at: &str, author: &str, how: &str| format!(r#"{{ happened = {at}T10:00:00, {author}contact = {{ {how} }} }},"#);
    let system = r#"author = { system = "hub" }, "#;
    assert!(opens(""));
    for (author, how) in [
        ("", r#"setting = "home", arranged = "opportunistic", outcome = "no_response""#),
        ("", r#"setting = "telephone", outcome = "spoken_to""#),
        (system, r#"setting = "telephone", outcome = "spoken_to""#),
    ] {
        assert!(opens(&contact("2026-03-01", author, how)), "{author}{how}");
    }
    assert!(opens(&contact("2026-06-01", "", r#"setting = "home", arranged = "opportunistic", outcome = "no_response""#)));
    for author in ["", system] {
        assert!(!opens(&contact("2026-03-01", author, r#"setting = "clinic", outcome = "seen""#)), "{author}");
    }
    let planned = r#"{ happened = 2026-04-01, contact_planned = { contact = "next", planned_for = 2026-06-01T10:00:00, setting = "telephone", arranged = "by_letter" } },"#;
    let came = |outcome: &str| {
        opens(&format!(
            r#"{planned}{{ happened = 2026-06-01T10:00:00, outcome_recorded = {{ contact = "next", outcome = "{outcome}" }} }}"#
        ))
    };
    assert!(opens(planned), "nobody has said what came of it");
    assert!(!came("spoken_to"));
    assert!(came("cancelled_by_family"));
}

/// An ending is judged by what was on the record when it was signed: nobody who signed it had anything else in front of them.
#[test]
fn what_is_recorded_after_a_refused_ending_does_not_make_it_good() {
    let seen = r#"{ seen_at = 2026-01-07T09:00:00, place = "home", by = "Jo", seen_by = "this_service", relation = "health visitor", how = "in_person", needs_met_because = "well" }"#;
    let ended = |at: &str| {
        format!(
            r#"{{ happened = 2026-01-{at}:00:00, follow_up_ended = {{ assured = {{ children = [{seen}], reasons = "seen", told = ["GP"] }} }} }},"#
        )
    };
    let assessed = |more: &str| {
        format!(
            r#"{{ id = "assessed", happened = 2026-01-07T10:00:00, vulnerability_assessed = {{ vulnerable = "no", findings = "f" }}, {more} }},"#
        )
    };
    let late = assessed("recorded_at = 2026-01-20T09:00:00");
    let missed = r#"{ happened = 2026-01-05T10:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought", responses = ["letter_sent"] } },"#;
    let answer = |more: &str| ask("no-access", &format!("{missed}{more}"), "2026-01-22T09:00:00Z");
    let open = |more: &str| is_open(&answer(more));
    assert!(open(&format!("{late}{}", ended("08T10"))));
    let told = answer(&format!("{late}{}", ended("08T10"))).set_aside.iter().map(|aside| aside.why.clone()).collect::<String>();
    assert!(told.contains("sign again") && told.contains("Assess the child's vulnerability"), "{told}");
    assert!(!open(&format!("{}{}", assessed(""), ended("08T10"))), "what was there");
    assert!(!open(&format!("{}{}", assessed("recorded_at = 2026-01-08T10:00:00"), ended("08T10"))), "in the same moment");
    assert!(!open(&format!("{late}{}{}", ended("08T10"), ended("21T10"))), "signed again");
    // Putting a word right in what was there takes the ground of no ending away.
    let put_right = r#"{ happened = 2026-01-07T10:00:00, recorded_at = 2026-01-20T09:00:00, vulnerability_assessed = { vulnerable = "no", findings = "found" }, corrects = { event = "assessed", how = "replaces", reason = "spelling" } },"#;
    assert!(!open(&format!("{}{}{put_right}", assessed(""), ended("08T10"))));
    // Withdrawn as if it had never been: neither does what should never have been recorded.
    let wrong = r#"{ id = "wrong", happened = 2026-01-07T12:00:00, needs_considered = { child = "sam", met = "no", basis = "b", family_vulnerable = "no" } },"#;
    let withdrawn = r#"{ happened = 2026-01-20T09:00:00, corrects = { event = "wrong", how = "withdraws", reason = "another child" }, correction_only = true },"#;
    assert!(open(&format!("{}{wrong}{}", assessed(""), ended("08T10"))));
    assert!(!open(&format!("{}{wrong}{}{withdrawn}", assessed(""), ended("08T10"))));
}

/// Offers to a child of one paused until the contact of 1 June, and what came after.
fn paused(more: &str, as_of: &str) -> brought_policy::standing::Standing {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "ivy", born_on = 2025-01-06 }}]
        events = [
          {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "home", arranged = "by_letter", programme = "one_year", outcome = "no_response", responses = ["card_left"] }} }},
          {{ happened = 2026-02-09T10:00:00, contact = {{ setting = "home", arranged = "verbally", programme = "one_year", outcome = "no_response", responses = ["card_left"] }} }},
          {{ happened = 2026-02-10T08:30:00, liaison_recorded = {{ agency = "gp_practice", asked = ["last_seen", "circumstances"], seen = {{ seen_at = 2025-12-11, place = "surgery", by = "practice nurse", relation = "practice nurse", how = "in_person" }}, learnt = "Vaccinated." }} }},
          {{ happened = 2026-02-10T09:00:00, analysis_signed = {{ impact = "one-year review not done", known = "k", not_known = "n", decision = {{ steps = "s" }} }} }},
          {{ happened = 2026-02-11T09:00:00, informed = {{ party = "relevant_agencies", name = "GP practice", about = "plan_and_rationale", how = "letter", said = "s" }} }},
          {{ happened = 2026-02-11T10:00:00, vulnerability_assessed = {{ vulnerable = "no", findings = "none" }} }},
          {{ happened = 2026-02-12T11:00:00, follow_up_ended = {{ offers_paused = {{ reasons = "r", told = ["parents"], plan = "p", shared_with = ["GP"], next_contact_on = 2026-06-01 }} }} }},
          {more}
        ]
        "#
    );
    let standing = ask_whole("swindon-health-visiting", &text, as_of);
    assert_eq!(standing.follow_ups.len(), 1, "{:?}", standing.set_aside);
    standing
}
