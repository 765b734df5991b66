//! Another system, and an administrator, may add concern and work by what they record; they never take any away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod asked;
mod shipped;

use asked::*;
use brought_policy::standing::Standing;

const AS_OF: &str = "2026-01-12T09:00:00Z";
const SYSTEM: &str = r#"{ system = "pas" }"#;
const ADMINISTRATOR: &str = r#"{ practitioner = "sam-a", role = "administrator" }"#;
const NURSE: &str = r#"{ practitioner = "ann", role = "practitioner" }"#;

/// A plan of the contact `k`, written down then by them.
fn planned(recorded: &str, author: &str, service: &str, arranged: &str) -> String {
    planned_as("home", recorded, author, service, arranged, "")
}

fn planned_as(setting: &str, recorded: &str, author: &str, service: &str, arranged: &str, source: &str) -> String {
    format!(
        r#"{{ happened = 2026-01-02, recorded_at = {recorded}, author = {author}, service = "{service}", {source} contact_planned = {{ contact = "k", planned_for = 2026-01-05T14:00:00, setting = "{setting}", arranged = "{arranged}" }} }},"#
    )
}

fn failed(author: &str) -> String {
    format!(
        r#"{{ happened = 2026-01-05T14:00:00, recorded_at = 2026-01-05T15:00:00, author = {author}, service = "clinic", outcome_recorded = {{ contact = "k", outcome = "no_response" }} }},"#
    )
}

/// The standing in two services.
fn ask_two(events: &str, as_of: &str) -> Standing {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "sam"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [{{ id = "sam", born_on = 2023-01-06 }}]
        services = [{{ id = "clinic", name = "Clinic" }}, {{ id = "other", name = "Other" }}]
        events = [{events}]
        "#
    );
    ask_whole("no-access", &text, as_of)
}

/// The services in which a follow-up is open, each with where its contacts were to be.
fn open(standing: &Standing) -> Vec<(String, String)> {
    let open = standing.follow_ups.iter().filter(|follow_up| follow_up.is_open());
    let told = open.flat_map(|follow_up| {
        follow_up.failed_contacts.iter().map(|failed| (follow_up.service.to_string(), failed.setting.code().to_owned()))
    });
    told.collect()
}

fn at(service: &str, setting: &str) -> Vec<(String, String)> {
    vec![(service.to_owned(), setting.to_owned())]
}

const BEFORE: &str = "2026-01-02T09:00:00Z";
const LATER: &str = "2026-01-08T09:00:00Z";

/// What a contact was when it failed stays, unless a practitioner signs otherwise.
#[test]
fn a_later_plan_of_another_system_leaves_the_failed_contact_where_it_was() {
    let first = format!("{}{}", planned(BEFORE, NURSE, "clinic", "by_letter"), failed(SYSTEM));
    for author in [SYSTEM, ADMINISTRATOR] {
        let unarranged = format!("{first}{}", planned(LATER, author, "clinic", "opportunistic"));
        assert_eq!(open(&ask_two(&unarranged, AS_OF)), at("clinic", "home"), "{author}");
        let elsewhere = format!("{first}{}", planned_as("clinic", LATER, author, "other", "by_letter", ""));
        assert_eq!(open(&ask_two(&elsewhere, AS_OF)), at("clinic", "home"), "{author}");
    }
    assert_eq!(open(&ask_two(&format!("{first}{}", planned(LATER, NURSE, "clinic", "opportunistic")), AS_OF)), []);
    assert_eq!(open(&ask_two(&format!("{first}{}", planned(LATER, NURSE, "other", "by_letter")), AS_OF)), at("other", "home"));
}

/// A later word about the contact does not bring the later plan in.
#[test]
fn a_word_after_the_later_plan_leaves_the_failed_contact_where_it_was() {
    let again = r#"{ happened = 2026-01-09T10:00:00, service = "other", outcome_recorded = { contact = "k", outcome = "no_response", responses = ["card_left"] } },"#;
    let events = format!(
        "{}{}{}{again}",
        planned(BEFORE, NURSE, "clinic", "by_letter"),
        failed(SYSTEM),
        planned(LATER, SYSTEM, "other", "opportunistic")
    );
    assert_eq!(open(&ask_two(&events, AS_OF)), at("clinic", "home"));
}

#[test]
fn a_plan_that_came_in_with_its_outcome_was_known() {
    let together = "2026-01-05T15:00:00Z";
    assert_eq!(open(&ask_two(&format!("{}{}", planned(together, SYSTEM, "clinic", "opportunistic"), failed(SYSTEM)), AS_OF)), []);
    let events = format!("{}{}", planned(together, SYSTEM, "other", "by_letter"), failed(SYSTEM));
    assert_eq!(open(&ask_two(&events, AS_OF)), at("other", "home"));
}

/// A contact that was put off before anything came of it is the one that was planned last.
#[test]
fn another_system_plans_anew_what_has_not_been_yet() {
    let before = "2026-01-03T09:00:00Z";
    let moved = format!(
        "{}{}{}",
        planned(BEFORE, NURSE, "clinic", "by_letter"),
        planned_as("hospital", before, SYSTEM, "other", "by_letter", ""),
        failed(SYSTEM)
    );
    assert_eq!(open(&ask_two(&moved, AS_OF)), at("other", "hospital"));
}

/// Where nobody had planned the contact, a later plan of another system says where it was to be, and takes nothing away.
#[test]
fn the_first_plan_after_the_failure_fills_in_what_nobody_had_said() {
    let plan = planned(LATER, SYSTEM, "other", "opportunistic");
    assert_eq!(open(&ask_two(&format!("{}{plan}", failed(SYSTEM)), AS_OF)), at("clinic", "home"));
    let again = planned_as("clinic", "2026-01-09T09:00:00Z", SYSTEM, "clinic", "opportunistic", "");
    assert_eq!(open(&ask_two(&format!("{}{plan}{again}", failed(SYSTEM)), AS_OF)), at("clinic", "home"));
}

/// A practitioner's plan that another system replaces by a correction.
#[test]
fn a_replaced_plan_does_not_take_the_failure_away() {
    let first = planned(BEFORE, NURSE, "clinic", "by_letter").replacen('{', r#"{ id = "first","#, 1);
    let replaces = r#"corrects = { event = "first", how = "replaces", reason = "x" },"#;
    let second = planned_as("home", LATER, SYSTEM, "clinic", "opportunistic", replaces);
    assert_eq!(open(&ask_two(&format!("{first}{}{second}", failed(SYSTEM)), AS_OF)), at("clinic", "home"));
}

/// Another system may add: that the family expected the visit after all.
#[test]
fn a_visit_that_another_system_says_was_arranged_counts() {
    let first = format!("{}{}", planned(BEFORE, NURSE, "clinic", "opportunistic"), failed(SYSTEM));
    assert_eq!(open(&ask_two(&first, AS_OF)), []);
    let arranged = format!("{first}{}", planned(LATER, SYSTEM, "clinic", "by_letter"));
    assert_eq!(open(&ask_two(&arranged, AS_OF)), at("clinic", "home"));
    let signed = planned("2026-01-09T09:00:00Z", NURSE, "clinic", "opportunistic");
    assert_eq!(open(&ask_two(&format!("{arranged}{signed}"), AS_OF)), [], "a practitioner says that nobody had arranged it");
}

/// An old version of an entry that is read again later is still the old one.
#[test]
fn an_old_version_read_later_does_not_move_the_plan_back() {
    let version = |version: &str, setting: &str, recorded: &str| {
        let source = format!(r#"source = {{ system = "pas", id = "row-7", version = "{version}" }},"#);
        planned_as(setting, recorded, SYSTEM, "clinic", "by_letter", &source)
    };
    let setting = |one: (&str, &str), two: (&str, &str)| {
        let plans = format!("{}{}", version(one.0, "home", one.1), version(two.0, "hospital", two.1));
        open(&ask_two(&format!("{plans}{}", failed(SYSTEM)), AS_OF))
    };
    let (early, late) = ("2026-01-02T09:00:00Z", "2026-01-03T09:00:00Z");
    assert_eq!(setting(("1", late), ("2", early)), at("clinic", "hospital"));
    assert_eq!(setting(("1", early), ("2", late)), at("clinic", "hospital"));
    assert_eq!(setting(("2", early), ("2", late)), at("clinic", "hospital"));
    assert_eq!(setting(("a", late), ("b", early)), at("clinic", "home"), "such a version says nothing about order");
    // The old version that is read again does not stand over a word between the two either.
    let nurse = planned_as("nursery", "2026-01-04T09:00:00Z", NURSE, "clinic", "by_letter", "");
    let events = format!("{}{}{nurse}{}", version("1", "home", "2026-01-05T09:00:00Z"), version("2", "hospital", early), failed(SYSTEM));
    assert_eq!(open(&ask_two(&events, AS_OF)), at("clinic", "nursery"), "the practitioner's word is later than the version that holds");
}

/// A mother followed up about two children: assured of one of them, it ends only if the other is none of hers any more (NAF-23).
fn ends_without_lee(words: &str) -> bool {
    let text = format!(
        r#"
        format = "brought-chronology/1"
        subject = "mum"
        author = {{ practitioner = "jo", role = "practitioner" }}
        people = [
          {{ id = "mum", kind = "carer" }},
          {{ id = "sam", born_on = 2020-01-01, relations = [{{ other = "mum", relation = "mother" }}] }},
          {{ id = "lee", born_on = 2021-01-01, relations = [{{ other = "mum", relation = "mother" }}] }},
          {{ id = "kim", kind = "unborn_child", due_on = 2026-06-01 }},
        ]
        services = [{{ id = "peri", name = "Perinatal", audience = "parents_or_carers" }}]
        events = [
          {{ happened = 2026-01-05T10:00:00, about = "mum", service = "peri", contact = {{ setting = "hospital", outcome = "adult_did_not_attend", responses = ["letter_sent"] }} }},
          {{ happened = 2026-01-08T09:00:00, about = "mum", service = "peri", vulnerability_assessed = {{ children = ["sam"], vulnerable = "no", findings = "f" }} }},
          {words}
          {{ happened = 2026-01-08T10:00:00, about = "mum", service = "peri", follow_up_ended = {{ assured = {{ children = [{{ child = "sam", seen_at = 2026-01-07T09:00:00, place = "home", by = "Jo", seen_by = "this_service", relation = "health visitor", how = "in_person", needs_met_because = "well" }}], reasons = "r", told = ["GP"] }} }} }},
        ]"#
    );
    !is_open(&ask_whole("no-access", &text, AS_OF))
}

fn word(author: &str, about: &str, fact: &str) -> String {
    format!(r#"{{ happened = 2026-01-06, author = {author}, about = "{about}", every_service = true, {fact} }},"#)
}

#[test]
fn another_system_takes_no_child_out_of_a_family() {
    assert!(!ends_without_lee(""));
    let born = r#"person_recorded = { kind = "child", born_on = 1990-01-01 }"#;
    let sister = r#"relation_recorded = { other = "mum", relation = "sibling" }"#;
    let turned = r#"relation_recorded = { other = "mum", relation = "dependent_child" }"#;
    for fact in [born, sister, turned] {
        for author in [SYSTEM, ADMINISTRATOR] {
            assert!(!ends_without_lee(&word(author, "lee", fact)), "{author} {fact}");
        }
        assert!(ends_without_lee(&word(NURSE, "lee", fact)), "{fact}");
    }
    // From the mother's record.
    let hers = word(NURSE, "lee", sister) + &word(NURSE, "mum", r#"relation_recorded = { other = "lee", relation = "dependent_child" }"#);
    let sibling = word(SYSTEM, "mum", r#"relation_recorded = { other = "lee", relation = "sibling" }"#);
    assert!(!ends_without_lee(&format!("{hers}{sibling}")));
}

/// A child not yet born is one of the children too.
#[test]
fn another_system_does_not_make_a_carer_of_an_unborn_child() {
    let known = word(NURSE, "lee", r#"relation_recorded = { other = "mum", relation = "sibling" }"#)
        + &word(NURSE, "kim", r#"relation_recorded = { other = "mum", relation = "mother" }"#);
    let carer = |author| format!("{known}{}", word(author, "kim", r#"person_recorded = { kind = "carer" }"#));
    assert!(!ends_without_lee(&known));
    assert!(!ends_without_lee(&carer(SYSTEM)));
    assert!(ends_without_lee(&carer(NURSE)));
}

/// What another system says first is taken as it is, and so is what adds a child.
#[test]
fn the_first_word_of_another_system_is_taken() {
    let moved = word(NURSE, "lee", r#"relation_recorded = { other = "mum", relation = "sibling" }"#);
    assert!(ends_without_lee(&moved));
    let again = word(SYSTEM, "lee", r#"relation_recorded = { other = "mum", relation = "mother" }"#);
    assert!(!ends_without_lee(&format!("{moved}{again}")));
    let first = word(SYSTEM, "eve", r#"person_recorded = { kind = "child", born_on = 1990-01-01 }"#)
        + &word(SYSTEM, "eve", r#"relation_recorded = { other = "mum", relation = "mother" }"#);
    assert!(ends_without_lee(&format!("{moved}{first}")), "grown up as far as anybody ever said");
}

/// A concern at home is one about anybody who lives there: brothers and sisters are not parted by another system.
#[test]
fn another_system_does_not_part_brothers_and_sisters() {
    let apart = |author: &str, about: &str, other: &str| {
        format!(
            r#"{{ happened = 2026-01-03, author = {author}, about = "{about}", relation_recorded = {{ other = "{other}", relation = "sibling", same_household = "no" }} }},"#
        )
    };
    let neglect = r#"{ happened = 2026-01-04, about = "ruby", factor_recorded = { factor = "neglect", state = "current" } },"#;
    let together = r#"{ happened = 2026-01-02, about = "ruby", relation_recorded = { other = "sam", relation = "sibling", same_household = "yes" } },"#;
    let concern = |events: &str| {
        let standing = ask("shropshire", &format!("{together}{events}{neglect}{MISSED}"), AS_OF);
        known(&standing, brought_policy::fact::FactName::HouseholdSafeguardingConcern).unwrap().words()
    };
    assert_eq!(concern(""), "yes");
    assert_eq!(concern(&apart(SYSTEM, "ruby", "sam")), "yes");
    assert_eq!(concern(&apart(ADMINISTRATOR, "sam", "ruby")), "yes", "said from the other side");
    assert_eq!(concern(&apart(NURSE, "ruby", "sam")), "not recorded");
}

/// Nor does another system part them by calling the one a child in the other's care.
#[test]
fn another_system_does_not_make_brothers_and_sisters_something_else() {
    let said = |author: &str, relation: &str| {
        format!(
            r#"{{ happened = 2026-01-03, author = {author}, about = "sam", relation_recorded = {{ other = "ruby", relation = "{relation}", same_household = "yes" }} }},"#
        )
    };
    let concern = |events: &str| {
        let text = format!(
            r#"
            format = "brought-chronology/1"
            subject = "sam"
            author = {{ practitioner = "jo", role = "practitioner" }}
            people = [{{ id = "sam", born_on = 2023-01-06 }}, {{ id = "ruby", born_on = 2025-01-06 }}]
            events = [
              {}
              {events}
              {{ happened = 2026-01-04, about = "ruby", factor_recorded = {{ factor = "neglect", state = "current" }} }},
              {MISSED}
            ]"#,
            said(NURSE, "sibling")
        );
        known(&ask_whole("shropshire", &text, AS_OF), brought_policy::fact::FactName::HouseholdSafeguardingConcern).unwrap().words()
    };
    assert_eq!(concern(""), "yes");
    assert_eq!(concern(&said(SYSTEM, "dependent_child")), "yes");
    assert_eq!(concern(&said(SYSTEM, "other_carer")), "yes", "a carer belongs to the family as well");
    assert_eq!(concern(&said(NURSE, "dependent_child")), "not recorded");
}
