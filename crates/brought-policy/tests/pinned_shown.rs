//! What a standing shows beside what is owed: what is not known, who saw the child last, which outcomes are awaited, and when to look again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;
use brought_domain::Happened;
use brought_policy::standing::{FollowUpState, NotKnown, Standing};

const AS_OF: &str = "2026-01-09T09:00:00Z";

/// Sam and what is said of Sam, and these events.
fn sam(person: &str, events: &str, as_of: &str) -> Standing {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "sam", {person} }}, {{ id = "ruby", born_on = 2025-01-06 }}, {{ id = "mum", kind = "carer" }}]
        services = [{{ id = "visiting" }}, {{ id = "clinic" }}]
        events = [{events}]
        "#
    );
    ask_whole("no-access", &text, as_of)
}

const OF_MUM: &str = r#"born_on = 2023-01-06, relations = [{ other = "mum", relation = "mother" }]"#;
const MISSED_HERE: &str = r#"{ id = "missed", happened = 2026-01-05T10:00:00, service = "visiting", contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },"#;

fn day_of(happened: Happened) -> String {
    happened.day(&brought_calendar::uk_time_zone()).to_string()
}

fn entry(what: &str) -> String {
    format!(r#"{{ happened = 2026-01-06T10:00:00, service = "visiting", {what} }},"#)
}

fn sighting(child: &str, seen_at: &str, how: &str) -> String {
    entry(&format!(
        r#"sighting_recorded = {{ child = "{child}", seen_at = {seen_at}, place = "home", by = "Jo", seen_by = "this_service", relation = "nurse", how = "{how}" }}"#
    ))
}

#[test]
fn what_is_not_known_is_listed_until_somebody_records_it() {
    let list = |person: &str, events: &str| sam(person, events, AS_OF).not_known;
    assert_eq!(list("kind = \"child\"", ""), [NotKnown::Age, NotKnown::LastSeen, NotKnown::Address, NotKnown::Carers]);
    assert_eq!(list(OF_MUM, ""), [NotKnown::LastSeen, NotKnown::Address]);
    let unborn = list(r#"kind = "unborn_child", relations = [{ other = "mum", relation = "mother" }]"#, "");
    assert_eq!(unborn, [NotKnown::LastSeen, NotKnown::Address], "how old is not asked of a child who is not born");
    let address = entry(r#"address_recorded = { address = { lines = ["1 High Street"] }, reported_by_family = "yes" }"#);
    let seen = sighting("sam", "2026-01-06T09:00:00", "in_person");
    assert_eq!(list(OF_MUM, &address), [NotKnown::LastSeen]);
    assert_eq!(list(OF_MUM, &format!("{address}{seen}")), []);
    for other in [sighting("sam", "2026-01-06T09:00:00", "at_a_distance"), sighting("ruby", "2026-01-06T09:00:00", "in_person")] {
        assert_eq!(list(OF_MUM, &format!("{address}{other}")), [NotKnown::LastSeen], "{other}");
    }
}

#[test]
fn of_a_follow_up_the_confirmed_address_and_the_reason_are_not_known_until_said() {
    let about_it = |events: &str| {
        let list = sam(OF_MUM, &format!("{MISSED_HERE}{events}"), AS_OF).not_known;
        (list.contains(&NotKnown::AddressNotConfirmed), list.contains(&NotKnown::Reason))
    };
    let liaison = |confirmed: &str| {
        entry(&format!(
            r#"liaison_recorded = {{ agency = "gp_practice", asked = ["address"], address_confirmed = "{confirmed}", seen = "not_known", learnt = "l" }}"#
        ))
    };
    let analysis =
        |reason: &str| entry(&format!(r#"analysis_signed = {{ impact = "i", decision = {{ steps = "s" }}, reasons = [{reason}] }}"#));
    assert_eq!(about_it(""), (true, true));
    assert_eq!(about_it(&liaison("yes")), (false, true));
    assert_eq!(about_it(&liaison("no")), (true, true));
    assert_eq!(about_it(&liaison("yes").replace("01-06", "01-04")), (true, true), "before the contact failed");
    assert_eq!(about_it(&analysis("\"illness\"")), (true, false));
    assert_eq!(about_it(&analysis("\"not_yet_known\"")), (true, true));
    assert_eq!(about_it(&analysis("")), (true, true));
}

#[test]
fn a_plan_or_a_factor_of_which_nobody_knows_is_not_known() {
    use brought_domain::circumstances::{FactorKind, PlanKind};
    let doubts = |what: String| {
        let list = sam(OF_MUM, &entry(&what), AS_OF).not_known;
        list.into_iter().filter(|one| matches!(one, NotKnown::Plan(_) | NotKnown::Factor(_))).collect::<Vec<_>>()
    };
    for (state, doubtful) in [("not_known", true), ("current", false), ("ended", false)] {
        let plan = doubts(format!(r#"plan_recorded = {{ plan = "child_protection", state = "{state}" }}"#));
        assert_eq!(plan, if doubtful { vec![NotKnown::Plan(PlanKind::ChildProtection)] } else { vec![] });
        let factor = doubts(format!(r#"factor_recorded = {{ factor = "neglect", state = "{state}" }}"#));
        assert_eq!(factor, if doubtful { vec![NotKnown::Factor(FactorKind::Neglect)] } else { vec![] });
    }
}

#[test]
fn the_last_to_have_seen_the_child_in_person_is_shown() {
    let shown = |events: &str| sam(OF_MUM, events, AS_OF).last_seen.map(|seen| day_of(seen.sighting.seen_at));
    let (monday, tuesday) = (sighting("sam", "2026-01-05T09:00:00", "in_person"), sighting("sam", "2026-01-06T09:00:00", "in_person"));
    let on = |events: &str, day: &str| assert!(shown(events).is_some_and(|at| at.contains(day)), "{:?}", shown(events));
    assert_eq!(shown(""), None);
    on(&monday, "2026-01-05");
    on(&format!("{tuesday}{monday}"), "2026-01-06");
    on(&format!("{monday}{}", tuesday.replace("in_person", "at_a_distance")), "2026-01-05");
    on(&format!("{monday}{}", tuesday.replace("\"sam\"", "\"ruby\"")), "2026-01-05");
    assert_eq!(shown(&tuesday.replace("in_person", "at_a_distance")), None);
    let met = entry(r#"contact = { setting = "clinic", outcome = "seen" }"#);
    on(&format!("{monday}{met}"), "2026-01-06");
}

fn planned(about: &str, contact: &str, planned_for: &str) -> String {
    format!(
        r#"{{ happened = 2026-01-02T10:00:00, about = "{about}", contact_planned = {{ contact = "{contact}", service = "visiting", planned_for = {planned_for}, setting = "clinic", arranged = "by_letter" }} }},"#
    )
}

#[test]
fn a_contact_that_should_have_been_awaits_its_outcome() {
    let awaited = |events: &str, as_of: &str| {
        let list = sam(OF_MUM, events, as_of).awaiting_outcome;
        list.iter().map(|one| format!("{} {}", one.person, one.contact)).collect::<Vec<_>>()
    };
    let plan = planned("sam", "one", "2026-01-08T10:00:00");
    assert_eq!(awaited(&plan, "2026-01-08T10:00:00Z"), [""; 0], "it may be going on");
    assert_eq!(awaited(&plan, "2026-01-08T10:00:01Z"), ["sam one"]);
    let by_day = planned("sam", "one", "2026-01-08");
    assert_eq!(awaited(&by_day, "2026-01-08T23:00:00Z"), [""; 0]);
    assert_eq!(awaited(&by_day, "2026-01-09T00:00:00Z"), ["sam one"]);
    let outcome = r#"{ happened = 2026-01-08T10:00:00, service = "visiting", outcome_recorded = { contact = "one", outcome = "seen" } },"#;
    assert_eq!(awaited(&format!("{plan}{outcome}"), AS_OF), [""; 0]);
    // Planned again, and recorded after the outcome: it has come about all the same.
    let again = planned("sam", "one", "2026-01-08T20:00:00").replace("2026-01-02T10:00:00", "2026-01-08T17:00:00");
    assert_eq!(awaited(&format!("{plan}{outcome}{again}"), AS_OF), [""; 0]);
    let all = format!("{}{}{}", planned("mum", "hers", "2026-01-07T10:00:00"), planned("ruby", "other", "2026-01-07T10:00:00"), plan);
    assert_eq!(awaited(&all, AS_OF), ["mum hers", "sam one"], "the carer's too, not those of a child who is no kin");
}

#[test]
fn the_next_moment_to_look_again_is_told() {
    let again = |events: &str, as_of: &str| sam(OF_MUM, events, as_of).changes_at.map(|at| at.to_string());
    let at = |text: &str| Some(text.to_owned());
    assert_eq!(again("", AS_OF), None, "nothing is owed and nothing awaited");
    let plan = planned("sam", "one", "2026-01-08T10:00:00");
    assert_eq!(again(&plan, "2026-01-08T09:00:00Z"), at("2026-01-08T10:00:01Z"));
    assert_eq!(again(&plan, "2026-01-08T10:00:01Z"), None, "it has passed");
    // Missed on a Monday: due on the Tuesday, overdue when that day is over, and looked at each day from then on.
    assert_eq!(again(MISSED_HERE, "2026-01-05T12:00:00Z"), at("2026-01-06T00:00:00Z"));
    assert_eq!(again(MISSED_HERE, "2026-01-06T12:00:00Z"), at("2026-01-07T00:00:00Z"));
    assert_eq!(again(MISSED_HERE, "2026-01-13T12:00:00Z"), at("2026-01-14T00:00:00Z"));
}

/// STW-08: gone from every list, and kept in the history.
#[test]
fn a_follow_up_of_nothing_but_errors_is_shown_as_withdrawn() {
    let missed = |id: &str, contact: &str, at: &str| {
        format!(
            r#"{{ id = "{id}", happened = 2026-01-{at}:00, service = "visiting", contact = {{ id = "{contact}", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},"#
        )
    };
    let error = |id: &str, contact: &str, at: &str| {
        format!(
            r#"{{ id = "{id}", happened = 2026-01-{at}:00, service = "visiting", outcome_recorded = {{ contact = "{contact}", outcome = "administrative_error", evidence = "the letter went to another Sam" }} }},"#
        )
    };
    let (first, second) = (missed("m1", "one", "05T10:00"), missed("m2", "two", "06T10:00"));
    let (gone_first, gone_second) = (error("e1", "one", "07T10:00"), error("e2", "two", "08T10:00"));
    let shown = |events: String| {
        let standing = sam(OF_MUM, &events, AS_OF);
        let list = standing.follow_ups.iter().map(|one| {
            let by = match &one.state {
                FollowUpState::Open => "open".to_owned(),
                FollowUpState::Ended { layer, by, .. } => format!("{layer} by {by}"),
            };
            assert!(one.is_open() || one.missing.is_empty(), "nothing is missing before it may end");
            (by, day_of(one.opened), one.stage.clone(), one.stage_words.clone())
        });
        list.collect::<Vec<_>>()
    };
    let withdrawn = |by: &str| {
        let words = "every failed contact was an error".to_owned();
        let layer = "withdrawn: every failed contact was an error";
        vec![(format!("{layer} by {by}"), "2026-01-05".to_owned(), "withdrawn".to_owned(), words)]
    };
    assert_eq!(shown(format!("{first}{gone_first}")), withdrawn("e1"));
    // Opened by the first, gone since the last: in whatever order they stand.
    assert_eq!(shown(format!("{first}{second}{gone_first}{gone_second}")), withdrawn("e2"));
    let (late_first, early_second) = (error("e1", "one", "08T11:00"), error("e2", "two", "08T10:00"));
    assert_eq!(shown(format!("{first}{second}{late_first}{early_second}")), withdrawn("e1"));
    let swapped = [missed("m1", "two", "05T10:00"), missed("m2", "one", "06T10:00")].concat();
    assert_eq!(shown(format!("{swapped}{gone_first}{gone_second}")), withdrawn("e2"));
    let half = shown(format!("{first}{second}{gone_first}"));
    assert_eq!((half.len(), half[0].0.as_str()), (1, "open"), "the other contact still failed");
    // Of another service: that one is followed up, and this one was not.
    let elsewhere = second.replace("\"visiting\"", "\"clinic\"");
    let both = shown(format!("{first}{elsewhere}{gone_first}"));
    assert_eq!(both.iter().map(|one| one.0.as_str() == "open").collect::<Vec<_>>(), [true, false], "what is open comes first: {both:?}");
}
