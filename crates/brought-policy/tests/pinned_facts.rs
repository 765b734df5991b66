//! What a fact says of a child, and which entries it says so by.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod tiny;

use brought_calendar::{Calendar, Division};

/// What the fact says on Friday 9 January of Sam, who was not brought on the Monday and on the Wednesday, and those of these entries by which it
/// said so on the Wednesday.
fn says(fact: &str, condition: &str, entries: &str) -> (String, String) {
    let when = format!("failed_contacts >= 2 and ({condition} or failed_contacts >= 2)");
    let rule = tiny::rule("S-R1", &when, "do = \"consider_needs\", owner = \"practitioner\", due = \"$soon\"");
    let pack = tiny::version("1.0", &rule, |_| ());
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        services = [{{ id = "visiting" }}, {{ id = "clinic" }}]
        people = [
          {{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "mum", relation = "mother" }}] }},
          {{ id = "ruby", born_on = 2025-01-06, relations = [{{ other = "mum", relation = "mother" }}, {{ other = "sam", relation = "sibling", same_household = "yes" }}] }},
          {{ id = "mum", kind = "carer" }},
        ]
        events = [
          {{ id = "monday", happened = 2026-01-05T10:00:00, service = "visiting", contact = {{ id = "one", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},
          {{ id = "wednesday", happened = 2026-01-07T10:00:00, service = "visiting", contact = {{ id = "two", setting = "clinic", arranged = "by_letter", outcome = "was_not_brought" }} }},
          {entries}
        ]
        "#
    );
    let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let calendar = Calendar::bundled(Division::EnglandAndWales);
    let standing = brought_policy::standing(&pack, &calendar, &chronology, "2026-01-09T09:00:00Z".parse().unwrap());
    let trace = standing.trace.iter().find(|trace| trace.rule == "S-R1").unwrap();
    let value = trace.facts.iter().find(|(known, _)| known.code() == fact).unwrap().1.words();
    let owed = standing.obligations.iter().find(|owed| owed.because.rule == "S-R1").unwrap();
    let events = owed.because.events.iter().map(ToString::to_string).filter(|id| !matches!(id.as_str(), "monday" | "wednesday"));
    (value, events.collect::<Vec<_>>().join(" "))
}

fn entry(id: &str, what: &str) -> String {
    format!("{{ id = \"{id}\", happened = 2026-01-06T10:00:00, service = \"visiting\", {what} }},")
}

/// The worse of the two decides: care that is needed now, and the first of the seven questions. Nobody having said anything is neither.
#[test]
fn an_immediate_concern_is_the_worse_of_two_words_and_rests_on_those_that_count() {
    let care = |state: &str| entry("care", &format!("factor_recorded = {{ factor = \"care_needed_now\", state = \"{state}\" }}"));
    let asked =
        |answer: &str| entry("asked", &format!("concerns_decided = {{ answers = {{ endangered_now = \"{answer}\" }}, reasons = \"r\" }}"));
    for (state, answer, value, events) in [
        ("", "", "not recorded", ""),
        ("current", "", "yes", "care"),
        ("not_known", "", "not known", "care"),
        ("ended", "", "no", ""),
        ("", "yes", "yes", "asked"),
        ("", "not_known", "not known", "asked"),
        ("", "no", "no", "asked"),
        ("current", "yes", "yes", "asked care"),
        ("current", "not_known", "yes", "care"),
        ("current", "no", "yes", "care"),
        ("not_known", "yes", "yes", "asked"),
        ("not_known", "not_known", "not known", "asked care"),
        ("not_known", "no", "not known", "asked care"),
        ("ended", "yes", "yes", "asked"),
        ("ended", "not_known", "not known", "asked"),
        ("ended", "no", "no", "asked"),
    ] {
        let care = if state.is_empty() { String::new() } else { care(state) };
        let asked = if answer.is_empty() { String::new() } else { asked(answer) };
        let expected = (value.to_owned(), events.to_owned());
        let told = says("immediate_concern", "immediate_concern", &format!("{care}{asked}"));
        assert_eq!(told, expected, "care {state:?}, asked {answer:?}");
    }
}

/// BOL-03: another contact of the family on the same day or the day beside it. Those who are to be seen together have one.
#[test]
fn contacts_clash_once_for_those_who_are_to_be_seen_together() {
    let planned = |about: &str, contact: &str, day: &str| {
        format!(
            "{{ happened = 2026-01-02T10:00:00, about = \"{about}\", contact_planned = {{ contact = \"{contact}\", service = \"clinic\", planned_for = 2026-01-{day}T15:00:00, setting = \"clinic\", arranged = \"by_letter\" }} }},"
        )
    };
    let count = |entries: &str| says("clashing_contacts", "clashing_contacts >= 1", entries).0;
    assert_eq!(count(""), "0");
    for (day, clashes) in [("05", "0"), ("06", "1"), ("07", "1"), ("08", "1"), ("09", "0")] {
        assert_eq!(count(&planned("ruby", "x", day)), clashes, "{day}");
    }
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "06"), planned("sam", "x", "06"))), "1", "together");
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "06"), planned("sam", "y", "06"))), "2");
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "10"), planned("sam", "x", "06"))), "1");
    assert_eq!(count(&format!("{}{}", planned("ruby", "x", "06"), planned("sam", "x", "10"))), "1");
}

fn at(day: &str, about: &str, service: &str, what: &str) -> String {
    format!("{{ happened = 2026-01-{day}T10:00:00, about = \"{about}\", service = \"{service}\", {what} }},")
}

/// The value alone.
fn value(fact: &str, condition: &str, entries: &str) -> String {
    says(fact, condition, entries).0
}

/// A family that called off a contact and agreed another had agreed to the one that failed; so had one that was asked in person.
#[test]
fn what_was_agreed_and_then_failed_is_counted() {
    let contact = |id: &str, how: &str, outcome: &str| {
        format!("contact = {{ id = \"{id}\", setting = \"clinic\", arranged = \"{how}\", outcome = \"{outcome}\" }}")
    };
    let count = |entries: String| value("agreed_then_failed", "agreed_then_failed >= 1", &entries);
    let off = contact("off", "by_letter", "cancelled_by_family");
    assert_eq!(count(String::new()), "0");
    assert_eq!(count(at("06", "sam", "visiting", &off)), "1", "the Wednesday's");
    assert_eq!(count(at("04", "sam", "visiting", &off)), "2", "the Monday's too");
    assert_eq!(count(at("04", "sam", "clinic", &off)), "0", "of another service");
    assert_eq!(count(at("04", "ruby", "visiting", &off)), "0", "of another child");
    assert_eq!(count(at("06", "sam", "visiting", &contact("spoken", "verbally", "was_not_brought"))), "1");
    assert_eq!(count(at("08", "sam", "visiting", &contact("spoken", "verbally", "cancelled_by_family"))), "0", "called off is not failed");
    assert_eq!(count(at("08", "sam", "visiting", &contact("spoken", "verbally", "cancelled_by_service"))), "0");
}

#[test]
fn whatever_the_pack_counts_as_failed_is_a_failed_contact_in_the_window() {
    let count = |outcome: &str| {
        let what = format!("contact = {{ id = \"x\", setting = \"clinic\", arranged = \"by_letter\", outcome = \"{outcome}\" }}");
        value("failed_contacts_in_window", "failed_contacts_in_window >= 1", &at("08", "sam", "visiting", &what))
    };
    for (outcome, counted) in [
        ("was_not_brought", "3"),
        ("declined", "3"),
        ("left_before_being_seen", "3"),
        ("excuse_given", "3"),
        ("cancelled_by_service", "2"),
        ("seen", "2"),
    ] {
        assert_eq!(count(outcome), counted, "{outcome}");
    }
}

/// The same address told again is no move, and one that is withheld holds nothing to compare.
#[test]
fn only_another_address_is_a_move() {
    let address = |day: &str, address: &str| {
        at(day, "sam", "visiting", &format!("address_recorded = {{ address = {address}, reported_by_family = \"no\" }}"))
    };
    let (high, low) = ("{ lines = [\"1 High Street\"] }", "{ lines = [\"2 Low Road\"] }");
    let moves = |entries: String| (value("moves", "moves >= 1", &entries), value("unreported_moves", "unreported_moves >= 1", &entries));
    let own = |count: &str| (count.to_owned(), count.to_owned());
    assert_eq!(moves(address("06", high)), own("0"), "the first that is known");
    assert_eq!(moves(format!("{}{}", address("06", high), address("07", high))), own("0"));
    assert_eq!(moves(format!("{}{}", address("06", high), address("07", &high.to_uppercase().replace("LINES", "lines")))), own("0"));
    assert_eq!(moves(format!("{}{}", address("06", high), address("07", low))), own("1"));
    assert_eq!(moves(format!("{}{}", address("06", high), address("07", "\"withheld\""))), own("0"));
}

/// NAF-10: an administrator does not assess, and another system's word changes nothing here.
#[test]
fn vulnerability_is_found_by_whoever_may_assess() {
    let assessed = "vulnerability_assessed = { vulnerable = \"yes\", findings = \"f\" }";
    let considered =
        |found: &str| format!("needs_considered = {{ child = \"sam\", met = \"yes\", basis = \"b\", family_vulnerable = \"{found}\" }}");
    let known = |what: &str| value("vulnerability_known", "vulnerability_known", &at("06", "sam", "visiting", what));
    let unsigned = |what: &str| known(&format!("author = {{ practitioner = \"p\", role = \"administrator\" }}, {what}"));
    assert_eq!((known(assessed).as_str(), unsigned(assessed).as_str()), ("yes", "not recorded"));
    assert_eq!((known(&considered("yes")).as_str(), unsigned(&considered("yes")).as_str()), ("yes", "not recorded"));
    assert_eq!((known(&considered("no")).as_str(), known(&considered("not_known")).as_str()), ("no", "not recorded"));
}

/// H32: an answer that the referrer does not accept leaves the concern where it was.
#[test]
fn an_answer_that_is_not_accepted_is_a_concern() {
    let made = at("06", "sam", "visiting", "referral_made = { to = \"childrens_social_care\", content = \"c\" }").replacen(
        '{',
        "{ id = \"made\", ",
        1,
    );
    let answered = |accepted: &str| {
        let what = format!("referral_answered = {{ referral = \"made\", answer = \"a\", accepted_by_referrer = \"{accepted}\" }}");
        value("concern_found", "concern_found", &format!("{made}{}", at("07", "sam", "visiting", &what)))
    };
    assert_eq!((answered("no").as_str(), answered("yes").as_str()), ("yes", "not recorded"));
}

/// The months of a child's age are full on the day itself.
#[test]
fn a_child_is_a_month_older_on_the_day_of_the_birth() {
    let age = |born: &str| {
        let what = format!("person_recorded = {{ kind = \"child\", born_on = {born} }}");
        value("age_months", "age_months >= 1", &at("06", "sam", "visiting", &what))
    };
    assert_eq!((age("2023-01-09").as_str(), age("2023-01-10").as_str(), age("2023-01-08").as_str()), ("36", "35", "36"));
}

/// A visit at home that was planned before it failed was offered, though both were written down in the same moment.
#[test]
fn a_visit_at_home_is_offered_by_a_plan_that_came_before_its_outcome() {
    let visit = |planned: &str, failed: &str| {
        format!(
            "{{ happened = {planned}, recorded_at = 2026-01-08T18:00:00, contact_planned = {{ contact = \"x\", service = \"visiting\", planned_for = 2026-01-08T10:00:00, setting = \"home\", arranged = \"by_letter\" }} }},\n\
             {{ happened = {failed}, recorded_at = 2026-01-08T18:00:00, service = \"visiting\", outcome_recorded = {{ contact = \"x\", outcome = \"no_response\" }} }},"
        )
    };
    let offered = |entries: &str| value("home_visit_offered", "home_visit_offered", entries);
    assert_eq!(offered(&visit("2026-01-06T10:00:00", "2026-01-08T10:00:00")), "yes");
    assert_eq!(offered(&visit("2026-01-08T10:00:00", "2026-01-08T10:00:00")), "not recorded", "written down as one");
}

/// Of two contacts in the same moment the one that failed counts as the later.
#[test]
fn a_failed_contact_counts_as_later_than_one_that_was_kept_at_the_same_time() {
    let at_clinic = |day: &str, outcome: &str| {
        let what = format!("contact = {{ id = \"c{day}\", setting = \"clinic\", arranged = \"by_letter\", outcome = \"{outcome}\" }}");
        at(day, "sam", "clinic", &what)
    };
    let class = |entries: &str| value("engagement_class", "engagement_class is known", entries);
    let third = at_clinic("08", "was_not_brought");
    let (first_too, second_too) = (at_clinic("05", "seen"), at_clinic("07", "seen"));
    assert_ne!(class(&format!("{first_too}{third}")), class(&format!("{second_too}{third}")));
}

/// HAM-07: an agreement is somebody's who signed it.
#[test]
fn what_another_system_says_was_agreed_is_no_agreement() {
    let agreed = "agreement_made = { if_next_fails = \"refer\", what = \"w\", agreed_with = [\"Sam Dale\"] }";
    let broken = |author: &str| value("agreement_broken", "agreement_broken", &at("06", "sam", "visiting", &format!("{author}{agreed}")));
    assert_eq!(broken(""), "yes");
    assert_eq!(broken("author = { system = \"hub\" }, "), "not recorded");
}

/// Whether any pattern holds: yes if one does; not known if of one nobody knows, and none holds.
#[test]
fn a_pattern_is_active_as_soon_as_one_holds_or_may_hold() {
    let rule = |id: &str, when: &str, what: &str| {
        format!("## A rule (S-01)\n\n```rule\nid = \"{id}\"\nclause = [\"S-01\"]\nwhen = \"{when}\"\n{what}\n```\n\n")
    };
    let rules = [
        rule("S-R1", "welfare_concern", "pattern = \"missed_contacts\""),
        rule("S-R2", "severe_health_condition", "pattern = \"missed_contacts\""),
        rule("S-R3", "pattern_active", "alert = \"a\""),
        tiny::rule("S-R4", "failed_contacts >= 1", "do = \"consider_needs\", owner = \"practitioner\", due = \"$soon\""),
    ];
    let pack = tiny::version("1.0", &rules.concat(), |_| ());
    let active = |first: &str, second: &str| {
        let factor = |kind: &str, state: &str| {
            format!("[[events]]\nhappened = 2026-01-06T10:00:00\nfactor_recorded = {{ factor = \"{kind}\", state = \"{state}\" }}\n")
        };
        let more = format!("{}{}", factor("welfare_concern", first), factor("severe_health_condition", second));
        let chronology = tiny::with("sam", &[("2026-01-05", "was_not_brought")], &more);
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        let standing = brought_policy::standing(&pack, &calendar, &chronology, "2026-01-09T09:00:00Z".parse().unwrap());
        standing.trace.iter().find(|trace| trace.rule == "S-R3").unwrap().facts[0].1.words()
    };
    for (first, second, value) in [
        ("ended", "ended", "no"),
        ("current", "ended", "yes"),
        ("ended", "current", "yes"),
        ("not_known", "ended", "not known"),
        ("ended", "not_known", "not known"),
        ("current", "not_known", "yes"),
        ("not_known", "current", "yes"),
    ] {
        assert_eq!(active(first, second), value, "{first} {second}");
    }
}

/// What is known of a carer who is followed counts as well as what is known of the children.
#[test]
fn a_breakdown_with_a_carer_who_is_followed_counts() {
    let rule = tiny::rule("S-R1", "relationship_broken_down", "do = \"follow_up_family\", owner = \"practitioner\", due = \"$soon\"");
    let pack = tiny::version("1.0", &rule, |manifest| *manifest = manifest.replace("follows = \"children\"", "follows = \"carers\""));
    let value = |about: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "mum"
            author = {{ practitioner = "jo", role = "practitioner" }}
            services = [{{ id = "recovery", audience = "parents_or_carers" }}]
            people = [
              {{ id = "mum", kind = "carer" }},
              {{ id = "dad", kind = "carer" }},
              {{ id = "sam", born_on = 2023-01-06, relations = [{{ other = "mum", relation = "mother" }}] }},
            ]
            events = [
              {{ happened = 2026-01-05T10:00:00, contact = {{ setting = "clinic", outcome = "adult_did_not_attend" }} }},
              {{ happened = 2026-01-06T10:00:00, about = "{about}", relationship_broken_down = {{ practitioner = "jo", what = "asked for another" }} }},
            ]
            "#
        );
        let chronology = brought_forms::chronology_file::read_toml(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
        let calendar = Calendar::bundled(Division::EnglandAndWales);
        let standing = brought_policy::standing(&pack, &calendar, &chronology, "2026-01-09T09:00:00Z".parse().unwrap());
        standing.trace.iter().find(|trace| trace.rule == "S-R1").unwrap().facts[0].1.words()
    };
    assert_eq!((value("mum").as_str(), value("sam").as_str(), value("dad").as_str()), ("yes", "yes", "not recorded"));
}
