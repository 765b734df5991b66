//! An ending stands only as long as what it rests on does: evidence that is taken away later opens the follow-up again (S1, S3, NAF-17).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;
use brought_policy::Action;
use brought_policy::standing::Standing;

const MISSED_ANSWERED: &str = r#"{ happened = 2026-01-05T10:00:00, contact = { id = "k", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought", responses = ["letter_sent"] } },"#;
const ASSESSED: &str =
    r#"{ id = "assessed", happened = 2026-01-08T09:00:00, vulnerability_assessed = { vulnerable = "no", findings = "visited" } },"#;
const LATER: &str = "2026-01-22T09:00:00Z";
const SYSTEM: &str = r#"author = { system = "pas" }, "#;
const ADMINISTRATOR: &str = r#"author = { practitioner = "ad", role = "administrator" }, "#;

/// A sighting by the nursery's teacher.
fn sighting(more: &str, when: &str) -> String {
    format!(
        r#"{{ id = "seen", happened = 2026-01-07T15:00:00, {more}sighting_recorded = {{ seen_at = {when}, place = "nursery", by = "N. Shah", seen_by = "other_professional", relation = "teacher", how = "in_person" }} }},"#
    )
}

/// Signed on 8 January, on what the nursery's teacher saw.
fn ended() -> String {
    r#"{ id = "ended", happened = 2026-01-08T10:00:00, follow_up_ended = { assured = { children = [{ seen_at = 2026-01-07T11:00:00, place = "nursery", by = "N. Shah", seen_by = "other_professional", relation = "teacher", how = "in_person", needs_met_because = "eats and plays well" }], reasons = "seen and well", told = ["the parents"] } } },"#.into()
}

fn withdrawn(id: &str, author: &str) -> String {
    format!(
        r#"{{ id = "gone-{id}", happened = 2026-01-20T09:00:00, {author}corrects = {{ event = "{id}", how = "withdraws", reason = "it was another child" }}, correction_only = true }},"#
    )
}

/// The same entry under another id, in the place of the first, recorded on 20 January.
fn replaced(id: &str, entry: &str) -> String {
    let corrects =
        format!(r#"corrects = {{ event = "{id}", how = "replaces", reason = "put right" }}, recorded_at = 2026-01-20T09:00:00, "#);
    entry.replacen(&format!(r#"id = "{id}", "#), &corrects, 1)
}

fn after(events: &str) -> Standing {
    ask("no-access", &format!("{MISSED_ANSWERED}{events}"), LATER)
}

fn why(standing: &Standing, ending: &str) -> String {
    standing.set_aside.iter().filter(|aside| aside.event.as_str() == ending).map(|aside| aside.why.clone()).collect()
}

const SEEN_AT: &str = "2026-01-07T11:00:00";

#[test]
fn a_sighting_that_is_withdrawn_takes_the_ending_with_it() {
    let events = format!("{}{ASSESSED}{}", sighting("", SEEN_AT), ended());
    let before = after(&events);
    assert!(!is_open(&before), "{:?}", before.set_aside);
    let standing = after(&format!("{events}{}", withdrawn("seen", "")));
    assert!(is_open(&standing), "nobody says any more that this child was seen");
    let told = why(&standing, "ended");
    for words in ["seen", "another child", "stays open", "sign again"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(standing.obligations.iter().any(|obligation| obligation.is_open()), "something is due");
    let known = ask("no-access", &format!("{MISSED_ANSWERED}{events}{}", withdrawn("seen", "")), "2026-01-19T09:00:00Z");
    assert!(!is_open(&known), "as was known then");
}

/// Whoever signs again on other evidence ends it.
#[test]
fn signed_again_it_ends() {
    let again = ended()
        .replace("2026-01-08T10", "2026-01-21T10")
        .replace(r#"id = "ended""#, r#"id = "again""#)
        .replace("2026-01-07T11", "2026-01-21T09");
    let standing = after(&format!("{}{ASSESSED}{}{}{again}", sighting("", SEEN_AT), ended(), withdrawn("seen", "")));
    assert!(!is_open(&standing), "{:?}", standing.set_aside);
}

/// What nobody had recorded beside the ending, nobody takes away; nor does a sighting of another day.
#[test]
fn an_ending_rests_on_the_sighting_that_it_tells() {
    let other_day = sighting("", "2026-01-06T11:00:00");
    assert!(!is_open(&after(&format!("{ASSESSED}{}", ended()))));
    assert!(!is_open(&after(&format!("{other_day}{ASSESSED}{}{}", ended(), withdrawn("seen", "")))));
    // Withdrawn before it was signed: whoever signed had that before them, and signed what they know otherwise.
    let early = withdrawn("seen", "").replace("2026-01-20T09", "2026-01-08T09");
    assert!(!is_open(&after(&format!("{}{ASSESSED}{early}{}", sighting("", SEEN_AT), ended()))));
    // Through a window: that was no evidence in the first place.
    let afar = sighting("", SEEN_AT).replace("in_person", "at_a_distance");
    assert!(!is_open(&after(&format!("{afar}{ASSESSED}{}{}", ended(), withdrawn("seen", "")))));
}

#[test]
fn a_sighting_put_right_with_the_same_substance_keeps_the_ending() {
    let seen = sighting("", SEEN_AT);
    let with = |instead: &str| is_open(&after(&format!("{seen}{ASSESSED}{}{}", ended(), replaced("seen", instead))));
    assert!(!with(&seen.replace("nursery", "Hill nursery")), "a word put right");
    assert!(!with(&sighting("", "2026-01-07T09:30:00")), "another hour");
    assert!(!with(&sighting("", "2026-01-06T09:30:00")), "another day, after the failed contact and before the ending");
    assert!(with(&sighting("", "2026-01-04T09:30:00")), "before the failed contact");
    assert!(with(&sighting("", "2026-01-09T09:30:00").replace("2026-01-07T15", "2026-01-09T15")), "after it was signed");
    assert!(with(&seen.replace("in_person", "at_a_distance")));
    assert!(with(&seen.replace("other_professional", "family_or_friend")));
    assert!(with(&seen.replace("{ seen_at", r#"{ child = "ruby", seen_at"#)), "it was the sister");
    let twice = format!(
        "{}{}",
        replaced("seen", &seen).replacen("{ ", r#"{ id = "second", "#, 1),
        withdrawn("second", "").replace("20T09", "21T09")
    );
    let standing = after(&format!("{seen}{ASSESSED}{}{twice}", ended()));
    assert!(!is_open(&standing), "with the correction withdrawn the first entry is back: {:?}", standing.set_aside);
}

/// Somebody entered it twice, and one of the two is withdrawn: the other still says so. A word of somebody else's of that day does not stand for it.
#[test]
fn another_entry_of_the_same_sighting_keeps_the_ending() {
    let twice = |by: &str| sighting("", SEEN_AT).replace(r#"id = "seen""#, r#"id = "twin""#).replace("N. Shah", by);
    let open = |twin: &str| is_open(&after(&format!("{}{twin}{ASSESSED}{}{}", sighting("", SEEN_AT), ended(), withdrawn("seen", ""))));
    assert!(!open(&twice("n. shah ")));
    assert!(open(&twice("A. Other")));
    assert!(open(&twice("N. Shah").replace("15:00:00, ", "15:00:00, recorded_at = 2026-01-19T09:00:00, ")), "recorded after it was signed");
}

/// Whatever entry tells of it: another agency, an attendance, a contact that was kept.
#[test]
fn every_entry_that_tells_of_it_counts() {
    let liaison = r#"{ id = "seen", happened = 2026-01-07T15:00:00, liaison_recorded = { agency = "nursery", asked = ["last_seen"], seen = { seen_at = 2026-01-07T11:00:00, place = "nursery", by = "N. Shah", seen_by = "other_professional", relation = "teacher", how = "in_person" }, learnt = "well" } },"#;
    let attendance = r#"{ id = "seen", happened = 2026-01-07T12:00:00, unscheduled_attendance = { place = "hospital", seen = "yes" } },"#;
    let contact = r#"{ id = "seen", happened = 2026-01-07T10:00:00, contact = { id = "c", setting = "clinic", arranged = "verbally", outcome = "seen" } },"#;
    for entry in [liaison, attendance, contact] {
        let events = format!("{entry}{ASSESSED}{}", ended());
        assert!(!is_open(&after(&events)), "{:?}", after(&events).set_aside);
        assert!(is_open(&after(&format!("{events}{}", withdrawn("seen", "")))), "{entry}");
    }
    let events = format!("{contact}{ASSESSED}{}", ended());
    let word = |outcome: &str| {
        format!(
            r#"{{ happened = 2026-01-07T10:00:00, recorded_at = 2026-01-20T10:00:00, outcome_recorded = {{ contact = "c", outcome = "{outcome}" }} }},"#
        )
    };
    assert!(!is_open(&after(&format!("{events}{}", word("seen")))), "confirmed");
    let error = word(r#"administrative_error", evidence = "booked for another family"#);
    assert!(is_open(&after(&format!("{events}{error}"))), "there was no such contact");
    assert!(is_open(&after(&format!("{events}{}", word("cancelled_by_family")))), "overruled by a graver word");
}

/// Who looks at it again is told what was taken away, and nothing else: not what stands, and nothing of others.
#[test]
fn what_was_put_right_since_is_told_and_nothing_else() {
    let kept = r#"{ id = "kept", happened = 2026-01-07T10:00:00, contact = { id = "c", setting = "clinic", arranged = "verbally", outcome = "seen" } },"#;
    let of_sister = r#"{ id = "sister", happened = 2026-01-07T10:00:00, about = "ruby", note_written = "she was there" },"#;
    let gone_of_sister = withdrawn("sister", "").replacen("{ ", r#"{ about = "ruby", "#, 1);
    let told = why(
        &after(&format!("{kept}{of_sister}{}{ASSESSED}{}{}{gone_of_sister}", sighting("", SEEN_AT), ended(), withdrawn("seen", ""))),
        "ended",
    );
    assert!(told.ends_with("since this was signed: seen (it was another child)"), "{told}");
}

/// Somebody else met the child on that day, at another contact: that is not what was signed. Another word about the very contact is.
#[test]
fn only_the_same_contact_stands_for_a_contact() {
    let seen_at = |id: &str, contact: &str, hour: u8| {
        format!(
            r#"{{ id = "{id}", happened = 2026-01-07T{hour}:00:00, contact = {{ id = "{contact}", setting = "clinic", arranged = "verbally", outcome = "seen" }} }},"#
        )
    };
    let again = r#"{ id = "again", happened = 2026-01-07T10:00:00, recorded_at = 2026-01-07T18:00:00, outcome_recorded = { contact = "c", outcome = "seen" } },"#;
    let open = |other: &str| is_open(&after(&format!("{}{other}{ASSESSED}{}{}", seen_at("seen", "c", 10), ended(), withdrawn("seen", ""))));
    assert!(open(&seen_at("other", "d", 14)));
    assert!(!open(again));
}

/// What never was evidence takes nothing with it.
#[test]
fn an_entry_of_that_day_that_told_of_no_meeting_takes_nothing_away() {
    let attendance =
        r#"{ id = "seen", happened = 2026-01-07T12:00:00, unscheduled_attendance = { place = "hospital", seen = "not_known" } },"#;
    let called_off = r#"{ id = "seen", happened = 2026-01-07T10:00:00, contact = { id = "c", setting = "clinic", arranged = "verbally", outcome = "cancelled_by_service" } },"#;
    for entry in [attendance, called_off] {
        assert!(!is_open(&after(&format!("{entry}{ASSESSED}{}{}", ended(), withdrawn("seen", "")))), "{entry}");
    }
}

#[test]
fn a_sighting_put_right_twice_keeps_the_ending() {
    let seen = sighting("", SEEN_AT);
    let second = replaced("seen", &seen.replace("nursery", "Hill nursery")).replacen("{ ", r#"{ id = "second", "#, 1);
    let third = replaced("second", &seen.replace(r#"id = "seen""#, r#"id = "second""#).replace("nursery", "Hill House nursery"))
        .replace("2026-01-20T09", "2026-01-21T09");
    let standing = after(&format!("{seen}{ASSESSED}{}{second}{third}", ended()));
    assert!(!is_open(&standing), "{:?}", standing.set_aside);
}

/// Corrections follow the rules for corrections: a system takes back its own word, and then the child is followed up again.
#[test]
fn who_may_take_the_evidence_away() {
    let open = |entry: &str, author: &str| is_open(&after(&format!("{entry}{ASSESSED}{}{}", ended(), withdrawn("seen", author))));
    for author in [SYSTEM, ADMINISTRATOR] {
        assert!(!open(&sighting("", SEEN_AT), author), "{author}");
    }
    assert!(open(&sighting(SYSTEM, SEEN_AT), SYSTEM), "its own word");
    assert!(open(&sighting(SYSTEM, SEEN_AT), ""));
}

/// The other half of assurance: how the needs are known to be met.
#[test]
fn needs_that_nobody_says_any_more_are_met_open_it() {
    let needs = r#"{ id = "needs", happened = 2026-01-07T16:00:00, needs_considered = { met = "yes", basis = "weight", family_vulnerable = "no" } },"#;
    let events = format!("{needs}{ASSESSED}{}", ended());
    assert!(!is_open(&after(&events)));
    let standing = after(&format!("{events}{}", withdrawn("needs", "")));
    assert!(is_open(&standing) && why(&standing, "ended").contains("needs"), "{:?}", standing.set_aside);
    assert!(!is_open(&after(&format!("{events}{}", replaced("needs", &needs.replace("weight", "weight and height"))))));
    assert!(is_open(&after(&format!("{events}{}", replaced("needs", &needs.replace("yes", "not_known"))))));
    let before = needs.replace("2026-01-07T16", "2026-01-04T16");
    assert!(!is_open(&after(&format!("{before}{ASSESSED}{}{}", ended(), withdrawn("needs", "")))), "of the time before the failed contact");
}

/// What stands on the record and is asked for as such: the assessment, a supervisor's agreement, the answer to a referral, a handover's yes.
#[test]
fn whatever_else_it_waited_for_is_owed_again_and_named() {
    let concerned = r#"
      { happened = 2026-01-06T09:00:00, concerns_decided = { answers = { endangered_now = "no", earlier_concerns = "no", plan_now = "no", looked_after = "no", protection_plan_last_year = "no", family_violence = "yes", religious_or_cultural_risk = "no" }, reasons = "record" } },
      { id = "agreed", happened = 2026-01-06T10:00:00, discussion_held = { with = "supervisor", topic = "concerns", decision = "refer", summary = "refer today" } },
      { id = "referred", happened = 2026-01-06T11:00:00, referral_made = { to = "childrens_social_care", content = "not seen" } },
      { id = "accepted", happened = 2026-01-07T09:00:00, referral_answered = { referral = "referred", answer = "visited", accepted_by_referrer = "yes" } },"#;
    let events = format!("{concerned}{}{ASSESSED}{}", sighting("", SEEN_AT), ended());
    assert!(!is_open(&after(&events)), "{:?}", after(&events).set_aside);
    for (id, owed) in [
        ("assessed", None),
        ("agreed", Some(Action::Discuss)),
        ("referred", Some(Action::Refer)),
        ("accepted", Some(Action::ObtainAnswerToReferral)),
    ] {
        let standing = after(&format!("{events}{}", withdrawn(id, "")));
        assert!(is_open(&standing) && owed.is_none_or(|owed| owes(&standing, owed)), "{id}");
        assert!(!standing.follow_ups[0].missing.is_empty(), "{id}");
        assert!(why(&standing, "ended").contains(id), "{id}: {}", why(&standing, "ended"));
    }
}

#[test]
fn a_handovers_yes_that_is_taken_back_leaves_the_duty_here() {
    let events = r#"
      { id = "offer", happened = 2026-01-06T10:00:00, handover_offered = { to = "RX2", content = "one contact failed" } },
      { id = "yes", happened = 2026-01-07T10:00:00, handover_answered = { offer = "offer", accepted = "yes", by = "P. Shaw", said = "we take over" } },
      { happened = 2026-01-08T09:00:00, vulnerability_assessed = { vulnerable = "no", findings = "visited" } },
      { id = "ended", happened = 2026-01-08T10:00:00, follow_up_ended = { handed_over = { reasons = "moved", told = ["the parents"], to = "RX2", accepted_by = "P. Shaw" } } },"#;
    assert!(!is_open(&after(events)), "{:?}", after(events).set_aside);
    for id in ["offer", "yes"] {
        let standing = after(&format!("{events}{}", withdrawn(id, "")));
        assert!(is_open(&standing) && why(&standing, "ended").contains(id), "{id}: {:?}", standing.set_aside);
    }
}

/// A death is recorded by itself; so is the end of a pregnancy, and an ending that only repeats it goes with it.
#[test]
fn the_end_of_a_pregnancy_that_was_anothers_opens_it_again() {
    let ask = |events: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "bump"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [{{ id = "bump", kind = "unborn_child", relations = [{{ other = "mum", relation = "mother" }}] }}, {{ id = "mum", kind = "carer" }}]
            events = [
              {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "home", arranged = "by_letter", outcome = "no_response" }} }},
              {events}
            ]
            "#
        );
        ask_whole("swindon-health-visiting", &text, LATER)
    };
    let ended = r#"{ id = "ended", happened = 2026-01-07T10:00:00, follow_up_ended = "pregnancy_ended" },"#;
    assert!(!is_open(&ask(ended)));
    for about in ["bump", "mum"] {
        let told = format!(r#"{{ id = "told", happened = 2026-01-06T10:00:00, about = "{about}", pregnancy_ended = true }},"#);
        let gone = withdrawn("told", "").replacen("{ ", &format!(r#"{{ about = "{about}", "#), 1);
        assert!(!is_open(&ask(&format!("{told}{ended}"))));
        assert!(is_open(&ask(&format!("{told}{ended}{gone}"))), "{about}");
        let by_system = told.replacen("{ ", &format!("{{ {SYSTEM}"), 1);
        assert!(!is_open(&ask(&format!("{by_system}{ended}{gone}"))), "the ending was signed on what somebody else knew: {about}");
        let note = format!(r#"{{ id = "note", happened = 2026-01-06T11:00:00, about = "{about}", note_written = "rang" }},"#);
        let gone_note = gone.replace("told", "note");
        assert!(!is_open(&ask(&format!("{told}{note}{ended}{gone_note}"))), "{about}");
    }
}
