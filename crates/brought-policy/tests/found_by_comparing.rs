//! Faults that the second engine found by comparing random chronologies, each with the smallest one that showed it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;
use brought_policy::Action;
use brought_policy::fact::FactName;

/// STW-04: a later word about a contact stands on the day on which it was recorded. By then the child is a year old.
#[test]
fn a_later_word_does_not_set_the_clock_back() {
    let text = |word: &str| {
        format!(
            r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "sam", born_on = 2025-11-30 }}]
        events = [
          {{ happened = 2026-10-05T10:00:00, contact = {{ id = "missed", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},
          {word}
        ]"#
        )
    };
    let word = r#"{ happened = 2026-10-05T10:00:00, recorded_at = 2026-12-03T10:00:00, outcome_recorded = { contact = "missed", outcome = "was_not_brought", responses = ["card_left"] } },"#;
    assert!(!rule_asks(&ask_whole("shropshire", &text(""), "2026-12-04T09:00:00Z"), "STW-R04b"));
    assert!(rule_asks(&ask_whole("shropshire", &text(word), "2026-12-04T09:00:00Z"), "STW-R04b"));
}

/// NAF-27: a visit that nobody arranged counts when the child was on a protection plan by then. What is recorded afterwards, or has ended, does
/// not turn it round when somebody says another word about the visit.
#[test]
fn another_word_does_not_change_whether_a_visit_counts() {
    let plan =
        |day: &str, state: &str| format!(r#"{{ happened = {day}, plan_recorded = {{ plan = "child_protection", state = "{state}" }} }},"#);
    let visit = r#"{ happened = 2026-01-05T10:00:00, contact = { id = "visit", setting = "home", arranged = "opportunistic", outcome = "no_response" } },"#;
    let word = r#"{ happened = 2026-01-08T10:00:00, outcome_recorded = { contact = "visit", outcome = "no_response", responses = ["card_left"] } },"#;
    let followed = |events: String| !ask("no-access", &events, "2026-01-09T09:00:00Z").follow_ups.is_empty();
    assert!(!followed(format!("{visit}{}", plan("2026-01-07", "current"))));
    assert!(!followed(format!("{visit}{}{word}", plan("2026-01-07", "current"))));
    assert!(followed(format!("{}{visit}{}{word}", plan("2026-01-02", "current"), plan("2026-01-07", "ended"))));
    // The count over all services keeps it too.
    let two = MISSED.replace("2026-01-05", "2026-01-06").replace("was_not_brought", "withdrew");
    let all = |events: String| known(&ask("shropshire", &events, "2026-01-09T09:00:00Z"), FactName::FailedContactsAllServices);
    let before = format!("{}{visit}{two}", plan("2026-01-02", "current"));
    let after = format!("{before}{}{word}", plan("2026-01-07", "ended"));
    assert!(all(before.clone()).is_some());
    assert_eq!(all(before), all(after));
}

/// NAF-21: a practitioner confirms the contact and says what was done. A confirmation without that, and an unconfirmed word with it, are not both.
#[test]
fn halves_of_two_words_are_no_recorded_response() {
    let said = |certainty: &str, responses: &str| {
        format!(
            r#"{{ happened = 2026-01-06T10:00:00, outcome_recorded = {{ contact = "contact-1", outcome = "was_not_brought", certainty = "{certainty}", responses = [{responses}] }} }},"#
        )
    };
    let recorded = |word: &str| known(&ask("no-access", &format!("{MISSED}{word}"), "2026-01-09T09:00:00Z"), FactName::ResponseRecorded);
    assert_eq!(recorded(&said("unconfirmed", r#""card_left""#)), Some(false.into()));
    assert_eq!(recorded(&said("confirmed", "")), Some(false.into()));
    assert_eq!(recorded(&said("confirmed", r#""card_left""#)), Some(true.into()));
}

/// STW-09: a contact that was called off when it was written down was not planned, whatever is said of it afterwards.
#[test]
fn a_visit_written_down_as_called_off_is_none_that_was_offered() {
    let visit = r#"{ happened = 2026-01-07T10:00:00, contact = { id = "visit", setting = "home", arranged = "by_letter", outcome = "cancelled_by_family" } },"#;
    let word = r#"{ happened = 2026-01-08T10:00:00, outcome_recorded = { contact = "visit", outcome = "declined" } },"#;
    assert!(!rule_asks(&ask("shropshire", &format!("{MISSED}{visit}"), "2026-01-09T09:00:00Z"), "STW-R09b"));
    assert!(!rule_asks(&ask("shropshire", &format!("{MISSED}{visit}{word}"), "2026-01-09T09:00:00Z"), "STW-R09b"));
}

/// SWI-10: a visit that turns out to have been an error at the wrong address was not made.
#[test]
fn an_error_is_no_further_visit() {
    let violence = r#"{ happened = 2026-01-02, factor_recorded = { factor = "family_violence", state = "current" } },"#;
    let visit = r#"{ happened = 2026-01-08T10:00:00, contact = { id = "visit", setting = "home", arranged = "by_letter", outcome = "no_response", responses = ["card_left"] } },"#;
    let error = r#"{ happened = 2026-01-09T10:00:00, outcome_recorded = { contact = "visit", outcome = "administrative_error", evidence = "the old address" } },"#;
    let visits = |events: &str| {
        let standing = ask("swindon-health-visiting", events, "2026-01-10T09:00:00Z");
        let visits = standing.obligations.iter().filter(|owed| owed.action == Action::MakeFurtherVisit);
        visits.map(|owed| owed.is_open()).collect::<Vec<_>>()
    };
    let missed = MISSED.replace("clinic", "home").replace("was_not_brought", "no_response");
    assert_eq!(visits(&format!("{violence}{missed}")), [true]);
    assert_eq!(visits(&format!("{violence}{missed}{visit}{error}")), [true]);
}

/// HAM-07: met and not met on one day, nobody knows which came first: the agreement is broken.
#[test]
fn a_meeting_on_the_day_of_the_failure_does_not_spend_the_agreement() {
    let agreed = r#"{ happened = 2026-01-06T10:00:00, agreement_made = { if_next_fails = "visit", what = "we come by", agreed_with = ["mother"] } },"#;
    let met = |hour: &str| {
        format!(r#"{{ happened = 2026-01-08{hour}, contact = {{ setting = "clinic", arranged = "by_letter", outcome = "seen" }} }},"#)
    };
    let failed =
        r#"{ happened = 2026-01-08T12:00:00, contact = { setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" } },"#;
    let broken = |met: String| {
        owes(&ask("hampshire-primary", &format!("{MISSED}{agreed}{met}{failed}"), "2026-01-09T09:00:00Z"), Action::MakeFurtherVisit)
    };
    assert!(broken(String::new()));
    assert!(!broken(met("T11:00:00")));
    assert!(broken(met("")));
}

/// NAF-23: where no child is known any more, nobody has seen every child.
#[test]
fn a_plan_does_not_give_way_when_no_child_is_left_to_be_seen() {
    let text = |later: &str| {
        format!(
            r#"
        format = "brought-chronology/1"
        subject = "mum"
        author = {{ practitioner = "jo", role = "practitioner" }}
        services = [{{ id = "recovery", name = "Recovery", audience = "parents_or_carers" }}]
        people = [
          {{ id = "mum", kind = "carer", relations = [{{ other = "sam", relation = "dependent_child" }}, {{ other = "lee", relation = "dependent_child" }}] }},
          {{ id = "sam", born_on = 2008-02-01 }},
          {{ id = "lee", born_on = 2008-02-01 }},
        ]
        events = [
          {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "clinic", arranged = "by_letter", outcome = "adult_did_not_attend" }} }},
          {{ happened = 2026-01-07T10:00:00, contact = {{ setting = "clinic", arranged = "by_letter", outcome = "adult_did_not_attend" }} }},
          {{ happened = 2026-01-08T10:00:00, liaison_recorded = {{ agency = "school", asked = ["address", "contact_details", "last_seen", "circumstances"], seen = "not_seen", learnt = "not at school" }} }},
          {{ happened = 2026-01-08T11:00:00, about = "sam", liaison_recorded = {{ agency = "school", asked = ["last_seen"], seen = "not_seen", learnt = "not at school" }} }},
          {{ happened = 2026-01-08T12:00:00, about = "lee", liaison_recorded = {{ agency = "school", asked = ["last_seen"], seen = "not_seen", learnt = "not at school" }} }},
          {later}
        ]"#
        )
    };
    let plans = |later: &str| {
        let standing = ask_whole("no-access", &text(later), "2026-03-09T09:00:00Z");
        standing.obligations.iter().filter(|owed| owed.is_open() && owed.action == Action::ContributeToPlan).count()
    };
    let later = r#"{ happened = 2026-03-02T10:00:00, liaison_recorded = { agency = "gp_practice", asked = ["address"], seen = "not_known", learnt = "nothing" } },"#;
    assert!(plans("") > 0);
    assert_eq!(plans(later), plans(""));
}

/// STW-16: that somebody saw the child, nobody knows how, does not say when the child was last seen, whoever tells of it.
#[test]
fn a_sighting_of_nobody_knows_what_kind_does_not_say_when_the_child_was_seen() {
    let lost = r#"{ happened = 2026-01-06T10:00:00, whereabouts_recorded = { known = "no", what = "moved out" } },"#;
    let told = |how: &str| {
        format!(
            r#"{lost}{{ happened = 2026-01-07T10:00:00, liaison_recorded = {{ agency = "school", asked = ["last_seen"], seen = {{ seen_at = 2026-01-06T15:00:00, place = "school", by = "N. Shah", seen_by = "other_professional", relation = "teacher", how = "{how}" }}, learnt = "at school" }} }},"#
        )
    };
    let owed = |events: &str| owes(&ask("shropshire", events, "2026-01-09T09:00:00Z"), Action::EstablishLastSeen);
    assert!(owed(lost));
    assert!(owed(&told("not_known")));
    assert!(!owed(&told("in_person")));
}

/// SWI-06: a card that was left at the contact was left, also when it is said later and by somebody who has the day of the contact otherwise.
#[test]
fn a_later_word_of_a_card_left_at_the_contact_counts() {
    let missed = r#"
        { happened = 2026-01-02T10:00:00, contact_planned = { contact = "visit", planned_for = 2026-01-05T10:00:00, setting = "home", arranged = "by_letter" } },
        { happened = 2026-01-05T10:00:00, outcome_recorded = { contact = "visit", outcome = "no_response" } },"#;
    let word = r#"{ happened = 2026-01-04T10:00:00, recorded_at = 2026-01-07T10:00:00, outcome_recorded = { contact = "visit", outcome = "no_response", responses = ["card_left"] } },"#;
    let owed = |events: &str| owes(&ask("swindon-health-visiting", events, "2026-01-09T09:00:00Z"), Action::Send);
    assert!(owed(missed));
    assert!(!owed(&format!("{missed}{word}")));
}

/// NAF-28: who was asked to make a further visit stays on the record when the follow-up ends and opens again.
#[test]
fn whom_a_further_visit_was_given_to_is_not_forgotten_when_it_opens_again() {
    let violence = r#"{ happened = 2026-01-02, factor_recorded = { factor = "family_violence", state = "current" } },"#;
    let missed = MISSED.replace("clinic", "home").replace("was_not_brought", "no_response");
    let set = r#"{ happened = 2026-01-06T10:00:00, further_visit_set = { by = 2026-01-20, visitor = "duty_worker" } },"#;
    let ended = r#"
        { happened = 2026-01-07T10:00:00, died = true },
        { happened = 2026-02-05T10:00:00, contact = { id = "again", setting = "home", arranged = "by_letter", outcome = "no_response" } },"#;
    let visitors = |events: &str| {
        let standing = ask("swindon-health-visiting", events, "2026-02-10T09:00:00Z");
        let visits = standing.obligations.iter().filter(|owed| owed.action == Action::MakeFurtherVisit && !owed.is_open());
        visits.map(|owed| owed.owner.role.code()).collect::<Vec<_>>()
    };
    assert_eq!(visitors(&format!("{violence}{missed}{set}{ended}")), ["duty_worker"]);
    assert_eq!(visitors(&format!("{violence}{missed}{ended}")), ["practitioner"]);
}

/// NAF-28: a visit from before the further visit was asked for is not the further visit, whatever is said about it afterwards.
#[test]
fn a_visit_from_before_it_was_asked_for_is_not_the_further_visit() {
    let visit = |service: &str, at: &str| {
        format!(
            r#"{{ happened = {at}:00:00, service = "{service}", contact = {{ id = "{service}", setting = "home", arranged = "by_letter", outcome = "no_response" }} }},"#
        )
    };
    let plan = r#"{ happened = 2026-04-25T10:00:00, plan_recorded = { plan = "child_protection", state = "current" } },"#;
    let word = r#"{ happened = 2026-05-03T10:00:00, service = "clinic", outcome_recorded = { contact = "clinic", outcome = "no_response", responses = ["letter_sent"] } },"#;
    let made = |later: &str| {
        let text = format!(
            r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        services = [
          {{ id = "visiting", name = "Visiting", audience = "children" }},
          {{ id = "clinic", name = "Clinic", audience = "children" }},
          {{ id = "school", name = "School nursing", audience = "children" }},
        ]
        people = [{{ id = "sam", born_on = 2023-01-06 }}]
        events = [{}{}{plan}{later}]"#,
            visit("visiting", "2026-02-09T10"),
            visit("clinic", "2026-02-09T12")
        );
        let standing = ask_whole("no-access", &text, "2026-05-05T09:00:00Z");
        let visits = standing.obligations.iter().filter(|owed| owed.action == Action::MakeFurtherVisit);
        visits
            .filter(|owed| owed.service.as_ref().is_some_and(|service| service.as_str() == "visiting"))
            .map(|owed| owed.is_open())
            .collect::<Vec<_>>()
    };
    assert_eq!(made(""), [true]);
    assert_eq!(made(word), [true]);
    assert_eq!(made(&visit("school", "2026-05-04T10")), [false]);
}

/// BOL-05: the questions of a missed contact come back with the next one, also when somebody talked them through in between.
#[test]
fn prompts_for_each_failed_contact_come_again_with_the_next_one() {
    let talked = r#"{ happened = 2026-01-06T10:00:00, discussion_held = { with = "safeguarding_lead", topic = "supervision", decision = { do_not_refer = "well known" }, summary = "talked" } },"#;
    let again = MISSED.replace("2026-01-05", "2026-01-08");
    let stuck = |events: &str| {
        let standing = ask("swindon-health-visiting", events, "2026-01-09T09:00:00Z");
        standing.prompts.iter().any(|prompt| prompt.words.contains("Take it to supervision"))
    };
    assert!(stuck(MISSED));
    assert!(!stuck(&format!("{MISSED}{talked}")));
    assert!(stuck(&format!("{MISSED}{talked}{again}")));
}

/// STW-19: that children's social care is no longer involved is found out while nobody knows where the child is: ask who is.
#[test]
fn what_makes_a_condition_hold_by_ending_is_an_occasion() {
    let plan = |day: &str, state: &str| {
        format!(r#"{{ happened = {day}, about = "ruby", plan_recorded = {{ plan = "section_47_enquiry", state = "{state}" }} }},"#)
    };
    let lost = r#"{ happened = 2026-01-06T10:00:00, whereabouts_recorded = { known = "no", what = "moved out" } },"#;
    let asks = |events: &str| {
        let standing = ask("shropshire", events, "2026-01-09T09:00:00Z");
        standing.prompts.iter().any(|prompt| prompt.words.contains("Ask whether there is one"))
    };
    assert!(asks(lost));
    assert!(!asks(&format!("{}{lost}", plan("2026-01-03", "current"))));
    assert!(asks(&format!("{}{lost}{}", plan("2026-01-03", "current"), plan("2026-01-07", "ended"))));
}

/// STW-12: that the carer's child needs care now is a reason to refer from the day on which it is known that the child is theirs.
#[test]
fn what_was_recorded_before_a_relation_was_known_counts_once_it_is() {
    let needs = r#"{ happened = 2026-01-02, about = "aunt", factor_recorded = { factor = "care_needed_now", state = "current" } },"#;
    let related =
        r#"{ happened = 2026-01-07T10:00:00, relation_recorded = { other = "aunt", relation = "other_carer", same_household = "yes" } },"#;
    let text = |events: &str| {
        format!(
            r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "sam", born_on = 2023-01-06 }}, {{ id = "aunt", kind = "carer" }}]
        events = [{events}]"#
        )
    };
    let asks = |events: String| rule_asks(&ask_whole("shropshire", &text(&events), "2026-01-09T09:00:00Z"), "STW-R12i");
    assert!(!asks(format!("{needs}{MISSED}")));
    assert!(asks(format!("{needs}{MISSED}{related}")));
}

/// STW-08: a follow-up whose failed contacts were all errors is withdrawn by the last that was shown to be one.
#[test]
fn errors_withdraw_it_when_the_last_was_shown() {
    let missed = |id: &str, day: &str| {
        format!(
            r#"{{ happened = {day}T10:00:00, contact = {{ id = "{id}", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},"#
        )
    };
    let error = |id: &str, day: &str| {
        format!(
            r#"{{ id = "error-{id}", happened = {day}T10:00:00, outcome_recorded = {{ contact = "{id}", outcome = "administrative_error", evidence = "the old address" }} }},"#
        )
    };
    let events = [missed("a", "2026-01-05"), error("a", "2026-01-06"), missed("b", "2026-01-07"), error("b", "2026-01-08")].concat();
    let standing = ask("bolton", &events, "2026-01-09T09:00:00Z");
    let brought_policy::standing::FollowUpState::Ended { by, .. } = &standing.follow_ups[0].state else { panic!("it is open") };
    assert_eq!(by.as_str(), "error-b");
    let first = brought_domain::Happened::At("2026-01-05T10:00:00Z".parse().unwrap());
    assert_eq!(standing.follow_ups[0].opened, first);
}

/// NAF-18: an ending's own word of who saw the child is that of its service, and nobody else's.
#[test]
fn the_sighting_of_an_ending_is_that_of_its_service() {
    let assessed = r#"{ happened = 2026-01-06T15:00:00, vulnerability_assessed = { vulnerable = "no", findings = "visited" } },
        { happened = 2026-01-06T15:10:00, outcome_recorded = { contact = "contact-1", outcome = "was_not_brought", responses = ["card_left"] } },"#;
    let ended = r#"{ happened = 2026-01-07T15:00:00, service = "service", follow_up_ended = { assured = { children = [{ seen_at = 2026-01-07T14:00:00, place = "clinic", by = "Jo", seen_by = "this_service", relation = "nurse", how = "in_person", needs_met_because = "weight" }], reasons = "well", told = ["the parents"] } } },"#;
    let unmet = r#"{ happened = 2026-01-08T10:00:00, needs_considered = { met = "no", basis = "no glasses", family_vulnerable = "no" } },"#;
    let standing = ask("no-access", &format!("{MISSED}{assessed}{ended}{unmet}"), "2026-01-09T09:00:00Z");
    assert!(is_open(&standing) && standing.follow_ups[0].openings == 2, "{:?}", standing.set_aside);
    assert!(!rule_asks(&standing, "NAF-R18"));
}

/// BOL-11: two children depended on a father, and one has died since his own contacts failed. What is asked for the one who is left is not what
/// was asked for both: it is asked when the next contact of hers fails.
#[test]
fn what_was_asked_for_two_children_is_asked_again_for_the_one_who_is_left() {
    let text = r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = { practitioner = "jo", role = "practitioner" }
        people = [
          { id = "sam", born_on = 2009-01-05, relations = [{ other = "dad", relation = "father", same_household = "no" }] },
          { id = "lee", born_on = 2009-01-05, relations = [{ other = "dad", relation = "father", same_household = "no" }] },
          { id = "dad", kind = "carer" },
        ]
        services = [{ id = "parents", name = "Parents", audience = "parents_or_carers" }, { id = "visiting", name = "Visiting" }]
        mentioned = ["c5", "c7", "c9"]
        events = [
          { happened = 2026-02-02T05:00:00, service = "parents", outcome_recorded = { contact = "c5", outcome = "left_before_being_seen" } },
          { happened = 2026-03-11T01:00:00, about = "dad", service = "parents", outcome_recorded = { contact = "c7", outcome = "excuse_given", certainty = "unconfirmed" } },
          { happened = 2026-05-30T00:30:00, died = true },
          { happened = 2026-05-30T02:30:00, about = "lee", service = "visiting", outcome_recorded = { contact = "c9", outcome = "withdrew" } },
        ]"#;
    let standing = ask_whole("bolton", text, "2026-06-18T22:00:00Z");
    let asked = standing.obligations.iter().filter(|owed| owed.because.rule == "BOL-P11");
    let about: Vec<_> = asked.map(|owed| owed.child.as_ref().map(|child| child.as_str())).collect();
    assert!(about.contains(&Some("lee")), "{about:?}");
}
